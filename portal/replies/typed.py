"""What was typed into a page of the five words and was not taken: kept for the page that shows it again.

That page is one that is asked for. An answer to a press of a button would stay in the browser's history with what was
sent: "Back" would send it once more, after everything else has been forgotten. The cookie holds a random token, and
the page's address the id of a row that opens for this token alone.

One answer to a button cannot be helped: the page that gives words back when the database is locked. So a visit that was
left has a mark here, and what is sent from its pages afterwards is thrown away.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from flask import session
from sqlalchemy import delete, select

from portal.replies.models import Typed
from portal.storage import db

TOKEN = "typed"  # noqa: S105 - the name under which the cookie holds it
LASTS = timedelta(minutes=15)
A_MARK_LASTS = timedelta(days=30)
"""A browser can open its last windows again after days, each with what was sent from it."""


@dataclass(frozen=True)
class Again:
    """What one press of a button sent: its values by the names of their fields, ``why`` it was not taken where only
    the view knows, and whether the page's token was too old (``late``)."""

    values: Mapping[str, list[str]]
    why: str = ""
    late: bool = False


def keep(again: Again, now: datetime, instead_of: str = "") -> str:
    """Keep it for :data:`LASTS`; gives the name that :func:`find` knows it by. ``instead_of`` names what this browser
    sent before in the same place, which goes."""
    drop(instead_of)
    token = session.get(TOKEN) or secrets.token_urlsafe(32)
    row = Typed(token_hash=_hash(token), expires_at=now + LASTS)
    row.what = {"values": dict(again.values), "why": again.why, "late": again.late}
    db.session.add(row)
    session[TOKEN] = token
    return row.id.hex


def find(name: str, now: datetime) -> Again | None:
    """What this browser sent and is kept under ``name``. Raises CannotOpen when the row was tampered with."""
    key, token = _id(name), session.get(TOKEN)
    if key is None or not token:
        return None
    mine = select(Typed).where(Typed.id == key, Typed.token_hash == _hash(token), Typed.expires_at > now)
    row = db.session.scalars(mine).one_or_none()
    return Again(**row.what) if row else None


def drop(name: str) -> None:
    """Forget one of this browser's, because it was taken now or comes anew."""
    key, token = _id(name), session.get(TOKEN)
    if key and token:
        db.session.execute(delete(Typed).where(Typed.id == key, Typed.token_hash == _hash(token)))


def forget() -> None:
    """Forget all that this browser sent. A copied cookie opens nothing afterwards."""
    token = session.pop(TOKEN, None)
    if token:
        db.session.execute(delete(Typed).where(Typed.token_hash == _hash(token)))


def take_no_more(marks: Iterable[str], now: datetime) -> None:
    """Note that the visits with these marks were left."""
    db.session.add_all(Typed(token_hash=bytes.fromhex(one), what={}, expires_at=now + A_MARK_LASTS) for one in marks)


def takes_no_more(mark: str, now: datetime) -> bool:
    """Whether the visit with this mark was left."""
    left = select(Typed.id).where(Typed.token_hash == bytes.fromhex(mark), Typed.expires_at > now).limit(1)
    return db.session.scalar(left) is not None


def mark_of(visit: str) -> str:
    """What is known of a visit (a browser's session, by its secret) that was left: 64 signs that lead back to
    nothing."""
    return _hash(f"left {visit}").hex()


def purge(now: datetime | None = None) -> int:
    """Delete all that is past its time; gives how many."""
    gone = delete(Typed).where(Typed.expires_at < (now or datetime.now(UTC))).returning(Typed.id)
    return len(db.session.scalars(gone).all())


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
