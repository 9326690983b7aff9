"""New codes. The key of one takes some 20 ms of a core: it is made while the request holds nothing in the database, for
nobody else could write meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from flask import g

from portal.codes.audience import Audience, secret
from portal.codes.five_words import lookup_key, new_code


class Fresh(NamedTuple):
    """A code that was not given out yet, and the key under which it will be kept."""

    code: str
    key: bytes


def make_ready(audience: Audience) -> None:
    """Make a code now, for :func:`fresh` to give later in this request."""
    g.fresh_code = audience, _made(audience)


def fresh(audience: Audience) -> Fresh:
    """The code that was made ready in this request, once; another one where there is none."""
    ready: tuple[Audience, Fresh] | None = g.pop("fresh_code", None)
    return ready[1] if ready and ready[0] is audience else _made(audience)


def _made(audience: Audience) -> Fresh:
    code = new_code()
    return Fresh(code, lookup_key(code, secret(audience)))
