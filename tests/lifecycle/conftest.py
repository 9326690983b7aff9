"""Submissions that were closed long ago, and councils that have said how long they keep them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.casework import triage
from portal.casework.triage import Outcome
from portal.delivery.models import DeliveryAttempt, OutboxMessage, State
from portal.delivery.models import Outcome as Came
from portal.lifecycle import purge_submissions, retention
from portal.lifecycle.models import RetentionPeriod
from portal.lifecycle.retention import RetentionKind
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import (
    Person,
    logged,
    manager,
    person,
    saira,
    sent,
    stored,
)

__all__ = ["Person", "logged", "manager", "person", "saira", "sent", "stored"]

SOMEBODY = uuid.UUID(int=7)
MONTHS = 12
YEARS_AGO = datetime.now(UTC) - timedelta(days=3 * 365)


@contextmanager
def acting(app: Flask) -> Iterator[None]:
    """One request that may write, committed at its end."""
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        yield
        db.session.commit()


def deliver(app: Flask) -> None:
    """Every mail there is goes out, after one try."""
    with acting(app):
        for message in db.session.scalars(select(OutboxMessage).where(OutboxMessage.state == State.WAITING)):
            message.state, message.next_at, message.sent_at = State.SENT, None, message.created_at
            db.session.add(
                DeliveryAttempt(
                    message_id=message.id, at=message.created_at, outcome=Came.SENT, error=None, seconds=0.1
                )
            )


def close(app: Flask, submission_id: uuid.UUID, at: datetime = YEARS_AGO, read: bool = True) -> None:
    """Somebody reads it and closes it, both at that moment."""
    with acting(app):
        found = db.session.get_one(Submission, submission_id)
        if read:
            triage.read(found, SOMEBODY, at)
        else:
            triage.take(found, SOMEBODY, at)
        triage.close(found, Outcome.MISTAKE, "", SOMEBODY, at)


def decide(
    app: Flask, kind: RetentionKind, months: int | None = MONTHS, council: str = "luton", at: datetime = YEARS_AGO
) -> None:
    """A council says how long it keeps a kind of record."""
    with acting(app):
        before = retention.decided(council, kind)
        retention.decide(council, kind, months, before[0].number if before else 0, "Our schedule", SOMEBODY, at)


def decide_all(app: Flask, months: int = MONTHS, council: str = "luton") -> None:
    """It says the same for every kind."""
    for kind in RetentionKind:
        decide(app, kind, months, council)


def purge(app: Flask) -> None:
    """The worker's job, once."""
    with app.app_context():
        reads_only(False)
        purge_submissions(app)
        db.session.remove()


def there(app: Flask, submission_id: uuid.UUID) -> bool:
    """Whether it is there still."""
    with app.app_context():
        return db.session.get(Submission, submission_id) is not None


def set_aside(app: Flask, submission_id: uuid.UUID) -> None:
    """It looks as if a machine had sent it."""
    with acting(app):
        db.session.execute(update(Submission).where(Submission.id == submission_id).values(suspect=True))


@pytest.fixture
def over(app: Flask, sent: Callable[..., uuid.UUID]) -> Callable[..., uuid.UUID]:
    """``over(kind, council, ...)``: sent, delivered, read and closed three years ago."""

    def made(kind: Kind = Kind.NOTIFICATION, council: str | None = "luton", **answers: Any) -> uuid.UUID:
        one = sent(kind, council, at=YEARS_AGO, **answers)
        deliver(app)
        close(app, one)
        return one

    return made


@pytest.fixture
def periods(app: Flask) -> Callable[[], list[RetentionPeriod]]:
    """Every decision there is."""

    def found() -> list[RetentionPeriod]:
        with app.app_context():
            return list(db.session.scalars(select(RetentionPeriod).order_by(RetentionPeriod.number)))

    return found
