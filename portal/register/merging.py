"""Two records that are one child: laid together, and taken apart again. No row moves, so both ways are exact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from portal import audit
from portal.audit import Event
from portal.register.facts import own_words, rows_of
from portal.register.history import leave
from portal.register.models import Child, ChildMerge
from portal.register.refusals import Refused
from portal.storage import db

MOVE_WORDS = (
    "One of the two was made from a young person’s own words. Laid together, the other one’s team would learn of them. "
    "Move the words to the other record instead."
)
PART_RESTRICTED = "A restricted record was laid together with it. Lift it if the whole need not be."
WAS_RESTRICTED = "It was part of a restricted record until now. Lift it if this child’s own need not be."


def ids_of(child: Child) -> list[UUID]:
    """The record and all that are merged into it: whatever hangs on one of them is about this child."""
    wanted = select(Child.id).where(Child.merged_into_id == child.id).order_by(Child.made_at, Child.id)
    return [child.id, *db.session.scalars(wanted)]


def merged(child: Child) -> list[Child]:
    """The records that are merged into this one, oldest first."""
    wanted = select(Child).where(Child.merged_into_id == child.id)
    return list(db.session.scalars(wanted.order_by(Child.made_at, Child.id)))


def stands_for(child: Child) -> Child:
    """The record that stands for this one: itself, unless it is merged into another."""
    return child if child.merged_into_id is None else db.session.get_one(Child, child.merged_into_id)


def holds_own_words(child: Child) -> bool:
    """Whether a fact of the record, struck or not, came out of a young person's words."""
    return bool(own_words(rows_of(ids_of(child), struck=True)))


def standing_at(as_known: datetime | None) -> ColumnElement[bool]:
    """A condition on ChildMerge: it stood at a moment, or stands now."""
    if as_known is None:
        return ChildMerge.ended_at.is_(None)
    return and_(ChildMerge.at <= as_known, or_(ChildMerge.ended_at.is_(None), ChildMerge.ended_at > as_known))


def represented(council: str, as_known: datetime | None = None) -> dict[UUID, UUID]:
    """Which record stood for which, at a moment or now; a record that stood for itself is not in it."""
    wanted = select(ChildMerge.from_id, ChildMerge.into_id).join(Child, Child.id == ChildMerge.from_id)
    pairs = db.session.execute(wanted.where(Child.council == council, standing_at(as_known)))
    into = {row.from_id: row.into_id for row in pairs}
    return {one: _end_of(one, into) for one in into}


def _end_of(one: UUID, into: Mapping[UUID, UUID]) -> UUID:
    while one in into:
        one = into[one]
    return one


def merge(gone: Child, into: Child, reason: str, by: UUID, now: datetime) -> ChildMerge:
    """Say that both are one child: ``into`` stands for both from now on. What was merged into ``gone`` comes along, and
    goes back with it when it is taken apart.

    The caller holds both rows and brings the copies on ``into`` up to date. Of two the stricter counts: where one is
    restricted the whole is, and stays so when it is taken apart, until somebody lifts it. Raises Refused for a record
    with itself, for records of two councils, for one that is merged already, and for one that was made from a young
    person's words with one that the team reads: it would tell the team of them.
    """
    if gone.id == into.id:
        raise Refused("That is this record itself. Choose another one.")
    if gone.council != into.council:
        raise Refused("That record is another council’s.")
    if not gone.listed or not into.listed:
        raise Refused("One of the two is part of another record already.")
    if gone.restricted != into.restricted and holds_own_words(gone if gone.restricted else into):
        raise Refused(MOVE_WORDS)
    row = ChildMerge(from_id=gone.id, into_id=into.id, at=now, by=by)
    row.reason = reason
    db.session.add(row)
    db.session.execute(update(Child).where(Child.merged_into_id == gone.id).values(merged_into_id=into.id))
    gone.merged_into_id, gone.listed = into.id, False
    db.session.flush()
    leave(into, "merged", by, now, {"other": gone.reference, "reason": reason})
    leave(gone, "merged_away", by, now, {"other": into.reference, "reason": reason})
    audit.record(Event.CHILD_JOINED, into, by=by, record=gone.reference)
    if gone.restricted:
        _restricted_too(into, PART_RESTRICTED, by, now)
    return row


def standing_merges(child: Child) -> list[ChildMerge]:
    """The merges that made this record what it is, oldest first."""
    wanted = select(ChildMerge).where(ChildMerge.into_id.in_(ids_of(child)), ChildMerge.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(ChildMerge.at, ChildMerge.id)))


def take_apart(row: ChildMerge, by: UUID, now: datetime) -> tuple[Child, Child]:
    """Undo one merge: gives the record that stood for both, and the one that stands for itself again, with everything
    that was merged into it before. Neither loses or gains a row, and what was restricted is restricted in both. The
    caller brings the copies of both up to date.

    Raises Refused when it is undone already, and when ``row`` is hidden inside a later merge: undo that one first.
    """
    if row.ended_at is not None:
        raise Refused("The two records are apart already.")
    into = db.session.get_one(Child, row.into_id)
    gone = db.session.get_one(Child, row.from_id)
    if not into.listed:
        raise Refused("This record is part of another one by now. Take those apart first.")
    row.ended_at, row.ended_by = now, by
    db.session.flush()
    inside = _inside(gone.id)
    db.session.execute(update(Child).where(Child.id.in_(inside)).values(merged_into_id=gone.id))
    gone.merged_into_id, gone.listed = None, True
    db.session.flush()
    leave(into, "split", by, now, {"other": gone.reference})
    leave(gone, "split_off", by, now, {"other": into.reference})
    audit.record(Event.CHILD_SPLIT, into, by=by, record=gone.reference)
    if into.restricted:
        _restricted_too(gone, WAS_RESTRICTED, by, now)
    return into, gone


def _restricted_too(child: Child, why: str, by: UUID, now: datetime) -> None:
    if not child.restricted:
        child.restricted = True
        leave(child, "restricted", by, now, why)
        audit.record(Event.CHILD_RESTRICTED, child, by=by, restricted=True)


def _inside(child_id: UUID) -> list[UUID]:
    """All records that were merged into this one, directly or by another, and still are."""
    found: list[UUID] = []
    left = [child_id]
    while left:
        wanted = select(ChildMerge.from_id).where(ChildMerge.into_id.in_(left), ChildMerge.ended_at.is_(None))
        left = list(db.session.scalars(wanted))
        found.extend(left)
    return found
