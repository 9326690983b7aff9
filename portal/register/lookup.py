"""From marks to the records that have them: by index only, rarest mark first, and never further than a bound.

A name that a thousand children share costs what a rare one does: no more of them are looked at than a person would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts import Reach
from portal.directory import snapshot
from portal.directory.facts import SHARED
from portal.register.blind import What, mark
from portal.register.models import Child, MatchKey
from portal.storage import db

MOST = 200
"""No more records than these, the newest, are looked at for one question."""
COUNTED = 1000
"""How common a mark is, is counted no further."""

Group = frozenset[tuple[str, bytes]]
"""Marks with their councils: a record that has any one of them fits."""


@dataclass(frozen=True)
class Record:
    """What can be said of a record without opening it; enough to ask whether somebody may read it."""

    id: UUID
    team_code: str
    restricted: bool
    assignee_id: UUID | None
    current: bool
    made_at: datetime


@dataclass(frozen=True)
class Hits:
    """The records that fit, newest first; ``more`` when there are others beyond the bound."""

    records: tuple[Record, ...]
    more: bool = False


NOTHING = Hits(())


def councils_of(see: Reach) -> list[str]:
    """The councils in whose registers somebody with this reach may find anything."""
    teams = see.ordinary | see.restricted | see.named
    found = {team.partition("/")[0] for team in teams} | see.councils
    if SHARED in found:
        found |= {council.code for council in snapshot().councils}
    return sorted(found)


def group(councils: Iterable[str], what: What, values: Iterable[str], own: bool = False) -> Group:
    """Any of these values, at any of these councils."""
    values = list(values)
    return frozenset((council, mark(council, what, value, own)) for council in councils for value in values)


def find(groups: Sequence[Group], within: Reach, led: bool = False, only: ColumnElement[bool] | None = None) -> Hits:
    """The newest records within reach that fit every group. A record that is merged into another counts as that one.

    ``led``: the first group is known to be rare, so that nothing need be counted. ``only`` is a further condition on
    :class:`Child`.
    """
    if not groups or not all(groups):
        return NOTHING
    return _find(list(groups) if led else _rarest_first(groups), within, only)


def there(groups: Iterable[Group]) -> bool:
    """Whether any record has any of all these marks."""
    by_council = _by_council(key for each in groups for key in each)
    either = [(MatchKey.council == council) & MatchKey.mark.in_(made) for council, made in by_council.items()]
    return bool(either) and db.session.scalar(select(MatchKey.child_id).where(or_(*either)).limit(1)) is not None


def standing(ids: Iterable[UUID], within: Reach) -> list[Record]:
    """The records with these ids, or those that they are merged into, as far as they are within reach."""
    ids = set(ids)
    if not ids:
        return []
    stands = select(func.coalesce(Child.merged_into_id, Child.id)).where(Child.id.in_(ids))
    rows = db.session.execute(select(*_COLUMNS).where(Child.id.in_(stands)).order_by(Child.made_at.desc()))
    return [one for row in rows if within.covers(one := _record(row))]


def having(records: Iterable[Record], groups: Sequence[Group]) -> list[Record]:
    """Those of a few records that fit every group, themselves or by one that is merged into them."""
    kept = list(records)
    if not groups or not kept:
        return kept
    ids = [one.id for one in kept]
    stands = func.coalesce(Child.merged_into_id, Child.id)
    wanted = (
        select(stands, MatchKey.council, MatchKey.mark)
        .join(Child, Child.id == MatchKey.child_id)
        .where(or_(Child.id.in_(ids), Child.merged_into_id.in_(ids)))
    )
    marks: dict[UUID, set[tuple[str, bytes]]] = {}
    for child_id, council, made in db.session.execute(wanted):
        marks.setdefault(child_id, set()).add((council, bytes(made)))
    return [one for one in kept if all(each & marks.get(one.id, set()) for each in groups)]


_COLUMNS = (Child.id, Child.team_code, Child.restricted, Child.assignee_id, Child.current, Child.made_at)


def _record(row: object) -> Record:
    return Record(*(getattr(row, column.key) for column in _COLUMNS))


def _rarest_first(groups: Sequence[Group]) -> list[Group]:
    if len(groups) == 1:
        return list(groups)
    counts = []
    for each in groups:
        numbers = [
            select(func.count())
            .select_from(select(MatchKey.child_id).where(_is(MatchKey, *key)).limit(COUNTED).subquery())
            .scalar_subquery()
            for key in sorted(each)
        ]
        counts.append(sum(numbers[1:], start=numbers[0]))
    row = db.session.execute(select(*counts)).one()
    return [each for _, _, each in sorted(zip(row, range(len(groups)), groups, strict=True), key=lambda one: one[:2])]


def _find(groups: list[Group], within: Reach, only: ColumnElement[bool] | None) -> Hits:
    first, *others = groups
    fits = [_has(each) for each in others]
    may = or_(within.where(Child), Child.merged_into_id.is_not(None)) if only is None else only
    records: dict[UUID, Record] = {}
    merged: set[UUID] = set()
    more = False
    for key in sorted(first):
        newest = (
            select(*_COLUMNS, Child.merged_into_id)
            .join(MatchKey, MatchKey.child_id == Child.id)
            .where(_is(MatchKey, *key), *fits, may)
            .order_by(MatchKey.made_at.desc())
            .limit(MOST + 1)
        )
        rows = db.session.execute(newest).all()
        more = more or len(rows) > MOST
        records |= {row.id: _record(row) for row in rows[:MOST] if row.merged_into_id is None}
        merged |= {row.merged_into_id for row in rows[:MOST] if row.merged_into_id is not None}
    records |= {one.id: one for one in standing(merged - records.keys(), within)}
    newest_first = sorted(records.values(), key=lambda one: (one.made_at, one.id), reverse=True)
    covered = [one for one in newest_first if within.covers(one)]
    return Hits(tuple(covered[:MOST]), more or len(covered) > MOST)


def _is(key: type[MatchKey], council: str, made: bytes) -> ColumnElement[bool]:
    return (key.council == council) & (key.mark == made)


def _has(wanted: Group) -> ColumnElement[bool]:
    """That the record of the row has one of these marks too; its copy of ``made_at`` makes the index lead straight
    to it."""
    other = aliased(MatchKey)
    either = [
        (other.council == council) & other.mark.in_(made) & (other.made_at == MatchKey.made_at)
        for council, made in _by_council(wanted).items()
    ]
    return exists().where(or_(*either), other.child_id == MatchKey.child_id).correlate(MatchKey)


def _by_council(keys: Iterable[tuple[str, bytes]]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for council, made in sorted(keys):
        found.setdefault(council, []).append(made)
    return found
