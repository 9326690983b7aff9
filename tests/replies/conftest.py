"""Young people who sent something and hold a code, and the people of the team who answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.delivery.models import OutboxMessage, Purpose
from portal.journeys import drafts
from portal.replies import conversations
from portal.replies.models import Conversation
from portal.storage import db, reads_only
from portal.submissions import Submission, SubmissionEvent, receive
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.support import answers as sets

STAFF = uuid.UUID(int=7)
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
"""A Tuesday morning."""


@contextmanager
def acting(app: Flask) -> Iterator[None]:
    """One request that may write, committed at its end."""
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        yield
        db.session.commit()


@dataclass(frozen=True)
class Sent:
    """What a young person sent, and the code that they hold."""

    app: Flask
    submission_id: uuid.UUID
    code: str

    @property
    def conversation(self) -> Conversation:
        found = conversations.of(self.submission_id)
        assert found is not None
        return found

    @property
    def submission(self) -> Submission:
        return db.session.get_one(Submission, self.submission_id)

    def answered(self, words: str = "We have read it.", now: datetime | None = None) -> None:
        with acting(self.app):
            conversations.answer(self.conversation, words, STAFF, now or datetime.now(UTC))

    def wrote(self, words: str = "I have a question.", now: datetime | None = None, key: str = "") -> None:
        with acting(self.app):
            conversations.write(self.conversation, words, now or datetime.now(UTC), key)


Sending = Callable[..., Sent]
SAID = [{"title": None, "rows": [{"question": "What is going well?", "answer": [sets.VIEWS["going_well"]]}]}]
"""As staff read it, in short."""


def send(
    app: Flask,
    council: str | None = "luton",
    at: datetime | None = None,
    language: str = "en_GB",
    level: str = "standard",
    **more: Any,
) -> Sent:
    """Send somebody's views to ``council`` at ``at``; ``more`` are answers. Gives what they hold after it."""
    now, answers = at or datetime.now(UTC), {**sets.VIEWS, **more}
    with acting(app):
        submission = receive(drafts.start(VIEWS, now), Kind.VIEWS, council, answers, SAID, language, now)
        code = conversations.begin(submission, answers, language, level, now)
        return Sent(app, submission.id, code)


@pytest.fixture
def sending(app: Flask) -> Sending:
    """``sending(council="luton", at=..., wants_contact="yes")``: somebody sent their views and got a code."""
    return partial(send, app)


@pytest.fixture
def sent(sending: Sending) -> Sent:
    """Somebody who wants an answer by code."""
    return sending(wants_contact="yes", contact_how="by_code")


@pytest.fixture
def directory_anew(app: Flask) -> Any:
    """The app remembers the directory for a second: neither a test before nor one after may see another's."""
    app.extensions.pop("portal.directory", None)
    yield
    app.extensions.pop("portal.directory", None)


def history(sent: Sent) -> list[str]:
    found = select(SubmissionEvent.what).where(SubmissionEvent.submission_id == sent.submission_id)
    return list(db.session.scalars(found.order_by(SubmissionEvent.at)))


def mails(purpose: Purpose) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == purpose)))


def nudged(app: Flask) -> list[str | None]:
    with app.app_context():
        return sorted(str(mail.team_code) for mail in mails(Purpose.NUDGE))


def forget_nudges(app: Flask) -> None:
    with app.app_context():
        db.session.query(OutboxMessage).delete()
        db.session.commit()
