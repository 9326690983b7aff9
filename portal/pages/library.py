"""All the pages there are, and which of them to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from portal.config import ENGLISH
from portal.pages.page import BadPage, Level, Page, read
from portal.web.catalogues import translations_folder

Key = tuple[str, str, str, Level, str | None]
"""Space, slug, locale, level and council (None: for every council)."""


@dataclass(frozen=True)
class Library:
    """Every page that was read, and what could not be read."""

    pages: tuple[Page, ...]
    unreadable: tuple[str, ...] = field(default=())

    @cached_property
    def _by_key(self) -> dict[Key, Page]:
        return {(page.space, page.slug, page.locale, page.level, page.council): page for page in self.pages}

    @cached_property
    def locales(self) -> tuple[str, ...]:
        """The languages that have pages, English first."""
        return tuple(sorted({page.locale for page in self.pages}, key=lambda code: (code != ENGLISH, code)))

    def exact(self, space: str, slug: str, locale: str, level: Level, council: str | None = None) -> Page | None:
        """This very page, or None."""
        return self._by_key.get((space, slug, locale, level, council))

    def page(self, space: str, slug: str, locale: str, level: Level, council: str | None = None) -> Page | None:
        """The page to show, or None when there is none of that name for this council.

        The council's own stands before everybody's, the reader's language before English, and any language at the
        level asked for before the other level. A page that waits for its translator is not there yet.
        """
        for at in (level, level.other):
            for language in dict.fromkeys((locale, ENGLISH)):
                for whose in dict.fromkeys((council, None)):
                    found = self.exact(space, slug, language, at, whose)
                    if found and not found.begun:
                        return found
        return None

    def contents(self, space: str, locale: str, level: Level, council: str | None = None) -> list[Page]:
        """The pages of a space in their order, each as ``page`` finds it."""
        slugs = dict.fromkeys(
            page.slug for page in self.pages if page.space == space and page.council in (None, council)
        )
        found = (self.page(space, slug, locale, level, council) for slug in slugs)
        return sorted((page for page in found if page and page.order), key=lambda page: (page.order, page.slug))


def page_after(page: Page, contents: Sequence[Page]) -> Page | None:
    """The page to read next: the one after it, or the first after the last; None for a page that is in no list."""
    later = (one for one in contents if (one.order, one.slug) > (page.order, page.slug))
    return next(later, contents[0]) if page.order else None


def library() -> Library:
    """The pages of this site, read once in the life of the process."""
    return read_all(translations_folder())


@cache
def read_all(root: Path) -> Library:
    """The pages in the translations folder ``root``. What is no page is told in ``unreadable``, never raised."""
    pages, unreadable = [], []
    for found in _files(root):
        try:
            pages.append(read(*found))
        except BadPage as fault:
            unreadable.append(str(fault))
    return Library(tuple(pages), tuple(unreadable))


def _files(root: Path) -> Iterator[tuple[Path, str, str, str | None]]:
    """Each file with its language, its space and its council."""
    for pages in sorted(root.glob("*/pages")):
        locale = pages.parent.name
        for file in sorted(pages.rglob("*.md")):
            match file.relative_to(pages).parts:
                case (space, _):
                    yield file, locale, space, None
                case (council, space, _):
                    yield file, locale, space, council
