"""The outbox: every mail and text there is to send, what became of each try, and the signs of life of who sends."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Key, Model, Sealed


class Purpose(StrEnum):
    """Whom a mail or text is for."""

    NUDGE = "nudge"
    """A team: something new is in its queue."""
    RECEIPT = "receipt"
    """Whoever sent something and asked for a mail about it."""
    ANSWERED = "answered"
    """A young person who said that this address is safe: somebody has answered."""
    OPENED = "opened"
    """Who watches over a team: a restricted record was opened by somebody who may not read such records, or a family
    was reached by somebody who had to ask first."""
    CLIMBED = "climbed"
    """Somebody up the ladder: a submission is past its clock."""


class Medium(StrEnum):
    """How a message goes."""

    MAIL = "mail"
    TEXT = "text"
    """To a mobile phone. Always a nudge, to the on-call line of a team."""


class State(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """Given up until a person sends it again. Staff see it."""


class Outcome(StrEnum):
    """What became of one try."""

    SENT = "sent"
    LATER = "later"
    """The mail server could not be reached, or asked to come back later."""
    REFUSED = "refused"
    """The mail server will not take this address or this mail."""
    UNKNOWN = "unknown"
    """The worker stopped in the middle. The mail may have gone out; it is sent again with the same Message-ID."""


class OutboxMessage(Model):
    """One mail to one address, or text to one number. The table is the truth; queues and workers may come and go."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("(next_at IS NULL) = (state IN ('sent', 'failed'))", name="next_at"),
        Index("ix_outbox_message_next_at", "next_at"),
        Index("ix_outbox_message_state", "state", "created_at"),
        Index("ix_outbox_message_submission_id", "submission_id"),
    )

    purpose: Mapped[Purpose] = mapped_column(String(12))
    medium: Mapped[Medium] = mapped_column(String(8))
    to_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    to = Sealed("to_sealed", Key.DELIVERY)
    template: Mapped[str] = mapped_column(String(40))
    context_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    context = Sealed("context_sealed", Key.DELIVERY)
    language: Mapped[str] = mapped_column(String(8))
    submission_id: Mapped[uuid.UUID | None]
    team_code: Mapped[str | None] = mapped_column(String(80))

    state: Mapped[State] = mapped_column(String(12))
    attempts: Mapped[int]
    """Tries begun since it was added or last put back by a person."""
    next_at: Mapped[datetime | None]
    """When a worker may take it: the next try, or, while it is being sent, the moment the worker counts as dead.
    None once it is sent or has failed.
    """
    owner: Mapped[str | None] = mapped_column(String(32))
    """Drawn anew by whoever takes it. Only its holder may write what became of the try."""
    error: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When somebody said that a failed one need not be sent any more."""
    settled_by: Mapped[uuid.UUID | None]

    def __init__(self, **values: Any) -> None:
        begins = {"medium": Medium.MAIL, "state": State.WAITING, "attempts": 0, "next_at": values.get("created_at")}
        super().__init__(**begins | values)


class DeliveryAttempt(Model):
    """One try, and what became of it."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (Index("ix_delivery_attempt_message_id", "message_id", "at"),)

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outbox_message.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(String(12))
    error: Mapped[str | None] = mapped_column(String(120))
    seconds: Mapped[float]


class Heartbeat(Model):
    """When a worker, or one of its periodic jobs, was last well."""

    __tablename__ = "heartbeat"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime | None]
    """The worker's last sign of life, or the last time the job came to a good end."""
    due_at: Mapped[datetime | None]
    """A job's next good end is expected by then; None for the worker itself."""
    try_at: Mapped[datetime | None]
    """When a worker may start the job; moved on by whoever starts it, so that two never do."""
