"""What a reader of these pages has chosen: how hard the words are, and which council is theirs.

Asked for once in an address (``?level=easy``, ``?council=luton``), then kept in cookies for this visit. They are gone
when the browser closes, or at once with "Leave this page".
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from flask import Response, g, request

from portal.directory import Council, snapshot
from portal.directory.chosen import COOKIE as COUNCIL
from portal.directory.chosen import chosen_council, keep_choice, regime_at, remember_council
from portal.pages import Level

LEVEL = "level"


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
        level = request.args.get(LEVEL, request.cookies.get(LEVEL, ""))
        g.reader = Reader(Level(level) if level in list(Level) else Level.STANDARD, chosen_council())
    found: Reader = g.reader
    return found


def choices() -> Hashable:
    """All that these pages show beside their address and language, for keeping them."""
    return reader().level, reader().council_code, regime_at(reader().council), snapshot().version


def remember(response: Response) -> Response:
    """Keep what this address asked for. Only what there is: a cookie never repeats what somebody made up."""
    if LEVEL in request.args and response.status_code < 400:
        easy = Level.EASY if reader().level is Level.EASY else None  # Standard needs no cookie
        keep_choice(response, LEVEL, easy)
    return remember_council(response)


def forget(response: Response) -> None:
    """Remove every choice from the device."""
    for name in (LEVEL, COUNCIL):
        keep_choice(response, name, None)
