"""Today, as a page: what needs me, why, and one click to the next."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.accounts import Role, Staff
from portal.casework import cover, records
from portal.casework.climbing import Step
from portal.casework.models import Climb
from portal.register import Child
from portal.register.facts import Identity
from portal.storage import db, reads_only
from portal.submissions import Submission, Told
from portal.words import ChildStatus, Kind
from tests.staff.conftest import DUTY, LUTON, Person
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=60)


def lines(who: Person, address: str = "/staff/today") -> list[str]:
    return [text_of(one) for one in parsed(who.get(address).data).iter("li") if "todo-line" in (one.get("class") or "")]


def start(who: Person) -> str:
    return next(
        one.get("href") or "" for one in parsed(who.get("/staff/today").data).iter("a") if "Start with" in text_of(one)
    )


def test_it_says_why_each_thing_needs_me_and_how_late_it_is(sent: Made, person: Made, stored: Made) -> None:
    officer, one = person(), sent(at=LONG_AGO)
    (line,) = lines(officer)
    assert line.startswith("Nobody has looked at it")
    assert "days late" in line
    assert stored(one).reference in line
    officer.page(one)
    assert lines(officer)[0].startswith("Nobody has been in touch with the family yet")
    officer.does(one, "checklist", tick="contacted")
    assert lines(officer)[0].startswith("The checks are not done yet")


def test_start_leads_to_the_first_and_each_act_to_the_next(sent: Made, person: Made, stored: Made) -> None:
    officer = person()
    first, second = sent(at=LONG_AGO), sent(at=LONG_AGO + timedelta(days=1))
    assert start(officer).endswith(f"/staff/submissions/{first}")
    officer.page(first)
    answer = officer.client.get(officer.does(first, "take").headers["Location"])
    (box,) = [one for one in parsed(answer.data).iter("p") if one.get("class") == "next-up"]
    assert stored(second).reference in text_of(box)
    assert text_of(box).startswith("Next:")
    officer.page(second)
    officer.does(second, "close", outcome="done")
    after = officer.client.get(officer.does(first, "close", outcome="done").headers["Location"])
    assert "Nothing else needs you now." in after.text
    assert "Next:" not in officer.page(first).text, "only after an act"


def test_an_empty_morning_says_so(person: Made) -> None:
    page = person().get("/staff/today").text
    assert "Nothing needs you now." in page
    assert "Start with the first" not in page


def test_who_works_on_nothing_is_led_on(person: Made) -> None:
    answer = person(role=Role.AUDITOR).get("/staff/today")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/")
    assert person(is_admin=True).get("/staff/today").status_code == 403


def test_after_signing_in_one_lands_there_and_a_page_that_was_asked_for_is_kept(app: Flask) -> None:
    stranger = app.test_client()
    assert stranger.get("/staff/").headers["Location"] == "/staff/sign-in?next=/staff/today"
    assert stranger.get("/staff/backlog").headers["Location"] == "/staff/sign-in?next=/staff/backlog"
    assert app.config["SECURITY_POST_LOGIN_VIEW"] == "/staff/today"


def test_words_of_a_young_person_and_their_reference_lead_nowhere_for_who_may_not_read_them(
    sent: Made, person: Made, marker: Made, saira: Person
) -> None:
    words = marker("what they wrote")
    one = sent(Kind.VIEWS, at=NOW, words=words)
    officer, auditor_like = person(), person(role=Role.MANAGER)
    for who in (officer, auditor_like):
        assert lines(who) == []
        assert len(lines(who, "/staff/today?of=team")) == 1
        assert "Restricted" in lines(who, "/staff/today?of=team")[0]
    for who in (officer, auditor_like, saira):
        for address in ("/staff/today", "/staff/today?of=team"):
            assert words not in who.get(address).text
    assert str(one) in start(saira)


def test_the_work_of_a_colleague_is_marked_while_i_cover_for_them(app: Flask, sent: Made, person: Made) -> None:
    officer, away = person(), person(name="Away Today")
    one = sent(at=LONG_AGO)
    away.page(one)
    away.does(one, "take")
    assert lines(officer) == []
    with app.app_context():
        reads_only(False)
        staff = [db.session.get_one(Staff, each.id) for each in (away, officer)]
        cover.set_cover(staff[0], staff[1], NOW.date(), NOW.date(), away.id, NOW)
        db.session.commit()
    (line,) = lines(officer)
    assert "You cover for Away Today" in line
    assert "Today you cover for Away Today." in text_of(next(parsed(officer.get("/staff/today").data).iter("main")))


def test_what_climbed_says_why_it_came_up(app: Flask, sent: Made, manager: Person, person: Made) -> None:
    officer, one = person(), sent(at=NOW - timedelta(days=10))
    officer.page(one)
    officer.does(one, "take")
    with app.app_context():
        reads_only(False)
        passed = NOW - timedelta(days=1)
        db.session.execute(
            update(Submission).where(Submission.id == one).values(contact_by=passed, next_clock_at=passed)
        )
        db.session.add(Climb(submission_id=one, clock="contact", step=Step.MANAGER, at=NOW))
        db.session.commit()
    (line,) = lines(manager)
    assert line.startswith("Climbed to you, because nobody was in touch with the family for")
    assert "With Olu Officer" in line


def test_what_climbed_to_the_duty_team_is_known_there_and_not_read(
    app: Flask, sent: Made, person: Made, marker: Made
) -> None:
    words = marker("what they wrote")
    one, dana = sent(at=LONG_AGO, words=words), person(DUTY, Role.SAFEGUARDING)
    assert lines(dana) == []
    with app.app_context():
        reads_only(False)
        db.session.add(Climb(submission_id=one, clock="look", step=Step.DUTY, at=NOW))
        db.session.add(Told(submission_id=one, team_code=DUTY))
        db.session.commit()
    (line,) = lines(dana)
    assert line.startswith("Climbed to you, because nobody looked at it")
    page = dana.page(one)
    assert page.status_code == 200
    assert words not in page.text
    assert "Luton home education team" in page.text


@pytest.mark.parametrize("of", ["", "team", "nonsense", "=HYPERLINK(1)", "%F0%9F%8E%88"])
def test_whatever_the_address_says_there_is_a_page(person: Made, of: str) -> None:
    assert person().get(f"/staff/today?of={of}").status_code == 200


def test_names_of_children_in_the_list_leave_a_line_in_the_log(
    app: Flask, person: Made, logged: Made, sent: Made
) -> None:
    officer = person()
    assert lines(officer) == []
    assert "child:listed" not in logged(by=officer.id)
    with app.test_request_context("/"):
        reads_only(False)
        who = Identity(given="Robin", family="Invented")
        child = records.begin(who, (), ChildStatus.EHE, date(2026, 9, 1), "luton", LUTON, officer.id, NOW)
        child.assignee_id, child.next_review_on = officer.id, NOW.date() - timedelta(days=7)
        db.session.commit()
        child_id: uuid.UUID = child.id
    (line,) = lines(officer)
    assert line.startswith("Review overdue")
    assert "Robin Invented" in line
    assert logged(by=officer.id).count("child:listed") == 1
    other = sent()
    officer.page(other)
    answer = officer.client.get(officer.does(other, "note", note="A note.").headers["Location"])
    (box,) = [one for one in parsed(answer.data).iter("p") if one.get("class") == "next-up"]
    assert "A child’s record C-" in text_of(box)
    assert "Robin" not in answer.text, "that page leaves no line about it"
    officer.does(other, "close", outcome="done")
    with app.app_context():
        db.session.execute(update(Child).where(Child.id == child_id).values(restricted=True, assignee_id=None))
        db.session.commit()
    assert lines(officer) == []
    assert "Robin" not in officer.get("/staff/today?of=team").text
