"""How often codes may be tried: for each code, and for all of one audience. Never by the address of a computer.

A whole school shares one address, and so do a child and a parent. Nothing is kept of who tried.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select

from portal.codes.audience import Audience
from portal.codes.models import CodeTry
from portal.storage import db

PER_CODE = 10
"""Tries of one code, right or wrong, within :data:`AN_HOUR`."""
AN_HOUR = timedelta(hours=1)
WRONG = 3000
"""Wrong tries of all codes together within :data:`A_WHILE`: 432,000 a day, of 3,700 million million codes. With 100,000
codes given out that is one hit in 240 years; few enough to guess, and too many to shut the door for everybody soon."""
A_WHILE = timedelta(minutes=10)


def busy(audience: Audience, now: datetime) -> bool:
    """Whether everybody of this audience has to wait. Ask before a key is made, which may cost time."""
    lately = CodeTry.audience == audience, CodeTry.at > now - A_WHILE
    wrong = select(CodeTry.id).where(*lately, CodeTry.found.is_(False)).limit(WRONG)
    return db.session.scalars(select(func.count()).select_from(wrong.subquery())).one() >= WRONG


def admitted(key: bytes, now: datetime) -> bytes:
    """``key`` while its code may be tried, and afterwards one that belongs to no code.

    So a code that was tried too often is looked up, counted and answered like one that nobody has; and what comes too
    often counts for the site, but does not keep the code shut any longer.
    """
    tried = select(func.count()).where(CodeTry.code_hash == _hash(key), CodeTry.at > now - AN_HOUR)
    return key if db.session.scalars(tried).one() < PER_CODE else nobodys(key)


def nobodys(key: bytes) -> bytes:
    """A key like ``key`` that belongs to no code: to look something up and surely not find it."""
    return _hash(b"nobody's" + key)


def count(audience: Audience, key: bytes, found: bool, now: datetime) -> None:
    """Note one try of ``key``, as :func:`admitted` gave it."""
    db.session.add(CodeTry(audience=audience, code_hash=_hash(key), found=found, at=now))


def purge(now: datetime | None = None) -> int:
    """Delete every try that counts for nothing any more; gives how many."""
    gone = delete(CodeTry).where(CodeTry.at <= (now or datetime.now(UTC)) - AN_HOUR).returning(CodeTry.id)
    return len(db.session.scalars(gone).all())


def _hash(key: bytes) -> bytes:
    return sha256(key).digest()
