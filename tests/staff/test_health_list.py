"""Only a yes puts a child on the health list, and only what the parents were told goes on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import AuditLine, Event
from portal.storage import db
from portal.submissions import Submission, SubmissionEvent
from portal.submissions.models import HealthShare, Words
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person

PAGE = "/staff/health-list"
Made = Callable[..., Any]
FAMILY = {
    "children": [
        {"first_name": "Marker", "last_name": "Ahmed", "born": "2015-02-03", "school_name": "Marker School"},
        {"first_name": "Second", "last_name": "Ahmed", "born": "2017-05-06"},
    ],
    "your_name": "Parent Ahmed",
    "contact_by": "email",
    "email": "parent@family.example",
    "phone": "01632 960111",
    "health_pass": "yes",
}


@pytest.fixture
def on_the_list(app: Flask, sent: Made) -> Callable[..., uuid.UUID]:
    def made(council: str = "luton", **answers: Any) -> uuid.UUID:
        submission_id: uuid.UUID = sent(Kind.NOTIFICATION, council, **{**FAMILY, **answers})
        with app.app_context():
            there = select(HealthShare.child).where(HealthShare.submission_id == submission_id)
            for number in {0, 1} - set(db.session.scalars(there)):
                db.session.add(HealthShare(submission_id=submission_id, child=number))
            db.session.commit()
        return submission_id

    return made


def shares(app: Flask, submission_id: uuid.UUID) -> list[uuid.UUID]:
    with app.app_context():
        rows = select(HealthShare.id).where(HealthShare.submission_id == submission_id).order_by(HealthShare.child)
        return list(db.session.scalars(rows))


def does(one: Person, act: str, *chosen: object) -> Any:
    sent = {"child": [str(each) for each in chosen], "do": act, "csrf_token": one.token()}
    return one.client.post(PAGE, data=sent)


def test_it_shows_what_the_parents_agreed_to_and_nothing_else(app: Flask, person: Made, on_the_list: Made) -> None:
    on_the_list()
    page = person().get(PAGE).text
    for shown in ("Marker Ahmed", "3 February 2015", "Parent Ahmed", "parent@family.example", "Only by email"):
        assert shown in page
    assert "Marker School" not in page
    assert "01632" not in page, "a number that the parent gave for something else"
    assert "We will learn at the library" not in page


def test_who_reads_it_leaves_a_line(app: Flask, person: Made, on_the_list: Made) -> None:
    on_the_list()
    reader = person()
    reader.get(PAGE)
    with app.app_context():
        line = db.session.scalars(select(AuditLine).where(AuditLine.event == Event.HEALTH_LIST_READ)).one()
        assert (line.by, line.facts) == (reader.id, {"number": 2})


def test_only_the_team_that_has_the_submission_sees_it(app: Flask, person: Made, on_the_list: Made) -> None:
    mine = on_the_list()
    for other in (person(BEDFORD), person(LUTON_DOOR)):
        assert "Marker" not in other.get(PAGE).text
        assert does(other, "passed", *shares(app, mine)).location.endswith("done=none")
    assert person(LUTON, Role.AUDITOR).get(PAGE).status_code == 403
    assert person(is_admin=True).get(PAGE).status_code == 403
    assert "Marker" in person().get(PAGE).text


def test_passed_on_leaves_the_list_and_a_line_in_the_history(app: Flask, person: Made, on_the_list: Made) -> None:
    submission_id, one = on_the_list(), person()
    first, second = shares(app, submission_id)
    assert does(one, "passed", first).location.endswith("done=passed")
    page = one.get(PAGE).text
    assert "Marker" not in page
    assert "Second" in page
    assert does(one, "passed", first).location.endswith("done=none")
    with app.app_context():
        share = db.session.get_one(HealthShare, first)
        assert share.passed_by == one.id
        event = db.session.scalars(select(SubmissionEvent).where(SubmissionEvent.what == "health_passed")).one()
        assert event.detail == "Child 1 of this submission"
    assert "passed a child on to the health service" in one.page(submission_id).text
    assert shares(app, submission_id) == [first, second]


def test_parents_who_no_longer_want_it_are_taken_off(app: Flask, person: Made, on_the_list: Made) -> None:
    submission_id, one = on_the_list(), person()
    assert does(one, "off", *shares(app, submission_id)).location.endswith("done=off")
    assert "Nobody waits to be passed on" in one.get(PAGE).text
    assert shares(app, submission_id) == []


@pytest.mark.parametrize("chosen", [(), ("no id",), ("no id", str(uuid.uuid4()))])
def test_whatever_is_sent_is_no_error_of_ours(person: Made, chosen: tuple[str, ...]) -> None:
    answer = does(person(), "passed", *chosen)
    assert answer.status_code in (302, 422)


def test_words_that_were_tampered_with_are_named_and_the_list_goes_on(
    app: Flask, person: Made, on_the_list: Made
) -> None:
    broken = on_the_list()
    on_the_list(children=[{"first_name": "Whole", "last_name": "Family", "born": "2016-01-01"}] * 2)
    with app.app_context():
        words = db.session.scalars(select(Words).where(Words.submission_id == broken)).one()
        words.said_sealed = words.said_sealed[:-1] + bytes([words.said_sealed[-1] ^ 1])
        db.session.commit()
    page = person().get(PAGE).text
    assert "These words cannot be opened" in page
    assert "Whole Family" in page


def test_the_longest_wait_comes_first_and_the_page_says_how_many_there_are(
    app: Flask, person: Made, on_the_list: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.casework.health_list.AT_ONCE", 2)
    on_the_list(at=datetime(2026, 3, 3, tzinfo=UTC), children=[{"first_name": "Later"}, {"first_name": "Later"}])
    on_the_list(at=datetime(2026, 3, 2, tzinfo=UTC))
    page = person().get(PAGE).text
    assert "4 wait" in page
    assert "Marker" in page
    assert "Later" not in page


def test_whoever_wants_no_call_is_passed_on_by_text_and_an_address_in_danger_is_marked(
    manager: Person, on_the_list: Callable[..., uuid.UUID]
) -> None:
    on_the_list()
    assert "kept from somebody" not in manager.get(PAGE).text
    on_the_list(contact_by="phone", writing_only=["yes"], not_to_share_with="Marker Person")
    page = manager.get(PAGE).text
    assert "Only by text message" in page
    assert "Only by phone" not in page
    assert "Their address must be kept from somebody." in page
    assert "Marker Person" not in page, "the list itself says no more than what goes on"


def test_nobody_is_passed_on_while_it_may_be_from_a_machine(app: Flask, person: Made, on_the_list: Made) -> None:
    submission_id, one = on_the_list(), person()
    with app.app_context():
        db.session.get_one(Submission, submission_id).suspect = True
        db.session.commit()
    assert "Look at it before you pass anybody on" in one.get(PAGE).text
    assert does(one, "passed", *shares(app, submission_id)).location.endswith("done=none")
    assert does(one, "off", *shares(app, submission_id)).location.endswith("done=off")


def test_an_interpreter_that_was_asked_for_is_named(person: Made, on_the_list: Made) -> None:
    on_the_list(interpreter="Sylheti")
    assert "Sylheti" in person().get(PAGE).text
