"""Who may do what: one table, read by every view, list, count and export."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_

from portal.accounts.models import Role, Staff


class Thing(Protocol):
    """Anything that belongs to one team. ``restricted``: only those named for it and safeguarding read it."""

    @property
    def team_code(self) -> str: ...
    @property
    def restricted(self) -> bool: ...
    @property
    def assignee_id(self) -> uuid.UUID | None: ...


@dataclass(frozen=True)
class Allowed:
    """One condition. ``a & b`` holds where both do."""

    holds: Callable[[Staff, Thing | None], bool]

    def __and__(self, other: Allowed) -> Allowed:
        return Allowed(lambda staff, thing: self.holds(staff, thing) and other.holds(staff, thing))


def _in_team_as(*roles: Role) -> Allowed:
    def holds(staff: Staff, thing: Thing | None) -> bool:
        return thing is not None and any(
            membership.team_code == thing.team_code and membership.role in roles for membership in staff.memberships
        )

    return Allowed(holds)


def _in_council_as(*roles: Role) -> Allowed:
    """In any team of the council that the thing's team belongs to."""

    def holds(staff: Staff, thing: Thing | None) -> bool:
        return thing is not None and any(
            _council(membership.team_code) == _council(thing.team_code) and membership.role in roles
            for membership in staff.memberships
        )

    return Allowed(holds)


def _council(team_code: str) -> str:
    return team_code.partition("/")[0]


in_team = _in_team_as(*Role)
works = _in_team_as(Role.OFFICER, Role.MANAGER, Role.SAFEGUARDING)
manages = _in_team_as(Role.MANAGER)
safeguards = _in_team_as(Role.SAFEGUARDING)
audits = _in_team_as(Role.AUDITOR)
in_council = _in_council_as(*Role)
manages_in_council = _in_council_as(Role.MANAGER)
audits_in_council = _in_council_as(Role.AUDITOR)
ordinary = Allowed(lambda staff, thing: thing is not None and not thing.restricted)
restricted = Allowed(lambda staff, thing: thing is not None and thing.restricted)
named_for_it = Allowed(lambda staff, thing: thing is not None and thing.assignee_id == staff.id)
admin = Allowed(lambda staff, thing: staff.is_admin)

MAY: Mapping[str, list[Allowed]] = {
    "queue:see": [in_team],
    "submission:read": [works & ordinary, safeguards, works & named_for_it],
    "submission:read-restricted": [safeguards & restricted, works & named_for_it & restricted],
    "submission:take": [works & ordinary, safeguards],
    "submission:assign": [manages & ordinary, safeguards & restricted],
    "submission:note": [works & ordinary, safeguards, works & named_for_it],
    "submission:pass": [works & ordinary, safeguards, works & named_for_it],
    "submission:close": [works & ordinary, safeguards, works & named_for_it],
    "submission:open-restricted": [works & restricted],
    "submission:see-openings": [manages & restricted, safeguards & restricted],
    "contact:override": [safeguards & restricted, manages & named_for_it & restricted],
    "submission:answer": [safeguards & restricted, works & named_for_it & restricted],
    "submission:resend": [manages & ordinary, safeguards & restricted],
    "submission:hold": [works & ordinary, safeguards, works & named_for_it],
    "submission:lift-hold": [manages & ordinary, safeguards & restricted],
    "work:bulk": [manages & ordinary, safeguards & restricted],
    "cover:set": [works],
    "cover:set-others": [manages],
    "clocks:read": [in_council, admin],
    "clocks:edit": [manages_in_council, admin],
    "child:see": [in_team],
    "child:read": [works & ordinary, safeguards, works & named_for_it],
    "child:change": [works & ordinary, safeguards, works & named_for_it],
    "child:make": [works & ordinary, safeguards],
    "child:take": [works & ordinary, safeguards],
    "child:assign": [manages & ordinary, safeguards],
    "child:restrict": [manages & ordinary, safeguards],
    "child:open-restricted": [works & restricted],
    "child:see-openings": [manages & restricted, safeguards & restricted],
    "child:ask-first": [safeguards],
    "matrix:read": [in_council],
    "matrix:edit": [manages_in_council],
    "matrix:what-if": [manages],
    "replies:edit": [manages, safeguards],
    "contacts:read": [in_council, admin],
    "contacts:edit": [manages_in_council, admin],
    "law:read": [in_council, admin],
    "law:edit": [manages_in_council, admin],
    "health-list:see": [works & ordinary],
    "retention:read": [manages_in_council, audits_in_council, admin],
    "retention:set": [manages_in_council, admin],
    "audit:read": [audits],
    "figures:read": [works, audits],
    "directory:read": [in_team, admin],
    "staff:manage": [admin],
}
"""Each permission, and the ways to hold it: one is enough. What is not here is not allowed."""


@dataclass(frozen=True)
class Probe:
    """A thing that exists only to be asked about."""

    team_code: str
    restricted: bool
    assignee_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Reach:
    """Everything a permission opens for one person, as a filter: the teams whose ordinary and whose restricted
    things it opens, the teams where it also opens the restricted things they are named for, and the councils of which
    it opens everything."""

    ordinary: frozenset[str]
    restricted: frozenset[str]
    named: frozenset[str]
    staff_id: uuid.UUID
    councils: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ordinary or self.restricted or self.named)

    def covers(self, thing: Thing) -> bool:
        """Whether ``thing`` is within reach: always what :func:`may` says."""
        if _council(thing.team_code) in self.councils:
            return True
        if not thing.restricted:
            return thing.team_code in self.ordinary
        return thing.team_code in self.restricted or (
            thing.team_code in self.named and thing.assignee_id == self.staff_id
        )

    def where(self, model: Any) -> ColumnElement[bool]:
        """The same as a condition on a mapped class with ``team_code``, ``restricted`` and ``assignee_id``."""
        return or_(
            and_(model.restricted.is_(False), model.team_code.in_(self.ordinary)),
            and_(model.restricted.is_(True), model.team_code.in_(self.restricted)),
            and_(model.restricted.is_(True), model.team_code.in_(self.named), model.assignee_id == self.staff_id),
            *(model.team_code.startswith(f"{council}/", autoescape=True) for council in self.councils),
        )


def may(staff: Staff, permission: str, thing: Thing | None = None) -> bool:
    """Whether ``staff`` holds ``permission`` for ``thing``; without a thing, whether for anything at all.

    An administrator's team roles count for nothing, and a deactivated person may nothing.
    Raises KeyError for a permission that is not in the table.
    """
    ways = MAY[permission]
    if not staff.active:
        return False
    if staff.is_admin:
        return admin in ways
    if thing is None:
        return bool(reach(staff, permission))
    return any(way.holds(staff, thing) for way in ways)


def reach(staff: Staff, permission: str) -> Reach:
    """Everything ``permission`` opens for ``staff``: found by asking :func:`may` about each team, so the two agree.

    Raises KeyError for a permission that is not in the table.
    """
    teams = {membership.team_code for membership in staff.memberships} if not staff.is_admin else set()

    def opened(restricted: bool, assignee_id: uuid.UUID | None = None) -> frozenset[str]:
        return frozenset(team for team in teams if may(staff, permission, Probe(team, restricted, assignee_id)))

    # a team that nobody is in is opened only by what holds for the council as a whole
    councils = {_council(team) for team in teams}
    whole = frozenset(one for one in councils if may(staff, permission, Probe(f"{one}/", restricted=True)))
    return Reach(opened(False), opened(True), opened(True, staff.id), staff.id, whole)
