"""Breaking the glass of a restricted record: the form that asks why, and what those who were told can see of it.

What is here serves young people's words and children's records alike; the page of a child is in children/openings.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import Staff, allowed, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.audit import Event
from portal.casework import openings
from portal.casework.openings import AnOpening, Restricted
from portal.casework.refusals import LETTERS, Refused
from portal.directory import snapshot
from portal.register import Child
from portal.staff.blueprint import bp
from portal.staff.people import names
from portal.staff.submissions.held import held
from portal.storage import CannotOpen
from portal.submissions import Submission
from portal.web.fields import LongTextField
from portal.web.forms import Form

NOT_OFFERED: Mapping[str, Any] = {"opening_form": None, "watchers": []}
DOES_NOT_OPEN = "The reason does not open. It was changed, or the key is missing."


class OpeningForm(Form):
    """Why somebody has to read a young person's words now."""

    why_now = LongTextField(
        "Why do you need to read it now?",
        hint=f"At least {LETTERS} letters. Those who are told read it, and so do those who may read these words.",
        required="Write why you need to read it now",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


@dataclass(frozen=True)
class Opened:
    """One opening, for those who were told of it."""

    who: str
    at: datetime
    why: str


def opening_of(me: Staff, found: Restricted, now: datetime) -> AnOpening | None:
    """The opening through which ``me`` reads it now. It ends with the hour, or with their work in the team."""
    return (
        openings.standing_opening(found, me.id, now) if may(me, _permission(found, "open-restricted"), found) else None
    )


def opened(found: Restricted, me: Staff) -> list[Opened]:
    """Every opening of it, newest first, for those who watch over it; none for others."""
    return _worded(openings.openings(found)) if may(me, _permission(found, "see-openings"), found) else []


def told_of(me: Staff, found: Restricted) -> list[Opened]:
    """The openings that a duty team of ``me`` was told of, since nobody in the record's own team could be."""
    if not may(me, "queue:see", Probe(snapshot().duty_for(found.council).code, restricted=False)):
        return []
    return _worded([one for one in openings.openings(found) if openings.watchers(found, one.by).duty])


def read_reasons(found: Restricted, by: UUID) -> None:
    """Note that the reasons of those who opened it were shown."""
    audit.record(Event.OPENINGS_READ, found, by=by)


def envelope(found: Restricted, me: Staff) -> dict[str, Any]:
    """What the closed envelope says beside what stands on it: the way to open it, and who did before."""
    may_open = may(me, _permission(found, "open-restricted"), found)
    return {"opened": opened(found, me), **(asking(found, me, OpeningForm.filled({})) if may_open else NOT_OFFERED)}


def asking(found: Restricted, me: Staff, form: OpeningForm) -> dict[str, Any]:
    """The form, where it goes, and who is told when it is sent: names, or a team."""
    to = openings.watchers(found, me.id)
    told = [person.name for person in to.people] or ([to.duty.name] if to.duty else [])
    child = isinstance(found, Child)
    address = (
        url_for("staff.open_child", child_id=found.id)
        if child
        else url_for("staff.open_restricted", submission_id=found.id)
    )
    return {"opening_form": form, "opening_address": address, "opening_child": child, "watchers": told}


def _permission(found: Restricted, what: str) -> str:
    return f"{'child' if isinstance(found, Child) else 'submission'}:{what}"


@bp.post("/submissions/<uuid:submission_id>/open")
@needs("submission:open-restricted")
def open_restricted(submission_id: UUID) -> ResponseReturnValue:
    """Open it for one hour, with a reason; or ask for the reason again."""
    found, me = held(submission_id), current_staff()
    allowed("submission:open-restricted", found)
    form = OpeningForm()
    # whoever may read it anyway is led to it: there is nothing to open, and nobody to be alarmed
    if not may(me, "submission:read", found):
        if not form.validate_on_submit():
            return _again(found, me, form)
        try:
            openings.open_restricted(found, me.id, form.why_now.data, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused), "why_now")
            return _again(found, me, form)
    return redirect(url_for("staff.submission", submission_id=found.id))


def _again(found: Submission, me: Staff, form: OpeningForm) -> ResponseReturnValue:
    return render_template(
        "staff/submissions/opening_again.html", submission=found, form=form, **asking(found, me, form)
    ), 422


def _worded(found: list[AnOpening]) -> list[Opened]:
    known = names(one.by for one in found)
    return [Opened(known.get(one.by, "Somebody"), one.at, _why(one)) for one in found]


def _why(one: AnOpening) -> str:
    try:
        return str(one.reason)
    except CannotOpen:
        return DOES_NOT_OPEN
