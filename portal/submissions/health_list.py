"""Children whose parents said yes to being passed on to the school nursing team. Nothing else passes anybody on."""

from __future__ import annotations

from portal.journeys import Answers
from portal.storage import db
from portal.submissions.models import HealthShare, Submission

ASKED = "health_pass"
"""The one question that decides. It is asked for all children of a family at once."""


def note(submission: Submission, answers: Answers) -> None:
    """Add a row for each child of what was just received, if its parent answered yes. Anything but "yes", no answer
    included, adds nothing. The caller commits."""
    if answers.get(ASKED) == "yes":
        for child, _ in enumerate(answers.get("children") or []):
            db.session.add(HealthShare(submission_id=submission.id, child=child))
