"""What is wrong, or will soon be wrong, with a directory that loads without complaint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from portal.directory.facts import GOOD_FOR, ContactKind, Council, Directory, ReadWhen, Rule, Service, Team
from portal.directory.hours import LONDON, known_until
from portal.words import Kind, TeamRole

READABLE = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, 1.4.3, level AA)."""

SIX_MONTHS = 183
"""In days."""
HOLIDAYS_AHEAD = timedelta(days=120)


class Severity(StrEnum):
    """An error is a promise that cannot be kept: the site refuses to start with one."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing to mend. ``about`` is the code of a council, team or service, or "rules" or "holidays"."""

    severity: Severity
    about: str
    message: str

    @property
    def serious(self) -> bool:
        """True for an error."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        return f"{self.severity}: {self.about}: {self.message}"


def check(directory: Directory, today: date | None = None, postcodes: Path | None = None) -> list[Problem]:
    """Everything wrong with ``directory``, errors first. ``postcodes``, when given, is the file that must be there."""
    day = today or datetime.now(LONDON).date()
    found = [*_councils(directory, day), *_teams(directory, day), *_services(directory, day), *_rules(directory)]
    found += _holidays(day)
    if postcodes and not postcodes.is_file():
        found.append(_error("postcodes", "The postcode file is missing. Bake it first."))
    return sorted(found, key=lambda problem: not problem.serious)


def contrast(colour: str, other: str = "#ffffff") -> float:
    """The contrast of two ``#rrggbb`` colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _councils(directory: Directory, today: date) -> Iterator[Problem]:
    claims = Counter(area for council in directory.councils for area in council.areas)
    for council in directory.councils:
        yield from (
            _error(council.code, f"The area {area} is also another council's.")
            for area in council.areas
            if claims[area] > 1
        )
        yield from _council(directory, council, today)


def _council(directory: Directory, council: Council, today: date) -> Iterator[Problem]:
    duty = directory.team_for(council.code, TeamRole.DUTY)
    if duty is None:
        yield _error(council.code, "It has no duty team for what no other team gets.")
    if not council.out_of_hours.text:
        yield _warning(council.code, "It does not say what to do out of hours.")
    if council.out_of_hours.phone and not council.out_of_hours.shown_phone:
        yield _warning(council.code, "Its out-of-hours number has no source or date, so it is not shown.")
    if council.out_of_hours.shown_phone and council.out_of_hours.is_old(today):
        yield _warning(council.code, "Its out-of-hours number was last checked over six months ago.")
    ratio = contrast(council.colour)
    if ratio < READABLE:
        yield _error(
            council.code, f"White text on {council.colour} has a contrast of {ratio:.1f}; {READABLE} is needed."
        )


def _teams(directory: Directory, today: date) -> Iterator[Problem]:
    if not directory.duty_team.reachable:
        yield _error(directory.duty_team.code, "The duty team of the site cannot be reached.")
    for team in directory.teams:
        if team.active and not team.inbox:
            yield _error(team.code, "It has no inbox, so nothing can reach it.")
        if team.active:
            yield from (_warning(team.code, words) for words in look_at(team, today))


def look_at(team: Team, today: date) -> list[str]:
    """What somebody should look at in a team's public contacts and its on-call line, a sentence each."""
    found = [*_contacts(team, today), *_on_call(team)]
    if team.council_code and team.role in (TeamRole.HOME_EDUCATION, TeamRole.FRONT_DOOR):
        if not team.contacts:
            found.append("The public has no way to reach it.")
        elif all(contact.kind is ContactKind.WEBSITE for contact in team.contacts):
            found.append("The public sees only a website: add a number or an e-mail address.")
    return found


def _on_call(team: Team) -> Iterator[str]:
    if team.on_call and not team.on_call.phone:
        yield "Its on-call number cannot be read, so nobody is told by text. Type it in again."
    elif team.on_call and team.on_call.when is ReadWhen.CLOSED and not team.hours:
        yield "Its on-call line is read while it is closed, but its hours are not known: texts go out at any time."


def _services(directory: Directory, today: date) -> Iterator[Problem]:
    for service in directory.services:
        yield from (_warning(service.code, words) for words in _contacts(service, today))


def _contacts(owner: Team | Service, today: date) -> Iterator[str]:
    for contact in owner.unchecked:
        yield f"{contact.value} has no source or no date, so it is not shown."
    for contact in owner.contacts:
        assert contact.verified_on
        if contact.is_old(today):
            yield f"{contact.value} was last checked on {contact.verified_on}, over {_long(contact.kind)} ago."
        elif contact.verified_on > today:
            yield f"{contact.value} is said to be checked on {contact.verified_on}, which is still to come."


def _long(kind: ContactKind) -> str:
    return "a year" if GOOD_FOR[kind].days > SIX_MONTHS else "six months"


def _rules(directory: Directory) -> Iterator[Problem]:
    for kind in Kind:
        for scope in (None, *(council.code for council in directory.councils)):
            own = [rule for rule in directory.rules if rule.kind is kind and rule.council == scope]
            last = next((at for at, rule in enumerate(own) if not rule.when), None)
            if last is None and scope is None:
                yield _error("rules", f"No rule takes every {kind}: one without conditions is needed.")
            for rule in own[last + 1 :] if last is not None else ():
                yield _warning(
                    "rules", f"“{rule.because}” comes after a rule that takes every {kind}: it never counts."
                )
        for council in directory.councils:
            for rule in directory.rules_for(kind, council.code):
                yield from _roles(directory, council, rule)


def _roles(directory: Directory, council: Council, rule: Rule) -> Iterator[Problem]:
    if rule.team:
        named = directory.team(rule.team)
        if named is None or not named.active:
            yield _error(council.code, f"“{rule.because}” names {rule.team}, which is not an active team.")
    elif directory.team_for(council.code, rule.to) is None:
        yield _warning(council.code, f"It has no {rule.to} team: “{rule.because}” goes to the duty team.")
    if rule.also and directory.team_for(council.code, rule.also) is None:
        yield _warning(council.code, f"It has no {rule.also} team to tell: “{rule.because}”")


def _holidays(today: date) -> Iterator[Problem]:
    until = known_until()
    if today > until:
        yield _error("holidays", f"Bank holidays are known only until {until}. Update govuk-bank-holidays.")
    elif today + HOLIDAYS_AHEAD > until:
        yield _warning("holidays", f"Bank holidays are known only until {until}. Update govuk-bank-holidays soon.")


def _error(about: str, message: str) -> Problem:
    return Problem(Severity.ERROR, about, message)


def _warning(about: str, message: str) -> Problem:
    return Problem(Severity.WARNING, about, message)
