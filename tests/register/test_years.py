"""School years at their edges: the last day of August, the first of September, and a birthday on 29 February."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.register.years import compulsory_until, spoken, year_group

BIRTHDAYS = st.dates(date(1995, 1, 1), date(2026, 12, 31))
LEAP = st.sampled_from([date(year, 2, 29) for year in range(1996, 2027, 4)])


@given(born=BIRTHDAYS | LEAP, on=st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_a_year_lasts_from_september_to_august_and_one_follows_another(born: date, on: date) -> None:
    begin = date(on.year if on.month >= 9 else on.year - 1, 9, 1)
    end = date(begin.year + 1, 8, 31)
    assert year_group(born, begin) == year_group(born, on) == year_group(born, end)
    this, following = year_group(born, on), year_group(born, end + timedelta(1))
    if this is not None and following is not None:
        assert following == this + 1
    assert this is None or 0 <= this <= 13


@given(born=BIRTHDAYS | LEAP)
def test_reception_is_the_year_in_which_a_child_turns_five(born: date) -> None:
    start = born.year + (4 if (born.month, born.day) <= (8, 31) else 5)
    assert year_group(born, date(start, 9, 1)) == 0
    assert year_group(born, date(start, 8, 31)) is None
    assert year_group(born, date(start + 13, 9, 1)) == 13
    assert year_group(born, date(start + 14, 9, 1)) is None


@given(born=BIRTHDAYS | LEAP)
def test_compulsory_age_ends_on_the_last_friday_in_june_of_year_11(born: date) -> None:
    ends = compulsory_until(born)
    assert (ends.month, ends.weekday()) == (6, 4)
    assert (ends + timedelta(7)).month == 7, "the last one"
    assert year_group(born, ends) == 11, "in the school year in which the child turns 16"


@pytest.mark.parametrize(
    ("born", "on", "year"),
    [
        (date(2015, 8, 31), date(2026, 8, 31), 6),
        (date(2015, 8, 31), date(2026, 9, 1), 7),
        (date(2015, 9, 1), date(2026, 9, 1), 6),
        (date(2016, 2, 29), date(2026, 9, 1), 6),
        (date(2021, 8, 31), date(2025, 9, 1), 0),
        (date(2021, 9, 1), date(2025, 9, 1), None),
    ],
)
def test_one_day_of_age_is_one_year_of_school(born: date, on: date, year: int | None) -> None:
    assert year_group(born, on) == year


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        (date(2009, 8, 31), date(2025, 6, 27)),
        (date(2009, 9, 1), date(2026, 6, 26)),
        (date(2008, 2, 29), date(2024, 6, 28)),
        (date(2010, 9, 1), date(2027, 6, 25)),
    ],
)
def test_school_age_ends_on_the_day_that_the_law_names(born: date, ends: date) -> None:
    assert compulsory_until(born) == ends


def test_years_have_names() -> None:
    assert [spoken(each) for each in (None, 0, 11)] == ["Not of school age", "Reception", "Year 11"]
