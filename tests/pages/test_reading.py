"""The English can be read by those it is for: grade and sentence length of each level."""

from __future__ import annotations

import pytest

from portal.pages import Level, Page
from portal.pages.library import read_all
from portal.pages.render import Block
from tests.conftest import ROOT
from tests.support.reading import reading

MOST = {Level.EASY: (3.0, 15), Level.STANDARD: (6.0, 22)}
"""The highest school grade (age is grade + 5) and the most words in a sentence. Easy: Easy Read's fifteen words
(domain 7) and a reading age of 8. Standard: a reading age of 11, for 12 to 17."""
ENGLISH = [page for page in read_all(ROOT / "translations").pages if page.locale == "en_GB"]


def texts(blocks: list[Block]) -> list[str]:
    """What is read of a page, sentence ends kept: headings, paragraphs, items and notes."""
    said: list[str] = []
    for block in blocks:
        said += [block["text"]] if "text" in block else []
        said += [item["text"] for item in block.get("items", [])]
        said += texts(block.get("blocks", []))
    return said


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_a_page_can_be_read_by_those_it_is_for(page: Page) -> None:
    grade, words = MOST[page.level]
    found = reading([page.title, page.summary, *texts(page.blocks)])
    assert found.words <= words, f"{found.words} words: {found.longest}"
    assert found.grade <= grade


def test_every_page_is_easier_in_easy() -> None:
    levels = {(page.slug, page.level): page for page in ENGLISH}
    for (slug, level), page in levels.items():
        if level is Level.EASY:
            standard = levels[slug, Level.STANDARD]
            if page.blocks:
                assert reading(texts(page.blocks)).grade < reading(texts(standard.blocks)).grade, slug


def test_a_hard_page_would_be_found() -> None:
    hard = reading(["Notwithstanding statutory obligations, authorities may subsequently institute proceedings."])
    assert hard.grade > MOST[Level.STANDARD][0]
