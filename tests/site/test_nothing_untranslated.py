"""Promise 14: in every language it offers. Every text on every public page has been given to the translators."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.replies.pages import ENTER, MESSAGES
from tests.support import browser as windows
from tests.support import live as real
from tests.support.answers import NOT_SAFE, NOTIFICATION, REFERRAL, YOUNGEST
from tests.support.changes import BACK, CHANGED_MIND, LEARNING, MOVED_OUT, NEW_CONTACT, SIXTEEN
from tests.support.everywhere import everywhere
from tests.support.live import Site
from tests.support.plain_words import Reviewed, plain_words
from tests.support.pseudo import PSEUDO, write_translation
from tests.support.walk import Walk

REVIEWED = Reviewed()
TYPE = "(field, words) => { field.value = words; field.dispatchEvent(new Event('input')); }"
"""Typing that also reaches a field which waits to be revealed by a choice."""


@pytest.fixture(scope="module")
def pseudo_site(baked_postcodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as it is served, offering English and the made-up language."""
    folder = tmp_path_factory.mktemp("pseudo")
    shutil.copytree(real.ROOT / "translations" / "en_GB", folder / "translations" / "en_GB")
    write_translation(folder / "translations")
    (folder / "var").mkdir()
    shutil.copy2(baked_postcodes, folder / "var" / "postcodes.sqlite")
    settings = {"PORTAL_TRANSLATIONS_DIR": str(folder / "translations"), "PORTAL_LANGUAGES": f"en_GB,{PSEUDO}"}
    with real.running(folder / "var", environment=real.plain_environment(**settings)) as site:
        yield site


@pytest.fixture
def phone(browser: Browser, pseudo_site: Site) -> Iterator[Page]:
    """A phone that reads the made-up language."""
    with windows.watched(browser, pseudo_site.url, **windows.PHONE) as page:
        page.goto(f"/?lang={PSEUDO}")
        assert page.locator("html").get_attribute("lang") == PSEUDO
        yield page


@pytest.mark.parametrize("chosen", ["", "level=easy&council=luton", "level=standard&council=torbay"])
def test_no_page_shows_a_text_that_no_translator_was_given(phone: Page, chosen: str) -> None:
    phone.goto(f"/young-people?{chosen}")
    found = {path: plain_words(phone, REVIEWED) for path in everywhere(phone, "/", "/young-people", "/cookies")}
    assert {"/young-people", "/families", "/professionals", "/privacy", "/nowhere"} <= found.keys()
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("start", "answers"),
    [
        ("/young-people/views", NOT_SAFE),
        ("/young-people/views", YOUNGEST),
        ("/families/notify", NOTIFICATION),
        *(("/families/change", change) for change in (BACK, CHANGED_MIND, MOVED_OUT, NEW_CONTACT, SIXTEEN, LEARNING)),
        ("/professionals/refer", REFERRAL),
    ],
)
def test_no_question_and_no_error_either(phone: Page, start: str, answers: dict[str, object]) -> None:
    found: dict[str, set[str]] = {}
    reviewed = Reviewed(answers)

    def look(page: Page, name: str) -> None:
        found[name] = plain_words(page, reviewed) | _counted(page, reviewed)

    walk = Walk(phone, start, answers, visit=look, with_errors=True)
    walk.to_the_check_page()
    walk.send()
    assert {name: words for name, words in found.items() if words} == {}


def test_nor_do_the_pages_of_the_five_words(phone: Page, pseudo_site: Site) -> None:
    found: dict[str, set[str]] = {}
    code = (pseudo_site.data_dir / "demo-code").read_text().strip()
    words = "I am not safe at home."

    def look(name: str) -> None:
        own = phone.locator(".typed, textarea").evaluate_all("all => all.map(one => one.value ?? one.textContent)")
        reviewed = Reviewed([*own, code])
        found[name] = plain_words(phone, reviewed) | _counted(phone, reviewed)

    def press(button: str = ".question .actions button") -> None:
        with phone.expect_navigation():
            phone.locator(f"main {button}").first.click()

    phone.goto(ENTER)
    look("the code")
    press()
    look("no code")
    phone.locator("[name=code]").fill("not the words")
    press()
    look("a wrong code")
    phone.locator("[name=code]").fill(code)
    press()
    assert phone.url.endswith("/messages")
    assert phone.locator(".typed").count() > 1, "somebody wrote, and somebody answered"
    look("messages")
    press()
    look("no message")
    phone.locator("[name=words]").fill(f"{words} {code}")
    press()
    look("a code in a message")
    phone.locator("[name=words]").fill(words)
    press()
    assert phone.locator("#help-first").count() == 1
    look("a message of danger")
    phone.goto(f"{ENTER}/wipe?late=1")
    look("wiping")
    phone.goto(MESSAGES)
    press("form[action$=finished] button")
    look("finished")
    phone.goto(MESSAGES)
    look("closed")
    phone.goto(f"{ENTER}?again={'0' * 32}")
    look("nothing could be kept")
    assert {name: said for name, said in found.items() if said} == {}


def _counted(page: Page, reviewed: Reviewed = REVIEWED) -> set[str]:
    """What the script beside a long answer says while somebody types: some characters left, one, none, too many."""
    found: set[str] = set()
    for box in page.locator("[data-module=govuk-character-count]").all():
        field, most = box.locator("textarea"), int(box.get_attribute("data-maxlength") or "0")
        before = field.input_value()
        for length in (most - 1, most, most + 1, most + 5):
            field.evaluate(TYPE, "1" * length)
            said = box.locator(".govuk-character-count__status").text_content()
            assert str(abs(most - length)) in (said or "")
            found |= plain_words(page, reviewed, within=box)
        field.evaluate(TYPE, before)
    return found


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Planted</p>",
        "<p>⟦Þļåñţéđ⟧ words</p>",
        "<img src='data:,' alt='Planted'>",
        "<button aria-label='Planted'></button>",
        "<button title='Planted'></button>",
        "<input placeholder='Planted'>",
        "<input type='submit' value='Planted'>",
        "<p data-words='Planted by a script'></p>",
        "<p data-i18n.hide='planted'></p>",
        "<p data-paused='Planted.'></p>",
        "<svg><title>Planted</title></svg>",
        "<style>p::after { content: 'Planted' }</style><p></p>",
        "<details><summary>⟦Þļåñţéđ⟧</summary>Planted</details>",
        "<p hidden>Planted</p>",
        "<p>November</p>",
    ],
)
def test_the_walk_sees_planted_words_wherever_they_stand(browser: Browser, planted: str) -> None:
    page = browser.new_page()
    page.set_content(
        f"<html lang={PSEUDO}><head><title>⟦Ţîţļé⟧ – Learning at home</title></head><body>{planted}</body>"
    )
    assert plain_words(page, REVIEWED)
    page.close()


@pytest.mark.parametrize(
    "fine",
    [
        "<p>⟦Þļåñţéđ⟧ 0800 1111, www.luton.gov.uk</p>",
        "<p lang='en-GB'>A council’s own words</p>",
        "<a lang='pl'>Polski</a>",
        "<p>⟦Ţö⟧ Luton home education team, 24 Novembro</p>",
    ],
)
def test_the_walk_lets_names_addresses_and_other_languages_be(browser: Browser, fine: str) -> None:
    page = browser.new_page()
    page.set_content(f"<html lang={PSEUDO}><head><title>⟦Ţîţļé⟧</title></head><body>{fine}</body>")
    assert plain_words(page, REVIEWED) == set()
    page.close()
