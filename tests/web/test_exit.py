"""Leaving at once, without a trace in this tab; and a frame that lies over nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.support import browser as windows
from tests.web.small import close, small_app

GONE = "**/young-people/exit"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = small_app(tmp_path_factory.mktemp("exit"), languages=("en_GB", "pl", "ro", "ur", "bn"), demo=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    close(app)


@pytest.fixture
def open_page(browser: Browser, home: str) -> Iterator[Callable[..., Page]]:
    """Opens a young person's page in a new window."""
    with ExitStack() as stack:

        def open_one(address: str = "/young-people/page", **options: Any) -> Page:
            page = stack.enter_context(windows.watched(browser, home, **options))
            page.goto("/")
            page.goto(address)
            return page

        yield open_one


SHOWN_LAST = """() => addEventListener("beforeunload", () => {
  sessionStorage.shown = document.title + document.body.innerText;
})"""


def stays(page: Page) -> bool:
    page.wait_for_timeout(150)
    return page.url.endswith("/young-people/page")


@pytest.mark.parametrize("device", [windows.DESKTOP, windows.PHONE], ids=["desktop", "phone"])
def test_the_button_leaves_and_back_does_not_return(open_page: Callable[..., Page], device: dict[str, Any]) -> None:
    page = open_page(**device)
    page.locator("a.exit").click()
    page.wait_for_url(GONE)
    page.go_back()
    assert not page.url.endswith("/young-people/page")


@pytest.mark.parametrize("way", ["button", "three Shifts"])
def test_nothing_can_be_read_any_more_before_the_server_is_even_asked(open_page: Callable[..., Page], way: str) -> None:
    page = open_page()
    page.route(GONE, lambda route: route.fulfill(body="<title>Gone</title>", content_type="text/html"))
    page.evaluate(SHOWN_LAST)
    if way == "button":
        page.locator("a.exit").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page).to_have_title("Gone")
    assert page.evaluate("sessionStorage.shown").strip("\u200b") == ""


def test_the_keyboard_reaches_the_way_out_before_anything_else_of_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page()
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('header a.govuk-skip-link[data-exit]')")
    page.keyboard.press("Enter")
    page.wait_for_url(GONE)


def test_shift_three_times_leaves(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert stays(page)
    page.keyboard.press("Shift")
    page.wait_for_url(GONE)
    page.go_back()
    assert not page.url.endswith("/young-people/page")


def test_typing_capital_letters_does_not_leave(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.locator("#box").focus()
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    assert stays(page)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert stays(page)


def test_both_shift_keys_held_together_do_not_leave(open_page: Callable[..., Page]) -> None:
    page = open_page()
    for _ in range(3):
        page.keyboard.down("ShiftLeft")
        page.keyboard.down("ShiftRight")
        page.keyboard.up("ShiftLeft")
        page.keyboard.up("ShiftRight")
    assert stays(page)


def test_a_shift_key_that_is_held_down_does_not_leave(open_page: Callable[..., Page]) -> None:
    page = open_page()
    for _ in range(5):
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")
    assert stays(page)


def test_three_presses_far_apart_do_not_leave(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_timeout(5100)
    page.keyboard.press("Shift")
    assert stays(page)


def test_the_keys_of_a_phone_do_not_leave(open_page: Callable[..., Page]) -> None:
    page = open_page(**windows.PHONE)
    for _ in range(4):
        page.keyboard.press("Shift")
    assert stays(page)


def test_pages_for_others_have_no_such_keys(open_page: Callable[..., Page], home: str) -> None:
    page = open_page("/")
    for _ in range(4):
        page.keyboard.press("Shift")
    page.wait_for_timeout(150)
    assert page.url == f"{home}/"


COVERED = """(element) => {
  const box = element.getClientRects()[0];
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return at !== element && !element.contains(at);
}"""


@pytest.mark.parametrize(
    "size", [(1280, 800), (768, 800), (390, 844), (320, 568), (320, 256)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_whatever_has_the_focus_can_be_seen(open_page: Callable[..., Page], size: tuple[int, int]) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]})
    for key in ("Tab", "Shift+Tab"):
        for _ in range(36):
            page.keyboard.press(key)
            focused = page.evaluate_handle("document.activeElement")
            if page.evaluate("document.activeElement !== document.body"):
                assert not focused.evaluate(COVERED), focused.evaluate("element => element.outerHTML")


@pytest.mark.parametrize("language", ["en_GB", "ur"])
@pytest.mark.parametrize("address", ["/young-people/page", "/", "/staff/page", "/young-people/nowhere"])
def test_nothing_scrolls_sideways_on_the_smallest_screen(
    open_page: Callable[..., Page], address: str, language: str
) -> None:
    page = open_page(f"{address}?lang={language}", viewport={"width": 320, "height": 568})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


SMALL = """() => [...document.querySelectorAll("a:not(.govuk-skip-link), button, summary, input")].map((one) => {
  const box = one.getBoundingClientRect();
  return [one.textContent.trim(), Math.round(box.height), box.top];
}).filter(([words, height, top]) => top >= 0 && height < 44 && !/^(Link|Skip|tell us)/.test(words))"""


def test_what_is_pressed_in_the_frame_is_44_pixels_high(open_page: Callable[..., Page]) -> None:
    page = open_page(**windows.PHONE)
    page.locator("summary").click()
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/young-people/page", "/", "/staff/page", "/young-people/nowhere", "/?lang=ur"])
def test_the_frame_is_accessible(open_page: Callable[..., Page], address: str, scheme: str) -> None:
    windows.assert_accessible(open_page(address, color_scheme=scheme))


def test_the_list_of_languages_opens_without_a_script(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.locator("summary").click()
    page.get_by_role("link", name="Polski").click()
    assert page.locator("html").get_attribute("lang") == "pl"
    assert "/young-people/page" in page.url
