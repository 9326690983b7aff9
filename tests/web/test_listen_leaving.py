"""Reading aloud stops at once when somebody leaves, and its bar covers neither the way out nor a control."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support import browser as windows
from tests.support.voices import (
    GONE,
    LISTENING,
    OTHERS,
    VOICES,
    act,
    said,
    slow,
    speaks,
    start,
)

NOTE = """() => {
  const note = (what) => { sessionStorage.order = `${sessionStorage.order ?? ""} ${what}`; };
  const { cancel, speak } = speechSynthesis;
  speechSynthesis.cancel = () => {
    if (heard.now) note(document.body.children.length ? "silent" : "blank-then-silent");
    cancel();
  };
  speechSynthesis.speak = (one) => { note("speaks"); speak(one); };
  addEventListener("beforeunload", () => note("goes"));
}"""


def order(page: Page) -> list[str]:
    """In which order the page that is gone fell silent and went."""
    expect(page).to_have_title("Next")
    return str(page.evaluate("sessionStorage.order")).split()


@pytest.mark.parametrize("way", ["button", "three Shifts"])
def test_leaving_is_silent_before_anything_else(listening: Callable[..., Page], way: str) -> None:
    page = start(listening())
    page.evaluate(NOTE)
    page.route(GONE, slow)
    if way == "button":
        page.locator("a.exit").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    assert order(page) == ["silent", "goes"]


def test_a_voice_that_cannot_be_silenced_keeps_nobody_here(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.evaluate("() => { speechSynthesis.cancel = () => { throw new Error('broken'); }; }")
    page.route(GONE, slow)
    page.locator("a.exit").click()
    expect(page).to_have_title("Next")


def test_following_a_link_is_silent_before_the_next_page_comes(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.evaluate(NOTE)
    page.route("**/*lang=pl*", slow)
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=pl]").click()
    assert order(page) == ["silent", "goes"]


def test_no_way_out_of_the_page_leaves_a_voice_behind(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.evaluate(NOTE)
    page.route(f"**{LISTENING}", slow)
    page.reload()
    assert order(page) == ["goes", "silent"]


def test_a_jump_within_the_page_does_not_interrupt(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.locator(".govuk-skip-link[href='#main']").evaluate("(link) => link.click()")
    assert speaks(page)


@pytest.mark.parametrize("address", ["/", "/families/notify", "/families/"])
def test_pages_without_it_are_as_they_were(listening: Callable[..., Page], address: str) -> None:
    page = listening(address=address)
    assert page.locator("[data-listen]").count() == 0
    assert said(page) == []


SMALL = """() => [...document.querySelectorAll("[data-listen] button")].filter((one) => {
  const { width, height } = one.getBoundingClientRect();
  return width && (width < 44 || height < 44);
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en_GB", "ur"])
def test_every_state_is_accessible_and_fits_the_smallest_phone(
    listening: Callable[..., Page], axe: Callable[[Page], None], language: str, scheme: str
) -> None:
    small = {**windows.PHONE, "viewport": {"width": 320, "height": 568}}
    page = listening(address=f"{LISTENING}?lang={language}", color_scheme=scheme, **small)

    def look() -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(SMALL) == []

    look()
    act(page, "open").click()
    look()
    act(page, "start").click()
    look()
    act(page, "slower").click()
    act(page, "pause").click()
    look()
    act(page, "pause").click()
    page.evaluate("heard.now.onerror({ error: 'synthesis-failed' })")
    look()


@pytest.mark.parametrize("language", ["en_GB", "pl", "ro", "ur", "bn"])
def test_the_bar_and_the_way_out_share_a_small_phone(listening: Callable[..., Page], language: str) -> None:
    small = {**windows.PHONE, "viewport": {"width": 320, "height": 568}}
    page = start(listening(address=f"{LISTENING}?lang={language}", voices=[*VOICES, *OTHERS], **small))
    below = page.locator(".exit-bar").evaluate("(bar) => bar.getBoundingClientRect().top")
    for button in page.locator(".listen__bar button").all():
        box = button.bounding_box()
        assert box
        assert box["y"] + box["height"] <= below


HIDES = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const box = focused.getClientRects()[0];
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return over === focused || focused.contains(over) ? null : focused.outerHTML;
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 568), (320, 256)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_bar_lies_over_nothing_that_has_the_focus(listening: Callable[..., Page], size: tuple[int, int]) -> None:
    page = start(listening(viewport={"width": size[0], "height": size[1]}))
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            page.keyboard.press(key)
            assert page.evaluate(HIDES) is None
