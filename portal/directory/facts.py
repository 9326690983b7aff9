"""What the directory says, as plain facts that never change under the reader: councils, their teams and the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Self

from portal.words import Kind, Regime, TeamRole, Urgency

SHARED = "shared"
"""The word before the slash in the code of a team that belongs to no council."""

DUTY_TEAM = f"{SHARED}/duty"
"""The site's own duty team: it gets what no council can be found for."""


class ContactKind(StrEnum):
    """How a person reaches a team."""

    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"
    TEXT = "text"
    """A number that takes text messages."""


GOOD_FOR: Mapping[ContactKind, timedelta] = {
    ContactKind.PHONE: timedelta(days=183),
    ContactKind.EMAIL: timedelta(days=183),
    ContactKind.TEXT: timedelta(days=183),
    ContactKind.WEBSITE: timedelta(days=365),
}
"""How long a check may stand before somebody looks again: a number moves sooner than a council's website."""

SPOKEN = (ContactKind.PHONE, ContactKind.TEXT)
"""Ways to reach a person at once: somebody calls or texts."""

_LINKS = {
    ContactKind.PHONE: "tel:",
    ContactKind.EMAIL: "mailto:",
    ContactKind.WEBSITE: "",
    ContactKind.TEXT: "sms:",
}


@dataclass(frozen=True)
class PublicContact:
    """One way to reach a team, with the page it was read on and the day somebody last looked."""

    kind: ContactKind
    value: str
    label: str
    source: str | None = None
    verified_on: date | None = None
    note: str | None = None

    @property
    def checked(self) -> bool:
        """True when it may be shown: a contact without a source and a date is a rumour."""
        return bool(self.source and self.verified_on)

    def is_old(self, today: date) -> bool:
        """True when its check lies so far back that nobody should simply trust it."""
        return self.verified_on is not None and today - self.verified_on > GOOD_FOR[self.kind]

    @property
    def shown(self) -> str:
        """How it is written for people: a website without https:// and www., all else as it is."""
        if self.kind is not ContactKind.WEBSITE:
            return self.value
        return self.value.removeprefix("https://").removeprefix("www.").removesuffix("/")

    @property
    def href(self) -> str:
        """The address for a link."""
        return _LINKS[self.kind] + (re.sub(r"[^0-9+]", "", self.value) if self.kind in SPOKEN else self.value)


@dataclass(frozen=True)
class Hours:
    """One stretch of opening hours: ``weekday`` 0 is Monday; from ``opens`` up to, not at, ``closes``, London time."""

    weekday: int
    opens: time
    closes: time


class ReadWhen(StrEnum):
    """When somebody reads the texts that come to an on-call line."""

    ALWAYS = "always"
    CLOSED = "closed"
    """While the team is not there; at any time where its hours are not known."""
    HOURS = "hours"
    """At the line's own hours, the same each week, bank holidays and all."""


@dataclass(frozen=True)
class OnCall:
    """A mobile number that is told by text, at night too, of what cannot wait. Never for the public.

    Of ``hours``, a stretch that ends when it begins or earlier goes on into the next day. Without a ``phone``, it was
    changed in the database or its key is missing.
    """

    phone: str = field(repr=False)
    when: ReadWhen = ReadWhen.ALWAYS
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True)
class OutOfHours:
    """What a person does when the offices are shut."""

    text: str = ""
    phone: str | None = None
    source: str | None = None
    verified_on: date | None = None

    @property
    def shown_phone(self) -> str | None:
        """The number, when it may be shown."""
        return self.phone if self.source and self.verified_on else None

    def is_old(self, today: date) -> bool:
        """True when the number's check lies so far back that nobody should simply trust it."""
        return self.verified_on is not None and today - self.verified_on > GOOD_FOR[ContactKind.PHONE]


@dataclass(frozen=True)
class Council:
    """One council. ``areas`` are the GSS codes of the areas whose children's education it looks after."""

    code: str
    name: str
    short_name: str
    website: str
    colour: str
    areas: tuple[str, ...]
    out_of_hours: OutOfHours = OutOfHours()
    languages: tuple[str, ...] = ("en_GB",)
    logo: str | None = None
    regime: Regime = Regime.PRE_CNIS
    regime_from: date | None = None
    served: bool = True

    def regime_on(self, day: date) -> Regime:
        """The law that council works under on ``day``. Until ``regime_from`` it is the law before the registers."""
        return self.regime if self.regime_from is None or day >= self.regime_from else Regime.PRE_CNIS


@dataclass(frozen=True)
class PublicFacts:
    """What the public sees of a team, and its council may change on a page. ``contacts`` are all of them, checked or
    not, in the order they are shown."""

    about: str
    contacts: tuple[PublicContact, ...]
    hours: tuple[Hours, ...]
    closed_on_bank_holidays: bool


@dataclass(frozen=True)
class Team:
    """One team. ``inbox`` takes the portal's nudges and is never shown to the public.

    ``contacts`` are safe to show. ``unchecked`` lack a source or a date: they wait until somebody has looked.
    ``hours`` is empty when nobody told us the opening hours: say so rather than guess.
    """

    code: str
    role: TeamRole
    name: str
    about: str = ""
    inbox: str | None = None
    first_look_days: int = 2
    active: bool = True
    closed_on_bank_holidays: bool = True
    contacts: tuple[PublicContact, ...] = ()
    unchecked: tuple[PublicContact, ...] = ()
    hours: tuple[Hours, ...] = ()
    on_call: OnCall | None = None
    """Nobody's until the team has set one: most have none."""

    @property
    def council_code(self) -> str | None:
        """The council it belongs to, or None for a shared team."""
        council = self.code.partition("/")[0]
        return None if council == SHARED else council

    @property
    def reachable(self) -> bool:
        """True when something can be sent to it."""
        return self.active and bool(self.inbox)

    @property
    def public(self) -> PublicFacts:
        """What its council may change on a page."""
        return PublicFacts(
            self.about, (*self.contacts, *self.unchecked), tuple(self.hours), self.closed_on_bank_holidays
        )

    def saying(self, facts: PublicFacts) -> Self:
        """The same team with other public facts."""
        return replace(
            self,
            about=facts.about,
            contacts=tuple(contact for contact in facts.contacts if contact.checked),
            unchecked=tuple(contact for contact in facts.contacts if not contact.checked),
            hours=facts.hours,
            closed_on_bank_holidays=facts.closed_on_bank_holidays,
        )


@dataclass(frozen=True)
class Service:
    """A national service that anybody may need, such as Childline. ``unchecked`` contacts are shown to nobody."""

    code: str
    name: str
    contacts: tuple[PublicContact, ...] = ()
    unchecked: tuple[PublicContact, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Who gets a submission of this ``kind`` whose answers match ``when``, and why.

    Every field in ``when`` must have one of its codes as the answer; an empty ``when`` always matches.
    ``team`` names one exact team in place of the role. A rule with a ``council`` counts there only.
    """

    kind: Kind
    when: Mapping[str, frozenset[str]]
    to: TeamRole
    urgency: Urgency
    because: str
    also: TeamRole | None = None
    council: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Directory:
    """All of it at one moment. ``councils`` are the served ones, in alphabetical order.

    ``rules`` stand in the order they are tried: a council's own before those for every council. ``services`` are the
    national ones, in the order of their file.
    """

    councils: tuple[Council, ...]
    teams: tuple[Team, ...]
    rules: tuple[Rule, ...]
    duty_team: Team
    resting: tuple[Council, ...] = ()
    services: tuple[Service, ...] = ()
    version: int = field(default=0, compare=False)

    @cached_property
    def _councils(self) -> dict[str, Council]:
        return {council.code: council for council in (*self.councils, *self.resting)}

    @cached_property
    def _teams(self) -> dict[str, Team]:
        return {team.code: team for team in self.teams}

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.code: service for service in self.services}

    @cached_property
    def _by_role(self) -> dict[tuple[str | None, TeamRole], Team]:
        return {(team.council_code, team.role): team for team in reversed(self.teams) if team.active}

    @cached_property
    def _by_area(self) -> dict[str, Council]:
        return {area: council for council in self.councils for area in council.areas}

    def council(self, code: str | None) -> Council | None:
        """The council with that code, served or not."""
        return self._councils.get(code) if code else None

    def council_for_area(self, area: str) -> Council | None:
        """The served council that looks after a GSS area."""
        return self._by_area.get(area)

    def team(self, code: str) -> Team | None:
        """The team with that code, also one that is no longer active: old records still name it."""
        return self._teams.get(code)

    def service(self, code: str) -> Service | None:
        """The national service with that code."""
        return self._services.get(code)

    def team_for(self, council_code: str | None, role: TeamRole) -> Team | None:
        """The active team with that role in that council (None: the shared teams)."""
        return self._by_role.get((council_code, role))

    def teams_of(self, council_code: str | None) -> tuple[Team, ...]:
        """The active teams of a council (None: the shared teams)."""
        return tuple(team for team in self.teams if team.active and team.council_code == council_code)

    def duty_for(self, council_code: str | None) -> Team:
        """Who looks after what no other team gets: the council's own duty team, or else the site's."""
        own = self.team_for(council_code, TeamRole.DUTY)
        return own if own and own.reachable else self.duty_team

    def rules_for(self, kind: Kind, council_code: str | None) -> tuple[Rule, ...]:
        """The rules to try, in order, for one kind of submission to one council."""
        return tuple(rule for rule in self.rules if rule.kind is kind and rule.council in (None, council_code))
