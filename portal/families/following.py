"""How far the team is with what a parent sent: by its reference and a code, and by nothing less."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from portal import codes
from portal.codes import Audience
from portal.families.models import FamilyCode
from portal.journeys import Answers
from portal.storage import db
from portal.submissions import Submission


def begin(submission: Submission, answers: Answers, now: datetime) -> str:
    """Give what was just received a code to follow it by; the code itself is kept nowhere."""
    secret = codes.secret(Audience.FAMILIES)
    while True:
        code = codes.new_code()
        key = codes.lookup_key(code, secret)
        if not db.session.scalar(select(exists().where(FamilyCode.code_key == key))):
            break
    db.session.add(FamilyCode(submission_id=submission.id, code_key=key))
    return code
