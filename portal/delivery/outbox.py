"""Putting mails and texts into the outbox, and what staff may know of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import delete, select, update

from portal import audit
from portal.audit import Event
from portal.config import Config
from portal.delivery.models import Medium, OutboxMessage, Purpose, State
from portal.storage import db
from portal.words import Kind, Urgency

Scalar = str | int | bool
NUDGE_TEMPLATE = "nudge"
REMINDER_TEMPLATE = "reminder"
REVIEWS_TEMPLATE = "reviews"
TEXT_TEMPLATE = "text"
NUDGE_LANGUAGE = "en_GB"  # staff pages and mails are English
NEWS = "outbox"
"""The session's own note that it holds a mail to send, read once it has committed."""


class NotFailed(Exception):
    """Only a mail that was given up can be sent again by hand; this one is on its way, or has arrived."""


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
    settled: bool = False
    """Somebody said that it need not be sent any more."""


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


def reviews_overdue(team_code: str, inbox: str, *, number: str, link: str) -> OutboxMessage:
    """Add a mail that tells ``inbox`` how many reviews of ``team_code`` are overdue. It is about no submission, names
    nobody, and says no more than the ``number`` in words and a link to the list."""
    context = {"number": number, "link": link}
    return _add(Purpose.NUDGE, inbox, REVIEWS_TEMPLATE, context, NUDGE_LANGUAGE, None, team_code)


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
    config: Config = current_app.extensions["portal.config"]
    if not config.sends_texts:
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
    """Take back a mail to a young person that has not gone out: they have wiped what it speaks of. One that a worker
    holds this moment may still arrive, but is not tried again.
    """
    mine = (OutboxMessage.submission_id == submission_id) & (OutboxMessage.purpose == Purpose.ANSWERED)
    db.session.execute(delete(OutboxMessage).where(mine, OutboxMessage.state != State.SENT))


def opened(
    manager_address: str,
    team_code: str,
    *,
    reference: str,
    link: str,
    submission_id: uuid.UUID | None,
    template: str = "opened",
    by: uuid.UUID | None = None,
) -> OutboxMessage:
    """Add a mail that tells whoever watches over ``team_code`` what a colleague did that they must know of at once:
    opened a restricted record with a reason, or, with another ``template``, got in touch without asking first
    ("unasked") or had to see an address because somebody was in danger ("in_danger").

    It says the reference and a link; who it was and why stand behind the sign-in. ``by`` is kept with it, sealed, and
    said nowhere: sent again, it goes to anybody but the one of whom it speaks. ``submission_id`` None: it is about a
    child's record.
    """
    context = {"reference": reference, "link": link, **({"by": str(by)} if by else {})}
    return _add(Purpose.OPENED, manager_address, template, context, NUDGE_LANGUAGE, submission_id, team_code)


def climbed(
    address: str, team_code: str, *, clock: str, reference: str, link: str, submission_id: uuid.UUID
) -> OutboxMessage:
    """Add a mail that tells somebody of ``team_code`` that a submission is past one of its clocks (``look``,
    ``contact`` or ``checks``). It holds the reference and a link, and nothing about anybody."""
    context = {"clock": clock, "reference": reference, "link": link}
    return _add(Purpose.CLIMBED, address, "climbed", context, NUDGE_LANGUAGE, submission_id, team_code)


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


def resend(
    message: OutboxMessage,
    by: uuid.UUID,
    to: str | None = None,
    also: Sequence[str] = (),
    team_code: str | None = None,
) -> None:
    """Put a mail that was given up back into the outbox, as asked by the staff member ``by``.

    ``to`` is where it shall go this time, for example a team's inbox or on-call line as the directory has it now; each
    of ``also`` gets the same as a mail of its own. ``team_code``: the team it speaks to now. Raises NotFailed when
    somebody else was faster or it never failed.
    """
    failed = select(OutboxMessage).where(OutboxMessage.id == message.id, OutboxMessage.state == State.FAILED)
    row = db.session.scalars(failed.with_for_update()).one_or_none()
    if row is None:
        raise NotFailed
    row.state, row.next_at, row.attempts = State.WAITING, datetime.now(UTC), 0
    row.settled_at, row.settled_by = None, None
    if to is not None:
        row.to = to
    row.team_code = team_code or row.team_code
    for other in also:
        purpose, medium = Purpose(row.purpose), Medium(row.medium)
        _add(purpose, other, row.template, row.context, row.language, row.submission_id, row.team_code, medium)
    audit.record(Event.NUDGE_RESENT, row, by=by, purpose=str(row.purpose), redirected=to is not None)
    db.session.flush()
    _wake_after_commit()


def settle(message: OutboxMessage, by: uuid.UUID, now: datetime) -> None:
    """Note that a mail that was given up need not be sent any more, as ``by`` decided: it is no trouble from now on,
    and keeps nothing from being deleted. A second time does nothing. Raises NotFailed when it is on its way again.
    """
    failed = select(OutboxMessage).where(OutboxMessage.id == message.id, OutboxMessage.state == State.FAILED)
    row = db.session.scalars(failed.with_for_update()).one_or_none()
    if row is None:
        raise NotFailed
    if row.settled_at is None:
        row.settled_at, row.settled_by = now, by
        audit.record(Event.NUDGE_SETTLED, row, by=by, purpose=str(row.purpose))


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


def state_of(submission_id: uuid.UUID) -> list[Delivery]:
    """Every mail about one submission, oldest first."""
    rows = select(OutboxMessage).where(OutboxMessage.submission_id == submission_id)
    return [_delivery(row) for row in db.session.scalars(rows.order_by(OutboxMessage.created_at, OutboxMessage.id))]


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


def _one_line(value: Scalar) -> Scalar:
    """A value that cannot begin a new line of a mail, nor a header."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def _wake_after_commit() -> None:
    db.session().info[NEWS] = True


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
        settled=row.settled_at is not None,
    )
