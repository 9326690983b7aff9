"""Opening what belongs to a young person's code: a conversation, or a form that was kept."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from portal.codes import Audience, throttle, trying
from portal.codes.trying import Busy
from portal.journeys import drafts
from portal.replies import conversations, visits

__all__ = ["Busy", "Opened", "try_code"]


class Opened(Enum):
    """What was found."""

    NOTHING = "nothing"
    CONVERSATION = "conversation"
    """It can be read in this browser now."""
    DRAFT = "draft"
    """A form that was kept and not sent yet: this browser can go on with it."""


def try_code(typed: str, now: datetime, to_write: bool = False) -> Opened:
    """Open what belongs to the code in ``typed``, whatever that is, and count the try (portal.codes.trying, which says
    when it commits). ``to_write``: only a conversation will do, not a draft.

    Raises Busy when everybody has to wait.
    """

    def find(key: bytes) -> Opened | None:
        """Two look-ups when there is nothing, whatever the reason."""
        conversation = conversations.found_by(key)
        if conversation is not None:
            visits.open_for(conversation, now)
            return Opened.CONVERSATION
        if drafts.resume_by_code(throttle.nobodys(key) if to_write else key, now):
            visits.end()
            return Opened.DRAFT
        return None

    return trying.try_code(Audience.YOUNG_PEOPLE, typed, find, now) or Opened.NOTHING
