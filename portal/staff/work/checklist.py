"""The checklist of a submission: what the page shows of it, and ticking its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, may, needs
from portal.casework import checklists
from portal.casework.refusals import Refused
from portal.directory import clocks, hours
from portal.staff.blueprint import bp
from portal.staff.people import names
from portal.staff.submissions.held import held
from portal.staff.wording import owed
from portal.submissions import Submission
from portal.submissions.clock import of_kind
from portal.web.forms import Form
from portal.words import Kind

MISSING = "Term dates missing: working days were counted instead of school days."


class TickForm(Form):
    """A button for each line."""


@dataclass(frozen=True)
class Tick:
    """One line as the page shows it."""

    code: str
    words: str
    done_at: datetime | None
    who: str | None
    """Who ticked it: a name, or the portal."""
    due: date | None
    late: str | None
    can: str | None
    """``tick`` or ``untick``: the button that stands beside it. None: no button."""


def panel(submission: Submission) -> dict[str, Any]:
    """What the page of this submission shows of its checklist."""
    lines, now = checklists.lines(submission), datetime.now(UTC)
    known = names(one.by for one in lines)
    may_tick = submission.is_open and not submission.suspect and may(current_staff(), "submission:close", submission)
    said = clocks.in_force(submission.council, submission.received_at)
    missing = submission.contact_by is not None and submission.contacted_at is None
    return {
        "form": TickForm.filled({}) if may_tick else None,
        "left": sum(one.done_at is None for one in lines),
        "lines": [
            Tick(
                code=one.item.code,
                words=one.item.words,
                done_at=one.done_at,
                who=(known.get(one.by, "Somebody") if one.by else "The portal") if one.done_at else None,
                due=hours.local(one.due).date() if one.due and one.done_at is None else None,
                late=owed(one.due, now) if one.due and one.done_at is None and submission.is_open else None,
                can=_button(one) if may_tick else None,
            )
            for one in lines
        ],
        "missing": MISSING
        if missing and of_kind(Kind(submission.kind), said, submission.received_at).terms_missing
        else None,
    }


def _button(line: checklists.Line) -> str | None:
    if line.by_itself or (line.item.known_only and line.done_at is None):
        return None
    return "tick" if line.done_at is None else "untick"


@bp.post("/submissions/<uuid:submission_id>/checklist")
@needs("submission:close")
def tick(submission_id: UUID) -> ResponseReturnValue:
    """Tick a line, or take the tick away. A line that is gone, or was ticked meanwhile, is left as it is."""
    found, me, now = held(submission_id), current_staff(), datetime.now(UTC)
    allowed("submission:close", found)
    done = "ticked"
    if not TickForm().validate_on_submit():
        return redirect(url_for("staff.submission", submission_id=found.id, done="not-ticked"))
    try:
        if code := request.form.get("tick"):
            checklists.tick(found, code, me.id, now)
        elif code := request.form.get("untick"):
            checklists.untick(found, code, me.id, now)
            done = "unticked"
        else:
            abort(400)
    except Refused:
        done = "not-ticked"
    return redirect(url_for("staff.submission", submission_id=found.id, done=done, _anchor="checklist"))
