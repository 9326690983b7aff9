"""Every public page that links lead to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

NOT_PAGES = (".pdf", ".svg", ".png", ".css", ".js", ".txt", ".toml", ".mp3")
ELSEWHERE = ("/staff", "/young-people/exit", "/static", "/health")
NO_LINK_LEADS_THERE = ("/nowhere", "/young-people/nowhere")
MOST = 100
PATIENCE = 60_000
"""Milliseconds: leaflets are typeset when somebody looks at them first."""


def everywhere(page: Page, *starts: str) -> Iterator[str]:
    """Go to each page that the ``starts`` and the pages behind them link to, once; gives its path when it is open.

    What a link asks for in its address (a language, a reading level, a council) is left out: choose it before.
    """
    page.set_default_navigation_timeout(PATIENCE)
    waiting = [*starts, *NO_LINK_LEADS_THERE]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        if path in seen:
            continue
        seen.add(path)
        assert len(seen) < MOST, f"there is no end to the pages: {sorted(seen)}"
        page.goto(address)
        yield path
        links = page.locator("a[href]:not([download])").evaluate_all("all => all.map(a => a.href)")
        home = urlsplit(page.url).netloc
        for link in links:
            target = urlsplit(link)
            if target.netloc == home and not target.path.startswith(ELSEWHERE) and not target.path.endswith(NOT_PAGES):
                waiting.append(target.path)
