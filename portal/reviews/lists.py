"""Lists of children whose review is late, comes soon, or cannot come because something is missing.

Each team's part is read on its own, in the order of one index of the child table and no further than one page, and the
parts are laid together after that: a page costs the same whether a team has a hundred children or a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased

from portal.register.lists import Count, Page, counted
from portal.register.models import Child
from portal.storage import db
from portal.submissions.queue import PAGE, Reach, within_team
from portal.words import Rating

SOON = timedelta(weeks=4)


class Which(StrEnum):
    """Which list."""

    OVERDUE = "overdue"
    DUE = "due"
    """In the next four weeks, today included."""
    NOBODYS = "nobodys"
    """No officer looks after the child."""
    NEVER = "never"
    """Nobody of the family was ever reached, as far as is written here."""
    STALE = "stale"
    """Reviewed since it was rated last."""
    UNPLANNED = "unplanned"
    """No day is set: somebody wrote why, or something went wrong."""


@dataclass(frozen=True)
class Filters:
    """What to show. None: no matter which."""

    assignee: UUID | None = None
    nobodys: bool = False
    team: str | None = None
    rating: Rating | None = None


@dataclass(frozen=True)
class _Stretch:
    """A part of a list that lies in one piece in an index, and the columns that it is ordered by there."""

    where: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]
    led_by: tuple[Any, ...] = ()
    """Columns before those in the index that are null throughout: PostgreSQL sees the index's order only when they are
    named."""


def page(reach: Reach, which: Which, filters: Filters, today: date, after: UUID | None = None) -> Page:
    """One page of a list, those that have waited longest first.

    ``reach`` is of what the person may know; with a rating in the filters give what they may read instead, for to be
    listed under it would tell the rating. ``after`` is the last child of the page before; one that is not in the list
    any more leads to the first page.
    """
    teams = sorted(_teams(reach, filters))
    stretches = _stretches(which, today)
    last = db.session.get(Child, after) if after else None
    at = _place(last, stretches, which, today, teams)
    found: list[Child] = []
    for number, stretch in enumerate(stretches):
        if teams and number >= at and len(found) <= PAGE:
            beyond = last if at == number else None
            found += _read(reach, teams, stretch, filters, beyond, PAGE + 1 - len(found))
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def first(reach: Reach, which: Which, filters: Filters, today: date, but: UUID | None = None) -> Child | None:
    """The one to look at next: the first of the list, ``but`` not this one; None when there is no other."""
    listed = page(reach, which, filters, today).children
    return next((child for child in listed if child.id != but), None)


def count(reach: Reach, which: Which, filters: Filters, today: date) -> Count:
    """How many children are in a list."""
    teams, stretches = sorted(_teams(reach, filters)), _stretches(which, today)
    return counted(_of(team, reach, stretch, filters) for team in teams for stretch in stretches)


def rated(reach: Reach, filters: Filters) -> dict[Rating, Count]:
    """How many current children have each rating; triage and not known are counted for themselves and with no other.
    ``reach`` is of what the person may read."""
    teams = sorted(_teams(reach, filters))
    return {
        rating: counted(_of(team, reach, _Stretch((Child.rating == rating,), ()), filters) for team in teams)
        for rating in Rating
    }


def _stretches(which: Which, today: date) -> list[_Stretch]:
    day, nothing = Child.next_review_on, Child.next_review_on.is_(None)
    by_day, by_id = (day, Child.id), (Child.id,)
    match which:
        case Which.OVERDUE:
            return [_Stretch((day < today,), by_day)]
        case Which.DUE:
            return [_Stretch((day >= today, day <= today + SOON), by_day)]
        case Which.NEVER:
            last = Child.last_contact_on
            return [_Stretch((last.is_(None),), (Child.made_at, Child.id), (last,))]
        case Which.UNPLANNED:
            return [_Stretch((nothing,), by_id, (day,))]
    # databases differ in where they sort what has no day: those come last, as a stretch of their own
    nobodys = which is Which.NOBODYS
    base = Child.assignee_id.is_(None) if nobodys else Child.rating_is_old.is_(True)
    lead: tuple[Any, ...] = (Child.assignee_id,) if nobodys else ()
    return [_Stretch((base, day.is_not(None)), by_day, lead), _Stretch((base, nothing), by_id, (*lead, day))]


def _place(last: Child | None, stretches: list[_Stretch], which: Which, today: date, teams: Iterable[str]) -> int:
    """The stretch in which to go on after ``last``; -1 for the beginning, where it is not in the list any more."""
    if last is None or last.team_code not in teams or not (last.listed and last.current):
        return -1
    day = last.next_review_on
    fits = {
        Which.OVERDUE: day is not None and day < today,
        Which.DUE: day is not None and today <= day <= today + SOON,
        Which.NEVER: last.last_contact_on is None,
        Which.UNPLANNED: day is None,
        Which.NOBODYS: last.assignee_id is None,
        Which.STALE: last.rating_is_old,
    }
    if not fits[which]:
        return -1
    return 1 if len(stretches) > 1 and day is None else 0


def _teams(reach: Reach, filters: Filters) -> frozenset[str]:
    teams = reach.ordinary | reach.restricted
    return teams & {filters.team} if filters.team else teams


def _of(team: str, reach: Reach, stretch: _Stretch, filters: Filters) -> Iterator[ColumnElement[bool]]:
    yield Child.team_code == team
    yield Child.listed.is_(True)
    yield Child.current.is_(True)
    yield from stretch.where
    if filters.nobodys:
        yield Child.assignee_id.is_(None)
    elif filters.assignee:
        yield Child.assignee_id == filters.assignee
    if filters.rating:
        yield Child.rating == filters.rating
    yield from within_team(reach, team, Child)


def _read(
    reach: Reach, teams: Iterable[str], stretch: _Stretch, filters: Filters, last: Child | None, number: int
) -> list[Child]:
    branches = [_branch(team, reach, stretch, filters, last, number) for team in teams]
    found = aliased(Child, union_all(*branches).subquery())
    order = [getattr(found, column.key) for column in stretch.order]
    return list(db.session.scalars(select(found).order_by(*order).limit(number)))


def _branch(
    team: str, reach: Reach, stretch: _Stretch, filters: Filters, last: Child | None, number: int
) -> Select[tuple[Child]]:
    chosen = select(Child).where(*_of(team, reach, stretch, filters))
    if last is not None:
        here = [literal(getattr(last, column.key), column.type) for column in stretch.order]
        chosen = chosen.where(tuple_(*stretch.order) > tuple_(*here))
    return select(chosen.order_by(*stretch.led_by, *stretch.order).limit(number).subquery())
