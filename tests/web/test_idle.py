"""Whoever walks away from the private form is asked whether they are still there; then nothing is left to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support import browser as windows

FORM = "/young-people/views"
GONE = "**/young-people/exit"
ASKS = "[data-idle]"


@pytest.fixture
def writing(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the first question of the form, with a clock that the test moves."""

    def open_one(language: str = "en_GB", **options: Any) -> Page:
        page = new_page(**options)
        page.route(GONE, lambda route: route.fulfill(body="gone", content_type="text/plain"))
        page.clock.install()
        page.goto(f"{FORM}?lang={language}")
        page.locator("main form button").first.click()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("body.js-enabled")).to_be_attached()
        return page

    return open_one


def test_nothing_is_asked_of_somebody_who_is_there(writing: Callable[..., Page]) -> None:
    page = writing()
    for _ in range(4):
        page.clock.fast_forward("12:00")
        expect(page.locator(ASKS)).to_be_hidden()
        page.keyboard.press("Tab")


def test_after_13_minutes_it_asks_and_a_press_is_an_answer(writing: Callable[..., Page]) -> None:
    page = writing()
    page.clock.fast_forward("13:10")
    expect(page.locator(ASKS)).to_be_visible()
    page.locator(f"{ASKS} button").click()
    expect(page.locator(ASKS)).to_be_hidden()
    page.clock.fast_forward("12:30")
    expect(page.locator(ASKS)).to_be_hidden()
    assert FORM in page.url


def test_after_15_minutes_the_page_is_left_and_back_does_not_return(writing: Callable[..., Page]) -> None:
    page = writing()
    form = page.url
    page.clock.fast_forward("15:10")
    page.wait_for_url(GONE)
    page.wait_for_load_state()
    page.wait_for_timeout(500)  # the neutral page cannot be reached from here; the browser is busy with its own error
    page.go_back()
    assert page.url != form


def test_who_writes_in_another_window_is_still_here(writing: Callable[..., Page]) -> None:
    """Leaving ends the visit in every window, and with it what is typed there."""
    page = writing()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("body.js-enabled")).to_be_attached()
    page.clock.fast_forward("12:00")
    other.keyboard.press("Tab")
    page.clock.fast_forward("04:00")
    expect(other.locator(ASKS)).to_be_hidden()
    expect(page.locator(ASKS)).to_be_hidden()
    assert FORM in page.url


def test_a_phone_that_slept_too_long_closes_before_it_shows_anything(writing: Callable[..., Page]) -> None:
    page = writing(**windows.PHONE)
    page.evaluate(
        """() => {
          const now = Date.now();
          Date.now = () => now + 16 * 60 * 1000; // the timers of a sleeping phone stand still
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.wait_for_url(GONE)


def test_pages_to_read_stay_open(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.clock.install()
    page.goto("/young-people/your-rights")
    page.clock.fast_forward("40:00")
    assert page.url.endswith("/young-people/your-rights")
    assert page.locator(ASKS).count() == 0


@pytest.mark.parametrize("language", ["en_GB", "ur"])
@pytest.mark.parametrize("size", [windows.PHONE, windows.DESKTOP, {"viewport": {"width": 320, "height": 568}}])
def test_the_question_is_accessible_and_leaves_the_way_out_free(
    writing: Callable[..., Page], axe: Callable[[Page], None], language: str, size: dict[str, Any]
) -> None:
    page = writing(language, **size)
    page.clock.fast_forward("13:10")
    asks, leave = page.locator(ASKS).bounding_box(), page.locator("a.exit").bounding_box()
    assert asks
    assert leave
    assert asks["y"] + asks["height"] <= leave["y"] or leave["y"] + leave["height"] <= asks["y"]
    axe(page)
