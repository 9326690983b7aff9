"""Writing with a young person: what the team sees, what it can say, and that nothing is lost or said twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.accounts import Role
from portal.delivery.models import OutboxMessage, Purpose
from portal.replies.models import Message
from portal.signs.danger import Sign, because
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import LUTON, Person
from tests.support.pages import parsed
from tests.support.talks import section

Made = Callable[..., Any]
BY_CODE = {"safe": "yes", "wants_contact": "yes", "contact_how": "by_code"}


def test_the_page_shows_who_wrote_what_oldest_first_and_what_was_read(talk: Made, saira: Person) -> None:
    one = talk(words="I like painting.")
    now = datetime.now(UTC)
    one.wrote("First question", now - timedelta(days=3))
    one.answered("First answer", saira.id, now - timedelta(days=2))
    one.looked(now - timedelta(days=1))
    one.wrote("Second question")
    one.answered("Second answer", saira.id)
    said = section(saira.page(one.id).text)
    places = [said.index(words) for words in ("First question", "First answer", "Second question", "Second answer")]
    assert places == sorted(places)
    assert said.count("The young person") == 2
    assert said.count("Saira Safeguarding") == 2
    assert "Read on " in said
    assert "Not read yet, today" in said
    assert "I like painting." in saira.page(one.id).text


@pytest.mark.parametrize(
    ("language", "level", "says"),
    [
        ("ur", "easy", "They read Urdu, easy words."),
        ("en_GB", "standard", "They read English, standard words."),
        ("pl", "standard", "They read Polish, standard words."),
    ],
)
def test_the_page_says_in_plain_english_how_they_read(
    talk: Made, saira: Person, language: str, level: str, says: str
) -> None:
    said = section(saira.page(talk(language, level).id).text)
    assert says in said
    assert ("nothing translates it" in said) is (language != "en_GB")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"contact_how": "by_code"}, "They come back with their code. No email tells them."),
        ({"contact_how": "call_me", "own_email": "me@own.example"}, "No email tells them."),
        ({"contact_how": "by_code", "notice_email": "me@own.example"}, "A neutral email tells them that someone has"),
        ({"contact_how": "email_me", "own_email": "me@own.example"}, "A neutral email tells them that someone has"),
    ],
)
def test_the_page_says_how_they_learn_of_an_answer_and_that_is_what_happens(
    app: Flask, talk: Made, saira: Person, answers: dict[str, str], says: str
) -> None:
    one = talk(**answers)
    page = saira.page(one.id).text
    assert says in section(page)
    assert "me@own.example" not in section(page)
    saira.does(one.id, "answer", answer="I have read it.", seen="0", do="send")
    with app.app_context():
        mails = db.session.scalar(
            select(func.count()).select_from(OutboxMessage).where(OutboxMessage.purpose == Purpose.ANSWERED)
        )
    assert mails == ("A neutral email" in says)


def test_looking_at_the_page_is_what_the_young_person_learns_of(talk: Made, saira: Person, logged: Made) -> None:
    one = talk()
    one.wrote("Is anybody there?")
    assert one.messages[0][2] is None
    first = section(saira.page(one.id).text)
    assert "New" in first
    assert one.messages[0][2] is not None
    assert logged(by=saira.id) == ["submission:read"]
    again = section(saira.page(one.id).text)
    assert "New" not in again
    assert "First read here on" in again


def test_an_answer_reaches_them_and_leaves_its_lines(talk: Made, saira: Person, logged: Made) -> None:
    one = talk(**BY_CODE)
    assert one.waits_since is not None
    page = saira.page(one.id).text
    assert "They wrote on " in page
    assert "and nobody has answered." in page
    answer = saira.does(one.id, "answer", answer="I have read it.\nWrite if you like.", seen="0", do="send")
    assert answer.status_code == 302
    page = saira.get(answer.location).text
    assert "Your answer is there." in page
    assert "nobody has answered" not in page
    assert [(by, words) for by, words, _ in one.messages] == [(saira.id, "I have read it.\nWrite if you like.")]
    assert one.waits_since is None
    assert "Saira Safeguarding answered" in page
    assert logged(by=saira.id).count("submission:answered") == 1


def test_a_ready_text_is_put_behind_what_was_typed_without_a_script(
    talk: Made, saira: Person, logged: Made, marker: Made
) -> None:
    one, theirs = talk(), marker("theirs")
    one.wrote(theirs)
    offered = [x.get("value") for x in parsed(saira.page(one.id).data).iter("option") if x.get("value")]
    assert "thanks-easy" in offered
    put = saira.does(one.id, "answer", answer="Hello Sam.", ready_text="thanks-easy", seen="1", do="put")
    assert put.status_code == 200
    typed = next(x for x in parsed(put.data).iter("textarea") if x.get("name") == "answer")
    assert (typed.text or "").strip() == "Hello Sam.\n\nThank you for writing to us. We are glad that you told us."
    assert theirs in put.text, "one answers with their words before one's eyes"
    assert logged(by=saira.id) == ["submission:read", "submission:read"], "which is another look at them"
    assert len(one.messages) == 1


def test_putting_in_needs_a_choice_and_loses_nothing(talk: Made, saira: Person) -> None:
    one = talk()
    for code in ("", "nonsense", str(uuid.uuid4())):
        answer = saira.does(one.id, "answer", answer="Long thought.", ready_text=code, seen="0", do="put")
        assert answer.status_code == 422
        assert "Long thought." in answer.text
        assert "Choose a ready text" in answer.text


def test_ready_texts_come_in_the_young_persons_language_with_the_english_beside_it(talk: Made, saira: Person) -> None:
    one = talk("ur")
    put = saira.does(one.id, "answer", answer="", ready_text="thanks-easy", seen="0", do="put").text
    assert "In English it says:" in put
    assert "Thank you for writing to us." in put
    assert "no professional has checked the translation" in put


def test_what_they_will_read_can_be_looked_at_first(talk: Made, saira: Person) -> None:
    one = talk()
    long = "I have " + "thought about this " * 8 + "today."
    looked = saira.does(one.id, "answer", answer=f"Hello.\n{long} [day]", seen="0", do="look")
    assert looked.status_code == 200
    assert "What they will read" in looked.text
    assert "Some sentences are long for somebody who reads easy words." in looked.text
    assert "There is still something to fill in: [day]" in looked.text
    assert one.messages == []
    other = talk(level="standard")
    assert "Some sentences are long" not in saira.does(other.id, "answer", answer=long, seen="0", do="look").text


def test_no_answer_leaves_with_a_gap_in_it(talk: Made, saira: Person) -> None:
    one = talk()
    answer = saira.does(one.id, "answer", answer="I will write by this day: [day]", seen="0", do="send")
    assert answer.status_code == 422
    assert "There is still something to fill in: [day]. Write it, or take it out." in answer.text
    assert one.messages == []


@pytest.mark.parametrize(("typed", "says"), [(" ", "Write your answer"), ("x" * 5001, "5000 characters or fewer")])
def test_what_cannot_be_sent_says_why_and_shows_no_word_of_theirs(
    talk: Made, saira: Person, marker: Made, logged: Made, typed: str, says: str
) -> None:
    one, theirs = talk(), marker("theirs")
    one.wrote(theirs)
    answer = saira.does(one.id, "answer", answer=typed, seen="1", do="send")
    assert answer.status_code == 422
    assert says in answer.text
    assert typed.strip() in answer.text
    assert theirs not in answer.text, "a page that is not logged as a look shows no words"
    assert logged(by=saira.id) == []
    assert len(one.messages) == 1


def test_pressing_twice_is_one_answer(talk: Made, saira: Person, logged: Made) -> None:
    one = talk(**BY_CODE)
    for _press in range(2):
        assert saira.does(one.id, "answer", answer="I have read it.", seen="0", do="send").status_code == 302
    assert len(one.messages) == 1
    assert logged(by=saira.id) == ["submission:answered"]


def test_pressing_twice_at_the_same_moment_is_one_answer(talk: Made, saira: Person) -> None:
    one = talk(**BY_CODE)
    together(*[(saira, one.id, "I have read it.")] * 2)
    assert len(one.messages) == 1


def test_of_two_who_answer_at_once_one_reads_the_other_first(talk: Made, saira: Person, person: Made) -> None:
    for _round in range(3):
        one, other = talk(**BY_CODE), person(LUTON, Role.SAFEGUARDING, name="Second Reader")
        answers = together((saira, one.id, "Answer of Saira"), (other, one.id, "Answer of the second"))
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        assert len(one.messages) == 1
        late = next(answer for answer in answers if answer.status_code == 200)
        assert "Nothing is sent yet: something new was written here" in late.text
        for words in ("Answer of Saira", "Answer of the second"):
            assert words in late.text


def test_a_question_that_came_meanwhile_is_not_answered_by_what_did_not_know_it(talk: Made, saira: Person) -> None:
    one = talk(**BY_CODE)
    saira.page(one.id)
    one.wrote("And can I go back to school?")
    late = saira.does(one.id, "answer", answer="All is well.", seen="0", do="send")
    assert "something new was written here" in late.text
    assert "And can I go back to school?" in late.text
    assert one.waits_since is not None
    rested = saira.does(one.id, "no-answer", why_none="They said thank you.", seen="0")
    assert "something new was written here" in rested.text
    assert "They said thank you." in rested.text
    assert one.waits_since is not None
    assert saira.does(one.id, "answer", answer="All is well.", seen="1", do="send").status_code == 302
    assert one.waits_since is None


def together(*acts: tuple[Person, uuid.UUID, str]) -> list[TestResponse]:
    """All of them press Send at the same moment, each in a window of their own."""
    ready, answers = threading.Barrier(len(acts)), []

    def press(who: Person, at: uuid.UUID, words: str, token: str) -> None:
        window, cookie = who.app.test_client(), who.client.get_cookie("session")
        assert cookie is not None
        window.set_cookie("session", cookie.value)
        ready.wait()
        typed = {"csrf_token": token, "answer": words, "seen": "0", "do": "send"}
        answers.append(window.post(f"/staff/submissions/{at}/answer", data=typed))

    threads = [threading.Thread(target=press, args=(*act, act[0].token())) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_who_has_no_code_is_said_to_have_none(sent: Made, saira: Person) -> None:
    one = sent(Kind.VIEWS, safe="yes")
    assert "They have no code to come back with" in section(saira.page(one).text)
    for act in ("answer", "no-answer"):
        assert saira.does(one, act, answer="x", why_none="x", do="send").status_code == 404


def test_a_parents_page_has_no_such_section(sent: Made, person: Made) -> None:
    one, officer = sent(), person()
    assert "Write with them" not in officer.page(one).text
    assert officer.does(one, "answer", answer="x", do="send").status_code in (403, 404)


def test_messages_that_were_tampered_with_are_said_to_be_so_and_not_called_read(
    app: Flask, talk: Made, saira: Person
) -> None:
    one = talk()
    one.wrote("Untouched.")
    with app.app_context():
        sealed = db.session.scalars(select(Message.words_sealed)).one()
        db.session.execute(update(Message).values(words_sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))
        db.session.commit()
    page = saira.page(one.id)
    assert page.status_code == 200
    assert "does not open" in section(page.text)
    with app.app_context():
        assert db.session.scalars(select(Message.read_at)).one() is None


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://x.example")',
        "😀 👩‍👩‍👧 Hello",
        "میں نے پڑھ لیا۔ ABC 123",
        "<script>alert(1)</script> & more",
    ],
)
def test_whatever_is_typed_arrives_as_it_was_typed(talk: Made, saira: Person, typed: str) -> None:
    one = talk()
    one.wrote(typed)
    saira.does(one.id, "answer", answer=typed, seen="1", do="send")
    assert [words for _, words, _ in one.messages] == [typed, typed]
    page = saira.page(one.id)
    assert section(page.text).count(" ".join(typed.split())) == 2
    assert "<script>alert" not in page.text


def test_a_nul_is_left_out_and_breaks_nothing(talk: Made, saira: Person) -> None:
    one = talk()
    assert saira.does(one.id, "answer", answer="Hel\x00lo", seen="0", do="send").status_code == 302
    assert [words for _, words, _ in one.messages] == ["Hello"]


@pytest.mark.parametrize("seen", ["", "-1", "x", "99999999999999999999", "٣"])
def test_a_number_that_no_page_of_ours_sent_is_no_number(talk: Made, saira: Person, seen: str) -> None:
    one = talk()
    one.wrote("Hello?")
    late = saira.does(one.id, "answer", answer="Hello.", seen=seen, do="send")
    assert late.status_code == 200
    assert len(one.messages) == 1


def test_a_page_that_was_open_too_long_keeps_the_answer(talk: Made, saira: Person) -> None:
    one = talk()
    for do in ("send", "look", "put"):
        typed = {"csrf_token": "old", "answer": "Long thought.", "seen": "0", "do": do, "ready_text": "thanks-easy"}
        answer = saira.client.post(f"/staff/submissions/{one.id}/answer", data=typed)
        assert answer.status_code == 422
        assert "Long thought." in answer.text
        assert "Your words are still here" in answer.text
    assert one.messages == []


def test_a_sign_in_that_ended_keeps_the_answer(client: Any, talk: Made) -> None:
    one = talk()
    typed = {"csrf_token": "x", "answer": "Long thought.", "seen": "0", "do": "send"}
    answer = client.post(f"/staff/submissions/{one.id}/answer", data=typed)
    assert answer.status_code == 401
    kept = {x.get("name"): x.get("value") for x in parsed(answer.data).iter("input")}
    assert (kept["answer"], kept["do"], kept["seen"]) == ("Long thought.", "send", "0")


def test_words_that_may_speak_of_danger_are_named_beside_the_message(talk: Made, person: Made, stored: Made) -> None:
    one = talk()
    one.wrote("Thank you.")
    one.wrote("He hits me.")
    found = stored(one.id)
    reader = person(found.team_code, Role.SAFEGUARDING, name="Reader")
    said = section(reader.page(one.id).text)
    reason = because(Sign.BEING_HURT)
    assert said.count(reason) == 1
    assert said.index("He hits me.") < said.index(reason)
    assert reason not in person(found.team_code, Role.OFFICER).page(one.id).text


def test_danger_in_a_new_message_is_the_first_thing_on_the_page_until_somebody_answers(
    talk: Made, person: Made, stored: Made
) -> None:
    one = talk()
    one.wrote("He hits me.")
    one.wrote("Are you there?")
    reader = person(stored(one.id).team_code, Role.SAFEGUARDING, name="Reader")
    said = "What they wrote since may speak of: being hurt by somebody."
    for _ in range(2):
        page = reader.page(one.id).text
        assert page.count(said) == 1
        assert page.index(said) < page.index("First look by")
    assert said not in person(stored(one.id).team_code, Role.OFFICER).page(one.id).text
    reader.does(one.id, "answer", answer="We come to you today.", seen="2", do="send")
    assert said not in reader.page(one.id).text
    one.wrote("Thank you.")
    assert said not in reader.page(one.id).text, "that is said beside the older message"
