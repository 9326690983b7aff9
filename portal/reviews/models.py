"""Ratings, the matrices that suggested them, findings of suitability, and reviews planned and done."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Key, Model, Sealed
from portal.words import Rating, Suitability


class MatrixVersion(Model):
    """A council's matrix from one moment to the next; the newest counts. Rows are only added."""

    __tablename__ = "matrix_version"
    __table_args__ = (UniqueConstraint("council_code", "number"),)

    council_code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As reviews.matrix reads it: inputs with weights, bands, what each colour means here."""
    by: Mapped[uuid.UUID | None]
    """None where it came with the portal."""
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(500))


class RatingChange(Model):
    """What a child was rated, by whom and why, and what the matrix had suggested. The newest counts."""

    __tablename__ = "rating_change"
    __table_args__ = (Index("ix_rating_change_child_id", "child_id", "at"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    rating: Mapped[Rating] = mapped_column(String(12))
    on: Mapped[date] = mapped_column(Date)
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)
    """``reason``, and ``suggested``: the matrix's number, rating, months, score and lines, or None."""
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]


class SuitabilityFinding(Model):
    """How a child's education appeared to an officer on one day, and what they saw (Education Act 1996 s.437)."""

    __tablename__ = "suitability_finding"
    __table_args__ = (Index("ix_suitability_finding_child_id", "child_id", "on"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    outcome: Mapped[Suitability] = mapped_column(String(20))
    on: Mapped[date] = mapped_column(Date)
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)
    """``evidence`` (codes), ``seen`` and ``reason`` in words."""
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]


class Review(Model):
    """The next look at a child's record: planned, and done, put off or brought forward. One at a time stands open.

    ``due_on`` None with a reason: somebody decided that this child needs no review, and wrote why.
    """

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_child_id", "child_id", "at"),
        Index(
            "uq_review_standing",
            "child_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    why: Mapped[str] = mapped_column(String(20))
    """What set the day (reviews.schedule)."""
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)
    """``reason`` when it was planned, ``outcome`` when it was done."""
    at: Mapped[datetime]
    by: Mapped[uuid.UUID | None]
    """None where the portal set it by rule."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]
    done_on: Mapped[date | None] = mapped_column(Date)
    """The day on which it was held; None when it ended because another day was set."""


class CalendarKey(Model):
    """The secret in the address of one person's calendar of reviews, as a keyed hash."""

    __tablename__ = "calendar_key"
    __table_args__ = (UniqueConstraint("mark"), Index("ix_calendar_key_staff_id", "staff_id"))

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    mark: Mapped[bytes] = mapped_column(LargeBinary(64))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
