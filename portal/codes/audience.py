"""Whose codes they are. The codes of one audience open nothing of another.

A parent's code has a key that is quick to make. What guards it: the code has 51.73 bits (five_words), only so many
tries are taken (throttle), and nobody with the database alone can test a guess, for the key is made with the keyset
file. Whoever has that file as well opens what parents wrote without any code, so a slow key would guard nothing more,
and all who send or save a form at the same time would wait for each other's. A young person's key is slow besides: they
are few at a time, and a second guard costs them nothing.
"""

from __future__ import annotations

from enum import StrEnum

from portal.codes.five_words import meant, quick_key, slow_key
from portal.storage import keys


class Audience(StrEnum):
    """Who keeps a code. A parent may find a young person's words, and must get nowhere with them on a parents' page."""

    YOUNG_PEOPLE = "young_people"
    FAMILIES = "families"


SLOW = frozenset({Audience.YOUNG_PEOPLE})
"""Whose keys take some 20 ms of a core."""
_MARKS = {Audience.YOUNG_PEOPLE: b"young people's codes", Audience.FAMILIES: b"families' codes"}


def lookup_key(audience: Audience, code: str) -> bytes:
    """The 32 bytes under which a code of theirs is kept: always the same, and nobody's who has the database alone."""
    secret = keys().mark(_MARKS[audience])
    return slow_key(code, secret) if audience in SLOW else quick_key(code, secret)


def key_for(audience: Audience, typed: str) -> bytes:
    """The key to look up for whatever was typed. Always makes one key, so no code and unknown code take the same time.

    What is no code gets a key that belongs to no code, its own for each text.
    """
    return lookup_key(audience, meant(typed))
