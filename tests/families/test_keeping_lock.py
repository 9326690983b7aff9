"""A form that was left lying closes on that device, and nothing of it is lost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_time
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.config import Config
from portal.families.change import CHANGE
from portal.journeys import drafts
from portal.partners.journey import REFER
from portal.storage import db
from portal.young_people.journey import VIEWS
from tests.support.answers import REFERRAL, YOUNGEST
from tests.support.changes import CHANGED_MIND
from tests.support.drafts import begin
from tests.support.kept import RETURN, begun, come_back, drafts_now, elsewhere, kept, let_go_by, press
from tests.support.pages import CheckedClient

START = "/families/notify"
LOCKED = f"{START}/locked"
PLANS = f"{START}/plans"
GONE = timedelta(minutes=31)
RIGHT = {"born-day": "30", "born-month": "11", "born-year": "2012"}
WRONG = {"born-day": "1", "born-month": "1", "born-year": "2014"}
WORDS = "A long thought & <no> end. بہت"
SHOWN = "A long thought &amp; &lt;no&gt; end. بہت"


def open_until(app: Flask) -> datetime:
    (draft,) = drafts_now(app)
    with app.app_context():
        until = drafts.open_until(draft)
    assert until
    return until


def test_each_page_says_until_when_it_stays_open(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    until = format_time(open_until(app).astimezone(ZoneInfo("Europe/London")), "short", locale="en_GB")
    for page in ("plans", "where-you-are", "children/1/name", "children", "check"):
        text = client.get(f"{START}/{page}").text
        assert f"This page stays open until {until}." in text, page
        assert "I need more time" in text, page


def test_a_page_that_is_asked_for_moves_the_time_and_one_that_was_just_asked_for_costs_no_writing(
    app: Flask, client: CheckedClient
) -> None:
    begun(app, client)
    let_go_by(app, timedelta(minutes=20))
    client.get(PLANS)
    moved = open_until(app)
    assert moved > datetime.now(UTC) + timedelta(minutes=29)
    written: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: written.append(told[2]))
    client.get(PLANS)
    assert not [statement for statement in written if statement.startswith("UPDATE")]
    assert open_until(app) == moved


@pytest.mark.parametrize("page", ["plans", "children", "check"])
def test_more_time_is_there_for_the_asking_as_often_as_somebody_asks(
    app: Flask, client: CheckedClient, page: str
) -> None:
    begun(app, client)
    for _ in range(4):
        let_go_by(app, timedelta(minutes=25))
        assert press(client, f"{START}/{page}", "stay").location == f"{START}/{page}"
    assert client.get(f"{START}/{page}").status_code == 200
    assert open_until(app) > datetime.now(UTC) + timedelta(minutes=29)


def test_more_time_keeps_what_is_typed_also_what_is_wrong(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    press(client, f"{START}/children/1/name", "stay", first_name="", last_name=WORDS, **{"born-day": "99"})
    page = client.get(f"{START}/children/1/name").text
    assert SHOWN in page
    assert 'value="99"' in page
    assert "There is a problem" not in page
    assert "Enter your child’s first name" in press(client, f"{START}/children/1/name", "go").text


def test_a_page_with_something_wrong_on_it_keeps_the_form_open_too(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    let_go_by(app, timedelta(minutes=20))
    assert press(client, f"{START}/children/1/name", "go", first_name="").status_code == 422
    assert open_until(app) > datetime.now(UTC) + timedelta(minutes=29)


def test_after_half_an_hour_nobody_reads_it_without_the_birthday_of_a_child(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    let_go_by(app, GONE)
    for page in ("plans", "children", "check", "remove", "children/1/name"):
        assert client.get(f"{START}/{page}").location == LOCKED, page
    locked = client.get(LOCKED).text.split("<main")[1].split("</main>")[0]
    assert not [name for name in ("Robin", "Sam", "Alex", "Luton", "2012", "2015") if name in locked]
    assert press(client, LOCKED, "open", **RIGHT).location == f"{START}/check"
    assert "Sam" in client.get(f"{START}/check").text


def test_the_birthday_of_any_child_will_do(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    let_go_by(app, GONE)
    typed = {"born-day": "٤", "born-month": "May", "born-year": "2015"}
    assert press(client, LOCKED, "open", **typed).status_code == 303


def test_a_change_closes_the_same_way(app: Flask, client: CheckedClient) -> None:
    draft = begin(app, CHANGE, CHANGED_MIND, "/families/change")
    client.set_cookie(*draft.cookie.split("=", 1))
    let_go_by(app, GONE)
    assert client.get("/families/change/you").location == "/families/change/locked"
    born = {"born-day": "4", "born-month": "5", "born-year": "2015"}
    assert press(client, "/families/change/locked", "open", **born).location == "/families/change/check"


def test_five_wrong_dates_leave_only_the_five_words(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    come_back(client, words)
    let_go_by(app, GONE)
    for left in (4, 3, 2):
        page = press(client, LOCKED, "open", **WRONG)
        assert page.status_code == 422
        assert f"No child in your answers has this date of birth. Check it. You can try {left} more times" in page.text
    assert "You can try 1 more time" in press(client, LOCKED, "open", **WRONG).text
    last = press(client, LOCKED, "open", **WRONG)
    assert "a date does not open these answers any more" in last.text
    token = last.text.split('name="csrf_token" value="')
    assert len(token) == 1, "there is nothing left to press"
    refused = client.post(LOCKED, data={**RIGHT, "csrf_token": begun(app, elsewhere(app)).token})
    assert "a date does not open" in refused.text
    assert client.get(PLANS).location == LOCKED
    assert come_back(client, words).location == f"{START}/check"
    let_go_by(app, GONE)
    assert press(client, LOCKED, "open", **RIGHT).status_code == 303, "and the tries begin anew"


@pytest.mark.parametrize(
    "typed",
    [{}, {"born-day": "x" * 9999}, {"born-day": ["1", "2"]}, {"born-year": "🙂"}, {"born-day": "\0"}, {"born": "1"}],
)
def test_what_is_no_date_is_said_plainly_and_costs_no_try(
    app: Flask, client: CheckedClient, typed: dict[str, Any]
) -> None:
    begun(app, client)
    let_go_by(app, GONE)
    for _ in range(7):
        assert press(client, LOCKED, "open", **typed).status_code == 422
    assert press(client, LOCKED, "open", **RIGHT).status_code == 303


@pytest.mark.parametrize("what", ["contact", "moved_in", "moved_out"])
def test_a_new_home_is_asked_for_after_the_birthday_that_closes_it_to_others(app: Flask, what: str) -> None:
    with app.app_context():
        pages = [place.address for place in CHANGE.path({"what_changed": what}).places]
    homes = [page for page in pages if page in ("move", "address", "address-before", "new-address", "new-phone")]
    assert homes
    assert all(pages.index(page) > pages.index("children/1/child") for page in homes)


def test_where_no_birthday_was_given_yet_it_just_opens(app: Flask, client: CheckedClient) -> None:
    begun(app, client, {"stage": "decided"}, done=False)
    let_go_by(app, GONE)
    assert client.get(f"{START}/where-you-are").status_code == 200
    assert open_until(app) > datetime.now(UTC)
    let_go_by(app, GONE)
    assert client.get(LOCKED).status_code == 200
    assert press(client, LOCKED, "open").location == f"{START}/where-you-are"


def test_what_is_posted_to_a_form_that_has_closed_is_there_when_it_opens(app: Flask, client: CheckedClient) -> None:
    draft = begun(app, client)
    let_go_by(app, GONE)
    for page, typed in (("address", {"address": "9 New Street"}), ("plans", {"plans": WORDS})):
        assert client.post(f"{START}/{page}", data={"csrf_token": draft.token, **typed}).location == LOCKED
    assert WORDS not in client.get(LOCKED).text
    assert press(client, LOCKED, "open", **RIGHT).location == PLANS
    assert SHOWN in client.get(PLANS).text
    press(client, PLANS, "go")
    assert "9 New Street" in client.get(f"{START}/address").text
    assert "We read together" not in client.get(f"{START}/check").text


def test_nothing_is_sent_from_a_form_that_has_closed(app: Flask, client: CheckedClient) -> None:
    draft = begun(app, client)
    let_go_by(app, GONE)
    assert draft.send(client).location == LOCKED
    press(client, LOCKED, "open", **RIGHT)
    assert draft.send(client).location == f"{START}/sent"


def test_a_script_that_finds_nobody_there_hands_over_what_was_typed_and_the_clock_decides(
    app: Flask, client: CheckedClient
) -> None:
    begun(app, client)
    busy = press(client, PLANS, "close", plans=WORDS)
    assert busy.location == PLANS, "somebody types in another window"
    assert SHOWN in client.get(PLANS).text
    draft = begun(app, client)
    let_go_by(app, GONE)
    typed = {"csrf_token": draft.token, "close": "1", "plans": WORDS}
    assert client.post(PLANS, data=typed).location == LOCKED
    press(client, LOCKED, "open", **RIGHT)
    assert SHOWN in client.get(PLANS).text


def test_neither_looking_nor_knocking_keeps_a_closed_form_longer(app: Flask, client: CheckedClient) -> None:
    draft = begun(app, client)
    let_go_by(app, timedelta(hours=23))
    (before,) = drafts_now(app)
    client.get(PLANS)
    client.post(PLANS, data={"csrf_token": draft.token, "plans": WORDS})
    press(client, LOCKED, "open", **WRONG)
    (after,) = drafts_now(app)
    assert after.expires_at == before.expires_at
    let_go_by(app, timedelta(hours=1, minutes=1))
    assert client.get(LOCKED).location == f"{START}?lost=1"


def test_a_database_that_takes_nothing_keeps_nobody_from_a_page_of_their_form(
    app: Flask, client: CheckedClient, config: Config
) -> None:
    if not config.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, not the database")
    begun(app, client)
    let_go_by(app, timedelta(minutes=20))
    before = open_until(app)
    held = sqlite3.connect(config.database_url.removeprefix("sqlite:///"), isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        page = client.get(PLANS)
    finally:
        held.execute("ROLLBACK")
        held.close()
    assert page.status_code == 200
    shown = format_time(before.astimezone(ZoneInfo("Europe/London")), "short", locale="en_GB")
    assert f"This page stays open until {shown}." in page.text, "no more is promised than is written"


def test_without_words_five_wrong_dates_are_the_end_and_the_page_says_so(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    let_go_by(app, GONE)
    pages = [press(client, LOCKED, "open", **WRONG) for _ in range(5)]
    assert "You can start a new form now." in pages[-1].text
    assert "Your answers are safe" in pages[0].text
    assert "Your answers are safe" not in pages[-1].text


def test_the_start_page_leads_to_the_lock_and_opens_nothing(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    let_go_by(app, GONE)
    page = client.get(START)
    assert "Go on with your answers" in page.text
    assert client.get(PLANS).location == LOCKED
    press(client, START, "start")
    assert client.get(f"{START}/where-you-are").status_code == 200, "the next person at this device begins anew"
    assert len(drafts_now(app)) == 1


def test_a_locked_page_of_a_form_that_is_open_leads_back_into_it(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    assert client.get(LOCKED).location == f"{START}/check"
    assert elsewhere(app).get(LOCKED).location == f"{START}?lost=1"
    assert client.get("/professionals/refer/remove").status_code in (303, 404)


def test_the_way_back_by_words_is_offered_where_there_are_words(app: Flask, client: CheckedClient) -> None:
    begun(app, client)
    let_go_by(app, GONE)
    assert RETURN not in client.get(LOCKED).text
    other = elsewhere(app)
    words = kept(app, other)
    come_back(other, words)
    let_go_by(app, GONE)
    assert RETURN in other.get(LOCKED).text


def test_the_private_form_and_the_professionals_form_say_nothing_of_a_time(app: Flask, client: FlaskClient) -> None:
    for journey, answers, start, page in (
        (VIEWS, YOUNGEST, "/young-people/views", "feeling"),
        (REFER, REFERRAL, "/professionals/refer", "check"),
    ):
        draft = begin(app, journey, answers, start)
        client.set_cookie(*draft.cookie.split("=", 1))
        let_go_by(app, timedelta(minutes=100))
        answer = client.get(f"{start}/{page}")
        assert answer.status_code == 200
        assert "stays open until" not in answer.text
        assert "data-still" not in answer.text
