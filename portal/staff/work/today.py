"""Today: what needs me now, first; one list in plain order, and one click to the next."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import current_staff, may, needs, reach
from portal.audit import Event
from portal.casework import today as work
from portal.replies import waiting
from portal.staff.blueprint import bp
from portal.staff.people import names
from portal.staff.wording import STATUSES
from portal.staff.work.wording import Speaker
from portal.submissions import Status
from portal.submissions.queue import COUNTED, counts
from portal.web import writes

TEAM = "team"


@bp.get("/today")
@needs("queue:see")
@writes
def today() -> ResponseReturnValue:
    """What needs this person, or with ``?of=team`` their teams. Who works on nothing is led to the queue."""
    me, now = current_staff(), datetime.now(UTC)
    if not may(me, "cover:set"):
        return redirect(url_for("staff.queue"))
    team = request.args.get("of") == TEAM
    inbox = work.of_team(me, now) if team else work.own(me, now)
    known = names([*(one.owner for one in inbox.entries), *inbox.covered])
    speaker = Speaker(me, known, inbox.covered, now)
    children = sum(one.child is not None for one in inbox.entries)
    if children:  # names and words of a record are read
        audit.record(Event.CHILD_LISTED, by=me.id, number=children)
    lines = [speaker.line(one) for one in inbox.entries]
    return render_template(
        "staff/work/today.html",
        team=team,
        lines=lines,
        first=next((one for one in lines if one.href), None),
        more=inbox.more,
        covered=sorted(known[one] for one in inbox.covered if one in known),
        figures=_figures(),
        several=len({one.team_code for one in me.memberships}) > 1,
    )


def _figures() -> list[tuple[str, str, str]]:
    """How many are at each stage in the teams of this person: words, number and the list behind it."""
    mine = reach(current_staff(), "queue:see")
    found, waits = counts(mine), waiting.number_waiting(mine)
    some = [
        (words, str(found.by_status.get(status, 0)) if not found.more else "", url_for("staff.queue", status=status))
        for status, words in STATUSES.items()
        if status is not Status.CLOSED
    ]
    whole = ("Open", f"{COUNTED}+" if found.more else str(found.all), url_for("staff.queue"))
    asked = f"{COUNTED}+" if waits > COUNTED else str(waits)
    return [whole, *some, ("Waiting for an answer", asked, url_for("staff.queue", status="waiting"))]
