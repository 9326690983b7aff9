"""What was sent: the envelope that a queue needs, and the words, sealed and apart."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.storage import Key, Model, Sealed
from portal.words import Kind, Urgency


class Status(StrEnum):
    """How far a team is with it."""

    NEW = "new"
    SEEN = "seen"
    IN_HAND = "in_hand"
    CLOSED = "closed"


URGENCY_ORDER = {urgency: order for order, urgency in enumerate(Urgency)}


class Submission(Model):
    """The envelope. It holds no word that anybody typed: those are in :class:`Words` or :class:`ChildWords`."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("send_key"),
        Index("ix_submission_queue", "team_code", "is_open", "suspect", "urgency_order", "received_at"),
        Index("ix_submission_closed", "council", "kind", "closed_at"),
        Index("ix_submission_own", "assignee_id", "is_open", "urgency_order", "received_at"),
        Index("ix_submission_late", "team_code", "is_open", "suspect", "next_clock_at"),
        Index("ix_submission_stage", "team_code", "is_open", "suspect", "status", "urgency_order", "received_at"),
        Index("ix_submission_hands", "team_code", "is_open", "suspect", "assignee_id", "urgency_order", "received_at"),
    )

    reference: Mapped[str] = mapped_column(String(12))
    kind: Mapped[Kind] = mapped_column(String(20))
    council: Mapped[str | None] = mapped_column(String(40))
    team_code: Mapped[str] = mapped_column(String(80))
    urgency: Mapped[Urgency] = mapped_column(String(12))
    urgency_order: Mapped[int] = mapped_column(Integer)
    status: Mapped[Status] = mapped_column(String(12), default=Status.NEW)
    is_open: Mapped[bool] = mapped_column(Boolean, default=True)
    closed_at: Mapped[datetime | None]
    """When it was closed last: how long it is kept counts from there. None while it is open."""
    restricted: Mapped[bool]
    """True for a young person's words: counted and aged for the team, read only by those who may."""
    flagged: Mapped[bool]
    suspect: Mapped[bool] = mapped_column(Boolean, default=False)
    """It looks as if a machine had sent it: set aside until a person has decided, and never dropped."""
    received_at: Mapped[datetime]
    look_by: Mapped[datetime]
    """When somebody should have looked at it first."""
    contact_by: Mapped[datetime | None]
    """When the team means to have been in touch first. None where this kind has no such clock."""
    contacted_at: Mapped[datetime | None]
    checks_by: Mapped[datetime | None]
    """When the checks behind it should be done."""
    checked_at: Mapped[datetime | None]
    next_clock_at: Mapped[datetime | None]
    """The earliest of its clocks that still runs; None when none does."""
    language: Mapped[str] = mapped_column(String(8))
    assignee_id: Mapped[uuid.UUID | None]
    send_key: Mapped[uuid.UUID]
    """The draft that it was. Unique, so that one send is one record (promise 2)."""

    words: Mapped[Words | None] = relationship(uselist=False)
    child_words: Mapped[ChildWords | None] = relationship(uselist=False)
    routes: Mapped[list[RouteTaken]] = relationship(order_by="RouteTaken.at")
    told: Mapped[list[Told]] = relationship()
    events: Mapped[list[SubmissionEvent]] = relationship(order_by="SubmissionEvent.at")

    @property
    def said(self) -> dict[str, Any]:
        """What was asked and answered: ``sections`` in English as staff read them, and ``answers`` by code.

        Raises CannotOpen when the words were tampered with.
        """
        holder = self.child_words if self.restricted else self.words
        assert holder is not None
        said: dict[str, Any] = holder.said
        return said


class Words(Model):
    """The words of a parent or a professional."""

    __tablename__ = "submission_words"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"), unique=True)
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)


class ChildWords(Model):
    """The words of a young person: a table of their own and a key of their own."""

    __tablename__ = "young_person_words"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"), unique=True)
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.YOUNG_PEOPLE)


class RouteTaken(Model):
    """Where it was sent and why, the first time and each time somebody passed it on."""

    __tablename__ = "submission_route"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    team_code: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    by: Mapped[uuid.UUID | None]
    """The staff member who passed it on; None for the rules."""
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    why = Sealed("why_sealed", Key.YOUNG_PEOPLE)
    """A list of sentences. They repeat answers, so they are sealed, under the stricter of the two keys."""


class Told(Model):
    """A team that was told that a submission came, and to whom, but may not read it for that."""

    __tablename__ = "submission_told"
    __table_args__ = (UniqueConstraint("submission_id", "team_code"), Index("ix_submission_told_team", "team_code"))

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    team_code: Mapped[str] = mapped_column(String(80))


class SubmissionEvent(Model):
    """One line of a submission's history, written in the same act as what it tells."""

    __tablename__ = "submission_event"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[uuid.UUID | None]
    what: Mapped[str] = mapped_column(String(20))
    detail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    detail = Sealed("detail_sealed", Key.YOUNG_PEOPLE)


class SenderMark(Model):
    """That a parent's form was sent from some browser within the hour, as a keyed hash and nothing else."""

    __tablename__ = "sender_mark"
    __table_args__ = (UniqueConstraint("mark"), Index("ix_sender_mark_expires_at", "expires_at"))

    mark: Mapped[bytes] = mapped_column(LargeBinary(64))
    expires_at: Mapped[datetime]


class WordsMark(Model):
    """That something was said within the hour (a form's answers, an address), as a keyed hash and nothing else."""

    __tablename__ = "words_mark"
    __table_args__ = (
        Index("ix_words_mark_mark", "mark", "expires_at"),
        Index("ix_words_mark_expires_at", "expires_at"),
    )

    mark: Mapped[bytes] = mapped_column(LargeBinary(64))
    expires_at: Mapped[datetime]


class VoiceCount(Model):
    """How many young people of a council sent their words in a month, by who was with them. It knows no submission."""

    __tablename__ = "voice_count"
    __table_args__ = (UniqueConstraint("council", "month", "with_whom"),)

    council: Mapped[str] = mapped_column(String(40))
    """Empty when the council is not known."""
    month: Mapped[date] = mapped_column(Date)
    """Its first day."""
    with_whom: Mapped[str] = mapped_column(String(20))
    """The answer's code; empty when it was left out."""
    number: Mapped[int]


class HealthShare(Model):
    """One child whose parent said yes to being passed on to the health service. What for stands in the submission."""

    __tablename__ = "health_share"
    __table_args__ = (UniqueConstraint("submission_id", "child"), Index("ix_health_share_waiting", "passed_at"))

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    child: Mapped[int]
    """Which child of the submission, from 0."""
    passed_at: Mapped[datetime | None]
    passed_by: Mapped[uuid.UUID | None]
