"""Putting facts into the directory's tables. Everything here flushes; the caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from portal.directory.facts import OnCall, PublicFacts, Service, Team
from portal.directory.models import (
    ContactRow,
    DirectoryVersion,
    HoursRow,
    OnCallVersion,
    ServiceContactRow,
    ServiceRow,
    TeamRow,
    TeamVersion,
)
from portal.directory.on_call import on_call_json
from portal.directory.public import as_json, contact_fields
from portal.directory.snapshot import AnySession, ask_again, on_call_of, stored_on_call, team_of

FROM_FILE = "Loaded from a file"
AT_FIRST = "As it was before the first change"
"""Of a team whose history was not kept from the start. It, too, came from a file: nothing else could change it."""


def write_teams(teams: Sequence[Team], session: AnySession) -> None:
    """Make the rows of these teams say what the facts say; what the public sees anew becomes a version."""
    rows = {row.code: row for row in session.scalars(select(TeamRow))}
    lines = stored_on_call(session)
    for team in teams:
        row = rows.get(team.code)
        before = team_of(row).public if row else None
        row = row or TeamRow(code=team.code, council_code=team.council_code)
        for name in ("role", "name", "inbox", "first_look_days", "active"):
            setattr(row, name, getattr(team, name))
        write_public(row, team.public)
        session.add(row)
        if team.public != before:
            add_version(session, team.code, before, team.public, FROM_FILE)
        if team.on_call != lines.get(team.code):
            add_on_call(session, team.code, team.on_call, FROM_FILE)
    session.flush()


def write_public(row: TeamRow, facts: PublicFacts) -> None:
    """Make a team's row say what the public facts say."""
    row.about = facts.about
    row.closed_on_bank_holidays = facts.closed_on_bank_holidays
    row.contacts = [ContactRow(position=at, **contact_fields(one)) for at, one in enumerate(facts.contacts)]
    row.hours = [HoursRow(weekday=each.weekday, opens=each.opens, closes=each.closes) for each in facts.hours]


def add_version(
    session: AnySession,
    team_code: str,
    before: PublicFacts | None,
    after: PublicFacts,
    what_changed: str,
    by: uuid.UUID | None = None,
    at: datetime | None = None,
) -> int:
    """Keep what the public saw of a team before and after a change. Gives the new version's number.

    A team whose history was not kept from the start gets what stood before as its first version.
    """
    number, moment = latest_number(session, team_code), at or datetime.now(UTC)
    if number == 0 and before is not None:
        number = 1
        first: dict[str, Any] = {"before": None, "after": as_json(before), "what_changed": AT_FIRST}
        session.add(TeamVersion(team_code=team_code, number=number, at=moment, **first))
    session.add(
        TeamVersion(
            team_code=team_code,
            number=number + 1,
            before=as_json(before) if before else None,
            after=as_json(after),
            by=by,
            at=moment,
            what_changed=what_changed,
        )
    )
    session.flush()
    return number + 1


def add_on_call(
    session: AnySession,
    team_code: str,
    line: OnCall | None,
    what_changed: str,
    by: uuid.UUID | None = None,
    at: datetime | None = None,
) -> int:
    """Let this be a team's on-call line from now on, or none. Gives the number of the new version."""
    number = latest_on_call(session, team_code) + 1
    row = OnCallVersion(
        team_code=team_code, number=number, by=by, at=at or datetime.now(UTC), what_changed=what_changed
    )
    row.line = on_call_json(line) if line else None
    session.add(row)
    session.flush()
    return number


def latest_on_call(session: AnySession, team_code: str) -> int:
    """The number of the newest version of a team's on-call line; 0 while it never had one."""
    numbers = select(OnCallVersion.number).where(OnCallVersion.team_code == team_code)
    return session.scalar(numbers.order_by(OnCallVersion.number.desc()).limit(1)) or 0


def on_call_from_file(session: AnySession, team_code: str) -> OnCall | None:
    """The on-call line that a file last gave a team; None where none ever did, or it took the line away."""
    said = select(OnCallVersion).where(OnCallVersion.team_code == team_code, OnCallVersion.by.is_(None))
    row = session.scalar(said.order_by(OnCallVersion.number.desc()).limit(1))
    return on_call_of(row) if row else None


def latest_number(session: AnySession, team_code: str) -> int:
    """The number of a team's newest version; 0 while there is none."""
    numbers = select(TeamVersion.number).where(TeamVersion.team_code == team_code)
    return session.scalar(numbers.order_by(TeamVersion.number.desc()).limit(1)) or 0


def last_from_file(session: AnySession, team_code: str) -> dict[str, Any] | None:
    """What a file last said that the public sees of a team, as JSON; None when no file is remembered."""
    said = select(TeamVersion.after).where(TeamVersion.team_code == team_code, TeamVersion.by.is_(None))
    return session.scalar(said.order_by(TeamVersion.number.desc()).limit(1))


def write_services(services: Sequence[Service], session: AnySession) -> None:
    """Make these the national services, in this order."""
    rows = {row.code: row for row in session.scalars(select(ServiceRow))}
    session.execute(delete(ServiceRow).where(ServiceRow.code.not_in([service.code for service in services])))
    for position, service in enumerate(services):
        row = rows.get(service.code) or ServiceRow(code=service.code)
        row.position, row.name = position, service.name
        contacts = enumerate((*service.contacts, *service.unchecked))
        row.contacts = [ServiceContactRow(position=at, **contact_fields(one)) for at, one in contacts]
        session.add(row)
    session.flush()


def next_version(session: AnySession) -> int:
    """Say that the directory has changed: a new number and stamp. Gives the number."""
    row = session.scalars(select(DirectoryVersion).with_for_update()).one_or_none()
    if row is None:
        row = DirectoryVersion(number=0)
        session.add(row)
    row.number += 1
    row.stamp = uuid.uuid4()
    session.flush()
    ask_again(session)
    return row.number
