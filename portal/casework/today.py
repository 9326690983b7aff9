"""What needs one person now, as one list in the order in which it needs them. It opens no sealed word.

Each part is read inside one stretch of an index and no further than AT_ONCE, so that the list costs the same whatever
lies behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.orm import aliased

from portal.accounts import Reach, Role, Staff, reach
from portal.casework import climbing, contact_log, cover
from portal.casework.climbing import Climbed
from portal.casework.contact_log import Step
from portal.casework.models import Climb
from portal.directory import hours
from portal.register import Child
from portal.replies import waiting
from portal.storage import db
from portal.submissions import Status, Submission
from portal.submissions.clock import running
from portal.submissions.models import URGENCY_ORDER
from portal.submissions.queue import Filters, within_team
from portal.words import Urgency

AT_ONCE = 50
"""More than this nobody does in a day. What is left out is in the queue and in the backlog, and is said."""
REVIEWS_WITHIN = timedelta(days=7)


class Why(StrEnum):
    """Why something stands in the list, in the order of the list."""

    URGENT = "urgent"
    """Nobody has read it, and it is for now or for today."""
    LATE = "late"
    """It is past one of its clocks."""
    WAITS = "waits"
    """A young person waits for an answer."""
    STEP = "step"
    """A next step for a child is due."""
    REVIEW = "review"
    """A child's review is overdue, or due within a week."""
    NEW = "new"
    """It is the team's, and nobody has it."""
    MINE = "mine"
    """It goes on."""


ORDER = list(Why)


@dataclass(frozen=True)
class Entry:
    """One line. Exactly one of ``submission`` and ``child`` is there."""

    why: Why
    submission: Submission | None = None
    child: Child | None = None
    due: datetime | date | None = None
    """By when it was owed, or should be done."""
    clock: str | None = None
    """The clock that it is past."""
    climbed: Climbed | None = None
    """How it came up to this person."""
    step: Step | None = None
    owner: UUID | None = None
    """Whose it is; None: nobody's."""

    @property
    def key(self) -> UUID:
        """What it is about."""
        thing = self.submission or self.child
        assert thing is not None
        return thing.id


@dataclass(frozen=True)
class Inbox:
    """The list, and whether there is more than it shows. ``covered``: whose work this person covers today."""

    entries: list[Entry]
    more: bool
    covered: frozenset[UUID] = frozenset()


def own(staff: Staff, now: datetime) -> Inbox:
    """What needs this person: their own, what they cover, what climbed to them, and what nobody has."""
    today = hours.local(now).date()
    readable, children = reach(staff, "submission:read"), reach(staff, "child:read")
    covered = frozenset(cover.covered_by(staff.id, today))
    people = [staff.id, *sorted(covered)]
    parts = [
        *(_sorted_out(_of_person(one, readable), now) for one in people),
        _sorted_out(_nobodys(readable), now),
        _climbed(staff, now),
        _waits(staff, [Filters(assignee=one) for one in people] + [Filters(nobodys=True)]),
        *(_steps(contact_log.next_steps(one, today, children, AT_ONCE + 1)) for one in people),
        *(_reviews(one, children, today) for one in people),
    ]
    return _inbox([one for part in parts for one in part], covered)


def of_team(staff: Staff, now: datetime) -> Inbox:
    """What needs the teams of this person, whoever has it."""
    today = hours.local(now).date()
    mine, children = reach(staff, "queue:see"), reach(staff, "child:read")
    teams = _teams(mine)
    parts = [
        _sorted_out(_unread_urgent(mine), now),
        _sorted_out(_late(mine, now), now),
        _sorted_out(_nobodys(mine), now),
        _waits(staff, [Filters()], mine),
        _steps(contact_log.team_steps(teams, today, children, AT_ONCE + 1)),
        _reviews(None, children, today),
    ]
    return _inbox([one for part in parts for one in part], frozenset())


def _inbox(found: list[Entry], covered: frozenset[UUID]) -> Inbox:
    """One list, each thing once, under the first reason that it has."""
    ordered = sorted(found, key=_place)
    once: dict[tuple[bool, UUID], Entry] = {}
    for one in ordered:
        known = once.setdefault((one.submission is None, one.key), one)
        if known is not one and one.climbed and not known.climbed and known.why is one.why:
            once[(one.submission is None, one.key)] = replace(known, climbed=one.climbed)
    entries = list(once.values())
    return Inbox(entries[:AT_ONCE], len(entries) > AT_ONCE, covered)


def _place(entry: Entry) -> tuple[Any, ...]:
    urgency = entry.submission.urgency_order if entry.submission and entry.why is not Why.LATE else 0
    due = entry.due or (entry.submission.received_at if entry.submission else date.max)
    return ORDER.index(entry.why), urgency, due.timestamp() if isinstance(due, datetime) else due.toordinal()


def _sorted_out(found: Iterable[Submission], now: datetime) -> Iterator[Entry]:
    """Each open submission under the first reason that it has."""
    for one in found:
        clocks = running(one)
        past = min(((by, name) for name, by in clocks.items() if by < now), default=None)
        if one.status == Status.NEW and one.urgency != Urgency.ROUTINE:
            yield Entry(Why.URGENT, one, due=one.look_by, owner=one.assignee_id)
        elif past is not None:
            yield Entry(Why.LATE, one, due=past[0], clock=past[1], owner=one.assignee_id)
        elif one.assignee_id is None:
            yield Entry(Why.NEW, one, due=min(clocks.values(), default=None), owner=None)
        else:
            yield Entry(Why.MINE, one, due=min(clocks.values(), default=None), owner=one.assignee_id)


def _climbed(staff: Staff, now: datetime) -> Iterator[Entry]:
    """What is past its clock and came up to this person, also what they may know of and not read."""
    managed = {one.team_code for one in staff.memberships if one.role in (Role.MANAGER, Role.SAFEGUARDING)}
    mine = reach(staff, "queue:see")
    found = _first(
        [
            [*_open_in(team), Submission.next_clock_at < now, _has_climbed(), *within_team(mine, team, Submission)]
            for team in sorted(managed & _teams(mine))
        ],
        Submission.next_clock_at,
    )
    found += climbing.came_to_duty(sorted(_teams(mine)), now, AT_ONCE)
    steps = climbing.how_far(one.id for one in found)
    for one in found:
        still = {climb.clock: climb for climb in steps.get(one.id, []) if running(one).get(climb.clock, now) < now}
        came = climbing.reached(staff, one, still.values())
        if came is None and one.team_code not in _teams(mine):
            came = next(iter(still.values()), None)
        if came is not None:
            yield Entry(
                Why.LATE, one, due=running(one)[came.clock], clock=came.clock, climbed=came, owner=one.assignee_id
            )


def _has_climbed() -> ColumnElement[bool]:
    """Asked of each that is late: as a join, PostgreSQL would read every climb that any team ever had."""
    up = select(Climb.id).where(Climb.submission_id == Submission.id, Climb.step >= climbing.Step.MANAGER)
    return up.limit(1).correlate(Submission).scalar_subquery().is_not(None)


def _waits(staff: Staff, filters: list[Filters], whose: Reach | None = None) -> Iterator[Entry]:
    answerable = whose or reach(staff, "submission:answer")
    for narrowed in filters:
        found = waiting.waiting(answerable, narrowed).lines
        marks = waiting.marks(one.id for one in found)
        for one in found:
            yield Entry(Why.WAITS, one, due=marks[one.id].waits_since, owner=one.assignee_id)


def _steps(found: Iterable[Step]) -> Iterator[Entry]:
    for one in found:
        if one.child.listed:
            yield Entry(Why.STEP, child=one.child, due=one.entry.next_on, step=one, owner=one.entry.next_by)


def _reviews(whose: UUID | None, readable: Reach, today: date) -> Iterator[Entry]:
    """Overdue and due within a week: of one person, or what is nobody's in the teams."""
    parts = [
        select(
            select(Child)
            .where(
                Child.team_code == team,
                Child.listed.is_(True),
                Child.current.is_(True),
                Child.assignee_id.is_(None) if whose is None else Child.assignee_id == whose,
                Child.next_review_on <= today + REVIEWS_WITHIN,
                *within_team(readable, team, Child),
            )
            .order_by(Child.next_review_on, Child.id)
            .limit(AT_ONCE + 1)
            .subquery()
        )
        for team in sorted(_teams(readable))
    ]
    if not parts:
        return
    found = aliased(Child, union_all(*parts).subquery())
    for one in db.session.scalars(select(found).order_by(found.next_review_on, found.id).limit(AT_ONCE + 1)):
        yield Entry(Why.REVIEW, child=one, due=one.next_review_on, owner=one.assignee_id)


def _of_person(staff_id: UUID, readable: Reach) -> list[Submission]:
    mine = select(Submission).where(
        Submission.assignee_id == staff_id,
        Submission.is_open.is_(True),
        Submission.suspect.is_(False),
        readable.where(Submission),
    )
    return list(db.session.scalars(mine.order_by(*_BY_URGENCY).limit(AT_ONCE + 1)))


def _nobodys(whose: Reach) -> list[Submission]:
    return _first(
        [
            [*_open_in(team), Submission.assignee_id.is_(None), *within_team(whose, team, Submission)]
            for team in sorted(_teams(whose))
        ]
    )


def _unread_urgent(whose: Reach) -> list[Submission]:
    urgent = Submission.urgency_order.in_([URGENCY_ORDER[Urgency.NOW], URGENCY_ORDER[Urgency.TODAY]])
    return _first(
        [
            [*_open_in(team), Submission.status == Status.NEW, urgent, *within_team(whose, team, Submission)]
            for team in sorted(_teams(whose))
        ]
    )


def _late(whose: Reach, now: datetime) -> list[Submission]:
    return _first(
        [
            [*_open_in(team), Submission.next_clock_at < now, *within_team(whose, team, Submission)]
            for team in sorted(_teams(whose))
        ],
        Submission.next_clock_at,
    )


_BY_URGENCY = (Submission.urgency_order, Submission.received_at, Submission.id)


def _first(branches: list[list[ColumnElement[bool]]], *order: Any) -> list[Submission]:
    """The first of each team's stretch, laid together: no team's is read further than one list."""
    if not branches:
        return []
    by = order or _BY_URGENCY
    parts = [select(select(Submission).where(*where).order_by(*by).limit(AT_ONCE + 1).subquery()) for where in branches]
    found = aliased(Submission, union_all(*parts).subquery())
    again = [getattr(found, one.key) for one in by]
    return list(db.session.scalars(select(found).order_by(*again).limit(AT_ONCE + 1)))


def _open_in(team_code: str) -> list[ColumnElement[bool]]:
    return [Submission.team_code == team_code, Submission.is_open.is_(True), Submission.suspect.is_(False)]


def _teams(whose: Reach) -> frozenset[str]:
    return whose.ordinary | whose.restricted | whose.named
