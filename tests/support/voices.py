"""A device with voices, for machines that have none: what would be heard is written down, and the test says when a
sentence is over. Only the list of voices and the loudspeaker are stood in for; all else is the site as it is served.
"""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

LISTENING = "/young-people/staying-private"
"""A page that can be read aloud."""
GONE = "**/young-people/exit"

BRITISH = {"name": "Brit", "lang": "en-GB", "localService": True, "default": False}
AMERICAN = {"name": "Yank", "lang": "en-US", "localService": True, "default": True}
FAR_AWAY = {"name": "Cloud", "lang": "en-GB", "localService": False, "default": True}
URDU = {"name": "Lahore", "lang": "ur_PK", "localService": True, "default": False}  # as Android writes it
URDU_FAR_AWAY = {**URDU, "name": "Karachi", "lang": "ur", "localService": False}
VOICES = [FAR_AWAY, AMERICAN, URDU_FAR_AWAY, BRITISH, URDU]
OTHERS = [{**BRITISH, "name": lang, "lang": lang} for lang in ("pl-PL", "ro-RO", "bn-IN")]

STAND_IN = """
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.heard = {
  voices: VOICES,
  said: [],
  now: null,
  end() { const over = this.now; this.now = null; over.onend(); },
};
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => heard.voices,
  speak(one) {
    heard.now = one;
    heard.said.push({ text: one.text, lang: one.lang, voice: one.voice.name, rate: one.rate });
  },
  cancel() {
    const cut = heard.now;
    heard.now = null;
    if (cut) setTimeout(() => cut.onerror({ error: "interrupted" })); // as Chrome does
  },
} });
"""


def act(page: Page, name: str) -> Locator:
    """A button of the component, by what it does: its words are another language's on another page."""
    return page.locator(f"[data-listen] [data-act={name}]:visible")


def start(page: Page) -> Page:
    act(page, "open").click()
    act(page, "start").click()
    return page


def said(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("heard.said")
    return found


def speaks(page: Page) -> bool:
    return bool(page.evaluate("heard.now !== null"))


def listen_to_the_end(page: Page) -> str:
    """All that is said until nothing more comes."""
    while speaks(page):
        page.evaluate("heard.end()")
    return " ".join(one["text"] for one in said(page))


def assert_first_state(page: Page) -> None:
    expect(act(page, "open")).to_be_enabled()
    expect(act(page, "open")).to_have_attribute("aria-expanded", "false")
    expect(act(page, "start")).to_have_count(0)
    expect(act(page, "pause")).to_have_count(0)
    expect(page.locator(".is-read")).to_have_count(0)


def slow(route: Route) -> None:
    """The next page, long enough after it was asked for that the old one could speak again."""
    time.sleep(0.15)
    route.fulfill(body="<title>Next</title>The weather", content_type="text/html")
