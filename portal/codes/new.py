"""New codes. A slow key is made while the request holds nothing in the database: nobody else could write meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from flask import g

from portal.codes.audience import SLOW, Audience, lookup_key
from portal.codes.five_words import new_code


class Fresh(NamedTuple):
    """A code that was not given out yet, and the key under which it will be kept."""

    code: str
    key: bytes


def make_ready(audience: Audience) -> None:
    """Make a code now, for :func:`fresh` to give later in this request, if its key is a slow one."""
    if audience in SLOW:
        g.fresh_code = audience, _made(audience)


def fresh(audience: Audience) -> Fresh:
    """The code that was made ready in this request, once; another one where there is none."""
    ready: tuple[Audience, Fresh] | None = g.pop("fresh_code", None)
    return ready[1] if ready and ready[0] is audience else _made(audience)


def _made(audience: Audience) -> Fresh:
    code = new_code()
    return Fresh(code, lookup_key(audience, code))
