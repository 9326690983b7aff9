"""What staff decide and do: about a young person's words, about a submission's way, about getting in touch."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
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


class ChildOpening(Model):
    """A member of the team who may not read a restricted child's record opened it, and said why."""

    __tablename__ = "child_opening"
    __table_args__ = (Index("ix_child_opening_child_id", "child_id", "by"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    by: Mapped[uuid.UUID]
    at: Mapped[datetime]
    until: Mapped[datetime]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.RECORDS)


class AskFirst(Model):
    """Nobody gets in touch about this child before those who safeguard have agreed. Why is for those who safeguard."""

    __tablename__ = "ask_first"
    __table_args__ = (
        Index(
            "uq_ask_first_standing",
            "child_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.YOUNG_PEOPLE)
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]


class AskedFirst(Model):
    """Somebody who safeguards agreed that the family or the child is reached in one way, once, and said why."""

    __tablename__ = "asked_first"
    __table_args__ = (Index("ix_asked_first_child_id", "child_id", "at"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    way: Mapped[str] = mapped_column(String(16))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.YOUNG_PEOPLE)
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    used_at: Mapped[datetime | None]


class ContactEntry(Model):
    """One contact with a family, or a try: how, when, who was there, whether the child was seen, what comes next."""

    __tablename__ = "contact_entry"
    __table_args__ = (
        Index("ix_contact_entry_child_id", "child_id", "on"),
        Index("ix_contact_entry_next", "next_by", "next_done_at", "next_on", "at", "id"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    way: Mapped[str] = mapped_column(String(16))
    on: Mapped[date] = mapped_column(Date)
    reached: Mapped[bool]
    """Whether somebody of the family was: False for a try that failed, and for a talk with others about the child."""
    child_seen: Mapped[bool]
    seen_alone: Mapped[bool]
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)
    """Everything else, by code and in words (casework.contact_log)."""
    next_on: Mapped[date | None] = mapped_column(Date)
    """When the next step is due, if there is one."""
    next_by: Mapped[uuid.UUID | None]
    """Whose the next step is. None: the team's, until somebody takes it."""
    next_done_at: Mapped[datetime | None]
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[uuid.UUID | None]


class CheckDone(Model):
    """One line of a submission's checklist, ticked. Taking the tick away deletes the row; the history keeps both."""

    __tablename__ = "check_done"
    __table_args__ = (UniqueConstraint("submission_id", "item"),)

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    item: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by: Mapped[uuid.UUID | None]
    """None where the portal knows it by itself."""


class Cover(Model):
    """Who looks after a colleague's work from one day to another."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_covered_by", "covered_by", "until_on"), Index("ix_cover_staff_id", "staff_id"))

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    covered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]


class Climb(Model):
    """That a submission was past its clock, and who was told next. Each step up is told once."""

    __tablename__ = "climb"
    __table_args__ = (UniqueConstraint("submission_id", "clock", "step"), Index("ix_climb_step", "step", "at"))

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    clock: Mapped[str] = mapped_column(String(16))
    step: Mapped[int]
    at: Mapped[datetime]
