"""Staff pages by the keyboard alone: Tab, Enter, Space, the arrows and typing, and an eye on where the focus is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, Page, expect

FURTHEST = 120
"""Presses of the Tab key until a thing counts as out of reach."""
FOCUSED = "one => one === document.activeElement"
SHOWN = """one => {
  const drawn = (style) => style.boxShadow !== "none"
    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const label = one.labels && one.labels[0];
  const there = (label || one).getBoundingClientRect();
  return {
    ring: drawn(getComputedStyle(one)) || (label && drawn(getComputedStyle(label, "::before"))),
    inside: there.bottom > 0 && there.top < innerHeight && there.right > 0 && there.left < innerWidth,
  };
}"""
"""Whether a thing that has the focus shows it, with a ring of its own or of the circle drawn for it, on the screen."""


@dataclass
class Keyboard:
    """One person at one window. ``looks_well`` is asked of each page and each error that :meth:`look` is called on."""

    page: Page
    looks_well: Callable[[Page], None]

    def goes_to(self, one: Locator) -> None:
        """Come to it by the Tab key, and see that one is there."""
        expect(one).to_have_count(1)
        wanted = one.element_handle()  # looked for once, not anew by its name after each press
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if wanted.evaluate(FOCUSED):
                self._sees(one)
                return
        raise AssertionError(f"the Tab key never reaches {one} on {self.page.url}")

    def follows(self, name: str | re.Pattern[str]) -> None:
        """Go to a link by its words, and where it leads."""
        self._enters(self.page.get_by_role("link", name=name))

    def turns_to(self, name: str) -> None:
        """Go to a page that stands at the top of every page, unfolding the less usual ones for it."""
        top = self.page.get_by_label("Staff pages")
        if not top.get_by_role("link", name=name, exact=True).count():
            self.goes_to(top.locator("summary"))
            self.page.keyboard.press("Enter")
        self._enters(top.get_by_role("link", name=name, exact=True))

    def presses(self, name: str) -> None:
        """Go to a button by its words, press it, and be on the page that comes."""
        self._enters(self.page.get_by_role("button", name=name))

    def follows_this(self, one: Locator) -> None:
        self._enters(one)

    def errs(self, button: str, says: str) -> None:
        """Press a button too early: the summary of errors says so, has the focus, and the page is as good as others."""
        self.presses(button)
        summary = self.page.locator(".govuk-error-summary")
        expect(summary).to_contain_text(says)
        assert summary.evaluate("one => one.contains(document.activeElement)"), "the summary has no focus"
        self.looks_well(self.page)

    def types(self, label: str, text: str) -> None:
        """Fill in a field by its label, whatever stood there."""
        self._writes(self.page.get_by_label(label, exact=True), text)

    def dates(self, name: str, day: date) -> None:
        """Fill in the three parts of a date by the name of its field."""
        for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            self._writes(self.page.locator(f'[name="{name}-{part}"]'), str(number))

    def ticks(self, label: str) -> None:
        """Tick a box by its label."""
        box = self.page.get_by_label(label, exact=True)
        self.goes_to(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def chooses(self, name: str, value: str) -> None:
        """Choose one of some radios by the name of their field: Tab leads to the group, the arrows within it."""
        group, wanted = self.page.locator(f'[name="{name}"]'), self.page.locator(f'[name="{name}"][value="{value}"]')
        chosen = self.page.locator(f'[name="{name}"]:checked')
        self.goes_to(chosen if chosen.count() else group.first)
        for _ in range(group.count() + 1):
            if wanted.evaluate(FOCUSED):
                self.page.keyboard.press("Space")
                self._sees(wanted)
                expect(wanted).to_be_checked()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys never reach {value} of {name}")

    def selects(self, label: str, words: str) -> None:
        """Choose in a list that unfolds."""
        field = self.page.get_by_label(label, exact=True)
        self.goes_to(field)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if field.evaluate("one => one.selectedOptions[0]?.label") == words:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{words!r} is not in {label!r}")

    def unfolds(self, words: str) -> None:
        """Open what is folded away."""
        self.goes_to(self.page.locator("summary", has_text=words))
        self.page.keyboard.press("Enter")

    def look(self, heading: str) -> None:
        """The page that one came to, by its first heading; and that it is well made."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.looks_well(self.page)

    def _enters(self, one: Locator) -> None:
        self.goes_to(one)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _writes(self, field: Locator, text: str) -> None:
        self.goes_to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def _sees(self, one: Locator) -> None:
        shown = one.evaluate(SHOWN)
        assert shown["ring"], f"nobody sees that the focus is on {one} of {self.page.url}"
        assert shown["inside"], f"the focus is on {one} outside of the screen on {self.page.url}"
