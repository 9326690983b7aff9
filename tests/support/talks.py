"""Young people who write by code, and a look at what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask

from portal.replies import conversations
from portal.replies.models import Conversation
from portal.storage import db, reads_only
from portal.submissions import Submission
from tests.support.pages import parsed, text_of


class Talk:
    """The conversation about one submission, as the young person has it."""

    def __init__(
        self,
        app: Flask,
        submission_id: uuid.UUID,
        language: str = "en_GB",
        level: str = "easy",
        at: datetime | None = None,
    ) -> None:
        self.app, self.id = app, submission_id
        with self._acting():
            submission = db.session.get_one(Submission, submission_id)
            self.code = conversations.begin(
                submission, submission.said["answers"], language, level, at or datetime.now(UTC)
            )

    def wrote(self, words: str = "When do I hear from you?", at: datetime | None = None) -> None:
        """The young person writes again."""
        with self._acting():
            conversations.write(self._found(), words, at or datetime.now(UTC))

    def answered(self, words: str, by: uuid.UUID, at: datetime | None = None) -> None:
        """Somebody of the team answers, past the page."""
        with self._acting():
            conversations.answer(self._found(), words, by, at or datetime.now(UTC))

    def looked(self, at: datetime | None = None) -> None:
        """The young person reads what is there."""
        with self._acting():
            conversations.seen_by_young_person(self._found(), at or datetime.now(UTC))

    def wiped(self) -> None:
        """The young person ends it."""
        with self._acting():
            conversations.wipe(self._found(), datetime.now(UTC))

    @property
    def messages(self) -> list[tuple[uuid.UUID | None, str, datetime | None]]:
        """All that was written: by whom, what, and when the other side read it."""
        with self.app.app_context():
            return [(one.by, one.words, one.read_at) for one in self._found().messages]

    @property
    def waits_since(self) -> datetime | None:
        """Since when something waits for an answer."""
        with self.app.app_context():
            return self._found().waits_since

    @contextmanager
    def _acting(self) -> Iterator[None]:
        with self.app.test_request_context("/", method="POST"):
            reads_only(False)
            yield
            db.session.commit()

    def _found(self) -> Conversation:
        found = conversations.of(self.id)
        assert found is not None
        return found


def section(page: str) -> str:
    """What a staff page says under "Write with them"."""
    found = next(x for x in parsed(page.encode()).iter("section") if x.get("aria-labelledby") == "write")
    return text_of(found)
