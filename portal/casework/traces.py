"""What an act leaves behind in a submission's history, and the reason that some acts must give."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from portal.storage import db
from portal.submissions import Submission, SubmissionEvent

LETTERS = 10
"""Fewer letters than this tell nobody anything a year later."""


class Refused(Exception):
    """This cannot be done with the submission as it is now; the text says why, for the person at the screen."""


def leave(submission: Submission, what: str, by: UUID, now: datetime, detail: Any = None) -> None:
    """Add a line to the history. ``what`` is a code of at most 20 signs; ``detail`` is sealed: words, or a mapping."""
    event = SubmissionEvent(submission_id=submission.id, at=now, by=by, what=what)
    event.detail = detail
    db.session.add(event)


def reason_given(typed: str) -> str:
    """The reason without the white space around it. Raises Refused when it has fewer than ten letters."""
    if sum(sign.isalpha() for sign in typed) < LETTERS:
        raise Refused(f"Write why, in at least {LETTERS} letters.")
    return typed.strip()
