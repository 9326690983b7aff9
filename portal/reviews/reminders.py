"""Telling a team that reviews are overdue: one mail a week to its inbox while there are any, and no name in it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Flask, url_for
from sqlalchemy import delete, func, select

from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, State
from portal.directory import hours, snapshot
from portal.register.models import Child
from portal.storage import db
from portal.submissions.queue import COUNTED

FROM = time(8)
"""London time."""
KEPT = timedelta(days=14)
"""How long such a mail stays in the outbox. No submission knows of it, so nothing else deletes it."""


def remind_of_reviews(app: Flask) -> None:
    """Put this week's mail in the outbox of each team that has overdue reviews and had none yet. The worker commits.

    The outbox itself remembers who was told: run it again, late, or twice at once, and each team has one mail a week.
    """
    now = datetime.now(UTC)
    local = hours.local(now)
    if not hours.is_working_day(local.date()) or local.time() < FROM:
        return
    monday = local.date() - timedelta(days=local.weekday())
    week = datetime.combine(monday, time(), hours.LONDON)
    mine = OutboxMessage.template == outbox.REVIEWS_TEMPLATE
    over = OutboxMessage.state.in_([State.SENT, State.FAILED]) & (OutboxMessage.created_at < now - KEPT)
    db.session.execute(delete(OutboxMessage).where(mine, over))
    told = set(db.session.scalars(select(OutboxMessage.team_code).where(mine, OutboxMessage.created_at >= week)))
    with app.test_request_context():  # a link needs a site to begin with; the mail puts the real one in its place
        link = url_for("staff.reviews", _external=True)
        for team in snapshot(fresh=True).teams:
            if team.code in told or not team.reachable or team.inbox is None:
                continue
            late = (
                select(Child.id)
                .where(
                    Child.team_code == team.code,
                    Child.listed.is_(True),
                    Child.current.is_(True),
                    Child.next_review_on < local.date(),
                )
                .limit(COUNTED + 1)
            )
            number = db.session.scalars(select(func.count()).select_from(late.subquery())).one()
            if number:
                said = f"More than {COUNTED}" if number > COUNTED else str(number)
                outbox.reviews_overdue(team.code, team.inbox, number=said, link=link)
        db.session.flush()
