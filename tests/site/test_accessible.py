"""Promise 14: every public page is accessible and fits a small phone, left to right and right to left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support import browser as windows

PAGES = (
    "/",
    "/young-people",
    "/young-people?level=easy",
    "/young-people/people?council=luton&level=standard",
    "/young-people/when-things-are-hard",
    "/young-people/when-things-are-hard?level=easy",
    "/young-people/find-council",
    "/young-people/leaflets?council=luton",
    "/families",
    "/families/taking-your-child-off-the-roll?council=luton",
    "/families/what-happens-next",
    "/families/letter",
    "/families/letter/write",
    "/professionals",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/contact",
    "/nowhere",
)
SMALLEST = {"viewport": {"width": 320, "height": 640}}


@pytest.mark.parametrize("language", ["en_GB", "ur"])
@pytest.mark.parametrize("size", [windows.PHONE, windows.DESKTOP], ids=["phone", "desktop"])
def test_every_public_page_is_accessible(
    new_page: Callable[..., Page], axe: Callable[[Page], None], language: str, size: dict[str, object]
) -> None:
    page = new_page(**size)
    page.goto(f"/?lang={language}")
    for address in PAGES:
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("language", ["en_GB", "ur", "bn"])
def test_no_public_page_has_to_be_moved_sideways_at_400_percent(new_page: Callable[..., Page], language: str) -> None:
    page = new_page(**SMALLEST)  # 1280 pixels at 400 % are 320 (WCAG 2.2, 1.4.10)
    page.goto(f"/?lang={language}")
    wide = []
    for address in PAGES:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(address)
    assert wide == []
