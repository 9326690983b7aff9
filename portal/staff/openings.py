"""Breaking the glass of a restricted record: the page that asks why, and what those who were told can see of it."""

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
from portal.casework.models import Opening
from portal.casework.refusals import LETTERS, Refused
from portal.directory import snapshot
from portal.staff.blueprint import bp
from portal.staff.held import held
from portal.staff.people import names
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


def opening_of(me: Staff, found: Submission, now: datetime) -> Opening | None:
    """The opening through which ``me`` reads it now. It ends with the hour, or with their work in the team."""
    return openings.standing_opening(found, me.id, now) if may(me, "submission:open-restricted", found) else None


def opened(found: Submission, me: Staff) -> list[Opened]:
    """Every opening of it, newest first, for those who watch over it; none for others."""
    return _worded(openings.openings(found)) if may(me, "submission:see-openings", found) else []


def told_of(me: Staff, found: Submission) -> list[Opened]:
    """The openings that a duty team of ``me`` was told of, since nobody in the record's own team could be."""
    if not may(me, "queue:see", Probe(snapshot().duty_for(found.council).code, restricted=False)):
        return []
    return _worded([one for one in openings.openings(found) if openings.watchers(found, one.by).duty])


def read_reasons(found: Submission, by: UUID) -> None:
    """Note that the reasons of those who opened it were shown."""
    audit.record(Event.OPENINGS_READ, found, by=by)


def envelope(found: Submission, me: Staff) -> dict[str, Any]:
    """What the closed envelope says beside what stands on it: the way to open it, and who did before."""
    return {
        "opened": opened(found, me),
        **(_asking(found, me, OpeningForm.filled({})) if may(me, "submission:open-restricted", found) else NOT_OFFERED),
    }


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
    return render_template("staff/opening_again.html", submission=found, form=form, **_asking(found, me, form)), 422


def _asking(found: Submission, me: Staff, form: OpeningForm) -> dict[str, Any]:
    """The form, and who is told when it is sent: names, or a team."""
    to = openings.watchers(found, me.id)
    told = [person.name for person in to.people] or ([to.duty.name] if to.duty else [])
    return {"opening_form": form, "watchers": told}


def _worded(found: list[Opening]) -> list[Opened]:
    known = names(one.by for one in found)
    return [Opened(known.get(one.by, "Somebody"), one.at, _why(one)) for one in found]


def _why(one: Opening) -> str:
    try:
        return str(one.reason)
    except CannotOpen:
        return DOES_NOT_OPEN
