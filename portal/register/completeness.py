"""What a record has of what is expected of it, and where to fill in what is missing.

Before the registers of children not in school are in force this is what teams and the DfE's collection work with
(domain.md 2 and 10); with them also what section 436C(1) of the Education Act 1996 says that a register must hold. A
field that parents need not fill in is expected of nobody: ethnicity and language are never in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from portal.register import facts, statuses
from portal.register.children import identity_of
from portal.register.facts import (
    Address,
    Adult,
    Fact,
    Held,
    Identity,
    NoneKnown,
    Previous,
    Provision,
    Reasons,
    School,
    Support,
    Supported,
)
from portal.register.merging import ids_of
from portal.register.models import Child, ChildFact, StatusChange
from portal.words import ChildStatus, Regime

SEN = frozenset({Support.SEN_SUPPORT, Support.EHC_PLAN, Support.EHC_ASSESSMENT})
SOCIAL_CARE = frozenset(
    {
        Support.CHILD_PROTECTION,
        Support.ENQUIRIES,
        Support.IN_NEED,
        Support.LOOKED_AFTER,
        Support.TEAM_AROUND,
        Support.EARLY_HELP,
    }
)
AT_HOME = (ChildStatus.EHE, ChildStatus.FLEXI)
MOVED_LATELY = timedelta(days=365)
"""How long the address before is part of the register (s.436C(1): less than 12 months)."""
Known = TypeVar("Known", bound=Fact)


@dataclass(frozen=True)
class Expected:
    """One thing that is expected. ``topic``: the page of details that takes it; ``status`` for the status's own."""

    code: str
    words: str
    topic: str


@dataclass(frozen=True)
class Completeness:
    """What of it the record has, and what it lacks."""

    known: tuple[Expected, ...]
    missing: tuple[Expected, ...]

    @property
    def count(self) -> int:
        return len(self.known)

    @property
    def of(self) -> int:
        return len(self.known) + len(self.missing)


@dataclass(frozen=True)
class _Record:
    identity: Identity
    rows: Sequence[ChildFact]
    history: Sequence[StatusChange]
    status: ChildStatus
    today: date

    def all(self, kind: type[Known]) -> list[Held[Known]]:
        """Those of one kind, whether they hold today or held before."""
        return facts.held(self.rows, kind)

    def now(self, kind: type[Known]) -> list[Known]:
        return [one.fact for one in self.now_held(kind)]

    def now_held(self, kind: type[Known]) -> list[Held[Known]]:
        return [one for one in self.all(kind) if facts.holds_on(one.row, self.today)]

    def none_known(self, about: str) -> bool:
        return any(one.about == about for one in self.now(NoneKnown))


def _address(record: _Record) -> bool:
    return any(one.lines and one.kind == "home" for one in record.now(Address))


def _to_reach(record: _Record) -> bool:
    """A parent, and a number, a mail address or a place to write to."""
    adults = [one for one in record.now(Adult) if one.name]
    return any(one.phone or one.email or one.address or _address(record) for one in adults)


def _started(record: _Record) -> bool:
    """The day on which home education began: from its status, or the last day at school."""
    return any(one.status in AT_HOME for one in record.history) or any(
        one.row.until_on or one.fact.kind == Previous.NONE for one in record.all(School)
    )


def _supported(record: _Record, kinds: frozenset[Support], about: str) -> bool:
    return any(one.fact.kind in kinds for one in record.all(Supported)) or record.none_known(about)


def _parents_homes(record: _Record) -> bool:
    parents = [one for one in record.now(Adult) if one.name]
    return bool(parents) and all(one.address or (one.lives_with == "yes" and _address(record)) for one in parents)


def _before(record: _Record) -> bool:
    """Only of those who moved within a year; where nobody knows since when they live there, it is asked."""
    since = [one.row.since_on for one in record.now_held(Address) if one.fact.kind == "home"]
    if since and all(one is not None and one <= record.today - MOVED_LATELY for one in since):
        return True
    return any(one.fact.kind == "before" for one in record.all(Address))


def _provision(field: str) -> Callable[[_Record], bool]:
    def told(record: _Record) -> bool:
        newest = facts.newest(record.rows, Provision, record.today)
        return newest is not None and bool(getattr(newest.fact, field))

    return told


Asked = tuple[Expected, Callable[[_Record], bool]]
ALWAYS: tuple[Asked, ...] = (
    (Expected("name", "First and last name", "identity"), lambda it: bool(it.identity.given and it.identity.family)),
    (Expected("born", "Date of birth", "identity"), lambda it: bool(it.identity.born)),
    (Expected("sex", "Sex", "identity"), lambda it: bool(it.identity.sex)),
    (Expected("address", "Home address", "address"), _address),
    (Expected("parent", "A parent, and a way to reach them", "adult"), _to_reach),
    (
        Expected("school", "What kind of school or provision came before", "school"),
        lambda it: any(one.fact.kind != Previous.UNKNOWN for one in it.all(School)),
    ),
    (Expected("reasons", "Whether the family was asked for its reasons", "reasons"), lambda it: bool(it.all(Reasons))),
    (Expected("start", "When home education began", "status"), _started),
    (
        Expected("sen", "Special educational needs, or that there are none", "support"),
        lambda it: _supported(it, SEN, "sen"),
    ),
    (
        Expected("social_care", "Help and protection now and before, or that there was none", "support"),
        lambda it: _supported(it, SOCIAL_CARE, "social_care"),
    ),
    (
        Expected("status", "Whether the child is home educated, confirmed by somebody", "status"),
        lambda it: it.status != ChildStatus.NOT_CONFIRMED,
    ),
)
WITH_REGISTERS: tuple[Asked, ...] = (
    (Expected("parents_homes", "The home address of each parent", "adult"), _parents_homes),
    (
        Expected("educates", "Which parents educate the child", "adult"),
        lambda it: any(one.educates == "yes" for one in it.now(Adult)),
    ),
    (Expected("before", "The address before, if they moved in the last 12 months", "address"), _before),
    (Expected("hours_parents", "Hours a week with a parent, about", "provision"), _provision("hours_parents")),
    (Expected("hours_others", "Hours a week with other people, about", "provision"), _provision("hours_others")),
    (Expected("providers", "Who else teaches the child, or that nobody does", "provision"), _provision("providers")),
)
"""Education Act 1996, section 436C(1), as enacted in 2026 and not in force before a council's registers are."""


def of(child: Child, regime: Regime, today: date) -> Completeness:
    """How complete one record is under a council's law on a day. Raises CannotOpen for what was tampered with."""
    ids = ids_of(child)
    record = _Record(identity_of(child), facts.rows_of(ids), statuses.changes(ids), ChildStatus(child.status), today)
    asked = ALWAYS + (WITH_REGISTERS if regime is Regime.CNIS else ())
    known = {one.code for one, has in asked if has(record)}
    return Completeness(
        tuple(one for one, _ in asked if one.code in known), tuple(one for one, _ in asked if one.code not in known)
    )
