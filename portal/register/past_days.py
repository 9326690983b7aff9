"""The register of a past day, as far as one person may see it: counted where it lies, with one page of names.

Records that were never merged are counted by the database; of those that were, few at any time, the histories have to
be read together (register.statuses). Both together say what statuses.register_on says of everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, null, select

from portal.register import statuses
from portal.register.models import Child, ChildMerge, StatusChange
from portal.register.statuses import Stock
from portal.storage import db
from portal.submissions.queue import Reach
from portal.words import ChildStatus

_MERGED = select(ChildMerge.from_id).union(select(ChildMerge.into_id))
"""Every record that is or ever was one with another: which stood for which at a moment, only the moment says."""


@dataclass(frozen=True)
class Numbers:
    """How many had each status, how many of those that were asked for one may read, and who came and went."""

    counts: Counter[ChildStatus]
    readable: int
    stock: Stock


@dataclass(frozen=True)
class PastDay:
    """The register of a council at the end of ``day``: as it was known at ``as_known``, or as it is known now; only
    those whom ``see`` covers."""

    council: str
    day: date
    as_known: datetime | None
    see: Reach

    def numbers(self, read: Reach, which: frozenset[ChildStatus], before: PastDay | None = None) -> Numbers:
        """All that is counted, in one walk over the children. ``which`` are the statuses of which it is counted who may
        be read, and who came and went since ``before``; without that day, everybody came."""
        then, earlier = self._held, before._held if before else null()
        each = select(then.label("then"), earlier.label("earlier"), read.where(Child).label("reads"))
        row = each.where(*self._alone).subquery().c
        found = db.session.execute(
            select(row.then, row.earlier, row.reads, func.count().label("number")).group_by(
                row.then, row.earlier, row.reads
            )
        ).all()
        merged, was = self._merged, before._merged if before else {}
        counts, stock = Counter(merged.values()), statuses.between(was, merged, which)
        theirs = self._of_merged(read.where(Child), merged)
        readable, had, stayed = sum(merged[one] in which for one in theirs), stock.before, stock.before - stock.went
        for one in found:
            if one.then is not None:
                counts[ChildStatus(one.then)] += one.number
            readable += one.number * (one.then in which and bool(one.reads))
            had += one.number * (one.earlier in which)
            stayed += one.number * (one.earlier in which and one.then in which)
        have = sum(counts[status] for status in which)
        return Numbers(counts, readable, Stock(had, have - stayed, had - stayed, have))

    def names(self, read: Reach, which: frozenset[ChildStatus], at_most: int) -> list[tuple[Child, ChildStatus]]:
        """The first by reference of those who had one of these statuses, each with it."""
        alone = select(Child, self._held).where(*self._alone, read.where(Child), self._held.in_(which))
        first = db.session.execute(alone.order_by(Child.reference).limit(at_most))
        found = [(child, ChildStatus(status)) for child, status in first]
        current = [one for one, status in self._merged.items() if status in which]
        theirs = self._of_merged(read.where(Child), current)
        wanted = select(Child).where(Child.id.in_(sorted(theirs, key=lambda one: theirs[one])[:at_most]))
        found += [(child, self._merged[child.id]) for child in db.session.scalars(wanted)]
        return sorted(found, key=lambda one: one[0].reference)[:at_most]

    @property
    def _held(self) -> ScalarSelect[Any]:
        return statuses.held_then(self.day, self.as_known)

    @property
    def _alone(self) -> tuple[ColumnElement[bool], ...]:
        """Conditions on Child: those of the council whom ``see`` covers, and who were never merged."""
        return (Child.council == self.council, Child.id.not_in(_MERGED), self.see.where(Child))

    @cached_property
    def _merged(self) -> dict[UUID, ChildStatus]:
        """Those who were ever merged, and stood for themselves or for others then, with their status."""
        found = statuses.register_on(self.council, self.day, self.as_known, StatusChange.child_id.in_(_MERGED))
        return {one: found[one] for one in self._of_merged(self.see.where(Child), found)}

    def _of_merged(self, which: ColumnElement[bool], among: Collection[UUID]) -> dict[UUID, str]:
        """The references of those of the merged ones for which a condition on Child holds."""
        wanted = select(Child.id, Child.reference).where(Child.id.in_(_MERGED), Child.council == self.council, which)
        return {row.id: row.reference for row in db.session.execute(wanted) if row.id in among}
