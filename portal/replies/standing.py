"""How things stand, as a young person may know it: who has looked, by when somebody means to, what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.directory import snapshot
from portal.replies.models import Conversation, Message
from portal.signs.danger import signs_in
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.clock import promised


@dataclass(frozen=True)
class Line:
    """One message. ``mine``: the young person's own."""

    words: str
    at: datetime
    mine: bool
    read: bool
    """Whether the other side has had it before them."""


@dataclass(frozen=True)
class Standing:
    """What the page tells."""

    council: str | None
    looked_at: datetime | None
    """When a person first looked at what was sent; None while nobody has."""
    unread: bool
    """Whether the team has not read the newest words yet: the first ones, or what was written since."""
    meant_by: datetime
    """By when they mean to have read what they have not."""
    late: bool
    waits: bool
    """Whether an answer is owed."""
    closed: bool
    lines: list[Line]
    danger: bool
    """Whether what was written since the last answer may speak of danger."""

    @property
    def answered(self) -> bool:
        """Whether anybody has answered yet."""
        return any(not line.mine for line in self.lines)

    @property
    def news(self) -> bool:
        """Whether there is an answer that they have not had before them yet."""
        return any(not line.mine and not line.read for line in self.lines)


def standing(conversation: Conversation, now: datetime) -> Standing:
    """How the conversation stands. Raises CannotOpen when a message was tampered with."""
    submission = db.session.get_one(Submission, conversation.submission_id)
    lines = [_line(message) for message in conversation.messages]
    looks = [event.at for event in submission.events if event.what in ("seen", "answered")]
    waiting = [line.at for line in lines if line.mine and not line.read]
    since = waiting[0] if looks and waiting else submission.received_at
    meant_by = promised(submission, snapshot().team(submission.team_code), since)
    return Standing(
        council=submission.council,
        looked_at=min(looks, default=None),
        unread=not looks or bool(waiting),
        meant_by=meant_by,
        late=meant_by < now,
        waits=conversation.waits_since is not None,
        closed=not submission.is_open,
        lines=lines,
        danger=any(signs_in(line.words) for line in _since_the_last_answer(lines)),
    )


def _line(message: Message) -> Line:
    return Line(message.words, message.at, message.by is None, message.read_at is not None)


def _since_the_last_answer(lines: list[Line]) -> list[Line]:
    last = max((place for place, line in enumerate(lines) if not line.mine), default=-1)
    return lines[last + 1 :]
