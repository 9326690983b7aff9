"""A working day: an officer finds, reads, takes, notes, passes on and closes; each act leaves its line."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.delivery.models import OutboxMessage
from portal.storage import db
from portal.submissions import Status
from portal.submissions.models import Words
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]


def test_an_officer_finds_reads_takes_and_closes_what_came(
    person: Made, sent: Made, stored: Made, logged: Made
) -> None:
    one, officer = sent(words="We will learn at the library."), person()
    reference = stored(one).reference
    assert reference in officer.get("/staff/").text
    found = officer.client.post(
        "/staff/", data={"csrf_token": officer.token(), "reference": f" {reference.lower().replace('-', ' ')}"}
    )
    assert found.location == f"/staff/submissions/{one}"
    page = officer.get(found.location)
    assert "We will learn at the library." in page.text
    assert "Luton, because" in page.text
    assert "Email to Luton home education team" in page.text
    assert stored(one).status == Status.SEEN
    assert officer.does(one, "take").status_code == 302
    assert (stored(one).status, stored(one).assignee_id) == (Status.IN_HAND, officer.id)
    assert officer.does(one, "note", note="Called the family.\nNobody answered.").status_code == 302
    closed = officer.does(one, "close", outcome="done", closing_words="They have what they need.")
    assert (stored(one).status, stored(one).is_open) == (Status.CLOSED, False)
    page = officer.get(closed.location).text
    for told in (
        "Olu Officer was the first to read it",
        "Olu Officer took it",
        "Called the family.\nNobody answered.",
        "Olu Officer closed it: Answered or acted on",
        "They have what they need.",
        "It is closed.",
    ):
        assert told in page
    acts = [line for line in logged(by=officer.id) if line != "submission:read"]
    assert acts == ["submission:taken", "submission:noted", "submission:closed"]


def test_each_look_is_one_line_and_each_act_is_one_line(person: Made, sent: Made, logged: Made) -> None:
    one, officer = sent(), person()
    for number in (1, 2, 3):
        assert officer.page(one).status_code == 200
        assert logged(by=officer.id) == ["submission:read"] * number
    officer.does(one, "take")
    officer.does(one, "note", note="A note")
    assert logged(by=officer.id)[3:] == ["submission:taken", "submission:noted"]


def test_passing_on_tells_the_other_team_and_leaves_this_one_an_envelope(
    person: Made, sent: Made, stored: Made, app: Flask, logged: Made
) -> None:
    one, officer, bedford = sent(words="We moved to Bedford."), person(), person(BEDFORD, name="Bea Bedford")
    officer.page(one)
    assert bedford.page(one).status_code == 404
    answer = officer.does(one, "pass", to_team=BEDFORD, reason="They live in Bedford now.")
    assert answer.location == "/staff/?done=passed"
    assert "the other team has been told" in officer.get(answer.location).text.lower()
    assert (stored(one).team_code, stored(one).council, stored(one).status) == (BEDFORD, "bedford", Status.NEW)
    with app.app_context():
        told = list(db.session.scalars(select(OutboxMessage.team_code).where(OutboxMessage.submission_id == one)))
    assert sorted(told) == [BEDFORD, LUTON]
    page = bedford.page(one).text
    assert "We moved to Bedford." in page
    assert "They live in Bedford now." in page
    assert "passed on by Olu Officer" in page
    left = officer.page(one)
    assert left.status_code == 200
    assert "This is with Bedford home education team." in left.text
    assert "Your team passed it on." in left.text
    assert "We moved" not in left.text
    assert "They live in Bedford now." not in left.text
    assert logged(by=officer.id) == ["submission:read", "submission:passed"]


def test_a_manager_gives_it_to_somebody_of_the_team(person: Made, sent: Made, stored: Made) -> None:
    one, manager = sent(), person(role=Role.MANAGER, name="Marek Manager")
    officer, stranger, auditor = person(), person(BEDFORD, name="Bea Bedford"), person(role=Role.AUDITOR, name="Ada")
    offered = parsed(manager.page(one).data)
    names = [text_of(x) for x in offered.iter("option") if x.get("value") in map(str, (officer.id, manager.id))]
    assert sorted(names) == ["Marek Manager", "Olu Officer"]
    for nobody in (stranger, auditor):
        assert manager.does(one, "assign", give_to=str(nobody.id)).status_code == 422
    assert stored(one).assignee_id is None
    assert manager.does(one, "assign", give_to=str(officer.id)).status_code == 302
    assert stored(one).assignee_id == officer.id
    assert "Marek Manager gave it to Olu Officer" in officer.page(one).text
    assert officer.does(one, "assign", give_to=str(manager.id)).status_code == 403


@pytest.mark.parametrize(
    ("act", "typed", "says"),
    [
        ("note", {"note": " "}, "Write the note"),
        ("note", {"note": "x" * 4001}, "Note must have 4000 characters or fewer"),
        ("pass", {"to_team": "", "reason": "Not ours, I think."}, "Choose the team it belongs to"),
        ("pass", {"to_team": LUTON, "reason": "Not ours, I think."}, "Choose from the answers shown"),
        ("pass", {"to_team": LUTON_DOOR, "reason": ""}, "Write why it belongs to the other team"),
        ("close", {"closing_words": "All is said."}, "Choose what came of it"),
        ("close", {"outcome": "done", "closing_words": "All is said."}, "Nobody has read this yet."),
        ("close", {"outcome": "nonsense", "closing_words": "All is said."}, "Choose from the answers shown"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    person: Made, sent: Made, stored: Made, logged: Made, act: str, typed: dict[str, str], says: str
) -> None:
    one, officer = sent(words="Only for readers."), person()
    answer = officer.does(one, act, **typed)
    assert answer.status_code == 422
    assert says in answer.text
    for words in typed.values():
        if words.strip() and " " in words.strip():
            assert words in answer.text
    assert "Only for readers." not in answer.text, "a page that is not logged as a look shows no words"
    assert stored(one).status == Status.NEW
    assert logged(by=officer.id) == []


def test_a_page_that_was_open_too_long_keeps_the_note(person: Made, sent: Made) -> None:
    one, officer = sent(), person()
    answer = officer.client.post(f"/staff/submissions/{one}/note", data={"csrf_token": "old", "note": "Long thought."})
    assert answer.status_code == 422
    assert "Long thought." in answer.text
    assert "Your words are still here" in answer.text


@pytest.mark.parametrize("act", ["take", "assign", "note", "pass", "close"])
def test_no_act_without_a_token(person: Made, sent: Made, stored: Made, logged: Made, act: str) -> None:
    one, manager = sent(), person(role=Role.MANAGER)
    manager.page(one)
    typed = {"give_to": str(manager.id), "note": "n", "to_team": BEDFORD, "reason": "r", "outcome": "done"}
    assert manager.client.post(f"/staff/submissions/{one}/{act}", data=typed).status_code == 422
    assert (stored(one).status, stored(one).assignee_id) == (Status.SEEN, None)
    assert logged(by=manager.id) == ["submission:read"]


def test_of_two_people_who_take_it_at_once_one_has_it(person: Made, sent: Made, stored: Made, logged: Made) -> None:
    for _round in range(3):
        one = sent()
        people: list[Person] = [person(name="Olu"), person(name="Ola")]
        tokens = [each.token() for each in people]
        ready = threading.Barrier(2)
        answers: dict[uuid.UUID, int] = {}

        def take(who: Person, token: str, at: uuid.UUID = one, ready: threading.Barrier = ready) -> None:
            ready.wait()
            answer = who.client.post(f"/staff/submissions/{at}/take", data={"csrf_token": token})
            answers[who.id] = answer.status_code  # noqa: B023

        threads = [threading.Thread(target=take, args=pair) for pair in zip(people, tokens, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers.values()) == [302, 422]
        assert answers[stored(one).assignee_id] == 302
        assert logged(about=one).count("submission:taken") == 1


def test_what_somebody_has_is_refused_with_a_way_forward(person: Made, sent: Made) -> None:
    one, officer, other = sent(), person(), person(name="Ola Other")
    officer.does(one, "take")
    page = other.page(one).text
    assert "Olu Officer has this." in page
    assert "Take it" not in page
    answer = other.does(one, "take")
    assert answer.status_code == 422
    assert "Somebody else has taken this." in answer.text


def test_a_closed_one_can_only_be_noted(person: Made, sent: Made) -> None:
    one, officer = sent(), person()
    officer.page(one)
    officer.does(one, "close", outcome="known")
    page = officer.page(one).text
    assert "This is closed." in page
    assert "Add a note" in page
    assert "Pass it to another team" not in page
    assert officer.does(one, "note", note="Late news.").status_code == 302
    for act, typed in (("take", {}), ("pass", {"to_team": BEDFORD, "reason": "Theirs"})):
        answer = officer.does(one, act, **typed)
        assert answer.status_code == 422
        assert "This is closed." in answer.text


def test_words_that_were_tampered_with_are_said_to_be_so(person: Made, sent: Made, app: Flask) -> None:
    one, officer = sent(words="Untouched."), person()
    with app.app_context():
        words = db.session.scalars(select(Words)).one()
        words.said_sealed = words.said_sealed[:-1] + bytes([words.said_sealed[-1] ^ 1])
        db.session.commit()
    page = officer.page(one)
    assert page.status_code == 200
    assert "does not open" in page.text


def test_titles_and_addresses_hold_no_name(person: Made, sent: Made) -> None:
    one, officer = sent(Kind.REFERRAL, words="Robin Planted was not seen.", first_name="Robin"), person()
    page = officer.page(one)
    assert "Robin Planted" in page.text
    assert "Robin" not in text_of(parsed(page.data).find("head/title"))
    assert all("Robin" not in (x.get("href") or x.get("action") or "") for x in parsed(page.data).iter())
