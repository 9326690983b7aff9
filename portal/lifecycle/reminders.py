"""Telling a team again that a young person waits for an answer: once on each working day until somebody answered."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from flask import Flask
from sqlalchemy import exists, select

from portal.delivery.models import OutboxMessage, Purpose
from portal.directory import Directory, hours, snapshot
from portal.replies.waiting import all_waiting
from portal.storage import db
from portal.submissions import Submission, nudge
from portal.submissions.clock import answer_by
from portal.words import Urgency

FROM = time(8)
"""London time. A mail of the night is only one more in the morning."""


def remind_teams(app: Flask) -> None:
    """Nudge each team that owes a young person an answer and is past its clock, unless it was nudged today already.
    The worker commits.

    The outbox itself remembers who was nudged: run it again, run it twice at once, or run it late after the worker was
    down, and each team has one mail a day about each.
    """
    now = datetime.now(UTC)
    local = now.astimezone(hours.LONDON)
    if not hours.is_working_day(local.date()) or local.time() < FROM:
        return
    today, directory = datetime.combine(local.date(), time(), hours.LONDON), snapshot(fresh=True)
    with app.test_request_context():  # a link needs a site to begin with; the mail puts the real one in its place
        for submission, since in all_waiting():
            team_code = _reachable(submission, directory)
            if _due(submission, since, directory) < now and not _nudged(submission.id, team_code, today):
                nudge(submission, team_code, directory, now, again=True)
        db.session.flush()


def _due(submission: Submission, since: datetime, directory: Directory) -> datetime:
    return answer_by(directory.team(submission.team_code), Urgency(submission.urgency), since)


def _reachable(submission: Submission, directory: Directory) -> str:
    """Its team; or, when nothing can be sent to that any more, whoever looks after what no other team gets."""
    team = directory.team(submission.team_code)
    if team is not None and team.reachable:
        return team.code
    return directory.duty_for(submission.council).code


def _nudged(submission_id: UUID, team_code: str, since: datetime) -> bool:
    """Whether a mail about it was put in the outbox for the team since then, whatever became of it."""
    told = exists().where(
        OutboxMessage.submission_id == submission_id,
        OutboxMessage.team_code == team_code,
        OutboxMessage.purpose == Purpose.NUDGE,
        OutboxMessage.created_at >= since,
    )
    return bool(db.session.scalar(select(told)))
