"""The young person's form and codes: one to come back with after sending, one to keep what is not sent yet."""

from __future__ import annotations

from datetime import datetime

from portal import codes
from portal.codes import Audience
from portal.journeys import Answers, Journey, drafts
from portal.journeys.models import Draft
from portal.replies import conversations
from portal.submissions import Submission
from portal.young_people.wording import Wording, wording


def begin(submission: Submission, answers: Answers, now: datetime) -> str:
    """Make the conversation about what was just received; gives its code."""
    level = "standard" if wording(answers) is Wording.STANDARD else "easy"
    return conversations.begin(submission, answers, submission.language, level, now)


def keep(journey: Journey, draft: Draft, now: datetime) -> None:
    """Put the draft away by a code of its own. A new one makes an earlier one useless."""
    made = codes.fresh(Audience.YOUNG_PEOPLE)
    drafts.keep(draft, journey, made.code, made.key, now)
