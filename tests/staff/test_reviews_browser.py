"""A morning of reviews in a real browser: by keyboard, on a phone, and with wrong answers first."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.accounts import find_staff
from portal.register import Child
from portal.storage import db, reads_only
from portal.words import Rating
from tests.staff.test_browser import PASSWORD, follow, seen_well
from tests.support.browser import DESKTOP, PHONE
from tests.support.reviews import a_child


def sign_in(page: Page, who: str) -> None:
    page.goto("/staff/")
    page.get_by_label("Email address").fill(f"{who}@luton.example")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in"))


@pytest.fixture
def late(inside: Flask) -> Iterator[list[uuid.UUID]]:
    """Two children of Luton's officer whose reviews have been overdue for longer than anybody else's.

    The site is shared by a worker's tests, which come in any order: afterwards they are nobody's.
    """
    with inside.app_context():
        officer = find_staff("officer@luton.example")
        assert officer is not None
        mine = officer.id
        db.session.remove()
    pair = [a_child(inside, given, due, Rating.AMBER, assignee=mine) for given, due in (("Aaa", -4000), ("Bbb", -3900))]
    yield pair
    reads_only(False)
    with inside.app_context():
        for child in db.session.query(Child).where(Child.id.in_(pair)):
            child.assignee_id = None
        db.session.commit()


def tab_to(page: Page, name: str) -> None:
    """Go there by the Tab key alone."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()")
        if focused == name:
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_reviews_one_after_the_other_by_keyboard(
    new_page: Callable[..., Page], axe: Callable[[Page], None], late: list[uuid.UUID], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    sign_in(page, "officer")
    page.goto("/staff/reviews?who=me")
    expect(page.locator("tbody tr").first).to_contain_text("Aaa Invented")
    seen_well(page, axe)
    tab_to(page, "Start with the first")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aaa Invented")
    seen_well(page, axe)
    tab_to(page, "Mark the review as done")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a rating")
    seen_well(page, axe)
    page.get_by_label("Amber", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("What did you find, and why this rating?").focus()
    page.keyboard.type("Work was shown.")
    tab_to(page, "Mark the review as done")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("The review is done, and the next one is planned.")
    seen_well(page, axe)
    tab_to(page, "Next in the list “Overdue”")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bbb Invented")


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_matrix_its_errors_and_what_if_can_be_used_by_everybody(
    new_page: Callable[..., Page], axe: Callable[[Page], None], late: list[uuid.UUID], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    sign_in(page, "manager")
    for address in ("/staff/reviews?which=unplanned", "/staff/reviews/calendar", "/staff/matrix/luton"):
        page.goto(address)
        seen_well(page, axe)
    follow(page, page.get_by_role("button", name="Change the matrix"))
    page.get_by_label("Points: Child in need, now").fill("many")
    page.get_by_label("To", exact=True).first.fill("9")
    follow(page, page.get_by_role("button", name="Save"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Points must be a whole number")
    seen_well(page, axe)
    page.goto("/staff/matrix/luton/what-if")
    page.get_by_label("Points: Nobody has said yet how the education appears").fill("9")
    follow(page, page.get_by_role("button", name="See who would change"))
    expect(page.locator("#found")).to_have_text(re.compile("would have another suggestion"))
    seen_well(page, axe)


def test_every_form_of_a_childs_rating_is_accessible_in_its_error_state(
    page: Page, axe: Callable[[Page], None], late: list[uuid.UUID]
) -> None:
    sign_in(page, "officer")
    for form, button in (
        ("rating", "Write the rating down"),
        ("education", "Write it down"),
        ("day", "Change the next review"),
    ):
        page.goto(f"/staff/register/{late[0]}/rating?form={form}")
        follow(page, page.get_by_role("button", name=button))
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        seen_well(page, axe)
