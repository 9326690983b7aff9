"""The queue: what a person's teams have before them, most urgent and oldest first. It opens no sealed word.

Each team's part is read on its own, in the order of ``ix_submission_queue`` and no further than one page, and the
parts are laid together after that: a page costs the same whether a team has a hundred or a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased

from portal.storage import UtcDateTime, db
from portal.submissions.models import URGENCY_ORDER, Status, Submission
from portal.words import Kind, Urgency

PAGE = 50
COUNTED = 500
"""Nothing is counted any further: beyond it, the exact number helps nobody and costs time."""


class Reach(Protocol):
    """Whose things one may see, as accounts works it out."""

    @property
    def ordinary(self) -> frozenset[str]: ...
    @property
    def restricted(self) -> frozenset[str]: ...
    def where(self, model: Any) -> ColumnElement[bool]: ...


def within_team(reach: Reach, team: str, model: Any) -> Iterator[ColumnElement[bool]]:
    """What else must be true of a thing of ``team`` for ``reach`` to cover it: nothing where it covers all of them, so
    that an index alone can count them."""
    if not (team in reach.ordinary and team in reach.restricted):
        yield reach.where(model)


class Between(NamedTuple):
    """What came from ``since`` on and before ``before``; None: no such end."""

    since: datetime | None = None
    before: datetime | None = None

    def where(self) -> list[ColumnElement[bool]]:
        """The same as conditions on Submission."""
        ends = [Submission.received_at >= self.since] if self.since else []
        return [*ends, Submission.received_at < self.before] if self.before else ends


@dataclass(frozen=True)
class Filters:
    """What to show. None: no matter which; ``status`` None: all that is open."""

    status: Status | None = None
    kind: Kind | None = None
    urgency: Urgency | None = None
    council: str | None = None
    team: str | None = None
    assignee: UUID | None = None
    nobodys: bool = False
    """Only what nobody has taken."""
    came: Between | None = None
    """Only what came between two moments."""
    set_aside: bool = False
    """Only what is open and looks as if a machine had sent it. That stands in no other list but that of closed ones."""


@dataclass(frozen=True)
class Page:
    """One page of the queue. ``after`` leads to the next one; None on the last."""

    lines: list[Submission]
    after: UUID | None


class Counts(NamedTuple):
    """How many are open: in all, and by status. ``more`` is True when there are over :data:`COUNTED`; the parts are
    not known then, so ``by_status`` is empty."""

    all: int
    more: bool
    by_status: dict[Status, int]


def queue(reach: Reach, filters: Filters, after: UUID | None = None) -> Page:
    """One page of what ``reach`` covers: open ones by urgency and then age, closed ones newest first.

    ``after`` is the last submission of the page before. One that cannot be found there any more (it was passed on)
    leads to the first page.
    """
    teams = _teams(reach, filters)
    closed = filters.status is Status.CLOSED
    last = db.session.get(Submission, after) if after else None
    if last is not None and last.team_code not in teams:
        last = None
    branches = [
        _branch([*where, *within_team(reach, team, Submission)], filters, closed, last)
        for team in sorted(teams)
        for where in _parts(team, filters, closed)
    ]
    if not branches:
        return Page([], None)
    found = aliased(Submission, union_all(*branches).subquery())
    lines = list(db.session.scalars(select(found).order_by(*_order(found, closed)).limit(PAGE + 1)))
    return Page(lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None)


def counts(reach: Reach) -> Counts:
    """How many open submissions ``reach`` covers, counted no further than :data:`COUNTED`."""
    parts = [
        select(
            select(Submission.status)
            .where(*where, *within_team(reach, team, Submission))
            .order_by(Submission.status)  # as ix_submission_stage has it: it is read, and no row
            .limit(COUNTED + 1)
            .subquery()
        )
        for team in sorted(_teams(reach, Filters()))
        for where in _parts(team, Filters(), closed=False)
    ]
    if not parts:
        return Counts(0, False, {})
    some = union_all(*parts).limit(COUNTED + 1).subquery()
    by_status = {
        Status(status): number
        for status, number in db.session.execute(select(some.c.status, func.count()).group_by(some.c.status))
    }
    total = sum(by_status.values())
    if total > COUNTED:
        return Counts(COUNTED, True, {})
    return Counts(total, False, by_status)


class SetAside(NamedTuple):
    """What is set aside: how many, counted no further than :data:`COUNTED` (``more``: there are others), and the one
    that has waited longest; None where there is none."""

    number: int
    more: bool
    oldest: Submission | None


def set_aside(reach: Reach) -> SetAside:
    """What a person still has to look at among all that is set aside within ``reach``."""
    filters = Filters(set_aside=True)
    teams = sorted(_teams(reach, filters))
    if not teams:
        return SetAside(0, False, None)
    every = [
        [*where, *within_team(reach, team, Submission)]
        for team in teams
        for where in _parts(team, filters, closed=False)
    ]
    some = union_all(*(select(select(literal(1)).where(*one).limit(COUNTED + 1).subquery()) for one in every))
    number = db.session.scalars(select(func.count()).select_from(some.limit(COUNTED + 1).subquery())).one()
    if not number:
        return SetAside(0, False, None)
    by_age = [
        select(select(Submission).where(*one, _of(urgency)).order_by(Submission.received_at).limit(1).subquery())
        for one in every
        for urgency in Urgency
    ]
    found = aliased(Submission, union_all(*by_age).subquery())
    oldest = db.session.scalars(select(found).order_by(found.received_at, found.id).limit(1)).one()
    return SetAside(min(number, COUNTED), number > COUNTED, oldest)


_NOBODY = UUID(int=0)


class _Elsewhere:
    """A submission to be found by its id alone: its team, council and person are so written that no database looks them
    up in an index."""

    restricted = Submission.restricted
    team_code = Submission.team_code + ""
    council = Submission.council + ""
    assignee_id = func.coalesce(Submission.assignee_id, _NOBODY)


def within(reach: Reach, filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions for submissions in reach that fit ``filters``, but for the status: for a short list that is joined to
    them by their id. They keep a database from reading all of a team's submissions for it instead."""
    conditions = [reach.where(_Elsewhere), *_narrowing(replace(filters, council=None, assignee=None, nobodys=False))]
    if filters.council:
        conditions.append(_Elsewhere.council == filters.council)
    if filters.nobodys or filters.assignee:
        conditions.append(_Elsewhere.assignee_id == (_NOBODY if filters.nobodys else filters.assignee))
    if filters.team:
        conditions.append(_Elsewhere.team_code == filters.team)
    if filters.urgency:
        conditions.append(Submission.urgency == filters.urgency)
    return conditions


def _teams(reach: Reach, filters: Filters) -> frozenset[str]:
    teams = reach.ordinary | reach.restricted
    return teams & {filters.team} if filters.team else teams


def _parts(team: str, filters: Filters, closed: bool) -> Iterator[list[ColumnElement[bool]]]:
    """The stretches of the index to read for one team: they lie in it by urgency, but closed ones are wanted by date,
    and those that came between two days are found by it. With the closed ones stand those that were set aside."""
    base: list[ColumnElement[bool]] = [Submission.team_code == team, Submission.is_open.is_(not closed)]
    by_day = closed or filters.came is not None
    urgencies: Iterable[Urgency] = [filters.urgency] if filters.urgency else Urgency if by_day else ()
    orders = [[_of(urgency)] for urgency in urgencies] or [[]]
    for suspect in (False, True) if closed else (filters.set_aside,):
        yield from ([*base, Submission.suspect.is_(suspect), *order] for order in orders)


def _of(urgency: Urgency) -> ColumnElement[bool]:
    return Submission.urgency_order == URGENCY_ORDER[urgency]


def _branch(
    where: list[ColumnElement[bool]], filters: Filters, closed: bool, last: Submission | None
) -> Select[tuple[Submission]]:
    chosen = select(Submission).where(*where, *_narrowing(filters))
    if filters.status and not closed:
        chosen = chosen.where(Submission.status == filters.status)
    if last is not None:
        chosen = chosen.where(_beyond(last, closed))
    page = chosen.order_by(*_order(Submission, closed)).limit(PAGE + 1).subquery()
    return select(page)


def _narrowing(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.kind:
        yield Submission.kind == filters.kind
    if filters.council:
        yield Submission.council == filters.council
    if filters.came:
        yield from filters.came.where()
    if filters.nobodys:
        yield Submission.assignee_id.is_(None)
    elif filters.assignee:
        yield Submission.assignee_id == filters.assignee


def _order(model: Any, closed: bool) -> list[Any]:
    if closed:
        return [model.received_at.desc(), model.id.desc()]
    return [model.urgency_order, model.received_at, model.id]


def _beyond(last: Submission, closed: bool) -> ColumnElement[bool]:
    received: ColumnElement[datetime] = literal(last.received_at, UtcDateTime)
    row_id = literal(last.id, Submission.id.type)
    if closed:
        return tuple_(Submission.received_at, Submission.id) < tuple_(received, row_id)
    here = tuple_(Submission.urgency_order, Submission.received_at, Submission.id)
    return here > tuple_(literal(last.urgency_order), received, row_id)
