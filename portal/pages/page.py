"""One page: what its head says, and its Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from markupsafe import Markup

from portal.pages.render import Block, Law, Reach, blocks_of, filled, html_of

NOT_TRANSLATED_YET = "not-translated-yet"
"""What stands for the stamp of the English in the head of a page that waits for its translator."""
NAME = re.compile(r"(?P<slug>[a-z][a-z0-9-]*)\.(?P<level>[a-z]+)\.md")


class Level(StrEnum):
    """How hard a page is to read."""

    EASY = "easy"
    """Short words, one idea a line, a picture beside each."""
    STANDARD = "standard"
    """For 12 to 17, and for parents."""

    @property
    def other(self) -> Level:
        """The one that is not this one."""
        return Level.STANDARD if self is Level.EASY else Level.EASY


LEVELS: Mapping[str, tuple[Level, ...]] = {"families": (Level.STANDARD,)}
"""The levels that the pages of a space come in, where these are not all of them."""


def levels_of(space: str) -> tuple[Level, ...]:
    """The levels that the pages of ``space`` come in."""
    return LEVELS.get(space, tuple(Level))


class Translation(StrEnum):
    """Whether a page can be trusted to say what the English says."""

    SOURCE = "source"
    """It is the English that the others are made from."""
    UNCHECKED = "unchecked"
    CHECKED = "checked"
    """A professional translator has checked it."""


class BadPage(Exception):
    """A file that is not a page; its text says which and why."""


@dataclass(frozen=True)
class Page:
    """A page as its file says. ``council`` is None on a page for every council.

    ``order`` is its place among the others; 0 is in no list. ``source`` is the stamp of the English page that a
    translation was made from.
    """

    space: str
    slug: str
    level: Level
    locale: str
    council: str | None
    title: str
    summary: str
    order: int
    picture: str
    reviewed_on: date
    reviewed_by: str
    translation: Translation
    source: str | None
    markdown: str

    @property
    def address(self) -> str:
        """Where it stands on the site."""
        return f"/{self.space}" if self.slug == "index" else f"/{self.space}/{self.slug}"

    @property
    def name(self) -> str:
        """Its file, for people: ``ur/young-people/health.easy.md``."""
        return "/".join(
            part for part in (self.locale, self.council, self.space, f"{self.slug}.{self.level}.md") if part
        )

    @property
    def begun(self) -> bool:
        """True while it is only a copy that waits for its translator: its words are still English."""
        return self.source == NOT_TRANSLATED_YET

    @property
    def checked(self) -> bool:
        """Whether readers may take its words as checked."""
        return self.translation is not Translation.UNCHECKED

    @cached_property
    def stamp(self) -> str:
        """Eight letters that change when its words do."""
        return sha256("\n".join((self.title, self.summary, self.markdown.strip())).encode()).hexdigest()[:8]

    @cached_property
    def _html(self) -> str:
        return html_of(self.markdown, self.locale, self.space)

    def html(self, reach: Reach, law: Law) -> Markup:
        """Its words as sanitised HTML, rendered once; ``reach`` gives the number or site of a service, ``law`` what a
        sentence of the law says where the reader lives."""
        return filled(self._html, reach, law)

    @cached_property
    def blocks(self) -> list[Block]:
        """Its words without links or marks, for print: headings, paragraphs, lists (with pictures) and notes."""
        return blocks_of(self.markdown)


def read(file: Path, locale: str, space: str, council: str | None) -> Page:
    """The page in ``file``. Raises BadPage, which names every fault of its head at once."""
    where = "/".join(part for part in (locale, council, space, file.name) if part)
    named = NAME.fullmatch(file.name)
    if named is None or named["level"] not in list(Level):
        raise BadPage(f"{where}: a page is called slug.easy.md or slug.standard.md.")
    try:
        post = frontmatter.loads(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadPage(f"{where}: its head cannot be read: {' '.join(str(error).split())}.") from error
    head: dict[str, Any] = post.metadata
    faults = _faults(head, named["level"])
    if faults:
        raise BadPage(f"{where}: {'; '.join(faults)}.")
    return Page(
        space=space,
        slug=named["slug"],
        level=Level(named["level"]),
        locale=locale,
        council=council,
        title=head["title"],
        summary=head["summary"],
        order=head["order"],
        picture=head["picture"],
        reviewed_on=head["reviewed_on"],
        reviewed_by=head["reviewed_by"],
        translation=Translation(head["translation"]),
        source=str(head["source"]) if "source" in head else None,
        markdown=post.content,
    )


_SHAPES: Mapping[str, tuple[type, str]] = {
    "title": (str, "a line of text"),
    "summary": (str, "a line of text"),
    "level": (str, "easy or standard"),
    "order": (int, "a whole number"),
    "picture": (str, "the name of a picture"),
    "reviewed_on": (date, "a day such as 2026-11-21"),
    "reviewed_by": (str, "a role"),
    "translation": (str, "source, unchecked or checked"),
}


def _faults(head: Mapping[str, Any], level: str) -> list[str]:
    wrong = [
        f"{key} must be {words}"
        for key, (kind, words) in _SHAPES.items()
        if type(head.get(key)) is not kind or head[key] == ""
    ]
    if not wrong and head["level"] != level:
        wrong.append(f"level says {head['level']}, the file’s name says {level}")
    if not wrong and head["translation"] not in list(Translation):
        wrong.append(f"translation must be {_SHAPES['translation'][1]}")
    return wrong + [f"{key} is not known here" for key in head if key not in (*_SHAPES, "source")]
