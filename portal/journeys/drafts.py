"""Finding, keeping and forgetting drafts. The browser's cookie holds random tokens and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Collection
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
CODE_SHOWN = timedelta(minutes=2)
"""A code is shown once. This is for an answer that got lost on the way, and for nothing else."""
AWAY = "away"
_MINE = Draft.token_hash == bindparam("token_hash")
_LOOK = select(Draft.__table__).where(_MINE)
_HOLD = select(Draft).where(_MINE).with_for_update()


def start(journey: Journey, now: datetime) -> Draft:
    """Begin a new draft in this browser; an earlier one of the same journey is forgotten."""
    forget_here(journey.code)
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
    return Progress(journey, **{name: value for name, value in state.items() if name != AWAY})


def put_away(draft: Draft) -> dict[str, str]:
    """What there is to know of a draft that was put away with a code: the ``code``, and ``until`` when it is shown."""
    found: dict[str, str] = (draft.state or {}).get(AWAY, {})
    return found


def save(draft: Draft, made: Progress, now: datetime) -> None:
    """Keep the progress, and the draft for its lifetime from now."""
    draft.state = made.as_json()
    draft.expires_at = max(now + made.journey.lifetime, draft.expires_at if draft.code_key else now)


def keep(draft: Draft, code: str, code_key: bytes, now: datetime) -> None:
    """Put the draft away for :data:`KEPT` days under ``code_key``. Only the code opens it now; this browser is shown
    the code for a moment (:data:`CODE_SHOWN`) and nothing else."""
    draft.code_key, draft.expires_at = code_key, now + KEPT
    draft.state = {**draft.state, AWAY: {"code": code, "until": (now + CODE_SHOWN).isoformat()}}


def resume_by_code(code_key: bytes, now: datetime) -> bool:
    """Make the unsent draft that is kept under ``code_key`` this browser's own. False when there is none."""
    found = select(Draft).where(Draft.code_key == code_key, Draft.submission_id.is_(None), Draft.expires_at > now)
    draft = db.session.scalars(found.with_for_update()).one_or_none()
    if draft is None:
        return False
    token = secrets.token_urlsafe(32)
    draft.token_hash = _hash(token)
    draft.state = {name: value for name, value in draft.state.items() if name != AWAY}
    session[TOKENS] = {**session.get(TOKENS, {}), draft.journey: token}
    return True


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


def leave(journeys: Collection[str]) -> None:
    """Leave nothing of these journeys: this browser's drafts of them, and all else in the cookie. A copied cookie opens
    nothing afterwards, because what it points to is gone.

    The draft of another journey stays: a parent whose form is gone would ask who was here.
    """
    others = {code: token for code, token in session.get(TOKENS, {}).items() if code not in journeys}
    forget_here(*journeys)
    proof = session.get("csrf_token")
    session.clear()
    if others:
        session.update({TOKENS: others, "csrf_token": proof})


def purge(now: datetime | None = None) -> int:
    """Delete every draft past its time; gives how many."""
    gone = delete(Draft).where(Draft.expires_at < (now or datetime.now(UTC))).returning(Draft.id)
    return len(db.session.scalars(gone).all())


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
