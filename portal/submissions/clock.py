"""By when somebody should have looked: honest, because it counts the team's working days."""

from __future__ import annotations

from datetime import datetime, time

from portal.directory import Team, hours
from portal.submissions.models import Submission
from portal.words import Urgency

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


def promised(submission: Submission, team: Team | None) -> datetime:
    """The first look as its sender is told of it. What is urgent is due at once, but nobody may be there at night: a
    page promises a working day, never a moment."""
    if submission.urgency == Urgency.NOW:
        return look_by(team, Urgency.TODAY, submission.received_at)
    return submission.look_by


def answer_by(team: Team | None, urgency: Urgency, since: datetime) -> datetime:
    """When somebody should have answered what a young person wrote at ``since``: one working day later where it is
    urgent, else in the team's own number of working days. Only the portal's own clock, as above."""
    if team is None or urgency is not Urgency.ROUTINE:
        day = hours.working_days_after(since.astimezone(hours.LONDON).date(), 1)
    else:
        day = hours.answers(team, since)
    return datetime.combine(day, END_OF_DAY, hours.LONDON)
