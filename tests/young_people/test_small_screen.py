"""On the smallest phone that is about, the question stands on the first screen, and help still stands above it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.replies.pages import ENTER

SMALLEST = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
LARGER = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SEEN = "[href='tel:999'], [href='tel:08001111']"
FOLDED = "[href^='sms:85258'], [href='tel:111']"


def to_the_question(page: Page) -> None:
    page.goto("/young-people/views")
    with page.expect_navigation():
        page.locator("main form button").click()
    page.goto("/young-people/views/age")


BANNER = "document.querySelector('.demo-banner').getBoundingClientRect().height"


def press(page: Page, button: str = ".actions button") -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def choose(page: Page, address: str, code: str) -> None:
    page.goto(f"/young-people/views/{address}")
    page.check(f'[value="{code}"]')
    press(page)


def assert_heading_in_sight(page: Page) -> None:
    """Above the bar to leave by, on a council's own site, which has no banner that calls it a demonstration."""
    heading, bar = page.locator("h1").bounding_box(), page.locator(".exit-bar").bounding_box()
    assert heading
    assert bar
    assert heading["y"] + heading["height"] - page.evaluate(BANNER) <= bar["y"], page.url


def in_the_box(page: Page, which: str) -> list[bool]:
    return page.locator(".now").locator(which).evaluate_all("all => all.map(one => one.checkVisibility())")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_question_is_on_the_first_screen_below_999_and_childline(
    new_page: Callable[..., Page], axe: Callable[[Page], None], script: bool
) -> None:
    page = new_page(**SMALLEST, java_script_enabled=script)
    for go in (lambda: to_the_question(page), lambda: page.goto(ENTER)):
        go()
        assert_heading_in_sight(page)
        assert in_the_box(page, SEEN) == [True, True]
        assert True not in in_the_box(page, FOLDED)
        page.locator(".now__more summary").click()
        assert in_the_box(page, FOLDED).count(True) == 2
        assert in_the_box(page, SEEN) == [True, True]
        if script:
            axe(page)


@pytest.mark.parametrize("language", ["en_GB", "ur"])
def test_every_page_says_what_it_is_on_the_first_screen(new_page: Callable[..., Page], language: str) -> None:
    page = new_page(**SMALLEST)
    page.goto(f"/young-people/views?lang={language}")
    assert_heading_in_sight(page)
    to_the_question(page)
    choose(page, "age", "under_8")
    choose(page, "council", "luton")
    for address in ("feeling", "anything-else"):
        page.goto(f"/young-people/views/{address}")
        assert_heading_in_sight(page)
    press(page, "button[name=finish]")
    assert page.url.endswith("/check")
    assert_heading_in_sight(page)
    press(page, "main form button")
    assert_heading_in_sight(page)


def test_opening_the_rest_moves_no_number_under_the_finger(new_page: Callable[..., Page]) -> None:
    page = new_page(**SMALLEST)
    to_the_question(page)
    before = page.locator(".now [href='tel:08001111']").bounding_box()
    page.locator(".now__more summary").click()
    assert page.locator(".now [href='tel:08001111']").bounding_box() == before


def test_where_there_is_room_nothing_is_folded(new_page: Callable[..., Page]) -> None:
    page = new_page(**LARGER)
    to_the_question(page)
    expect(page.locator(".now__more")).to_be_hidden()
    assert in_the_box(page, SEEN) == [True, True]
    assert in_the_box(page, FOLDED).count(True) == 2
