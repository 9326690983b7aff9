"""Which language a page speaks: ``?lang=`` once, then a cookie, then what the browser asks for, then English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.lists import format_list
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, get_locale

from portal.config import ENGLISH, BadSettings, Config, is_language
from portal.web.bidi import apart, isolated
from portal.web.catalogues import catalogue, head, keep_translations_in, speak

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


def own_name(code: str) -> str:
    """What the language calls itself, as a list of languages writes it: ``Polski``, ``اردو``.

    Its catalogue may say (``# Name of the language: دری``); otherwise it is what Unicode's CLDR has.
    """
    name = head(code).get("Name of the language") or Locale.parse(code).get_language_name(code) or code
    return name[0].upper() + name[1:]


def direction(code: str | None = None) -> str:
    """``ltr`` or ``rtl``: which way a language runs; this page's, when none is named."""
    return str(Locale.parse(code or locale_code()).text_direction)


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
            "name": own_name(code),
            "lang": html_language(code),
            "current": code == locale_code(),
            "href": "?" + urlencode([*_other_arguments(), ("lang", code)]),
        }
        for code in _offered()
    ]


def init_language(app: Flask, config: Config) -> None:
    """Let Flask-Babel translate pages, with British English dates where nothing else was asked for.

    Raises BadSettings for a language without a compiled catalogue: its pages would be English and nobody would know;
    and for one whose dates and plurals nobody knows.
    """
    keep_translations_in(config.translations_dir)
    wrong = [words for code in config.languages if (words := _hindrance(code))]
    if wrong:
        raise BadSettings(wrong)
    app.extensions["portal.languages"] = config.languages
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # sentences may be broken over lines in a template
    app.jinja_env.globals.update(html_language=html_language, direction_of=direction)
    app.jinja_env.filters.update(listed=listed, in_order=in_order)
    babel = Babel(
        app,
        default_locale=ENGLISH,
        default_timezone="Europe/London",
        default_translation_directories=str(config.translations_dir),
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
    locale = current_locale()
    return str(format_list(apart(words) if locale.text_direction == "rtl" else list(words), locale=locale))


def in_order(words: str, code: str) -> str:
    """Words in the language ``code`` from elsewhere than a catalogue (the title of a page), with the numbers and Latin
    words in them isolated where it runs from right to left.
    """
    return isolated(words) if direction(code) == "rtl" else words


def current_locale() -> Locale:
    """Babel's locale for dates, numbers and lists on this page; English outside a request."""
    return get_locale() or Locale.parse(ENGLISH)


def _offered() -> tuple[str, ...]:
    languages: tuple[str, ...] = current_app.extensions["portal.languages"]
    return languages


def _hindrance(code: str) -> str | None:
    """Why the language cannot be offered, in a sentence for whoever starts the portal."""
    if code != ENGLISH and not catalogue(code).with_suffix(".mo").exists():
        return f"PORTAL_LANGUAGES: {code} has no compiled catalogue. `make ready` compiles it."
    if not is_language(code):
        return f"PORTAL_LANGUAGES: {code} is no code of a language whose dates and plurals are known (Unicode CLDR)."
    return None


def _other_arguments() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]


def _choose() -> str:
    if not request or request.path.startswith("/staff"):  # staff pages are English
        return ENGLISH
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked and asked in _offered():
            return asked
    if not request.environ.get("HTTP_ACCEPT_LANGUAGE"):
        return ENGLISH
    by_tag = {html_language(code): code for code in _offered()}
    return by_tag.get(request.accept_languages.best_match(list(by_tag)) or "", ENGLISH)
