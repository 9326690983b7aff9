"""The pages of the five words in a real browser: on a phone, in both directions, with a script and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from portal import codes
from portal.codes import Audience, CodeTry, throttle
from portal.replies.models import Visit
from portal.storage import db
from tests.replies.conftest import NOW, Sent, acting, send
from tests.replies.pages import DANGER, ENTER, MESSAGES, run_out
from tests.support.browser import PHONE

NARROW = {"viewport": {"width": 320, "height": 640}}
GONE = "**/young-people/exit"


@pytest.fixture
def theirs(inside: Flask) -> Sent:
    """Somebody in Luton who wants an answer by code, and got one in Urdu and English."""
    one = send(inside, wants_contact="yes", contact_how="by_code")
    one.answered("ہم نے آپ کی بات پڑھ لی ہے۔ Please call 01582 547653 when you can.", NOW)
    return one


def seen_well(page: Page, axe: Callable[[Page], None]) -> None:
    axe(page)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} scrolls sideways by {over} px"


def press(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).click()


def come_in(page: Page, one: Sent) -> None:
    page.goto(ENTER)
    page.locator("[name=code]").fill(codes.spoken(one.code))
    with page.expect_navigation():
        page.locator("main form .actions button").first.click()
    expect(page).to_have_url(re.compile(f"{MESSAGES}$"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", ["en_GB", "ur"])
def test_the_whole_way_on_a_phone(
    new_page: Callable[..., Page], axe: Callable[[Page], None], theirs: Sent, language: str, script: bool
) -> None:
    page = new_page(**PHONE, java_script_enabled=script)

    def look() -> None:
        if script:
            seen_well(page, axe)
        else:
            assert page.locator("h1").count() == 1

    def send_form(at: int = 0) -> None:
        with page.expect_navigation():
            page.locator("main form").nth(at).locator(".actions button, button").first.click()

    page.goto(f"{ENTER}?lang={language}")
    look()
    send_form()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look()
    page.locator("[name=code]").fill("not the words")
    send_form()
    expect(page.locator("[name=code]")).to_have_value("not the words")
    look()
    page.locator("[name=code]").fill(codes.spoken(theirs.code).upper())
    send_form()
    expect(page.locator(".typed")).to_contain_text("01582 547653")
    look()
    send_form()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look()
    page.locator("[name=words]").fill(f"{codes.spoken(theirs.code)} 😀")
    send_form()
    expect(page.locator("button[name=anyway]")).to_be_visible()
    look()
    page.locator("[name=words]").fill(DANGER)
    send_form()
    expect(page.locator("#help-first")).to_be_visible()
    look()
    page.locator(f'a[href="{ENTER}/wipe"]').click()
    expect(page.locator(".govuk-button--warning")).to_be_visible()
    look()
    send_form()
    expect(page).to_have_url(re.compile(f"{ENTER}/closed$"))
    look()
    page.go_back()
    expect(page.locator(".typed")).to_have_count(0)


def test_after_finishing_neither_back_nor_reload_shows_a_word(new_page: Callable[..., Page], theirs: Sent) -> None:
    page = new_page(**PHONE)
    come_in(page, theirs)
    expect(page).to_have_title(re.compile("^Young people – "))
    press(page, "I have finished")
    for _ in range(2):
        page.go_back()
        page.reload()
        assert "01582 547653" not in page.content()
    page.goto(MESSAGES)
    expect(page.locator(".notice")).to_contain_text("Your messages closed")


def test_leaving_ends_the_visit_on_the_server(new_page: Callable[..., Page], inside: Flask, theirs: Sent) -> None:
    page = new_page(**PHONE)
    come_in(page, theirs)
    old = page.context.cookies()
    page.route("https://**", lambda route: route.fulfill(body="gone"))
    answer = page.request.get("/young-people/exit", max_redirects=0)
    assert answer.status == 302
    page.context.add_cookies(old)
    page.goto(MESSAGES)
    assert "01582 547653" not in page.content()
    with inside.app_context():
        mine = db.session.query(Visit).filter_by(conversation_id=theirs.conversation.id)
        assert mine.count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_after_leaving_back_neither_shows_nor_sends_again_what_was_not_taken(
    new_page: Callable[..., Page], theirs: Sent, script: bool
) -> None:
    page = new_page(**PHONE, java_script_enabled=script)
    page.context.route(GONE, lambda route: route.fulfill(status=200, body="gone", headers=_left(route)))
    come_in(page, theirs)
    words = f"Nobody may see this giraffe {codes.spoken(theirs.code)}"
    page.locator("[name=words]").fill(words)
    press(page, "Send")
    expect(page.locator("[name=words]")).to_have_value(words)
    page.locator("a.exit").click()
    page.wait_for_url(GONE)
    for _ in range(3):
        page.go_back()
        assert "giraffe" not in page.content()
        page.reload()
        assert "giraffe" not in page.content()


def _left(route: Route) -> dict[str, str]:
    """What the server answers to leaving, without the neutral site behind it."""
    answer = route.fetch(max_redirects=0)
    kept = {name: answer.headers[name] for name in ("cache-control", "clear-site-data", "set-cookie")}
    return {"content-type": "text/html", **kept}


def test_a_page_left_alone_asks_and_then_closes(new_page: Callable[..., Page], theirs: Sent) -> None:
    page = new_page(**PHONE)
    page.route(GONE, lambda route: route.fulfill(body="gone", content_type="text/plain"))
    page.clock.install()
    come_in(page, theirs)
    expect(page.locator("body.js-enabled")).to_be_attached()
    page.clock.fast_forward("13:10")
    expect(page.locator("[data-idle]")).to_be_visible()
    page.clock.fast_forward("02:10")
    page.wait_for_url(GONE)


def test_words_typed_while_the_visit_ran_out_are_sent_with_the_code(
    new_page: Callable[..., Page], axe: Callable[[Page], None], inside: Flask, theirs: Sent
) -> None:
    page = new_page(**NARROW)
    come_in(page, theirs)
    page.locator("[name=words]").fill("Written in time.\nSent too late.")
    run_out(inside)
    press(page, "Send")
    expect(page.locator("[name=words]")).to_have_value("Written in time.\nSent too late.")
    seen_well(page, axe)
    page.locator("[name=code]").fill(theirs.code)
    press(page, "Open and send")
    expect(page.locator(".typed").last).to_contain_text("Sent too late.")
    seen_well(page, axe)


def test_too_many_tries_on_the_whole_site_still_leave_a_way_to_help(
    new_page: Callable[..., Page], axe: Callable[[Page], None], inside: Flask
) -> None:
    with acting(inside):
        for number in range(throttle.WRONG):
            throttle.count(Audience.YOUNG_PEOPLE, number.to_bytes(4, "big"), False, datetime.now(UTC))
    try:
        page = new_page(**PHONE)
        page.goto(ENTER)
        page.locator("[name=code]").fill("any words at all")
        press(page, "Open")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Wait ten minutes")
        expect(page.locator("main")).to_contain_text("0800 1111")
        seen_well(page, axe)
    finally:
        with acting(inside):
            db.session.execute(update(CodeTry).values(at=NOW))
