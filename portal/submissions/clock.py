"""By when somebody should have looked: honest, because it counts the team's working days."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, NamedTuple

from sqlalchemy import event

from portal.directory import Team, clocks, hours
from portal.directory.clocks import Clocks
from portal.submissions.models import Status, Submission
from portal.words import Kind, Urgency

END_OF_DAY = time(17)
"""A working day's end for the clock, where a team's own hours are not known."""


def look_by(team: Team | None, urgency: Urgency, now: datetime) -> datetime:
    """When the first look is due: at once, by the end of this working day (or of the next, when this one is over), or
    in the team's own number of working days. Only the portal's own clock: no law sets it."""
    if urgency is Urgency.NOW:
        return now
    local = now.astimezone(hours.LONDON)
    if urgency is Urgency.TODAY or team is None:
        today = hours.is_working_day(local.date()) and local.time() < END_OF_DAY
        day = local.date() if today else hours.working_days_after(local.date(), 1)
    else:
        day = hours.answers(team, now)
    return datetime.combine(day, END_OF_DAY, hours.LONDON)


class Promised(NamedTuple):
    """What a team means to have done by when; None where a kind has no such clock. ``terms_missing``: the council has
    not said when school is, so working days were counted."""

    contact_by: datetime | None = None
    checks_by: datetime | None = None
    terms_missing: bool = False


CONTACTED = frozenset({Kind.NOTIFICATION, Kind.CHANGE, Kind.REFERRAL})
"""Kinds with a clock for the first contact. A young person's words have the clocks of their answers instead."""
CHECKED = frozenset({Kind.NOTIFICATION})
"""Kinds with a clock for the checks behind it."""


def of_kind(kind: Kind, said: Clocks, now: datetime) -> Promised:
    """The clocks of what comes in ``now``, after what its council says."""
    today = hours.local(now).date()
    contact = clocks.school_days_after(today, said.contact_days, said.terms) if kind in CONTACTED else None
    checks = hours.working_days_after(today, said.checks_days) if kind in CHECKED else None
    return Promised(
        contact_by=datetime.combine(contact.day, END_OF_DAY, hours.LONDON) if contact else None,
        checks_by=datetime.combine(checks, END_OF_DAY, hours.LONDON) if checks else None,
        terms_missing=contact is not None and contact.terms_missing,
    )


def acknowledge_by(said: Clocks, received_at: datetime) -> datetime:
    """By when its sender should know that it arrived: the end of the day on which it came, if that is a working day
    that is not over, or of the next; or so many working days later.

    A day to work to, and no clock of :func:`running`: past it nobody else is told. Whoever sends by the portal saw on
    the page that it arrived, and a person looks within the first look's clock, which climbs; a day before that it would
    climb for everybody who gave no address for a receipt, and a mail for each of them would hide those that matter.
    """
    day = look_by(None, Urgency.TODAY, received_at)
    if said.acknowledge_days:
        day = datetime.combine(hours.working_days_after(day.date(), said.acknowledge_days), END_OF_DAY, hours.LONDON)
    return day


def running(submission: Submission) -> dict[str, datetime]:
    """Its clocks that still run, by name: ``look`` until somebody has read it, ``contact`` and ``checks`` until those
    are done. None of a closed one."""
    if submission.is_open is False:
        return {}
    found = {
        "look": submission.look_by if submission.status in (None, Status.NEW) else None,
        "contact": submission.contact_by if submission.contacted_at is None else None,
        "checks": submission.checks_by if submission.checked_at is None else None,
    }
    return {name: by for name, by in found.items() if by is not None}


@event.listens_for(Submission, "before_insert")
@event.listens_for(Submission, "before_update")
def _keep(_mapper: Any, _connection: Any, submission: Submission) -> None:
    """Whatever changes, the earliest clock that still runs stands in the row: no act can forget it."""
    submission.next_clock_at = min(running(submission).values(), default=None)


def promised(submission: Submission, team: Team | None, since: datetime | None = None) -> datetime:
    """The first look as its sender is told of it, or the look at what came with it at ``since``. What is urgent is due
    at once, but nobody may be there at night: a page promises a working day, never a moment."""
    urgency = Urgency(submission.urgency)
    if urgency is Urgency.NOW:
        return look_by(team, Urgency.TODAY, since or submission.received_at)
    return look_by(team, urgency, since) if since else submission.look_by


def answer_by(team: Team | None, urgency: Urgency, since: datetime) -> datetime:
    """When somebody should have answered what a young person wrote at ``since``: one working day later where it is
    urgent, else in the team's own number of working days. Only the portal's own clock, as above."""
    if team is None or urgency is not Urgency.ROUTINE:
        day = hours.working_days_after(since.astimezone(hours.LONDON).date(), 1)
    else:
        day = hours.answers(team, since)
    return datetime.combine(day, END_OF_DAY, hours.LONDON)
