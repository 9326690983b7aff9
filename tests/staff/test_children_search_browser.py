"""Finding a child in a real browser: at a desk, on a phone, by keyboard, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.staff.test_browser import NARROW, seen_well, sign_in
from tests.support.browser import DESKTOP, PHONE

BOX = "Name, date of birth, reference, postcode or number"
PAGE = "/staff/register/search"


@pytest.mark.parametrize("window", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "zoomed"])
def test_every_state_of_the_search_is_accessible_and_never_scrolls_sideways(
    new_page: Callable[..., Page], axe: Callable[[Page], None], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    sign_in(page, "officer")
    page.goto(PAGE)
    seen_well(page, axe)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Type a name")
    seen_well(page, axe)
    page.get_by_label(BOX).fill("Zzyzx Nobody")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="No child found")).to_be_visible()
    seen_well(page, axe)
    page.get_by_text("More ways to find a child").click()
    seen_well(page, axe)


def test_a_child_is_found_from_the_register_by_keyboard_without_a_script(page_without_js: Page) -> None:
    page = page_without_js
    sign_in(page, "officer")
    page.goto("/staff/register")
    name = page.locator("table tbody th a:not(:text-is('Restricted record'))").first.inner_text()
    page.get_by_label("Find a child", exact=True).last.focus()
    page.keyboard.type(name.upper())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("found")
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    expect(page).to_have_url(re.compile(f"{PAGE}$"))
    expect(page.get_by_label(BOX)).to_have_value(name.upper())
