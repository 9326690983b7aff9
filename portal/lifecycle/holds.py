"""Keeping a submission from being deleted, whatever its period says: for a complaint, a court, or a request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.casework.refusals import Refused, reason_given
from portal.lifecycle.models import Hold
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave


def hold(submission: Submission, reason: str, by: UUID, now: datetime) -> None:
    """Keep it until somebody lifts the hold. Open ones too: they are closed one day.

    The caller holds the submission's row. Raises Refused when it is held already, or for a reason of fewer than ten
    letters.
    """
    reason = reason_given(reason)
    if standing(submission) is not None:
        raise Refused("It is held already. Nothing was changed.")
    made = Hold(submission_id=submission.id, by=by, at=now)
    made.reason = reason
    db.session.add(made)
    leave(submission, "held", by, now, reason)
    audit.record(Event.SUBMISSION_HELD, submission, by=by)


def lift(submission: Submission, reason: str, by: UUID, now: datetime) -> None:
    """Let its period count again. The caller holds the submission's row. Raises Refused when it is not held, or for a
    reason of fewer than ten letters."""
    reason = reason_given(reason)
    found = standing(submission)
    if found is None:
        raise Refused("It is not held any more. Nothing was changed.")
    found.lifted_at, found.lifted_by = now, by
    leave(submission, "hold_lifted", by, now, reason)
    audit.record(Event.SUBMISSION_HOLD_LIFTED, submission, by=by)


def standing(submission: Submission) -> Hold | None:
    """The hold that keeps it now. Its reason raises CannotOpen when it was tampered with."""
    mine = select(Hold).where(Hold.submission_id == submission.id, Hold.lifted_at.is_(None))
    return db.session.scalars(mine.order_by(Hold.at).limit(1)).first()
