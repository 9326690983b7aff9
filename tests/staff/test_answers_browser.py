"""Answering a young person in a real browser: at a desk, on a phone, and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.replies.conftest import Sent, send
from tests.staff.test_browser import follow, seen_well, sign_in
from tests.support.browser import DESKTOP, PHONE


@pytest.fixture
def theirs(inside: Flask) -> Sent:
    """A young person in Luton who reads Urdu in easy words and has asked something."""
    one = send(inside, language="ur", level="easy")
    one.wrote("کیا میں اپنے دوستوں سے مل سکتا ہوں؟ My phone is 01632 960123.")
    return one


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def answer_box(page: Page) -> Locator:
    return page.get_by_label("Your answer")


@pytest.mark.parametrize(
    ("window", "script"),
    [(DESKTOP, True), (PHONE, True), (PHONE, False)],
    ids=["desktop", "phone", "phone-without-script"],
)
def test_the_whole_way_from_the_queue_to_the_answer(
    new_page: Callable[..., Page], axe: Callable[[Page], None], theirs: Sent, window: dict[str, Any], script: bool
) -> None:
    page = new_page(**window, java_script_enabled=script)

    def look() -> None:
        if script:
            seen_well(page, axe)

    sign_in(page, "safeguarding")
    follow(page, page.get_by_role("link", name=re.compile("Waiting for an answer")))
    expect(page.locator("table")).to_contain_text("They wrote again")
    look()
    page.goto(f"/staff/submissions/{theirs.submission_id}")
    expect(page.locator("main")).to_contain_text("and nobody has answered.")
    expect(page.locator("main")).to_contain_text("They read Urdu, easy words.")
    look()
    page.get_by_role("link", name="Go to what they wrote").click()
    expect(page.locator("#write")).to_be_in_viewport()
    answer_box(page).fill("Assalamu alaikum.")
    page.get_by_label("Begin with a ready text").select_option(label="I will write again by …")
    press(page, "Put it in")
    expect(answer_box(page)).to_have_value(re.compile(r"^Assalamu alaikum\.\n\n"))
    expect(page.locator("main")).to_contain_text("I will write to you again by this day: [day]")
    look()
    words = answer_box(page).input_value()
    press(page, "Look at it first")
    expect(page.locator("main")).to_contain_text("What they will read")
    expect(page.locator("main")).to_contain_text("There is still something to fill in:")
    look()
    press(page, "Send the answer")
    expect(page.get_by_role("alert")).to_contain_text("There is still something to fill in:")
    expect(answer_box(page)).to_have_value(words)
    look()
    answer_box(page).fill(re.sub(r"\[[^\]]*\]", "12 May", words))
    press(page, "Send the answer")
    expect(page.get_by_role("alert")).to_contain_text("Your answer is there.")
    expect(page.locator(".timeline").first).to_contain_text("12 May")
    look()


def test_a_thank_you_is_let_rest(new_page: Callable[..., Page], axe: Callable[[Page], None], theirs: Sent) -> None:
    page = new_page(**PHONE)
    sign_in(page, "safeguarding")
    page.goto(f"/staff/submissions/{theirs.submission_id}")
    page.locator("summary", has_text="It needs no answer").click()
    press(page, "It needs no answer")
    expect(page.get_by_role("alert")).to_contain_text("Write why it needs no answer")
    seen_well(page, axe)
    page.get_by_label("Why does it need no answer?").fill("They only say thank you.")
    press(page, "It needs no answer")
    expect(page.get_by_role("alert")).to_contain_text("nothing waits for an answer here")


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_saved_replies_are_written_read_and_deleted(
    new_page: Callable[..., Page], axe: Callable[[Page], None], window: dict[str, Any]
) -> None:
    page = new_page(**window)
    sign_in(page, "manager")
    page.get_by_text("More", exact=True).click()
    follow(page, page.get_by_role("link", name="Saved replies"))
    for closed in page.locator("details summary").all():
        closed.click()
    seen_well(page, axe)
    follow(page, page.get_by_role("link", name="Write a new one"))
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Write what it is called")
    seen_well(page, axe)
    page.get_by_label("What is it called?").fill("Library times")
    page.get_by_label("The text").fill("The library is open on [days].")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("It is saved.")
    seen_well(page, axe)
    follow(page, page.get_by_role("link", name="Library times"))
    page.locator("summary", has_text="Delete it").click()
    seen_well(page, axe)
    press(page, "Delete this saved reply")
    expect(page.get_by_role("alert")).to_contain_text("It is deleted.")
    expect(page.locator("main")).not_to_contain_text("Library times")
