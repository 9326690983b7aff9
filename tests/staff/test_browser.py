"""Staff pages in a real browser: readable at a desk and on a phone, from the keyboard, without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.demo import PASSWORD
from tests.support.browser import DESKTOP, PHONE

NARROW = {"viewport": {"width": 320, "height": 700}}
"""What is left of 1280 px at 400 % zoom."""


def sign_in(page: Page, who: str) -> None:
    page.goto("/staff/")
    page.get_by_label("Email address").fill(f"{who}@luton.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto("/staff/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")


def follow(page: Page, link: Locator) -> None:
    """Press what leads to another page, and be there before anything is looked at."""
    with page.expect_navigation():
        link.click()


def seen_well(page: Page, axe: Callable[[Page], None]) -> None:
    axe(page)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} scrolls sideways by {over} px"


@pytest.mark.parametrize("window", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "zoomed"])
def test_every_staff_page_is_accessible_and_never_scrolls_sideways(
    new_page: Callable[..., Page], axe: Callable[[Page], None], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    sign_in(page, "safeguarding")
    seen_well(page, axe)
    page.goto("/staff/?kind=referral&urgency=now&who=me")
    seen_well(page, axe)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a reference")
    seen_well(page, axe)
    page.goto("/staff/delivery")
    seen_well(page, axe)
    page.goto("/staff/?kind=views")
    follow(page, page.locator("table a").first)
    seen_well(page, axe)
    for closed in page.locator("details summary").all():
        closed.click()
    seen_well(page, axe)
    page.get_by_role("button", name="Pass it to another team").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the team it belongs to")
    seen_well(page, axe)


def test_an_auditors_pages_are_accessible(page: Page, axe: Callable[[Page], None]) -> None:
    sign_in(page, "auditor")
    seen_well(page, axe)
    page.get_by_text("More", exact=True).click()
    seen_well(page, axe)
    follow(page, page.get_by_role("link", name="Audit log"))
    seen_well(page, axe)


def test_a_note_is_written_with_the_keyboard_alone(page: Page) -> None:
    sign_in(page, "officer")
    page.locator("tr:not(:has(.badge--restricted)) th a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/*")
    page.locator("summary", has_text="Add a note").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Written without a mouse.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your note is in the history.")
    expect(page.locator(".timeline")).to_contain_text("Written without a mouse.")


def test_it_all_works_without_a_script(page_without_js: Page) -> None:
    page = page_without_js
    sign_in(page, "manager")
    page.get_by_label("What it is").select_option("Parent’s notice")
    page.get_by_role("button", name="Show these").click()
    assert "kind=notification" in page.url
    page.locator("table a").first.click()
    page.get_by_text("Give it to a colleague").first.click()
    page.get_by_label("Give it to").select_option("Olu Demo")
    page.get_by_role("button", name="Give it to a colleague").click()
    expect(page.get_by_role("alert")).to_contain_text("It is given to your colleague.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("signed out")
