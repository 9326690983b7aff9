"""Days and hours as people in England reckon them: working days, bank holidays, London time.

Bank holidays come from the list that govuk-bank-holidays ships; nothing is fetched. After the list's last year only
weekends are left out, and ``check`` says so long before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

from portal.directory.facts import Team

LONDON = ZoneInfo("Europe/London")
ENGLAND = BankHolidays.ENGLAND_AND_WALES

_FAR = 31
"""Days to look ahead for the next opening: enough for a team that opens on Mondays only, at Christmas."""


@cache
def _calendar() -> BankHolidays:
    return BankHolidays(use_cached_holidays=True)


def known_until() -> date:
    """The last day for which England's bank holidays are known."""
    last: date = _calendar().get_holidays(division=ENGLAND)[-1]["date"]
    return date(last.year, 12, 31)


def is_bank_holiday(day: date) -> bool:
    """True on a bank holiday in England."""
    return bool(_calendar().is_holiday(_plain(day), division=ENGLAND))


def is_working_day(day: date) -> bool:
    """True from Monday to Friday, but for bank holidays in England."""
    return bool(_calendar().is_work_day(_plain(day), division=ENGLAND))


def working_days_after(day: date, n: int) -> date:
    """The ``n``-th working day after ``day``, which itself is not counted. Raises ValueError when n is below 1."""
    if n < 1:
        raise ValueError("n must be 1 or more")
    return next(islice((each for each in _days_from(_plain(day) + timedelta(1)) if is_working_day(each)), n - 1, None))


def answers(team: Team, now: datetime) -> date:
    """The working day by which the team means to have looked at what arrives ``now``."""
    return working_days_after(local(now).date(), team.first_look_days)


def is_open(team: Team, now: datetime) -> bool | None:
    """Whether somebody is there ``now``; None when the team's hours are not known."""
    if not team.hours:
        return None
    moment = local(now)
    if _shut(team, moment.date()):
        return False
    return any(each.weekday == moment.weekday() and each.opens <= moment.time() < each.closes for each in team.hours)


def opens_next(team: Team, now: datetime) -> datetime | None:
    """When the team opens next after ``now``, in London time; None when its hours are not known."""
    moment = local(now)
    for day in islice(_days_from(moment.date()), _FAR):
        for each in team.hours:
            opening = datetime.combine(day, each.opens, LONDON)
            if each.weekday == day.weekday() and opening > moment and not _shut(team, day):
                return opening
    return None


def _shut(team: Team, day: date) -> bool:
    return team.closed_on_bank_holidays and is_bank_holiday(day)


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(1)


def local(now: datetime) -> datetime:
    """The moment by London's clocks. Raises ValueError for one without a time zone."""
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return now.astimezone(LONDON)


def _plain(day: date) -> date:
    if isinstance(day, datetime):
        # a moment equals no date, so that every holiday would pass as a working day
        raise TypeError("a day is needed, not a moment")
    return day
