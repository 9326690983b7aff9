"""Promise 9, in a real browser: after "Leave this page" a shared device shows nothing of what was there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import browser as windows

NEUTRAL = "https://www.bbc.co.uk/weather"
WORDS = "Nobody may see this garden"
ADDRESS = "/young-people/views/good-and-hard"


def arrive(route: Route) -> None:
    """The neutral page, without asking another host for it: all else is as the server answered."""
    answer = route.fetch(max_redirects=0)
    assert answer.headers["location"] == NEUTRAL
    headers = {name: answer.headers[name] for name in ("cache-control", "clear-site-data", "set-cookie")}
    route.fulfill(status=200, body="<title>Weather</title>", headers={"content-type": "text/html", **headers})


@pytest.fixture(params=[(True, "en_GB"), (False, "en_GB"), (True, "ur"), (False, "ur")], ids=str)
def writing(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    """A phone on which somebody has written something, and looks at it again."""
    script, language = request.param
    page = new_page(**windows.PHONE, java_script_enabled=script)
    page.context.route("**/young-people/exit", arrive)
    page.goto(f"/young-people/views?lang={language}")
    with page.expect_navigation():
        page.locator("main form button").click()
    page.goto("/young-people/views/council")
    page.check('[value="luton"]')
    with page.expect_navigation():
        page.locator(".actions button").first.click()
    page.goto(ADDRESS)
    page.fill('[name="going_well"]', WORDS)
    with page.expect_navigation():
        page.locator(".actions button").first.click()
    page.goto(ADDRESS)
    expect(page.locator('[name="going_well"]')).to_have_value(WORDS)
    return page


def leave(page: Page) -> None:
    page.locator("a.exit").click()
    page.wait_for_url("**/young-people/exit")
    assert page.title() == "Weather"


def assert_nothing(page: Page) -> None:
    assert WORDS not in page.content()
    assert page.locator('[name="going_well"]').count() == 0


def test_back_forward_reload_and_a_new_tab_show_nothing(writing: Page) -> None:
    leave(writing)
    for _ in range(4):
        writing.go_back()
        assert_nothing(writing)
        writing.reload()
        assert_nothing(writing)
    writing.go_forward()
    assert_nothing(writing)
    again = writing.context.new_page()
    again.goto(ADDRESS)
    assert again.url.endswith("/young-people/views"), "and it says nothing of answers that were there"
    assert_nothing(again)


def test_no_cookie_but_the_language_stays(writing: Page) -> None:
    leave(writing)
    assert {cookie["name"] for cookie in writing.context.cookies()} <= {"language"}


def test_the_cookie_that_somebody_copied_opens_nothing(writing: Page) -> None:
    copied = writing.context.cookies()
    leave(writing)
    writing.context.add_cookies(copied)  # type: ignore[arg-type]  # what it gave itself
    writing.goto(ADDRESS)
    assert_nothing(writing)


def test_the_browser_is_asked_to_remember_nothing_that_is_typed(writing: Page) -> None:
    assert writing.locator("main form").first.get_attribute("autocomplete") == "off"
    for address in ("who-you-are", "details"):
        writing.goto(f"/young-people/views/{address}")
        told = writing.locator("main form [autocomplete]:not(form)").evaluate_all(
            "all => all.map(one => one.autocomplete)"
        )
        assert not [one for one in told if one != "off"]


def test_the_history_names_no_question(writing: Page) -> None:
    assert writing.title() == writing.title().replace("good", "")
    for address in ("around-you", "anything-else", "someone"):
        writing.goto(f"/young-people/views/{address}")
        heading = writing.locator("h1").inner_text().strip()
        assert heading
        assert heading not in writing.title()
