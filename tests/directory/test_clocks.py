"""School days, working days and the clocks made of them: never a closed day, and honest where nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from portal.audit import AuditLine
from portal.directory import clocks, hours
from portal.directory.clocks import START, Clocks, ClocksMeanwhile, SameClocks, Term, problem, school_days_after
from portal.directory.regimes import NoCouncil
from portal.storage import db, reads_only
from portal.submissions.clock import END_OF_DAY, acknowledge_by, of_kind
from portal.words import Kind

DAYS = st.dates(date(2024, 1, 1), date(2031, 11, 30))
YEAR = (
    Term(date(2026, 9, 2), date(2026, 10, 23)),
    Term(date(2026, 11, 2), date(2026, 12, 18)),
    Term(date(2027, 1, 4), date(2027, 2, 12)),
    Term(date(2027, 2, 22), date(2027, 3, 25)),
    Term(date(2027, 4, 12), date(2027, 5, 28)),
    Term(date(2027, 6, 7), date(2027, 7, 21)),
)
"""Invented."""


@st.composite
def any_terms(draw: st.DrawFn) -> tuple[Term, ...]:
    """Terms that can be, with short holidays and long gaps between."""
    day, found = draw(st.dates(date(2023, 1, 1), date(2027, 1, 1))), []
    for length, gap in draw(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 200)), max_size=12)):
        found.append(Term(day, day + timedelta(length)))
        day += timedelta(length + gap)
    return tuple(found)


@given(DAYS, st.integers(1, 40), any_terms())
def test_the_nth_school_day_is_a_working_day_and_never_in_a_holiday(day: date, n: int, terms: tuple[Term, ...]) -> None:
    assert problem(terms) is None
    end = school_days_after(day, n, terms)
    assert hours.is_working_day(end.day)
    assert clocks.in_term(end.day, terms) is not False
    between = [day + timedelta(step) for step in range(1, (end.day - day).days + 1)]
    counted = [one for one in between if hours.is_working_day(one) and clocks.in_term(one, terms) is not False]
    assert len(counted) == n
    assert end.terms_missing is any(clocks.in_term(one, terms) is None for one in counted)


@given(DAYS, DAYS, st.integers(1, 40), any_terms())
def test_what_comes_later_is_never_due_sooner(one: date, other: date, n: int, terms: tuple[Term, ...]) -> None:
    assert school_days_after(min(one, other), n, terms).day <= school_days_after(max(one, other), n, terms).day


@given(DAYS, st.integers(1, 20), any_terms())
def test_a_day_more_is_never_due_sooner_and_holidays_never_hasten(day: date, n: int, terms: tuple[Term, ...]) -> None:
    assert school_days_after(day, n, terms).day < school_days_after(day, n + 1, terms).day
    assert school_days_after(day, n, terms).day >= hours.working_days_after(day, n)


@given(DAYS, st.integers(1, 40))
def test_without_term_dates_working_days_are_counted_and_it_is_said(day: date, n: int) -> None:
    assert school_days_after(day, n, ()) == (hours.working_days_after(day, n), True)


@pytest.mark.parametrize(
    ("day", "n", "end", "missing"),
    [
        (date(2026, 9, 7), 10, date(2026, 9, 21), False),
        (date(2026, 10, 20), 10, date(2026, 11, 10), False),  # over half-term
        (date(2026, 12, 17), 10, date(2027, 1, 14), False),  # over Christmas
        (date(2027, 3, 24), 2, date(2027, 4, 12), False),  # over Easter: Good Friday and Monday lie in the holiday
        (date(2027, 4, 30), 1, date(2027, 5, 4), False),  # a bank holiday within a term
        (date(2027, 7, 19), 10, date(2027, 8, 2), True),  # the summer: nobody has said when school begins again
        (date(2026, 8, 24), 10, date(2026, 9, 8), True),  # before the first term that anybody has said
    ],
)
def test_known_days(day: date, n: int, end: date, missing: bool) -> None:
    assert school_days_after(day, n, YEAR) == (end, missing)


def test_a_gap_of_a_year_is_a_time_nobody_has_spoken_of_and_no_holiday() -> None:
    terms = (Term(date(2024, 9, 2), date(2024, 12, 20)), Term(date(2026, 9, 2), date(2026, 12, 18)))
    assert clocks.in_term(date(2025, 10, 1), terms) is None
    assert school_days_after(date(2025, 10, 1), 3, terms) == (date(2025, 10, 6), True)


def test_far_ahead_where_no_bank_holiday_is_known_there_still_is_a_day() -> None:
    assert hours.known_until() < date(2060, 1, 1)
    assert school_days_after(date(2060, 12, 24), 10, YEAR) == (date(2061, 1, 7), True)


def test_nothing_is_counted_below_one() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        school_days_after(date(2026, 9, 7), 0, YEAR)


@pytest.mark.parametrize(
    ("kind", "contact", "checks"),
    [
        (Kind.NOTIFICATION, date(2026, 9, 21), date(2026, 9, 28)),
        (Kind.CHANGE, date(2026, 9, 21), None),
        (Kind.REFERRAL, date(2026, 9, 21), None),
        (Kind.VIEWS, None, None),
    ],
)
def test_each_kind_has_its_own_clocks(kind: Kind, contact: date | None, checks: date | None) -> None:
    due = of_kind(kind, Clocks(terms=YEAR), datetime(2026, 9, 7, 9, tzinfo=UTC))
    assert due.contact_by == (datetime.combine(contact, END_OF_DAY, hours.LONDON) if contact else None)
    assert due.checks_by == (datetime.combine(checks, END_OF_DAY, hours.LONDON) if checks else None)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # 23:30 UTC in summer time is the next day in London, and 23:30 in winter is not
        (datetime(2026, 9, 7, 23, 30, tzinfo=UTC), date(2026, 9, 22)),
        (datetime(2026, 11, 9, 23, 30, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 11, 13)),  # the night in which the clocks go back
    ],
)
def test_the_day_is_londons_and_so_is_five_o_clock(moment: datetime, due: date) -> None:
    by = of_kind(Kind.CHANGE, Clocks(terms=YEAR), moment).contact_by
    assert by is not None
    assert by.astimezone(hours.LONDON).date() == due
    assert by.astimezone(hours.LONDON).time() == END_OF_DAY


def test_who_writes_to_us_hears_of_it_the_same_day_or_the_next_that_is_one() -> None:
    monday, evening = datetime(2026, 9, 7, 9, tzinfo=UTC), datetime(2026, 9, 11, 19, tzinfo=UTC)
    assert acknowledge_by(START, monday).date() == date(2026, 9, 7)
    assert acknowledge_by(START, evening).date() == date(2026, 9, 14)
    assert acknowledge_by(replace(START, acknowledge_days=2), monday).date() == date(2026, 9, 9)


@pytest.mark.parametrize(
    ("terms", "at", "says"),
    [
        ([("2026-09-02", "2026-08-02")], 0, "cannot be before"),
        ([("2026-09-02", "2027-09-02")], 0, "longer than any term"),
        ([("2026-09-02", "2026-10-23"), ("2026-10-23", "2026-12-18")], 1, "before the one before it has ended"),
        ([("1926-09-02", "1926-10-23")], 0, "Check the years"),
        ([("2126-09-02", "2126-10-23")], 0, "Check the years"),
    ],
)
def test_terms_that_cannot_be_are_refused_with_a_reason(
    app: Flask, terms: list[tuple[str, str]], at: int, says: str
) -> None:
    wrong = tuple(Term(date.fromisoformat(a), date.fromisoformat(b)) for a, b in terms)
    found = problem(wrong)
    assert found is not None
    assert found[0] == at
    assert says in found[1]
    with app.app_context(), pytest.raises(ValueError, match=says):
        clocks.change("luton", Clocks(terms=wrong), 0, "So it is.", None, datetime.now(UTC))


@pytest.mark.usefixtures("directory_anew")
def test_what_a_council_says_counts_from_then_on_and_only_there(app: Flask) -> None:
    before, after = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 3, tzinfo=UTC)
    said = Clocks(contact_days=5, checks_days=20, terms=YEAR)
    with app.app_context():
        reads_only(False)
        assert clocks.of("luton") == clocks.of(None) == START
        assert clocks.history("luton") == []
        assert clocks.change("luton", said, 0, "Our own.", None, after) == 1
        db.session.commit()
        assert clocks.of("luton") == said
        assert clocks.of("bedford") == START
        assert clocks.in_force("luton", before) == START
        assert clocks.in_force("luton", after) == said
        (one,) = clocks.history("luton")
        assert (one.number, one.clocks, one.why) == (1, said, "Our own.")
        assert db.session.scalars(select(AuditLine.event).order_by(AuditLine.number.desc())).first() == "clocks:changed"


@pytest.mark.usefixtures("directory_anew")
def test_of_two_who_change_it_the_second_sees_what_the_first_said(app: Flask) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        reads_only(False)
        clocks.change("luton", Clocks(contact_days=5), 0, "Five.", None, now)
        with pytest.raises(ClocksMeanwhile) as meanwhile:
            clocks.change("luton", Clocks(contact_days=6), 0, "Six.", None, now)
        assert meanwhile.value.latest.why == "Five."
        with pytest.raises(SameClocks):
            clocks.change("luton", Clocks(contact_days=5), 1, "Five.", None, now)
        with pytest.raises(NoCouncil):
            clocks.change("atlantis", Clocks(contact_days=5), 0, "Five.", None, now)
        db.session.rollback()


@pytest.mark.usefixtures("directory_anew")
def test_what_is_asked_often_costs_no_query(app: Flask) -> None:
    asked: list[Any] = []
    with app.app_context():
        clocks.of("luton")
        event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        for _ in range(5):
            clocks.of("luton")
        assert not [one for one in asked if "clocks_version" in one]


def test_a_version_reads_back_as_it_was_written() -> None:
    said = Clocks(1, 2, 3, YEAR)
    assert Clocks.of(said.as_json()) == said
    assert said.known_until() == date(2027, 7, 21)
    assert START.known_until() is None
