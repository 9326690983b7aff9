"""Which sign-ins stand: begun, kept alive by use, ended on the server."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, g, session
from flask_login import user_logged_out
from flask_security import (
    password_changed,
    tf_code_confirmed,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)
from sqlalchemy import delete

from portal.accounts import throttle
from portal.accounts.models import SignIn, Staff
from portal.audit import Event, record
from portal.storage import db

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
"""The cookie is written anew at most this often."""

_SIGNED_IN_KEYS = ("_user_id", "_fresh", "fs_paa")


def stands(staff: Staff, now: datetime | None = None) -> bool:
    """Whether this browser's sign-in of ``staff`` still counts, and if so that it was used now.

    The start is held in the database; the last use in the signed cookie, where an old copy only ends sooner.
    """
    now = now or datetime.now(UTC)
    row = db.session.get(SignIn, uuid.UUID(session["sign_in"])) if "sign_in" in session else None
    if row is None or row.staff_id != staff.id:
        return False
    seen = datetime.fromtimestamp(session.get("seen", 0), UTC)
    if now - seen >= IDLE or now - row.started_at >= LONGEST:
        g.sign_in_ended = True
        return False
    if now - seen >= SEEN_EVERY:
        session["seen"] = int(now.timestamp())
    return True


def watch(app: Flask) -> None:
    """Have every sign-in, failure, sign-out and change of credentials leave its trace."""
    user_authenticated.connect(_begun, app)
    user_failed_authn.connect(_failed, app)
    user_logged_out.connect(_ended, app)
    password_changed.connect(_password_changed, app)
    tf_profile_changed.connect(_app_changed, app)
    tf_code_confirmed.connect(_app_confirmed, app)


def _begun(_app: Flask, user: Staff, authn_via: list[str] | None = None, **_: Any) -> None:
    now = datetime.now(UTC)
    kept = {key: session[key] for key in _SIGNED_IN_KEYS if key in session}
    expired = SignIn.started_at < now - LONGEST
    db.session.execute(delete(SignIn).where(expired | (SignIn.id == _current_id())))
    row = SignIn(staff_id=user.id, started_at=now)
    db.session.add(row)
    session.clear()
    session.update(kept, sign_in=row.id.hex, seen=int(time.time()))
    if authn_via != ["change"]:
        user.last_sign_in_at = now
        throttle.forget(user.email)
        record(Event.STAFF_SIGNED_IN, user, by=user.id)


def _failed(_app: Flask, user: Staff, auth_type: str = "password", **_: Any) -> None:
    failed(user.email, user, auth_type)


def failed(email: str, staff: Staff | None, what: str) -> None:
    """Count and record one failed try. ``what`` was wrong: ``account``, ``password``, ``code``, ``recovery-code``."""
    throttle.failed(email)
    record(Event.STAFF_SIGN_IN_FAILED, staff, what=what)


def _ended(_app: Flask, user: Any, **_: Any) -> None:
    db.session.execute(delete(SignIn).where(SignIn.id == _current_id()))
    session.clear()
    if isinstance(staff := user, Staff):
        record(Event.STAFF_SIGNED_OUT, staff, by=staff.id)


def _password_changed(_app: Flask, user: Staff, **_: Any) -> None:
    record(Event.STAFF_CHANGED, user, by=user.id, what="password")


def _app_changed(_app: Flask, user: Staff, **_: Any) -> None:
    record(Event.STAFF_CHANGED, user, by=user.id, what="authenticator-app")


def _app_confirmed(_app: Flask, user: Staff, **_: Any) -> None:
    if session.get("tf_state") == "validating_profile":  # the first time; later changes are made signed in
        _app_changed(_app, user)
    g.offer_recovery_codes = not user.mf_recovery_codes


def _current_id() -> uuid.UUID | None:
    return uuid.UUID(session["sign_in"]) if "sign_in" in session else None
