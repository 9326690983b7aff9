"""Pages that are the same for everybody: drawn once for each language, then handed out as they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import wraps

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from portal.web.language import locale_code

STALE = 10.0
"""Seconds after which a page is drawn anew: what a clock says, such as "answers now", is at most this much late."""
MOST = 2000
"""How many pages are kept, of some ten kB each."""
_TOKEN = "\0token\0"  # noqa: S105 - the place of a token: no page can hold a NUL


def kept_by(by: Callable[[], Hashable]) -> Callable[[Callable[..., str]], Callable[..., str | bytes]]:
    """Keep what a view draws, when it is asked for without arguments.

    Only what was drawn for a visitor without a session is kept, so nothing of one person can reach another. ``by``
    names what else the page shows beside its address and its language (a reading level, a version of the directory).
    What it names must be few, and known to the site: never a text that a visitor made up.
    """

    def of(view: Callable[..., str]) -> Callable[..., str | bytes]:
        @wraps(view)
        def hand_out(**where: str) -> str | bytes:
            if request.args or request.method != "GET":
                return view(**where)
            key = (request.endpoint, *sorted(where.items()), locale_code(), by())
            return b"".join(_keep(key, lambda: view(**where), lambda _page: not session))

        return hand_out

    return of


def kept(view: Callable[..., str]) -> Callable[..., str | bytes]:
    """Keep a page that shows nothing beside its address and its language."""
    return kept_by(lambda: None)(view)


def keep_while(app: Flask, edition: Callable[[], Hashable]) -> None:
    """Hand out a kept page only while ``edition`` says the same as when the page was drawn. What is kept of an earlier
    edition is never handed out again."""
    app.extensions["portal.edition"] = edition


def keep_form(key: tuple[Hashable, ...], draw: Callable[[], str]) -> str | bytes:
    """Keep a page whose form nobody has filled in, when it is asked for without arguments; each visitor gets it with
    a token of their own.

    ``key`` names all that the page shows. It is for the caller to see that ``draw`` puts nothing on it of what a
    person answered.
    """
    if request.query_string:
        return draw()  # links on the page repeat the address, so it is this visitor's alone
    token = _token()
    around = _keep((*key, locale_code()), lambda: draw().replace(token, _TOKEN), lambda page: _TOKEN in page)
    return token.encode().join(around)


def _edition() -> Hashable:
    edition: Callable[[], Hashable] | None = current_app.extensions.get("portal.edition")
    return edition() if edition else None


def _token() -> str:
    """The visitor's CSRF token. It lasts as long as their session, so the one signed last is as good as a new one."""
    tokens: dict[str, str] = current_app.extensions.setdefault("portal.tokens", {})
    signed = tokens.get(session.get("csrf_token", ""))  # once: another thread may clear them meanwhile
    if signed is None:
        if len(tokens) >= MOST:
            tokens.clear()
        signed = generate_csrf()
        tokens[session["csrf_token"]] = signed
    g.csrf_token = signed  # where Flask-WTF looks, so that the form on the page gets this very one
    return signed


def _keep(key: tuple[Hashable, ...], draw: Callable[[], str], may_keep: Callable[[str], bool]) -> list[bytes]:
    """The page as it is sent, cut where a token goes: to put it together is quicker than to encode it each time."""
    pages: dict[tuple[Hashable, ...], tuple[float, list[bytes]]] = current_app.extensions.setdefault("portal.kept", {})
    key = (_edition(), *key)
    drawn_at, cut = pages.get(key, (0.0, []))
    now = time.monotonic()
    if cut and now - drawn_at < STALE:
        return cut
    page = draw()
    cut = [piece.encode() for piece in page.split(_TOKEN)]
    if may_keep(page):
        if len(pages) >= MOST:
            pages.clear()
        pages[key] = (now, cut)
    return cut
