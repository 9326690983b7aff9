"""What a child is on the register, from which day on, so that the register of any past day can be made again.

A status holds from its day until the next one's. Of several for one day the newest written counts. What was wrong is
struck and stays: the register of a day can be asked for as it is known now, or as it was known at any moment.

Where two records are one child, both histories count as one. That somebody said "home educated" once more confirms
nothing and takes nothing back: the "not confirmed" with which a further record begins, or that came with a message,
counts only while nothing current was known. Where an officer says it later, it counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register.history import leave
from portal.register.merging import ids_of, represented, standing_at
from portal.register.models import Child, ChildMerge, StatusChange
from portal.register.refusals import Refused
from portal.storage import db
from portal.words import CURRENT, ChildStatus

EARLIEST = date(1990, 1, 1)
"""Nobody who can be on a register was of school age before."""


_NEWEST = (StatusChange.from_on.desc(), StatusChange.at.desc(), StatusChange.id.desc())


@dataclass(frozen=True)
class Stock:
    """One council's register between two days: how many at the start, who came, who went, how many at the end."""

    before: int
    came: int
    went: int
    after: int


def change(
    child: Child,
    status: ChildStatus,
    from_on: date,
    by: UUID,
    now: datetime,
    said: Mapping[str, Any] | None = None,
    source_id: UUID | None = None,
) -> StatusChange:
    """Write down that ``child`` has this status from a day on. ``said`` goes with it: ``reason``, ``to`` (where to),
    ``note``. Days to come are allowed: a move can be known before it happens.

    Raises Refused for a day before :data:`EARLIEST`, and when the child has this status on that day already.
    """
    if from_on < EARLIEST:
        raise Refused("That day is too long ago. Check the year.")
    if on(child, from_on) == status:
        raise Refused("That is what the register says for that day already.")
    row = StatusChange(
        child_id=child.id, council=child.council, status=status, from_on=from_on, source_id=source_id, at=now, by=by
    )
    if said:
        row.said = dict(said)
    db.session.add(row)
    db.session.flush()
    leave(child, "status", by, now, {"status": str(status), "from": from_on.isoformat(), **(said or {})})
    audit.record(Event.CHILD_STATUS, child, by=by, status=str(status))
    refresh(child, hours.local(now).date())
    return row


def strike(row: StatusChange, child: Child, by: UUID, now: datetime, reason: str) -> None:
    """It never was so. Raises Refused for the last one that stands: a child has some status."""
    standing = [one for one in changes([row.child_id]) if one.id != row.id]
    if not standing:
        raise Refused("This is the only status of the record. Write down the right one first.")
    if row.struck_at is not None:
        return
    row.struck_at, row.struck_by = now, by
    db.session.flush()
    leave(child, "status_struck", by, now, {"status": row.status, "from": row.from_on.isoformat(), "reason": reason})
    audit.record(Event.CHILD_STATUS, child, by=by, struck=True)
    refresh(child, hours.local(now).date())


def changes(ids: Iterable[UUID], struck: bool = False) -> list[StatusChange]:
    """The statuses of these records in the order in which they hold; ``struck`` with those that were struck."""
    wanted = select(StatusChange).where(StatusChange.child_id.in_(list(ids)))
    if not struck:
        wanted = wanted.where(StatusChange.struck_at.is_(None))
    return list(db.session.scalars(wanted.order_by(StatusChange.from_on, StatusChange.at, StatusChange.id)))


def on(child: Child, day: date) -> ChildStatus | None:
    """What the child was, or will be, on a day; None before the first."""
    held = held_on(changes(ids_of(child)), day)
    return ChildStatus(held.status) if held else None


def held_on(rows: Iterable[StatusChange], day: date) -> StatusChange | None:
    """The one that holds on a day, of one child's statuses in their order; None before the first."""
    held: StatusChange | None = None
    begun: set[UUID] = set()
    for row in rows:
        if row.from_on > day:
            break
        said_again = row.status == ChildStatus.NOT_CONFIRMED and (row.source_id or row.child_id not in begun)
        if not (held and held.child_id != row.child_id and held.status in CURRENT and said_again):
            held = row
        begun.add(row.child_id)
    return held


def refresh(child: Child, today: date) -> None:
    """Bring the copy on the child's row up to date. Called for every change, and each night for the days that come."""
    held = held_on(changes(ids_of(child)), today)
    child.status = ChildStatus(held.status) if held else ChildStatus.NOT_CONFIRMED
    child.status_from = held.from_on if held else None
    child.current = child.status in CURRENT


def register_on(
    council: str, day: date, as_known: datetime | None = None, among: ColumnElement[bool] | None = None
) -> dict[UUID, ChildStatus]:
    """Every child of the council with their status on a day, by the id of the record that stands for them; as far as
    was known at ``as_known``, or is known now. Who has no status yet on that day is not in it.

    Records that are merged, or were at that moment, count once, under the record that stood for them. ``among``: a
    condition on StatusChange that leaves records out; whoever was merged with one of the others must be one of them.
    """
    stood_for = represented(council, as_known)
    ranked = (
        select(
            StatusChange.child_id,
            StatusChange.status,
            func.row_number().over(partition_by=StatusChange.child_id, order_by=_NEWEST).label("rank"),
        )
        .where(StatusChange.council == council, StatusChange.from_on <= day, _known(as_known))
        .where(*([] if among is None else [among]))
        .subquery()
    )
    found = db.session.execute(select(ranked.c.child_id, ranked.c.status).where(ranked.c.rank == 1))
    register = {row.child_id: ChildStatus(row.status) for row in found}
    for one in stood_for:
        register.pop(one, None)
    if stood_for:
        register.update(_of_merged(council, day, as_known, stood_for))
    return register


def held_then(day: date, as_known: datetime | None = None) -> ScalarSelect[Any]:
    """The status of a Child on a day by its own history alone, as a column of a question about Child: asked of each, it
    costs a look into ix_child_status_child."""
    mine = (StatusChange.child_id == Child.id, StatusChange.from_on <= day, _known(as_known))
    newest = select(StatusChange.status).where(*mine).order_by(*_NEWEST).limit(1)
    return newest.correlate(Child).scalar_subquery()


def _of_merged(
    council: str, day: date, as_known: datetime | None, stood_for: Mapping[UUID, UUID]
) -> dict[UUID, ChildStatus]:
    """The status of each record that stands for several, by the history of all of them."""
    merges = select(ChildMerge.from_id, ChildMerge.into_id).where(standing_at(as_known)).subquery()
    wanted = (
        select(StatusChange)
        .where(
            StatusChange.council == council,
            StatusChange.from_on <= day,
            _known(as_known),
            or_(
                StatusChange.child_id.in_(select(merges.c.from_id)), StatusChange.child_id.in_(select(merges.c.into_id))
            ),
        )
        .order_by(StatusChange.from_on, StatusChange.at, StatusChange.id)
    )
    histories: dict[UUID, list[StatusChange]] = defaultdict(list)
    for row in db.session.scalars(wanted):
        histories[stood_for.get(row.child_id, row.child_id)].append(row)
    told = {one: held_on(rows, day) for one, rows in histories.items()}
    return {one: ChildStatus(held.status) for one, held in told.items() if held}


def between(
    before: Mapping[UUID, ChildStatus], then: Mapping[UUID, ChildStatus], statuses: frozenset[ChildStatus]
) -> Stock:
    """How many had one of ``statuses`` on the first of two days' registers, came and went since, and had it on the
    last. ``before + came - went == after`` always, of a whole register or a part of both."""
    first = {one for one, status in before.items() if status in statuses}
    last = {one for one, status in then.items() if status in statuses}
    return Stock(len(first), len(last - first), len(first - last), len(last))


def _known(as_known: datetime | None) -> ColumnElement[bool]:
    if as_known is None:
        return StatusChange.struck_at.is_(None)
    unstruck = or_(StatusChange.struck_at.is_(None), StatusChange.struck_at > as_known)
    return and_(StatusChange.at <= as_known, unstruck)
