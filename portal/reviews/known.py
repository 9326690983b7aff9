"""Loading what a matrix can read of children: for one page, or for all of a register at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.directory import hours
from portal.register.facts import TOPICS, Address, School, Source, Supported
from portal.register.models import Child, ChildFact, HouseholdMember
from portal.reviews.inputs import Known, Schooling, Spell
from portal.storage import db
from portal.words import ChildStatus, Suitability

READ = ("support", "school", "address", "reasons", "provision")
"""The topics that are opened. Who the child is, their parents and their numbers are none of them."""


def known_of(child: Child) -> Known:
    """What a matrix can read of one child."""
    return known_of_many([child])[child.id]


def known_of_many(children: Sequence[Child]) -> dict[UUID, Known]:
    """The same for several, in as many queries as for one. Raises CannotOpen for a fact that was tampered with."""
    records = records_of(child.id for child in children)
    beside = _siblings(records)
    rows = _facts([one for ids in records.values() for one in ids], READ)
    theirs = _facts({one for ids in beside.values() for one in ids}, ("support",))
    return {
        child.id: _known(
            child,
            [row for one in records[child.id] for row in rows.get(one, [])],
            [row for one in beside.get(child.id, ()) for row in theirs.get(one, [])],
        )
        for child in children
    }


def records_of(ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """For each of these children the ids of all records that are about them, their own first."""
    records = {one: [one] for one in ids}
    merged = select(Child.id, Child.merged_into_id).where(Child.merged_into_id.in_(list(records)))
    for row in db.session.execute(merged.order_by(Child.made_at, Child.id)):
        assert row.merged_into_id is not None
        records[row.merged_into_id].append(row.id)
    return records


def _facts(ids: Iterable[UUID], topics: Sequence[str]) -> dict[UUID, list[ChildFact]]:
    found: dict[UUID, list[ChildFact]] = defaultdict(list)
    wanted = select(ChildFact).where(
        ChildFact.child_id.in_(list(ids)), ChildFact.topic.in_(topics), ChildFact.struck_at.is_(None)
    )
    for row in db.session.scalars(wanted.order_by(ChildFact.at, ChildFact.id)):
        found[row.child_id].append(row)
    return found


def _siblings(records: dict[UUID, list[UUID]]) -> dict[UUID, set[UUID]]:
    """For each child the records of the others of the household. Restricted ones are left out, and those of another
    team: a line about them would tell what the child's own team may not know."""
    stands = {one: child for child, ids in records.items() for one in ids}
    here = select(HouseholdMember.household).where(
        HouseholdMember.child_id.in_(list(stands)), HouseholdMember.ended_at.is_(None)
    )
    members = db.session.execute(
        select(HouseholdMember.household, HouseholdMember.child_id, Child.merged_into_id)
        .join(Child, Child.id == HouseholdMember.child_id)
        .where(HouseholdMember.household.in_(here), HouseholdMember.ended_at.is_(None))
    ).all()
    households: dict[UUID, set[UUID]] = defaultdict(set)
    for row in members:
        households[row.household].add(row.merged_into_id or row.child_id)
    others = {one for together in households.values() for one in together}
    if not others:
        return {}
    whose = select(Child.id, Child.team_code, Child.restricted).where(Child.id.in_(others | records.keys()))
    known = {row.id: row for row in db.session.execute(whose)}
    about = {one: set(ids) for one, ids in records_of(one for one in others if not known[one].restricted).items()}
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for row in members:
        child = stands.get(row.child_id)
        if child is not None:
            ours = (one for one in households[row.household] if known[one].team_code == known[child].team_code)
            beside[child] |= {one for other in ours if other != child for one in about.get(other, ())}
    return beside


def _known(child: Child, rows: list[ChildFact], theirs: list[ChildFact]) -> Known:
    facts = [(TOPICS[row.topic].of(row.said), row) for row in rows]
    return Known(
        status=ChildStatus(child.status),
        suitability=Suitability(child.suitability),
        seen_on=child.last_seen_on,
        support=tuple(_spell(fact, row) for fact, row in facts if isinstance(fact, Supported)),
        schools=tuple(_schooling(fact, row.until_on) for fact, row in facts if isinstance(fact, School)),
        moved=tuple(
            row.since_on for fact, row in facts if isinstance(fact, Address) and fact.kind != "also" and row.since_on
        ),
        # not what they wrote to us: the line that says so would tell whoever may read the record and not the words
        own_words=tuple(
            _day(fact.source_on, row) for fact, row in facts if fact.source == Source.CHILD and row.source_id is None
        ),
        siblings=tuple(_spell(Supported.of(row.said), row) for row in theirs),
    )


def _spell(fact: Supported, row: ChildFact) -> Spell:
    return Spell(fact.kind, row.since_on, row.until_on)


def _schooling(fact: School, until: date | None) -> Schooling:
    return Schooling(fact.kind, until, fact.exclusion, fact.suggested, _percent(fact.attendance))


def _percent(said: str) -> float | None:
    try:
        return float(said.strip().rstrip("%").strip()) if said.strip() else None
    except ValueError:
        return None


def _day(said: str | None, row: ChildFact) -> date:
    """When it was said: as the source has it, else when it was written down."""
    try:
        return date.fromisoformat(said) if said else hours.local(row.at).date()
    except ValueError:
        return hours.local(row.at).date()
