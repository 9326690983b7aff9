"""What a matrix may count, and how each is told from what is known of a child. This list is the whole of it.

Nothing here is a protected characteristic (Equality Act 2010 s.4), and nothing counts against a family that did not
send a form, have a visit or answer where the law leaves that to them. SEN support, an EHC plan and a medical need
stand for help that is in place and must go on; a diagnosis is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.register.facts import Previous, Support
from portal.words import ChildStatus, Suitability


@dataclass(frozen=True)
class Spell:
    """Something that held from a day to another; None where nobody knows, or it still holds."""

    what: str
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def ended_since(self, first: date, day: date) -> bool:
        """Over by ``day``, but not before ``first``; without an end it never is."""
        return self.until is not None and first <= self.until < day


@dataclass(frozen=True)
class Schooling:
    """What is known of one school before, as far as the matrix counts it."""

    kind: str
    until: date | None = None
    """The last day there; None where nobody knows."""
    exclusion: bool = False
    suggested: bool = False
    attendance: float | None = None


@dataclass(frozen=True)
class Known:
    """All that a matrix can read of one child. Whoever loads it decides what is in it (reviews.known)."""

    status: ChildStatus = ChildStatus.NOT_CONFIRMED
    suitability: Suitability = Suitability.NOT_ASSESSED
    seen_on: date | None = None
    support: tuple[Spell, ...] = ()
    schools: tuple[Schooling, ...] = ()
    moved: tuple[date, ...] = ()
    """The days on which a home began. Another place where the child lives part of the time is no move."""
    own_words: tuple[date, ...] = ()
    """The days on which the child said something that is written on the record as theirs."""
    siblings: tuple[Spell, ...] = ()
    """Support of the other children of the household whose records are not restricted."""


class Unit(StrEnum):
    """How long a thing counts is a number of these."""

    YEARS = "years"
    MONTHS = "months"


@dataclass(frozen=True)
class Input:
    """One thing that a matrix may count. ``found`` gives the words of the line, or None where it does not hold;
    ``lowers`` is True for what can only take points away."""

    code: str
    words: str
    read_from: str
    found: Callable[[Known, date, int], str | None]
    unit: Unit | None = None
    lowers: bool = False
    may_be_always_red: bool = False

    def first_day(self, day: date, within: int) -> date:
        """The first day that still counts on ``day``."""
        return day - timedelta(days=round(within * (365.25 if self.unit is Unit.YEARS else 30.44)))


LOW_ATTENDANCE = 50.0
"""Percent; the DfE calls absence of half or more severe (Working together to improve school attendance)."""
MOVES = 3
"""Addresses within the years, the one they live at included."""
_SERIOUS = frozenset({Support.CHILD_PROTECTION, Support.ENQUIRIES, Support.LOOKED_AFTER, Support.IN_NEED})
_OPEN = frozenset({Suitability.NOT_ASSESSED, Suitability.MORE_ASKED, Suitability.NOT_KNOWN})
_NAMES = {
    Support.CHILD_PROTECTION: "child protection plan",
    Support.ENQUIRIES: "section 47 enquiries",
    Support.LOOKED_AFTER: "looked after",
    Support.IN_NEED: "child in need",
    Support.TEAM_AROUND: "team around the family",
    Support.EARLY_HELP: "early help",
    Support.DOMESTIC_ABUSE: "domestic abuse notified",
    Support.NOT_BROUGHT: "not brought to health appointments",
    Support.CONCERN: "a concern was told to the council",
    Support.SEN_SUPPORT: "SEN support",
    Support.EHC_PLAN: "EHC plan",
    Support.MEDICAL: "medical need",
}


def _now(code: str, kind: Support, red: bool = False) -> Input:
    def found(known: Known, day: date, within: int) -> str | None:
        spells = [one for one in known.support if one.what == kind and one.holds(day)]
        return f"{_NAMES[kind]}{_since(spells)}" if spells else None

    return Input(code, f"{_capital(_NAMES[kind])}, now", "Support on the record", found, may_be_always_red=red)


def _before(code: str, kind: Support) -> Input:
    def found(known: Known, day: date, within: int) -> str | None:
        spells = [one for one in known.support if one.what == kind]
        if any(one.holds(day) for one in spells):
            return None  # counted as it is now, not twice
        ended = [one.until for one in spells if one.until and one.ended_since(this.first_day(day, within), day)]
        return f"{_NAMES[kind]}, ended {max(ended).year}" if ended else None

    words = f"{_capital(_NAMES[kind])}, ended within so many years"
    this = Input(code, words, "Support on the record", found, Unit.YEARS)
    return this


def _told(code: str, kind: Support) -> Input:
    """Something that was noticed on a day, and counts for so long after it."""

    def found(known: Known, day: date, within: int) -> str | None:
        first = this.first_day(day, within)
        spells = [one for one in known.support if one.what == kind]
        days = [one.until if one.until and one.until <= day else one.since for one in spells]
        if not any(each is None or first <= each <= day for each in days):
            return None
        dated = [each for each in days if each is not None and first <= each <= day]
        return f"{_NAMES[kind]}{f', {max(dated).year}' if dated else ', no date known'}"

    words = f"{_capital(_NAMES[kind])}, within so many years"
    this = Input(code, words, "Support on the record", found, Unit.YEARS)
    return this


def _school(code: str, words: str, line: str, counts: Callable[[Schooling], bool]) -> Input:
    """Something about leaving a school within so many years; a school that nobody dated counts."""

    def found(known: Known, day: date, within: int) -> str | None:
        first = this.first_day(day, within)
        hits = [one for one in known.schools if counts(one) and (one.until is None or one.until >= first)]
        dated = [one.until for one in hits if one.until]
        return f"{line}{f', {max(dated).year}' if dated else ''}" if hits else None

    this = Input(code, f"{words}, within so many years", "School before", found, Unit.YEARS)
    return this


def _never_in_school(known: Known, day: date, within: int) -> str | None:
    kinds = {one.kind for one in known.schools}
    return "never in school" if Previous.NONE in kinds and kinds <= {Previous.NONE, Previous.EARLY_YEARS} else None


def _moves(known: Known, day: date, within: int) -> str | None:
    first = MOVES_INPUT.first_day(day, within)
    number = len({each for each in known.moved if first <= each <= day})
    return f"{number} addresses in {within} years" if number >= MOVES else None


def _sibling(known: Known, day: date, within: int) -> str | None:
    kinds = {one.what for one in known.siblings if one.what in _SERIOUS and one.holds(day)}
    if not kinds:
        return None
    named = ", ".join(sorted(_NAMES[Support(kind)] for kind in kinds))
    return f"another child of the household: {named}, now"


def _seen(known: Known, day: date, within: int) -> str | None:
    recently = known.seen_on and SEEN_INPUT.first_day(day, within) <= known.seen_on <= day
    return f"the child was seen in {known.seen_on:%B %Y}" if recently and known.seen_on else None


def _own_words(known: Known, day: date, within: int) -> str | None:
    first = OWN_WORDS_INPUT.first_day(day, within)
    days = [each for each in known.own_words if first <= each <= day]
    return f"the record has the child’s own words, {max(days):%B %Y}" if days else None


def _is(what: str, value: StrEnum, line: str) -> Callable[[Known, date, int], str | None]:
    return lambda known, day, within: line if getattr(known, what) == value else None


def _since(spells: Iterable[Spell]) -> str:
    days = [one.since for one in spells if one.since]
    return f", since {min(days).year}" if days else ", now"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


MOVES_INPUT = Input("moves", f"{MOVES} addresses or more, within so many years", "Addresses", _moves, Unit.YEARS)
SEEN_INPUT = Input("seen", "The child was seen, within so many months", "Contacts", _seen, Unit.MONTHS, lowers=True)
OWN_WORDS_INPUT = Input(
    "own_words",
    "The record has the child’s own words, within so many months",
    "Facts that an officer wrote down as the child’s own words; what a young person sent us is not among them",
    _own_words,
    Unit.MONTHS,
    lowers=True,
)
_ALL = (
    _now("s47_now", Support.ENQUIRIES, red=True),
    _now("cp_now", Support.CHILD_PROTECTION, red=True),
    _now("cla_now", Support.LOOKED_AFTER, red=True),
    _now("cin_now", Support.IN_NEED, red=True),
    _now("taf_now", Support.TEAM_AROUND),
    _now("early_help_now", Support.EARLY_HELP),
    _before("s47_before", Support.ENQUIRIES),
    _before("cp_before", Support.CHILD_PROTECTION),
    _before("cla_before", Support.LOOKED_AFTER),
    _before("cin_before", Support.IN_NEED),
    _before("early_help_before", Support.EARLY_HELP),
    _told("domestic_abuse", Support.DOMESTIC_ABUSE),
    _told("not_brought", Support.NOT_BROUGHT),
    _told("concern", Support.CONCERN),
    Input(
        "sibling",
        "Another child of the household: child protection, enquiries, looked after or in need, now",
        "Support on records of the household that are not restricted",
        _sibling,
    ),
    _now("ehc_plan", Support.EHC_PLAN),
    _now("sen_support", Support.SEN_SUPPORT),
    _now("medical", Support.MEDICAL),
    Input("never_in_school", "Never in school", "School before", _never_in_school),
    _school("exclusion", "Excluded or at risk of it", "excluded or at risk of it", lambda one: one.exclusion),
    _school("school_suggested", "The school suggested it", "the school suggested it", lambda one: one.suggested),
    _school(
        "low_attendance",
        f"Attendance of {LOW_ATTENDANCE:.0f} percent or less",
        "low attendance before leaving",
        lambda one: one.attendance is not None and one.attendance <= LOW_ATTENDANCE,
    ),
    MOVES_INPUT,
    Input(
        "not_confirmed",
        "Home education is not confirmed yet",
        "Status",
        _is("status", ChildStatus.NOT_CONFIRMED, "not confirmed yet"),
    ),
    Input(
        "missing_education",
        "Missing education (CME)",
        "Status",
        _is("status", ChildStatus.CME, "missing education (CME)"),
        may_be_always_red=True,
    ),
    Input(
        "not_assessed",
        "Nobody has said yet how the education appears",
        "Suitability: not assessed, more asked for, or not known",
        lambda known, day, within: "no finding on the education yet" if known.suitability in _OPEN else None,
    ),
    Input(
        "not_suitable",
        "The education appears not suitable",
        "Suitability",
        _is("suitability", Suitability.NOT_SUITABLE, "it appears not suitable"),
        may_be_always_red=True,
    ),
    Input(
        "suitable",
        "The education appears suitable",
        "Suitability",
        _is("suitability", Suitability.SUITABLE, "it appears suitable"),
        lowers=True,
    ),
    SEEN_INPUT,
    OWN_WORDS_INPUT,
)
INPUTS = {one.code: one for one in _ALL}

_PROTECTED = {
    "age": "age",
    "born": "age",
    "year_group": "age",
    "disab": "disability",
    "diagnos": "disability",
    "autis": "disability",
    "gender": "gender reassignment or sex",
    "trans": "gender reassignment",
    "marri": "marriage and civil partnership",
    "civil_part": "marriage and civil partnership",
    "pregnan": "pregnancy and maternity",
    "maternity": "pregnancy and maternity",
    "race": "race",
    "ethnic": "race",
    "national": "race",
    "colour": "race",
    "gypsy": "race",
    "traveller": "race",
    "language": "race",
    "interpreter": "race",
    "religio": "religion or belief",
    "belief": "religion or belief",
    "faith": "religion or belief",
    "sex": "sex or sexual orientation",
    "orientation": "sexual orientation",
}
_LEFT_TO_THEM = (
    "refus",
    "declin",
    "no_form",
    "no_visit",
    "no_reply",
    "no_answer",
    "no_contact",
    "no_views",
    "not_seen",
    "unseen",
    "writing_only",
    "engagement",
)


def why_not(code: str) -> str:
    """Why a matrix may not count ``code``, which is none of :data:`INPUTS`, as a sentence."""
    plain = code.casefold()
    if code in INPUTS:
        raise ValueError(f"{code} may be counted")
    for sign, what in _PROTECTED.items():
        if plain.startswith(sign) or f"_{sign}" in plain:
            return (
                f"“{code}” cannot be counted: it is about {what}, a characteristic that the Equality Act 2010 protects."
            )
    if any(sign in plain for sign in _LEFT_TO_THEM):
        return (
            f"“{code}” cannot be counted: families may leave out a form, a visit or an answer that the law does not "
            "ask of them, and that is no sign of risk."
        )
    return f"“{code}” is nothing that the portal can count."
