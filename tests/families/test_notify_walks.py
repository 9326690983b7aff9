"""The parents' form in a real browser: where it can end, and that the long ways hold on a phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support import browser as windows
from tests.support.answers import FOUR_CHILDREN, NOTIFICATION, SHORT_NOTIFICATION
from tests.support.walk import Walk

FORM = "/families/notify"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TWO = [FOUR_CHILDREN[0], {**FOUR_CHILDREN[1], "attendance_order": "not_sure"}]


def test_the_last_page_offers_the_end_and_nothing_before_what_is_needed_does(new_page: Callable[..., Page]) -> None:
    offers: dict[str, bool] = {}

    def look(page: Page, name: str) -> None:
        offers[name] = page.locator("button[name=finish]").count() > 0

    page = new_page(**windows.PHONE)
    walk = Walk(page, FORM, SHORT_NOTIFICATION, visit=look)
    walk.to_the_check_page()
    assert [name for name, offered in offers.items() if offered] == ["more"]
    page.goto(f"{FORM}/more")
    page.check("input[value=plans]")
    page.click("button[name=finish]")
    assert walk.address == "plans", "what was ticked is asked"
    page.fill("[name=plans]", "We read together.")
    page.click("button[name=finish]")
    assert walk.address == "check"
    assert "We read together." in page.inner_text("main")


def test_no_page_has_to_be_moved_sideways_and_each_is_accessible(
    new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    broken: list[str] = []

    def look(page: Page, name: str) -> None:
        if page.evaluate(TOO_WIDE):
            broken.append(f"{name}: too wide")
        try:
            axe(page)
        except AssertionError as error:
            broken.append(f"{name}: {error}")

    page = new_page(**{**windows.PHONE, "viewport": {"width": 320, "height": 700}})
    several = {**NOTIFICATION, "more": [*NOTIFICATION["more"], "differs"], "children": TWO}
    walk = Walk(page, FORM, several, visit=look, again=1, with_errors=True)
    walk.to_the_check_page()
    assert not broken, "\n".join(broken)


def test_writing_only_and_in_urdu_by_keyboard(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/families?lang=ur")
    answers = {
        **SHORT_NOTIFICATION,
        "address": "1 Invented Street",
        "contact_by": "letter",
        "writing_only": ["yes"],
        "more": ["talking"],
        "interpreter": "اردو",
    }
    walk = Walk(page, FORM, answers, keyboard=True)
    walk.to_the_check_page()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "اردو" in page.inner_text("main")
    assert walk.send()
