"""Was a parent's form sent from this browser within the hour? For the hint of that name (portal/signs/voice.py).

The browser's cookie holds a random id, and the database a keyed hash of it that runs out: no record of who sent what.
Nothing leads from it to a submission, whoever holds the database. Leaving the site takes the cookie, and so the answer,
away.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime, timedelta

from flask import session
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage import db, keys
from portal.submissions.models import SenderMark

BROWSER = "browser"
"""What the random id is called in the cookie."""
REMEMBERED = timedelta(minutes=50)
STEP = timedelta(minutes=10)
"""A mark runs out on a full ten minutes, so that it does not tell when the form was sent: after 50 to 60 minutes, which
keeps "within the hour" true."""


def remember(now: datetime) -> None:
    """A parent's form was sent from this browser. Adds to the session of the database; the caller commits."""
    browser = session.setdefault(BROWSER, secrets.token_urlsafe(32))
    expires_at = hour_from(now)
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    new = insert(SenderMark).values(id=uuid.uuid4(), mark=_mark(browser), expires_at=expires_at)
    db.session.execute(new.on_conflict_do_update(index_elements=["mark"], set_={"expires_at": expires_at}))


def sent_lately(now: datetime) -> bool:
    """Whether a parent's form was sent from this browser within the hour. A browser that sent none is not marked."""
    browser = session.get(BROWSER)
    if not isinstance(browser, str):
        return False
    known = select(SenderMark.id).where(SenderMark.mark == _mark(browser), SenderMark.expires_at > now)
    return db.session.scalars(known).one_or_none() is not None


def purge(now: datetime | None = None) -> int:
    """Delete every mark past its time; gives how many."""
    gone = delete(SenderMark).where(SenderMark.expires_at <= (now or datetime.now(UTC))).returning(SenderMark.id)
    return len(db.session.scalars(gone).all())


def hour_from(now: datetime) -> datetime:
    """When a mark made now runs out."""
    return _round_up(now + REMEMBERED)


def _mark(browser: str) -> bytes:
    return keys().mark(f"browser {browser}".encode())


def _round_up(moment: datetime) -> datetime:
    over = timedelta(seconds=moment.timestamp() % STEP.total_seconds())
    return moment + STEP - over if over else moment
