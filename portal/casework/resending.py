"""Sending again what did not arrive: to who is to be told of it now, and to nobody who was told of it then and is not
any more, because they left, lost the role, changed their address, or the record is another team's by now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.casework import climbing, openings
from portal.casework.openings import Restricted
from portal.delivery import outbox
from portal.delivery.models import Medium, OutboxMessage, Purpose, State
from portal.directory import snapshot
from portal.register import Child
from portal.register.merging import stands_for
from portal.storage import CannotOpen, db
from portal.submissions import Submission

TO_A_PERSON = (Purpose.RECEIPT, Purpose.ANSWERED)
"""What goes to whoever sent something: no account and no team stands behind that address, so it goes where it went."""


class NobodyLeft(Exception):
    """Nobody is to be told of it any more, so nothing was sent."""


@dataclass(frozen=True)
class Now:
    """The team that a mail speaks to now, and the addresses, or the number, to which it goes."""

    team_code: str
    to: list[str]


def send_again(message: OutboxMessage, by: UUID) -> None:
    """Put a mail or text that was given up back into the outbox, as ``by`` asked: where it went if that is still right,
    and otherwise to everybody who is to be told of it now.

    Raises NobodyLeft, which leaves a line in the audit log, and outbox.NotFailed when somebody else was faster.
    """
    if message.purpose in TO_A_PERSON:
        return outbox.resend(message, by)
    if message.state != State.FAILED:
        raise outbox.NotFailed
    now = _now(message)
    if now is None or not now.to:
        audit.record(Event.NUDGE_NOBODY, message, by=by, purpose=str(message.purpose))
        raise NobodyLeft
    went = _went(message)
    first, *others = [went] if went and went in now.to else now.to
    anew = first if first != went else None
    return outbox.resend(message, by, to=anew, also=others, team_code=now.team_code)


def _now(message: OutboxMessage) -> Now | None:
    """Who is to be told of it now; None where nobody is."""
    about = db.session.get(Submission, message.submission_id) if message.submission_id else None
    if message.purpose == Purpose.NUDGE:
        return _team(message, about)
    if message.purpose == Purpose.CLIMBED:
        return _up_the_ladder(message, about)
    return _watching(message, about or _child(message))


def _team(message: OutboxMessage, about: Submission | None) -> Now | None:
    """The inbox of its team, or the on-call line, as the directory has it now; none of a team that passed it on. A line
    that is no more gets nothing: its number may be somebody else's by now."""
    team = snapshot().team(message.team_code) if message.team_code else None
    if team is None or (about and team.code not in {about.team_code, *(one.team_code for one in about.told)}):
        return None
    to = (team.on_call and team.on_call.phone) if message.medium == Medium.TEXT else team.inbox
    return Now(team.code, [to]) if to else None


def _up_the_ladder(message: OutboxMessage, about: Submission | None) -> Now | None:
    """Who stands now where it had climbed to; nobody once the clock runs no more."""
    clock = str(_said(message, "clock"))
    found = climbing.told_at(about, clock, message.created_at, datetime.now(UTC)) if about else None
    return Now(*found) if found else None


def _watching(message: OutboxMessage, record: Restricted | None) -> Now | None:
    """Who watches over it now, without the one of whom it speaks."""
    if record is None:
        return None
    acted = UUID(str(_said(message, "by") or UUID(int=0)))
    to = openings.told_of(record, acted, message.template)
    if to.people:
        return Now(record.team_code, [one.email for one in to.people])
    return Now(to.duty.code, [to.duty.inbox]) if to.duty and to.duty.inbox else None


def _child(message: OutboxMessage) -> Child | None:
    """The record that it is about, or the one that it is part of by now."""
    found = db.session.scalars(select(Child).where(Child.reference == str(_said(message, "reference")))).one_or_none()
    return stands_for(found) if found else None


def _said(message: OutboxMessage, name: str) -> object:
    with suppress(CannotOpen):  # then it is about nothing that could be found, and could not be written either
        return message.context.get(name)
    return None


def _went(message: OutboxMessage) -> str | None:
    with suppress(CannotOpen):
        return str(message.to)
    return None
