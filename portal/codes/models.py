"""Tries at codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.codes.audience import Audience
from portal.storage import Model


class CodeTry(Model):
    """One try at a code, right or wrong. It says which code by a hash of its key, and nothing of who tried."""

    __tablename__ = "code_try"
    __table_args__ = (Index("ix_code_try_at", "audience", "at"), Index("ix_code_try_code_hash", "code_hash", "at"))

    audience: Mapped[str] = mapped_column(String(16), default=Audience.YOUNG_PEOPLE)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    found: Mapped[bool]
    at: Mapped[datetime]
