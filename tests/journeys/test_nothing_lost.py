"""Promise 10: nobody loses typed words. Promise 12: bad input gets a plain message, never a 500."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from portal.config import Config
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.journeys.journey import field_names
from portal.journeys.models import Draft
from portal.partners.journey import REFER
from portal.storage import db, reads_only
from portal.young_people.journey import VIEWS
from tests.support.answers import NOTIFICATION, REFERRAL
from tests.support.answers import VIEWS as YOUNG
from tests.support.drafts import BegunDraft, begin
from tests.support.forms import form_of, sent_by

WORDS = "I like the river & my dog <3 بہت اچھا"
SHOWN = "I like the river &amp; my dog &lt;3 بہت اچھا"
GOING_WELL = "/young-people/views/good-and-hard"


def use(client: FlaskClient, draft: BegunDraft) -> None:
    """Give the browser the draft's cookie."""
    name, _, value = draft.cookie.partition("=")
    client.set_cookie(name, value)


def young(app: Flask, client: FlaskClient) -> BegunDraft:
    draft = begin(app, VIEWS, YOUNG, "/young-people/views")
    use(client, draft)
    return draft


def test_an_expired_token_shows_the_form_again_with_what_was_typed(app: Flask, client: FlaskClient) -> None:
    young(app, client)
    page = client.post(GOING_WELL, data={"csrf_token": "old", "going_well": WORDS}, follow_redirects=True)
    assert page.status_code == 200
    assert SHOWN in page.text
    assert "This page was open for a long time. Your words are still here." in page.text


def test_a_lost_session_keeps_what_was_typed_in_the_private_form(app: Flask, client: FlaskClient) -> None:
    page = client.post(GOING_WELL, data={"csrf_token": "old", "going_well": WORDS}, follow_redirects=True)
    assert page.status_code == 200
    assert "What you wrote last is kept." in page.text
    with app.app_context():
        assert db.session.query(Draft).one().state["carried"] == {"going_well": WORDS, "hard": None}


def test_a_draft_that_ran_out_keeps_what_was_typed_in_the_private_form(app: Flask, client: FlaskClient) -> None:
    draft = young(app, client)
    with app.app_context():
        db.session.execute(update(Draft).values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))
        db.session.commit()
    page = client.post(
        GOING_WELL, data={"csrf_token": draft.token, "going_well": WORDS, "hard": "x" * 9000}, follow_redirects=True
    )
    assert "we removed your earlier answers to keep them private" in page.text
    fresh = client.get("/young-people/views/council")
    client.post("/young-people/views/council", data={**sent_by(form_of(fresh.data)), "council": "luton"})
    assert SHOWN in client.get(GOING_WELL).text


def test_no_page_of_the_private_form_is_the_answer_to_a_press_of_a_button(app: Flask, client: FlaskClient) -> None:
    """The browser would keep it in its history with the words, and "Back" would send them once more."""
    draft = young(app, client)
    with app.test_request_context():
        places = VIEWS.path({"council": "luton", "safe": "no", "hard": "x"}).places
    for place in places:
        for token in (draft.token, "old"):
            wrong = {"csrf_token": token, "going_well": "x" * 9000, "born-day": "99", "council": "nowhere"}
            answer = client.post(f"/young-people/views/{place.address}", data=wrong)
            assert answer.status_code == 303, place.address
            assert client.get(answer.location).status_code in (200, 303)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"csrf_token": "old"}, "This page was open for a long time"),
        ({"draft": "of another window"}, "Your answers were changed in another window"),
    ],
)
def test_what_keeps_the_private_form_from_being_sent_is_said_on_a_page_that_is_asked_for(
    app: Flask, client: FlaskClient, wrong: dict[str, str], says: str
) -> None:
    young(app, client)
    check = "/young-people/views/check"
    answer = client.post(check, data={**sent_by(form_of(client.get(check).data)), **wrong})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert says in page.text
    assert client.post(check, data=sent_by(form_of(page.data))).location.endswith("/sent")


def test_an_answer_that_was_not_taken_is_shown_with_what_is_wrong_until_it_is_right(
    app: Flask, client: FlaskClient
) -> None:
    draft = young(app, client)
    long = WORDS + "x" * 9000
    shown = client.post(GOING_WELL, data={"csrf_token": draft.token, "going_well": long}, follow_redirects=True)
    assert "must have 4000 characters or fewer" in shown.text
    assert "x" * 9000 in client.get(GOING_WELL).text, "also after a reload"
    assert client.post(GOING_WELL, data={"csrf_token": draft.token, "going_well": WORDS}).status_code == 303
    again = client.get(GOING_WELL).text
    assert SHOWN in again
    assert "There is a problem" not in again


FAMILY = "/families/notify/children/1/name"


def test_a_parents_lost_session_shows_what_was_typed_and_the_next_press_keeps_it(
    app: Flask, client: FlaskClient
) -> None:
    typed = {"first_name": "Bobby", "last_name": WORDS, "born-day": "4", "born-month": "5", "born-year": "2015"}
    page = client.post(FAMILY, data={"csrf_token": "old", **typed})
    assert page.status_code == 422
    assert SHOWN in page.text
    assert "we removed your earlier answers to keep them private" in page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    again = client.post(FAMILY, data={"csrf_token": token, **typed, "late": "1"})
    assert again.status_code == 303
    assert client.get(again.location).status_code == 200
    with app.app_context():
        assert db.session.query(Draft).one().state["carried"]["last_name"] == WORDS


def test_words_typed_after_the_draft_ran_out_come_up_again_at_their_question(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, {}, "/young-people/views", done=False)
    use(client, draft)
    with app.app_context():
        row = db.session.query(Draft).one()
        row.state = {"values": {}, "done": ["with-whom", "age", "council"], "carried": {"going_well": WORDS}}
        db.session.commit()
    assert SHOWN in client.get(GOING_WELL).text


def test_an_invalid_field_keeps_every_other_field(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    use(client, draft)
    typed = {"first_name": "", "last_name": WORDS, "liked_name": "Bobby", "csrf_token": draft.token}
    page = client.post("/families/notify/children/1/name", data=typed)
    assert page.status_code == 422
    assert SHOWN in page.text
    assert "Bobby" in page.text
    assert "Enter your child’s first name" in page.text


def test_a_locked_database_gives_the_words_back_and_the_next_press_works(
    app: Flask, client: FlaskClient, config: Config
) -> None:
    if not config.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, not the database")  # and gives each row in turn
    draft = young(app, client)
    held = sqlite3.connect(config.database_url.removeprefix("sqlite:///"), isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        page = client.post(GOING_WELL, data={"csrf_token": draft.token, "going_well": WORDS})
        reading = client.get("/young-people")
    finally:
        held.execute("ROLLBACK")
        held.close()
    assert page.status_code == 503
    assert SHOWN in page.text
    assert "Your words are still here" in page.text
    assert reading.status_code == 200, "who only reads is not held up"
    again = client.post(GOING_WELL, data={"csrf_token": draft.token, "going_well": WORDS})
    assert again.status_code == 303


def test_a_database_that_fails_to_commit_gives_the_words_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = young(app, client)
    with app.app_context():
        dialect = db.engine.dialect

    def full(_connection: Any) -> None:
        raise dialect.loaded_dbapi.OperationalError("disk full")

    monkeypatch.setattr(dialect, "do_commit", full)
    page = client.post(GOING_WELL, data={"csrf_token": draft.token, "going_well": WORDS})
    assert page.status_code == 503
    assert SHOWN in page.text


def test_the_language_can_be_changed_in_the_middle(app: Flask, client: FlaskClient, config: Config) -> None:
    young(app, client)
    for language in config.languages:
        page = client.get(f"{GOING_WELL}?lang={language}")
        assert page.status_code == 200
        assert YOUNG["going_well"] in page.text


@pytest.mark.parametrize("address", ["check", "children/1/name", "contact", "sent"])
def test_no_page_opens_out_of_order(client: FlaskClient, address: str) -> None:
    assert "/families/notify?lost=1" in client.get(f"/families/notify/{address}").location


@pytest.mark.parametrize("address", ["nothing", "children/1/nothing", "children/x/name", "children/99/name/x", "%00"])
def test_a_page_that_never_was_is_not_found(app: Flask, client: FlaskClient, address: str) -> None:
    use(client, begin(app, NOTIFY, NOTIFICATION))
    assert client.get(f"/families/notify/{address}").status_code in (400, 404)


JOURNEYS: list[tuple[Journey, dict[str, Any], str]] = [
    (NOTIFY, NOTIFICATION, "/families/notify"),
    (VIEWS, YOUNG, "/young-people/views"),
    (REFER, REFERRAL, "/professionals/refer"),
]
ANY_TEXT = st.text(max_size=60) | st.sampled_from(
    ["yes", "no", "=HYPERLINK(1)", "\0", "\ud800", "👨‍👩‍👧", "\u202e", "x" * 5000]
)


@pytest.mark.parametrize(("journey", "answers", "start"), JOURNEYS, ids=["notify", "views", "refer"])
@settings(max_examples=25)
@given(data=st.data())
def test_whatever_is_posted_anywhere_nothing_breaks(
    app: Flask, client: FlaskClient, journey: Journey, answers: dict[str, Any], start: str, data: st.DataObject
) -> None:
    draft = begin(app, journey, answers, start)
    use(client, draft)
    with app.app_context():
        places = [place.address for place in journey.path(answers).places]
    for _ in range(3):
        address = data.draw(st.sampled_from([*places, "check", "sent", "", "children/7/name"]))
        fields = data.draw(st.lists(st.tuples(names_of(journey), ANY_TEXT), max_size=6))
        posted: dict[str, list[str]] = {"csrf_token": [data.draw(st.sampled_from([draft.token, "wrong"]))]}
        for name, value in fields:
            posted.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
        answer = client.post(f"{start}/{address}".rstrip("/"), data=posted)
        assert answer.status_code < 500, (address, posted)


def names_of(journey: Journey) -> st.SearchStrategy[str]:
    fields = [name for step in journey.every_step() for name in field_names(step)]
    extra = ["add", "remove", "finish", "late", "draft", "born-day", "born-month", "born-year", "x"]
    return st.sampled_from([*fields, *extra])


@pytest.mark.parametrize("made_up", ["journey=1", "address=x", "step=check", "_method=PUT", "_scheme=x&_external=1"])
def test_what_somebody_made_up_in_an_address_costs_no_words_and_leads_nowhere(
    app: Flask, client: FlaskClient, made_up: str
) -> None:
    young(app, client)
    private = client.post(f"{GOING_WELL}?{made_up}", data={"csrf_token": "old", "going_well": WORDS})
    assert private.location == GOING_WELL
    assert SHOWN in client.get(GOING_WELL).text
    draft = begin(app, NOTIFY, NOTIFICATION)
    use(client, draft)
    stays = {"csrf_token": draft.token, "plans": WORDS, "stay": "1"}
    assert client.post(f"/families/notify/plans?{made_up}", data=stays).location == "/families/notify/plans"
    assert SHOWN in client.get("/families/notify/plans").text


@pytest.mark.parametrize("number", ["9" * 5000, "0", "99", "-1", "x", "", "٣", "²"])
def test_an_item_that_is_not_there_cannot_be_removed_and_harms_nothing(
    app: Flask, client: FlaskClient, number: str
) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    use(client, draft)
    answer = client.post("/families/notify/children", data={"csrf_token": draft.token, "remove": number})
    assert (answer.status_code, answer.location) == (303, "/families/notify/children")
    with app.app_context():
        assert [one["first_name"] for one in db.session.query(Draft).one().state["values"]["children"]] == [
            "Robin",
            "Sam",
        ]


@pytest.mark.parametrize("address", ["sent", "kept", "locked", "remove"])
def test_back_to_a_page_of_an_earlier_form_leads_to_where_this_one_is(
    app: Flask, client: FlaskClient, address: str
) -> None:
    young(app, client)
    assert client.get(f"/young-people/views/{address}").location == "/young-people/views/check"


def test_words_that_were_brought_along_come_up_for_the_first_child_alone(app: Flask, client: FlaskClient) -> None:
    named = [{"first_name": name, "last_name": "Example"} for name in ("Robin", "Sam")]
    draft = begin(app, NOTIFY, {**NOTIFICATION, "children": named})
    use(client, draft)
    with app.app_context():
        reads_only(False)
        kept = db.session.query(Draft).one()
        kept.state = {**kept.state, "carried": {"school_name": "Brought Along School"}}
        db.session.commit()
    shown = ["Brought Along" in client.get(f"/families/notify/children/{number}/school").text for number in (1, 2)]
    assert shown == [True, False]
