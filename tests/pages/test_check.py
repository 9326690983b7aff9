"""``portal pages check``: what is missing, wrong, or due to be read over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.pages import Kind, problems
from portal.pages.library import read_all
from tests.pages.conftest import Write

TODAY = date(2026, 12, 1)
HEALTH = "en_GB/young-people/health.{}.md"


def leads(target: str) -> bool:
    return target in ("service:childline", "/young-people/views", "law:costs")


def found(folder: Path, *locales: str, today: date = TODAY) -> set[tuple[Kind, str]]:
    read_all.cache_clear()
    return {(one.kind, one.page) for one in problems(read_all(folder), locales, leads, today)}


@pytest.fixture
def whole(folder: Path, write: Write) -> Path:
    """One page in English and Polish, at both levels, with nothing wrong."""
    words = {"standard": "Call [](service:childline).", "easy": "- ![A book](picture:book) You learn."}
    for level, markdown in words.items():
        write(HEALTH.format(level), markdown)
    for page in read_all(folder).pages:
        write(f"pl/young-people/health.{page.level}.md", words[page.level], source=f"'{page.stamp}'")
    read_all.cache_clear()
    return folder


def test_a_whole_set_has_nothing_wrong(whole: Path) -> None:
    assert found(whole, "pl") == set()


def test_a_missing_level_is_told(whole: Path) -> None:
    (whole / "pl/pages/young-people/health.easy.md").unlink()
    assert (Kind.MISSING_LEVEL, "pl/young-people/health.standard.md") in found(whole, "pl")


def test_pages_for_parents_come_in_one_level(folder: Path, write: Write) -> None:
    write("en_GB/families/costs.standard.md")
    assert found(folder) == set()
    write("en_GB/families/costs.easy.md", "- ![A book](picture:book) Words.")
    assert found(folder) == {(Kind.MISSING_LEVEL, "en_GB/families/costs.easy.md")}


def test_a_missing_language_is_told(whole: Path) -> None:
    assert found(whole, "pl", "ur") == {(Kind.MISSING_LANGUAGE, HEALTH.format(level)) for level in ("easy", "standard")}


def test_a_council_s_own_page_need_not_be_in_every_language(whole: Path, write: Write) -> None:
    for level in ("easy", "standard"):
        write(f"en_GB/luton/young-people/local.{level}.md", "- ![A book](picture:book) Here.")
    assert found(whole, "pl") == set()


def test_a_translation_of_older_english_is_told(whole: Path, write: Write) -> None:
    write(HEALTH.format("standard"), "Call now: [](service:childline).")
    assert found(whole, "pl") == {(Kind.OUT_OF_DATE, "pl/young-people/health.standard.md")}


@pytest.mark.parametrize("said", ["Call.", "Call [](service:childline).\n\nMore.", "## Call [](service:childline)."])
def test_a_translation_with_other_parts_is_told(whole: Path, write: Write, said: str) -> None:
    stamp = next(page.stamp for page in read_all(whole).pages if page.name == HEALTH.format("standard"))
    write("pl/young-people/health.standard.md", said, source=f"'{stamp}'")
    assert found(whole, "pl") == {(Kind.DIFFERENT, "pl/young-people/health.standard.md")}


@pytest.mark.parametrize(
    "link",
    [
        "[x](page:nowhere)",
        "[](service:nobody)",
        "[x](/nowhere)",
        "[x](http://plain.example)",
        "[x](elsewhere)",
        "[x]()",
    ],
)
def test_a_dead_link_is_told(whole: Path, write: Write, link: str) -> None:
    write(HEALTH.format("standard"), f"Go {link}.")
    assert (Kind.DEAD_LINK, HEALTH.format("standard")) in found(whole)


@pytest.mark.parametrize("line", ["::law nothing", "::law", "::low costs", "Words.\n::law costs", "See ::law costs"])
def test_a_sentence_of_the_law_that_there_is_not_is_told(whole: Path, write: Write, line: str) -> None:
    write(HEALTH.format("standard"), line)
    assert (Kind.LAW, HEALTH.format("standard")) in found(whole)


def test_a_sentence_that_there_is_may_stand_on_a_page_and_in_its_translation(whole: Path, write: Write) -> None:
    write(HEALTH.format("standard"), "Words.\n\n::law costs")
    read_all.cache_clear()
    stamp = next(page.stamp for page in read_all(whole).pages if page.name == HEALTH.format("standard"))
    write("pl/young-people/health.standard.md", "Words.\n\n::law costs", source=f"'{stamp}'")
    assert found(whole, "pl") == set()
    write("pl/young-people/health.standard.md", "Words.\n\nWords of its own.", source=f"'{stamp}'")
    assert found(whole, "pl") == {(Kind.DIFFERENT, "pl/young-people/health.standard.md")}


@pytest.mark.parametrize("link", ["[x](page:health)", "[x](/young-people/views?lang=pl)", "[x](https://www.nhs.uk)"])
def test_a_living_link_is_not(whole: Path, write: Write, link: str) -> None:
    write(HEALTH.format("standard"), f"Go {link}.")
    assert Kind.DEAD_LINK not in {kind for kind, _ in found(whole)}


@pytest.mark.parametrize("markdown", ["- ![A book](picture:nothing) x.", "- ![](picture:book) x.", "- No picture."])
def test_an_easy_line_has_a_picture_that_there_is_and_that_says_what_it_shows(
    whole: Path, write: Write, markdown: str
) -> None:
    write(HEALTH.format("easy"), markdown)
    assert (Kind.PICTURE, HEALTH.format("easy")) in found(whole)


def test_a_review_is_due_after_a_year_and_breaks_no_build(whole: Path) -> None:
    late = date(2027, 11, 22)
    told = problems(read_all(whole), ("pl",), leads, late)
    assert {one.kind for one in told} == {Kind.OVERDUE}
    assert len(told) == 4
    assert not any(one.serious for one in told)
    assert found(whole, "pl", today=date(2027, 11, 21)) == set()


def test_a_page_that_cannot_be_read_is_told(whole: Path, write: Write) -> None:
    write(HEALTH.format("easy"), order="soon")
    assert (Kind.UNREADABLE, HEALTH.format("easy")) in found(whole)
