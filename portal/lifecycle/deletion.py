"""Deleting submissions whose council has said how long it keeps them, once that time is over."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import audit
from portal.audit import Event
from portal.lifecycle.retention import RetentionKind, closed_before, in_force, past
from portal.storage import db
from portal.submissions import Submission, removal

BATCH = 50
"""Looked for at once. Each is deleted in a transaction of its own, so that no visitor waits for more than one."""
AT_MOST = 240.0
"""Seconds in one run; the next one goes on."""
MOST_FAILURES = 20
"""Then something is wrong with all of them."""

log = structlog.get_logger(__name__)


class NotDeleted(Exception):
    """Some submissions whose time is over could not be deleted, and nothing says that they stay."""


def purge_submissions(_app: Flask) -> None:
    """Delete each submission that is past its council's period for its kind, unless something says that it stays.

    Commits after each one: stopped at any point, each is there as a whole or gone as a whole. One that cannot be
    deleted does not keep the others. Raises NotDeleted at the end when there was such a one, so that the job counts as
    failed and the health page says so in time.
    """
    now, ends = datetime.now(UTC), time.monotonic() + AT_MOST
    gone, failed = 0, 0
    for (council, kind), months in in_force(now).items():
        before, left = closed_before(now, months), set[UUID]()
        while time.monotonic() < ends and failed < MOST_FAILURES and (ids := _next(council, kind, before, left)):
            left.update(ids)
            for submission_id in ids:
                try:
                    if _delete(submission_id, council, kind, months, before):
                        left.remove(submission_id)
                        gone += 1
                except SQLAlchemyError as error:  # its text would hold what the row holds
                    db.session.rollback()
                    log.error("submission not deleted", submission=str(submission_id), error=type(error).__name__)
                    failed += 1
    if gone:
        log.info("submissions deleted", number=gone)
    if failed:
        raise NotDeleted(f"{failed} could not be deleted")


def _next(council: str, kind: RetentionKind, before: datetime, left: Collection[UUID]) -> list[UUID]:
    """The next that may go, oldest first, but for those that this run has ``left`` where they are."""
    wanted = select(Submission.id).where(*past(council, kind, before), ~removal.stays())
    ids = db.session.scalars(wanted.order_by(Submission.closed_at, Submission.id).limit(BATCH + len(left))).all()
    db.session.commit()
    return [one for one in ids if one not in left][:BATCH]


def _delete(submission_id: UUID, council: str, kind: RetentionKind, months: int, before: datetime) -> bool:
    """Delete one if nothing has changed since it was found, write the line in the log, and commit. False where it
    stays, or where somebody has it in hand this moment."""
    still = select(Submission).where(Submission.id == submission_id, *past(council, kind, before))
    submission = db.session.scalars(still.with_for_update(skip_locked=True)).one_or_none()
    if submission is None:
        db.session.commit()
        return False
    try:
        removal.remove(submission)
    except removal.MustStay:
        db.session.commit()
        return False
    audit.record(
        Event.SUBMISSION_DELETED,
        submission,
        council=council,
        kind=str(kind),
        months=months,
        team=submission.team_code,
        reference=submission.reference,
    )
    db.session.expunge(submission)
    db.session.commit()
    return True
