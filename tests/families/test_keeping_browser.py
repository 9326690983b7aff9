"""In a real browser: whoever has gone from a parent's form is asked, then it closes, and what was typed is not lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.families.journey import NOTIFY
from tests.support import browser as windows
from tests.support.answers import NOTIFICATION
from tests.support.drafts import begin
from tests.support.kept import let_go_by

FORM = "/families/notify"
PLANS = f"{FORM}/plans"
ASKS = "[data-still]"
UNTIL = "[data-until]"
BEFORE = "document.querySelector('[data-until]').textContent = 'not heard of yet'"
WORDS = "A long thought that nobody has sent yet. بہت"
GONE = timedelta(minutes=31)
NARROW = {"viewport": {"width": 320, "height": 640}}

Writing = Callable[..., Page]


@pytest.fixture
def writing(inside: Flask, live: str, new_page: Callable[..., Page]) -> Writing:
    """Opens a page in the middle of a form that somebody has begun, with a clock that the test moves."""

    def open_one(language: str = "en_GB", **options: Any) -> Page:
        page = new_page(**options)
        name, _, value = begin(inside, NOTIFY, NOTIFICATION).cookie.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": live}])
        if options.get("java_script_enabled", True):
            page.clock.install()
        page.goto(f"{PLANS}?lang={language}")
        page.goto(PLANS)
        return page

    return open_one


def follow(page: Page, to_another: str) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        page.locator(to_another).first.click()


def born(page: Page, day: str, month: str, year: str) -> None:
    for part, number in (("day", day), ("month", month), ("year", year)):
        page.fill(f"[name=born-{part}]", number)
    follow(page, ".actions button")


def test_whoever_types_is_not_asked_and_the_server_hears_of_it(writing: Writing) -> None:
    page = writing()
    for _ in range(4):
        page.evaluate(BEFORE)
        page.locator("[name=plans]").press("x")
        page.clock.fast_forward("06:00")
        expect(page.locator(UNTIL)).to_contain_text("This page stays open until")
        expect(page.locator(ASKS)).to_be_hidden()
    assert page.url.endswith(PLANS)


def test_after_20_minutes_it_asks_and_a_press_is_an_answer(writing: Writing) -> None:
    page = writing()
    page.fill("[name=plans]", WORDS)
    page.evaluate(BEFORE)
    page.clock.fast_forward("06:00")
    expect(page.locator(UNTIL)).to_contain_text("This page stays open until")
    page.clock.fast_forward("19:00")
    expect(page.locator(ASKS)).to_be_hidden()
    page.clock.fast_forward("01:30")
    expect(page.locator(ASKS)).to_be_visible()
    page.locator(f"{ASKS} button").click()
    expect(page.locator(ASKS)).to_be_hidden()
    expect(page.locator("[name=plans]")).to_have_value(WORDS)
    page.clock.fast_forward("19:00")
    expect(page.locator(ASKS)).to_be_hidden()


def test_after_30_minutes_it_closes_and_a_birthday_brings_every_word_back(writing: Writing, inside: Flask) -> None:
    page = writing(**windows.PHONE)
    page.fill("[name=plans]", WORDS)
    let_go_by(inside, GONE)
    page.clock.fast_forward("31:00")
    page.wait_for_url(f"**{FORM}/locked")
    assert "Sam" not in page.locator("main").inner_text()
    page.go_back()
    page.wait_for_url(f"**{FORM}/locked")
    assert WORDS not in page.content()
    born(page, "1", "1", "2014")
    expect(page.locator(".govuk-error-summary")).to_contain_text("You can try 4 more times")
    born(page, "30", "11", "2012")
    page.wait_for_url(f"**{PLANS}")
    expect(page.locator("[name=plans]")).to_have_value(WORDS)


def test_a_window_that_was_left_does_not_close_the_form_under_another_that_is_used(writing: Writing) -> None:
    left = writing()
    left.fill("[name=plans]", WORDS)
    left.clock.fast_forward("31:00")  # on the server no time has gone by: somebody has just asked for a page
    expect(left.locator(ASKS)).to_be_hidden()
    expect(left.locator("[name=plans]")).to_have_value(WORDS)
    assert left.url.endswith(PLANS)


def test_a_phone_that_slept_shows_nothing_and_without_a_network_loses_nothing(writing: Writing, inside: Flask) -> None:
    page = writing(**windows.PHONE)
    page.fill("[name=plans]", WORDS)
    page.route(f"**{PLANS}", lambda route: route.abort("aborted"))
    page.clock.pause_at(page.evaluate("Date.now() + 40 * 60 * 1000"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("main")).to_be_hidden()
    expect(page.locator(ASKS)).to_be_visible()
    let_go_by(inside, GONE)
    page.unroute(f"**{PLANS}")
    page.clock.run_for(11_000)
    page.wait_for_url(f"**{FORM}/locked")
    born(page, "30", "11", "2012")
    expect(page.locator("[name=plans]")).to_have_value(WORDS)


def test_without_a_script_more_time_is_a_button_and_everything_else_works(writing: Writing, inside: Flask) -> None:
    page = writing(java_script_enabled=False, **NARROW)
    page.fill("[name=plans]", WORDS)
    page.get_by_role("button", name="I need more time").click()
    expect(page.locator("[name=plans]")).to_have_value(WORDS)
    page.get_by_role("button", name="Save and come back later").click()
    words = " ".join(page.locator(".five-words li").all_inner_texts())
    page.get_by_role("button", name="I have the words: close the form").click()
    page.fill("[name=code]", words)
    page.get_by_role("button", name="Open my answers").click()
    assert page.url.endswith("/check")
    let_go_by(inside, GONE)
    page.reload()
    born(page, "30", "11", "2012")
    assert page.url.endswith("/check")


@pytest.mark.parametrize("language", ["en_GB", "ur"])
def test_each_page_is_accessible_and_fits_a_narrow_phone(
    writing: Writing, inside: Flask, axe: Callable[[Page], None], language: str
) -> None:
    page = writing(language, **NARROW)

    def look() -> None:
        axe(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{page.url} scrolls sideways by {over} px"

    page.clock.fast_forward("20:30")
    expect(page.locator(ASKS)).to_be_visible()
    look()
    page.locator(f"{ASKS} button").click()
    follow(page, "button[name=keep]")
    look()
    follow(page, "form.question .actions button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look()
    follow(page, "a[href$=remove]")
    look()
    page.goto(f"{FORM}/kept")
    follow(page, "button[name=go_on]")
    let_go_by(inside, GONE)
    page.goto(PLANS)
    look()
    born(page, "1", "1", "2014")
    look()
    page.goto("/families/return?closed=1")
    look()
    page.fill("[name=code]", "no such words")
    follow(page, ".actions button")
    look()
