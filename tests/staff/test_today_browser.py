"""A morning by keyboard in a real browser: today, a submission, an act, the next; on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.demo import PASSWORD
from portal.words import Kind
from tests.staff.test_browser import seen_well
from tests.support.answers import SHORT_NOTIFICATION
from tests.support.browser import PHONE
from tests.support.casework import arrives

WIDE = {"viewport": {"width": 1280, "height": 800}}


def signs_in(page: Page, who: str) -> None:
    page.goto("/staff/")
    page.get_by_label("Email address").fill(f"{who}@luton.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def presses(page: Page, key: str = "Enter") -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def waits_long(inside: Flask) -> None:
    """A notice that is past its clock and nobody's, so that a submission comes first whatever other tests have read."""
    arrives(inside, Kind.NOTIFICATION, "luton", SHORT_NOTIFICATION, datetime.now(UTC) - timedelta(days=400))


@pytest.mark.usefixtures("waits_long")
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["desk", "phone"])
def test_a_morning_goes_from_one_thing_to_the_next_by_keyboard(
    new_page: Callable[..., Page], axe: Callable[[Page], None], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    signs_in(page, "officer")
    seen_well(page, axe)
    page.get_by_role("button", name="Start with the first").focus()
    presses(page)
    expect(page).to_have_url(re.compile("/staff/submissions/"))
    seen_well(page, axe)
    first = page.locator("h1 .small").inner_text()
    for words in ("Done", "Take back"):  # the same line, ticked and taken back
        page.locator(".check-button", has_text=words).last.focus()
        presses(page)
        expect(page.get_by_role("alert")).to_be_visible()
        seen_well(page, axe)
    page.locator("summary", has_text="Add a note").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Called, and nobody answered.")
    page.keyboard.press("Tab")
    presses(page)
    page.locator(".next-up a").focus()
    presses(page)
    expect(page).to_have_url(re.compile("/staff/"))
    assert page.locator("h1 .small").first.inner_text() != first


def test_a_managers_pages_are_accessible_in_each_state(page: Page, axe: Callable[[Page], None]) -> None:
    signs_in(page, "manager")
    page.get_by_role("link", name="My team", exact=True).click()
    expect(page.locator(".todo-line").first).to_be_visible()
    seen_well(page, axe)
    page.goto("/staff/backlog")
    seen_well(page, axe)
    page.locator("a.cell").first.focus()
    presses(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    page.goto("/staff/cover")
    page.get_by_role("button", name="Set the cover").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who looks after it")
    seen_well(page, axe)
    page.goto("/staff/clocks")
    seen_well(page, axe)
    page.get_by_label("First day of term 1", exact=True).fill("31/9/2026")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the first day of the term")
    expect(page.get_by_label("First day of term 1", exact=True)).to_have_value("31/9/2026")
    seen_well(page, axe)


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["desk", "phone"])
def test_several_are_chosen_looked_at_and_given_by_keyboard(
    new_page: Callable[..., Page], axe: Callable[[Page], None], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    signs_in(page, "manager")
    page.goto("/staff/?kind=change")
    page.locator("tbody a").first.click()  # somebody has read it now
    page.goto("/staff/?kind=change")
    page.get_by_role("link", name="Choose all on this page").focus()
    presses(page)
    expect(page.locator("input[name=one]").first).to_be_checked()
    seen_well(page, axe)
    page.get_by_role("button", name="Give them to somebody").focus()
    presses(page)
    expect(page.get_by_text("Nothing has been done yet.")).to_be_visible()
    seen_well(page, axe)
    page.get_by_role("button", name=re.compile("Give (it|them) to this person")).focus()
    presses(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose who gets it")
    seen_well(page, axe)
    page.get_by_label("Give it to").select_option("Olu Demo")
    page.get_by_role("button", name=re.compile("Give (it|them) to this person")).focus()
    presses(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("given")
    seen_well(page, axe)
