"""The parents' form in a real browser: how short it is for the shortest, and that the long ways hold on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import browser as windows
from tests.support.answers import CHILD, NOTIFICATION, SHORT_NOTIFICATION
from tests.support.walk import Walk

FORM = "/families/notify"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FEWEST: dict[str, Any] = {
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "first_name": "Robin",
    "last_name": "Example",
    "born": "2015-05-04",
    "your_name": "Alex Example",
    "contact_by": "email",
    "email": "alex@family.example",
}
FOUR = [
    {**CHILD, "first_name": "Robin", "special_school": "yes"},
    {**CHILD, "first_name": "Sam", "born": "2012-11-30", "special_school": "yes", "attendance_order": "not_sure"},
    {**CHILD, "first_name": "Kim", "born": "2018-02-11", "school_type": "never_in_school"},
    {**CHILD, "first_name": "Jo", "born": "2010-09-01", "sen": "ehc_plan"},
]


@dataclass
class Counted(Walk):
    """Counts what a thumb does: choices made, fields typed in, buttons pressed."""

    taps: int = 0
    typed: int = 0

    def _give(self, name: str, value: str) -> None:
        if self._kind(name) in ("radio", "checkbox"):
            self.taps += 1
        super()._give(name, value)

    def _type(self, selector: str, text: str) -> None:
        self.typed += 1
        super()._type(selector, text)

    def _press(self, selector: str) -> None:
        self.taps += 1
        super()._press(selector)


@pytest.mark.parametrize(
    ("answers", "pages", "taps", "fields", "children"),
    [
        pytest.param(FEWEST, 14, 18, 8, 0, id="the-least-that-can-be-sent"),
        pytest.param(SHORT_NOTIFICATION, 14, 26, 16, 0, id="all-that-everybody-is-asked"),
        pytest.param({**SHORT_NOTIFICATION, "children": FOUR}, 32, 59, 49, 3, id="four-children"),
        pytest.param(NOTIFICATION, 33, 79, 43, 1, id="two-children-and-every-topic"),
    ],
)
def test_how_many_pages_and_taps_it_takes(
    new_page: Callable[..., Page],
    record_property: Callable[[str, object], None],
    answers: dict[str, Any],
    pages: int,
    taps: int,
    fields: int,
    children: int,
) -> None:
    """The numbers are the promise: a further page or tap for everybody has to be meant. At five seconds to read a
    page, two a tap and five to type a field, all that everybody is asked takes about three and a half minutes."""
    begun = time.monotonic()
    walk = Counted(new_page(**windows.PHONE), FORM, answers, again=children)
    walk.to_the_check_page()
    asked = [name for name in walk.seen if name not in ("start", "check")]
    walk.send()
    found = len(asked), walk.taps, walk.typed
    record_property(f"pages, taps, fields typed; {len(answers)} answers", (*found, f"{time.monotonic() - begun:.1f} s"))
    assert found == (pages, taps, fields)


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


def test_a_family_of_four_children_two_at_a_special_school_without_javascript(new_page: Callable[..., Page]) -> None:
    page = new_page(**windows.PHONE, java_script_enabled=False)
    walk = Walk(page, FORM, {**NOTIFICATION, "children": FOUR}, again=3)
    walk.to_the_check_page()
    explained = [name for name in walk.seen if name.endswith("rules-explained")]
    assert explained == ["children/1/rules-explained", "children/2/rules-explained"]
    names = [f"{child['first_name']} Example" for child in FOUR]
    assert page.locator("main h2").all_inner_texts()[: len(names)] == names
    assert walk.send()


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
    several = {**NOTIFICATION, "more": [*NOTIFICATION["more"], "differs"], "children": FOUR[:2]}
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
