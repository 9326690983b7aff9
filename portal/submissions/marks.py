"""How often the same came within the hour, as keyed hashes and nothing else: nobody with the database can say what."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import func, insert, select

from portal.storage import db, keys
from portal.submissions.models import WordsMark
from portal.submissions.same_browser import hour_from


def times(said: str, now: datetime) -> int:
    """How often ``said`` came within the hour, this time included. Notes it in the session; the caller commits."""
    before = known(said, now)
    db.session.execute(insert(WordsMark).values(id=uuid.uuid4(), mark=_mark(said), expires_at=hour_from(now)))
    return before + 1


def known(said: str, now: datetime) -> int:
    """How often ``said`` was noted within the hour. Notes nothing."""
    found = select(func.count()).where(WordsMark.mark == _mark(said), WordsMark.expires_at > now)
    return db.session.scalars(found).one()


def _mark(said: str) -> bytes:
    return keys().mark(said.encode())
