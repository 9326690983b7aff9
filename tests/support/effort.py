"""What a form costs whoever fills it in on a phone: pages, taps, signs and words, and about how long that takes.

Nobody was timed. The seconds are those of the keystroke-level model (Card, Moran and Newell, "The Keystroke-Level Model
for User Performance Time with Interactive Systems", 1980), with the typing of a phone and with the slow one of those
that were measured. They stand beside the counts, so that anybody can reckon with other ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.support.live import ROOT
from tests.support.walk import Walk

THINK = 1.35
"""Seconds to make up one's mind, before each choice, each field and each button (Card, Moran and Newell: M)."""
TAP = 1.3
"""Seconds to move to a place and press it (1.1 and 0.2: P and B of the same). A thumb is nearer to its target than a
mouse, so this is rather too much."""
SIGN = 60 / (29 * 5)
"""Seconds to type a sign with one finger on a phone: 29 words a minute, of five signs each. With both thumbs it is 38,
and the average 36.2 (Palin, Feit, Kim, Kristensson and Oulasvirta, "How do People Type on Mobile Devices?", 2019)."""
ANSWER = 1.0
"""Seconds until the next page is there (the model's R). Here it comes in a tenth; the rest is the network."""
READING = 238 / 60
"""Words in a second when an adult reads plain text silently, in English (Brysbaert, "How many words do we read per
minute?", 2019)."""
SLOWEST = 5 * 60
"""Seconds that a family of one child needs at most, and a young person: "about five minutes"."""
FAMILIES = ROOT / "docs" / "families-walks.md"
OWN_VOICE = ROOT / "docs" / "own-voice.md"
SCREENS = "Math.max(1, Math.ceil((document.querySelector('.actions, main form button')?.getBoundingClientRect().bottom"
SCREENS += " ?? 1) / innerHeight))"
"""How many screens there are from the top of a page to its button. Each after the first is a swipe."""

WORDS = """() => {
  const count = (all) => all.reduce((sum, one) => sum + one.innerText.split(/\\s+/).filter(Boolean).length, 0);
  const all = (what) => [...document.querySelectorAll(what)];
  const alike = ".for-later, .govuk-visually-hidden, .govuk-character-count__message";
  return count(all("#main")) - count(all(alike).filter((one) => one.closest("#main")));
}"""


@dataclass
class Effort:
    """What was done, and what stood on the pages on which it was done."""

    pages: int = 0
    taps: int = 0
    """Choices made, fields gone to, buttons and links pressed."""
    fields: int = 0
    """Those of the taps that were followed by typing. The three boxes of a date are three."""
    signs: int = 0
    swipes: int = 0
    words: int = 0
    """All that is shown, each word of every answer that may be chosen included. Not what is folded away, and not what
    stands alike on every page: going back, saving for later, how many signs a field takes."""

    @property
    def doing(self) -> float:
        """Seconds of thinking, tapping, typing and waiting, for somebody who knows at once what to answer."""
        return self.taps * (THINK + TAP) + self.swipes * TAP + self.signs * SIGN + self.pages * ANSWER

    @property
    def reading(self) -> float:
        """Seconds to read every word of every page beside that."""
        return self.words / READING

    def numbers(self) -> tuple[int, ...]:
        """As they stand in a row of such a document: pages, taps, fields, signs, words, seconds, and seconds to
        read everything."""
        counts = (self.pages, self.taps, self.fields, self.signs, self.words)
        return (*counts, round(self.doing), round(self.reading))


def written_down(name: str, effort: Effort, document: Path = FAMILIES) -> None:
    """Fail unless the document says the same of the walk ``name``: the pages, taps and fields exactly, for one more has
    to be meant, and the rest to a tenth, for a sentence may be mended."""
    said = next((row for row in document.read_text().splitlines() if row.startswith(f"| {name} |")), "")
    found = tuple(int(cell) for cell in said.split("|")[2:-1])
    now = effort.numbers()
    row = " | ".join((f"| {name}", *map(str, now))) + " |"
    assert found[:3] == now[:3], f"it is now: {row}"
    assert all(abs(old - new) <= old / 10 for old, new in zip(found[3:], now[3:], strict=True)), f"it is now: {row}"


@dataclass
class CountedWalk(Walk):
    """A walk that counts what it costs."""

    effort: Effort = field(default_factory=Effort)

    def _look(self, name: str) -> None:
        self.effort.pages += name != "sent"
        if name != "sent":
            self.effort.words += int(self.page.evaluate(WORDS))
            self.effort.swipes += int(self.page.evaluate(SCREENS)) - 1
        super()._look(name)

    def _give(self, name: str, value: str) -> None:
        if self._kind(name) in ("radio", "checkbox"):
            chosen = self.page.locator(f'main form [name="{name}"][value="{value}"]')
            self.effort.taps += not chosen.is_checked()
        super()._give(name, value)

    def _type(self, selector: str, text: str) -> None:
        # What stands there already is let be: a sister's last name, or what the letter brought along.
        if self.page.input_value(f"main form {selector}") != text:
            self.effort.taps += 1
            self.effort.fields += 1
            self.effort.signs += len(text)
        super()._type(selector, text)

    def _press(self, selector: str) -> None:
        self.effort.taps += 1
        super()._press(selector)
