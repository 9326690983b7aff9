"""School years in England, from a date of birth."""

from __future__ import annotations

from datetime import date

FIRST, LAST = 0, 13
"""Reception is 0."""


def year_group(born: date, on: date) -> int | None:
    """The national curriculum year of a child on a day: 0 for Reception, 1 to 13; None before and after.

    By the child's age on the last 31 August: the year in which they turn five is Reception (Education Act 1996 s.8;
    school admissions code). Children who are taught in another year are still counted in this one (DfE).
    """
    start = date(on.year if (on.month, on.day) >= (9, 1) else on.year - 1, 8, 31)
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    year = age - 4
    return year if FIRST <= year <= LAST else None


def spoken(year: int | None) -> str:
    """ "Reception", "Year 4", "Not of school age"."""
    if year is None:
        return "Not of school age"
    return "Reception" if year == FIRST else f"Year {year}"


def compulsory_until(born: date) -> date:
    """The last day of compulsory school age: the last Friday in June of the school year in which the child turns 16
    (Education Act 1996 s.8; Education (School Leaving Date) Order 1997)."""
    year = born.year + 16 + ((born.month, born.day) >= (9, 1))
    return date(year, 6, 30 - (date(year, 6, 30).weekday() - 4) % 7)
