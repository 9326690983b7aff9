"""The draft: what somebody has answered so far."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Key, Model, Sealed


class Draft(Model):
    """One person's unsent answers, encrypted. The browser holds a random token; only its hash is here."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        UniqueConstraint("code_key"),
        Index("ix_draft_expires_at", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    journey: Mapped[str] = mapped_column(String(40))
    state_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Emptied when the draft is sent: the words then live in the submission alone."""
    expires_at: Mapped[datetime]
    code_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Where the person asked to keep it: the slow keyed hash of the code that opens it again."""
    remind_at: Mapped[datetime | None]
    """When its owner is reminded by mail that it will go, if they gave an address for that."""
    submission_id: Mapped[uuid.UUID | None]
    """What it became. A second press of "send" finds it here."""

    state = Sealed("state_sealed", Key.DRAFTS)
