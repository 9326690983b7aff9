"""A thank-you page that was left lying shows the next person at that device nothing of the family."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.journeys.closing import MOST_TRIES
from portal.journeys.models import Draft
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.models import Words
from tests.support import browser as windows
from tests.support.answers import NOTIFICATION
from tests.support.drafts import begin
from tests.support.forms import form_of, sent_by
from tests.support.kept import let_go_by, press
from tests.support.pages import CheckedClient
from tests.support.sent import code_on, last_sent, send

BOTH = pytest.mark.parametrize("journey", [NOTIFY, CHANGE], ids=lambda one: one.code)
GONE = timedelta(minutes=31)
RIGHT = {"born-day": "4", "born-month": "May", "born-year": "2015"}
WRONG = {"born-day": "1", "born-month": "1", "born-year": "2014"}
MOVED = {"what_changed": "moved_out", "other_council": "bedford", "moved_on": "2026-10-01"}


def idle(app: Flask, time: timedelta = GONE) -> None:
    """So much time goes by in which nobody asks for a page."""
    let_go_by(app, time)
    with app.app_context():
        for one in db.session.scalars(select(Submission)):
            one.received_at -= time
        for draft in db.session.scalars(select(Draft)):
            state = dict(draft.state or {})
            if "until" in state:
                draft.state = {**state, "until": (datetime.fromisoformat(state["until"]) - time).isoformat()}
        db.session.commit()


def shows_nobody(page: str) -> bool:
    main = page.split("<main")[1].split("</main>")[0]
    return not code_on(page) and not [word for word in ("Robin", "Sam", "Alex", "2015", "Luton") if word in main]


def open_with(client: FlaskClient, address: str, **typed: Any) -> Any:
    return press(client, f"{address}/locked", "open", **typed)


@BOTH
@pytest.mark.parametrize("seen", [True, False], ids=["looked at", "never looked at"])
def test_after_half_an_hour_the_page_the_words_and_the_paper_ask_for_a_birthday(
    app: Flask, client: CheckedClient, journey: Journey, seen: bool
) -> None:
    address = send(app, client, journey)
    words = code_on(client.get(f"{address}/sent").text) if seen else ""
    idle(app)
    for page in ("sent", "check", "sent?lang=en_GB"):
        answer = client.get(f"{address}/{page}", follow_redirects=True)
        assert answer.request.path == f"{address}/locked", page
        assert shows_nobody(answer.text)
        assert last_sent(app).reference not in answer.text
    paper = client.get(f"{address}/sent.pdf", follow_redirects=True)
    assert paper.request.path == f"{address}/locked"
    assert open_with(client, address, **RIGHT).location == f"{address}/sent"
    again = client.get(f"{address}/sent").text
    assert code_on(again)
    assert code_on(again) == words or not seen
    assert "Robin" in again
    assert client.get(f"{address}/sent.pdf").mimetype == "application/pdf"


def test_whoever_reads_on_is_not_shut_out_and_the_page_says_until_when(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    assert "This page stays open until" in client.get(f"{address}/sent").text
    idle(app, timedelta(minutes=25))
    assert client.get(f"{address}/sent.pdf").status_code == 200
    idle(app, timedelta(minutes=25))
    assert code_on(client.get(f"{address}/sent").text), "the paper was asked for meanwhile"


def test_more_time_is_there_for_the_asking_until_the_hour_is_over(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    for _ in range(2):
        idle(app, timedelta(minutes=25))
        assert client.post(f"{address}/sent", data={"stay": "1"}).location == f"{address}/sent"
    assert code_on(client.get(f"{address}/sent").text)
    idle(app, timedelta(minutes=25))
    after = client.get(f"{address}/sent")
    assert last_sent(app).reference in after.text
    assert "Robin" not in after.text
    assert not code_on(after.text)
    assert "stays open until" not in after.text


def test_a_script_that_finds_nobody_there_is_believed_only_by_the_clock(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    assert client.post(f"{address}/sent", data={"close": "1"}).location == f"{address}/sent"
    idle(app)
    assert client.post(f"{address}/sent", data={"close": "1"}).location == f"{address}/locked"
    assert client.post(f"{address}/sent", data={"stay": "1"}).location == f"{address}/locked"


def test_five_wrong_birthdays_leave_only_the_five_words(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    code = code_on(client.get(f"{address}/sent").text)
    idle(app)
    for left in range(MOST_TRIES - 1, 0, -1):
        page = open_with(client, address, **WRONG)
        assert page.status_code == 422
        assert f"You can try {left} more time" in page.text
        assert shows_nobody(page.text)
    typed = sent_by(form_of(client.get(f"{address}/locked").data))
    last = client.post(f"{address}/locked", data={**typed, **WRONG})
    assert "a date does not open these answers any more" in last.text
    client.post(f"{address}/locked", data={**typed, **RIGHT})
    assert client.get(f"{address}/sent").location == f"{address}/locked"
    answer = client.submit("/families/follow", reference=last_sent(app).reference, code=code)
    assert answer.location == "/families/follow/message", "nothing rests on that page"


def test_the_other_council_is_not_told_from_a_page_that_has_closed(app: Flask, client: CheckedClient) -> None:
    address = send(app, client, CHANGE, **MOVED)
    typed = sent_by(form_of(client.get(f"{address}/sent").data))
    idle(app)
    assert client.post("/families/change/tell-also", data=typed).location == f"{address}/sent"
    assert client.get("/families/change-also/you").status_code == 303
    assert open_with(client, address, **RIGHT).status_code == 303
    assert client.post("/families/change/tell-also", data=typed).location.startswith("/families/change-also/")


def test_where_its_words_do_not_open_nothing_is_asked_and_nothing_is_shown(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    with app.app_context():
        db.session.scalars(select(Words)).one().said_sealed = b"\1" * 64
        db.session.commit()
    idle(app)
    page = client.get(f"{address}/sent", follow_redirects=True)
    assert page.status_code == 200
    assert "born-day" not in page.text
    assert shows_nobody(page.text)


def test_the_next_person_begins_a_form_of_their_own(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    idle(app)
    assert f'href="{address}"' in client.get(f"{address}/locked").text
    assert client.submit(address).location.startswith(f"{address}/where-you-are")


def test_in_a_browser_it_closes_by_itself_and_a_birthday_opens_it(
    inside: Flask, live: str, new_page: Any, axe: Any
) -> None:
    page: Page = new_page(**{**windows.PHONE, "viewport": {"width": 320, "height": 640}})
    draft = begin(inside, NOTIFY, NOTIFICATION)
    name, _, value = draft.cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": live}])
    page.clock.install()
    page.goto("/families/notify/check")
    page.locator("main form button:not([name])").click()
    expect(page.locator(".five-words")).to_be_visible()
    page.clock.fast_forward("21:00")
    expect(page.locator("[data-still]")).to_be_visible()
    page.locator("[data-still] button").click()
    idle(inside)
    page.clock.fast_forward("31:00")
    page.wait_for_url("**/families/notify/locked")
    assert "Robin" not in page.content()
    axe(page)
    page.go_back()
    page.wait_for_url("**/families/notify/locked")
    for part, number in (("day", "4"), ("month", "5"), ("year", "2015")):
        page.fill(f"[name=born-{part}]", number)
    page.locator(".actions button").click()
    expect(page.locator(".five-words")).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
