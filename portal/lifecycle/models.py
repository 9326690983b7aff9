"""How long a council keeps what was sent, and what a person keeps from being deleted."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Key, Model, Sealed


class RetentionPeriod(Model):
    """What a council decided for one kind of record, from one moment to the next. Rows are only added."""

    __tablename__ = "retention_period"
    __table_args__ = (
        UniqueConstraint("council_code", "kind", "number"),
        CheckConstraint("months > 0", name="months"),
    )

    council_code: Mapped[str] = mapped_column(String(40))
    """Empty for what came in without anybody knowing which council it belongs to."""
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    months: Mapped[int | None]
    """After closing. None: it is kept until the council decides again."""
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(500))


class Hold(Model):
    """A person decided that a submission is not deleted, whatever its period says, until somebody lifts it."""

    __tablename__ = "submission_hold"
    __table_args__ = (Index("ix_submission_hold_submission_id", "submission_id", "lifted_at"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.YOUNG_PEOPLE)
    lifted_by: Mapped[uuid.UUID | None]
    lifted_at: Mapped[datetime | None]
