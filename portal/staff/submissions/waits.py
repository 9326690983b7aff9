"""What waits for a young person or for staff, how long, and whether it may speak of danger, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from portal.directory import Directory
from portal.replies.models import Conversation
from portal.replies.waiting import Mark, due
from portal.signs.danger import Sign, signs_in
from portal.staff.wording import ago, moment, owed
from portal.submissions import Submission

SPEAKS_OF = {
    Sign.NOT_SAFE: "not being safe",
    Sign.BEING_HURT: "being hurt by somebody",
    Sign.HURTING_MYSELF: "hurting themselves",
    Sign.RUNNING_AWAY: "running away",
}


@dataclass(frozen=True)
class Waits:
    """One thing that waits, and what is owed to it: "due today", "2 days late"."""

    text: str
    owed: str | None = None


def in_queue(found: Submission, mark: Mark, reads: bool, directory: Directory, now: datetime) -> list[Waits]:
    """The marks of one line. Who may not read it (``reads``) learns that something waits and how long, not what."""
    said = []
    if mark.waits_since:
        since = ago(mark.waits_since, now)
        text = f"Something waits for an answer, {since}"
        if reads:
            what = "They want an answer here" if mark.first else "They wrote again"
            text = f"{what}, {since if since == 'today' else f'waits {since}'}"
        said.append(Waits(text, owed(due(found, mark.waits_since, directory), now)))
    if mark.unread_since and reads:
        said.append(Waits(f"Answer not read yet, {ago(mark.unread_since, now)}"))
    return said


def sentence(found: Submission, since: datetime, directory: Directory, now: datetime) -> str:
    """What waits, for whoever is about to answer."""
    by = due(found, since, directory)
    late = f" ({said})" if (said := owed(by, now)) else ""
    return f"They wrote on {moment(since)} and nobody has answered. Answer by {moment(by)}{late}."


def danger(conversation: Conversation) -> str | None:
    """What the messages that nobody has answered yet may speak of; None when of no danger, or when nothing waits.

    Raises CannotOpen when a message was tampered with.
    """
    if conversation.waits_since is None:
        return None
    since = takewhile(lambda message: message.by is None, reversed(conversation.messages))
    found = {sign for message in since for sign in signs_in(message.words)}
    said = ", ".join(words for sign, words in SPEAKS_OF.items() if sign in found)
    return f"What they wrote since may speak of: {said}." if said else None
