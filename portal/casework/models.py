"""What staff decide about a young person: that a plan is overridden, that words are read, what they belong to."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Key, Model, Sealed


class PlanOverride(Model):
    """A named person decided, with a reason, to reach a young person in a way that their contact plan stops."""

    __tablename__ = "contact_plan_override"
    __table_args__ = (Index("ix_contact_plan_override_submission_id", "submission_id"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    way: Mapped[str] = mapped_column(String(12))
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.YOUNG_PEOPLE)


class Opening(Model):
    """A member of the team who may not read restricted records opened this one, and said why."""

    __tablename__ = "restricted_opening"
    __table_args__ = (Index("ix_restricted_opening_submission_id", "submission_id", "by"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
    until: Mapped[datetime]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.YOUNG_PEOPLE)


class Link(Model):
    """Staff decided that a young person's words and another submission are about the same child."""

    __tablename__ = "young_person_link"
    __table_args__ = (UniqueConstraint("views_id", "other_id"), Index("ix_young_person_link_other_id", "other_id"))

    views_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
