"""Growing waits after failed sign-ins: per account, and gently for the whole site.

Never by the address of a computer alone, for a whole council shares one. An account and an address that nobody has
are treated alike.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.models import SignInWait
from portal.storage import db

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)

SITE = uuid.UUID(int=0)
SITE_FREE_TRIES = 100
SITE_WAIT = timedelta(seconds=2)
"""Short: guesses over the whole site stay under 1,800 an hour, and nobody can lock all staff out for long."""
SITE_FORGOTTEN_AFTER = timedelta(hours=1)


def wait(email: str, now: datetime | None = None) -> timedelta:
    """How long until another try for ``email`` is taken; zero when it may be tried now.

    Holds the account's row until the commit, so that fifty tries at once are fifty tries one after the other.
    """
    now = now or datetime.now(UTC)
    until = max(_held(SITE, now).until, _held(_row_id(email), now).until)
    return max(until - now, timedelta(0))


def failed(email: str, now: datetime | None = None) -> None:
    """Count a failed try for ``email``. Waits double from 15 seconds after the fifth, up to 15 minutes."""
    now = now or datetime.now(UTC)
    account = _counted(_held(_row_id(email), now), FORGOTTEN_AFTER, now)
    if account.failures >= FREE_TRIES:
        doublings = min(account.failures - FREE_TRIES, 10)
        account.until = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    site = _counted(_held(SITE, now), SITE_FORGOTTEN_AFTER, now)
    if site.failures >= SITE_FREE_TRIES:
        site.until = now + SITE_WAIT
    db.session.flush()


def forget(email: str) -> None:
    """A whole sign-in succeeded, or an administrator set a new password: the account starts afresh."""
    row = db.session.get(SignInWait, _row_id(email))
    if row is not None:
        row.failures, row.until = 0, datetime.now(UTC)


def _counted(row: SignInWait, forgotten_after: timedelta, now: datetime) -> SignInWait:
    row.failures = 1 if now - row.failed_at > forgotten_after else row.failures + 1
    row.failed_at = now
    return row


def _held(row_id: uuid.UUID, now: datetime) -> SignInWait:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(SignInWait).values(id=row_id, failures=0, until=now, failed_at=now).on_conflict_do_nothing()
    )
    return db.session.execute(select(SignInWait).where(SignInWait.id == row_id).with_for_update()).scalar_one()


def _row_id(email: str) -> uuid.UUID:
    return uuid.UUID(bytes=sha256(email.strip().casefold().encode()).digest()[:16])
