"""The directory kept in memory until it changes in the database."""

from __future__ import annotations

import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session

from portal.directory.facts import (
    DUTY_TEAM,
    ContactKind,
    Council,
    Directory,
    Hours,
    OnCall,
    OutOfHours,
    PublicContact,
    Rule,
    Service,
    Team,
)
from portal.directory.models import (
    ContactRow,
    CouncilRow,
    DirectoryVersion,
    OnCallVersion,
    RuleRow,
    ServiceContactRow,
    ServiceRow,
    TeamRow,
)
from portal.directory.on_call import on_call_from
from portal.storage import CannotOpen, db
from portal.web.kept import keep_while
from portal.words import Kind, Regime, TeamRole, Urgency

AnySession = Session | scoped_session[Any]


class NoDirectory(Exception):
    """There is no directory yet, or it has no duty team for the site."""


TRUSTED = 1.0
"""Seconds for which the directory is not asked about again: a page shows a change at most this much later."""
_MEMORY = "portal.directory"


@dataclass
class _Memory:
    """The last directory that an app read, and when it last asked whether that still stands."""

    kept: tuple[uuid.UUID, Directory] | None = None
    asked_at: float = 0.0


def snapshot(fresh: bool = False) -> Directory:
    """The directory as it stands. Costs a small query once a second, and is read anew only after a load.

    ``fresh`` asks in any case: for deciding where something goes. Raises NoDirectory when nothing was loaded or the
    site's duty team is missing.
    """
    memory: _Memory = current_app.extensions.setdefault(_MEMORY, _Memory())
    kept, now = memory.kept, time.monotonic()
    if kept is not None and not fresh and now - memory.asked_at < TRUSTED:
        return kept[1]
    with db.session.no_autoflush:
        version = _version(db.session)
        while kept is None or kept[0] != version.stamp:
            kept = (version.stamp, build(db.session, version.number))
            version = _version(db.session)  # a load may have come in between
    memory.kept, memory.asked_at = kept, now
    return kept[1]


def ask_again(session: AnySession | None = None) -> None:
    """Trust nothing that was read before: this process changes the directory, and does so for all to see when
    ``session`` commits."""
    current_app.extensions.pop(_MEMORY, None)
    if session is not None:
        # another thread may have read what still stood before the commit, and would trust it for a second
        kept, one = current_app.extensions, session() if isinstance(session, scoped_session) else session
        event.listen(one, "after_commit", lambda _session: kept.pop(_MEMORY, None), once=True)


def init_snapshot(app: Flask) -> None:
    """Let pages that are kept be drawn anew when the directory has changed, in this process or in another."""
    keep_while(app, _stamp)


def _stamp() -> uuid.UUID | None:
    """What is new with each change of the directory; None when that cannot be found out."""
    with suppress(NoDirectory, SQLAlchemyError):
        snapshot()
    memory: _Memory | None = current_app.extensions.get(_MEMORY)
    return memory.kept[0] if memory and memory.kept else None


def build(session: AnySession, version: int = 0) -> Directory:
    """Read the whole directory from the database. Raises NoDirectory when the site's duty team is missing."""
    councils, teams, rules = stored_councils(session), stored_teams(session), stored_rules(session)
    duty_team = next((team for team in teams if team.code == DUTY_TEAM and team.active), None)
    if duty_team is None:
        raise NoDirectory(f"There is no team {DUTY_TEAM}. Load the directory first.")
    return Directory(
        councils=tuple(council for council in councils if council.served),
        teams=teams,
        rules=rules,
        duty_team=duty_team,
        resting=tuple(council for council in councils if not council.served),
        services=stored_services(session),
        version=version,
    )


class _Version(NamedTuple):
    stamp: uuid.UUID
    number: int


def _version(session: AnySession) -> _Version:
    found = session.execute(select(DirectoryVersion.stamp, DirectoryVersion.number)).one_or_none()
    if found is None:
        raise NoDirectory("There is no directory yet. Load it first.")
    return _Version(found.stamp, found.number)


def stored_councils(session: AnySession) -> tuple[Council, ...]:
    """Every council in the database, in alphabetical order."""
    return tuple(sorted((council_of(row) for row in session.scalars(select(CouncilRow))), key=lambda each: each.name))


def stored_teams(session: AnySession) -> tuple[Team, ...]:
    """Every team in the database, in the order of their codes."""
    lines = stored_on_call(session)
    teams = (replace(team_of(row), on_call=lines.get(row.code)) for row in session.scalars(select(TeamRow)))
    return tuple(sorted(teams, key=lambda each: each.code))


def stored_on_call(session: AnySession) -> dict[str, OnCall | None]:
    """The on-call line of each team that ever had one, by the team's code; None where it has none any more."""
    newest = select(OnCallVersion.team_code, func.max(OnCallVersion.number).label("number"))
    latest = newest.group_by(OnCallVersion.team_code).subquery()
    same = (OnCallVersion.team_code == latest.c.team_code) & (OnCallVersion.number == latest.c.number)
    return {row.team_code: on_call_of(row) for row in session.scalars(select(OnCallVersion).join(latest, same))}


def stored_rules(session: AnySession) -> tuple[Rule, ...]:
    """Every rule in the order it is tried: those of a council first, then those for every council."""
    rows = session.scalars(select(RuleRow).order_by(RuleRow.position)).all()
    own_first = sorted(rows, key=lambda row: (row.council_code is None, row.council_code or ""))
    return tuple(rule_of(row) for row in own_first)


def stored_services(session: AnySession) -> tuple[Service, ...]:
    """Every national service in the order of its file."""
    return tuple(service_of(row) for row in session.scalars(select(ServiceRow).order_by(ServiceRow.position)))


def council_of(row: CouncilRow) -> Council:
    """The facts in a row."""
    return Council(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        website=row.website,
        colour=row.colour,
        areas=tuple(sorted(area.code for area in row.areas)),
        out_of_hours=OutOfHours(
            row.out_of_hours_text, row.out_of_hours_phone, row.out_of_hours_source, row.out_of_hours_verified_on
        ),
        languages=tuple(row.languages),
        logo=row.logo,
        regime=Regime(row.regime),
        regime_from=row.regime_from,
        served=row.served,
    )


def on_call_of(row: OnCallVersion) -> OnCall | None:
    """The line in a row. One that does not open has no number: a page that needs the directory must not fail."""
    try:
        return on_call_from(row.line) if row.line_sealed is not None else None
    except CannotOpen:
        return OnCall(phone="")


def team_of(row: TeamRow) -> Team:
    """The facts in a row; an on-call line stands elsewhere."""
    contacts = [_contact_of(each) for each in row.contacts]
    return Team(
        code=row.code,
        role=TeamRole(row.role),
        name=row.name,
        about=row.about,
        inbox=row.inbox,
        first_look_days=row.first_look_days,
        active=row.active,
        closed_on_bank_holidays=row.closed_on_bank_holidays,
        contacts=tuple(contact for contact in contacts if contact.checked),
        unchecked=tuple(contact for contact in contacts if not contact.checked),
        hours=tuple(Hours(each.weekday, each.opens, each.closes) for each in row.hours),
    )


def service_of(row: ServiceRow) -> Service:
    """The facts in a row."""
    contacts = [_contact_of(each) for each in row.contacts]
    return Service(
        code=row.code,
        name=row.name,
        contacts=tuple(contact for contact in contacts if contact.checked),
        unchecked=tuple(contact for contact in contacts if not contact.checked),
    )


def _contact_of(row: ContactRow | ServiceContactRow) -> PublicContact:
    return PublicContact(ContactKind(row.kind), row.value, row.label, row.source, row.verified_on, row.note)


def rule_of(row: RuleRow) -> Rule:
    """The facts in a row."""
    return Rule(
        kind=Kind(row.kind),
        when={name: frozenset(codes) for name, codes in row.conditions.items()},
        to=TeamRole(row.to_role),
        urgency=Urgency(row.urgency),
        because=row.because,
        also=TeamRole(row.also_role) if row.also_role else None,
        council=row.council_code,
        team=row.team_code,
    )
