"""The register as a list: what a person's teams have before them, newest records first. It opens no sealed word.

Each team's part is read on its own, in the order of ``ix_child_register`` (``ix_child_officer`` for those of one
officer or of nobody) and no further than one page, and the parts are laid together after that: a page costs the same
whether a team has a hundred children or a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased

from portal.register.models import Child
from portal.storage import UtcDateTime, db
from portal.submissions.queue import COUNTED, PAGE, Reach, within_team
from portal.words import CURRENT, ChildStatus, Rating

ORDER = tuple(ChildStatus)


@dataclass(frozen=True)
class Filters:
    """What to show. ``statuses`` are those wanted, the current ones if nobody said."""

    statuses: frozenset[ChildStatus] = field(default=CURRENT)
    rating: Rating | None = None
    team: str | None = None
    assignee: UUID | None = None
    nobodys: bool = False
    """Only those whom no officer looks after."""


class Elsewhere:
    """A record to be found by something rarer than whose it is: its team is so written that no database begins with all
    of a team's children. For ``reach(...).where``."""

    restricted = Child.restricted
    team_code = Child.team_code + ""
    assignee_id = Child.assignee_id


class Page(NamedTuple):
    """One page. ``after`` leads to the next one; None on the last."""

    children: list[Child]
    after: UUID | None


class Count(NamedTuple):
    """How many, counted no further than :data:`COUNTED`; ``more`` where there are others."""

    number: int
    more: bool


class Counts(NamedTuple):
    """How many have each status, no further than :data:`COUNTED` each (``more``: which have others beyond that)."""

    by_status: dict[ChildStatus, int]
    more: frozenset[ChildStatus]


def listed(reach: Reach, filters: Filters, after: UUID | None = None) -> Page:
    """One page of the records that ``reach`` covers, those begun last first. ``after`` is the last one of the page
    before; one that is not there any more leads to the first page."""
    teams = _teams(reach, filters)
    last = db.session.get(Child, after) if after else None
    if last is not None and last.team_code not in teams:
        last = None
    branches = [
        _branch(reach, team, status, filters, last)
        for team in sorted(teams)
        for status in ORDER
        if status in filters.statuses
    ]
    if not branches:
        return Page([], None)
    found = aliased(Child, union_all(*branches).subquery())
    wanted = select(found).order_by(found.made_at.desc(), found.id.desc()).limit(PAGE + 1)
    children = list(db.session.scalars(wanted))
    return Page(children[:PAGE], children[PAGE - 1].id if len(children) > PAGE else None)


def counts(reach: Reach) -> Counts:
    """How many records ``reach`` covers, by status, each counted no further than :data:`COUNTED`."""
    teams = sorted(reach.ordinary | reach.restricted)
    by_status = {status: counted(_part(reach, team, status) for team in teams) for status in ORDER}
    more = frozenset(status for status, found in by_status.items() if found.more)
    return Counts({status: found.number for status, found in by_status.items()}, more)


def counted(parts: Iterable[Iterable[ColumnElement[bool]]]) -> Count:
    """How many children there are in all of these parts, each told by its conditions and counted no further than
    :data:`COUNTED`, as their sum is."""
    ones = [select(select(literal(1)).where(*part).limit(COUNTED + 1).subquery()) for part in parts]
    if not ones:
        return Count(0, False)
    some = union_all(*ones).limit(COUNTED + 1).subquery()
    number = db.session.scalars(select(func.count()).select_from(some)).one()
    return Count(min(number, COUNTED), number > COUNTED)


def _teams(reach: Reach, filters: Filters) -> frozenset[str]:
    teams = reach.ordinary | reach.restricted
    return teams & {filters.team} if filters.team else teams


def _part(reach: Reach, team: str, status: ChildStatus) -> Iterator[ColumnElement[bool]]:
    """One stretch of the index."""
    yield Child.team_code == team
    yield Child.listed.is_(True)
    yield Child.status == status
    yield from within_team(reach, team, Child)


def _branch(reach: Reach, team: str, status: ChildStatus, filters: Filters, last: Child | None) -> Select[tuple[Child]]:
    chosen = select(Child).where(*_part(reach, team, status), *_narrowing(filters))
    if last is not None:
        made, row_id = literal(last.made_at, UtcDateTime), literal(last.id, Child.id.type)
        chosen = chosen.where(tuple_(Child.made_at, Child.id) < tuple_(made, row_id))
    page: Any = chosen.order_by(Child.made_at.desc(), Child.id.desc()).limit(PAGE + 1).subquery()
    return select(page)


def _narrowing(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.rating:
        yield Child.rating == filters.rating
    if filters.nobodys:
        yield Child.assignee_id.is_(None)
    elif filters.assignee:
        yield Child.assignee_id == filters.assignee
