"""Putting mails and texts into the outbox, and what staff may know of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import current_app
from sqlalchemy import delete, func, select, update

from portal import audit
from portal.audit import Event
from portal.delivery.models import DeliveryAttempt, Heartbeat, Medium, OutboxMessage, Purpose, State
from portal.directory import NoDirectory, snapshot
from portal.storage import db
from portal.words import Kind, Urgency

Scalar = str | int | bool
NUDGE_TEMPLATE = "nudge"
REMINDER_TEMPLATE = "reminder"
TEXT_TEMPLATE = "text"
NUDGE_LANGUAGE = "en_GB"  # staff pages and mails are English
WORKER = "worker"
"""The heartbeat of whoever sends the mails."""
NEWS = "outbox"
"""The session's own note that it holds a mail to send, read once it has committed."""
SEEN_WITHIN = timedelta(seconds=60)
SENT_WITHIN = timedelta(minutes=15)
JOB_GRACE = timedelta(minutes=15)
TEXTS = "portal.delivery.texts"
"""The app's own note whether it has a way to send texts."""


class NotFailed(Exception):
    """Only a mail that was given up can be sent again by hand; this one is on its way, or has arrived."""


class HasId(Protocol):
    """A row of the outbox, or what staff know of it."""

    @property
    def id(self) -> uuid.UUID: ...


@dataclass(frozen=True)
class Delivery:
    """What staff may know of one mail or text: no address, no number, no word of it."""

    id: uuid.UUID
    purpose: Purpose
    medium: Medium
    team_code: str | None
    state: State
    attempts: int
    created_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True)
class Trouble:
    """How the sending goes. Everything that can go wrong without a page to show it."""

    failed: int
    """Nudges by mail given up: teams that were not told. Other failed mails show on the page of their submission."""
    oldest_waiting: timedelta | None
    """How long the oldest mail not yet sent has waited; None when there is none."""
    worker_seen: timedelta | None
    """How long ago a worker was last well; None when there never was one."""
    late_jobs: tuple[str, ...] = ()
    """Periodic jobs that should have come to a good end by now."""
    failed_texts: int = 0
    """Texts to on-call lines given up."""
    untold: int = 0
    """Mails to managers given up: restricted records that were opened, and they do not know."""
    mute_lines: int = 0
    """On-call lines that are set while the site has no way to send a text."""

    @property
    def ready(self) -> bool:
        """False when the machinery itself does not work: the health page turns red."""
        working = self.worker_seen is not None and self.worker_seen <= SEEN_WITHIN
        return working and (self.oldest_waiting or timedelta()) <= SENT_WITHIN and not self.late_jobs

    @property
    def sentences(self) -> list[str]:
        """What to tell staff, one plain sentence for each trouble; empty when all is well."""
        said = []
        if self.worker_seen is None or self.worker_seen > SEEN_WITHIN:
            said.append("E-mail is not being sent: the mail worker is not running. Tell whoever looks after this site.")
        if self.oldest_waiting and self.oldest_waiting > SENT_WITHIN:
            said.append(f"A message has been waiting for {_minutes(self.oldest_waiting)}. It will be tried again.")
        if self.failed == 1:
            said.append("1 e-mail to a team could not be delivered. The team may not know that something is waiting.")
        elif self.failed:
            said.append(f"{self.failed} e-mails to teams could not be delivered. The teams may not know.")
        said += _of_texts(self.failed_texts, self.mute_lines)
        if self.untold:
            # not what about: the health page says it to anyone
            said.append(f"{_count(self.untold, 'e-mail to a manager', 'e-mails to managers')} could not be delivered.")
        said += [f"The job “{name}” has not finished when it should have." for name in self.late_jobs]
        return said


def nudge(
    team_code: str,
    inbox: str,
    *,
    kind: Kind,
    reference: str,
    urgency: Urgency,
    link: str,
    submission_id: uuid.UUID,
    again: bool = False,
) -> OutboxMessage:
    """Add a mail that tells ``inbox`` that something new waits for ``team_code``; or, ``again``, that it still does.

    It holds what it is given here and nothing about anybody. Whatever site ``link`` names, the mail links to this
    one. It is sent once the caller's request commits.
    """
    context = {"kind": str(kind), "reference": reference, "urgency": str(urgency), "link": link}
    template = REMINDER_TEMPLATE if again else NUDGE_TEMPLATE
    return _add(Purpose.NUDGE, inbox, template, context, NUDGE_LANGUAGE, submission_id, team_code)


def text(
    team_code: str,
    phone: str,
    *,
    team: str,
    reference: str,
    link: str,
    submission_id: uuid.UUID,
) -> OutboxMessage | None:
    """Add a text that tells the on-call line ``phone`` of ``team_code`` that something urgent waits.

    It holds the name of the team, the reference and a link to this site, and nothing about anybody. None, and nothing
    is added, where the site has no way to send texts: ``trouble()`` says so.
    """
    if not current_app.extensions[TEXTS]:
        return None
    context = {"team": team, "reference": reference, "link": link}
    return _add(Purpose.NUDGE, phone, TEXT_TEMPLATE, context, NUDGE_LANGUAGE, submission_id, team_code, Medium.TEXT)


def answered(address: str, *, language: str, submission_id: uuid.UUID) -> OutboxMessage:
    """Add a mail that tells a young person, at an address they called safe, that somebody has answered.

    It must not give them away to whoever looks over their shoulder or at the list of mails. So its sender is called
    "A message", the subject says no more than that there is one, and there is no reference and no link: any address of
    this site names it, and mail programs show where a link leads as a picture with a title. Who has the code knows
    the page. The address it comes from is PORTAL_NEUTRAL_MAIL_FROM; where that is not set, none goes out.

    One for each answer would be a pattern that somebody notices: the caller adds none while an answer is unread.
    """
    return _add(Purpose.ANSWERED, address, "answered", {}, language, submission_id, None)


def withdraw_answered(submission_id: uuid.UUID) -> None:
    """Take back a mail to a young person that has not gone out: they have wiped what it speaks of."""
    mine = (OutboxMessage.submission_id == submission_id) & (OutboxMessage.purpose == Purpose.ANSWERED)
    db.session.execute(delete(OutboxMessage).where(mine, OutboxMessage.state.in_([State.WAITING, State.FAILED])))


def opened(
    manager_address: str, team_code: str, *, reference: str, link: str, submission_id: uuid.UUID
) -> OutboxMessage:
    """Add a mail that tells a manager of ``team_code`` that a colleague who may not read restricted records opened
    one and gave a reason. It holds the reference and a link; who it was and why stand behind the sign-in.
    """
    context = {"reference": reference, "link": link}
    return _add(Purpose.OPENED, manager_address, "opened", context, NUDGE_LANGUAGE, submission_id, team_code)


def receipt(
    address: str,
    *,
    template: str,
    context: Mapping[str, Scalar],
    language: str,
    submission_id: uuid.UUID | None,
) -> OutboxMessage:
    """Add a mail to ``address`` from ``templates/emails/<template>.txt`` in ``language``.

    ``context`` holds what the template asks for: codes, team names and phone numbers, never a word anybody typed.
    A bad address is no error here, where it would cost people their submission; the row fails and staff see it.
    """
    return _add(Purpose.RECEIPT, address, template, context, language, submission_id, None)


def resend(message: HasId, by: uuid.UUID, to: str | None = None) -> None:
    """Put a mail that was given up back into the outbox, as asked by the staff member ``by``.

    ``to`` is where it shall go this time: a team's inbox or on-call line as the directory has it now. Raises
    NotFailed when somebody else was faster or it never failed.
    """
    failed = select(OutboxMessage).where(OutboxMessage.id == message.id, OutboxMessage.state == State.FAILED)
    row = db.session.scalars(failed.with_for_update()).one_or_none()
    if row is None:
        raise NotFailed
    row.state, row.next_at, row.attempts = State.WAITING, datetime.now(UTC), 0
    if to is not None:
        row.to = to
    audit.record(Event.NUDGE_RESENT, row, by=by, purpose=str(row.purpose), redirected=to is not None)
    db.session.flush()
    _wake_after_commit()


def hold() -> int:
    """Give up every mail not yet sent, and say how many: for a database that was restored from a backup.

    What waited then may have gone out since; a person decides what to send again, and nothing goes out twice.
    """
    error = "Restored from a backup. It may have been sent already: send it again only if nobody knows of it."
    unsent = OutboxMessage.next_at.is_not(None)
    given_up = {"state": State.FAILED, "next_at": None, "owner": None, "error": error}
    return len(
        db.session.scalars(update(OutboxMessage).where(unsent).values(given_up).returning(OutboxMessage.id)).all()
    )


def find(message_id: uuid.UUID) -> Delivery | None:
    """One mail by its id."""
    row = db.session.get(OutboxMessage, message_id)
    return None if row is None else _delivery(row)


def state_of(submission_id: uuid.UUID) -> list[Delivery]:
    """Every mail about one submission, oldest first."""
    rows = select(OutboxMessage).where(OutboxMessage.submission_id == submission_id)
    return [_delivery(row) for row in db.session.scalars(rows.order_by(OutboxMessage.created_at, OutboxMessage.id))]


def failed(at_most: int = 100) -> list[Delivery]:
    """Mails given up, oldest first: what a person has to look at."""
    rows = select(OutboxMessage).where(OutboxMessage.state == State.FAILED)
    return [_delivery(row) for row in db.session.scalars(rows.order_by(OutboxMessage.created_at).limit(at_most))]


def attempts(message_id: uuid.UUID) -> list[DeliveryAttempt]:
    """Every try at one mail, oldest first."""
    rows = select(DeliveryAttempt).where(DeliveryAttempt.message_id == message_id)
    return list(db.session.scalars(rows.order_by(DeliveryAttempt.at)))


def trouble(now: datetime | None = None) -> Trouble:
    """How the sending goes at ``now``. Costs the same with a hundred thousand mails as with one."""
    now = now or datetime.now(UTC)
    told = select(OutboxMessage.purpose, OutboxMessage.medium, func.count()).where(OutboxMessage.state == State.FAILED)
    kinds = db.session.execute(told.group_by(OutboxMessage.purpose, OutboxMessage.medium))
    given_up = {(purpose, medium): number for purpose, medium, number in kinds}
    beats = {beat.name: beat for beat in db.session.scalars(select(Heartbeat))}
    seen = beats[WORKER].at if WORKER in beats else None
    return Trouble(
        failed=given_up.get((Purpose.NUDGE, Medium.MAIL), 0),
        oldest_waiting=_since(_oldest_unsent(), now),
        worker_seen=_since(seen, now),
        late_jobs=tuple(sorted(name for name, beat in beats.items() if beat.due_at and beat.due_at + JOB_GRACE < now)),
        failed_texts=given_up.get((Purpose.NUDGE, Medium.TEXT), 0),
        untold=given_up.get((Purpose.OPENED, Medium.MAIL), 0),
        mute_lines=0 if current_app.extensions[TEXTS] else _lines(),
    )


def _add(
    purpose: Purpose,
    to: str,
    template: str,
    context: Mapping[str, Scalar],
    language: str,
    submission_id: uuid.UUID | None,
    team_code: str | None,
    medium: Medium = Medium.MAIL,
) -> OutboxMessage:
    message = OutboxMessage(
        purpose=purpose,
        medium=medium,
        template=template,
        language=language,
        submission_id=submission_id,
        team_code=team_code,
        created_at=datetime.now(UTC),
    )
    message.to = to
    message.context = {name: _one_line(value) for name, value in context.items()}
    db.session.add(message)
    _wake_after_commit()
    return message


def _lines() -> int:
    """How many active teams have an on-call line."""
    with suppress(NoDirectory):
        return sum(team.active and team.on_call is not None for team in snapshot().teams)
    return 0


def _of_texts(failed: int, mute: int) -> list[str]:
    said = []
    if failed:
        said.append(
            f"{_count(failed, 'text to an on-call line', 'texts to on-call lines')} could not be delivered. "
            "Something urgent may be waiting that nobody knows of."
        )
    if mute:
        said.append(
            f"{_count(mute, 'team has', 'teams have')} an on-call line, but this site has no way to send texts: nobody "
            "is told by text of what is urgent. Tell whoever looks after this site."
        )
    return said


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _one_line(value: Scalar) -> Scalar:
    """A value that cannot begin a new line of a mail, nor a header."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def _wake_after_commit() -> None:
    db.session().info[NEWS] = True


def _oldest_unsent() -> datetime | None:
    firsts = [
        db.session.scalars(
            select(OutboxMessage.created_at)
            .where(OutboxMessage.state == state)
            .order_by(OutboxMessage.created_at)
            .limit(1)
        ).first()
        for state in (State.WAITING, State.SENDING)
    ]
    return min((first for first in firsts if first), default=None)


def _since(then: datetime | None, now: datetime) -> timedelta | None:
    return None if then is None else max(now - then, timedelta())  # a clock put back does not make the past future


def _minutes(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _delivery(row: OutboxMessage) -> Delivery:
    return Delivery(
        id=row.id,
        purpose=Purpose(row.purpose),
        medium=Medium(row.medium),
        team_code=row.team_code,
        state=State(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        error=row.error,
    )
