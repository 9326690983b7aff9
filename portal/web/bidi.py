"""Numbers and Latin words inside text that runs from right to left.

Without help "0800 1111" turns into "1111 0800" there, and a full stop after a name jumps to its other side. Unicode's
isolates keep such a piece together and in its own order (Unicode Standard Annex 9); nobody sees or hears them. They are
put into every text that comes from a right-to-left catalogue, so translators and templates need not think of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
"""What follows runs from left to right; it runs as its own first letter does; and here it ends."""

_PIECES = re.compile(
    r"(?P<kept><[^>]*>|&\w+;)"
    r"|(?P<inserted>%\(\w+\)[sd]|%%\{\w+\})"
    r"|(?P<latin>[A-Za-z0-9](?:[A-Za-z0-9 .,:/@+’'–-]*[A-Za-z0-9])?)"
)


@lru_cache(maxsize=4096)
def isolated(message: str) -> str:
    """A message of a right-to-left catalogue with each number, Latin word and placeholder isolated; tags as they were.

    Only for what translators wrote: it is little, and kept.
    """
    return _PIECES.sub(_isolate, message)


def apart(words: Iterable[str]) -> list[str]:
    """Each of the words isolated, for a list that runs from right to left."""
    return [f"{FSI}{word}{PDI}" for word in words]


def _isolate(found: re.Match[str]) -> str:
    if found["kept"]:
        return found["kept"]
    return f"{FSI}{found['inserted']}{PDI}" if found["inserted"] else f"{LRI}{found['latin']}{PDI}"
