"""Telling a team again that a young person waits for an answer: once on each working day until somebody answered."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from portal.delivery.models import OutboxMessage, Purpose
from portal.directory import Directory, hours, snapshot
from portal.replies.waiting import all_waiting, due
from portal.storage import db
from portal.submissions import Submission, nudge

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
        late = [one for one, since in all_waiting() if due(one, since, directory) < now]
        nudged = _nudged([one.id for one in late], today)
        for submission in late:
            team_code = _reachable(submission, directory)
            if (submission.id, team_code) not in nudged:
                nudge(submission, team_code, directory, now, again=True)
        db.session.flush()


def _reachable(submission: Submission, directory: Directory) -> str:
    """Its team; or, when nothing can be sent to that any more, whoever looks after what no other team gets."""
    team = directory.team(submission.team_code)
    if team is not None and team.reachable:
        return team.code
    return directory.duty_for(submission.council).code


def _nudged(submission_ids: list[UUID], since: datetime) -> set[tuple[UUID | None, str | None]]:
    """About which of these a mail was put in the outbox since then, and for which team, whatever became of it."""
    told = select(OutboxMessage.submission_id, OutboxMessage.team_code).where(
        OutboxMessage.submission_id.in_(submission_ids),
        OutboxMessage.purpose == Purpose.NUDGE,
        OutboxMessage.created_at >= since,
    )
    return {(row.submission_id, row.team_code) for row in db.session.execute(told)}
