"""A page in a real Chromium, and an eye on all that a person would not see go wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PATIENCE = 10_000
"""Milliseconds until a thing that does not come is given up."""
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the security policy: ${event.violatedDirective} ${event.blockedURI}`))
"""
# What axe found in order is long, and nobody reads it here.
VIOLATIONS = "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)"
# Chromium's own words for an answer of 400 and above; the answers themselves are looked at below.
SEEN_ELSEWHERE = "Failed to load resource"


class Watched:
    """Collects what went wrong in a browser window, to be asserted empty when the test ends."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = urlsplit(home).netloc
        self.faults: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"a script failed: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(SEEN_ELSEWHERE):
            self.faults.append(f"the console says: {message.text}")

    def _request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme in ("http", "https", "ws", "wss") and target.netloc != self.home:
            self.faults.append(f"a page called an outside host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a person went elsewhere before it had come
            self.faults.append(f"{request.url} did not come: {request.failure}")

    def _response(self, response: Response) -> None:
        least = 500 if response.request.is_navigation_request() else 400
        if response.status >= least:
            self.faults.append(f"{response.url} answered {response.status}")


@contextmanager
def watched(browser: Browser, home: str, **options: Any) -> Iterator[Page]:
    """A new window with no memory, at the site ``home``; fails on leaving when anything went wrong in it unseen."""
    context = browser.new_context(base_url=home, **{"locale": "en-GB", **DESKTOP, **options})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(REPORT_VIOLATIONS)
    eye = Watched(context, home)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not eye.faults, "\n".join(eye.faults)


def _known(rule: Any) -> bool:
    """GOV.UK Frontend marks a radio that reveals a field with aria-expanded, on purpose and after research with screen
    readers; axe's table does not have it (alphagov/govuk-frontend, conditional reveals)."""
    return rule["id"] == "aria-allowed-attr" and all(
        'type="radio"' in node["html"] and "aria-expanded" in node["html"] for node in rule["nodes"]
    )


def assert_accessible(page: Page) -> None:
    """Fail with every rule that the page as it is now breaks, and where (axe-core, all its rules)."""
    page.evaluate(AXE_SCRIPT)
    broken = [rule for rule in page.evaluate(VIOLATIONS) if not _known(rule)]
    told = [
        f"{rule['id']}: {rule['help']}\n    " + "\n    ".join(node["html"][:160] for node in rule["nodes"][:5])
        for rule in broken
    ]
    assert not told, f"{page.url}\n  " + "\n  ".join(told)
