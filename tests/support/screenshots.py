"""``make screenshots``: every page and every error of every journey, on a phone and on a desktop, in each language."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from portal.demo import SIGN_INS
from tests.support import browser as windows
from tests.support import chromium, live
from tests.support.answers import NOT_SAFE, NOTIFICATION, REFERRAL
from tests.support.walk import Walk

FOLDER = live.ROOT / "screenshots"
DEVICES: dict[str, dict[str, Any]] = {"phone": windows.PHONE, "desktop": windows.DESKTOP}
PAGES = ("/", "/young-people", "/young-people/people?council=luton", "/young-people/when-things-are-hard")
PAGES += ("/young-people/when-things-are-hard?level=easy", "/young-people/find-council", "/young-people/leaflets")
PAGES += ("/young-people/staying-private?level=standard", "/families", "/professionals")
PAGES += ("/accessibility", "/privacy", "/cookies", "/contact", "/nowhere")
WALKS = (
    ("/families/notify", NOTIFICATION),
    ("/young-people/views", NOT_SAFE),
    ("/professionals/refer", REFERRAL),
)


class Album:
    """Pictures of one device and language, numbered in the order they were taken."""

    def __init__(self, name: str) -> None:
        self.folder = FOLDER / name
        self.folder.mkdir(parents=True)
        self.number = 0

    def take(self, page: Page, name: str) -> None:
        """A picture of the whole page."""
        self.number += 1
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "home"
        page.screenshot(path=str(self.folder / f"{self.number:03d}-{plain}.png"), full_page=True)


def main() -> None:
    """Serve the demonstration from a folder that goes away, and take the pictures."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.MISSING)
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data_dir = Path(folder) / "var"
        data_dir.mkdir()
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.QUIET))
        with live.running(data_dir) as site:
            for device, options in DEVICES.items():
                for language in _languages(browser, site.url):
                    _public(browser, site.url, Album(f"{device}-{language}"), language, options)
                _staff(browser, site.url, Album(f"{device}-staff"), options)
        browser.close()
    print(f"{sum(1 for _ in FOLDER.rglob('*.png'))} pictures are in {FOLDER}")  # noqa: T201 - its only word


def _languages(browser: Browser, url: str) -> list[str]:
    with windows.watched(browser, url) as page:
        page.goto("/")
        offered = page.locator("a[href*='lang=']").evaluate_all("links => links.map(link => link.href)")
    return ["en_GB", *sorted({link.split("lang=")[1].split("&")[0] for link in offered} - {"en_GB"})]


def _public(browser: Browser, url: str, album: Album, language: str, options: dict[str, Any]) -> None:
    with windows.watched(browser, url, **options) as page:
        page.goto(f"/?lang={language}")
        for address in PAGES:
            page.goto(address)
            album.take(page, address)
        for start, answers in WALKS:
            walk = Walk(page, start, answers, visit=lambda at, name: album.take(at, name), with_errors=True)
            walk.to_the_check_page()
            walk.send()


def _staff(browser: Browser, url: str, album: Album, options: dict[str, Any]) -> None:
    for person in SIGN_INS:
        with windows.watched(browser, url, **options) as page:
            page.goto("/staff/sign-in")
            page.fill("[name=email]", person.email)
            page.fill("[name=password]", person.password)
            page.click("main form button")
            who = person.email.split("@")[0]
            album.take(page, f"{who} today")
            page.goto("/staff/")
            album.take(page, f"{who} queue")
            links = page.locator("main a[href*='/staff/submissions/']").evaluate_all("all => all.map(a => a.href)")
            for number, link in enumerate(dict.fromkeys(links), 1):
                page.goto(link)
                album.take(page, f"{who} submission {number}")
            for address in ("delivery", "contacts", "audit"):
                if page.locator(f"a[href='/staff/{address}']").count():
                    page.goto(f"/staff/{address}")
                    album.take(page, f"{who} {address}")


if __name__ == "__main__":
    main()
