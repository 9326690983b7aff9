"""What a reader of these pages has chosen: how hard the words are, and which council is theirs.

Asked for once in an address (``?level=easy``, ``?council=luton``), then kept in cookies for this visit. They are gone
when the browser closes, or at once with "Leave this page".
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from flask import Response, current_app, g, request

from portal.config import Config
from portal.directory import Council, snapshot
from portal.pages import Level

LEVEL, COUNCIL = "level", "council"


@dataclass(frozen=True)
class Reader:
    """Whoever reads. ``council`` is None until they chose one that this site serves."""

    level: Level
    council: Council | None

    @property
    def council_code(self) -> str | None:
        """The code of their council."""
        return self.council.code if self.council else None


def reader() -> Reader:
    """The reader of this page. What they did not choose, or what there is not, is Standard and no council."""
    if "reader" not in g:
        level, council = _chosen(LEVEL), _chosen(COUNCIL)
        served = {one.code: one for one in snapshot().councils}
        g.reader = Reader(Level(level) if level in list(Level) else Level.STANDARD, served.get(council))
    found: Reader = g.reader
    return found


def choices() -> Hashable:
    """All that these pages show beside their address and language, for keeping them."""
    return reader().level, reader().council_code, snapshot().version


def remember(response: Response) -> Response:
    """Keep what this address asked for. Only what there is: a cookie never repeats what somebody made up."""
    asked = {LEVEL, COUNCIL} & request.args.keys()
    if asked and response.status_code < 400:
        easy = Level.EASY if reader().level is Level.EASY else None  # Standard needs no cookie
        for name in asked:
            _keep(response, name, easy if name == LEVEL else reader().council_code)
    return response


def forget(response: Response) -> None:
    """Remove every choice from the device."""
    for name in (LEVEL, COUNCIL):
        _keep(response, name, None)


def _chosen(name: str) -> str:
    return request.args.get(name, request.cookies.get(name, ""))


def _keep(response: Response, name: str, value: str | None) -> None:
    config: Config = current_app.extensions["portal.config"]
    if value:
        response.set_cookie(name, value, secure=config.secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(name, secure=config.secure, httponly=True, samesite="Lax")
