"""Once it is closed, it is closed: after finishing, leaving, wiping, or fifteen minutes; and nothing leaks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal import codes
from portal.config import Config
from portal.delivery import sending as delivery
from portal.delivery.channels import Maildir
from portal.replies.models import Visit
from portal.storage import db
from tests.replies import conftest as people
from tests.replies.conftest import Sending, Sent
from tests.replies.pages import (
    ENTER,
    MESSAGES,
    UNKNOWN,
    cookie,
    count,
    finish,
    is_closed_to,
    leave,
    locked,
    main_text,
    opened,
    refused,
    run_out,
    wipe,
)
from tests.submissions.test_privacy import everything_stored
from tests.support.pages import CheckedClient, parsed, text_of

sending, sent = people.sending, people.sent


@pytest.mark.parametrize("end", [finish, leave, wipe])
def test_after_the_end_the_old_cookie_opens_nothing(
    app: Flask, client: CheckedClient, sent: Sent, end: Callable[[CheckedClient], TestResponse]
) -> None:
    sent.answered("Only for you.")
    opened(client, sent)
    old = cookie(client)
    assert end(client).status_code in (302, 303)
    assert is_closed_to(client)
    for path in (MESSAGES, f"{ENTER}/wipe"):
        client.set_cookie("session", old)
        assert "Only for you." not in client.get(path, follow_redirects=True).text
    client.set_cookie("session", old)
    assert is_closed_to(client)
    assert count(app, Visit) == 0


def test_a_visit_ends_fifteen_minutes_after_the_last_page(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    with app.app_context():
        db.session.execute(update(Visit).values(expires_at=datetime.now(UTC) + timedelta(seconds=20)))
        db.session.commit()
    assert client.get(MESSAGES).status_code == 200
    with app.app_context():
        left = db.session.scalars(select(Visit.expires_at)).one() - datetime.now(UTC)
        assert timedelta(minutes=14, seconds=50) < left <= timedelta(minutes=15)
        db.session.execute(update(Visit).values(expires_at=datetime.now(UTC)))
        db.session.commit()
    assert is_closed_to(client)


def test_the_cookie_holds_a_token_and_nothing_else(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    with client.session_transaction() as held:
        assert set(held) == {"csrf_token", "replies"}
        token = held["replies"]
    with app.app_context():
        assert token.encode() not in bytes(db.session.scalars(select(Visit.token_hash)).one())


def test_nobody_comes_in_with_a_token_of_their_own_making(client: CheckedClient, sent: Sent) -> None:
    for made_up in ("", "x", str(sent.submission_id), sent.code):
        with client.session_transaction() as held:
            held["replies"] = made_up
        assert is_closed_to(client)


def test_each_browser_sees_its_own_and_the_next_code_closes_the_one_before(
    app: Flask, client: CheckedClient, sending: Sending
) -> None:
    one, other = sending(), sending()
    one.answered("For the first one.")
    other.answered("For the other one.")
    theirs = app.test_client()
    assert isinstance(theirs, CheckedClient)
    assert "For the first one." in opened(client, one).text
    assert "For the other one." in opened(theirs, other).text
    assert "For the other one." not in client.get(MESSAGES).text
    old = cookie(client)
    page = opened(client, other).text
    assert "For the first one." not in page
    client.set_cookie("session", old)
    assert is_closed_to(client)


def test_wiping_closes_every_browser(app: Flask, client: CheckedClient, sent: Sent) -> None:
    elsewhere = app.test_client()
    assert isinstance(elsewhere, CheckedClient)
    opened(elsewhere, sent)
    opened(client, sent)
    wipe(client)
    assert is_closed_to(elsewhere)


@pytest.mark.parametrize("end", [finish, leave])
def test_closing_works_with_a_locked_database_too(
    client: CheckedClient, sent: Sent, config: Config, end: Callable[[CheckedClient], TestResponse]
) -> None:
    opened(client, sent)
    with locked(config):
        assert end(client).status_code in (302, 303)
    assert is_closed_to(client)


def test_the_code_page_comes_with_a_locked_database_and_gives_the_words_back(
    app: Flask, client: CheckedClient, sent: Sent, config: Config
) -> None:
    with locked(config):
        assert client.get(ENTER).status_code == 200
        answer = client.submit(ENTER, code=sent.code)
    assert answer.status_code == 503
    assert f'name="code" value="{sent.code}"' in answer.text
    opened(client, sent)


def test_wiping_says_what_it_does_and_does_not_do_and_ends_on_a_page_that_tells_nothing(
    app: Flask, client: CheckedClient, sent: Sent
) -> None:
    opened(client, sent)
    text = main_text(client.get(f"{ENTER}/wipe"))
    for words in ("five words stop working", "council team keeps what you told them", "history"):
        assert words in text, words
    answer = wipe(client)
    assert answer.location == f"{ENTER}/closed"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "wipe" not in main_text(client.get(answer.location)).lower()
    assert finish(client).location == answer.location, "the same page as after finishing"
    assert UNKNOWN in refused(client, ENTER, code=sent.code).text


def test_wiping_needs_the_button_of_our_own_page(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    answer = client.post(f"{ENTER}/wipe", data={"csrf_token": "theirs"})
    assert "Press the button again" in client.get(answer.location).text
    with app.app_context():
        assert sent.conversation.wiped_at is None


def test_wiping_after_the_visit_ran_out_does_not_pretend(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    run_out(app)
    assert client.post(f"{ENTER}/wipe").location == f"{ENTER}?closed=1"


def test_every_page_has_a_title_that_tells_nothing_and_stays_nowhere(client: CheckedClient, sent: Sent) -> None:
    sent.answered()
    pages = [client.get(ENTER), refused(client, ENTER, code="wrong"), opened(client, sent)]
    pages += [refused(client, MESSAGES, words=""), client.get(f"{ENTER}/wipe"), client.get(f"{ENTER}/closed")]
    for page in pages:
        title = text_of(parsed(page.data).find("head/title")).removeprefix("Error: ")
        assert title.startswith("Young people – ")
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert 'href="/young-people/exit/blank"' in page.text
        assert "0800 1111" in page.text
        for form in parsed(page.data).iter("form"):
            asks = [one for tag in ("input", "textarea") for one in form.iter(tag) if one.get("type") != "hidden"]
            assert not asks or form.get("autocomplete") == "off"


def test_pages_with_something_to_read_close_by_themselves(client: CheckedClient, sent: Sent) -> None:
    for page in (opened(client, sent), client.get(f"{ENTER}/wipe"), refused(client, ENTER, code="wrong")):
        assert "data-idle" in page.text


def test_what_is_written_and_the_code_are_in_no_column_mail_log_cookie_or_address(
    app: Flask,
    client: CheckedClient,
    sending: Sending,
    config: Config,
    marker: Callable[[str], str],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    word = marker("by code")
    with caplog.at_level(logging.DEBUG):
        one = sending(contact_how="by_code", wants_contact="yes", notice_email="me@young.example")
        opened(client, one)
        told = client.submit(MESSAGES, words=f"{word} my own")
        client.submit(ENTER, code=f"{word} typed into the wrong field")
        client.submit(MESSAGES, words=f"{word} {codes.spoken(one.code)}")
        one.answered(f"{word} theirs")
        with app.app_context():
            while delivery.deliver_next(Maildir(config.mail_dir), config):
                pass
        page = client.get(MESSAGES)
    assert page.text.count(word) == 2
    facts = [word, one.code, codes.spoken(one.code), "me@young.example"]
    for column, value in everything_stored(app):
        assert not [fact for fact in facts if fact in value], f"{column} tells"
    mails = list((config.mail_dir / "new").iterdir())
    assert mails
    for mail in mails:
        body = re.sub(r"^To: .*$", "", mail.read_text(), flags=re.M)
        assert not [fact for fact in facts if fact in body]
        mail.unlink()
    assert not [fact for fact in facts if fact in told.location]
    assert not [fact for fact in facts if fact in cookie(client)]
    assert not [fact for fact in facts if fact in caplog.text + capsys.readouterr().out]
