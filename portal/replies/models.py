"""What is written by code: the conversation, its messages, and who is reading it now."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.storage import Key, Model, Sealed


class Conversation(Model):
    """A young person and the team that has their words. What they sent first stands in the submission alone."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("submission_id"),
        UniqueConstraint("code_key"),
        Index("ix_conversation_waits_since", "waits_since"),
    )

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    code_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """``codes.lookup_key`` of the code; None once the young person has wiped their side."""
    language: Mapped[str] = mapped_column(String(8))
    level: Mapped[str] = mapped_column(String(12))
    """How they read: ``easy`` or ``standard``."""
    began_at: Mapped[datetime]
    waits_since: Mapped[datetime | None]
    """When they asked something that no person has answered yet: nothing is closed until then."""
    unread_since: Mapped[datetime | None]
    """When the oldest answer was written that they have not read yet."""
    wiped_at: Mapped[datetime | None]

    messages: Mapped[list[Message]] = relationship(order_by="Message.at, Message.id")


class Message(Model):
    """One message, of the young person or of staff."""

    __tablename__ = "conversation_message"
    __table_args__ = (Index("ix_conversation_message_conversation_id", "conversation_id", "at"),)

    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    at: Mapped[datetime]
    by: Mapped[uuid.UUID | None]
    """The member of staff; None for the young person."""
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed("words_sealed", Key.YOUNG_PEOPLE)
    read_at: Mapped[datetime | None]
    """When the other side first had it before them."""


class Visit(Model):
    """A browser in which the right code was typed. The cookie holds a random token; only its hash is here."""

    __tablename__ = "conversation_visit"
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_conversation_visit_expires_at", "expires_at"))

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    expires_at: Mapped[datetime]


class Typed(Model):
    """What somebody typed in the young people's space and was not taken, for the page that shows it again. The cookie
    holds a random token; only its hash is here. With nothing in it: the mark of a visit that was left."""

    __tablename__ = "conversation_typed"
    __table_args__ = (
        Index("ix_conversation_typed_token_hash", "token_hash"),
        Index("ix_conversation_typed_expires_at", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    what_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    what = Sealed("what_sealed", Key.YOUNG_PEOPLE)
    expires_at: Mapped[datetime]


class SavedReply(Model):
    """A text that a team's people use again and again, in one language and at one reading level."""

    __tablename__ = "saved_reply"
    __table_args__ = (Index("ix_saved_reply_team_code", "team_code"),)

    team_code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(8))
    level: Mapped[str] = mapped_column(String(12))
    words: Mapped[str]
    """Plain: it is the council's own text and about nobody."""
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
