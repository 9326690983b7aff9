"""Who at a council read which sentence over, and until when that holds."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Model


class LawReview(Model):
    """A person of a council read a sentence over and stands for it until ``again_by``. Rows are only added."""

    __tablename__ = "law_review"
    __table_args__ = (Index("ix_law_review_sentence", "council_code", "sentence", "at"),)

    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    sentence: Mapped[str] = mapped_column(String(80))
    """Its code and regime (``Sentence.key``), and a hash of its words: a changed sentence wants to be read again."""
    again_by: Mapped[date] = mapped_column(Date)
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
