"""Going through a journey as a person does: by touch or by keyboard alone, with wrong answers first if wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

Visit = Callable[[Page, str], None]

WRONG: dict[str, str] = {
    "postcode": "not a postcode",
    "email": "nobody",
    "own_email": "nobody",
    "phone": "no number",
    "text_number": "no number",
    "call_number": "no number",
    "born": "2015-13-40",
    "last_day": "2026-02-31",
    "letter_sent_on": "0-0-0",
}
"""What is typed first where such a field is asked, to see its error."""

FIELDS = """
() => Object.fromEntries(
  [...document.querySelectorAll("main form [name]")].reverse().map((one) => [one.getAttribute("name"), one.type]))
"""
MOST_PAGES = 60


@dataclass
class Walk:
    """One person's way through a journey. ``visit`` is called on every page and every error, with a name for it."""

    page: Page
    start: str
    answers: Mapping[str, Any]
    visit: Visit = lambda page, name: None
    keyboard: bool = False
    with_errors: bool = False
    seen: list[str] = field(default_factory=list)
    again: int = 0
    """How many more children to add."""
    kinds: dict[str, str] = field(default_factory=dict, init=False)

    def to_the_check_page(self) -> None:
        """From the start page to the check page."""
        self.begin()
        self.go_on()

    def begin(self) -> None:
        """Come to the start page and press its button."""
        self._open()
        self._look("start")
        self._press("main form button")

    def go_on(self, until: str = "check") -> None:
        """From the page that is open to the check page, or to the page ``until``, which is left as it is."""
        for _ in range(MOST_PAGES):
            address = self.address
            if address == until != "check":
                return
            if address == "check":
                self._look("check")
                return
            self._look(address)
            if self._ended():
                return
            self._answer(address)
        raise AssertionError(f"no end after {MOST_PAGES} pages: {self.seen}")

    def send(self) -> str:
        """Press send on the check page; gives the reference on the thank-you page."""
        self._press("main form button")
        assert self.address == "sent", self.page.url
        self._look("sent")
        return self.page.locator(".sent__reference bdi").inner_text()

    @property
    def address(self) -> str:
        """The page, as the part of its address after the journey's own."""
        return urlsplit(self.page.url).path.removeprefix(self.start).strip("/")

    def _open(self) -> None:
        """Come to the start page."""
        self.page.goto(self.start)

    def _look(self, name: str) -> None:
        self.seen.append(name)
        self.visit(self.page, name)

    def _ended(self) -> bool:
        return self.page.locator("main form button").count() == 0

    def _answer(self, address: str) -> None:
        if self.page.locator("button[name=remove]").count():
            self._press("button[name=add]" if self.again else ".actions button:not([name])")
            self.again = max(0, self.again - 1)
            return
        if self.with_errors:
            self._err(address)
        self._fill(self.answers_at(address))
        self._press(".actions button:not([name])")
        assert self.address != address, f"stuck at {address}: {self.page.locator('main').inner_text()[:600]}"

    def answers_at(self, address: str) -> Mapping[str, Any]:
        """The answers that belong to the page: those of its child, where it is about one."""
        block, _, rest = address.partition("/")
        items = self.answers.get(block)
        if not rest or not isinstance(items, list):
            return self.answers
        return {**self.answers, **items[min(int(rest.split("/")[0]), len(items)) - 1]}

    def _err(self, address: str) -> None:
        """Press the button with nothing given, then with what cannot be right; look at each error that comes."""
        if not self.page.locator("main form :is(input:not([type=hidden]), textarea, select)").count():
            return
        self._try(address, "nothing", {})
        self._look_for_fields()
        wrong = {name: value for name, value in WRONG.items() if name in self.kinds}
        if wrong:
            self._try(address, "wrong", {**self.answers_at(address), **wrong})
            self._fill({name: "--" if self._kind(name) == "date" else "" for name in wrong})

    def _try(self, address: str, what: str, answers: Mapping[str, Any]) -> None:
        self._fill(answers)
        self._press(".actions button:not([name])")
        if self.page.locator(".govuk-error-summary").count():
            self._look(f"{address} ({what})")
            if self.address == address:
                return  # whoever made a mistake goes on where it is told
        self.page.goto(f"{self.start}/{address}")

    def _shown(self, name: str) -> bool:
        """False for a field that waits to be revealed. (A radio itself lies unseen under its drawn circle.)"""
        found = self.page.locator(f'main form [name="{name}"], main form [name="{name}-day"]').first
        return bool(found.evaluate("element => element.parentElement.checkVisibility()"))

    def _kind(self, name: str) -> str:
        return self.kinds[name]

    def _look_for_fields(self) -> None:
        """The fields of the page that is open, with the type of each one's input; "date" for one in three parts."""
        kinds: dict[str, str] = self.page.evaluate(FIELDS)
        self.kinds = kinds | {name.removesuffix("-day"): "date" for name in kinds if name.endswith("-day")}

    def _fill(self, answers: Mapping[str, Any]) -> None:
        """Choices first, for they show the fields that they reveal."""
        self._look_for_fields()
        here = {name: value for name, value in answers.items() if value is not None and name in self.kinds}
        for name in sorted(here, key=lambda name: self._kind(name) not in ("radio", "checkbox")):
            for one in here[name] if isinstance(here[name], list) else [here[name]]:
                self._give(name, str(one))

    def _give(self, name: str, value: str) -> None:
        kind = self._kind(name)
        if not self._shown(name):
            return
        if kind == "date":
            year, month, day = value.split("-")
            for part, number in (("day", day), ("month", month), ("year", year)):
                self._type(f'[name="{name}-{part}"]', number)
        elif kind == "radio":
            self._choose(name, value)
        elif kind == "checkbox":
            self._tick(f'[name="{name}"][value="{value}"]')
        elif kind == "select-one":
            self.page.select_option(f'main form [name="{name}"]', value)
        else:
            self._type(f'[name="{name}"]', value)

    def _type(self, selector: str, text: str) -> None:
        if not self.keyboard:
            self.page.fill(f"main form {selector}", text)
            return
        self._tab_to(f"main form {selector}")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def _choose(self, name: str, value: str) -> None:
        selector = f'main form [name="{name}"][value="{value}"]'
        if not self.keyboard:
            self.page.check(selector)
            return
        self._tab_to(f'main form [name="{name}"]')
        for _ in range(40):
            if self._focused(selector):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys never reach {selector}")

    def _tick(self, selector: str) -> None:
        if not self.keyboard:
            self.page.check(f"main form {selector}")
        elif not self.page.locator(f"main form {selector}").is_checked():
            self._tab_to(f"main form {selector}")
            self.page.keyboard.press("Space")

    def _press(self, selector: str) -> None:
        button = self.page.locator(selector).first
        if self.keyboard:
            self._tab_to(selector)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                button.click()

    def _tab_to(self, selector: str) -> None:
        for _ in range(120):
            if self._focused(selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reaches {selector} on {self.page.url}")

    def _focused(self, selector: str) -> bool:
        return bool(self.page.evaluate("one => document.activeElement?.matches(one) ?? false", selector))
