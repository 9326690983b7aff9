"""What another matrix would suggest for a register, beside the one that counts now. It changes nobody and is not
kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from portal.accounts import Reach
from portal.register.models import Child
from portal.reviews.known import known_of_many
from portal.reviews.matrix import Matrix, Suggestion, assess
from portal.storage import db
from portal.words import Rating

MOST = 5000
"""Children looked at: beyond it the page would keep its reader waiting."""
_AT_ONCE = 250


@dataclass(frozen=True)
class Change:
    """A child for whom the two matrices suggest different things."""

    child: Child
    before: Suggestion
    after: Suggestion


@dataclass
class WhatIf:
    """Who would change. ``from_to`` counts by suggested rating before and after, the same included, without restricted
    records that the person may not read: of those only the number is told."""

    looked_at: int = 0
    from_to: Counter[tuple[Rating, Rating]] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    hidden: int = 0
    """Restricted records among those looked at."""
    hidden_changes: int = 0
    unrated: int = 0
    """Of those that may be read: not rated by anybody yet. They are in no count of a colour that somebody gave."""
    all: bool = True
    """False where the register is longer than was looked at."""

    @property
    def only_interval(self) -> int:
        """Those whose rating stays and whose interval would be another."""
        return sum(one.before.rating == one.after.rating for one in self.changes)


def what_if(reach: Reach, readable: Reach, council: str, before: Matrix, after: Matrix, day: date) -> WhatIf:
    """Assess every current child of ``council`` within ``reach`` with both matrices. Adds nothing to the session and
    flushes nothing. Raises CannotOpen for a fact that was tampered with."""
    found = WhatIf()
    with db.session.no_autoflush:
        for children in _batches(reach, council, found):
            known = known_of_many(children)
            for child in children:
                was, would = assess(known[child.id], before, day), assess(known[child.id], after, day)
                found.looked_at += 1
                differs = (was.rating, was.months) != (would.rating, would.months)
                if child.restricted and not readable.covers(child):
                    found.hidden += 1
                    found.hidden_changes += differs
                    continue
                found.unrated += child.rating in (Rating.TRIAGE, Rating.NOT_KNOWN)
                found.from_to[was.rating, would.rating] += 1
                if differs:
                    found.changes.append(Change(child, was, would))
    return found


def _batches(reach: Reach, council: str, found: WhatIf) -> Iterator[list[Child]]:
    teams = sorted(team for team in reach.ordinary | reach.restricted if team.partition("/")[0] == council)
    last: UUID | None = None
    left = MOST
    while teams:
        where: list[ColumnElement[bool]] = [
            Child.team_code.in_(teams),
            Child.listed.is_(True),
            Child.current.is_(True),
            reach.where(Child),
        ]
        if last is not None:
            where.append(Child.id > last)
        number = min(_AT_ONCE, left)
        children = list(db.session.scalars(select(Child).where(*where).order_by(Child.id).limit(number + 1)))
        if children[:number]:
            yield children[:number]
        left -= number
        if len(children) <= number:
            return
        if not left:
            found.all = False
            return
        last = children[number - 1].id
