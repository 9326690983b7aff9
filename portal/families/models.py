"""What a parent comes back with."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Model


class FamilyCode(Model):
    """The code by which a parent sees how far the team is with what they sent, together with its reference."""

    __tablename__ = "family_code"
    __table_args__ = (UniqueConstraint("submission_id"), UniqueConstraint("code_key"))

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    code_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    """``codes.lookup_key`` of the code."""
