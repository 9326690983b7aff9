"""Taking mails and texts out of the outbox, one at a time, so that none is lost and none waits for another."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from types import TracebackType

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from portal.config import Config
from portal.delivery.channels import Channel, NotNow, Refused
from portal.delivery.mail import BadAddress, compose
from portal.delivery.models import DeliveryAttempt, Medium, OutboxMessage, Outcome, State
from portal.delivery.texts import Texts
from portal.delivery.texts import compose as compose_text
from portal.storage import CannotOpen, db

LEASE = timedelta(minutes=2)
"""How long a worker may hold a mail before it counts as dead."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 12
"""About five hours, then a person is told."""
TRIES_REFUSED = 5
"""A refusal seldom passes: about eight minutes, then a person is told."""
PAUSES = (0.2, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to write down what became of a mail. Together far less than a lease."""

log = structlog.get_logger(__name__)
_dice = SystemRandom()


def deliver_next(
    channel: Channel, config: Config, before: Callable[[], object] = lambda: None, texts: Texts | None = None
) -> bool:
    """Take the mail or text that has been due longest, send it outside any transaction, and write down what became
    of it.

    ``before`` is called when there is one, before it is sent: the moment to wake another worker. ``texts`` is the
    way out for texts, if there is one. False when nothing is due.
    """
    now = datetime.now(UTC)
    for message in lease(now, uuid.uuid4().hex):
        before()
        with Turn() as turn:
            began = time.monotonic()
            try:
                outcome, error, for_ever = _try(message, Ways(channel, texts), config, now, turn)
            except Stopping:
                release(message, now)
                return False
            _record_surely(message, outcome, error, time.monotonic() - began, for_ever)
        return True
    return False


def lease(now: datetime, owner: str, n: int = 1) -> list[OutboxMessage]:
    """Claim up to ``n`` due mails for ``owner`` and commit. Mails a dead worker held are due when its time is up.

    Gives rows that belong to no session any more, so that reading them cannot open a transaction. A mail that has
    brought down the worker each time it was tried is failed here instead of being given out once more.
    """
    due = select(OutboxMessage).where(OutboxMessage.next_at <= now).order_by(OutboxMessage.next_at).limit(n)
    taken = []
    for message in db.session.scalars(due.with_for_update(skip_locked=True)).all():
        if message.state == State.SENDING:
            message.error = f"The worker stopped while it was sending. The {message.medium} may arrive twice."
            _note(message, now, Outcome.UNKNOWN, message.error, 0.0)
        if message.attempts >= TRIES:
            message.state, message.next_at, message.owner = State.FAILED, None, None
            continue
        message.state, message.owner, message.next_at = State.SENDING, owner, now + LEASE
        message.attempts += 1
        taken.append(message)
    db.session.flush()
    for message in taken:
        db.session.expunge(message)
    db.session.commit()
    return taken


def record(message: OutboxMessage, outcome: Outcome, error: str | None, seconds: float, for_ever: bool = False) -> bool:
    """Write down what became of a try and commit; ``for_ever`` says that no later try can help.

    False, and nothing is changed, when the lease ran out and somebody else holds the mail now.
    """
    now = datetime.now(UTC)
    tries = TRIES_REFUSED if outcome is Outcome.REFUSED else TRIES
    values: dict[str, object] = {"owner": None, "error": error, "next_at": None}
    if outcome is Outcome.SENT:
        values |= {"state": State.SENT, "sent_at": now}
    elif for_ever or message.attempts >= tries:
        values |= {"state": State.FAILED}
    else:
        values |= {"state": State.WAITING, "next_at": now + wait(message.attempts)}
    mine = (OutboxMessage.id == message.id) & (OutboxMessage.owner == message.owner)
    held = db.session.scalars(update(OutboxMessage).where(mine).values(**values).returning(OutboxMessage.id)).all()
    if held:
        _note(message, now, outcome, error, seconds)
    db.session.commit()
    log.info(
        "mail tried",
        message=str(message.id),
        medium=str(message.medium),
        purpose=str(message.purpose),
        attempt=message.attempts,
        outcome=str(outcome),
        state=str(values["state"]) if held else "held by another",
        error=error,
        seconds=round(seconds, 3),
    )
    return bool(held)


def release(message: OutboxMessage, now: datetime) -> None:
    """Put back what was taken and not tried, as if it never had been, and commit."""
    mine = (OutboxMessage.id == message.id) & (OutboxMessage.owner == message.owner)
    untried = {"state": State.WAITING, "owner": None, "next_at": now, "attempts": message.attempts - 1}
    db.session.execute(update(OutboxMessage).where(mine).values(**untried))
    db.session.commit()


def wait(attempts: int) -> timedelta:
    """How long to wait after so many tries: 30 s, doubled each time, a fifth more or less, at most an hour."""
    doubled: timedelta = FIRST_WAIT * (2 ** min(attempts - 1, 10))
    return min(LONGEST_WAIT, doubled * _dice.uniform(0.8, 1.2))


def mend_clock(now: datetime) -> None:
    """Make due what no wait can explain: the clock was ahead when it was written, and has been put right since."""
    too_far = OutboxMessage.next_at > now + 2 * LONGEST_WAIT
    db.session.execute(update(OutboxMessage).where(too_far).values(next_at=now))
    db.session.commit()


class Stopping(Exception):
    """The worker was told to stop: nothing more is handed over."""


class Turn:
    """Threads of one worker take turns at the handing over, so that a crash can double one mail and not several.

    Whoever holds the turn longer than ``AT_MOST`` seconds loses it: a server that is slow to answer for one mail must
    not hold up the rest.
    """

    AT_MOST = 2.0
    _free = threading.Condition()
    _holder: Turn | None = None
    _since = 0.0
    _over = False

    @classmethod
    def no_more(cls) -> None:
        """Let nobody else have a turn in this process: whoever waits for one gets Stopping."""
        with cls._free:
            Turn._over = True
            cls._free.notify_all()

    def take(self) -> None:
        """Wait for the turn. Raises Stopping when there will be none."""
        with Turn._free:
            while Turn._holder and not Turn._over and (left := Turn._since + self.AT_MOST - time.monotonic()) > 0:
                Turn._free.wait(left)
            if Turn._over:
                raise Stopping
            Turn._holder, Turn._since = self, time.monotonic()

    def __enter__(self) -> Turn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with Turn._free:
            if Turn._holder is self:
                Turn._holder = None
                Turn._free.notify()


@dataclass(frozen=True)
class Ways:
    """The ways out."""

    mail: Channel
    texts: Texts | None

    def send(self, message: OutboxMessage, config: Config, now: datetime, at_the_door: Callable[[], object]) -> None:
        """Hand ``message`` over by the way that its medium takes. Raises as the channels and ``compose`` do."""
        if message.medium != Medium.TEXT:
            self.mail.send(compose(message, config, now), at_the_door)
        elif self.texts is None:
            raise NotNow("This site has no way to send texts any more.")
        else:
            self.texts.send(compose_text(message, config), at_the_door)


def _try(
    message: OutboxMessage, ways: Ways, config: Config, now: datetime, turn: Turn
) -> tuple[Outcome, str | None, bool]:
    try:
        ways.send(message, config, now, turn.take)
    except Stopping:
        raise
    except BadAddress:
        what = "a number" if message.medium == Medium.TEXT else "an address"
        return Outcome.REFUSED, f"This is not {what} that a {message.medium} can go to.", True
    except CannotOpen:
        return Outcome.LATER, "The record does not open: it was changed, or its key is missing.", False
    except Refused as error:
        return Outcome.REFUSED, str(error), False
    except NotNow as error:
        return Outcome.LATER, str(error), False
    except Exception as error:  # whatever one mail does, the next must go out; the text could hold an address
        return Outcome.LATER, f"The portal could not send the {message.medium} ({type(error).__name__}).", False
    return Outcome.SENT, None, False


def _record_surely(message: OutboxMessage, outcome: Outcome, error: str | None, seconds: float, for_ever: bool) -> None:
    """A mail that went out and is not written down goes out twice: try again while the database is away."""
    for pause in PAUSES:
        try:
            record(message, outcome, error, seconds, for_ever)
            return
        except OperationalError:
            db.session.rollback()
            time.sleep(pause)
    record(message, outcome, error, seconds, for_ever)


def _note(message: OutboxMessage, at: datetime, outcome: Outcome, error: str | None, seconds: float) -> None:
    db.session.add(DeliveryAttempt(message_id=message.id, at=at, outcome=outcome, error=error, seconds=seconds))
