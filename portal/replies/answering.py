"""Answering when other people do things at the same moment: nothing that somebody has not seen is ever answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.replies import conversations
from portal.replies.models import Conversation, Message


class Meanwhile(Exception):
    """Something was written here since the page was opened: ``newer`` messages, oldest first."""

    def __init__(self, newer: list[Message]) -> None:
        super().__init__()
        self.newer = newer


def send(conversation: Conversation, words: str, seen: int, by: UUID, now: datetime) -> None:
    """Answer, as somebody who had the first ``seen`` messages before them. A second press of the button adds nothing.

    The caller holds the submission's row. Raises Meanwhile when there are newer messages, and what
    ``conversations.answer`` raises.
    """
    newer = conversation.messages[seen:]
    if any(one.by == by and one.words == words for one in newer):
        return
    _nothing_newer(newer)
    conversations.answer(conversation, words, by, now)


def let_rest(conversation: Conversation, reason: str, seen: int, by: UUID, now: datetime) -> None:
    """Decide that the first ``seen`` messages need no answer, and why. Does nothing where nothing waits.

    The caller holds the submission's row. Raises Meanwhile when there are newer messages.
    """
    if conversation.waits_since is not None:
        _nothing_newer(conversation.messages[seen:])
        conversations.needs_no_answer(conversation, reason, by, now)


def _nothing_newer(newer: list[Message]) -> None:
    if newer:
        raise Meanwhile(newer)
