"""Changing contacts in a real browser: at a desk, on a phone, from the keyboard, without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.staff.test_browser import NARROW, follow, seen_well, sign_in
from tests.support.browser import DESKTOP, PHONE

SEND = "/staff/contacts/luton/send"


@pytest.mark.parametrize("window", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "zoomed"])
def test_every_page_of_contacts_is_accessible_and_never_scrolls_sideways(
    new_page: Callable[..., Page], axe: Callable[[Page], None], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    sign_in(page, "manager")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Contacts", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contacts")
    seen_well(page, axe)
    follow(page, page.get_by_role("link", name="Luton special educational needs team", exact=True))
    seen_well(page, axe)
    follow(page, page.get_by_role("button", name="Add another contact"))
    seen_well(page, axe)
    page.get_by_label("Monday, from").fill("nine")
    page.get_by_label("What it is for").last.fill("Call us")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Monday, from must be a time")
    seen_well(page, axe)
    page.get_by_label("Monday, from").fill("")
    page.get_by_label("What it is for").last.fill("")
    page.get_by_role("button", name="Show the card first").last.click()
    expect(page.get_by_role("heading", name="What the public would see")).to_be_visible()
    seen_well(page, axe)
    follow(page, page.get_by_role("link", name="History of these contacts"))
    seen_well(page, axe)


def test_a_number_is_added_and_put_back_without_a_script(page_without_js: Page) -> None:
    page = page_without_js
    sign_in(page, "manager")
    page.goto(SEND)
    page.get_by_role("button", name="Add another contact").click()
    contact = page.get_by_role("group", name="Contact 3", exact=True)
    contact.get_by_label("What it is", exact=True).select_option("Phone")
    contact.get_by_label("Number or address").fill("01632 960456")
    contact.get_by_label("What it is for").fill("Call the team")
    contact.get_by_label("Where this can be read").fill("https://luton.example")
    for part, value in (("Day", "3"), ("Month", "November"), ("Year", "2026")):
        contact.get_by_label(part).fill(value)
    page.get_by_label("Friday, from").fill("9:30")
    page.get_by_label("Friday, to").fill("noon")
    page.get_by_label("What did you change, and why?").fill("They have a phone now")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Friday, to must be a time")
    page.get_by_label("Friday, to").fill("12 pm")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Saved. The public sees it now.")
    expect(page.locator(".team")).to_contain_text("01632 960456")
    expect(page.locator(".team")).to_contain_text("Friday, 9:30 am to 12:00 pm")
    page.get_by_role("link", name="History of these contacts").click()
    page.get_by_role("button", name="Put this version back").last.click()
    expect(page.get_by_role("alert")).to_contain_text("It is put back.")


def test_the_enter_key_in_a_field_saves_nothing(page: Page) -> None:
    sign_in(page, "manager")
    page.goto(SEND)
    page.get_by_label("What it is for").first.fill("Typed, then the Enter key")
    page.get_by_label("What it is for").first.press("Enter")
    expect(page.get_by_role("heading", name="What the public would see")).to_be_visible()
    expect(page.get_by_label("What it is for").first).to_have_value("Typed, then the Enter key")
    page.goto(SEND)
    expect(page.get_by_label("What it is for").first).not_to_have_value("Typed, then the Enter key")
