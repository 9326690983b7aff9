"""How staff pages call things. Staff pages are in English only."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale

from portal.config import ENGLISH
from portal.directory import hours
from portal.pages import Level
from portal.submissions import Status, Submission
from portal.words import Kind, Urgency

KINDS = {
    Kind.NOTIFICATION: "Parent’s notice",
    Kind.CHANGE: "Parent’s change",
    Kind.VIEWS: "Young person’s views",
    Kind.REFERRAL: "Professional’s referral",
}
URGENCIES = {Urgency.NOW: "Now", Urgency.TODAY: "Today", Urgency.ROUTINE: "In turn"}
LEVELS = {Level.EASY: "easy words", Level.STANDARD: "standard words"}
STATUSES = {Status.NEW: "New", Status.SEEN: "Seen", Status.IN_HAND: "In hand", Status.CLOSED: "Closed"}


def moment(at: datetime) -> str:
    """A moment as people here say it: "3 March 2026, 14:05", London time."""
    local = hours.local(at)
    return f"{spoken_day(local)}, {local:%H:%M}"


def spoken_day(day: date) -> str:
    """A day as people here say it: "3 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def language_name(code: str) -> str:
    """A language as people here call it: "Urdu"."""
    return Locale.parse(code).get_language_name(ENGLISH) or code


def age(submission: Submission, now: datetime) -> str:
    """How long ago it came, in working days: "today", "1 day", "12 days"."""
    return ago(submission.received_at, now)


def ago(then: datetime, now: datetime) -> str:
    """How long ago a moment was, in working days: "today", "1 day", "12 days"."""
    days = working_days(_day(then), _day(now))
    if days == 0:
        return "today" if _day(then) == _day(now) else "less than a day"
    return _days(days)


def due(submission: Submission, now: datetime) -> str | None:
    """What is owed to one that nobody has read: "look at once", "due today", "late", "2 days late".
    None when nothing is."""
    if submission.status != Status.NEW:
        return None
    said = owed(submission.look_by, now)
    return "look at once" if said == "late" and submission.urgency == Urgency.NOW else said


def owed(by: datetime, now: datetime) -> str | None:
    """What is to say of something owed ``by`` a moment: "due today", "late", "2 days late". None before that day."""
    if by < now:
        days = working_days(_day(by), _day(now))
        return f"{_days(days)} late" if days else "late"
    return "due today" if _day(by) == _day(now) else None


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
    return hours.local(at).date()


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
