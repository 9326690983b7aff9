"""Two records that are one child: seen side by side, laid together with a reason, and taken apart again."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.register import Child
from portal.register.models import ChildMerge
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.answers import VIEWS
from tests.support.children import begun
from tests.support.one_child import NASTY, PEOPLE, posts, whoever

Made = Callable[..., Any]
WHY = "The school has only one of this name."


def at(child: uuid.UUID) -> str:
    return f"/staff/register/{child}/same"


def record(app: Flask, child: uuid.UUID) -> Child:
    with app.app_context():
        return db.session.get_one(Child, child)


def merges(app: Flask) -> list[uuid.UUID]:
    with app.app_context():
        return list(db.session.scalars(select(ChildMerge.id).where(ChildMerge.ended_at.is_(None))))


def merged(somebody: Person, into: uuid.UUID, gone: uuid.UUID) -> Any:
    return posts(somebody, at(into), record=str(gone), goes_on="this", why_same=WHY)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_works_on_both_lays_them_together_and_takes_them_apart(
    app: Flask, person: Made, who: str, manager: Person
) -> None:
    one, two, somebody = begun(app), begun(app, given="Robyn"), whoever(person, who)
    works = who in ("officer", "manager", "safeguarding")
    expected = {"auditor": 403, "admin": 403}.get(who, 404)
    for address in (at(one), f"{at(one)}?record={two}"):
        assert somebody.get(address).status_code == (200 if works else expected)
    assert merged(somebody, one, two).status_code == (302 if works else expected)
    assert (record(app, two).merged_into_id == one) == works
    if not works:
        merged(manager, one, two)
    (row,) = merges(app)
    assert somebody.get(f"{at(one)}/{row}/apart").status_code == (200 if works else expected)
    assert posts(somebody, f"{at(one)}/{row}/apart").status_code == (302 if works else expected)
    assert (record(app, two).merged_into_id is None) == works


def test_both_are_seen_side_by_side_with_what_differs_in_words_before_anything_happens(
    app: Flask, person: Made, logged: Made
) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    page = officer.get(at(one)).text
    assert "Records that look alike" in page
    assert f"record={two}" in page
    assert "Perhaps the same child" in officer.get(f"/staff/register/{one}").text
    found = posts(officer, at(one), record_reference=record(app, two).reference)
    assert found.status_code == 303
    page = officer.get(found.location).text
    assert "Different: Name." in page
    assert "The same" in page
    assert "take them apart again" in page
    assert merges(app) == []
    assert "child:read" in logged(by=officer.id, about=two)


def test_one_record_stands_for_both_and_the_other_address_leads_to_it(app: Flask, person: Made, logged: Made) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    assert merged(officer, one, two).location == f"/staff/register/{one}?done=merged"
    page = officer.get(f"/staff/register/{one}").text
    assert WHY in page
    assert "Take them apart" in page
    assert "Perhaps the same child" not in page
    for tail in ("", "/details", "/household"):
        answer = officer.get(f"/staff/register/{two}{tail}")
        assert answer.status_code == 303
        assert answer.location.endswith(f"/staff/register/{one}{tail}")
    assert "Robyn" not in officer.get("/staff/register").text
    assert "child:joined" in logged(by=officer.id, about=one)


def test_the_officer_says_which_of_the_two_goes_on(app: Flask, person: Made) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    answer = posts(officer, at(one), record=str(two), goes_on="that", why_same=WHY)
    assert answer.location == f"/staff/register/{two}?done=merged"
    assert record(app, one).merged_into_id == two


@pytest.mark.parametrize("typed", [{}, {"why_same": "short"}, {"goes_on": ""}, {"goes_on": "both"}, {"why_same": "\0"}])
def test_it_needs_a_reason_and_a_choice_and_keeps_what_was_typed(
    app: Flask, person: Made, typed: dict[str, str]
) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    form = {"goes_on": "this", "why_same": WHY, **typed} if typed else {}
    answer = posts(officer, at(one), record=str(two), **form)
    assert answer.status_code == 422
    assert merges(app) == []
    if "goes_on" in typed:
        assert WHY in answer.text


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_nothing_that_is_typed_breaks_the_page(app: Flask, person: Made, typed: str) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    answer = posts(officer, at(one), record=str(two), goes_on=typed, why_same=typed)
    assert answer.status_code == 422
    assert posts(officer, at(one), record=typed, goes_on="this", why_same=WHY).status_code == 422
    assert merges(app) == []


def test_pressed_twice_or_by_two_people_they_are_laid_together_once(app: Flask, person: Made) -> None:
    one, two = begun(app), begun(app, given="Robyn")
    people = [person(name="Olu One"), person(name="Tess Two")]
    codes: list[int] = []

    def press(somebody: Person, into: uuid.UUID, gone: uuid.UUID) -> None:
        codes.append(merged(somebody, into, gone).status_code)

    threads = [
        threading.Thread(target=press, args=(people[0], one, two)),
        threading.Thread(target=press, args=(people[1], two, one)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [302, 302]
    assert len(merges(app)) == 1
    assert merged(people[0], one, two).status_code == 302
    assert len(merges(app)) == 1


def test_taken_apart_each_stands_by_itself_and_a_second_press_does_nothing(
    app: Flask, person: Made, logged: Made
) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    merged(officer, one, two)
    (row,) = merges(app)
    page = officer.get(f"{at(one)}/{row}/apart").text
    assert WHY in page
    assert "Robyn Invented" in page
    for _ in range(2):
        assert posts(officer, f"{at(one)}/{row}/apart").status_code == 302
    assert record(app, two).listed
    for child in (one, two):
        assert officer.get(f"/staff/register/{child}").status_code == 200
    assert logged(by=officer.id, about=one).count("child:split") == 1


def test_a_merge_of_other_records_is_not_found_through_this_one(app: Flask, person: Made) -> None:
    one, two, third, officer = begun(app), begun(app, given="Robyn"), begun(app, given="Sam"), person()
    merged(officer, one, two)
    (row,) = merges(app)
    assert posts(officer, f"{at(third)}/{row}/apart").status_code == 404
    assert posts(officer, f"{at(one)}/{uuid.uuid4()}/apart").status_code == 404
    assert len(merges(app)) == 1


def test_a_record_with_itself_or_of_another_council_is_refused(app: Flask, person: Made) -> None:
    one, officer = begun(app), person(roles=[(LUTON, Role.OFFICER), (BEDFORD, Role.OFFICER)])
    itself = posts(officer, at(one), record_reference=record(app, one).reference)
    assert itself.status_code == 422
    assert "That is this record itself." in itself.text
    elsewhere = begun(app, team=BEDFORD)
    answer = merged(officer, one, elsewhere)
    assert answer.status_code == 422
    assert "another council" in answer.text
    assert WHY in answer.text
    assert merges(app) == []


def test_a_restricted_record_makes_the_whole_restricted_and_is_never_offered_to_who_may_not_read_it(
    app: Flask, person: Made, saira: Person
) -> None:
    one, closed, officer = begun(app), begun(app, given="Robyn", restricted=True), person()
    page = officer.get(at(one)).text
    assert "that you may not read" in page
    assert "Robyn" not in page
    assert merged(officer, one, closed).status_code == 403
    assert "so the whole is restricted" in saira.get(f"{at(one)}?record={closed}").text
    assert merged(saira, one, closed).status_code == 302
    assert officer.get(f"/staff/register/{one}").status_code == 403


def test_a_record_made_from_a_young_persons_words_is_not_laid_together_with_an_open_one(
    app: Flask, person: Made, sent: Made, saira: Person
) -> None:
    views = sent(Kind.VIEWS, **{**VIEWS, "called": "Robin", "born": "2015-05-04"})
    form = {"given": "Robin", "status": "not_confirmed", "from_on-day": "3", "from_on-month": "11"}
    made = posts(saira, f"/staff/submissions/{views}/record/0", **form, **{"from_on-year": "2026"})
    assert made.status_code == 302
    with app.app_context():
        own = db.session.scalars(select(Child.id)).one()
    one = begun(app)
    answer = merged(saira, one, own)
    assert answer.status_code == 422
    assert "Move the words to the other record instead." in answer.text
    assert "Robin" in person().get(f"/staff/register/{one}").text


def test_two_children_who_look_alike_are_compared_once_and_never_shown_again(app: Flask, person: Made) -> None:
    one, two, officer = begun(app), begun(app, given="Robyn"), person()
    assert "Perhaps the same child" in officer.get(f"/staff/register/{one}").text
    answer = posts(officer, f"/staff/register/{one}/two-children", record=str(two))
    assert answer.location.endswith(f"/staff/register/{one}?done=two")
    posts(officer, f"/staff/register/{one}/two-children", record=str(two))  # a second press
    for child in (one, two):
        assert "Perhaps the same child" not in officer.get(f"/staff/register/{child}").text
        page = officer.get(f"/staff/register/{child}/chronology").text
        assert page.count("Looks alike, and is another child") == 1
    assert merged(officer, one, two).status_code == 302, "it can still be put right"


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_works_on_both_says_that_they_are_two(app: Flask, person: Made, who: str) -> None:
    one, two, somebody = begun(app), begun(app, given="Robyn"), whoever(person, who)
    works = who in ("officer", "manager", "safeguarding")
    answer = posts(somebody, f"/staff/register/{one}/two-children", record=str(two))
    assert answer.status_code == (302 if works else {"auditor": 403, "admin": 403}.get(who, 404))
    hidden = begun(app, given="Robyne", restricted=True)
    status = posts(somebody, f"/staff/register/{one}/two-children", record=str(hidden)).status_code
    assert status == (302 if who == "safeguarding" else 403 if works else answer.status_code)
    for wrong in ("", "x", str(uuid.uuid4())):
        assert posts(somebody, f"/staff/register/{one}/two-children", record=wrong).status_code in (403, 404)
