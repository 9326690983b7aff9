"""The receipt and the page that follows it in a real browser: by keyboard, without JavaScript, in Urdu, on paper."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support import browser as windows
from tests.support.changes import CHANGED_MIND, ROBIN
from tests.support.walk import Walk

FORM = "/families/change"
ANSWERS = {**CHANGED_MIND, **ROBIN}
SMALL = {"width": 320, "height": 640}


def sent(page: Page, keyboard: bool = False) -> tuple[str, str]:
    """Send a change; gives its reference and its code."""
    walk = Walk(page, FORM, ANSWERS, keyboard=keyboard)
    walk.to_the_check_page()
    reference = walk.send()
    return reference, " ".join(page.locator(".five-words li").all_inner_texts())


def test_by_keyboard_a_parent_goes_from_the_receipt_to_how_far_it_is(page: Page, axe: Callable[[Page], None]) -> None:
    reference, code = sent(page, keyboard=True)
    axe(page)
    walk = Walk(page, FORM, {})
    walk.keyboard = True
    walk._press('a[href="/families/follow"]')
    axe(page)
    walk._type("[name=reference]", reference)
    walk._type("[name=code]", "nothing of the kind")
    walk._press(".actions button")
    axe(page)
    assert page.locator("[name=reference]").input_value() == reference
    walk._type("[name=code]", code)
    walk._press(".actions button")
    assert page.url.endswith("/families/follow/message")
    assert page.locator("h1").inner_text() == "It has arrived"
    axe(page)
    walk._press("main form button")
    assert page.url.endswith("/families/follow")


def test_it_works_without_javascript(page_without_js: Page) -> None:
    page = page_without_js
    reference, code = sent(page)
    page.goto("/families/follow")
    page.fill("[name=reference]", reference)
    page.fill("[name=code]", code)
    page.click(".actions button")
    assert page.locator(".sent__reference bdi").inner_text() == reference
    page.goto(f"{FORM}/sent")
    page.click("main form[action$=clear] button")
    page.goto(f"{FORM}/sent")
    assert reference not in page.content()


def test_in_urdu_on_the_smallest_phone_nothing_runs_off_the_page(
    new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = new_page(**{**windows.PHONE, "locale": "ur", "viewport": SMALL})
    reference, code = sent(page)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]
    page.goto("/families/follow")
    page.fill("[name=reference]", reference)
    page.fill("[name=code]", code)
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/message")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]


def test_on_paper_there_are_the_words_and_the_answers_and_no_buttons(page: Page) -> None:
    reference, code = sent(page)
    page.emulate_media(media="print")
    seen = page.locator("main").inner_text()
    for word in (reference, *code.split(), "Robin", "alex@family.example"):
        assert word in seen
    assert not page.locator("main button:visible").count()
    assert "(PDF)" not in seen
