"""The translators' catalogues: where they are, whether a professional has checked them, and looking texts up quickly.

A page asks for some fifty texts. Flask-Babel finds out anew for each of them which app, language and catalogue are
meant, which took half of a page's time; here that is asked once for each language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from portal.config import ENGLISH, TRANSLATIONS, catalogue_in
from portal.web.bidi import isolated

_folder = TRANSLATIONS


def translations_folder() -> Path:
    """Where all that translators write is: ``<locale>/LC_MESSAGES`` and ``<locale>/pages``. Needs no request.

    It is the same for the whole process: what ``PORTAL_TRANSLATIONS_DIR`` names, or the portal's own.
    """
    return _folder


def keep_translations_in(folder: Path) -> None:
    """Take all translations from ``folder`` from now on."""
    global _folder
    _folder = folder


def catalogue(code: str) -> Path:
    """Where the language's catalogue is, whether it exists or not."""
    return catalogue_in(translations_folder(), code)


def is_checked(code: str) -> bool:
    """Whether a professional translator has checked this language: its catalogue says so in its own head."""
    return code == ENGLISH or head(code).get("Checked by a professional translator") == "yes"


def head(code: str) -> dict[str, str]:
    """What the language's catalogue says of itself: the lines ``# Name: value`` that it begins with."""
    return _head(catalogue(code)) if code != ENGLISH else {}


@cache
def _head(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").split("msgid", 1)[0].splitlines()
    pairs = (line.removeprefix("#").partition(":") for line in lines)
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}


class QuickDomain(Domain):  # type: ignore[misc]  # Flask-Babel is not typed
    """Flask-Babel's domain with one look-up for each language."""

    def get_translations(self) -> Any:
        """The catalogue of the language that is spoken now; without one, texts stay as they are."""
        return _now()


def _now() -> NullTranslations:
    """The catalogue of the language that is spoken now, found once in a request."""
    if not has_app_context():
        return NullTranslations()
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = _loaded(translations_folder(), get_locale())
    return found


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Let texts come in another language than the page's, such as English for staff to read."""
    with force_locale(code):
        before = g.pop("catalogue", None)
        try:
            yield
        finally:
            g.catalogue = before


@cache
def _loaded(folder: Path, locale: Any) -> NullTranslations:
    if not locale:
        return NullTranslations()
    kind = RightToLeft if locale.text_direction == "rtl" else Translations
    return kind.load(folder, [locale])


class RightToLeft(Translations):
    """A catalogue whose texts keep the numbers and Latin words in them in order."""

    def ugettext(self, message: str) -> str:
        """The translation of a text."""
        return isolated(super().ugettext(message))

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        """The translation of a text for a number of things."""
        return isolated(super().ungettext(singular, plural, num))


def speak(app: Flask, babel: Babel) -> None:
    """Let templates look their words up quickly."""
    babel.domain_instance = QuickDomain()
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


class Words(LazyString):  # type: ignore[misc]  # Flask-Babel is not typed
    """A text that becomes words in the reader's language only when it is shown, and then is escaped like any other."""

    def __init__(self, text: str, **names: Any) -> None:
        super().__init__(None, text, **names)

    def __str__(self) -> str:
        found: str = _now().ugettext(self._args[0])
        return found % self._kwargs if self._kwargs else found

    def __html__(self) -> Markup:
        return escape(str(self))


def lazy_gettext(text: str, **names: Any) -> Words:
    """``text`` in the language of whoever reads it, however early it is written. Import it as ``_l``."""
    return Words(text, **names)


@pass_eval_context
def _gettext(context: EvalContext, text: str, **names: Any) -> str:
    found = _now().ugettext(text)
    return (Markup(found) if context.autoescape else found) % names  # noqa: S704 - a translator's text, names escaped


@pass_eval_context
def _ngettext(context: EvalContext, one: str, many: str, num: int, **names: Any) -> str:
    found = _now().ungettext(one, many, num)
    return (Markup(found) if context.autoescape else found) % {"num": num, **names}  # noqa: S704 - as above
