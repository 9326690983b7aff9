"""Before anybody dials: pages that hold to what a young person asked for, and let go of it only with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import AuditLine, verify
from portal.casework.contact_plan import Way
from portal.journeys import drafts
from portal.journeys.progress import Progress
from portal.journeys.review import review
from portal.storage import db, reads_only
from portal.submissions import receive
from portal.submissions.models import ChildWords
from portal.web.catalogues import speaking
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.staff.conftest import LUTON, Person
from tests.staff.plans import STOPPED, address, box, buttons, contacts, goes_against, posts
from tests.support.forms import errors_of
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]


# What the page of a submission says


def test_the_plan_comes_first_then_each_way_with_its_reason(saira: Person, one: uuid.UUID) -> None:
    page = saira.page(one)
    said = box(page)
    for sentence in (
        "Reach them only by text message.",
        "When: Tuesdays after 3",
        "Where it is safe: At my gran’s",
        "Say this, so that they know who you are: bananas",
        "If nobody answers, leave no message.",
        "Must not know: My aunt",
        "Do not tell the parents that this exists",
        "A call may be heard by somebody at home.",
        "A visit may be seen by somebody at home.",
    ):
        assert sentence in said
    assert said.index("Reach them only") < said.index("Do not tell the parents") < said.index("A call may be heard")
    assert buttons(page) == ["Text them"], "only the way they named has a button"
    assert said.count("Stopped") == len(STOPPED)


def test_no_number_and_no_address_stands_on_it(app: Flask, saira: Person) -> None:
    """Not in the plan, and not among the answers either: nobody dials by reflex."""
    given = {
        "text_me": ("text_number", "07700 900111"),
        "call_me": ("call_number", "07700 900222"),
        "email_me": ("own_email", "robin@school.example"),
        "through_someone": ("through_whom", "My aunt Bo\n07700 900333"),
        "write_to_me": ("letter_address", "1 Invented Row\nLuton LU1 2BQ"),
        "by_code": ("notice_email", "notice@school.example"),
    }
    for how, (name, value) in given.items():
        answers = {"council": "luton", "safe": "yes", "wants_contact": "yes", "contact_how": how, name: value}
        with app.test_request_context("/", method="POST"):
            reads_only(False)
            now, made = datetime.now(UTC), Progress(VIEWS, {**answers, "hard": "I miss my friends."})
            with speaking("en_GB"):
                sections = [section.as_json() for section in review(made.path)]
            assert value.splitlines()[0] in str(sections)
            submission = receive(drafts.start(VIEWS, now), Kind.VIEWS, "luton", answers, sections, "en_GB", now)
            db.session.commit()
            submission_id = submission.id
        page = saira.page(submission_id)
        for line in value.splitlines():
            assert line not in page.text, how
        assert "Shown when you choose a way" in page.text
        assert "I miss my friends." in page.text, "their words stay"


def test_an_adults_submission_has_no_such_section(person: Made, sent: Made) -> None:
    assert "Before you get in touch" not in person().page(sent(contact_how="text_me", text_number="07700 900111")).text


def test_an_answer_here_is_always_open_but_needs_a_code(saira: Person, one: uuid.UUID) -> None:
    assert "They have no code, so an answer here would not reach them." in box(saira.page(one))


# The way that is open


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_number_is_shown_with_all_one_has_to_know(saira: Person, one: uuid.UUID, logged: Made, method: str) -> None:
    answer = saira.get(address(one, "text")) if method == "GET" else posts(saira, one, "text")
    assert answer.status_code == 200
    for shown in (
        "07700 900111",
        "When: Tuesdays after 3",
        "Where it is safe: At my gran’s",
        "Say this, so that they know who you are: bananas",
        "leave no message",
        "Must not know: My aunt",
        "Do not tell the parents that this exists.",
    ):
        assert shown in answer.text
    assert "07700 900111" not in text_of(parsed(answer.data).find("head/title"))
    assert "tel:" not in answer.text
    assert logged(by=saira.id) == ["submission:read"]


def test_what_came_of_it_is_one_line_of_history_and_one_of_the_log(
    saira: Person, one: uuid.UUID, logged: Made, app: Flask
) -> None:
    done = posts(saira, one, "text", "/done", came="sent", contact_note="Asked when we may call.")
    assert done.location == f"/staff/submissions/{one}?done=contacted"
    page = saira.get(done.location).text
    assert "Saira Safeguarding got in touch by text message: it was sent" in page
    assert "Asked when we may call." in page
    assert contacts(app, one) == ["contact_text"]
    assert logged(by=saira.id) == ["submission:contacted", "submission:read"]
    with app.app_context():
        line = db.session.scalars(select(AuditLine).where(AuditLine.event == "submission:contacted")).one()
        assert line.facts == {"way": "text", "came": "sent", "against_plan": False}
        assert verify() == []


def test_a_message_can_be_left_only_where_they_allowed_one(person: Made, sent: Made) -> None:
    reader = person(LUTON, Role.SAFEGUARDING)
    for message_ok, offered in (("yes", True), ("no", False), ("rather_not_say", False)):
        calls = {"contact_how": "call_me", "call_number": "07700 900222", "message_ok": message_ok}
        one = sent(Kind.VIEWS, safe="yes", wants_contact="yes", **calls)
        assert ("I left a message" in reader.get(address(one)).text) is offered
        left = posts(reader, one, "phone", "/done", came="left_message")
        assert left.status_code == (302 if offered else 422)


def test_a_slip_shows_no_answer_of_theirs_and_keeps_the_note(saira: Person, one: uuid.UUID, app: Flask) -> None:
    for came in ("", "nonsense", "no_answer"):
        answer = posts(saira, one, "text", "/done", came=came, contact_note="Nobody was there.")
        assert answer.status_code == 422
        assert errors_of(answer.data)
        assert "Nobody was there." in answer.text
        for theirs in ("07700 900111", "bananas", "My aunt"):
            assert theirs not in answer.text
    huge = posts(saira, one, "text", "/done", came="sent", contact_note="x" * 2001)
    assert errors_of(huge.data) == ["Your note must have 2000 characters or fewer"]
    assert contacts(app, one) == []


def test_what_was_typed_survives_a_page_that_was_open_too_long(saira: Person, one: uuid.UUID) -> None:
    stale = saira.client.post(
        address(one, "text", "/done"), data={"csrf_token": "old", "came": "sent", "contact_note": "Long thought."}
    )
    assert stale.status_code == 422
    assert "Long thought." in stale.text
    assert "Your words are still here" in stale.text


@pytest.mark.parametrize("way", ["code", "pigeon", "PHONE", "x" * 300])
def test_a_way_that_is_none_is_not_there(saira: Person, one: uuid.UUID, way: str) -> None:
    for act in ("", "/against"):
        assert saira.get(address(one, way, act)).status_code == 404
        assert posts(saira, one, way, act).status_code == 404
    assert posts(saira, one, way, "/done", came="sent").status_code == 404


# The ways that are stopped


@pytest.mark.parametrize("way", STOPPED)
def test_a_stopped_way_is_refused_however_it_is_asked_for(
    saira: Person, one: uuid.UUID, app: Flask, logged: Made, way: str
) -> None:
    for answer in (
        saira.get(address(one, way)),
        posts(saira, one, way),
        posts(saira, one, way, "/done", came="reached", contact_note="Written all the same."),
    ):
        assert answer.status_code == 409
        assert "They asked to be reached only by text." in answer.text
        assert "07700 900111" not in answer.text
        assert "My aunt" not in answer.text
    assert "Written all the same." in answer.text, "to be kept as a note"
    assert contacts(app, one) == []
    assert logged(by=saira.id) == ["submission:read"] * 3, "that somebody tried is known"


def test_a_contact_that_came_too_late_is_kept_as_a_note(saira: Person, one: uuid.UUID) -> None:
    refused = posts(saira, one, "phone", "/done", came="reached", contact_note="Reached her, all is well.")
    form = next(x for x in parsed(refused.data).iter("form") if (x.get("action") or "").endswith("/note"))
    written = next(x for x in form.iter("textarea") if x.get("name") == "note")
    assert saira.does(one, "note", note="".join(written.itertext())).status_code == 302
    assert "Reached her, all is well." in saira.page(one).text


def test_words_that_do_not_open_stop_every_way(saira: Person, one: uuid.UUID, app: Flask) -> None:
    with app.app_context():
        words = db.session.scalars(select(ChildWords)).one()
        words.said_sealed = words.said_sealed[:-1] + bytes([words.said_sealed[-1] ^ 1])
        db.session.commit()
    assert saira.page(one).status_code == 200
    for way in (*STOPPED, Way.TEXT):
        refused = saira.get(address(one, way))
        assert refused.status_code == 409
        assert "does not open" in refused.text
    assert goes_against(saira, one, "text").status_code == 302
    shown = saira.get(address(one, "text"))
    assert shown.status_code == 200
    assert "They gave none." in shown.text
