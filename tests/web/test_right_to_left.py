"""Promise 14, in Urdu: every page is mirrored, and numbers, names and English in it keep their order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support import browser as windows
from tests.support.answers import NOT_SAFE
from tests.support.everywhere import everywhere
from tests.support.walk import Walk

SIZES = {"phone": windows.PHONE, "desktop": windows.DESKTOP, "320 pixels": {"viewport": {"width": 320, "height": 640}}}
CHOSEN = {"phone": "level=easy&council=luton", "desktop": "level=standard&council=torbay", "320 pixels": "level=easy"}
LEAST_LINE = 1.8
"""Of the size of the letters: Nastaliq, in which phones write Urdu, runs downwards."""

FAULTS = """
(leastLine) => {
  const faults = [];
  const root = document.documentElement;
  if (root.lang !== "ur" || root.dir !== "rtl") faults.push(`the page is ${root.lang}, ${root.dir}`);
  if (!document.querySelector("link[href*='public.rtl.']")) faults.push("the sheet is not mirrored");
  if (root.scrollWidth > root.clientWidth) faults.push(`it is ${root.scrollWidth - root.clientWidth} pixels too wide`);

  const bare = (text) => {
    for (let before = ""; before !== text; ) {
      before = text;
      text = text.replace(/[\\u2066-\\u2068][^\\u2066-\\u2069]*\\u2069/g, "");
    }
    return text;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const around = text.parentElement;
    const words = text.data.trim();
    if (!words || around.closest("script, style, option, textarea") || !around.checkVisibility()) continue;
    const style = getComputedStyle(around);
    const line = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    if (/[\\u0600-\\u06ff]/.test(words) && !(line >= leastLine)) {
      faults.push(`lines ${line.toFixed(2)} high: ${around.tagName} .${around.className}: ${words}`);
    }
    const isolated = around.closest("bdi, body [dir]");
    const foreign = around.closest("[lang]").lang !== "ur";
    const name = /^[A-Za-z][A-Za-z '’-]*$/.test(around.textContent.trim()); // alone it has nothing to mix with
    if (isolated || style.direction === "ltr") continue;
    if (foreign) faults.push(`another language from right to left: ${words}`);
    else if (!name && /[A-Za-z]{2}|[0-9][ -][0-9]/.test(bare(words))) faults.push(`not isolated: ${words}`);
  }
  for (const field of document.querySelectorAll("input:is([type=tel], [type=email], [name*=postcode])")) {
    const wrong = field.type !== "radio" && getComputedStyle(field).direction !== "ltr";
    if (wrong) faults.push(`${field.name} runs from right to left`);
  }
  return faults;
}
"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page as a page in Urdu."""
    found: list[str] = page.evaluate(FAULTS, LEAST_LINE)
    return found


@pytest.fixture
def urdu(new_page: Callable[..., Page]) -> Callable[[str], Page]:
    """Opens a window of a size, by the name in SIZES, that has chosen Urdu."""

    def opened(size: str) -> Page:
        page = new_page(**SIZES[size])
        page.goto("/?lang=ur")
        return page

    return opened


@pytest.mark.parametrize("size", SIZES)
def test_every_page_in_urdu_is_mirrored_and_keeps_numbers_in_order(urdu: Callable[[str], Page], size: str) -> None:
    page = urdu(size)
    page.goto(f"/young-people?{CHOSEN[size]}")
    found = {path: faults(page) for path in everywhere(page, "/", "/young-people")}
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_form_in_urdu_stays_in_urdu_with_every_error(urdu: Callable[[str], Page], size: str) -> None:
    page, found = urdu(size), {}
    walk = Walk(page, "/young-people/views", NOT_SAFE, lambda at, name: found.update({name: faults(at)}), False, True)
    walk.to_the_check_page()
    walk.send()
    assert "sent" in found
    assert {name: told for name, told in found.items() if told} == {}


def box(page: Page, selector: str) -> tuple[float, float]:
    """How far an element's left and right edge are from the left edge of the window."""
    found = page.locator(selector).bounding_box()
    assert found
    return found["x"], found["x"] + found["width"]


DRAWN = """<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" id="drawn">
<label class="govuk-label govuk-checkboxes__label" for="drawn">-</label></div>
<details class="govuk-details"><summary class="govuk-details__summary">-</summary></details>"""


def test_leaving_and_going_back_are_on_the_other_side(new_page: Callable[..., Page]) -> None:
    arrow = """link => { const { left, right, transform } = getComputedStyle(link, "::before");
      return { left, right, turn: new DOMMatrix(transform).a * new DOMMatrix(transform).c > 0 }; }"""
    seen = {}
    for language in ("en_GB", "ur"):
        page = new_page(**windows.DESKTOP)
        page.goto(f"/young-people/staying-private?lang={language}")
        width = page.viewport_size["width"] if page.viewport_size else 0
        left, right = box(page, ".exit")
        back = page.locator(".govuk-back-link")
        seen[language] = {
            "leave": "right" if left > width / 2 else "left" if right < width / 2 else "middle",
            "back": "left" if box(page, ".govuk-back-link")[0] < width / 2 else "right",
            "arrow": back.evaluate(arrow),
        }
        plant(page, DRAWN)
        tick, folded = page.locator("main label"), page.locator("main summary")
        seen[language] |= {
            "tick": tick.evaluate(
                "one => { const drawn = getComputedStyle(one, '::after');"
                " return [drawn.transform, drawn.borderWidth]; }"
            ),
            "folded": folded.evaluate("one => getComputedStyle(one, '::before').clipPath"),
        }
    english, urdu = seen["en_GB"], seen["ur"]
    assert (english["leave"], english["back"]) == ("right", "left")
    assert (urdu["leave"], urdu["back"]) == ("left", "right")
    assert english["arrow"]["left"] == urdu["arrow"]["right"], "the arrow stands where the words begin"
    assert english["arrow"] != urdu["arrow"]
    assert english["tick"] == urdu["tick"], "a tick is never mirrored"
    assert english["folded"] == "polygon(0% 0%, 100% 50%, 0% 100%)"
    assert urdu["folded"] == "polygon(100% 0px, 0px 50%, 100% 100%)", "and the arrow points to the words it folds out"


def test_on_a_phone_the_way_out_is_a_bar_under_the_thumb(urdu: Callable[[str], Page]) -> None:
    page = urdu("phone")
    page.goto("/young-people")
    left, right = box(page, ".exit")
    assert left < 20
    assert right > 370


def plant(page: Page, html: str) -> None:
    """Put the HTML in the place of the page's words. The page's policy refuses styles in it, but not from a script."""
    page.locator("main").evaluate(
        "(main, html) => { main.innerHTML = html; main.firstChild.style = main.firstChild.dataset.style ?? ''; }", html
    )


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("<p>کال کریں 0800 1111</p>", "not isolated: کال کریں 0800 1111"),
        ("<p>Luton سے</p>", "not isolated: Luton سے"),
        ("<p>0800 1111</p>", "not isolated: 0800 1111"),
        ("<p lang='en-GB'>In English</p>", "another language from right to left: In English"),
        ("<p data-style='line-height: 1.5'>ہاں</p>", "lines 1.50 high: P .: ہاں"),
        ("<input name='postcode'>", "postcode runs from right to left"),
        ("<p data-style='max-width: none; width: 2000px'>ہاں</p>", "it is "),
    ],
)
def test_the_walk_sees_each_planted_fault(urdu: Callable[[str], Page], planted: str, said: str) -> None:
    page = urdu("desktop")
    plant(page, planted)
    assert any(one.startswith(said) for one in faults(page))


@pytest.mark.parametrize(
    "fine",
    [
        "<p>کال کریں <bdi dir='ltr'>0800 1111</bdi></p>",
        "<p>کال کریں \u20660800 1111\u2069</p>",
        "<p>\u2068\u2066Luton\u2069 سے\u2069</p>",
        "<p lang='en-GB' dir='ltr'>In English.</p>",
        "<h3>Central Bedfordshire</h3>",
        "<p>3 نومبر 2026، 17:00</p>",
        "<input name='postcode' dir='ltr'>",
    ],
)
def test_the_walk_lets_be_what_is_right(urdu: Callable[[str], Page], fine: str) -> None:
    page = urdu("desktop")
    plant(page, fine)
    assert faults(page) == []
