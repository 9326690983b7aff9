"""Finding, keeping and forgetting drafts. The browser's cookie holds random tokens and nothing else."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import request, session
from sqlalchemy import bindparam, delete, select

from portal.journeys.journey import Journey
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.storage import db

TOKENS = "drafts"
KEPT = timedelta(days=7)
"""How long a draft waits for somebody who asked to keep it."""
_MINE = Draft.token_hash == bindparam("token_hash")
_LOOK = select(Draft.__table__).where(_MINE)
_HOLD = select(Draft).where(_MINE).with_for_update()


def start(journey: Journey, now: datetime) -> Draft:
    """Begin a new draft in this browser; an earlier one of the same journey is forgotten."""
    forget(journey)
    token = secrets.token_urlsafe(32)
    draft = Draft(token_hash=_hash(token), journey=journey.code, expires_at=now + journey.lifetime)
    draft.state = Progress(journey).as_json()
    db.session.add(draft)
    session[TOKENS] = {**session.get(TOKENS, {}), journey.code: token}
    return draft


def current(journey: Journey, now: datetime) -> Draft | None:
    """This browser's draft of the journey, or None. A request that may change it holds it until it is committed, so
    two tabs take turns."""
    token = session.get(TOKENS, {}).get(journey.code)
    if not token:
        return None
    draft = (_look if request.method == "GET" else _hold)(_hash(token))
    return draft if draft and draft.journey == journey.code and draft.expires_at > now else None


def _look(token_hash: bytes) -> Draft | None:
    """A copy to read from. Most requests only show a page, and this costs half of what a row that may change does."""
    with db.engine.connect() as connection:
        row = connection.execute(_LOOK, {"token_hash": token_hash}).mappings().one_or_none()
    return Draft(**row) if row else None


def _hold(token_hash: bytes) -> Draft | None:
    return db.session.scalars(_HOLD, {"token_hash": token_hash}).one_or_none()


def progress(draft: Draft, journey: Journey) -> Progress:
    """How far the draft is."""
    state = draft.state or {}
    return Progress(journey, **state)


def save(draft: Draft, made: Progress, now: datetime) -> None:
    """Keep the progress, and the draft for its lifetime from now."""
    draft.state = made.as_json()
    draft.expires_at = max(now + made.journey.lifetime, draft.expires_at if draft.code_key else now)


def keep(draft: Draft, code_key: bytes, now: datetime) -> None:
    """Keep the draft for :data:`KEPT` days under ``code_key``, and out of this browser: only the code opens it now."""
    draft.code_key, draft.expires_at = code_key, now + KEPT
    forget_here(draft.journey)


def resume_by_code(code_key: bytes, now: datetime) -> bool:
    """Make the unsent draft that is kept under ``code_key`` this browser's own. False when there is none."""
    found = select(Draft).where(Draft.code_key == code_key, Draft.submission_id.is_(None), Draft.expires_at > now)
    draft = db.session.scalars(found.with_for_update()).one_or_none()
    if draft is None:
        return False
    token = secrets.token_urlsafe(32)
    draft.token_hash = _hash(token)
    session[TOKENS] = {**session.get(TOKENS, {}), draft.journey: token}
    return True


def forget(journey: Journey) -> None:
    """Remove this browser's draft of the journey, on the server and in the cookie."""
    forget_here(journey.code)


def forget_here(*journeys: str) -> None:
    """Remove this browser's drafts of ``journeys``, by their codes: on the server, unless they are kept by a code, and
    in the cookie."""
    tokens = dict(session.get(TOKENS, {}))
    hashes = [_hash(token) for journey in journeys if (token := tokens.pop(journey, None))]
    if not hashes:
        return
    session[TOKENS] = tokens
    mine = Draft.token_hash.in_(hashes)
    db.session.execute(delete(Draft).where(mine, Draft.code_key.is_(None)))
    for draft in db.session.scalars(select(Draft).where(mine)):
        draft.token_hash = secrets.token_bytes(32)  # the copied cookie opens nothing; the code does


def forget_all() -> None:
    """Leave nothing of this visit: every draft of this browser and the whole cookie. A copied cookie opens nothing
    afterwards, because what it points to is gone."""
    forget_here(*session.get(TOKENS, {}))
    session.clear()


def purge(now: datetime | None = None) -> int:
    """Delete every draft past its time; gives how many."""
    gone = delete(Draft).where(Draft.expires_at < (now or datetime.now(UTC))).returning(Draft.id)
    return len(db.session.scalars(gone).all())


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
