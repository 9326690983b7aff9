"""The letter to the school in a real browser: copied, printed, and on a small phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.families.test_letter import ANSWERS, BEFORE, NOTHING, WRITE


def test_the_letter_is_copied_and_printed_alone(page: Page, axe: Callable[[Page], None]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(WRITE)
    for name, value in ANSWERS.items():
        if name != "children":
            page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Write the letter").last.click()
    axe(page)
    page.get_by_role("button", name="Copy the letter").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Aisha Khan, born on 3 March 2015" in copied
    assert "\u2068" not in copied
    page.emulate_media(media="print")
    assert page.locator("#letter").is_visible()
    for other in (".top", ".foot", "h1", "form", "[data-copy]"):
        assert not page.locator(other).first.is_visible(), other


def test_on_a_small_phone_a_link_of_two_lines_begins_where_the_others_do(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(BEFORE)
    for name in NOTHING:
        page.check(f"[name={name}][value=yes]")
    page.locator("#questions button").click()
    link = page.get_by_role("button", name="The council has agreed. Write the letter")
    assert link.evaluate("element => getComputedStyle(element).textAlign") == "start"


def test_enter_writes_the_letter_and_adds_no_child(page_without_js: Page) -> None:
    page = page_without_js
    page.goto(WRITE)
    for name, value in ANSWERS.items():
        if name != "children":
            page.fill(f"[name={name}]", value)
    page.press("[name=school_name]", "Enter")
    assert page.locator("#letter").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("h1").is_visible()
