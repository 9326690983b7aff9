"""What is missing, wrong, or due to be read over among the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode

from portal.config import ENGLISH
from portal.pages.library import Library
from portal.pages.page import Level, Page, Translation, levels_of
from portal.pages.render import KEPT, LAW, PAGE, PICTURE, parse, sentence_in
from portal.web import pictures

REVIEW_EVERY = timedelta(days=365)
"""A page is read over at least once a year: law, numbers and ways of working change."""


class Kind(StrEnum):
    """What is the matter with a page."""

    UNREADABLE = "unreadable"
    MISSING_LEVEL = "missing level"
    MISSING_LANGUAGE = "missing language"
    OUT_OF_DATE = "translation out of date"
    DIFFERENT = "translation differs"
    DEAD_LINK = "dead link"
    PICTURE = "picture"
    LAW = "law"
    OVERDUE = "review overdue"


@dataclass(frozen=True)
class Problem:
    """One thing to mend in one page."""

    kind: Kind
    page: str
    words: str

    @property
    def serious(self) -> bool:
        """False for what time alone brings about: a build must not fail because a day has passed."""
        return self.kind is not Kind.OVERDUE

    def __str__(self) -> str:
        return f"{self.kind}: {self.page}: {self.words}"


def problems(found: Library, locales: tuple[str, ...], leads: Callable[[str], bool], today: date) -> list[Problem]:
    """Everything wrong with the pages, the serious first.

    ``locales`` are the languages that every page must come in, English left out. ``leads`` says whether a link leads
    somewhere: an address of this site without its arguments, ``service:<code>``, ``site:<code>``, or ``law:<code>`` for
    a sentence of the law.
    """
    told = [Problem(Kind.UNREADABLE, words.partition(":")[0], words.partition(": ")[2]) for words in found.unreadable]
    for page in found.pages:
        told += [
            *_levels(page, found),
            *_languages(page, found, locales),
            *_translation(page, found),
            *_links(page, found, leads),
            *_law(page, leads),
            *_pictures(page),
            *_review(page, today),
        ]
    return sorted(told, key=lambda problem: (not problem.serious, problem.kind, problem.page))


def _levels(page: Page, found: Library) -> Iterator[Problem]:
    wanted = levels_of(page.space)
    if page.level not in wanted:
        yield Problem(Kind.MISSING_LEVEL, page.name, f"pages of {page.space} have no {page.level} version")
    for level in wanted:
        if not found.exact(page.space, page.slug, page.locale, level, page.council):
            yield Problem(Kind.MISSING_LEVEL, page.name, f"there is no {level} version")


def _languages(page: Page, found: Library, locales: tuple[str, ...]) -> Iterator[Problem]:
    if page.locale != ENGLISH or page.council:
        return  # a council's own page may be in the languages that it chooses
    for locale in locales:
        if not found.exact(page.space, page.slug, locale, page.level):
            yield Problem(Kind.MISSING_LANGUAGE, page.name, f"there is none in {locale}")


def _translation(page: Page, found: Library) -> Iterator[Problem]:
    if page.locale == ENGLISH:
        if page.translation is not Translation.SOURCE:
            yield Problem(Kind.DIFFERENT, page.name, "English pages have translation: source")
        return
    english = found.exact(page.space, page.slug, ENGLISH, page.level, page.council)
    if page.translation is Translation.SOURCE:
        if not page.council or english:
            yield Problem(Kind.DIFFERENT, page.name, "translation must be unchecked or checked")
    elif english is None:
        yield Problem(Kind.OUT_OF_DATE, page.name, "its English page is gone")
    elif page.begun:
        words = f'it is not translated yet. When it is, write source: "{english.stamp}"'
        yield Problem(Kind.OUT_OF_DATE, page.name, words)
    elif page.source != english.stamp:
        words = f'the English has changed. Bring it up to date, then write source: "{english.stamp}"'
        yield Problem(Kind.OUT_OF_DATE, page.name, words)
    elif shape(page) != shape(english):
        yield Problem(Kind.DIFFERENT, page.name, f"its parts are {shape(page)}, the English ones {shape(english)}")
    elif (page.order, page.picture) != (english.order, english.picture):
        yield Problem(Kind.DIFFERENT, page.name, "its order or picture is not that of the English")


def shape(page: Page) -> str:
    """The page's parts in short, with its links and pictures: translations have the same ones in the same order."""
    parts = []
    for node in SyntaxTreeNode(parse(page.markdown)).walk():
        if node.type in ("heading", "list_item", "blockquote"):
            parts.append(node.type)
        elif node.type == "paragraph" and node.parent and node.parent.type != "list_item":
            parts.append("paragraph")
            parts += [LAW + code for code in [sentence_in(node.children[0].content)] if code]
        elif node.type in ("image", "link"):
            parts.append(_target(node))
    # Words of a sentence change places in another language, so links of one block may too.
    return " ".join(_sorted_links(parts))


def _sorted_links(parts: list[str]) -> Iterator[str]:
    waiting: list[str] = []
    for part in [*parts, ""]:
        if ":" in part or part.startswith("/"):
            waiting.append(part)
            continue
        yield from sorted(waiting)
        waiting = []
        if part:
            yield part


def _target(node: SyntaxTreeNode) -> str:
    return str(node.attrs.get("href") or node.attrs.get("src") or "")


def _links(page: Page, found: Library, leads: Callable[[str], bool]) -> Iterator[Problem]:
    for node in SyntaxTreeNode(parse(page.markdown)).walk():
        if node.type == "link" and not _alive(_target(node), page, found, leads):
            yield Problem(Kind.DEAD_LINK, page.name, f"{_target(node) or 'an empty link'} leads nowhere")


def _alive(target: str, page: Page, found: Library, leads: Callable[[str], bool]) -> bool:
    if target.startswith(PAGE):
        return found.page(page.space, target.removeprefix(PAGE), page.locale, page.level, page.council) is not None
    if target.startswith(KEPT):
        return leads(target)
    if target.startswith("/"):
        return leads(urlsplit(target).path)
    return target.startswith("https://")


def _law(page: Page, leads: Callable[[str], bool]) -> Iterator[Problem]:
    for node in SyntaxTreeNode(parse(page.markdown)).walk():
        code = sentence_in(node.content) if node.type == "inline" else None
        if code and not leads(LAW + code):
            yield Problem(Kind.LAW, page.name, f"there is no sentence of the law called {code}")
        elif node.type == "inline" and "::" in node.content and not code:
            yield Problem(Kind.LAW, page.name, "“::law code” stands in a paragraph of its own")


def _pictures(page: Page) -> Iterator[Problem]:
    shown = [node for node in SyntaxTreeNode(parse(page.markdown)).walk() if node.type == "image"]
    for name in [page.picture, *(_target(node).removeprefix(PICTURE) for node in shown)]:
        if name not in pictures.names():
            yield Problem(Kind.PICTURE, page.name, f"there is no picture {name}")
    for node in shown:
        if not node.content.strip():
            yield Problem(Kind.PICTURE, page.name, f"{_target(node)} does not say what it shows")
    if page.level is Level.EASY:
        for block in page.blocks:
            for item in block.get("items", []):
                if item["picture"] is None:
                    yield Problem(Kind.PICTURE, page.name, f"“{item['text']}” has no picture beside it")


def _review(page: Page, today: date) -> Iterator[Problem]:
    due = page.reviewed_on + REVIEW_EVERY
    if due < today:
        yield Problem(Kind.OVERDUE, page.name, f"it was last read over on {page.reviewed_on} by the {page.reviewed_by}")
