"""Finding, keeping and forgetting drafts. The browser's cookie holds random tokens and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog
from flask import request, session
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.journeys.journey import Journey
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.storage import db

TOKENS = "drafts"
CODE_SHOWN = timedelta(minutes=2)
"""A code is shown once. This is for an answer that got lost on the way, and for nothing else."""
AWAY, KEEPER, OPEN, TRIES = "away", "keeper", "open_until", "tries"
"""What a draft's state holds beside the progress: see :func:`put_away`, :func:`keeper`, :func:`open_until` and
:func:`tries`."""
A_LITTLE = timedelta(minutes=1)
"""By how much at least a look at a page must move the time until which the form stays open, to be worth writing."""
_PROGRESS = {field.name for field in fields(Progress)} - {"journey"}
_OPENED = "_opened"
_MINE = Draft.token_hash == bindparam("token_hash")
_LOOK = select(Draft.__table__).where(_MINE)
_AS_ROW = Draft.__mapper__.class_manager
_HOLD = select(Draft).where(_MINE).with_for_update()

log = structlog.get_logger(__name__)


def start(journey: Journey, now: datetime) -> Draft:
    """Begin a new draft in this browser; an earlier one of the same journey is forgotten."""
    forget_here(journey.code)
    token = secrets.token_urlsafe(32)
    draft = Draft(token_hash=_hash(token), journey=journey.code)
    save(draft, Progress(journey, begun=now.isoformat()), now)
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
        row = connection.execute(_LOOK, {"token_hash": token_hash}).first()
    if row is None:
        return None
    draft: Draft = _AS_ROW.new_instance()
    vars(draft).update(row._mapping)  # not one by one: nobody has to be told that a copy changed
    return draft


def _hold(token_hash: bytes) -> Draft | None:
    return db.session.scalars(_HOLD, {"token_hash": token_hash}).one_or_none()


def progress(draft: Draft, journey: Journey) -> Progress:
    """How far the draft is."""
    return Progress(journey, **{name: value for name, value in _state(draft).items() if name in _PROGRESS})


def save(draft: Draft, made: Progress, now: datetime) -> None:
    """Keep the progress, and the draft for its lifetime from now."""
    lock = made.journey.lock
    note(draft, made, **({OPEN: (now + lock.after).isoformat()} if lock else {}))
    draft.expires_at = max(now + made.journey.lifetime, draft.expires_at if draft.code_key else now)


def note(draft: Draft, made: Progress, **beside: Any) -> None:
    """Keep the progress, and nothing longer than it was to be kept."""
    kept = {name: value for name, value in _state(draft).items() if name not in _PROGRESS}
    draft.state = {**kept, **beside, **made.as_json()}


def put_away(draft: Draft) -> dict[str, str]:
    """What there is to know of a draft that was put away with a code: the ``code``, and ``until`` when it is shown."""
    found: dict[str, str] = _state(draft).get(AWAY, {})
    return found


def keeper(draft: Draft) -> dict[str, Any]:
    """What is known of how to reach whoever keeps the draft by a code, beside the code's key: what was last given to
    :func:`set_keeper`."""
    found: dict[str, Any] = _state(draft).get(KEEPER, {})
    return found


def set_keeper(draft: Draft, known: Mapping[str, Any]) -> None:
    """Remember this of whoever keeps the draft, encrypted as their answers are."""
    draft.state = {**_state(draft), KEEPER: dict(known)}


def keep(draft: Draft, journey: Journey, code: str, code_key: bytes, now: datetime) -> None:
    """Put the draft away for as long as its journey says, under ``code_key``. Only the code opens it now; this browser
    is shown the code for a moment (:data:`CODE_SHOWN`; as long as a page stays open, where one closes) and nothing
    else."""
    draft.code_key, draft.expires_at = code_key, now + journey.kept_for
    show_code(draft, journey, code, now)


def show_code(draft: Draft, journey: Journey, code: str, now: datetime) -> None:
    """Let this browser see the code of a draft that was put away for a while, counted from now."""
    shown = journey.lock.after if journey.lock else CODE_SHOWN
    draft.state = {**_state(draft), AWAY: {"code": code, "until": (now + shown).isoformat()}}


def take_up(draft: Draft, journey: Journey, now: datetime) -> None:
    """Open the draft in the browser that holds it: it is not put away any more, and not closed. The code stays good."""
    beside = {OPEN: (now + journey.lock.after).isoformat()} if journey.lock else {}
    draft.state = {name: value for name, value in _state(draft).items() if name not in (AWAY, TRIES)} | beside


def resume_by_code(code_key: bytes, now: datetime, journeys: Collection[Journey] = ()) -> Draft | None:
    """Make the unsent draft that is kept under ``code_key`` this browser's own, in the place of another of the same
    journey; and give it, or None when there is none. With ``journeys``, one of these and of no other."""
    found = select(Draft).where(Draft.code_key == code_key, Draft.submission_id.is_(None), Draft.expires_at > now)
    if journeys:
        found = found.where(Draft.journey.in_([journey.code for journey in journeys]))
    draft = db.session.scalars(found.with_for_update()).one_or_none()
    if draft is None:
        return None
    forget_here(draft.journey)
    token = secrets.token_urlsafe(32)
    draft.token_hash = _hash(token)
    draft.state = {name: value for name, value in _state(draft).items() if name not in (AWAY, TRIES)}
    session[TOKENS] = {**session.get(TOKENS, {}), draft.journey: token}
    return draft


def open_until(draft: Draft) -> datetime | None:
    """When the form closes on this device, if nobody asks for a page before; None where it never does."""
    found = _state(draft).get(OPEN)
    return datetime.fromisoformat(found) if found else None


def is_closed(draft: Draft, now: datetime) -> bool:
    """Whether nobody asked for a page for so long that the form has closed on this device."""
    until = open_until(draft)
    return until is not None and now >= until


def stay_open(draft: Draft, journey: Journey, now: datetime) -> None:
    """Somebody asked for a page, so the form stays open for another while. On a page that is only shown it is written
    at once; else with the rest."""
    known = open_until(draft)
    if journey.lock is None or (known and now + journey.lock.after - known < A_LITTLE):
        return
    before = draft.state_sealed
    draft.state = {**_state(draft), OPEN: (now + journey.lock.after).isoformat()}
    if request.method == "GET" and not _write_alone(draft, before):
        draft.state_sealed = before


def _write_alone(draft: Draft, before: bytes | None) -> bool:
    """Write the state of a copy that was only looked at, unless another window was faster: then it says more. False
    when the database cannot take it: the page is shown all the same."""
    table = Draft.__table__
    change = update(Draft).where(table.c.id == draft.id, table.c.state_sealed == before)
    try:
        with db.engine.begin() as connection:
            connection.execute(change.values(state_sealed=draft.state_sealed))
    except SQLAlchemyError as error:
        log.warning("a look at a form was not noted", error=type(error).__name__)
        return False
    return True


def tries(draft: Draft) -> int:
    """How many wrong answers were given to open the closed form."""
    return int(_state(draft).get(TRIES, 0))


def count_try(draft: Draft) -> None:
    """One more was wrong."""
    draft.state = {**_state(draft), TRIES: tries(draft) + 1}


def was_sent(draft: Draft, journey: Journey, now: datetime) -> None:
    """The draft has become a submission: its code opens nothing any more, nobody is reminded of it, and what is left of
    it goes when a page that was just answered would."""
    draft.code_key, draft.remind_at = None, None
    draft.expires_at = min(draft.expires_at, now + journey.lifetime)


def remove(draft: Draft) -> None:
    """Delete the draft, also when it is kept by a code. Neither the code nor a copied cookie opens anything after."""
    tokens = dict(session.get(TOKENS, {}))
    tokens.pop(draft.journey, None)
    session[TOKENS] = tokens
    db.session.execute(delete(Draft).where(Draft.id == draft.id))


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

    The draft of another journey stays: a parent whose form is gone would ask who was here. A page of it that is open
    now has to be sent twice, for its token is gone.
    """
    others = {code: token for code, token in session.get(TOKENS, {}).items() if code not in journeys}
    forget_here(*journeys)
    session.clear()
    if others:
        session[TOKENS] = others


def purge(now: datetime | None = None) -> int:
    """Delete every draft past its time; gives how many."""
    gone = delete(Draft).where(Draft.expires_at < (now or datetime.now(UTC))).returning(Draft.id)
    return len(db.session.scalars(gone).all())


def _state(draft: Draft) -> Mapping[str, Any]:
    """What the draft stores, only to be read. A page asks for parts of it several times: it is opened once."""
    known: tuple[bytes | None, Mapping[str, Any]] | None = getattr(draft, _OPENED, None)
    if known is None or known[0] != draft.state_sealed:
        known = draft.state_sealed, draft.state or {}
        setattr(draft, _OPENED, known)
    return known[1]


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
