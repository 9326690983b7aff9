"""The middle of the house: one function, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.audit import Event
from portal.delivery import outbox
from portal.directory import Directory, snapshot
from portal.journeys.models import Draft
from portal.routing import Route, decide
from portal.storage import db
from portal.submissions.clock import look_by
from portal.submissions.models import (
    URGENCY_ORDER,
    ChildWords,
    RouteTaken,
    Status,
    Submission,
    Told,
    Words,
)
from portal.submissions.receipts import confirm
from portal.submissions.references import new_reference
from portal.words import Kind


class AlreadyReceived(Exception):
    """This draft was sent before; ``submission_id`` is what it became then."""

    def __init__(self, submission_id: UUID) -> None:
        super().__init__(submission_id)
        self.submission_id = submission_id


def receive(
    draft: Draft,
    kind: Kind,
    council: str | None,
    answers: Mapping[str, Any],
    sections: list[dict[str, Any]],
    language: str,
    now: datetime,
) -> Submission:
    """Turn a finished draft into a submission, exactly once.

    ``sections`` are the questions with their answers in English, as staff will read them; ``answers`` the same by
    code. Adds the record, its route, the nudges, the receipt and the audit line to the session; the caller's request
    commits them together, so "sent" is shown only after all of them are safe (promise 1).

    Raises AlreadyReceived with the first submission if this draft was sent before (promise 2).
    """
    if draft.submission_id is not None:
        raise AlreadyReceived(draft.submission_id)
    directory = snapshot()
    route = decide(kind, council, answers, directory)
    team = directory.team(route.team)
    assert team is not None  # routes only name teams of this directory
    submission = Submission(
        reference=new_reference(),
        kind=kind,
        council=route.council,
        team_code=route.team,
        urgency=route.urgency,
        urgency_order=URGENCY_ORDER[route.urgency],
        status=Status.NEW,
        is_open=True,
        restricted=kind is Kind.VIEWS,
        flagged=route.flagged,
        received_at=now,
        look_by=look_by(team, route.urgency, now),
        language=language,
        send_key=draft.id,
    )
    holder = ChildWords if submission.restricted else Words
    said = holder(submission_id=submission.id)
    said.said = {"sections": sections, "answers": dict(answers)}
    db.session.add_all([submission, said])
    send_to(submission, route, directory, now)
    if answers.get("email"):
        confirm(submission, team, answers["email"])
    draft.state, draft.submission_id = None, submission.id
    try:
        audit.record(Event.SUBMISSION_RECEIVED, submission, kind=str(kind), team=route.team, urgency=str(route.urgency))
    except IntegrityError as error:
        db.session.rollback()
        first = db.session.scalars(select(Submission.id).where(Submission.send_key == draft.id)).one_or_none()
        if first is None:
            raise  # two references alike, once in a blue moon: nothing was kept, and the next press draws another
        raise AlreadyReceived(first) from error
    return submission


def send_to(submission: Submission, route: Route, directory: Directory, now: datetime, by: UUID | None = None) -> None:
    """Note the route and nudge its teams. A team that is only told gets the same mail and no way to the words."""
    taken = RouteTaken(submission_id=submission.id, team_code=route.team, at=now, by=by)
    taken.why = list(route.reasons)
    db.session.add(taken)
    told = {one.team_code for one in submission.told}
    db.session.add_all(Told(submission_id=submission.id, team_code=code) for code in route.also if code not in told)
    for code in (route.team, *route.also):
        nudge(submission, code, directory)


def nudge(submission: Submission, team_code: str, directory: Directory) -> None:
    """Put a mail to the team's inbox in the outbox: kind, reference and a link, nothing about anybody."""
    team = directory.team(team_code)
    assert team is not None  # routes only name teams of this directory
    assert team.inbox is not None  # and none that cannot be reached (routing.prove)
    outbox.nudge(
        team.code,
        team.inbox,
        kind=submission.kind,
        reference=submission.reference,
        urgency=submission.urgency,
        link=url_for("staff.submission", submission_id=submission.id, _external=True),
        submission_id=submission.id,
    )
