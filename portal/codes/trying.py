"""Trying a code: the same amount of work whatever was typed, and every try counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from portal.codes import throttle
from portal.codes.audience import Audience, key_for
from portal.storage import db

Found = TypeVar("Found")


class Busy(Exception):
    """So many wrong codes of one audience were tried that everybody has to wait some minutes."""


def try_code(audience: Audience, typed: str, find: Callable[[bytes], Found | None], now: datetime) -> Found | None:
    """What ``find`` finds under the key of the code in ``typed``, and opens here; None when there is nothing. Counts
    the try.

    Commits twice: nobody may be kept from writing while a slow key is made, and a try counts also when the page that
    tells of it is an error. A wrong code, an unknown one, no code at all and one tried too often make one key and one
    row each; ``find`` is to do as much for a key that it knows nothing of as for one that it does.

    Raises Busy, before the key is made: a flood must not cost more than the question whether there is one.
    """
    if throttle.busy(audience, now):
        raise Busy
    db.session.commit()
    key = throttle.admitted(key_for(audience, typed), now)
    found = find(key)
    throttle.count(audience, key, found is not None, now)
    db.session.commit()
    return found
