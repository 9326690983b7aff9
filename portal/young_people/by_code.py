"""The young person's form and codes: one to come back with after sending, one to keep what is not sent yet."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.journeys import Answers, Journey, drafts
from portal.journeys.models import Draft
from portal.replies import codes, conversations
from portal.submissions import Submission
from portal.young_people.wording import Way, way


def begin(submission: Submission, answers: Answers, now: datetime) -> str:
    """Make the conversation about what was just received; gives its code."""
    level = "standard" if way(answers) is Way.STANDARD else "easy"
    return conversations.begin(submission, answers, submission.language, level, now)


def keep(journey: Journey, draft: Draft, now: datetime) -> ResponseReturnValue:
    """Keep the draft by a code of its own, and show it this once. A new one makes an earlier one useless."""
    code = codes.new_code()
    drafts.keep(draft, codes.lookup_key(code, conversations.secret()), now)
    return render_template(f"{journey.folder}/kept.html", journey=journey, code=code, until=draft.expires_at)
