"""Telling whoever saved a form and gave an address for it that it will be removed soon: once, and never about one that
was sent or removed. And forgetting those mails, which hold the address and the words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from flask import Flask
from sqlalchemy import delete, select

from portal.delivery.models import OutboxMessage, State
from portal.families import keeping
from portal.journeys.models import Draft
from portal.storage import CannotOpen, db

MAILS_KEPT = timedelta(days=3)
"""How long a mail that has gone out, or was given up, can still be looked at by whoever looks after the site."""

log = structlog.get_logger(__name__)


def remind_keepers(app: Flask) -> None:
    """Put the one mail about each form that is due for it in the outbox. The worker commits the mail together with the
    note that it was made: run again, run twice at once, or run late after the worker was down, there is one.
    """
    now = datetime.now(UTC)
    due = select(Draft).where(Draft.remind_at <= now, Draft.expires_at > now, Draft.submission_id.is_(None))
    with app.test_request_context():  # a link needs a site to begin with; the mail puts the real one in its place
        for draft in db.session.scalars(due.with_for_update(skip_locked=True)):
            try:
                keeping.remind(draft)
            except CannotOpen:  # one that was tampered with must not keep the others from their mail; it is due no more
                log.error("a kept form does not open", draft=draft.id.hex)
        db.session.flush()


def forget_mails(_app: Flask) -> None:
    """Delete the mails about kept forms that nothing is to be done with any more. No submission knows of them, so no
    period of one ever ends for them. The worker commits.
    """
    done = OutboxMessage.template.in_(keeping.TEMPLATES), OutboxMessage.state.in_([State.SENT, State.FAILED])
    db.session.execute(delete(OutboxMessage).where(*done, OutboxMessage.created_at < datetime.now(UTC) - MAILS_KEPT))
