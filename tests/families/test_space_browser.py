"""The parents' pages of words in a real browser: every one of them, on the smallest phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from portal.pages import library
from tests.support import browser as windows

WORDS = sorted({page.slug for page in library().pages if page.space == "families" and page.slug != "index"})
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_every_page_of_words_is_accessible_and_fits_the_smallest_phone(
    new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = new_page(**{**windows.PHONE, "viewport": {"width": 320, "height": 640}})
    wide = []
    for slug in WORDS:
        page.goto(f"/families/{slug}?council=luton")
        axe(page)
        if page.evaluate(TOO_WIDE):
            wide.append(slug)
    assert len(WORDS) > 10
    assert wide == []
