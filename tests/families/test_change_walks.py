"""Telling about a change, whole, in a browser: by keyboard, without JavaScript, and every page and error looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import browser as windows
from tests.support.changes import BACK, CHANGED_MIND, LEARNING, MOVED_OUT, NEW_CONTACT, SIXTEEN, WORDS
from tests.support.walk import Walk

START = "/families/change"
REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("answers", [BACK, CHANGED_MIND], ids=["back", "changed-mind"])
def test_the_urgent_ones_can_be_told_by_keyboard_alone(page: Page, answers: dict[str, Any]) -> None:
    walk = Walk(page, START, answers, keyboard=True)
    walk.to_the_check_page()
    assert REFERENCE.fullmatch(walk.send())


@pytest.mark.parametrize("answers", [BACK, CHANGED_MIND], ids=["back", "changed-mind"])
def test_the_urgent_ones_can_be_told_without_javascript(page_without_js: Page, answers: dict[str, Any]) -> None:
    walk = Walk(page_without_js, START, answers)
    walk.to_the_check_page()
    assert REFERENCE.fullmatch(walk.send())
    assert len(walk.seen) <= 11, walk.seen


@pytest.mark.parametrize(
    ("answers", "again"),
    [(BACK, 0), (CHANGED_MIND, 0), (MOVED_OUT, 1), (NEW_CONTACT, 0), (SIXTEEN, 0), (LEARNING, 0), (WORDS, 0)],
    ids=["back", "changed-mind", "moved-out", "contact", "sixteen", "learning", "words"],
)
def test_every_page_and_every_error_is_accessible_on_a_phone(
    new_page: Callable[..., Page], axe: Callable[[Page], None], answers: dict[str, Any], again: int
) -> None:
    broken: list[str] = []

    def look(page: Page, name: str) -> None:
        try:
            axe(page)
            assert not page.evaluate(TOO_WIDE), "the page has to be moved sideways"
        except AssertionError as error:
            broken.append(f"{name}: {error}")

    walk = Walk(new_page(**windows.PHONE), START, answers, visit=look, with_errors=True, again=again)
    walk.to_the_check_page()
    walk.send()
    assert not broken, "\n".join(broken)


def test_a_family_tells_the_second_council_without_javascript(page_without_js: Page) -> None:
    page = page_without_js
    walk = Walk(page, START, MOVED_OUT, again=1)
    walk.to_the_check_page()
    first = walk.send()
    page.get_by_role("button", name="Luton").click()
    page.check('[name=no_postcode][value="have_it"]')
    page.fill("[name=postcode]", "LU1 2BQ")
    page.click(".actions button:not([name])")
    assert page.url.endswith("/families/change-also/check")
    assert first in page.locator("main").inner_text()
    page.click("main form button")
    second = page.locator(".sent__reference bdi").inner_text()
    assert REFERENCE.fullmatch(second)
    assert second != first
