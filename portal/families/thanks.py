"""The thank-you page of a parents' form, which shows names, the five words and all that was sent: left lying, it closes
on this device as a form does, and the birthday of a child in it opens it again.

Nothing rests on it: the team has what was sent, and with the reference and the five words the page that follows it is
there on any device.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.families import receipt
from portal.families.lock import LOCK
from portal.journeys import Journey, drafts
from portal.journeys.closing import INVALID, LOCKED, MOST_TRIES, go
from portal.journeys.models import Draft
from portal.journeys.pages import SENT
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.submissions.serving import Codes, serve


def form(
    journey: Journey, step: str, codes: Codes, before: Callable[[], Mapping[str, Any]] = dict
) -> ResponseReturnValue:
    """One page of a parents' form, its thank-you page included."""
    until: datetime | None = None
    now = datetime.now(UTC)
    if step in (SENT, LOCKED) and (found := sent_here(journey, now)):
        if closed := _guard(journey, step, *found, now):
            return closed
        until = _open_until(*found)
    return serve(journey, step, codes, before, lambda submission: {**receipt.shown(submission), "open_until": until})


def sent_here(journey: Journey, now: datetime) -> tuple[Draft, Submission] | None:
    """What this browser sent with the form: the draft that it was, and what it became; None when it sent nothing."""
    draft = drafts.current(journey, now)
    submission = db.session.get(Submission, draft.submission_id) if draft and draft.submission_id else None
    return (draft, submission) if draft and submission else None


def is_open(journey: Journey, draft: Draft, submission: Submission, now: datetime) -> bool:
    """Whether what was sent may be shown here now. That somebody asks keeps it open for another while."""
    until = _open_until(draft, submission)
    if not receipt.is_shown(submission, now) or now >= until:
        return False
    if now + LOCK.after - until >= drafts.A_LITTLE:
        drafts.stay_open(draft, journey, now)
    return True


def _open_until(draft: Draft, submission: Submission) -> datetime:
    """When it closes, if nobody asks for it before. The first while begins when it is sent."""
    return drafts.open_until(draft) or submission.received_at + LOCK.after


def _guard(
    journey: Journey, step: str, draft: Draft, submission: Submission, now: datetime
) -> ResponseReturnValue | None:
    """The answer in the place of a thank-you page that has closed, or of one that a press keeps open; None where the
    page may be shown. After its hour it shows nothing of anybody, so there is nothing to close."""
    if not receipt.is_shown(submission, now):
        return None
    if now >= _open_until(draft, submission):
        return _locked(journey, draft, submission, now) if step == LOCKED else go(journey, LOCKED)
    if "close" in request.form:  # a script that finds nobody there; somebody is, in another window
        return go(journey, SENT)
    is_open(journey, draft, submission, now)
    return go(journey, SENT) if step == LOCKED or request.method == "POST" else None


def _locked(journey: Journey, draft: Draft, submission: Submission, now: datetime) -> ResponseReturnValue:
    births, question = _births(submission), LOCK.key()
    left = MOST_TRIES - drafts.tries(draft) if births else 0
    if request.method == "POST" and left > 0 and question.validate():
        if question[LOCK.field].stored in births:
            drafts.take_up(draft, journey, now)
            return go(journey, SENT)
        drafts.count_try(draft)
        db.session.commit()  # a try counts although the page that tells of it is an error
        left -= 1
        if left > 0:
            question.fail(LOCK.wrong(left), LOCK.field)
    page = render_template(
        "families/receipt_locked.html", journey=journey, form=question, field=question[LOCK.field], left=left
    )
    return page, INVALID if question.errors else 200


def _births(submission: Submission) -> set[str]:
    """The birthdays of the children in it; none when its words do not open."""
    try:
        children = submission.said["answers"].get("children") or []
    except CannotOpen:
        return set()
    return {child["born"] for child in children if child.get("born")}
