"""Which records may be the same child as one that somebody has before them, and which a brother or a sister.

Only a hint: it says why, a person looks and decides, and nothing is ever joined by itself. A record that the person may
not read is told as one that is there, without a reason.

What speaks for the same child, in points; :data:`ENOUGH` make a hint:

=====================================================  ===
same UPN or other number of the same system            100
same name (all its words, also another or earlier one)  40
first and last name the other way round                 35
first and last name sound alike                         30
last name the same, first name another (and only then)  15
last name sounds alike, first name another              10
first name the same or alike, last name another         10
same date of birth                                      35
day and month of the birthday the other way round       25
birthday with one other day, month or year              10
both birthdays known, and quite different              -30
same postcode, now or before                            20
same school                                              5
=====================================================  ===
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.accounts import Reach
from portal.register import blind, lookup, sounds
from portal.register.blind import What
from portal.register.facts import (
    Address,
    Fact,
    Identifier,
    Identity,
    NotSame,
    OtherName,
    School,
    System,
    own_words,
    rows_of,
)
from portal.register.lookup import Group, Record
from portal.register.merging import ids_of
from portal.register.models import Child
from portal.storage import CannotOpen, db

ENOUGH = 40
OPENED = 40
"""No more records than these, the likeliest by their marks, are opened and compared."""
AT_MOST = 8
"""A panel shows no more hints: who has more before them than these looks for nothing."""
_ALIKE, _SAME_DAY = 30, 35
_BY_MARKS = {What.NUMBER: 100, What.NAME: 10, What.PAIR: 30, What.BORN: 35, What.POSTCODE: 20}
NUMBERS = {
    System.UPN: "same UPN",
    System.MOSAIC: "same Mosaic number",
    System.SYNERGY: "same Synergy number",
    System.EYES: "same EYES number",
    System.ONE: "same One number",
}


@dataclass(frozen=True)
class Looks:
    """What of a child is compared: each name as given and family name, birthdays, postcodes, numbers, schools."""

    names: frozenset[tuple[str, str]]
    born: frozenset[date]
    postcodes: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    schools: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Hint:
    """A record that may be the same child's. ``child`` is None for one that the reader may not read: then there are no
    reasons either. ``sibling``: it is more likely a brother, a sister or a twin."""

    child: Child | None
    reasons: tuple[str, ...] = ()
    score: int = 0
    sibling: bool = False


def similar(
    known: Iterable[Fact] | Child, council: str, see: Reach, read: Reach, exclude: Iterable[UUID] = ()
) -> list[Hint]:
    """Records of this council that may be the child whom these facts, or this record, tell of: the likeliest first,
    then brothers and sisters, then those that one may not read. ``see`` and ``read`` are what the reader's permissions
    "child:see" and "child:read" open; what is beyond ``see`` is not told of."""
    left_out = set(exclude)
    facts = told_of([known.id], {known.id})[known.id] if isinstance(known, Child) else list(known)
    mine = looks(facts)
    records = _candidates(facts, mine, council, see, read)
    if isinstance(known, Child):
        left_out |= {known.id, *_not_same(known, records)}
    records = [one for one in records if one.id not in left_out][:OPENED]
    readable = {one.id for one in records if read.covers(one)}
    told = told_of([one.id for one in records], readable)
    likely = {one.id: _compared(mine, looks(told[one.id])) for one in records}
    likely = {child_id: hint for child_id, hint in likely.items() if hint.sibling or hint.score >= ENOUGH}
    wanted = select(Child).where(Child.id.in_([child_id for child_id in likely if child_id in readable]))
    named = [
        Hint(child, likely[child.id].reasons, likely[child.id].score, likely[child.id].sibling)
        for child in db.session.scalars(wanted)
    ]
    named.sort(key=lambda hint: (hint.sibling, -hint.score, hint.child.reference if hint.child else ""))
    closed = [Hint(None) for child_id in likely if child_id not in readable]
    return named[:AT_MOST] + closed[:AT_MOST]


def _not_same(child: Child, others: Iterable[Record]) -> set[UUID]:
    """Those of these records that an officer said to be another child's. It may stand in one of the two alone."""
    mine = ids_of(child)
    rows = rows_of([*mine, *(one.id for one in others)], NotSame.topic)
    if not rows:
        return set()
    named: dict[str, set[UUID]] = {}
    for row in rows:
        with suppress(CannotOpen):
            named.setdefault(NotSame.of(row.said).value, set()).add(row.child_id)
    found: set[UUID] = set()
    for one in db.session.execute(select(Child.id, Child.reference).where(Child.reference.in_(named))):
        if one.id in mine:
            found |= named[one.reference]
        elif named[one.reference] & set(mine):
            found.add(one.id)
    return found


def looks(known: Iterable[Fact]) -> Looks:
    """What these facts give to compare."""
    names: set[tuple[str, str]] = set()
    born: set[date] = set()
    postcodes: set[str] = set()
    numbers: set[tuple[str, str]] = set()
    schools: set[tuple[str, ...]] = set()
    for fact in known:
        if isinstance(fact, Identity):
            names |= {(given, fact.family) for given in (fact.given, fact.known_as or fact.given)}
            if fact.birthday:
                born.add(fact.birthday)
        elif isinstance(fact, OtherName):
            names.add((fact.given, fact.family))
        elif isinstance(fact, Address) and (code := blind.plain_postcode(fact.postcode)):
            postcodes.add(code)
        elif isinstance(fact, Identifier) and (number := blind.plain_number(fact.value)):
            numbers.add((fact.system, number))
        elif isinstance(fact, School) and (words := blind.school_words(fact.name)):
            schools.add(tuple(sorted(words)))
    return Looks(frozenset(names), frozenset(born), frozenset(postcodes), frozenset(numbers), frozenset(schools))


def told_of(ids: Sequence[UUID], readable: Iterable[UUID]) -> dict[UUID, list[Fact]]:
    """What is known of each of these records, with those merged into it. A young person's own words are left out of
    those that are not ``readable``, and so is what was tampered with: it must not hide all other records."""
    ids, readable = list(ids), set(readable)
    if not ids:
        return {}  # SQLite reads a whole table to find none of nothing
    merged = db.session.execute(select(Child.id, Child.merged_into_id).where(Child.merged_into_id.in_(ids)))
    stands = {child_id: child_id for child_id in ids} | {row.id: row.merged_into_id for row in merged}
    rows = rows_of(stands)
    by_themselves = own_words(rows)
    found: dict[UUID, list[Fact]] = {child_id: [] for child_id in ids}
    for row in rows:
        child_id = stands[row.child_id]
        if child_id in readable or row.id not in by_themselves:
            with suppress(CannotOpen):
                found[child_id] += blind.opened([row])
    return found


def _candidates(facts: list[Fact], mine: Looks, council: str, see: Reach, read: Reach) -> list[Record]:
    """Records with something in common, the likeliest by their marks first; each mark leads to no more than a bound."""
    values: dict[What, set[str]] = {}
    for what, value in blind.values_of(facts):
        values.setdefault(what, set()).add(value)
    turned = {day.isoformat() for one in mine.born if (day := blind.swapped(one))}
    values[What.BORN] = values.get(What.BORN, set()) | turned
    points: dict[UUID, int] = {}
    records: dict[UUID, Record] = {}

    def add(groups: list[Group], within: Reach, worth: int) -> None:
        for one in lookup.find(groups, within).records:
            records[one.id] = one
            points[one.id] = points.get(one.id, 0) + worth

    for what, worth in _BY_MARKS.items():
        add([lookup.group([council], what, values.get(what, ()))], see, worth)
        add([lookup.group([council], what, values.get(what, ()), own=True)], read, worth)
    return sorted(records.values(), key=lambda one: (points[one.id], one.made_at), reverse=True)


@dataclass(frozen=True)
class _Names:
    """How two names stand to each other: the strongest reason, and whether first or last names have much in common."""

    points: int
    reason: str
    whole: bool = False
    """First and last name both fit, somehow."""
    family: bool = False


def _compared(mine: Looks, other: Looks) -> Hint:
    names = max(
        (_names(one, two) for one in mine.names for two in other.names),
        key=lambda found: (found.whole, found.points),
        default=_Names(0, ""),
    )
    birthday, when = _birthdays(mine.born, other.born)
    reasons = [names.reason, when]
    score = names.points + birthday
    number = sorted(system for system, _ in mine.numbers & other.numbers)
    if number:
        score += 100
        reasons.insert(0, NUMBERS.get(System(number[0]), "same number") if number[0] in list(System) else "same number")
    home = bool(mine.postcodes & other.postcodes)
    if home:
        score += 20
        reasons.append("same postcode")
    if mine.schools & other.schools:
        score += 5
        reasons.append("same school")
    sibling = names.family and not names.whole and not number and (home or birthday == _SAME_DAY)
    return Hint(None, tuple(reason for reason in reasons if reason), score, sibling)


def _names(one: tuple[str, str], two: tuple[str, str]) -> _Names:
    (given, family), (other_given, other_family) = (tuple(map(sounds.words, name)) for name in (one, two))
    if sounds.same([*given, *family], [*other_given, *other_family]):
        if not sounds.same(family, other_family) and given and family:
            return _Names(35, "first and last name the other way round", whole=True)
        return _Names(40, "same name", whole=True)
    first, last = _share(given, other_given), _share(family, other_family)
    if first and last:
        how = "last name sounds alike" if sounds.same(given, other_given) else "first name sounds alike"
        if not sounds.same(given, other_given) and not sounds.same(family, other_family):
            how = "first and last name sound alike"
        return _Names(_ALIKE, how, whole=True)
    if _share(given, other_family) and _share(family, other_given):
        return _Names(_ALIKE, "first and last name the other way round", whole=True)
    if last:
        same = sounds.same(family, other_family)
        return _Names(15, "same last name", family=True) if same else _Names(10, "last name sounds alike", family=True)
    if first:
        return _Names(10, "same first name" if sounds.same(given, other_given) else "first name sounds alike")
    return _Names(0, "")


def _share(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether a word of one sounds like a word of the other: of a double name one half is enough."""
    return sounds.same(one, two) or any(sounds.alike(first, second) for first in one for second in two)


def _birthdays(mine: Iterable[date], other: Iterable[date]) -> tuple[int, str]:
    both = [(one, two) for one in mine for two in other]
    if not both:
        return 0, ""
    if any(one == two for one, two in both):
        return _SAME_DAY, "same date of birth"
    if any(blind.swapped(one) == two for one, two in both):
        return 25, "day and month of the birthday the other way round"
    parts = [(one.day == two.day) + (one.month == two.month) + (one.year == two.year) for one, two in both]
    return (10, "birthday almost the same") if max(parts) == 2 else (-30, "")
