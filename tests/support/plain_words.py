"""What a page in the made-up language (``pseudo.py``) still says in plain letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.lists import format_list
from playwright.sync_api import Locator, Page

from portal.config import Config
from tests.support.live import ROOT
from tests.support.pseudo import PSEUDO

COLLECT = """
(within) => {
  const top = within ?? document;
  const page = document.documentElement.lang;
  const found = [];
  const tell = (element, where, words) => {
    if (words?.trim() && element.closest("[lang]").lang === page) found.push([where, words.trim()]);
  };
  const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const around = text.parentElement;
    if (!["SCRIPT", "STYLE"].includes(around.tagName)) tell(around, around.tagName.toLowerCase(), text.data);
  }
  const spoken = ["title", "alt", "label", "placeholder", "aria-label", "aria-description", "aria-placeholder",
    "aria-roledescription", "aria-valuetext"];
  for (const element of top.querySelectorAll("*")) {
    const name = element.tagName.toLowerCase();
    for (const { name: attribute, value } of element.attributes) {
      const looksSaid = attribute.startsWith("data-") && /\\s|^[A-Z][a-z]|[.!?]$/.test(value);
      const sentence = looksSaid || attribute.startsWith("data-i18n");
      if (spoken.includes(attribute) || sentence) tell(element, `${name} ${attribute}`, value);
    }
    if (element.matches("input:is([type=submit], [type=button])")) tell(element, "button", element.value);
    if (name === "meta" && ["description", "application-name"].includes(element.name)) {
      tell(element, "meta", element.content);
    }
    for (const side of ["::before", "::after"]) {
      const { content } = getComputedStyle(element, side);
      if (content.startsWith('"')) tell(element, `${name} ${side}`, content);
    }
  }
  return found;
}
"""
"""Every text that a page shows, says or may yet show, with where it stands. What stands in an element that names
another language than the page's is left out."""

_ADDRESSES = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://)?\b(?:(?:[a-z0-9-]+\.)+(?:uk|org|com|example)\b|127\.0\.0\.1:\d+)[/\w.-]*"
)
_CODES = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b")
_FILLED_IN = re.compile(r"%\{\w+\}")
_LETTERS = re.compile(r"[A-Za-z]")

SERVICES = ("Childline", "SHOUT", "Shout", "Samaritans", "NHS", "GOV.UK", "YoungMinds", "CEOP", "IPSEA")
"""National services have the same name in every language."""
FILES = ("PDF", "kB")
"""What a download is and how big: written so in every language."""
COOKIES = ("session", "language", "level", "council")
"""The cookies' own names, on the page about cookies."""


class Reviewed:
    """The words that may stand in plain letters, each for a reason."""

    def __init__(self, *typed: Any) -> None:
        """``typed`` are sets of answers that a person gives on the way: a page shows their words as they were typed."""
        own_words = (words for words in _strings(typed) if words != words.lower())  # the others are codes of choices
        words = {
            *SERVICES,
            *FILES,
            Config.site_name,
            str(Locale.parse(PSEUDO).get_language_name()),
            *_words_of_dates(),
            *own_words,
            *_proper_names(),
        }
        longest_first = sorted((word for word in words if _LETTERS.search(word)), key=len, reverse=True)
        self._words = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first))

    def left(self, text: str) -> bool:
        """Whether the text has plain letters beside these words, addresses and codes."""
        for known in (_ADDRESSES, _CODES, _FILLED_IN, self._words):
            text = known.sub(" ", text)
        return bool(_LETTERS.search(text))


def plain_words(page: Page, reviewed: Reviewed, within: Locator | None = None) -> set[str]:
    """Each text of the page, or of what is inside one part of it, that somebody would read in English, with where it
    stands."""
    cookies = COOKIES if page.url.endswith("/cookies") else ()
    return {
        f"{where}: {words}"
        for where, words in (page.evaluate(COLLECT) if within is None else within.evaluate(COLLECT))
        if reviewed.left(words) and not (where == "bdi" and words in cookies)
    }


def _words_of_dates() -> Iterator[str]:
    """What Unicode's tables add to the catalogue by themselves: names of days and months, and what joins a list."""
    locale = Locale.parse(PSEUDO)
    for width in ("wide", "abbreviated"):
        yield from get_month_names(width, locale=locale).values()
        yield from get_day_names(width, locale=locale).values()
    yield from format_list(["1", "2"], locale=locale).split()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, Iterable):
        for one in value:
            yield from _strings(one)


def _proper_names() -> Iterator[str]:
    """Councils and their teams, as they are called."""
    for file in (ROOT / "portal" / "directory" / "data").glob("*.toml"):
        facts = tomllib.loads(file.read_text(encoding="utf-8"))
        for council in facts.get("council", []):
            yield from (council["name"], council["short_name"])
        for team in facts.get("team", []):
            yield team["name"]
