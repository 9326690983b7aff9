"""Promise 14: each journey whole, by keyboard, with and without JavaScript, every page and every error looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import browser as windows
from tests.support.answers import NOT_SAFE, NOTIFICATION, REFERRAL, VIEWS, YOUNGEST
from tests.support.changes import MOVED_OUT
from tests.support.walk import Walk

JOURNEYS = [
    pytest.param("/families/notify", NOTIFICATION, 1, id="parent"),
    pytest.param("/families/change", MOVED_OUT, 1, id="parent-who-moves"),
    pytest.param("/young-people/views", VIEWS, 0, id="young-person"),
    pytest.param("/young-people/views", YOUNGEST, 0, id="young-person-of-seven"),
    pytest.param("/young-people/views", NOT_SAFE, 0, id="young-person-not-safe"),
    pytest.param("/professionals/refer", REFERRAL, 0, id="professional"),
]
EXPLAINED = {
    **NOTIFICATION,
    "children": [{**NOTIFICATION["children"][0], "special_school": "yes", "attendance_order": "yes"}],
    "contact_by": "phone",
    "phone": "01632 960001",
}
ANOTHER_COUNCIL = {**NOTIFICATION, "postcode": "MK9 3EJ", "where_next": "theirs"}
REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}|\d{3}-\d{3}-\d{3}")
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
IN_DANGER = {**REFERRAL, "in_danger": "yes"}


@pytest.mark.parametrize(("start", "answers", "again"), JOURNEYS)
def test_a_journey_can_be_gone_by_keyboard_alone(page: Page, start: str, answers: dict[str, Any], again: int) -> None:
    walk = Walk(page, start, answers, keyboard=True, again=again)
    walk.to_the_check_page()
    assert REFERENCE.fullmatch(walk.send())


@pytest.mark.parametrize(("start", "answers", "again"), JOURNEYS)
def test_a_journey_can_be_gone_without_javascript(
    page_without_js: Page, start: str, answers: dict[str, Any], again: int
) -> None:
    walk = Walk(page_without_js, start, answers, again=again)
    walk.to_the_check_page()
    assert REFERENCE.fullmatch(walk.send())


@pytest.mark.parametrize(
    ("start", "answers"),
    [
        *((one.values[0], one.values[1]) for one in JOURNEYS),
        ("/families/notify", EXPLAINED),
        ("/families/notify", ANOTHER_COUNCIL),
        ("/professionals/refer", IN_DANGER),
    ],
)
def test_every_page_and_every_error_of_a_journey_is_accessible(
    new_page: Callable[..., Page], axe: Callable[[Page], None], start: str, answers: dict[str, Any]
) -> None:
    broken: list[str] = []

    def look(page: Page, name: str) -> None:
        try:
            axe(page)
            assert not page.evaluate(TOO_WIDE), "the page has to be moved sideways"
        except AssertionError as error:
            broken.append(f"{name}: {error}")

    walk = Walk(new_page(**windows.PHONE), start, answers, visit=look, with_errors=True)
    walk.to_the_check_page()
    if walk.address == "check":
        walk.send()
    assert not broken, "\n".join(broken)
    assert any("(" in name for name in walk.seen), "no error state was seen"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("answers", [NOT_SAFE, YOUNGEST])
def test_the_private_form_holds_in_urdu_on_a_phone(
    new_page: Callable[..., Page], axe: Callable[[Page], None], answers: dict[str, Any], script: bool
) -> None:
    page = new_page(**windows.PHONE, java_script_enabled=script)
    broken: list[str] = []

    def look(page: Page, name: str) -> None:
        assert page.locator("html").get_attribute("dir") == "rtl"
        if page.evaluate(TOO_WIDE):
            broken.append(f"{name}: the page has to be moved sideways")
        if script:
            try:
                axe(page)
            except AssertionError as error:
                broken.append(f"{name}: {error}")

    page.goto("/young-people?lang=ur")
    walk = Walk(page, "/young-people/views", answers, visit=look, with_errors=script)
    walk.to_the_check_page()
    assert REFERENCE.fullmatch(walk.send())
    assert page.locator(".five-words li").count() == 5
    assert not broken, "\n".join(broken)
