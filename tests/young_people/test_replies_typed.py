"""What was typed and not taken is shown again by a page that is asked for, to the browser that sent it, until it is
closed; no answer to a press of a button ever holds a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal import codes
from portal.codes import throttle
from portal.lifecycle import purge_codes
from portal.replies.conversations import MOST_A_DAY
from portal.replies.models import Typed
from portal.storage import db
from tests.replies import conftest as people
from tests.replies.conftest import Sending, Sent, acting
from tests.replies.pages import (
    ENTER,
    MESSAGES,
    UNKNOWN,
    cookie,
    count,
    finish,
    hidden_fields,
    leave,
    opened,
    refused,
    run_out,
    shown_again,
    wipe,
    written,
)
from tests.support.pages import CheckedClient
from tests.young_people.test_replies import flood

sending, sent = people.sending, people.sent
WORDS = "Nobody else may see this giraffe"


def wrong_code(app: Flask, client: CheckedClient, sent: Sent) -> TestResponse:
    return client.submit(ENTER, code=WORDS)


def busy_door(app: Flask, client: CheckedClient, sent: Sent) -> TestResponse:
    flood(app, throttle.WRONG)
    return client.submit(ENTER, code=WORDS)


def message_with_the_code(app: Flask, client: CheckedClient, sent: Sent) -> TestResponse:
    opened(client, sent)
    return client.submit(MESSAGES, words=f"{WORDS} {codes.spoken(sent.code)}")


def message_after_too_many(app: Flask, client: CheckedClient, sent: Sent) -> TestResponse:
    for number in range(MOST_A_DAY):
        sent.wrote(f"Number {number}.")
    opened(client, sent)
    return client.submit(MESSAGES, words=WORDS)


def message_with_an_old_token(app: Flask, client: CheckedClient, sent: Sent) -> TestResponse:
    opened(client, sent)
    return client.post(MESSAGES, data={"words": WORDS, "csrf_token": "old"})


def message_after_the_visit(app: Flask, client: CheckedClient, sent: Sent) -> TestResponse:
    page = opened(client, sent)
    run_out(app)
    return client.post(MESSAGES, data={**hidden_fields(page), "words": WORDS})


Press = Callable[[Flask, CheckedClient, Sent], TestResponse]
PRESSES = [
    wrong_code,
    busy_door,
    message_with_the_code,
    message_after_too_many,
    message_with_an_old_token,
    message_after_the_visit,
]


@pytest.mark.parametrize("press", PRESSES)
def test_the_answer_to_a_button_holds_no_word_and_the_page_after_it_all_of_them(
    app: Flask, client: CheckedClient, sent: Sent, press: Press
) -> None:
    answer = press(app, client, sent)
    assert WORDS not in answer.text
    for _ in range(2):
        page = shown_again(client, answer)
        assert page.status_code == 200
        assert WORDS in page.text
        assert "There is a problem" in page.text


@pytest.mark.parametrize("end", [finish, leave])
@pytest.mark.parametrize("press", PRESSES)
def test_once_it_is_closed_neither_back_nor_the_old_cookie_shows_it(
    app: Flask, client: CheckedClient, sent: Sent, press: Press, end: Callable[[CheckedClient], TestResponse]
) -> None:
    where = press(app, client, sent).location
    old = cookie(client)
    end(client)
    assert WORDS not in client.get(where, follow_redirects=True).text
    client.set_cookie("session", old)
    assert WORDS not in client.get(where, follow_redirects=True).text
    with app.app_context():
        assert not [row for row in db.session.scalars(select(Typed)) if row.what]


def test_wiping_takes_what_was_typed_too(app: Flask, client: CheckedClient, sent: Sent) -> None:
    message_with_the_code(app, client, sent)
    wipe(client)
    assert count(app, Typed) == 0


def test_the_next_code_typed_here_ends_what_was_typed_before(
    app: Flask, client: CheckedClient, sent: Sent, sending: Sending
) -> None:
    where = message_with_the_code(app, client, sent).location
    opened(client, sending())
    assert WORDS not in client.get(where).text


def test_two_tabs_each_keep_their_own_words(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    one, other = (client.post(MESSAGES, data={"words": words, "csrf_token": "old"}) for words in ("One.", "Other."))
    assert "One.</textarea>" in shown_again(client, one).text
    assert "Other.</textarea>" in shown_again(client, other).text
    assert client.post(MESSAGES, data={**hidden_fields(client.get(one.location)), "words": "One."}).location.endswith(
        "sent=1"
    )
    assert "One.</textarea>" not in client.get(one.location).text, "it was taken"
    assert "Other.</textarea>" in client.get(other.location).text
    assert written(app) == ["One."]


def test_pressing_again_and_again_keeps_the_newest_alone(app: Flask, client: CheckedClient, sent: Sent) -> None:
    page = client.get(ENTER)
    for number in range(4):
        page = shown_again(client, client.post(ENTER, data={**hidden_fields(page), "code": f"giraffe {number}"}))
    assert count(app, Typed) == 1
    assert 'value="giraffe 3"' in page.text
    assert UNKNOWN in page.text


def test_nobody_else_sees_it_and_no_made_up_name_opens_anything(app: Flask, client: CheckedClient, sent: Sent) -> None:
    where = wrong_code(app, client, sent).location
    theirs = app.test_client()
    assert isinstance(theirs, CheckedClient)
    refused(theirs, ENTER, code="something else")
    assert WORDS not in theirs.get(where).text
    for name in ("", "x", "\0", "🦒", "0" * 32, "{" * 4000):
        for page in (ENTER, MESSAGES):
            assert WORDS not in client.get(page, query_string={"again": name}, follow_redirects=True).text


def test_it_runs_out_after_fifteen_minutes_and_is_deleted(app: Flask, client: CheckedClient, sent: Sent) -> None:
    where = wrong_code(app, client, sent).location
    with app.app_context():
        left = db.session.scalars(select(Typed.expires_at)).one() - datetime.now(UTC)
        assert timedelta(minutes=14) < left <= timedelta(minutes=15)
        db.session.execute(update(Typed).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        db.session.commit()
    assert WORDS not in client.get(where).text
    with acting(app):
        purge_codes(app)
    assert count(app, Typed) == 0


def test_a_page_that_cannot_remember_says_why_and_not_what(client: CheckedClient) -> None:
    page = client.get(ENTER, query_string={"again": "0" * 32}).text
    assert "your browser may be blocking cookies" in page
    assert "messages closed" not in page


def test_words_typed_here_stay_when_somebody_wipes_elsewhere(app: Flask, client: CheckedClient, sent: Sent) -> None:
    where = message_with_an_old_token(app, client, sent).location
    elsewhere = app.test_client()
    assert isinstance(elsewhere, CheckedClient)
    opened(elsewhere, sent)
    wipe(elsewhere)
    assert f"{WORDS}</textarea>" in client.get(where, follow_redirects=True).text


def test_sending_it_as_it_is_stays_said_when_the_code_was_wrong(app: Flask, client: CheckedClient, sent: Sent) -> None:
    page = opened(client, sent)
    run_out(app)
    data = {**hidden_fields(page), "words": f"{WORDS} {sent.code}", "anyway": "1"}
    page = shown_again(client, client.post(MESSAGES, data=data))
    assert "looks as if your five words are in it" not in page.text
