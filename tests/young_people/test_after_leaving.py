"""Promise 9 in a browser that keeps whole pages in memory for "Back", as people's own do and automated ones do not.

Chromium keeps such pages although they say ``no-store``, and mostly drops them when a cookie changes; not always. The
neutral page is a real one here, at an address of this machine, and what the site answers reaches the browser as it is.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from portal.config import NEUTRAL_PAGE
from tests.support import browser as windows
from tests.support import chromium
from tests.support.live import Site

WORDS = "Nobody may see this otter"
PLACE, CODE = "/young-people/find-council", "/young-people/replies"
QUESTION = "/young-people/views/good-and-hard"


@pytest.fixture(scope="module")
def neutral() -> Iterator[int]:
    """The port of a page about the weather."""
    app = Flask("weather")
    app.add_url_rule("/weather", view_func=lambda: "<title>Weather</title><p>Sunny")
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context="adhoc")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def keeping(browser: Browser, neutral: int) -> Iterator[Browser]:
    """A browser with the memory that automation usually takes from it, and another way to the neutral page."""
    there = f"--host-resolver-rules=MAP {urlsplit(NEUTRAL_PAGE).netloc}:443 127.0.0.1:{neutral}"
    opened = browser.browser_type.launch(
        executable_path=chromium.find(),
        args=[*chromium.QUIET, there],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield opened
    opened.close()


@pytest.fixture
def phone(keeping: Browser, live: str) -> Iterator[Callable[[bool, str], Page]]:
    """Opens a phone, with a script or without, in a language."""
    with ExitStack() as stack:

        def open_one(script: bool, language: str) -> Page:
            options = {"base_url": live, "java_script_enabled": script, "ignore_https_errors": True, **windows.PHONE}
            context = stack.enter_context(keeping.new_context(**options))
            context.set_default_timeout(windows.PATIENCE)
            page = context.new_page()
            page.goto(f"/young-people?lang={language}")
            return page

        yield open_one


def press(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button").first.click()


def a_postcode(page: Page) -> None:
    page.goto(PLACE)
    page.fill("main [name=postcode]", WORDS)


def a_postcode_that_leads_nowhere(page: Page) -> None:
    a_postcode(page)
    press(page)
    expect(page.locator("main [name=postcode]")).to_have_value(WORDS)


def a_wrong_code(page: Page) -> None:
    page.goto(CODE)
    page.fill("[name=code]", WORDS)
    press(page)
    expect(page.locator("[name=code]")).to_have_value(WORDS)


def an_answer(page: Page) -> None:
    page.goto("/young-people/views")
    press(page)
    page.goto("/young-people/views/council")
    page.check('[value="luton"]')
    with page.expect_navigation():
        page.locator(".actions button").first.click()
    page.goto(QUESTION)
    page.fill("[name=going_well]", WORDS)


def leave(page: Page) -> None:
    page.locator("a.exit").click()
    page.wait_for_url(NEUTRAL_PAGE)
    expect(page).to_have_title("Weather")


def seen(page: Page) -> str:
    """All that can be read, with what stands in the boxes."""
    typed = page.locator("input:visible, textarea:visible").evaluate_all("all => all.map(one => one.value)")
    return page.content() + " ".join(typed)


def turn_to(page: Page, number: int) -> None:
    """Go to an entry of the history, as the buttons for "Back" and "Forward" do. A page that comes out of the memory is
    not loaded, so nobody may wait for that."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    turned: list[object] = []
    session.on("Page.frameNavigated", lambda event: turned.append(event))
    entry = session.send("Page.getNavigationHistory")["entries"][number]
    session.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
    for _ in range(200):
        page.wait_for_timeout(25)
        if turned and page.evaluate("document.readyState") == "complete":
            break
    assert turned, entry["url"]
    session.detach()


def assert_nothing_in_the_history(page: Page) -> None:
    """Back to each page that was open, each one loaded anew, and forward again: no word of it is seen."""
    last = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["currentIndex"]
    for number in range(last - 1, 0, -1):
        turn_to(page, number)
        assert WORDS not in seen(page)
        page.reload()  # where a browser asks whether to send what was sent once more: here it does
        assert WORDS not in seen(page)
    for number in range(2, last):
        turn_to(page, number)
        assert WORDS not in seen(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", ["en_GB", "ur"])
@pytest.mark.parametrize("typing", [a_postcode_that_leads_nowhere, a_wrong_code])
def test_nothing_that_was_typed_comes_back(
    phone: Callable[[bool, str], Page], typing: Callable[[Page], None], script: bool, language: str
) -> None:
    page = phone(script, language)
    typing(page)
    assert WORDS in seen(page)
    leave(page)
    assert_nothing_in_the_history(page)


@pytest.mark.parametrize("typing", [a_postcode, an_answer])
def test_nothing_that_was_not_sent_comes_back_without_a_script(
    phone: Callable[[bool, str], Page], typing: Callable[[Page], None]
) -> None:
    page = phone(False, "en_GB")
    typing(page)
    leave(page)
    assert_nothing_in_the_history(page)


def test_the_browser_of_these_tests_does_keep_whole_pages(phone: Callable[[bool, str], Page]) -> None:
    """Else they would prove nothing: who goes to the neutral page in another way finds the page as it was."""
    page = phone(False, "en_GB")
    page.goto(PLACE)
    page.evaluate("document.body.dataset.seen = 'here'")
    page.goto(NEUTRAL_PAGE)
    turn_to(page, 2)
    assert page.locator("[data-seen]").count() == 1


def test_words_that_a_locked_database_gave_back_are_not_sent_again(
    phone: Callable[[bool, str], Page], live_site: Site
) -> None:
    page = phone(False, "en_GB")
    an_answer(page)
    with closing(sqlite3.connect(live_site.data_dir / "portal.sqlite", isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        with page.expect_navigation():
            page.locator(".actions button").first.click()
        held.execute("ROLLBACK")
    assert WORDS in page.content()
    page.goto("/young-people/people")
    leave(page)
    assert_nothing_in_the_history(page)
    page.goto(QUESTION)
    assert page.url.endswith("/young-people/views"), "no form was begun with them"
