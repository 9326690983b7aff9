"""What was written, who has looked, and writing again: honest, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import codes
from portal.casework import triage
from portal.casework.triage import Outcome
from portal.codes import Audience
from portal.config import Config
from portal.journeys.models import Draft
from portal.replies import conversations
from portal.replies.conversations import LONGEST, MOST_A_DAY
from portal.storage import db
from portal.young_people.journey import VIEWS
from tests.replies import conftest as people
from tests.replies.conftest import STAFF, Sending, Sent, acting
from tests.replies.pages import (
    DANGER,
    ENTER,
    MESSAGES,
    UNKNOWN,
    hidden_fields,
    locked,
    main_text,
    opened,
    refused,
    run_out,
    shown_again,
    written,
)
from tests.support.drafts import begin
from tests.support.pages import CheckedClient, parsed

sending, sent = people.sending, people.sent


def test_messages_come_in_their_order_each_with_who_wrote_it_and_no_name(
    app: Flask, client: CheckedClient, sent: Sent
) -> None:
    then = datetime(2026, 11, 3, 10, tzinfo=UTC)
    sent.wrote("May I ask something?", then)
    sent.answered("Of course.", then + timedelta(days=1))
    sent.wrote("Thank you.", then + timedelta(days=2))
    page = opened(client, sent)
    text = main_text(page)
    order = [
        "You, on Tuesday 3 November May I ask",
        "The team, on Wednesday 4 November Of course",
        "You, on Thursday 5",
    ]
    assert sorted(map(text.index, order)) == list(map(text.index, order))
    assert "There is a new answer for you." in text
    assert str(STAFF) not in page.text
    words = [one for one in parsed(page.data).iter("p") if "typed" in one.get("class", "")]
    assert [one.get("dir") for one in words] == ["auto"] * 3
    assert "new answer" not in main_text(client.get(MESSAGES)), "it was read a moment ago"
    with app.app_context():
        assert sent.conversation.unread_since is None


def test_it_says_when_a_person_looked(app: Flask, client: CheckedClient, sent: Sent) -> None:
    with acting(app):
        triage.read(sent.submission, STAFF, datetime(2026, 11, 3, 23, 30, tzinfo=UTC))
    assert "A person looked at what you sent on Tuesday 3 November." in main_text(opened(client, sent))


def test_it_says_honestly_when_nobody_has(client: CheckedClient, sending: Sending) -> None:
    text = main_text(opened(client, sending()))
    assert "Nobody has looked at what you sent yet." in text
    assert "They mean to by" in text
    late = main_text(opened(client, sending(at=datetime(2026, 6, 1, 10, tzinfo=UTC))))
    assert "They meant to by" in late
    assert "We are sorry" in late
    assert "call the team" in late


def test_an_urgent_one_promises_a_working_day_and_not_this_moment(client: CheckedClient, sending: Sending) -> None:
    saturday = datetime(2026, 10, 31, 22, tzinfo=UTC)
    text = main_text(opened(client, sending(safe="no", at=saturday)))
    assert "Monday 2 November" in text


def test_what_was_read_and_what_was_not_is_said_of_each_message(app: Flask, client: CheckedClient, sent: Sent) -> None:
    sent.wrote("One.")
    with acting(app):
        triage.read(sent.submission, STAFF, datetime.now(UTC))
        conversations.seen_by_staff(sent.conversation, datetime.now(UTC))
    assert "Somebody still has to answer you here." in main_text(opened(client, sent))
    sent.wrote("Two.")
    text = main_text(client.get(MESSAGES))
    assert "One. The team has read this." in text
    assert "Two. The team has not read this yet." in text
    assert "Nobody has read your newest message yet." in text


def test_a_closed_one_can_still_be_written_to(app: Flask, client: CheckedClient, sending: Sending) -> None:
    one = sending()
    with acting(app):
        triage.read(one.submission, STAFF, datetime.now(UTC))
        triage.close(one.submission, Outcome.DONE, "", STAFF, datetime.now(UTC))
    assert "The team has finished. You can still write to them." in main_text(opened(client, one))
    assert client.submit(MESSAGES, words="One more thing.").status_code == 303
    with app.app_context():
        assert one.submission.is_open


def test_the_first_words_are_not_on_the_page(
    client: CheckedClient, sending: Sending, marker: Callable[[str], str]
) -> None:
    word = marker("first")
    assert word not in opened(client, sending(hard=word)).text


def test_a_message_arrives_and_is_shown(app: Flask, client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    answer = client.submit(MESSAGES, words="Can I go to the library?")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Your message has arrived." in page.text
    assert "Can I go to the library?" in page.text
    assert written(app) == ["Can I go to the library?"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("With a \0NUL.", "With a NUL."),
        ("😀 👩‍👧 🏴‍☠️", "😀 👩‍👧 🏴‍☠️"),
        ("میں ٹھیک ہوں۔ I am okay.", "میں ٹھیک ہوں۔ I am okay."),
        ("One line.\r\n\r\nAnother.", "One line.\n\nAnother."),
        ("<b>bold</b> & {{ 7 * 7 }}", "<b>bold</b> & {{ 7 * 7 }}"),
        ("\u202eturned round", "\u202eturned round"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_any_words_are_kept_as_they_were_meant(
    app: Flask, client: CheckedClient, sent: Sent, typed: str, kept: str
) -> None:
    opened(client, sent)
    assert client.submit(MESSAGES, words=typed).status_code == 303
    assert written(app) == [kept]
    assert client.get(MESSAGES).status_code == 200


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write something first"),
        ("   \n ", "Write something first"),
        ("é" * (LONGEST + 1), "5000 characters or fewer"),
    ],
)
def test_nothing_and_too_much_get_a_message_and_the_words_back(
    app: Flask, client: CheckedClient, sent: Sent, typed: str, says: str
) -> None:
    opened(client, sent)
    answer = refused(client, MESSAGES, words=typed)
    assert says in answer.text
    assert typed.strip() in answer.text
    assert written(app) == []
    assert client.get(MESSAGES).status_code == 200


def test_the_code_in_a_message_is_refused_with_a_reason_and_a_way_on(
    app: Flask, client: CheckedClient, sent: Sent
) -> None:
    opened(client, sent)
    words = f"My words are {codes.spoken(sent.code)}. Is that right?"
    answer = refused(client, MESSAGES, words=words)
    assert "looks as if your five words are in it" in answer.text
    assert words in answer.text
    assert "Send it as it is" in answer.text
    assert client.submit(MESSAGES, words=words, anyway="1").status_code == 303
    assert written(app) == [words]
    assert "Send it as it is" not in client.get(MESSAGES).text


def test_two_presses_send_once_and_a_change_is_sent_too(app: Flask, client: CheckedClient, sent: Sent) -> None:
    page = opened(client, sent)
    hidden = hidden_fields(page)
    for words in ("Once.", "Once.", "And changed."):
        assert client.post(MESSAGES, data={**hidden, "words": words}).status_code == 303
    assert written(app) == ["Once.", "And changed."]


def test_after_twenty_messages_a_day_a_kind_page_gives_the_words_back(
    app: Flask, client: CheckedClient, sent: Sent
) -> None:
    for number in range(MOST_A_DAY):
        sent.wrote(f"Number {number}.")
    opened(client, sent)
    answer = refused(client, MESSAGES, words="One more.")
    assert "One more.</textarea>" in answer.text
    assert "tomorrow" in answer.text
    assert "0800 1111" in main_text(answer)
    assert len(written(app)) == MOST_A_DAY


def test_help_is_the_first_thing_after_words_of_danger_until_somebody_answers(
    client: CheckedClient, sent: Sent
) -> None:
    assert "You can get help right now" not in main_text(opened(client, sent))
    text = main_text(client.get(client.submit(MESSAGES, words=DANGER).location))
    help_first = text.index("You can get help right now")
    assert help_first < text.index("Who has looked")
    for way in ("call 999", "0800 1111", "SHOUT", "call 111"):
        assert way in text[help_first:], way
    assert "These people help children in Luton" in text
    sent.answered("We are here.")
    assert "You can get help right now" not in main_text(client.get(MESSAGES))


def test_words_of_danger_that_could_not_be_taken_bring_help_too(client: CheckedClient, sent: Sent) -> None:
    opened(client, sent)
    answer = refused(client, MESSAGES, words=DANGER + "x" * LONGEST)
    assert "You can get help right now" in main_text(answer)


def test_words_written_while_the_visit_ran_out_go_with_the_code(app: Flask, client: CheckedClient, sent: Sent) -> None:
    page = opened(client, sent)
    hidden = hidden_fields(page)
    run_out(app)
    words = "What I wrote\nin two lines."
    answer = shown_again(client, client.post(MESSAGES, data={**hidden, "words": words}))
    assert "Your words are still here. Write your five words to send them." in answer.text
    assert f"{words}</textarea>" in answer.text
    form = next(one for one in parsed(answer.data).iter("form") if one.get("method") == "post")
    assert form.get("action") == ENTER
    hidden = {x.get("name"): x.get("value") for x in form.iter("input") if x.get("type") == "hidden"}
    wrong = shown_again(client, client.post(ENTER, data={**hidden, "words": words, "code": "not the words"}))
    assert f"{words}</textarea>" in wrong.text
    assert UNKNOWN in wrong.text
    for _ in range(2):
        right = client.post(ENTER, data={**hidden, "words": words, "code": sent.code})
        assert (right.status_code, right.location) == (303, f"{MESSAGES}?sent=1")
    assert written(app) == [words]


def test_words_are_not_lost_with_the_whole_cookie(app: Flask, client: CheckedClient, sent: Sent) -> None:
    page = opened(client, sent)
    hidden = hidden_fields(page)
    client.delete_cookie("session")
    answer = shown_again(client, client.post(MESSAGES, data={**hidden, "words": "Still mine."}))
    assert "Still mine.</textarea>" in answer.text
    hidden = hidden_fields(answer)
    client.post(ENTER, data={**hidden, "words": "Still mine.", "code": sent.code})
    assert written(app) == ["Still mine."]


def test_a_token_that_is_not_ours_sends_nothing_and_keeps_the_words(
    app: Flask, client: CheckedClient, sent: Sent
) -> None:
    opened(client, sent)
    answer = shown_again(client, client.post(MESSAGES, data={"words": "Mine.", "csrf_token": "theirs"}))
    assert "Mine.</textarea>" in answer.text
    assert written(app) == []


def test_words_meant_for_messages_open_no_kept_form_and_stay(app: Flask, client: CheckedClient) -> None:
    begin(app, VIEWS, {"council": "luton"}, "/young-people/views")
    code = codes.new_code()
    with acting(app):
        db.session.scalars(select(Draft)).one().code_key = codes.lookup_key(Audience.YOUNG_PEOPLE, code)
    page = shown_again(client, client.post(MESSAGES, data={"words": "Mine."}))
    hidden = hidden_fields(page)
    answer = shown_again(client, client.post(ENTER, data={**hidden, "words": "Mine.", "code": code}))
    assert "Mine.</textarea>" in answer.text
    assert UNKNOWN in answer.text


def test_a_locked_database_gives_the_message_back_and_the_next_press_sends_it_once(
    app: Flask, client: CheckedClient, sent: Sent, config: Config
) -> None:
    opened(client, sent)
    with locked(config):
        page = client.post(MESSAGES, data={"words": "Not lost.", "key": "k"})
    assert page.status_code == 503
    assert 'name="words" value="Not lost."' in page.text
    assert client.submit(MESSAGES, words="Not lost.").status_code == 303
    assert written(app) == ["Not lost."]
