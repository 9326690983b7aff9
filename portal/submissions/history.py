"""What an act leaves behind in a submission's history, in the same transaction as the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from portal.storage import db
from portal.submissions.models import Submission, SubmissionEvent


def leave(submission: Submission, what: str, by: UUID | None, now: datetime, detail: Any = None) -> None:
    """Add a line to the history. ``what`` is a code of at most 20 signs; ``by`` is None for a young person; ``detail``
    is sealed: words, or a mapping."""
    event = SubmissionEvent(submission_id=submission.id, at=now, by=by, what=what)
    event.detail = detail
    db.session.add(event)
