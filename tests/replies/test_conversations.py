"""Talking on by code: nothing that a young person writes lies unseen, and nobody else reads it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import codes
from portal.audit import AuditLine, verify
from portal.codes import Audience
from portal.config import Config
from portal.delivery.models import Purpose
from portal.replies import conversations
from portal.replies.conversations import LONGEST, MOST_A_DAY, TooLong, TooMany, Wiped
from portal.replies.models import Conversation, Message, Visit
from portal.storage import CannotOpen, Key, db, keys
from portal.submissions.models import RouteTaken
from tests.replies.conftest import NOW, STAFF, Sending, Sent, acting, history, mails


def test_the_code_that_is_given_opens_this_conversation_and_is_kept_nowhere(app: Flask, sent: Sent) -> None:
    with app.app_context():
        found = conversations.found_by(codes.key_for(Audience.YOUNG_PEOPLE, sent.code))
        assert found is not None
        assert found.submission_id == sent.submission_id
        assert sent.code.encode() not in bytes(found.code_key or b"")


def test_a_code_that_somebody_has_already_is_drawn_again(
    app: Flask, sending: Sending, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = codes.new_code()
    drawn = [sent.code, sent.code, another]
    monkeypatch.setattr("portal.codes.new.new_code", lambda: drawn.pop(0))
    assert sending().code == another


@pytest.mark.parametrize(
    ("wants", "how", "owed"),
    [
        ("yes", "by_code", True),
        ("not_sure", "by_code", True),
        ("no", "by_code", False),
        ("rather_not_say", "by_code", False),
        ("yes", "text_me", False),
        ("yes", None, False),
    ],
)
def test_who_wants_to_hear_by_code_is_owed_an_answer_from_the_start(
    app: Flask, sending: Sending, wants: str, how: str | None, owed: bool
) -> None:
    one = sending(at=NOW, wants_contact=wants, contact_how=how)
    with app.app_context():
        assert one.conversation.waits_since == (NOW if owed else None)


def test_an_answer_settles_what_was_owed_and_says_who_and_when(app: Flask, sent: Sent) -> None:
    sent.wrote("When does it open?", NOW)
    sent.answered("On Monday.", NOW + timedelta(hours=1))
    with app.app_context():
        conversation = sent.conversation
        assert conversation.waits_since is None
        assert conversation.unread_since == NOW + timedelta(hours=1)
        assert [(one.by, one.words) for one in conversation.messages] == [
            (None, "When does it open?"),
            (STAFF, "On Monday."),
        ]
        assert conversation.messages[0].read_at == NOW + timedelta(hours=1)
        assert history(sent) == ["wrote_again", "answered"]
        assert list(db.session.scalars(select(AuditLine.event).order_by(AuditLine.number)))[-2:] == [
            "views:wrote-again",
            "submission:answered",
        ]
        assert verify() == []


def test_what_waits_keeps_its_first_day(app: Flask, sending: Sending) -> None:
    one = sending(at=NOW)
    one.wrote("First.", NOW)
    one.wrote("Second.", NOW + timedelta(days=2))
    one.answered("Yes.", NOW + timedelta(days=3))
    one.answered("And this.", NOW + timedelta(days=4))
    with app.app_context():
        assert one.conversation.waits_since is None
        assert one.conversation.unread_since == NOW + timedelta(days=3)
    one.wrote("Thank you. When?", NOW + timedelta(days=5))
    one.wrote("Hello?", NOW + timedelta(days=6))
    with app.app_context():
        assert one.conversation.waits_since == NOW + timedelta(days=5)


def test_reading_is_kept_for_each_side_apart(app: Flask, sent: Sent) -> None:
    sent.wrote(now=NOW - timedelta(minutes=2))
    sent.answered(now=NOW)
    sent.wrote("And now?", NOW + timedelta(minutes=2))
    with acting(app):
        conversations.seen_by_young_person(sent.conversation, NOW + timedelta(hours=1))
    with app.app_context():
        assert [one.read_at for one in sent.conversation.messages] == [NOW, NOW + timedelta(hours=1), None]
        assert sent.conversation.unread_since is None
    with acting(app):
        conversations.seen_by_staff(sent.conversation, NOW + timedelta(hours=2))
        conversations.seen_by_staff(sent.conversation, NOW + timedelta(hours=3))
    with app.app_context():
        assert sent.conversation.messages[2].read_at == NOW + timedelta(hours=2)
        assert sent.conversation.waits_since is not None, "being read is not being answered"


def test_an_answer_that_comes_while_the_page_is_drawn_stays_unread(app: Flask, sent: Sent) -> None:
    sent.answered("One.", NOW)
    with acting(app):
        conversation = sent.conversation
        assert len(conversation.messages) == 1
        late = Message(conversation_id=conversation.id, at=NOW + timedelta(minutes=1), by=STAFF)
        late.words = "Two."
        db.session.add(late)
        db.session.flush()
        conversations.seen_by_young_person(conversation, NOW + timedelta(minutes=2))
        assert conversation.unread_since == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"contact_how": "email_me", "own_email": "me@young.example"}, "me@young.example"),
        ({"contact_how": "by_code", "notice_email": "me@young.example"}, "me@young.example"),
        ({"contact_how": "by_code"}, None),
        ({"contact_how": "text_me", "own_email": "old@young.example", "notice_email": "old@young.example"}, None),
        ({"contact_how": "by_code", "own_email": "old@young.example"}, None),
        ({"contact_how": "not_at_all", "notice_email": "old@young.example"}, None),
        ({}, None),
    ],
)
def test_only_an_address_that_was_called_safe_for_this_is_told(
    app: Flask, sending: Sending, answers: dict[str, str], told: str | None
) -> None:
    one = sending(**answers)
    one.answered()
    with app.app_context():
        assert [mail.to for mail in mails(Purpose.ANSWERED)] == ([told] if told else [])


def test_no_mail_goes_out_while_no_neutral_sender_is_set(
    app: Flask, sending: Sending, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "portal.config", replace(config, neutral_mail_from=None))
    sending(contact_how="email_me", own_email="me@young.example").answered()
    with app.app_context():
        assert mails(Purpose.ANSWERED) == []


def test_a_mail_that_has_not_gone_out_is_taken_back_with_what_it_speaks_of(app: Flask, sending: Sending) -> None:
    one = sending(contact_how="email_me", own_email="me@young.example")
    one.answered()
    with acting(app):
        conversations.wipe(one.conversation, NOW)
    with app.app_context():
        assert mails(Purpose.ANSWERED) == []


def test_there_is_no_second_mail_while_an_answer_waits_to_be_read(app: Flask, sending: Sending) -> None:
    one = sending(contact_how="email_me", own_email="me@young.example")
    one.answered("One.")
    one.answered("Two.")
    with app.app_context():
        assert len(mails(Purpose.ANSWERED)) == 1
    with acting(app):
        conversations.seen_by_young_person(one.conversation, NOW)
    one.answered("Three.")
    with app.app_context():
        assert len(mails(Purpose.ANSWERED)) == 2


def test_an_answer_counts_although_the_first_words_were_tampered_with(app: Flask, sending: Sending) -> None:
    one = sending(contact_how="email_me", own_email="me@young.example")
    with app.app_context():
        words = one.submission.child_words
        assert words is not None
        words.said_sealed = bytes(reversed(words.said_sealed))
        db.session.commit()
    one.answered("Here.")
    with app.app_context():
        assert mails(Purpose.ANSWERED) == []
        assert one.conversation.messages[0].words == "Here."


def test_needing_no_answer_is_a_decision_with_a_reason(app: Flask, sent: Sent) -> None:
    with acting(app):
        conversations.needs_no_answer(sent.conversation, "They only said thank you.", STAFF, NOW)
        conversations.needs_no_answer(sent.conversation, "Twice.", STAFF, NOW)
    with app.app_context():
        assert sent.conversation.waits_since is None
        assert [(one.what, one.by, one.detail) for one in sent.submission.events] == [
            ("no_answer_needed", STAFF, "They only said thank you.")
        ]
        event = select(AuditLine.event).where(AuditLine.by == STAFF)
        assert list(db.session.scalars(event)) == ["submission:needs-no-answer"]


def test_words_are_sealed_under_the_young_peoples_key_alone(
    app: Flask, sent: Sent, marker: Callable[[str], str]
) -> None:
    word = marker("sealed")
    sent.wrote(word)
    with app.app_context():
        message = sent.conversation.messages[0]
        assert message.words == word
        assert word.encode() not in bytes(message.words_sealed)
        bound_to = f"conversation_message.words_sealed.{message.id}"
        with pytest.raises(CannotOpen):
            keys().open(Key.RECORDS, message.words_sealed, bound_to)
        message.id = uuid.uuid4()
        with pytest.raises(CannotOpen):
            assert message.words
        db.session.rollback()


def test_one_press_is_one_message_and_the_same_words_later_are_another(app: Flask, sent: Sent) -> None:
    for key, words in (("a", "Yes."), ("a", "Yes."), ("a", "Yes, but no."), ("b", "Yes."), ("", "Yes."), ("", "Yes.")):
        sent.wrote(words, key=key)
    with app.app_context():
        assert [one.words for one in sent.conversation.messages].count("Yes.") == 4
        assert len(sent.conversation.messages) == 5


def test_twenty_presses_at_once_are_one_message(app: Flask, sent: Sent) -> None:
    with ThreadPoolExecutor(8) as pool:
        for press in [pool.submit(sent.wrote, "Only once.", None, "key") for _ in range(20)]:
            press.result()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Message)) == 1
        assert history(sent) == ["wrote_again"]


@pytest.mark.parametrize("words", ["", "x" * (LONGEST + 1)])
def test_too_much_and_nothing_are_refused_for_both_sides(app: Flask, sent: Sent, words: str) -> None:
    with pytest.raises(TooLong):
        sent.wrote(words)
    with pytest.raises(TooLong):
        sent.answered(words)
    sent.wrote("x" * LONGEST)


def test_after_twenty_messages_in_a_day_the_next_has_to_wait(app: Flask, sent: Sent) -> None:
    for number in range(MOST_A_DAY):
        sent.wrote(f"Number {number}", NOW)
    sent.answered("An answer is not one of them.", NOW)
    with pytest.raises(TooMany):
        sent.wrote("One more", NOW + timedelta(hours=23))
    sent.wrote("One more", NOW + timedelta(hours=24, seconds=1))


def test_wiping_ends_the_code_and_keeps_what_the_team_was_told(app: Flask, sent: Sent) -> None:
    sent.wrote("A secret of mine.", NOW - timedelta(minutes=2))
    sent.answered("We see.", NOW - timedelta(minutes=1))
    sent.wrote("Please answer.", NOW)
    with acting(app):
        db.session.add(Visit(token_hash=b"x" * 32, conversation_id=sent.conversation.id, expires_at=NOW))
    with acting(app):
        conversations.wipe(sent.conversation, NOW)
        conversations.wipe(sent.conversation, NOW + timedelta(hours=1))
    with app.app_context():
        conversation = sent.conversation
        assert conversation.code_key is None
        assert conversation.wiped_at == NOW
        assert conversation.unread_since is None, "nobody is going to read it"
        assert conversation.waits_since == NOW, "a question that is open is for a person to close"
        assert [one.words for one in conversation.messages] == ["A secret of mine.", "We see.", "Please answer."]
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 0
        assert history(sent).count("wiped") == 1
        assert conversations.found_by(codes.key_for(Audience.YOUNG_PEOPLE, sent.code)) is None


def test_nothing_can_be_written_to_what_was_wiped_but_it_can_be_settled(app: Flask, sent: Sent) -> None:
    with acting(app):
        conversations.wipe(sent.conversation, NOW)
    with pytest.raises(Wiped):
        sent.wrote()
    with pytest.raises(Wiped):
        sent.answered()
    with acting(app):
        conversations.needs_no_answer(sent.conversation, "They ended the code.", STAFF, NOW)
    with app.app_context():
        assert sent.conversation.waits_since is None


def test_two_wiped_conversations_do_not_stand_in_each_others_way(app: Flask, sending: Sending) -> None:
    for one in (sending(), sending()):
        with acting(app):
            conversations.wipe(one.conversation, NOW)
    with app.app_context():
        wiped = select(func.count()).select_from(Conversation).where(Conversation.code_key.is_(None))
        assert db.session.scalar(wiped) == 2


def test_what_else_was_sent_has_no_conversation(app: Flask) -> None:
    with app.app_context():
        assert conversations.of(uuid.uuid4()) is None
        assert db.session.scalar(select(func.count()).select_from(RouteTaken)) == 0
