"""Which language a page speaks: ``?lang=`` once, then a cookie, then what the browser asks for, then English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.lists import format_list
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, get_locale

from portal.config import LANGUAGES, BadSettings, Config
from portal.web.catalogues import ENGLISH, FOLDER, catalogue, speak

COOKIE = "language"
YEAR = 365 * 24 * 60 * 60


def locale_code() -> str:
    """The code of this page's language as settings and folders write it: ``en_GB``, ``ur``."""
    if "locale_code" not in g:
        g.locale_code = _choose()
    code: str = g.locale_code
    return code


def html_language(code: str) -> str:
    """The code as HTML writes it: ``en-GB``."""
    return code.replace("_", "-")


def direction() -> str:
    """``ltr`` or ``rtl``: which way this page's language runs."""
    return str(Locale.parse(locale_code()).text_direction)


def english_address() -> str:
    """The address of this page in English."""
    return "?" + urlencode([*_other_arguments(), ("lang", ENGLISH)])


def offered_languages() -> list[dict[str, Any]]:
    """Each language on offer: its own name, its HTML code, whether it is this page's, and the address that asks
    for it (the same page, with every other argument kept).
    """
    return [
        {
            "code": code,
            "name": LANGUAGES[code],
            "lang": html_language(code),
            "current": code == locale_code(),
            "href": "?" + urlencode([*_other_arguments(), ("lang", code)]),
        }
        for code in _offered()
    ]


def init_language(app: Flask, config: Config) -> None:
    """Let Flask-Babel translate pages, with British English dates where nothing else was asked for.

    Raises BadSettings for a language without a compiled catalogue: its pages would be English and nobody would know.
    """
    missing = [code for code in config.languages if code != ENGLISH and not catalogue(code).with_suffix(".mo").exists()]
    if missing:
        words = f"PORTAL_LANGUAGES: {', '.join(missing)} has no compiled catalogue. `make ready` compiles them."
        raise BadSettings([words])
    app.extensions["portal.languages"] = config.languages
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # sentences may be broken over lines in a template
    app.jinja_env.globals["html_language"] = html_language
    app.jinja_env.filters["listed"] = listed
    babel = Babel(
        app,
        default_locale=ENGLISH,
        default_timezone="Europe/London",
        default_translation_directories=str(FOLDER),
        locale_selector=locale_code,
    )
    speak(app, babel)

    @app.after_request
    def remember(response: Response) -> Response:
        asked = request.args.get("lang")
        if asked in config.languages and response.status_code < 400:
            response.set_cookie(
                COOKIE, asked, max_age=YEAR, secure=config.secure, httponly=True, samesite="Lax", path="/"
            )
        return response


def listed(words: Iterable[str]) -> str:
    """The words as this language joins them: "Bedford, Luton and Torbay"."""
    return str(format_list(list(words), locale=current_locale()))


def current_locale() -> Locale:
    """Babel's locale for dates, numbers and lists on this page; English outside a request."""
    return get_locale() or Locale.parse(ENGLISH)


def _offered() -> tuple[str, ...]:
    languages: tuple[str, ...] = current_app.extensions["portal.languages"]
    return languages


def _other_arguments() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]


def _choose() -> str:
    if not request or request.path.startswith("/staff"):  # staff pages are English
        return ENGLISH
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in _offered():
            return asked
    if not request.headers.get("Accept-Language"):
        return ENGLISH
    by_tag = {html_language(code): code for code in _offered()}
    return by_tag.get(request.accept_languages.best_match(list(by_tag)) or "", ENGLISH)
