"""The audit log's two tables: the lines, and the one row that knows the last of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.storage import Model


class Event(StrEnum):
    """Everything that leaves a line, as ``what:what-happened``."""

    SUBMISSION_RECEIVED = "submission:received"
    SUBMISSION_READ = "submission:read"
    SUBMISSION_TAKEN = "submission:taken"
    SUBMISSION_ASSIGNED = "submission:assigned"
    SUBMISSION_NOTED = "submission:noted"
    SUBMISSION_PASSED = "submission:passed"
    SUBMISSION_CLOSED = "submission:closed"
    SUBMISSION_CONTACTED = "submission:contacted"
    SUBMISSION_LINKED = "submission:linked"
    SUBMISSION_UNLINKED = "submission:unlinked"
    PLAN_OVERRIDDEN = "plan:overridden"
    RESTRICTED_OPENED = "submission:opened-restricted"
    OPENINGS_READ = "submission:openings-read"
    SUBMISSION_ANSWERED = "submission:answered"
    SUBMISSION_NEEDS_NO_ANSWER = "submission:needs-no-answer"
    VIEWS_WROTE_AGAIN = "views:wrote-again"
    VIEWS_WIPED = "views:wiped"
    SAVED_REPLY_CHANGED = "saved-reply:changed"
    NUDGE_RESENT = "nudge:resent"
    STAFF_SIGNED_IN = "staff:signed-in"
    STAFF_SIGN_IN_FAILED = "staff:sign-in-failed"
    STAFF_SIGNED_OUT = "staff:signed-out"
    STAFF_CHANGED = "staff:changed"
    AUDIT_READ = "audit:read"
    FIGURES_READ = "figures:read"
    DIRECTORY_LOADED = "directory:loaded"
    DIRECTORY_EXPORTED = "directory:exported"
    CONTACTS_CHANGED = "contacts:changed"
    REGIME_CHANGED = "regime:changed"
    LAW_READ_OVER = "law:read-over"
    HEALTH_LIST_READ = "health-list:read"
    HEALTH_PASSED = "submission:passed-to-health"
    HEALTH_TAKEN_OFF = "submission:off-health-list"
    SUSPECT_CLEARED = "submission:no-spam"
    SUBMISSION_HELD = "submission:held"
    SUBMISSION_HOLD_LIFTED = "submission:hold-lifted"
    SUBMISSION_DELETED = "submission:deleted"
    RETENTION_READ = "retention:read"
    RETENTION_CHANGED = "retention:changed"
    NUDGE_SETTLED = "nudge:settled"
    NUDGE_NOBODY = "nudge:nobody-left"
    SUBMISSION_CHECKED = "submission:checked"
    SUBMISSION_CLIMBED = "submission:climbed"
    SUBMISSION_RETURNED = "submission:returned-to-team"
    CHILD_MADE = "child:made"
    CHILD_READ = "child:read"
    CHILD_LISTED = "child:listed"
    CHILD_SEARCHED = "child:searched"
    CHILD_PRINTED = "child:printed"
    CHILD_CHANGED = "child:changed"
    CHILD_JOINED = "child:joined"
    CHILD_SPLIT = "child:split"
    CHILD_ASSIGNED = "child:assigned"
    CHILD_RESTRICTED = "child:restricted"
    CHILD_OPENED = "child:opened-restricted"
    CHILD_STATUS = "child:status"
    CHILD_RATED = "child:rated"
    CHILD_FOUND = "child:suitability"
    CHILD_REVIEWED = "child:reviewed"
    REVIEW_PLANNED = "child:review-planned"
    CHILD_CONTACTED = "child:contacted"
    ASK_FIRST = "child:ask-first"
    MATRIX_CHANGED = "matrix:changed"
    WHAT_IF_READ = "matrix:what-if"
    CLOCKS_CHANGED = "clocks:changed"
    COVER_CHANGED = "cover:changed"
    CALENDAR_CHANGED = "calendar:changed"


class AuditLine(Model):
    """One thing that one person (or nobody, for the public) did. ``facts`` holds codes, never a personal fact."""

    __tablename__ = "audit_line"
    __table_args__ = (UniqueConstraint("number"), Index("ix_audit_line_subject", "subject_id", "number"))

    number: Mapped[int]
    """1 for the first line, then each one more: a gap is a removed line."""
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(40))
    by: Mapped[uuid.UUID | None] = mapped_column(index=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    tag: Mapped[bytes] = mapped_column(LargeBinary)
    """A keyed tag over this line and the tag before it."""


class AuditHead(Model):
    """The end of the chain. One row, locked while a line is added, so that lines never fork."""

    __tablename__ = "audit_head"

    number: Mapped[int]
    tag: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    """A keyed tag over ``number`` and ``tag``: cutting lines off the end and turning the head back is found."""
