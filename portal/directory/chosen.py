"""Which council a reader of the public pages has chosen, and so which law is in force for them.

Asked for once in an address (``?council=luton``), then kept in a cookie until the browser closes.
"""

from __future__ import annotations

from datetime import date

from flask import Response, current_app, request

from portal.config import Config
from portal.directory.facts import Council
from portal.directory.snapshot import snapshot
from portal.web.fields import today
from portal.words import Regime

COOKIE = "council"


def chosen_council() -> Council | None:
    """The council that the reader chose; None where they chose none, or one that this site does not serve."""
    code = request.args.get(COOKIE, request.cookies.get(COOKIE, ""))
    return next((one for one in snapshot().councils if one.code == code), None)


def regime_at(council: Council | None, day: date | None = None) -> Regime:
    """The law in force at ``council`` on ``day``, or today. While no council is known: that of all of them where they
    agree, or else the one before the registers."""
    day = day or today()
    if council:
        return council.regime_on(day)
    found = {one.regime_on(day) for one in snapshot().councils}
    return found.pop() if len(found) == 1 else Regime.PRE_CNIS


def regimes_differ() -> bool:
    """Whether the councils of this site work under different laws today."""
    return len({one.regime_on(today()) for one in snapshot().councils}) > 1


def remember_council(response: Response) -> Response:
    """Keep what this address asked for. Only what there is: a cookie never repeats what somebody made up."""
    if COOKIE in request.args and response.status_code < 400:
        council = chosen_council()
        keep_choice(response, COOKIE, council.code if council else None)
    return response


def keep_choice(response: Response, name: str, value: str | None) -> None:
    """Keep a reader's choice in a cookie of its own, for as long as the browser is open; None removes it."""
    config: Config = current_app.extensions["portal.config"]
    if value:
        response.set_cookie(name, value, secure=config.secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(name, secure=config.secure, httponly=True, samesite="Lax")
