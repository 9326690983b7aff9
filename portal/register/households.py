"""Which children live together, and which are brothers and sisters by what a family told. A person says the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from portal import audit
from portal.audit import Event
from portal.register import facts
from portal.register.facts import Address
from portal.register.history import leave
from portal.register.merging import ids_of, stands_for
from portal.register.models import Child, ChildSubmission, HouseholdMember, MatchKey
from portal.register.refusals import Refused
from portal.storage import CannotOpen, db

MOST_SUGGESTED = 20
POSTCODE = "postcode"
"""What the marks of a postcode are called (register.blind)."""


def hold(ids: Iterable[UUID]) -> None:
    """Hold these records, what is merged with them and all who live with one of them until this request is over, in
    the same order whoever asks.

    Ask it before the first line of the log is written: whoever has a record waits for the log, so nobody may have the
    log and wait for a record. An id that is no record's is passed over.
    """
    given = list(ids)
    into = select(Child.merged_into_id).where(Child.id.in_(given), Child.merged_into_id.is_not(None))
    given += db.session.scalars(into)
    whole = list(db.session.scalars(select(Child.id).where(or_(Child.id.in_(given), Child.merged_into_id.in_(given)))))
    homes = select(HouseholdMember.household).where(
        HouseholdMember.child_id.in_(whole), HouseholdMember.ended_at.is_(None)
    )
    beside = select(HouseholdMember.child_id).where(
        HouseholdMember.household.in_(homes), HouseholdMember.ended_at.is_(None)
    )
    everybody = {*whole, *db.session.scalars(beside)}
    held = select(Child).where(Child.id.in_(everybody)).order_by(Child.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).all()  # as they are now that they are held


def hold_of(submission_id: UUID) -> None:
    """Hold the records of an adult's submission and all who live with them, as :func:`hold` does, before the submission
    itself is held: whoever writes into a record holds it first, and its submissions after it."""
    joined = ChildSubmission.submission_id == submission_id, ChildSubmission.ended_at.is_(None)
    hold(db.session.scalars(select(ChildSubmission.child_id).where(*joined)))


def live_together(children: Sequence[Child], by: UUID, now: datetime) -> None:
    """Say that these children live together; who lived with one of them lives with all of them. The same again does
    nothing. The caller has asked :func:`hold` for those who had a record before. Raises Refused for children of two
    councils, and for a record that is part of another one."""
    if len({one.council for one in children}) > 1:
        raise Refused("That record is another council’s.")
    if not all(one.listed for one in children):
        raise Refused("One of these records is part of another one by now.")
    held = {one.id: _memberships(one) for one in children}
    households = sorted({row.household for rows in held.values() for row in rows})
    home = households[0] if households else uuid4()
    for other in households[1:]:
        _move(other, home, by, now)
    for child in children:
        if not held[child.id]:
            db.session.add(HouseholdMember(household=home, child_id=child.id, at=now, by=by))
            leave(child, "household", by, now)
            audit.record(Event.CHILD_CHANGED, child, by=by, what="household")
    db.session.flush()


def take_out(child: Child, by: UUID, now: datetime) -> None:
    """This child lives somewhere else than the others. A second time does nothing."""
    rows = _memberships(child)
    for row in rows:
        row.ended_at, row.ended_by = now, by
    if rows:
        db.session.flush()
        leave(child, "household_left", by, now)
        audit.record(Event.CHILD_CHANGED, child, by=by, what="household_left")


def household(child: Child) -> list[Child]:
    """The other children who live with this one, as records that stand, oldest record first. Show each only to who may
    read it."""
    homes = {row.household for row in _memberships(child)}
    wanted = (
        select(Child)
        .join(HouseholdMember, HouseholdMember.child_id == Child.id)
        .where(HouseholdMember.household.in_(homes), HouseholdMember.ended_at.is_(None))
        .order_by(Child.made_at, Child.id)
    )
    return _others(child, list(db.session.scalars(wanted))) if homes else []


def homes_of_all(children: Iterable[Child]) -> dict[UUID, dict[UUID, UUID]]:
    """For each of these children every record of all who live with them, their own included, and the record that it
    stands for. However many they are, the database is asked as often."""
    stands = {child.id: child.merged_into_id or child.id for child in children}
    own = _parts(stands.values())
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    members: dict[UUID, set[UUID]] = defaultdict(set)
    mine = select(HouseholdMember.child_id, HouseholdMember.household).where(
        HouseholdMember.child_id.in_(own), HouseholdMember.ended_at.is_(None)
    )
    for row in db.session.execute(mine):
        homes[own[row.child_id]].add(row.household)
    if homes:
        beside = (
            select(HouseholdMember.household, Child.id, Child.merged_into_id)
            .join(Child, Child.id == HouseholdMember.child_id)
            .where(HouseholdMember.household.in_(set().union(*homes.values())), HouseholdMember.ended_at.is_(None))
        )
        for other in db.session.execute(beside):
            members[other.household].add(other.merged_into_id or other.id)
        own |= _parts(set().union(*members.values()))
    near = {one: {one}.union(*(members[home] for home in homes[one])) for one in set(stands.values())}
    return {
        child_id: {part: of for part, of in own.items() if of in near[standing]}
        for child_id, standing in stands.items()
    }


def siblings(child: Child) -> list[Child]:
    """The other children of the submissions that this one is in, by themselves and for as long as they are joined.
    Show each only to who may read it."""
    mine = (
        select(ChildSubmission.submission_id)
        .where(ChildSubmission.child_id.in_(ids_of(child)), ChildSubmission.ended_at.is_(None))
        .scalar_subquery()
    )
    wanted = (
        select(Child)
        .join(ChildSubmission, ChildSubmission.child_id == Child.id)
        .where(ChildSubmission.submission_id.in_(mine), ChildSubmission.ended_at.is_(None))
        .order_by(Child.made_at, Child.id)
    )
    return _others(child, list(db.session.scalars(wanted)))


def suggested(child: Child, today: date) -> list[Child]:
    """Who has the same address today and is neither in the household nor a brother or sister yet. Found by the marks of
    postcodes, then opened and compared. Show each only to who may read it."""
    here = homes_of(child, today)
    if not here:
        return []
    mine = select(MatchKey.council, MatchKey.mark).where(
        MatchKey.child_id.in_(ids_of(child)), MatchKey.what == POSTCODE
    )  # all of one council: to ask for it would lead SQLite through every mark there
    near: set[UUID] = set()
    for key in db.session.execute(mine.distinct()).all():
        # along the index, the newest records first: a postcode that a thousand share costs what a rare one does
        there = select(MatchKey.child_id).where(MatchKey.council == key.council, MatchKey.mark == key.mark)
        near |= set(db.session.scalars(there.order_by(MatchKey.made_at.desc()).limit(MOST_SUGGESTED * 5)))
    found = db.session.scalars(select(Child).where(Child.id.in_(near)).order_by(Child.made_at.desc(), Child.id))
    known = {one.id for one in [*household(child), *siblings(child)]}
    others = [one for one in _others(child, list(found)) if one.id not in known]
    homes = _homes(others, today)
    return [one for one in others if here & homes[one.id]][:MOST_SUGGESTED]


def homes_of(child: Child, today: date) -> set[str]:
    """The addresses where a child lives today, written so that two ways to write one are the same."""
    return _homes([child], today)[child.id]


def _homes(found: Sequence[Child], today: date) -> dict[UUID, set[str]]:
    """The same of several children, who stand for themselves, for two questions to the database."""
    ids = [one.id for one in found]
    stands = {child_id: child_id for child_id in ids}
    homes: dict[UUID, set[str]] = {child_id: set() for child_id in ids}
    if ids:
        merged = db.session.execute(select(Child.id, Child.merged_into_id).where(Child.merged_into_id.in_(ids)))
        stands |= {row.id: row.merged_into_id for row in merged}
        for row in facts.rows_of(stands, Address.topic):
            with suppress(CannotOpen):  # one that was tampered with is nobody's address
                address = Address.of(row.said)
                if address.kind != "before" and facts.holds_on(row, today) and (plain := _plain(address)):
                    homes[stands[row.child_id]].add(plain)
    return homes


def _plain(address: Address) -> str:
    """Letters and figures of the street with its number, and the postcode: what follows between is written in many
    ways."""
    parts = [
        part for part in address.lines.replace(address.postcode, "").replace(",", "\n").splitlines() if part.strip()
    ]
    street = parts[:1] if any(sign.isalpha() for sign in "".join(parts[:1])) else parts[:2]
    both = ["".join(sign for sign in each.casefold() if sign.isalnum()) for each in ("".join(street), address.postcode)]
    return "|".join(both) if all(both) else ""


def _parts(standing: Iterable[UUID]) -> dict[UUID, UUID]:
    """These records and all that are merged into them, and which of them each stands for."""
    ids = set(standing)
    merged = db.session.execute(select(Child.id, Child.merged_into_id).where(Child.merged_into_id.in_(ids)))
    return {one: one for one in ids} | {row.id: row.merged_into_id for row in merged}


def _memberships(child: Child) -> list[HouseholdMember]:
    wanted = select(HouseholdMember).where(
        HouseholdMember.child_id.in_(ids_of(child)), HouseholdMember.ended_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(HouseholdMember.at, HouseholdMember.id)))


def _move(household_id: UUID, to: UUID, by: UUID, now: datetime) -> None:
    """Every member lives in the other household from now on; the rows of the time before stay."""
    wanted = select(HouseholdMember).where(
        HouseholdMember.household == household_id, HouseholdMember.ended_at.is_(None)
    )
    for row in list(db.session.scalars(wanted)):
        row.ended_at, row.ended_by = now, by
        db.session.add(HouseholdMember(household=to, child_id=row.child_id, at=now, by=by))
        child = stands_for(db.session.get_one(Child, row.child_id))
        leave(child, "household", by, now)
        audit.record(Event.CHILD_CHANGED, child, by=by, what="household")


def _others(child: Child, found: list[Child]) -> list[Child]:
    standing = {one.id: one for one in map(stands_for, found)}
    standing.pop(stands_for(child).id, None)
    return list(standing.values())
