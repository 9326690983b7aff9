"""Working days and opening hours, as people in England reckon them."""

from __future__ import annotations

import socket
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory import Hours, Team, hours
from portal.words import TeamRole

DAYS = st.dates(date(2024, 1, 1), date(2028, 11, 30))


def team(*opening: Hours, **more: Any) -> Team:
    return Team(code="luton/duty", role=TeamRole.DUTY, name="Duty desk", hours=opening, **more)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=hours.LONDON)  # type: ignore[misc,arg-type]  # any number of parts


WEEKDAYS = tuple(Hours(day, time(9), time(17)) for day in range(5))


@given(DAYS, st.integers(1, 30))
def test_between_a_day_and_the_nth_working_day_after_it_lie_n_working_days(day: date, n: int) -> None:
    end = hours.working_days_after(day, n)
    between = [day + timedelta(step) for step in range(1, (end - day).days + 1)]
    assert hours.is_working_day(end)
    assert sum(hours.is_working_day(each) for each in between) == n


@given(DAYS, st.integers(1, 10), st.integers(1, 10))
def test_working_days_add_up(day: date, some: int, more: int) -> None:
    assert hours.working_days_after(hours.working_days_after(day, some), more) == (
        hours.working_days_after(day, some + more)
    )


@given(DAYS, DAYS, st.integers(1, 10))
def test_a_later_start_never_ends_sooner(one: date, other: date, n: int) -> None:
    assert hours.working_days_after(min(one, other), n) <= hours.working_days_after(max(one, other), n)


@pytest.mark.parametrize(
    ("day", "n", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is a Saturday: the Monday is free
        (date(2027, 3, 25), 2, date(2027, 3, 31)),  # Good Friday and Easter Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # St Andrew's Day is none in England
    ],
)
def test_known_days(day: date, n: int, end: date) -> None:
    assert hours.working_days_after(day, n) == end


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        hours.working_days_after(datetime(2026, 12, 24, tzinfo=UTC), 1)
    with pytest.raises(ValueError, match="1 or more"):
        hours.working_days_after(date(2026, 12, 24), 0)


def test_the_holidays_are_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    hours._calendar.cache_clear()
    assert hours.is_bank_holiday(date(2026, 12, 25))
    assert hours.known_until() >= date(2028, 12, 31)


def test_after_the_last_known_year_it_still_counts_weekends() -> None:
    friday = date(2040, 1, 6)
    assert hours.working_days_after(friday, 1) == date(2040, 1, 9)


def test_a_team_without_hours_is_neither_open_nor_closed() -> None:
    now = london(2026, 11, 23, 10)
    assert hours.is_open(team(), now) is None
    assert hours.opens_next(team(), now) is None


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        (london(2026, 11, 23, 8, 59), False),
        (london(2026, 11, 23, 9), True),
        (london(2026, 11, 23, 16, 59), True),
        (london(2026, 11, 23, 17), False),
        (london(2026, 11, 22, 12), False),
        (london(2026, 12, 25, 12), False),
        (datetime(2026, 7, 6, 8, 30, tzinfo=UTC), True),  # summer: 9:30 in London
        (datetime(2026, 11, 23, 8, 30, tzinfo=UTC), False),
    ],
)
def test_a_team_is_open_in_its_hours_london_time(now: datetime, opened: bool) -> None:
    assert hours.is_open(team(*WEEKDAYS), now) is opened


def test_a_team_may_be_there_on_bank_holidays() -> None:
    always = team(*WEEKDAYS, closed_on_bank_holidays=False)
    assert hours.is_open(always, london(2026, 12, 25, 12))
    assert hours.opens_next(always, london(2026, 12, 24, 18)) == london(2026, 12, 25, 9)


def test_the_next_opening_skips_the_holidays() -> None:
    assert hours.opens_next(team(*WEEKDAYS), london(2026, 12, 24, 18)) == london(2026, 12, 29, 9)
    assert hours.opens_next(team(*WEEKDAYS), london(2026, 11, 23, 8)) == london(2026, 11, 23, 9)
    assert hours.opens_next(team(*WEEKDAYS), london(2026, 11, 23, 9)) == london(2026, 11, 24, 9)


def test_a_team_that_opens_on_mondays_only_is_found_after_easter() -> None:
    mondays = team(Hours(0, time(13), time(14)))
    assert hours.opens_next(mondays, london(2027, 3, 24, 9)) == london(2027, 4, 5, 13)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2028, 11, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - takes its zone apart
def test_a_team_is_open_at_its_next_opening(now: datetime) -> None:
    opening = hours.opens_next(team(*WEEKDAYS), now)
    assert opening is not None
    assert opening > now
    assert hours.is_open(team(*WEEKDAYS), opening)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        hours.is_open(team(*WEEKDAYS), datetime(2026, 11, 23, 10))  # noqa: DTZ001 - without a zone on purpose


def test_the_day_of_the_first_look_is_reckoned_from_the_day_in_london() -> None:
    just_after_midnight = datetime(2026, 7, 5, 23, 30, tzinfo=UTC)  # Monday in London
    assert hours.answers(team(first_look_days=2), just_after_midnight) == date(2026, 7, 8)
