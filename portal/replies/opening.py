"""Trying a code: the one way in, and the same amount of work whatever was typed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from portal import codes
from portal.codes import Audience, throttle
from portal.journeys import drafts
from portal.replies import conversations, visits
from portal.storage import db


class Busy(Exception):
    """So many wrong codes were tried on all young people that everybody has to wait some minutes."""


class Opened(Enum):
    """What was found."""

    NOTHING = "nothing"
    CONVERSATION = "conversation"
    """It can be read in this browser now."""
    DRAFT = "draft"
    """A form that was kept and not sent yet: this browser can go on with it."""


def try_code(typed: str, now: datetime, to_write: bool = False) -> Opened:
    """Open what belongs to the code in ``typed``, whatever that is, and count the try.

    Commits twice: nobody may be kept from writing while the key is made, and a try counts also when the page that
    tells of it is an error. A wrong code, an unknown one, one that was wiped, no code at all and one tried too often
    make one key, three look-ups and one row each. ``to_write``: only a conversation will do, not a draft.

    Raises Busy, before the key is made: a flood must not cost more than the question whether there is one.
    """
    if throttle.busy(Audience.YOUNG_PEOPLE, now):
        raise Busy
    db.session.commit()
    key = throttle.admitted(codes.key_for(typed, codes.secret(Audience.YOUNG_PEOPLE)), now)
    conversation = conversations.found_by(key)
    opened = Opened.NOTHING
    if conversation is not None:
        visits.open_for(conversation, now)
        opened = Opened.CONVERSATION
    elif drafts.resume_by_code(throttle.nobodys(key) if to_write else key, now):
        visits.end()
        opened = Opened.DRAFT
    throttle.count(Audience.YOUNG_PEOPLE, key, opened is not Opened.NOTHING, now)
    db.session.commit()
    return opened
