"""How quickly a council means to work, and its school terms: the council's own to say, each change with a reason.

None of these clocks is set by law. What a change says counts for what comes in from then on: what was promised stays.
Term dates never come with the portal, for each council sets its own. For a time of which nobody has said when school
is, working days are counted instead, and whoever looks is told so.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from flask import current_app
from sqlalchemy import select

from portal.audit import Event, record
from portal.directory.facts import Directory
from portal.directory.hours import working_days_after
from portal.directory.models import ClocksVersion, CouncilRow
from portal.directory.regimes import NoCouncil
from portal.directory.snapshot import snapshot
from portal.directory.write import next_version
from portal.storage import db

LONGEST_HOLIDAY = timedelta(days=70)
"""Ten weeks. A longer gap between two terms is a time that nobody has said anything about, not a holiday."""
LONGEST_TERM = timedelta(days=150)
EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)
MOST_TERMS = 60
MOST_DAYS = 60
_MEMORY = "portal.directory.clocks"


class Term(NamedTuple):
    """The first and the last day on which schools are open, without a holiday between."""

    begins: date
    ends: date


@dataclass(frozen=True)
class Clocks:
    """What one council means to keep to."""

    acknowledge_days: int = 0
    """Working days until the sender hears that it arrived; 0: the same day."""
    contact_days: int = 10
    """School days until somebody has been in touch first (as Stockton-on-Tees has it)."""
    checks_days: int = 15
    """Working days until the checks behind it are done (as Bexley has it)."""
    terms: tuple[Term, ...] = ()
    """In the order of their days, none over another."""

    def as_json(self) -> dict[str, Any]:
        """As a version keeps it."""
        return {
            "acknowledge": self.acknowledge_days,
            "contact": self.contact_days,
            "checks": self.checks_days,
            "terms": [[one.begins.isoformat(), one.ends.isoformat()] for one in self.terms],
        }

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """From a version."""
        terms = (Term(date.fromisoformat(begins), date.fromisoformat(ends)) for begins, ends in said["terms"])
        return cls(said["acknowledge"], said["contact"], said["checks"], tuple(terms))

    def known_until(self) -> date | None:
        """The last day of which somebody has said whether schools are open; None while nobody has said anything."""
        return self.terms[-1].ends if self.terms else None


START = Clocks()
"""What counts until a council says otherwise."""


class Counted(NamedTuple):
    """A day that was counted out. ``terms_missing``: on the way lie days of which nobody knows whether schools are
    open, and working days were counted there."""

    day: date
    terms_missing: bool


@dataclass(frozen=True)
class Said:
    """What was said of a council at one moment. ``by`` is None where it came with the demonstration."""

    number: int
    clocks: Clocks
    by: uuid.UUID | None
    at: datetime
    why: str


class SameClocks(Exception):
    """That is how it is already."""


class ClocksMeanwhile(Exception):
    """Somebody else has said something since; ``latest`` is what they said."""

    def __init__(self, latest: Said) -> None:
        super().__init__(f"Version {latest.number} is newer.")
        self.latest = latest


def school_days_after(day: date, n: int, terms: Sequence[Term]) -> Counted:
    """The ``n``-th school day after ``day``, which itself is not counted: a working day within a term, or any working
    day where nobody has said when school is. Raises ValueError when n is below 1."""
    if n < 1:
        raise ValueError("n must be 1 or more")
    missing = False
    while n:
        day = working_days_after(day, 1)
        term_time = in_term(day, terms)
        missing = missing or term_time is None
        n -= term_time is not False
    return Counted(day, missing)


def in_term(day: date, terms: Sequence[Term]) -> bool | None:
    """True in a term, weekends and bank holidays included; False in a holiday between two; None where nobody has said
    when school is."""
    before: Term | None = None
    for one in terms:
        if one.begins <= day <= one.ends:
            return True
        if day < one.begins:
            return False if before and one.begins - before.ends <= LONGEST_HOLIDAY else None
        before = one
    return None


def problem(terms: Sequence[Term]) -> tuple[int, str] | None:
    """What is wrong first with these terms, which must stand in the order of their days: the place of the term, from
    0, and a sentence. None when nothing is."""
    for at, one in enumerate(terms):
        if not EARLIEST <= one.begins < LATEST or not EARLIEST <= one.ends < LATEST:
            return at, f"Each day must lie between {EARLIEST.year} and {LATEST.year - 1}. Check the years."
        if one.ends < one.begins:
            return at, "The last day of a term cannot be before its first day."
        if one.ends - one.begins > LONGEST_TERM:
            return at, "That is longer than any term. Check the years, and begin a new row after half-term."
        if at and one.begins <= terms[at - 1].ends:
            return at, "This term begins before the one before it has ended."
    return None


def of(council_code: str | None) -> Clocks:
    """What counts at a council now; :data:`START` for one that has said nothing, and for no council. It is read anew
    only when the directory has changed."""
    if council_code is None:
        return START
    now = snapshot()
    kept: tuple[Directory, dict[str, Clocks]] | None = current_app.extensions.get(_MEMORY)
    if kept is None or kept[0] is not now:
        kept = current_app.extensions[_MEMORY] = (now, {})
    if council_code not in kept[1]:
        with db.session.no_autoflush:
            said = _newest(council_code)
        kept[1][council_code] = Clocks.of(said.said) if said else START
    return kept[1][council_code]


def in_force(council_code: str | None, moment: datetime) -> Clocks:
    """What counted at a council at a moment: what came in then was promised by it."""
    said = select(ClocksVersion).where(ClocksVersion.council_code == council_code, ClocksVersion.at <= moment)
    row = db.session.scalars(said.order_by(ClocksVersion.number.desc()).limit(1)).one_or_none()
    return Clocks.of(row.said) if row else START


def history(council_code: str) -> list[Said]:
    """All that was said of this council, newest first; nothing while nobody has spoken."""
    said = select(ClocksVersion).where(ClocksVersion.council_code == council_code)
    rows = db.session.scalars(said.order_by(ClocksVersion.number.desc()))
    return [Said(row.number, Clocks.of(row.said), row.by, row.at, row.why) for row in rows]


def change(council_code: str, clocks: Clocks, seen: int, why: str, by: uuid.UUID | None, now: datetime) -> int:
    """Say what counts at a council from ``now`` on; gives the number of what was said. Flushes.

    ``seen`` is the number that the person had before them, 0 for none. Leaves an audit line. Raises NoCouncil,
    SameClocks, or ClocksMeanwhile when somebody else was quicker; ValueError for terms that cannot be.
    """
    if wrong := problem(clocks.terms):
        raise ValueError(wrong[1])
    held = select(CouncilRow.id).where(CouncilRow.code == council_code).with_for_update()
    if db.session.scalars(held).one_or_none() is None:
        raise NoCouncil(council_code)
    newest = _newest(council_code)
    if newest and newest.number != seen:
        raise ClocksMeanwhile(history(council_code)[0])
    if clocks == (Clocks.of(newest.said) if newest else START):
        raise SameClocks
    number = (newest.number if newest else 0) + 1
    said = clocks.as_json()
    db.session.add(ClocksVersion(council_code=council_code, number=number, said=said, by=by, at=now, why=why))
    next_version(db.session)
    record(Event.CLOCKS_CHANGED, by=by, council=council_code, number=number, terms=len(clocks.terms))
    return number


def _newest(council_code: str) -> ClocksVersion | None:
    said = select(ClocksVersion).where(ClocksVersion.council_code == council_code)
    return db.session.scalars(said.order_by(ClocksVersion.number.desc()).limit(1)).one_or_none()
