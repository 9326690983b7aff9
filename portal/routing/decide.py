"""From answers to exactly one team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.directory import Directory, Rule, Team
from portal.words import Kind, Urgency


@dataclass(frozen=True)
class Route:
    """Where a submission goes. ``reasons`` are sentences that staff can read."""

    council: str | None
    team: str
    also: tuple[str, ...]
    """Teams that are told that something came, not what."""
    urgency: Urgency
    reasons: tuple[str, ...]
    flagged: bool
    """True when no rule or no team was found and the duty team has to sort it out."""


def decide(kind: Kind, council: str | None, answers: Mapping[str, Any], directory: Directory) -> Route:
    """The one team for these answers, and why. Total: every input has a route (held by ``portal routing prove``).

    ``council`` is the code of the council that was found or chosen; None or a code that is not served goes to the
    site's duty team, flagged. So does a council whose rule names a team that it does not have, to its own duty team.
    """
    served = directory.council(council)
    if served is None or not served.served:
        rule = _first_rule(kind, None, answers, directory)
        urgency = rule.urgency if rule else Urgency.TODAY
        reasons = ("The duty team, because the council is not known.", *_why(rule))
        return Route(None, directory.duty_team.code, (), urgency, reasons, flagged=True)
    # a choice is asked for, and kept, only where the postcode did not decide
    place = "they chose it" if answers.get("council") == served.code else "of the postcode"
    because_of_place = f"{served.short_name}, because {place}."
    rule = _first_rule(kind, served.code, answers, directory)
    team = _team(rule, served.code, directory) if rule else None
    if rule is None or team is None:
        fallback = directory.duty_for(served.code)
        reason = f"{fallback.name}, because no other team was found for it."
        urgency = rule.urgency if rule else Urgency.TODAY
        return Route(served.code, fallback.code, (), urgency, (because_of_place, reason, *_why(rule)), flagged=True)
    also = directory.team_for(served.code, rule.also) if rule.also else None
    told = (also.code,) if also and also.code != team.code else ()
    return Route(served.code, team.code, told, rule.urgency, (because_of_place, *_why(rule)), flagged=False)


def matches(rule: Rule, kind: Kind, council: str | None, answers: Mapping[str, Any]) -> bool:
    """Whether the rule speaks of these answers. Every field it names must hold one of the values it names; an answer
    inside a repeat block counts when any of its items holds it."""
    if rule.kind is not kind or (rule.council is not None and rule.council != council):
        return False
    return all(any(value in wanted for value in _values(answers, name)) for name, wanted in rule.when.items())


def _first_rule(kind: Kind, council: str | None, answers: Mapping[str, Any], directory: Directory) -> Rule | None:
    return next((rule for rule in directory.rules if matches(rule, kind, council, answers)), None)


def _values(answers: Mapping[str, Any], name: str) -> Iterator[str]:
    """Every code given for the field, in the journey itself and in each item of its repeat blocks."""
    items = [item for block in answers.values() if isinstance(block, list) for item in block]
    for holder in (answers, *(item for item in items if isinstance(item, Mapping))):
        value = holder.get(name)
        yield from (code for code in (value if isinstance(value, list) else [value]) if isinstance(code, str))


def _team(rule: Rule, council: str, directory: Directory) -> Team | None:
    """The team that the rule names, or the council's own team for its role; None when it has none that is active."""
    if rule.team:
        named = directory.team(rule.team)
        return named if named and named.active else None
    return directory.team_for(council, rule.to)


def _why(rule: Rule | None) -> tuple[str, ...]:
    if rule is None:
        return ()
    words = {Urgency.NOW: "Look now", Urgency.TODAY: "Look today", Urgency.ROUTINE: "In turn"}
    return (f"{words[rule.urgency]}: {rule.because}",)
