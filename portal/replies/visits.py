"""Who is reading now: browsers in which a right code was typed. The cookie holds a random token and nothing else."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import session
from sqlalchemy import delete, select

from portal.replies import typed
from portal.replies.models import Conversation, Visit
from portal.storage import db

TOKEN = "replies"  # noqa: S105 - the name under which the cookie holds it
LASTS = timedelta(minutes=15)
"""From the last page that was asked for."""


def open_for(conversation: Conversation, now: datetime) -> None:
    """Let this browser read the conversation; a visit that it had before is ended."""
    end()
    token = secrets.token_urlsafe(32)
    db.session.add(Visit(token_hash=_hash(token), conversation_id=conversation.id, expires_at=now + LASTS))
    session[TOKEN] = token


def current(now: datetime) -> Conversation | None:
    """The conversation that is open in this browser, or None. It stays open for :data:`LASTS` from ``now``."""
    token = session.get(TOKEN)
    if not token:
        return None
    visit = db.session.scalars(select(Visit).where(Visit.token_hash == _hash(token))).one_or_none()
    if visit is None or visit.expires_at <= now:
        return None
    conversation = db.session.get_one(Conversation, visit.conversation_id)
    if conversation.wiped_at is not None:  # in the very moment in which the code was typed here
        return None
    visit.expires_at = now + LASTS
    return conversation


def end() -> None:
    """Close what is open in this browser, and forget what was typed in it. A copied cookie opens nothing afterwards."""
    typed.forget()
    token = session.pop(TOKEN, None)
    if token:
        db.session.execute(delete(Visit).where(Visit.token_hash == _hash(token)))


def end_all(conversation: Conversation) -> None:
    """Close the conversation in every browser."""
    db.session.execute(delete(Visit).where(Visit.conversation_id == conversation.id))


def purge(now: datetime | None = None) -> int:
    """Delete every visit past its time; gives how many."""
    gone = delete(Visit).where(Visit.expires_at < (now or datetime.now(UTC))).returning(Visit.id)
    return len(db.session.scalars(gone).all())


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
