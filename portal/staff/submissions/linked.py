"""Linking a young person's words to what an adult sent about the same child. Only who may read the words sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, allowed, current_staff, may, needs
from portal.casework import links
from portal.casework.refusals import Refused
from portal.staff.blueprint import bp
from portal.staff.submissions.held import held
from portal.staff.wording import KINDS
from portal.submissions import Submission
from portal.web.fields import TextField
from portal.web.forms import Form
from portal.words import Kind


class LinkForm(Form):
    """A reference as it was read out."""

    linked_reference = TextField(
        "Reference of a parent’s or professional’s submission",
        hint="For example, K7MD-29QX. You see what it is before anything is linked.",
        required="Enter a reference, like K7MD-29QX",
        at_most=40,
        width=10,
        autocomplete="off",
        thing="The reference",
    )


class UnlinkForm(Form):
    """One button."""


@dataclass(frozen=True)
class Other:
    """What an adult sent: what it is, when it came, and whether this person may open it."""

    link_id: UUID | None
    submission_id: UUID
    kind: str
    reference: str
    received_at: datetime
    opens: bool


def panel(found: Submission, me: Staff) -> dict[str, Any]:
    """For a page about ``found``: the young people's words it is linked to, or what such words are linked to. Empty
    for those who may not read the words, so that their page is the same with a link as without."""
    nothing: dict[str, Any] = {"voices": [], "others": [], "link_form": None}
    if found.kind != Kind.VIEWS:
        readable = [one for one in links.views_of(found) if may(me, "submission:read-restricted", one)]
        return {**nothing, "voices": readable}
    if not may(me, "submission:read-restricted", found):
        return nothing
    return {
        **nothing,
        "others": [_other(other, me, one.id) for one, other in links.links_of(found)],
        "link_form": LinkForm.filled({}),
        "unlink_form": UnlinkForm.filled({}),
    }


@bp.post("/submissions/<uuid:submission_id>/link")
@needs("submission:read-restricted")
def link(submission_id: UUID) -> ResponseReturnValue:
    """Find what the reference names and show it; with ``sure``, link it."""
    found, me = held(submission_id), current_staff()
    allowed("submission:read-restricted", found)
    form, other = LinkForm(), None
    if form.validate_on_submit():
        try:
            other = links.find_other(found, form.linked_reference.data)
        except Refused as refused:
            form.fail(str(refused), "linked_reference")
    if other is not None and request.form.get("sure") == "yes":
        links.link(found, other, me.id, datetime.now(UTC))
        return redirect(url_for("staff.submission", submission_id=found.id, done="linked"))
    shown = _other(other, me) if other is not None else None
    return render_template(
        "staff/submissions/link.html", submission=found, form=form, other=shown
    ), 200 if other else 422


@bp.post("/submissions/<uuid:submission_id>/unlink")
@needs("submission:read-restricted")
def unlink(submission_id: UUID) -> ResponseReturnValue:
    """Take a link away again."""
    found = held(submission_id)
    allowed("submission:read-restricted", found)
    if not UnlinkForm().validate_on_submit():
        return redirect(url_for("staff.submission", submission_id=found.id))
    try:
        links.unlink(found, UUID(request.form.get("link", "")), current_staff().id, datetime.now(UTC))
    except ValueError:
        return redirect(url_for("staff.submission", submission_id=found.id))
    return redirect(url_for("staff.submission", submission_id=found.id, done="unlinked"))


def _other(other: Submission, me: Staff, link_id: UUID | None = None) -> Other:
    return Other(
        link_id=link_id,
        submission_id=other.id,
        kind=KINDS[Kind(other.kind)],
        reference=other.reference,
        received_at=other.received_at,
        opens=may(me, "submission:read", other),
    )
