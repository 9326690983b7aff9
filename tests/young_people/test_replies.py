"""Five words open what was written, for whoever has them; what is wrong with them is never said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select, update

from portal import codes
from portal.codes import Audience, CodeTry, five_words, throttle
from portal.config import Config
from portal.journeys.models import Draft
from portal.lifecycle import purge_codes
from portal.replies import conversations
from portal.replies.models import Visit
from portal.storage import db
from portal.young_people.journey import VIEWS
from tests.codes.test_five_words import a_code, a_gap, a_slip, a_style
from tests.replies import conftest as people
from tests.replies.conftest import Sending, Sent, acting
from tests.replies.pages import ENTER, MESSAGES, UNKNOWN, count, main_text, opened, refused, shown_again
from tests.support.drafts import begin
from tests.support.pages import CheckedClient, parsed, text_of

sending, sent = people.sending, people.sent


@pytest.fixture
def slow_hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each slow hash that is really made."""
    made: list[int] = []
    real = five_words.hash_secret_raw

    def counted(**given: Any) -> bytes:
        made.append(1)
        return real(**given)

    monkeypatch.setattr(five_words, "hash_secret_raw", counted)
    return made


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_five_words_open_what_was_answered(client: CheckedClient, sent: Sent) -> None:
    sent.answered("Hello. We have read what you wrote.")
    assert "We have read what you wrote." in opened(client, sent).text


@given(words=a_code, gap=a_gap, data=st.data())
@settings(max_examples=25)
def test_the_page_forgives_the_hand_that_types(
    app: Flask, client: CheckedClient, sent: Sent, words: list[str], gap: str, data: st.DataObject
) -> None:
    with acting(app):
        sent.conversation.code_key = codes.lookup_key(Audience.YOUNG_PEOPLE, "-".join(words))
        db.session.execute(delete(CodeTry))
    typed = gap.join(data.draw(a_style)(data.draw(st.just(word) | a_slip(word))) for word in words)
    assert client.submit(ENTER, code=typed).location == MESSAGES, typed


def wrong_in_some_way(app: Flask, sending: Sending) -> dict[str, str]:
    """Everything that must look the same, as it is typed."""
    wiped, tired, real = sending(), sending(), sending()
    with acting(app):
        conversations.wipe(wiped.conversation, datetime.now(UTC))
    with acting(app):
        key = codes.key_for(Audience.YOUNG_PEOPLE, tired.code)
        for _ in range(throttle.PER_CODE):
            throttle.count(Audience.YOUNG_PEOPLE, key, True, datetime.now(UTC))
    words = real.code.split("-")
    return {
        "unknown": codes.new_code(),
        "another order": "-".join(reversed(words)),
        "one word wrong": "-".join([*words[:4], next(one for one in codes.WORDS if one not in words)]),
        "four words": "-".join(words[:4]),
        "no code": "let me in",
        "much too long": "x" * 700,
        "another script": "میرے پانچ الفاظ",
        "emoji": "🦒🎻🫖🔘🌈",
        "wiped": wiped.code,
        "tried too often": tired.code,
    }


def of_anybody(text: str) -> str:
    """Without the names, made by chance, under which what was typed is kept."""
    return re.sub(r"[0-9a-f]{32}", "", text)


def test_whatever_is_wrong_looks_the_same_and_takes_the_same_work(
    app: Flask, client: CheckedClient, sending: Sending, slow_hashes: list[int], steady_directory: None
) -> None:
    tries = wrong_in_some_way(app, sending)
    seen: dict[str, tuple[int, str, str, int, list[str]]] = {}
    refused(client, ENTER, code="one try, to warm up")
    for name, typed in tries.items():
        client.get(ENTER)
        slow_hashes.clear()
        with statements(app) as asked:
            answer = client.submit(ENTER, code=typed)
            shown = shown_again(client, answer)
        page = re.sub(r'name="csrf_token" value="[^"]*"', "", shown.text)
        page = re.sub(r'(id="code"[^>]*?) value="[^"]*"', r"\1", page)
        assert UNKNOWN in page
        seen[name] = answer.status_code, of_anybody(answer.location), of_anybody(page), len(slow_hashes), asked
    assert seen["unknown"][3] == 1
    for name, found in seen.items():
        assert found == seen["unknown"], name


def test_each_wrong_try_is_counted_although_its_page_is_an_error(app: Flask, client: CheckedClient, sent: Sent) -> None:
    client.submit(ENTER, code="not the words")
    client.submit(ENTER, code=codes.new_code())
    opened(client, sent)
    with app.app_context():
        assert sorted(db.session.scalars(select(CodeTry.found))) == [False, False, True]


def test_what_was_typed_stands_on_its_own_page_and_nowhere_else(client: CheckedClient) -> None:
    answer = client.submit(ENTER, code="giraffe violin somthing")
    assert "giraffe" not in answer.text
    assert not [value for value in answer.headers.values() if "giraffe" in value]
    assert 'value="giraffe violin somthing"' in shown_again(client, answer).text
    assert "giraffe" not in client.get(ENTER).text


def test_an_empty_field_is_asked_for_and_is_no_try(app: Flask, client: CheckedClient) -> None:
    answer = refused(client, ENTER, code=" \u200b ")
    assert "Write your five words" in answer.text
    assert UNKNOWN not in answer.text
    assert count(app, CodeTry) == 0


def test_a_page_that_was_open_too_long_keeps_the_words_and_tries_nothing(app: Flask, client: CheckedClient) -> None:
    answer = shown_again(client, client.post(ENTER, data={"code": "giraffe violin", "csrf_token": "old"}))
    assert 'value="giraffe violin"' in answer.text
    assert "Press the button again" in answer.text
    assert count(app, CodeTry) == 0


def test_whoever_lost_the_words_is_told_what_to_do(client: CheckedClient) -> None:
    page = client.get(ENTER).text
    for words in ("If you have lost the words", "write to us again", "0800 1111", "SHOUT", "/young-people/views"):
        assert words in page, words


def test_a_code_for_a_kept_form_opens_the_form(app: Flask, client: CheckedClient) -> None:
    begin(app, VIEWS, {"council": "luton", "hard": "I miss my friends."}, "/young-people/views")
    code = codes.new_code()
    with acting(app):
        row = db.session.scalars(select(Draft)).one()
        row.code_key, row.token_hash = (
            codes.lookup_key(Audience.YOUNG_PEOPLE, code),
            b"another browser" + bytes(17),
        )
    answer = client.submit(ENTER, code=code)
    assert (answer.status_code, answer.location) == (303, "/young-people/views/check")
    assert "I miss my friends." in client.get(answer.location, follow_redirects=True).text
    with app.app_context():
        assert list(db.session.scalars(select(CodeTry.found))) == [True]


def test_a_code_tried_ten_times_stays_shut_for_an_hour_and_others_open(
    app: Flask, client: CheckedClient, sent: Sent, sending: Sending
) -> None:
    assert "After ten tries the same words stop working. They work again an hour later." in client.get(ENTER).text
    for _ in range(10):
        opened(client, sent)
    for _ in range(12):
        assert UNKNOWN in refused(client, ENTER, code=sent.code).text
    opened(client, sending())
    with app.app_context():
        db.session.execute(update(CodeTry).values(at=datetime.now(UTC) - timedelta(hours=1)))
        db.session.commit()
    opened(client, sent)


def flood(app: Flask, tries: int, found: bool = False, ago: timedelta = timedelta()) -> None:
    with acting(app):
        for number in range(tries):
            throttle.count(Audience.YOUNG_PEOPLE, number.to_bytes(4, "big"), found, datetime.now(UTC) - ago)


def test_too_many_wrong_tries_make_everybody_wait_before_any_key_is_made(
    app: Flask, client: CheckedClient, sent: Sent, slow_hashes: list[int]
) -> None:
    assert throttle.WRONG == 3000, "as docs/own-voice.md says"
    assert timedelta(minutes=10) == throttle.A_WHILE
    flood(app, throttle.WRONG)
    slow_hashes.clear()
    answer = refused(client, ENTER, code=codes.spoken(sent.code))
    assert slow_hashes == []
    assert f'value="{codes.spoken(sent.code)}"' in answer.text
    for words in ("Wait ten minutes", "0800 1111", "SHOUT"):
        assert words in main_text(answer), words
    assert count(app, CodeTry) == throttle.WRONG, "who waits does not make others wait longer"


@pytest.mark.parametrize(
    ("tries", "found", "ago"),
    [
        (throttle.WRONG - 1, False, timedelta()),
        (throttle.WRONG + 5, True, timedelta()),
        (throttle.WRONG + 5, False, throttle.A_WHILE),
    ],
)
def test_nobody_waits_for_fewer_for_right_ones_or_for_old_ones(
    app: Flask, client: CheckedClient, sent: Sent, tries: int, found: bool, ago: timedelta
) -> None:
    flood(app, tries, found, ago)
    opened(client, sent)


def test_tries_of_one_code_too_often_count_for_the_site(app: Flask, client: CheckedClient) -> None:
    for _ in range(throttle.PER_CODE + 3):
        client.submit(ENTER, code="the same words")
    with app.app_context():
        assert throttle.busy(Audience.YOUNG_PEOPLE, datetime.now(UTC)) is False
        wrong = select(func.count()).select_from(CodeTry).where(CodeTry.found.is_(False))
        assert db.session.scalar(wrong) == throttle.PER_CODE + 3


def test_a_try_tells_nothing_of_who_tried(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    assert {column.name for column in CodeTry.__table__.columns} == {"id", "audience", "code_hash", "found", "at"}
    with app.app_context():
        row = db.session.scalars(select(CodeTry)).one()
        assert bytes(row.code_hash) != sent.conversation.code_key, "not even the key that finds a conversation"


def test_tries_go_after_an_hour_and_visits_when_they_are_over(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    flood(app, 3, ago=timedelta(minutes=61))
    flood(app, 2, ago=timedelta(minutes=59))
    with acting(app):
        db.session.add(Visit(token_hash=b"x" * 32, conversation_id=sent.conversation.id, expires_at=datetime.now(UTC)))
    with acting(app):
        purge_codes(app)
    assert count(app, CodeTry) == 3
    assert count(app, Visit) == 1


def test_the_code_is_shown_as_words_in_their_own_direction(app: Flask, config: Config) -> None:
    code = "rainbow-button-giraffe-teacup-violin"
    for language in config.languages:
        with app.test_request_context(f"/young-people/views?lang={language}"):
            shown = app.jinja_env.get_template("young_people/replies/_your_code.html").render(code=code)
        words = next(one for one in parsed(shown.encode()).iter("ol") if one.get("class") == "five-words")
        assert text_of(words) == "rainbow button giraffe teacup violin"
        assert (words.get("lang"), words.get("dir")) == ("en-GB", "ltr")
