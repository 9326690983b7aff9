"""Which page is shown: a council's own first, the reader's language before English, the level that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.pages import Level
from portal.pages.library import read_all
from tests.pages.conftest import Write

EASY, STANDARD = Level.EASY, Level.STANDARD


def shown(folder: Path, locale: str, level: Level, council: str | None = None, slug: str = "health") -> str | None:
    page = read_all(folder).page("young-people", slug, locale, level, council)
    return page.name if page else None


def test_the_council_s_own_page_stands_before_everybody_s(folder: Path, write: Write) -> None:
    write("en_GB/young-people/health.easy.md")
    write("en_GB/luton/young-people/health.easy.md")
    assert shown(folder, "en_GB", EASY, "luton") == "en_GB/luton/young-people/health.easy.md"
    assert shown(folder, "en_GB", EASY, "bedford") == "en_GB/young-people/health.easy.md"
    assert shown(folder, "en_GB", EASY) == "en_GB/young-people/health.easy.md"


def test_a_language_without_the_page_gets_the_english_one_at_the_same_level(folder: Path, write: Write) -> None:
    write("en_GB/young-people/health.easy.md")
    write("ur/young-people/health.standard.md")
    assert shown(folder, "ur", EASY) == "en_GB/young-people/health.easy.md"
    assert shown(folder, "ur", STANDARD) == "ur/young-people/health.standard.md"


def test_a_page_in_one_level_only_is_better_than_none(folder: Path, write: Write) -> None:
    write("en_GB/young-people/health.standard.md")
    assert shown(folder, "en_GB", EASY) == "en_GB/young-people/health.standard.md"


def test_a_page_that_waits_for_its_translator_is_still_shown_in_english(folder: Path, write: Write) -> None:
    write("en_GB/young-people/health.easy.md")
    write("pa/young-people/health.easy.md", source="not-translated-yet")
    assert shown(folder, "pa", EASY) == "en_GB/young-people/health.easy.md"


def test_there_is_no_page_that_nobody_wrote(folder: Path, write: Write) -> None:
    write("en_GB/luton/young-people/local.easy.md")
    assert shown(folder, "en_GB", EASY, "bedford", slug="local") is None
    assert shown(folder, "en_GB", EASY, "luton", slug="local") is not None


def test_a_page_that_a_council_added_is_in_its_own_list_only(folder: Path, write: Write) -> None:
    write("en_GB/young-people/health.easy.md", order=20)
    write("en_GB/young-people/index.easy.md", order=0)
    write("en_GB/luton/young-people/local.easy.md", order=15)
    pages = read_all(folder)
    assert [page.slug for page in pages.contents("young-people", "en_GB", EASY, "luton")] == ["local", "health"]
    assert [page.slug for page in pages.contents("young-people", "pl", EASY)] == ["health"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": None}, "title must be a line of text"),
        ({"order": "first"}, "order must be a whole number"),
        ({"reviewed_on": "soon"}, "reviewed_on must be a day"),
        ({"level": "hard"}, "level says hard"),
        ({"translation": "maybe"}, "translation must be source, unchecked or checked"),
        ({"author": "x"}, "author is not known here"),
        ({"title": "[unclosed"}, "its head cannot be read"),
    ],
)
def test_a_page_with_a_bad_head_is_named_and_the_others_are_read(
    folder: Path, write: Write, wrong: dict[str, object], says: str
) -> None:
    write("en_GB/young-people/school.easy.md")
    write("en_GB/young-people/health.easy.md", **wrong)
    found = read_all(folder)
    assert [page.slug for page in found.pages] == ["school"]
    assert len(found.unreadable) == 1
    assert found.unreadable[0].startswith("en_GB/young-people/health.easy.md: ")
    assert says in found.unreadable[0]


def test_a_file_with_another_name_is_told(folder: Path, write: Write) -> None:
    write("en_GB/young-people/health.easy.md").rename(folder / "en_GB/pages/young-people/health.md")
    assert "a page is called slug.easy.md" in read_all(folder).unreadable[0]
