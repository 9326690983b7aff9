"""Making a child's record: from what was sent, for one child or a family, and by hand. Never twice, never unasked."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts import Role
from portal.register import Child, facts, households, joins
from portal.register.facts import Adult, OtherName
from portal.register.models import ChildSubmission, ChildViews
from portal.storage import db
from portal.submissions import Submission
from portal.words import ChildStatus, Kind
from tests.staff.conftest import LUTON, Person
from tests.support.answers import NOTIFICATION, REFERRAL, SHORT_NOTIFICATION, VIEWS
from tests.support.children import begun
from tests.support.one_child import NASTY, PEOPLE, child_of, day, posts, whoever

Made = Callable[..., Any]
AS_SAID = {"given": "Robin", "family": "Example", "status": "not_confirmed", **day("from_on", 2026, 11, 3)}


def at(submission: uuid.UUID, position: int = 0) -> str:
    return f"/staff/submissions/{submission}/record/{position}"


def records_in(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(func.count(Child.id))).one()


def joined_to(app: Flask, submission: uuid.UUID, position: int = 0) -> Child | None:
    with app.app_context():
        return joins.child_of(db.session.get_one(Submission, submission), position)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_works_on_it_makes_a_record_of_it(app: Flask, person: Made, sent: Made, who: str) -> None:
    one, somebody = sent(**SHORT_NOTIFICATION), whoever(person, who)
    works = who in ("officer", "manager", "safeguarding")
    expected = {"auditor": 403, "admin": 403, "other team": 404, "other council": 404}.get(who, 200)
    for address in (at(one), f"/staff/submissions/{one}/records"):
        assert somebody.get(address).status_code == expected, address
        if not works:
            assert posts(somebody, address, **AS_SAID).status_code == expected
    assert somebody.get("/staff/register/new").status_code == (403 if who in ("auditor", "admin") else 200)
    assert records_in(app) == 0
    if works:
        assert posts(somebody, at(one), **AS_SAID).status_code == 302
        assert records_in(app) == 1


def test_the_submission_says_that_it_is_on_no_record_and_then_on_which(
    person: Made, sent: Made, app: Flask, logged: Made
) -> None:
    one, officer = sent(**SHORT_NOTIFICATION), person()
    page = officer.page(one).text
    assert "On the register" in page
    assert "Robin Example" in page
    assert at(one) in page
    answer = posts(officer, at(one), **AS_SAID)
    assert answer.location == f"/staff/submissions/{one}?done=record-made#on-register"
    child = joined_to(app, one)
    assert child is not None
    page = officer.page(one).text
    assert child.reference in page
    assert "Make a record" not in page
    assert "child:made" in logged(by=officer.id, about=child.id)
    overview = officer.get(f"/staff/register/{child.id}").text
    with app.app_context():
        assert db.session.get_one(Submission, one).reference in overview


def test_the_form_has_what_was_said_and_what_is_put_right_stands_beside_it(
    app: Flask, person: Made, sent: Made
) -> None:
    one, officer = sent(**NOTIFICATION), person()
    page = officer.get(at(one)).text
    assert 'value="Robin"' in page
    assert "Invented Primary School" in page
    typed = {**AS_SAID, "given": "Robyn", **day("born", 2015, 5, 4), "takes": ["0"]}
    assert posts(officer, at(one), **typed).status_code == 302
    child = joined_to(app, one)
    assert child is not None
    with app.app_context():
        assert db.session.get_one(Child, child.id).identity["given"] == "Robyn"
        rows = facts.rows_of([child.id])
        assert [one.fact.given for one in facts.held(rows, OtherName)] == ["Robin"]
        assert not facts.held(rows, Adult), "what was not ticked is not written down"


def test_a_second_press_makes_no_second_record_and_leads_to_the_first(app: Flask, person: Made, sent: Made) -> None:
    one, officer = sent(**SHORT_NOTIFICATION), person()
    assert posts(officer, at(one), **AS_SAID).status_code == 302
    again = posts(officer, at(one), **AS_SAID)
    child = joined_to(app, one)
    assert child is not None
    assert again.status_code == 422
    assert "It has a record already" in again.text
    assert f"/staff/register/{child.id}" in again.text
    assert records_in(app) == 1
    assert officer.get(at(one)).status_code == 302, "the back button leads to the submission"
    assert posts(officer, f"/staff/submissions/{one}/records").status_code == 302
    assert records_in(app) == 1


def test_two_officers_who_press_at_once_make_one_record(app: Flask, person: Made, sent: Made) -> None:
    one = sent(**SHORT_NOTIFICATION)
    people = [person(name="Olu One"), person(name="Tess Two")]
    codes: list[int] = []

    def press(somebody: Person) -> None:
        codes.append(posts(somebody, at(one), **AS_SAID).status_code)

    threads = [threading.Thread(target=press, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302, 422]
    assert records_in(app) == 1


def test_a_family_gets_its_records_at_once_and_lives_together(app: Flask, person: Made, sent: Made) -> None:
    one, officer = sent(**NOTIFICATION), person()
    address = f"/staff/submissions/{one}/records"
    page = officer.get(address).text
    assert "Make 2 records" in page
    assert "Robin Example" in page
    assert "Sam Example" in page
    assert posts(officer, address).status_code == 302
    robin, sam = joined_to(app, one), joined_to(app, one, 1)
    assert robin is not None
    assert sam is not None
    with app.app_context():
        assert [child.id for child in households.household(db.session.get_one(Child, robin.id))] == [sam.id]
    assert "Sam Example" in officer.get(f"/staff/register/{robin.id}").text


def test_of_a_family_made_one_by_one_the_officer_says_who_lives_together(app: Flask, person: Made, sent: Made) -> None:
    one, officer = sent(**NOTIFICATION), person()
    assert posts(officer, at(one), **AS_SAID).status_code == 302
    robin = joined_to(app, one)
    assert robin is not None
    page = officer.get(at(one, 1)).text
    assert "Who of the same message lives with the child?" in page
    typed = {**AS_SAID, "given": "Sam", "lives": [robin.id.hex]}
    assert posts(officer, at(one, 1), **typed).status_code == 302
    with app.app_context():
        assert len(households.household(db.session.get_one(Child, robin.id))) == 1


def test_a_child_who_looks_like_one_with_a_record_is_made_only_after_a_look(
    app: Flask, person: Made, sent: Made
) -> None:
    known = begun(app, given="Robin")
    answers = {
        **SHORT_NOTIFICATION,
        "children": [{"first_name": "Robin", "last_name": "Invented", "born": "2015-05-04"}],
    }
    one, officer = sent(**answers), person()
    assert "Perhaps the same child" in officer.page(one).text
    page = officer.get(at(one)).text
    assert "Look at these first" in page
    assert f"record={known}" in page
    typed = {**AS_SAID, "family": "Invented", **day("born", 2015, 5, 4)}
    answer = posts(officer, at(one), **typed)
    assert answer.status_code == 422
    assert "say that none of them is this child" in answer.text
    assert records_in(app) == 1
    whole = f"/staff/submissions/{one}/records"
    assert posts(officer, whole).status_code == 422
    assert records_in(app) == 1
    assert posts(officer, at(one), **typed, sure="yes").status_code == 302
    assert records_in(app) == 2


def test_what_is_typed_wrongly_is_said_beside_the_field_and_kept(app: Flask, person: Made, sent: Made) -> None:
    one, officer = sent(**SHORT_NOTIFICATION), person()
    answer = posts(officer, at(one), **{**AS_SAID, "given": "Robyn", **day("born", 2015, 13, 40)})
    assert answer.status_code == 422
    assert 'value="Robyn"' in answer.text
    assert 'value="40"' in answer.text
    nameless = posts(officer, at(one), **{**AS_SAID, "given": " ", "family": ""})
    assert nameless.status_code == 422
    assert "Enter a first or a last name" in nameless.text
    future = posts(officer, at(one), **{**AS_SAID, **day("from_on", 2199, 1, 1)})
    assert future.status_code == 422
    assert records_in(app) == 0


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_nothing_that_is_typed_breaks_a_page(person: Made, sent: Made, typed: str) -> None:
    one, officer = sent(**SHORT_NOTIFICATION), person()
    form = dict.fromkeys(["given", "family", "known_as", "sex", "status", "team", "takes", "lives", "sure"], typed)
    form |= {"from_on-day": typed, "born-year": typed, "source": typed}
    for address in (at(one), "/staff/register/new"):
        assert posts(officer, address, **form).status_code == 422
    assert posts(officer, f"/staff/submissions/{one}/records", team=typed, sure_of_all=typed).status_code in (302, 422)


def test_a_child_that_is_not_in_the_message_is_not_found(person: Made, sent: Made) -> None:
    one, officer = sent(**SHORT_NOTIFICATION), person()
    assert officer.get(at(one, 1)).status_code == 404
    assert officer.get(f"/staff/submissions/{uuid.uuid4()}/record/0").status_code == 404
    assert officer.get(f"{at(one, 0)}9999999999999999999999").status_code == 404


def test_a_status_that_the_message_points_to_is_only_told(app: Flask, person: Made, sent: Made) -> None:
    one, officer = sent(Kind.REFERRAL, **{**REFERRAL, "belief": "missing_education"}), person()
    page = officer.get(at(one)).text
    assert "The message points to a status: Missing education (CME)" in page
    assert posts(officer, at(one), **AS_SAID).status_code == 302
    child = joined_to(app, one)
    assert child is not None
    assert child.status == ChildStatus.NOT_CONFIRMED


def test_a_young_persons_words_become_a_record_only_for_who_may_read_them(
    app: Flask, person: Made, sent: Made, saira: Person, marker: Callable[[str], str]
) -> None:
    words = marker("in a child's words")
    one = sent(Kind.VIEWS, **{**VIEWS, "called": "Robin", "born": "2015-05-04", "hard": words}, words=words)
    for somebody in (person(), person(LUTON, Role.MANAGER)):
        assert somebody.get(at(one)).status_code in (403, 404)
        assert posts(somebody, at(one), **AS_SAID).status_code in (403, 404)
        assert words not in somebody.get(f"/staff/submissions/{one}").text
    assert records_in(app) == 0
    assert "only the young person’s own words are in it" in saira.get(at(one)).text
    assert posts(saira, at(one), **{**AS_SAID, "family": ""}).status_code == 302
    with app.app_context():
        child = db.session.scalars(select(Child)).one()
        assert child.restricted
        assert db.session.scalars(select(ChildViews.child_id)).all() == [child.id]
        assert not db.session.scalars(select(ChildSubmission)).all()
    officer = person()
    assert officer.get(f"/staff/register/{child.id}").status_code == 403
    assert "Robin" not in officer.get("/staff/register").text


def test_a_record_is_made_by_hand_with_its_source(app: Flask, person: Made) -> None:
    officer = person()
    typed = {**AS_SAID, "status": "ehe", "source": "school", "note": "From the list of the autumn"}
    assert posts(officer, "/staff/register/new", **{**typed, "source": ""}).status_code == 422
    answer = posts(officer, "/staff/register/new", **typed)
    assert answer.status_code == 302, answer.text
    page = officer.get(f"/staff/register/{child_of(answer)}/details").text
    assert "The school" in page
    assert "From the list of the autumn" in page
    twice = posts(officer, "/staff/register/new", **typed, sure="yes")
    assert child_of(twice) == child_of(answer), "a second press of the button leads to the record"
    colleague = posts(person(), "/staff/register/new", **typed)
    assert colleague.status_code == 422, "the same child from somebody else is asked about first"
    assert "Perhaps the same child" in colleague.text
    assert records_in(app) == 1


def test_what_was_set_aside_is_not_made_into_a_record(app: Flask, person: Made, sent: Made) -> None:
    one, officer = sent(**SHORT_NOTIFICATION), person()
    with app.app_context():
        db.session.get_one(Submission, one).suspect = True
        db.session.commit()
    assert "On the register" not in officer.page(one).text
    assert posts(officer, at(one), **AS_SAID).status_code == 404
    assert records_in(app) == 0
