"""A submission for the length of one request."""

from __future__ import annotations

from uuid import UUID

from flask import abort
from sqlalchemy import select

from portal.storage import db
from portal.submissions import Submission


def held(submission_id: UUID) -> Submission:
    """The submission, held until this request is over, so that of two people who act on it one is the second.
    Aborts with 404 when there is none."""
    found = db.session.scalar(select(Submission).where(Submission.id == submission_id).with_for_update())
    if found is None:
        abort(404)
    return found
