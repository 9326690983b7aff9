"""What is known of a child, each thing with its days, its source and who wrote it down. Nothing is overwritten.

A fact that was true once is ended; one that never was is struck. Both stay readable, so that the record of any past day
can be told as it was, and as it was thought to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from sqlalchemy import select

from portal.register.models import Child, ChildFact
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.words import Kind

NAME_CLOSED = "The name does not open"
"""It was changed outside the portal, or the key is missing."""


class Source(StrEnum):
    """Where something is known from."""

    PARENT = "parent"
    CHILD = "child"
    SCHOOL = "school"
    SOCIAL_CARE = "social_care"
    EARLY_HELP = "early_help"
    HEALTH = "health"
    SEND = "send"
    POLICE = "police"
    OTHER_COUNCIL = "other_council"
    OWN_RECORDS = "own_records"
    """The council's own older records, or another of its systems."""
    OFFICER = "officer"
    """An officer saw or heard it."""
    OTHER = "other"


class Support(StrEnum):
    """Help and protection that a child has or had, and what services noticed (domain.md 4 and 10, point 11)."""

    CHILD_PROTECTION = "cp"
    """A child protection plan (Children Act 1989)."""
    ENQUIRIES = "s47"
    """Enquiries under section 47 of the Children Act 1989."""
    IN_NEED = "cin"
    """A child in need (section 17)."""
    LOOKED_AFTER = "cla"
    TEAM_AROUND = "taf"
    """A team around the family."""
    EARLY_HELP = "early_help"
    DOMESTIC_ABUSE = "da"
    """A notification of domestic abuse at home."""
    NOT_BROUGHT = "not_brought"
    """Was not brought to health appointments."""
    CONCERN = "concern"
    """A concern that somebody told this council about."""
    SEN_SUPPORT = "sen_support"
    EHC_PLAN = "ehc_plan"
    EHC_ASSESSMENT = "ehc_assessment"
    MEDICAL = "medical"


class System(StrEnum):
    """Whose number an identifier is."""

    UPN = "upn"
    MOSAIC = "mosaic"
    SYNERGY = "synergy"
    EYES = "eyes"
    ONE = "one"


class Previous(StrEnum):
    """The kind of provision before, as the DfE counts starters (EHE collection; domain.md 2)."""

    EARLY_YEARS = "early_years"
    NONE = "none"
    """Never in school."""
    MAINTAINED = "maintained"
    ACADEMY = "academy"
    FREE = "free"
    INDEPENDENT = "independent"
    SPECIAL = "special"
    ALTERNATIVE = "alternative"
    PRU = "pru"
    HOME_ELSEWHERE = "home_elsewhere"
    """Educated at home already, in another area."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every topic says besides its own words. Days are ISO texts inside a fact, as JSON has none."""

    topic: ClassVar[str]
    single: ClassVar[bool] = False
    """True where a newer one takes the place of the one before, which stays as it was written (:func:`newest`)."""
    source: str = Source.OFFICER
    source_on: str | None = None
    """The day on which the source said it."""
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Only what is filled."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", [])}

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """The fact as it was written. What an older portal wrote besides is left out."""
        known = {one.name for one in fields(cls)}
        empty = {one.name: "" for one in fields(cls) if one.default is MISSING and one.default_factory is MISSING}
        return cls(**{**empty, **{name: value for name, value in said.items() if name in known}})


@dataclass(frozen=True, kw_only=True)
class Identity(Fact):
    """Who the child is."""

    topic = "identity"
    single = True
    given: str
    family: str
    known_as: str = ""
    born: str | None = None
    """ISO date."""
    sex: str = ""
    """``female``, ``male``; empty: not known."""
    ethnicity: str = ""
    """A code of the parents' form, only if given. Never an input of the matrix."""
    ethnicity_words: str = ""
    language: str = ""
    interpreter: str = ""

    @property
    def name(self) -> str:
        """What lists and headings call the child; never empty."""
        return f"{self.given} {self.family}".strip() or "Name not known"

    @property
    def birthday(self) -> date | None:
        return date.fromisoformat(self.born) if self.born else None


@dataclass(frozen=True, kw_only=True)
class OtherName(Fact):
    """A name the child is or was known by elsewhere; found by the search as well."""

    topic = "other_name"
    given: str
    family: str


@dataclass(frozen=True, kw_only=True)
class Address(Fact):
    topic = "address"
    lines: str
    postcode: str = ""
    kind: str = "home"
    """``home``; ``also``: another place where the child lives part of the time; ``before``: where they lived until
    they moved."""


@dataclass(frozen=True, kw_only=True)
class Adult(Fact):
    """A parent or carer."""

    topic = "adult"
    name: str
    relation: str = ""
    responsible: str = ""
    """Parental responsibility: ``yes``, ``no``, ``not_sure``; empty: not asked."""
    lives_with: str = ""
    educates: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    """Where they live, if not with the child."""
    writing_only: bool = False
    """They asked to be written to and not rung or visited."""


@dataclass(frozen=True, kw_only=True)
class Supported(Fact):
    topic = "support"
    kind: str
    """A :class:`Support`."""


@dataclass(frozen=True, kw_only=True)
class Identifier(Fact):
    topic = "identifier"
    system: str
    """A :class:`System`."""
    value: str


@dataclass(frozen=True, kw_only=True)
class School(Fact):
    """A school or other provision before home education, or beside it."""

    topic = "school"
    kind: str = Previous.UNKNOWN
    name: str = ""
    off_roll_confirmed: bool = False
    attendance: str = ""
    """Percent in the last year there, as the school says."""
    suggested: bool = False
    """The family says that the school suggested home education (a sign of off-rolling)."""
    exclusion: bool = False
    """Excluded, or at risk of it, when leaving."""
    placed: str = ""
    """Whether a council arranged the place, at a special school: ``yes``, ``no``, ``not_sure``; empty: not asked. Then
    a letter to the school is not enough to leave it."""
    attendance_order: str = ""
    """Whether there is a school attendance order: the same codes."""


@dataclass(frozen=True, kw_only=True)
class Reasons(Fact):
    """Why, by the DfE's codes and in the family's own words."""

    topic = "reasons"
    single = True
    main: str = ""
    also: list[str] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Provision(Fact):
    """How the child is educated: who, where and for how many hours (s.436C(1) where the registers are in force)."""

    topic = "provision"
    single = True
    plans: str = ""
    hours_parents: str = ""
    hours_others: str = ""
    providers: str = ""


@dataclass(frozen=True, kw_only=True)
class NoneKnown(Fact):
    """That somebody who should know said that there is none, which is another thing than that nobody has asked."""

    topic = "none_known"
    about: str
    """``sen``, or ``social_care``: help and protection now and before."""


@dataclass(frozen=True, kw_only=True)
class NotSame(Fact):
    """That a record which looks alike is another child's: an officer compared the two, and need not do so again."""

    topic = "not_same"
    value: str
    """The other record's reference."""


TOPICS: dict[str, type[Fact]] = {
    one.topic: one
    for one in (
        Identity,
        OtherName,
        Address,
        Adult,
        Supported,
        Identifier,
        School,
        Reasons,
        Provision,
        NoneKnown,
        NotSame,
    )
}
Known = TypeVar("Known", bound=Fact)


@dataclass(frozen=True)
class Held(Generic[Known]):
    """A fact and the row that holds it."""

    fact: Known
    row: ChildFact


def record(
    child: Child,
    fact: Fact,
    by: UUID,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    source_id: UUID | None = None,
) -> ChildFact:
    """Write a fact down and nothing else. The caller notes it in the history and brings the child's marks up to date;
    register.children does all three."""
    row = ChildFact(
        child_id=child.id, topic=fact.topic, since_on=since, until_on=until, source_id=source_id, at=now, by=by
    )
    row.said = fact.as_json()
    db.session.add(row)
    return row


def strike(row: ChildFact, by: UUID, now: datetime) -> None:
    """It never was so. The row stays, and counts for nothing from now on. A second time does nothing."""
    if row.struck_at is None:
        row.struck_at, row.struck_by = now, by


def rows_of(ids: Iterable[UUID], topic: str | None = None, struck: bool = False) -> list[ChildFact]:
    """The facts of these records, oldest first; ``struck`` with those that were struck."""
    wanted = select(ChildFact).where(ChildFact.child_id.in_(list(ids)))
    if topic:
        wanted = wanted.where(ChildFact.topic == topic)
    if not struck:
        wanted = wanted.where(ChildFact.struck_at.is_(None))
    return list(db.session.scalars(wanted.order_by(ChildFact.at, ChildFact.id)))


def own_words(rows: Iterable[ChildFact]) -> set[UUID]:
    """The ids of those of these facts that came out of a young person's own words, also when those are deleted."""
    told = [row for row in rows if row.source_id]
    if not told:
        return set()
    sources = select(Submission.id, Submission.kind).where(Submission.id.in_({row.source_id for row in told}))
    kinds = {row.id: row.kind for row in db.session.execute(sources)}
    return {row.id for row in told if kinds.get(row.source_id, _kind_said(row)) == Kind.VIEWS}


def _kind_said(row: ChildFact) -> Kind | None:
    """What a submission that is deleted was, as far as the fact tells: nobody else is the child. One that was tampered
    with is taken for theirs."""
    try:
        return Kind.VIEWS if row.said.get("source") == Source.CHILD else None
    except CannotOpen:
        return Kind.VIEWS


def held(rows: Iterable[ChildFact], kind: type[Known]) -> list[Held[Known]]:
    """Those of ``rows`` that are of one kind, opened. Raises CannotOpen for one that was tampered with."""
    return [Held(kind.of(row.said), row) for row in rows if row.topic == kind.topic]


def holds_on(row: ChildFact, day: date) -> bool:
    """Whether it holds on a day, as far as anybody knows."""
    return (row.since_on is None or row.since_on <= day) and (row.until_on is None or day <= row.until_on)


def identity_shown(child: Child) -> Identity:
    """Who a child is, for a page or a list: where it does not open it says so, so that one record that was tampered
    with keeps nobody from all the others."""
    try:
        return Identity.of(child.identity)
    except CannotOpen:
        return Identity(given=NAME_CLOSED, family="")


def newest(rows: Iterable[ChildFact], kind: type[Known], day: date) -> Held[Known] | None:
    """The one of a ``single`` topic that counts on a day: of those that hold then, the one that began last, and of
    several the one that was written last."""
    then = [one for one in held(rows, kind) if holds_on(one.row, day)]
    return max(then, key=lambda one: (one.row.since_on or date.min, one.row.at, one.row.id), default=None)
