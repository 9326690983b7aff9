"""How staff pages call things. Staff pages are in English only."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from portal.directory import hours
from portal.submissions import Status, Submission
from portal.words import Kind, Urgency

LONDON = ZoneInfo("Europe/London")

KINDS = {
    Kind.NOTIFICATION: "Parent's notice",
    Kind.VIEWS: "Young person's views",
    Kind.REFERRAL: "Professional's referral",
}
URGENCIES = {Urgency.NOW: "Now", Urgency.TODAY: "Today", Urgency.ROUTINE: "In turn"}
STATUSES = {Status.NEW: "New", Status.SEEN: "Seen", Status.IN_HAND: "In hand", Status.CLOSED: "Closed"}


def moment(at: datetime) -> str:
    """A moment as people here say it: "3 March 2026, 14:05", London time."""
    local = at.astimezone(LONDON)
    return f"{spoken_day(local)}, {local:%H:%M}"


def spoken_day(day: date) -> str:
    """A day as people here say it: "3 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def age(submission: Submission, now: datetime) -> str:
    """How long ago it came, in working days: "today", "1 day", "12 days"."""
    days = working_days(_day(submission.received_at), _day(now))
    if days == 0:
        return "today" if _day(submission.received_at) == _day(now) else "less than a day"
    return _days(days)


def due(submission: Submission, now: datetime) -> str | None:
    """What is owed to one that nobody has read: "look at once", "due today", "late", "2 days late".
    None when nothing is."""
    if submission.status != Status.NEW:
        return None
    if submission.look_by < now:
        days = working_days(_day(submission.look_by), _day(now))
        return f"{_days(days)} late" if days else "look at once" if submission.urgency == Urgency.NOW else "late"
    if _day(submission.look_by) == _day(now):
        return "due today"
    return None


def working_days(start: date, end: date) -> int:
    """How many working days lie after ``start``, up to and including ``end``."""
    years = [_working_days_of(year) for year in range(start.year, end.year + 1)]
    return sum(bisect_right(days, end) - bisect_right(days, start) for days in years)


@cache
def _working_days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    every = (first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days))
    return [day for day in every if hours.is_working_day(day)]


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
