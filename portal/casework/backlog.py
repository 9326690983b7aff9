"""What is open, by stage and age and by person. Restricted ones are counted like all others; no sealed word is opened.

Nothing is counted further than COUNTED, and each number is counted inside one stretch of an index: a page costs the
same whether a team has a thousand open submissions or a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, union_all

from portal.directory import hours
from portal.storage import db
from portal.submissions.models import URGENCY_ORDER, Status, Submission
from portal.submissions.queue import COUNTED, Between, Reach

STAGES = (Status.NEW, Status.SEEN, Status.IN_HAND)
"""In the order of the work. Closed ones are no backlog."""


class Age(StrEnum):
    """How many working days ago it came."""

    TODAY = "today"
    TWO = "1-2"
    FIVE = "3-5"
    TEN = "6-10"
    FIFTEEN = "11-15"
    MORE = "more"


_FROM = {Age.TODAY: 0, Age.TWO: 1, Age.FIVE: 3, Age.TEN: 6, Age.FIFTEEN: 11, Age.MORE: 16}


class Number(NamedTuple):
    """So many, or more than COUNTED."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number}{'+' if self.more else ''}"


@dataclass(frozen=True)
class Row:
    """One stage, or one person (None: nobody), with a number for each age."""

    of: Status | UUID | None
    by_age: dict[Age, Number]

    @property
    def total(self) -> Number:
        """All ages together."""
        return _number(sum(one.number for one in self.by_age.values()), any(one.more for one in self.by_age.values()))


def between(age: Age, now: datetime) -> Between:
    """The moments between which something came that is of this age now, in working days of England."""
    today = hours.local(now).date()
    order = list(Age)
    place = order.index(age)
    newer = _start(today, _FROM[order[place]]) if place else None
    older = _start(today, _FROM[order[place + 1]]) if place + 1 < len(order) else None
    return Between(since=older, before=newer)


def by_stage(reach: Reach, now: datetime) -> list[Row]:
    """How many are open at each stage, by age."""
    found = _count(reach, now, [(number, Submission.status == stage) for number, stage in enumerate(STAGES)])
    return [Row(stage, found[number]) for number, stage in enumerate(STAGES)]


def by_person(reach: Reach, people: Iterable[UUID], now: datetime) -> list[Row]:
    """How many are open and nobody's, and how many each of these people has, by age. Who has none is left out."""
    ids = list(people)
    whose: list[tuple[int, ColumnElement[bool]]] = [(0, Submission.assignee_id.is_(None))]
    whose += [(number, Submission.assignee_id == one) for number, one in enumerate(ids, 1)]
    found = _count(reach, now, whose)
    rows = [Row(one, found[number]) for number, one in enumerate([None, *ids])]
    return [row for row in rows if row.of is None or row.total.number]


AT_ONCE = 60
"""Numbers asked for in one statement: SQLite takes no more than 500 parts of a union, PostgreSQL plans each."""


def _count(reach: Reach, now: datetime, which: list[tuple[int, ColumnElement[bool]]]) -> dict[int, dict[Age, Number]]:
    """For each number of ``which`` the open ones that fit it, by age, all teams of ``reach`` together."""
    found = {number: dict.fromkeys(Age, 0) for number, _ in which}
    spans = {age: between(age, now) for age in Age}
    parts = [
        select(literal(number), literal(place), func.count()).select_from(
            select(literal(1))  # not its id: that stands in no index
            .where(
                Submission.team_code == team,
                Submission.is_open.is_(True),
                Submission.suspect.is_(False),
                fits,
                Submission.urgency_order.in_(URGENCY_ORDER.values()),  # names it, so that the index leads on to the day
                *spans[age].where(),
            )
            .limit(COUNTED + 1)
            .subquery()
        )
        for team in sorted(reach.ordinary | reach.restricted)
        for number, fits in which
        for place, age in enumerate(Age)
    ]
    ages = list(Age)
    for at in range(0, len(parts), AT_ONCE):
        for number, place, count in db.session.execute(union_all(*parts[at : at + AT_ONCE])):
            found[number][ages[place]] += count
    return {number: {age: _number(count) for age, count in row.items()} for number, row in found.items()}


def _number(count: int, more: bool = False) -> Number:
    return Number(min(count, COUNTED), more or count > COUNTED)


def _start(today: date, days: int) -> datetime:
    """The moment before which everything is at least ``days`` working days old: the age of a thing counts the working
    days after its day up to today, so what came on a Saturday is as old as what came on the Friday before."""
    day = today
    while True:
        days -= hours.is_working_day(day)
        if not days:
            return datetime.combine(day, time(), hours.LONDON)
        day -= timedelta(days=1)
