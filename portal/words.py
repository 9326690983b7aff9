"""The few words that every room uses in the same sense (design: council, team, kind, urgency, regime)."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a submission is."""

    NOTIFICATION = "notification"
    """A parent tells the council that a child is, or may be, educated at home."""
    CHANGE = "change"
    """A parent tells the council that something about home education is different now."""
    VIEWS = "views"
    """A young person says what they think. Always a restricted record."""
    REFERRAL = "referral"
    """A professional tells a team about a child."""


class Urgency(StrEnum):
    """How soon a person must look, most urgent first."""

    NOW = "now"
    """A child may be in danger: the safeguarding front door, at once, at any hour."""
    TODAY = "today"
    ROUTINE = "routine"


class TeamRole(StrEnum):
    """What a team is for. Every council has at least a duty team; rules name roles, never people."""

    HOME_EDUCATION = "home-education"
    FRONT_DOOR = "front-door"
    SEND = "send"
    SCHOOL_NURSING = "school-nursing"
    ADMISSIONS = "admissions"
    DUTY = "duty"


class Regime(StrEnum):
    """Which law a council works under (Children's Wellbeing and Schools Act 2026, sections 37 and 38)."""

    PRE_CNIS = "pre_cnis"
    CNIS = "cnis"
    """The registers of children not in school are in force."""


class ChildStatus(StrEnum):
    """What a child is on the register, from a day on."""

    NOT_CONFIRMED = "not_confirmed"
    """Somebody said that the child is, or will be, educated at home; nobody has confirmed it yet."""
    EHE = "ehe"
    """Educated at home by choice (elective home education)."""
    FLEXI = "flexi"
    """On a school roll and at home for part of the week, by agreement with the school."""
    CME = "cme"
    """Of school age, on no roll and not suitably educated otherwise: a child missing education (s.436A). The DfE
    counts a home educated child as this once the education is found unsuitable."""
    SCHOOL = "school"
    """Back at, or still at, a school or other provision."""
    MOVED = "moved"
    """Lives in another council's area."""
    OVER_AGE = "over_age"
    """Over compulsory school age."""
    OTHER = "other"
    """Left for another reason, such as having died or left the country."""
    MISTAKE = "mistake"
    """Was never educated at home: the record was begun by mistake."""


CURRENT = frozenset({ChildStatus.NOT_CONFIRMED, ChildStatus.EHE, ChildStatus.FLEXI, ChildStatus.CME})
"""While a child is one of these, the council has something to do for them: a review, or a reason for none."""


class Rating(StrEnum):
    """The RAG rating. The last two are no colours: nobody may take them for green."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    TRIAGE = "triage"
    """Not assessed yet."""
    NOT_KNOWN = "not_known"
    """Came from elsewhere without a rating."""


class Suitability(StrEnum):
    """How a child's education appears to the council (Education Act 1996 s.7, s.436A, s.437)."""

    NOT_ASSESSED = "not_assessed"
    SUITABLE = "suitable"
    MORE_ASKED = "more_asked"
    """More information was asked for."""
    NOT_SUITABLE = "not_suitable"
    NOT_KNOWN = "not_known"
