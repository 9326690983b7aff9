"""Walking every combination of answers, so that a hole is found before a family falls into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from portal.directory import Directory
from portal.routing.decide import decide
from portal.words import Kind

Choices = Mapping[Kind, Mapping[str, tuple[str, ...]]]
"""What each kind's form offers: field name to its codes."""


@dataclass(frozen=True)
class Hole:
    """Answers that reach no live team, or a rule that can never be true. ``words`` says which, plainly."""

    words: str


def prove(directory: Directory, choices: Choices) -> list[Hole]:
    """Every way in which the loaded rules and teams could lose a submission; empty when there is none.

    Only fields that some rule looks at are varied, each over the codes that a rule names, one that none does, and "not
    answered"; all other answers cannot change the route.
    """
    holes = list(_unknown_codes(directory, choices))
    for kind in Kind:
        for council in (None, *(council.code for council in directory.councils)):
            holes += _holes(kind, council, directory, choices.get(kind, {}))
    return holes


def combinations(kind: Kind, directory: Directory, offered: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    """Each combination of the answers that the rules of ``kind`` look at. Codes that no rule names are all alike, so
    one of them stands for the rest."""
    named: dict[str, set[str]] = {}
    for rule in directory.rules:
        for name, codes in rule.when.items() if rule.kind is kind else ():
            named.setdefault(name, set()).update(codes)
    names = sorted(named)
    values: list[list[str | None]] = []
    for name in names:
        alike = [code for code in offered.get(name, ()) if code not in named[name]]
        values.append([None, *(code for code in offered.get(name, ()) if code in named[name]), *alike[:1]])
    for combination in product(*values):
        yield dict(zip(names, combination, strict=True))


def _holes(kind: Kind, council: str | None, directory: Directory, offered: Mapping[str, tuple[str, ...]]) -> list[Hole]:
    holes = []
    where = council or "no council"
    for answers in combinations(kind, directory, offered):
        route = decide(kind, council, answers, directory)
        said = ", ".join(f"{name}={value}" for name, value in answers.items()) or "any answers"
        for code in (route.team, *route.also):
            team = directory.team(code)
            if team is None or not team.active or not team.inbox:
                holes.append(Hole(f"{kind}, {where}, {said}: {code} cannot be reached."))
        if council is not None and route.flagged:
            holes.append(Hole(f"{kind}, {where}, {said}: no rule leads to a team of this council."))
    return holes


def _unknown_codes(directory: Directory, choices: Choices) -> Iterator[Hole]:
    for rule in directory.rules:
        for name, wanted in rule.when.items():
            offered = choices.get(rule.kind, {}).get(name)
            for value in wanted:
                if offered is None or value not in offered:
                    yield Hole(f"A rule for {rule.kind} waits for {name}={value}, which its form never gives.")
