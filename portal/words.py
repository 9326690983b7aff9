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
