"""Invented term dates for the demonstration: one council has some, the others show how it is without."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from portal.directory import clocks
from portal.directory.clocks import START, Term

COUNCIL = "luton"
WHY = "Invented for the demonstration. No school keeps to these dates."
_YEAR = (
    ((0, 9, 2), (0, 10, 23)),
    ((0, 11, 2), (0, 12, 18)),
    ((1, 1, 4), (1, 2, 12)),
    ((1, 2, 22), (1, 3, 26)),
    ((1, 4, 12), (1, 5, 28)),
    ((1, 6, 7), (1, 7, 20)),
)
"""First and last days of a school year: the year from its September on, month and day."""


def invent(by: UUID, now: datetime) -> None:
    """Terms for this school year, the one before and the next, said before anything else came in."""
    begins = now.year if now.month >= 9 else now.year - 1
    terms = tuple(
        Term(date(year + first[0], *first[1:]), date(year + last[0], *last[1:]))
        for year in range(begins - 1, begins + 2)
        for first, last in _YEAR
    )
    said = clocks.Clocks(START.acknowledge_days, START.contact_days, START.checks_days, terms)
    clocks.change(COUNCIL, said, 0, WHY, by, now - timedelta(days=90))
