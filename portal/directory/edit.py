"""Changing what the public sees of a team, and its on-call line, by its own council: checked by the rules of the files,
kept as versions, never two people over each other. Everything here flushes; the caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.audit import Event, record
from portal.directory.facts import OnCall, PublicFacts
from portal.directory.models import OnCallVersion, TeamRow, TeamVersion
from portal.directory.on_call import read_on_call
from portal.directory.public import from_json, read_public
from portal.directory.snapshot import on_call_of, team_of
from portal.directory.table import Slip, Table
from portal.directory.write import (
    add_on_call,
    add_version,
    latest_number,
    latest_on_call,
    next_version,
    write_public,
)
from portal.storage import db


class NotThere(LookupError):
    """There is no such team, or no such version of it."""


class NothingChanged(Exception):
    """The public would see the same as before."""


class BadFacts(Exception):
    """The facts break a rule of the files; ``slips`` says where and how."""

    def __init__(self, slips: list[Slip]) -> None:
        super().__init__("\n".join(slips))
        self.slips = slips


class Meanwhile(Exception):
    """Somebody else has changed the team since; ``latest`` is what they did."""

    def __init__(self, latest: Version) -> None:
        super().__init__(f"Version {latest.number} is newer.")
        self.latest = latest


class LineMeanwhile(Exception):
    """Somebody else has changed the team's on-call line since; ``latest`` is what they did."""

    def __init__(self, latest: LineVersion) -> None:
        super().__init__(f"Version {latest.number} is newer.")
        self.latest = latest


@dataclass(frozen=True)
class LineVersion:
    """A team's on-call line from one moment on; None where it has none. ``by`` is None where a file said it."""

    number: int
    line: OnCall | None
    by: uuid.UUID | None
    at: datetime
    what_changed: str


@dataclass(frozen=True)
class Version:
    """One state of what the public sees of a team. ``by`` is None where a file said it; ``before`` for the first."""

    number: int
    before: PublicFacts | None
    after: PublicFacts
    by: uuid.UUID | None
    at: datetime
    what_changed: str


def facts_from(fields: Mapping[str, Any]) -> tuple[PublicFacts, list[Slip]]:
    """Public facts from typed fields, named and made as in a team's file, and everything wrong with them. With any
    slip the facts are not to be used: something stands in where a field could not be read."""
    problems: list[str] = []
    facts = read_public(Table(fields, "", problems))
    return facts, [slip for slip in problems if isinstance(slip, Slip)]


def version_of(team_code: str) -> int:
    """The number of the newest version of a team; 0 while its history is empty."""
    return latest_number(db.session, team_code)


def history(team_code: str) -> list[Version]:
    """Every version of a team, newest first. One that no longer fits the rules is shown as far as it can be read."""
    rows = select(TeamVersion).where(TeamVersion.team_code == team_code).order_by(TeamVersion.number.desc())
    return [_version_of(row) for row in db.session.scalars(rows)]


def change(
    team_code: str, fields: Mapping[str, Any], version: int, what_changed: str, by: uuid.UUID, now: datetime
) -> int:
    """Let the public see these facts of a team. Gives the number of the new version.

    ``fields`` are as for :func:`facts_from`; ``version`` is the one that the person had before them. Raises NotThere,
    Meanwhile, BadFacts, NothingChanged.
    """
    facts, slips = facts_from(fields)
    if slips:
        raise BadFacts(slips)
    return _put(_locked(team_code, version), facts, what_changed, by, now, "edited")


def put_back(team_code: str, number: int, version: int, by: uuid.UUID, now: datetime) -> int:
    """Let the public see again what it saw as version ``number``. Gives the number of the new version.

    The days of its checks come back with it. Raises as :func:`change`.
    """
    row = _locked(team_code, version)
    stored = db.session.scalar(
        select(TeamVersion.after).where(TeamVersion.team_code == team_code, TeamVersion.number == number)
    )
    if stored is None:
        raise NotThere(f"{team_code} has no version {number}.")
    facts, problems = from_json(stored)
    if problems:
        raise BadFacts([slip for slip in problems if isinstance(slip, Slip)])
    return _put(row, facts, f"Put version {number} back", by, now, "put-back")


def on_call_from_fields(fields: Mapping[str, Any]) -> tuple[OnCall | None, list[Slip]]:
    """An on-call line from typed fields, named and made as in a team's file (none where there are none), and
    everything wrong with it. With any slip it is not to be used."""
    problems: list[str] = []
    line = read_on_call(Table({"on_call": fields} if fields else {}, "", problems))
    return line, [slip for slip in problems if isinstance(slip, Slip)]


def on_call_version_of(team_code: str) -> int:
    """The number of the newest version of a team's on-call line; 0 while it never had one."""
    return latest_on_call(db.session, team_code)


def on_call_history(team_code: str) -> list[LineVersion]:
    """Every on-call line of a team, newest first."""
    rows = select(OnCallVersion).where(OnCallVersion.team_code == team_code).order_by(OnCallVersion.number.desc())
    return [
        LineVersion(row.number, on_call_of(row), row.by, row.at, row.what_changed) for row in db.session.scalars(rows)
    ]


def change_on_call(
    team_code: str, fields: Mapping[str, Any], version: int, what_changed: str, by: uuid.UUID, now: datetime
) -> int:
    """Give a team this on-call line, or none where ``fields`` is empty. Gives the number of the new version.

    ``fields`` are as for :func:`on_call_from_fields`; ``version`` is the one that the person had before them. Raises
    NotThere, LineMeanwhile, BadFacts, NothingChanged.
    """
    line, slips = on_call_from_fields(fields)
    if slips:
        raise BadFacts(slips)
    row = _held(team_code)
    newest = next(iter(on_call_history(team_code)), None)
    if version != (newest.number if newest else 0):
        if newest is None:
            raise NotThere(f"{team_code} has no version {version}.")
        raise LineMeanwhile(newest)
    if line == (newest.line if newest else None):
        raise NothingChanged
    number = add_on_call(db.session, team_code, line, what_changed, by, now)
    next_version(db.session)
    record(Event.CONTACTS_CHANGED, row, by=by, how="on-call", version=number, line=line is not None)
    return number


def ids_of(team_codes: Iterable[str]) -> dict[uuid.UUID, str]:
    """By what ids the audit log names these teams, and the code of each."""
    rows = db.session.execute(select(TeamRow.id, TeamRow.code).where(TeamRow.code.in_(set(team_codes))))
    return {row.id: row.code for row in rows}


def codes_of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The codes of the teams that the audit log names by these ids."""
    rows = db.session.execute(select(TeamRow.id, TeamRow.code).where(TeamRow.id.in_(set(ids))))
    return {row.id: row.code for row in rows}


def _held(team_code: str) -> TeamRow:
    """The team's row, held until the transaction ends, so that of two people the second is told of the first."""
    wanted = select(TeamRow).where(TeamRow.code == team_code, TeamRow.active.is_(True)).with_for_update()
    row = db.session.scalar(wanted.execution_options(populate_existing=True))
    if row is None:
        raise NotThere(f"There is no team {team_code}.")
    return row


def _locked(team_code: str, version: int) -> TeamRow:
    """The team's row, held, when this is still the newest version of what the public sees."""
    row = _held(team_code)
    if latest_number(db.session, team_code) != version:
        newest = history(team_code)
        if not newest:
            raise NotThere(f"{team_code} has no version {version}.")
        raise Meanwhile(newest[0])
    return row


def _put(row: TeamRow, facts: PublicFacts, what_changed: str, by: uuid.UUID, now: datetime, how: str) -> int:
    before = team_of(row).public
    if facts == before:
        raise NothingChanged
    write_public(row, facts)
    number = add_version(db.session, row.code, before, facts, what_changed, by, now)
    next_version(db.session)
    record(Event.CONTACTS_CHANGED, row, by=by, how=how, version=number, contacts=len(facts.contacts))
    return number


def _version_of(row: TeamVersion) -> Version:
    before = from_json(row.before)[0] if row.before else None
    return Version(row.number, before, from_json(row.after)[0], row.by, row.at, row.what_changed)
