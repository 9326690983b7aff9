"""Reading a page aloud: only when asked, only with a voice of this device, and silent at once when somebody leaves.

The machines that run these tests have no voices, and a test cannot hear. So all but the first stand in for the two
things the machine lacks, its list of voices and its loudspeaker: what would be heard is written down, and the test
says when a sentence is over. Everything else is the site as it is served, in a real Chromium.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support import browser as windows
from tests.support.voices import (
    BRITISH,
    FAR_AWAY,
    GONE,
    LISTENING,
    STAND_IN,
    URDU,
    VOICES,
    act,
    assert_first_state,
    listen_to_the_end,
    said,
    slow,
    speaks,
    start,
)


def test_this_browser_as_it_is_offers_what_it_can_do(page: Page) -> None:
    page.goto(LISTENING)
    page.wait_for_timeout(500)
    able = page.evaluate("speechSynthesis.getVoices().some((one) => one.localService && one.lang.startsWith('en'))")
    assert page.locator("[data-listen]").count() == 1
    assert page.locator("[data-listen]").is_visible() == able


@pytest.mark.parametrize("voices", [[], [FAR_AWAY], [URDU], [FAR_AWAY, URDU]], ids=["none", "far", "other", "both"])
def test_nothing_is_offered_without_a_voice_of_this_device_in_this_language(
    listening: Callable[..., Page], voices: list[Any]
) -> None:
    expect(listening(voices).locator("[data-listen]")).to_be_hidden()


def test_nothing_is_offered_without_a_script(page_without_js: Page) -> None:
    page_without_js.goto(LISTENING)
    expect(page_without_js.locator("[data-listen]")).to_be_hidden()


def test_a_browser_that_cannot_speak_at_all_is_left_in_peace(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
    page.route(GONE, slow)
    page.goto(LISTENING)
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.locator("a.exit").click()
    expect(page).to_have_title("Next")


def test_voices_may_come_late(listening: Callable[..., Page]) -> None:
    page = listening([])
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.evaluate("(voice) => { heard.voices = [voice]; speechSynthesis.onvoiceschanged(); }", BRITISH)
    expect(act(page, "open")).to_be_visible()


def test_the_first_press_warns_and_says_nothing(listening: Callable[..., Page]) -> None:
    page = listening()
    act(page, "open").click()
    expect(act(page, "open")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#listen-ask")).to_contain_text("Others near you may hear this.")
    expect(act(page, "start")).to_be_focused()
    expect(act(page, "start")).to_have_accessible_description(re.compile("Others near you"))
    assert said(page) == []


@pytest.mark.parametrize("close", ["Escape", "Not now", "Listen"])
def test_who_would_rather_not_is_back_where_they_were(listening: Callable[..., Page], close: str) -> None:
    page = listening()
    act(page, "open").click()
    if close == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name=close).click()
    expect(act(page, "open")).to_be_focused()
    assert_first_state(page)
    assert said(page) == []


@pytest.mark.parametrize(("language", "voice"), [("en_GB", BRITISH), ("ur", URDU)])
def test_it_starts_with_the_title_in_the_pages_language_with_a_voice_of_this_device(
    new_page: Callable[..., Page], language: str, voice: dict[str, Any]
) -> None:
    page = new_page()
    page.add_init_script(STAND_IN.replace("VOICES", json.dumps(VOICES)))
    page.goto(f"{LISTENING}?lang={language}")
    start(page)
    title = page.locator("h1").inner_text()
    assert said(page) == [{"text": title, "lang": voice["lang"], "voice": voice["name"], "rate": 1}]
    expect(page.locator(".is-read")).to_have_text(title)
    expect(act(page, "pause")).to_be_focused()


@pytest.mark.parametrize("language", ["en_GB", "ur"])
def test_every_word_of_the_page_is_said_once_in_order_and_then_no_more(
    listening: Callable[..., Page], language: str
) -> None:
    page = start(listening(address=f"{LISTENING}?lang={language}"))
    words = listen_to_the_end(page)
    assert max(len(one["text"]) for one in said(page)) <= 200
    assert len(said(page)) > page.locator("[data-listen-text] :is(h1, h2, p, li):visible").count() / 2
    assert_first_state(page)
    expect(act(page, "open")).to_be_focused()
    page.evaluate("document.querySelector('[data-listen]').style.display = 'none'")
    page.evaluate("for (const one of document.querySelectorAll('main nav')) one.style.display = 'none'")
    assert "".join(words.split()) == "".join(page.locator("[data-listen-text]").inner_text().split())


MIXED = """
<h1>Title. With two sentences</h1>
<p>One line<br>another <b>bold</b>, <a href="tel:08001111">0800 1111</a>. See childline.org.uk “now.” Then?</p>
<p hidden>Hidden.</p><p aria-hidden="true">Silent.</p><p><span class="govuk-visually-hidden">Unseen.</span></p>
<nav>Elsewhere.</nav><details><summary>More</summary><p>Closed.</p></details><img alt="Drawn."><!-- Aside. -->
<ul><li>First<ul><li>Inner</li></ul>after</li></ul>
<p>Say <span lang="ur">سلام</span> or <span lang="cy">bore da</span>.</p><p>…</p>
"""


def test_what_cannot_be_seen_is_not_said_and_each_language_has_its_own_voice(listening: Callable[..., Page]) -> None:
    page = listening()
    put = "(html) => document.querySelector('[data-listen-text]').insertAdjacentHTML('afterbegin', html)"
    page.evaluate(put, MIXED)
    start(page)
    listen_to_the_end(page)
    assert [(one["text"], one["voice"]) for one in said(page)][:14] == [
        ("Title.", "Brit"),
        ("With two sentences", "Brit"),
        ("One line another bold, 0800 1111.", "Brit"),
        ("See childline.org.uk “now.”", "Brit"),
        ("Then?", "Brit"),
        ("More", "Brit"),
        ("First", "Brit"),
        ("Inner", "Brit"),
        ("after", "Brit"),
        ("Say", "Brit"),
        ("سلام", "Lahore"),
        ("or", "Brit"),
        ("bore da", "Brit"),  # no Welsh here: better in an odd accent than left out
        (page.locator("h1").nth(1).inner_text(), "Brit"),
    ]


def test_a_sentence_without_an_end_is_cut_between_words_and_loses_none(listening: Callable[..., Page]) -> None:
    page = listening()
    endless = " ".join(f"word{n}" for n in range(150))
    page.evaluate("(words) => { document.querySelector('h1').textContent = words; }", endless)
    start(page)
    assert listen_to_the_end(page).startswith(f"{endless} ")
    assert max(len(one["text"]) for one in said(page)) <= 200


@pytest.mark.parametrize("device", [windows.DESKTOP, windows.PHONE], ids=["desktop", "phone"])
def test_what_is_being_said_is_marked_and_in_sight(listening: Callable[..., Page], device: dict[str, Any]) -> None:
    page = start(listening(**device))
    before = page.evaluate("scrollY")
    page.evaluate("heard.end()")
    assert page.evaluate("scrollY") == before  # the summary was in sight
    while speaks(page):
        marked = page.locator(".is-read")
        assert said(page)[-1]["text"] in " ".join(marked.inner_text().split())
        page.wait_for_function(
            """() => {
              const block = document.querySelector(".is-read").getBoundingClientRect();
              const bar = document.querySelector(".listen__bar").getBoundingClientRect();
              return block.top > -1 && block.bottom < bar.top + 1;
            }"""
        )
        page.evaluate("heard.end()")
    assert page.evaluate("scrollY") > before


def test_a_pause_is_silent_and_goes_on_with_the_same_sentence(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.evaluate("heard.end()")
    act(page, "pause").click()
    page.wait_for_timeout(50)
    assert not speaks(page)
    expect(act(page, "pause")).to_have_accessible_name("Go on")
    expect(act(page, "pause")).to_be_focused()
    expect(page.locator("[data-listen] [role=status]")).to_have_text("Paused.")
    act(page, "pause").click()
    expect(act(page, "pause")).to_have_accessible_name("Pause")
    expect(page.locator("[data-listen] [role=status]")).to_be_empty()
    assert len(said(page)) == 3
    assert said(page)[1] == said(page)[2]


@pytest.mark.parametrize("paused", [False, True], ids=["speaking", "paused"])
@pytest.mark.parametrize("way", ["Stop", "Escape"])
def test_stop_is_silent_and_the_next_time_starts_from_the_title(
    listening: Callable[..., Page], way: str, paused: bool
) -> None:
    page = start(listening())
    page.evaluate("heard.end()")
    if paused:
        act(page, "pause").click()
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        act(page, "stop").click()
    page.wait_for_timeout(50)
    assert not speaks(page)
    assert_first_state(page)
    expect(act(page, "open")).to_be_focused()
    start(page)
    expect(act(page, "pause")).to_have_accessible_name("Pause")
    assert said(page)[-1] == said(page)[0]


def test_slower_is_slower_and_forgotten_with_the_page(listening: Callable[..., Page]) -> None:
    page = start(listening())
    cookies = page.context.cookies()
    act(page, "slower").click()
    page.evaluate("heard.end()")
    expect(act(page, "slower")).to_have_attribute("aria-pressed", "true")
    assert said(page)[1]["rate"] < said(page)[0]["rate"] == 1
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.context.cookies() == cookies
    page.reload()
    start(page)
    expect(act(page, "slower")).to_have_attribute("aria-pressed", "false")
    assert said(page)[0]["rate"] == 1


def test_a_voice_that_fails_says_so_in_words(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.evaluate("heard.now.onerror({ error: 'synthesis-failed' })")
    assert_first_state(page)
    expect(page.locator("[data-listen] [role=status]")).to_have_text("Reading aloud has stopped. You can try again.")
    act(page, "open").click()
    expect(page.locator("[data-listen] [role=status]")).to_be_empty()


def test_a_voice_of_another_place_is_not_used_even_when_the_own_one_is_gone(listening: Callable[..., Page]) -> None:
    page = start(listening())
    page.evaluate("(voice) => { heard.voices = [voice]; heard.end(); }", FAR_AWAY)
    assert len(said(page)) == 1
    assert_first_state(page)


def test_a_question_and_its_answers_are_read_and_never_what_somebody_typed(
    listening: Callable[..., Page],
) -> None:
    page = listening(address="/young-people/views")
    page.locator("main form button").click()
    page.wait_for_url("**/before-you-start*")
    for step in ("council", "good-and-hard"):
        page.goto(f"/young-people/views/{step}")
        if step == "council":
            page.check('[value="luton"]')
        else:
            page.fill('[name="going_well"]', "My secret garden.")
        expect(page.locator("body.js-enabled")).to_be_attached()
        if step == "council":
            page.locator(".actions button").first.click()
            page.wait_for_url("**/before-you-start")
    words = listen_to_the_end(start(page))
    assert "What is good, and what is hard?" in words
    assert "What is going well?" in words
    assert "secret" not in words
    assert "go to the end" not in words
