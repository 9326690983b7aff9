"""The register's tables. A child's row holds codes and dates that lists need; every word about a child is sealed."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Key, Model, Sealed
from portal.words import ChildStatus, Rating, Suitability


class Child(Model):
    """One child as one council knows them. It belongs to one team, as a submission does, so the same rule says who
    may read it (accounts.permissions).

    Everything from ``status`` on is a copy of what the newest rows elsewhere say, so that a list of many children costs
    what a list of few does. The room that owns those rows keeps it: register.statuses, reviews.standing,
    casework.contact_log.
    """

    __tablename__ = "child"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_child_register", "team_code", "listed", "status", "made_at", "id"),
        # What stands after the id narrows a list or counts it: no row is read for that.
        Index(
            "ix_child_officer", "team_code", "listed", "status", "assignee_id", "made_at", "id", "rating", "restricted"
        ),
        Index("ix_child_rated", "team_code", "listed", "status", "rating", "made_at", "id"),
        Index(
            "ix_child_reviews",
            "team_code",
            "listed",
            "current",
            "next_review_on",
            "id",
            "rating",
            "assignee_id",
            "restricted",
        ),
        Index(
            "ix_child_contacts",
            "team_code",
            "listed",
            "current",
            "last_contact_on",
            "made_at",
            "id",
            "rating",
            "assignee_id",
            "restricted",
        ),
        Index(
            "ix_child_owner",
            "team_code",
            "listed",
            "current",
            "assignee_id",
            "next_review_on",
            "id",
            "rating",
            "restricted",
            "last_contact_on",
            "rating_is_old",
        ),
        Index(
            "ix_child_ratings",
            "team_code",
            "listed",
            "current",
            "rating",
            "next_review_on",
            "id",
            "assignee_id",
            "restricted",
        ),
        Index(
            "ix_child_stale",
            "team_code",
            "listed",
            "current",
            "rating_is_old",
            "next_review_on",
            "id",
            "rating",
            "assignee_id",
            "restricted",
        ),
        # Almost no record is merged: an index of all of them would look to SQLite like one value that all share.
        Index(
            "ix_child_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index("ix_child_unplanned", "team_code", "listed", "current", "planned", "next_review_on", "id"),
        Index("ix_child_leaves", "leaves_mark", "current"),
        Index("ix_child_assignee_id", "assignee_id"),
    )

    reference: Mapped[str] = mapped_column(String(16))
    """What staff and letters call the record, such as ``C-K7MD-39QX``. Never a parent's or young person's reference."""
    council: Mapped[str] = mapped_column(String(40))
    team_code: Mapped[str] = mapped_column(String(80))
    restricted: Mapped[bool] = mapped_column(Boolean, default=False)
    """Read only by those who safeguard and the officer named for it; counted and aged for the team."""
    assignee_id: Mapped[uuid.UUID | None]
    """The officer who looks after it."""
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("child.id"))
    """The record that this one was found to be the same child as. Nothing moves: it can be taken apart again."""
    listed: Mapped[bool] = mapped_column(Boolean, default=True)
    """False while merged into another record."""
    identity_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    identity = Sealed("identity_sealed", Key.RECORDS)
    """The newest :class:`portal.register.facts.Identity`, as JSON."""
    leaves_mark: Mapped[bytes | None] = mapped_column(LargeBinary(40))
    """The year in which compulsory school age ends, as a keyed hash (register.blind); None without a birthday."""

    status: Mapped[ChildStatus] = mapped_column(String(20), default=ChildStatus.NOT_CONFIRMED)
    status_from: Mapped[date | None] = mapped_column(Date)
    current: Mapped[bool] = mapped_column(Boolean, default=True)
    """True while ``status`` is one of words.CURRENT: the council has something to do for this child."""
    rating: Mapped[Rating] = mapped_column(String(12), default=Rating.TRIAGE)
    rated_on: Mapped[date | None] = mapped_column(Date)
    rating_is_old: Mapped[bool] = mapped_column(Boolean, default=False)
    """Reviewed since it was rated last."""
    suitability: Mapped[Suitability] = mapped_column(String(20), default=Suitability.NOT_ASSESSED)
    next_review_on: Mapped[date | None] = mapped_column(Date)
    planned: Mapped[bool] = mapped_column(Boolean, default=False)
    """A review stands open: on a day, or as a written reason for none."""
    last_reviewed_on: Mapped[date | None] = mapped_column(Date)
    last_contact_on: Mapped[date | None] = mapped_column(Date)
    """When somebody of the family was last reached, not only tried."""
    last_seen_on: Mapped[date | None] = mapped_column(Date)
    """When the child was last seen in person."""


class ChildFact(Model):
    """One thing that is known of a child: who they are, an address, a parent, support, an identifier and so on."""

    __tablename__ = "child_fact"
    __table_args__ = (Index("ix_child_fact_child", "child_id", "topic"), Index("ix_child_fact_source_id", "source_id"))

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    topic: Mapped[str] = mapped_column(String(16))
    since_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it holds; None where nobody knows."""
    until_on: Mapped[date | None] = mapped_column(Date)
    """The last day on which it holds; None while it does, or where nobody knows."""
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)
    source_id: Mapped[uuid.UUID | None]
    """The submission that said so. It may be deleted before the fact is."""
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[uuid.UUID | None]


class StatusChange(Model):
    """From which day a child has a status. It ends where the next begins; the newest written counts on one day."""

    __tablename__ = "child_status"
    __table_args__ = (
        Index("ix_child_status_child", "child_id", "from_on"),
        Index("ix_child_status_day", "council", "from_on"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    council: Mapped[str] = mapped_column(String(40))
    status: Mapped[ChildStatus] = mapped_column(String(20))
    from_on: Mapped[date] = mapped_column(Date)
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    said = Sealed("said_sealed", Key.RECORDS)
    """What goes with it (register.statuses): why, where to, a note."""
    source_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[uuid.UUID | None]


class ChildSubmission(Model):
    """That an adult's submission, or one child of it, is about this child: as a person decided, and can undo."""

    __tablename__ = "child_submission"
    __table_args__ = (
        Index("ix_child_submission_child_id", "child_id"),
        Index(
            "uq_child_submission_standing",
            "submission_id",
            "position",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    position: Mapped[int]
    """Which child of the submission, from 0."""
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]


class ChildViews(Model):
    """That a young person's words are this child's. In a table of its own: who may not read them may not know."""

    __tablename__ = "child_views"
    __table_args__ = (
        Index("ix_child_views_child_id", "child_id"),
        Index(
            "uq_child_views_standing",
            "submission_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]


class ChildMerge(Model):
    """That two records were found to be one child, and perhaps not after all."""

    __tablename__ = "child_merge"
    __table_args__ = (Index("ix_child_merge_from_id", "from_id"), Index("ix_child_merge_into_id", "into_id"))

    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    into_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reason = Sealed("reason_sealed", Key.RECORDS)
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]


class HouseholdMember(Model):
    """That a child lives with the other children of this household. A household is nothing but its members."""

    __tablename__ = "household_member"
    __table_args__ = (
        Index("ix_household_member_household", "household"),
        Index("ix_household_member_child_id", "child_id"),
    )

    household: Mapped[uuid.UUID]
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    at: Mapped[datetime]
    by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]


class MatchKey(Model):
    """Something to find a child by, as a keyed hash: the database alone cannot be asked for a name or a birthday."""

    __tablename__ = "child_key"
    __table_args__ = (
        Index("ix_child_key_mark", "council", "mark", "made_at", "child_id"),
        Index("ix_child_key_child_id", "child_id"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    council: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(16))
    """What the mark is made from (register.blind)."""
    mark: Mapped[bytes] = mapped_column(LargeBinary(40))
    made_at: Mapped[datetime]
    """When the record was begun: a copy, so that the newest of many Smiths are read without reading the others."""


class ChildEvent(Model):
    """One line of a child's history, written in the same act as what it tells."""

    __tablename__ = "child_event"
    __table_args__ = (Index("ix_child_event_child_id", "child_id", "at"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    at: Mapped[datetime]
    by: Mapped[uuid.UUID | None]
    what: Mapped[str] = mapped_column(String(24))
    detail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    detail = Sealed("detail_sealed", Key.RECORDS)
