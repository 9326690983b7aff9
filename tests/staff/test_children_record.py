"""One child's record: what matters first, who may read it, and writing into it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.accounts import Role
from portal.casework import records
from portal.directory import hours
from portal.register import Child, children, facts
from portal.register.facts import Address, Identity, Supported
from portal.staff.children.details_forms import BY_CODE
from portal.storage import db, reads_only
from portal.words import ChildStatus
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.children import acting, asks, found
from tests.support.forms import errors_of
from tests.support.pages import parsed, text_of

SOMEBODY = uuid.UUID(int=5)
Made = Callable[..., uuid.UUID]


@pytest.fixture
def made(app: Flask) -> Made:
    """``made(given=..., restricted=..., team=...)``: a record begun by hand, with its first review planned."""

    def make(
        given: str = "Robin",
        family: str = "Invented",
        born: str | None = "2015-05-04",
        team: str = LUTON,
        restricted: bool = False,
        status: ChildStatus = ChildStatus.EHE,
        from_on: date = date(2026, 1, 12),
    ) -> uuid.UUID:
        with app.test_request_context("/", method="POST"):
            reads_only(False)
            identity = Identity(given=given, family=family, born=born)
            child = records.begin(identity, [], status, from_on, team.split("/")[0], team, SOMEBODY, datetime.now(UTC))
            if restricted:
                children.restrict(child, "A reason of ten letters", SOMEBODY, datetime.now(UTC))
            db.session.commit()
            return child.id

    return make


def written(app: Flask, child_id: uuid.UUID) -> Child:
    with app.app_context():
        found = db.session.get(Child, child_id)
        assert found is not None
        return found


def add(person: Person, child_id: uuid.UUID, topic: str, **typed: str) -> Any:
    address = f"/staff/register/{child_id}/details/add/{topic}"
    return person.client.post(address, data={"csrf_token": person.token(), **typed})


def test_an_officer_of_the_team_reads_the_record_and_the_reading_is_logged(
    person: Callable[..., Person], made: Made, logged: Callable[..., list[str]]
) -> None:
    child, officer = made(), person()
    page = officer.get(f"/staff/register/{child}")
    assert page.status_code == 200
    assert "Robin Invented" in page.text
    assert "Year" in page.text
    assert logged(by=officer.id, about=child) == ["child:read"]


@pytest.mark.parametrize(
    ("team", "role", "status"),
    [
        (LUTON, Role.OFFICER, 200),
        (LUTON, Role.MANAGER, 200),
        (LUTON, Role.SAFEGUARDING, 200),
        (LUTON, Role.AUDITOR, 403),
        (BEDFORD, Role.OFFICER, 404),
        (BEDFORD, Role.SAFEGUARDING, 404),
    ],
)
@pytest.mark.parametrize("page", ["", "/details"])
def test_only_who_works_in_the_team_reads_it(
    person: Callable[..., Person], made: Made, team: str, role: Role, status: int, page: str
) -> None:
    answer = person(team, role).get(f"/staff/register/{made()}{page}")
    assert answer.status_code == status
    assert ("Robin" in answer.text) == (status == 200)


def test_a_fact_that_is_written_down_stands_on_the_page_with_its_source(
    app: Flask, person: Callable[..., Person], made: Made, logged: Callable[..., list[str]]
) -> None:
    child, officer = made(), person()
    typed = {"kind": "cp", "source": "social_care", "since-day": "3", "since-month": "2", "since-year": "2026"}
    answer = add(officer, child, "support", **typed)
    assert answer.status_code == 302, answer.text
    page = officer.get(f"/staff/register/{child}/details").text
    assert "Child protection plan (CP)" in page
    assert "since 3 February 2026" in page
    assert "Children’s social care" in page
    assert "Child protection plan (CP)" in officer.get(f"/staff/register/{child}").text
    assert "child:changed" in logged(by=officer.id, about=child)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    person: Callable[..., Person], made: Made
) -> None:
    child, officer = made(), person()
    answer = add(
        officer, child, "identifier", system="upn", value="A123456789013", source="school", note="From a letter"
    )
    assert answer.status_code == 422
    assert "That is no UPN." in answer.text
    assert "A123456789013" in answer.text
    assert "From a letter" in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"lines": "\0", "source": "parent", "kind": "home"},
        {"lines": "x" * 100_000, "kind": "home", "source": "parent"},
        {"lines": "1 Street", "kind": "castle", "source": "nobody"},
        {"lines": "=HYPERLINK(1)", "kind": "home", "source": "parent", "since-day": "40"},
    ],
)
def test_bad_input_is_answered_with_a_message(person: Callable[..., Person], made: Made, typed: dict[str, str]) -> None:
    assert add(person(), made(), "address", **typed).status_code == 422


def test_what_is_over_is_folded_away_and_what_never_was_is_struck(
    app: Flask, person: Callable[..., Person], made: Made
) -> None:
    child, officer = made(), person()
    for lines in ("1 Old Road", "2 Wrong Road"):
        assert add(officer, child, "address", lines=lines, kind="home", source="parent").status_code == 302
    with app.app_context():
        old, wrong = [row.id for row in facts.rows_of([child], Address.topic)]
    base = f"/staff/register/{child}/details"
    day = {"until-day": "1", "until-month": "3", "until-year": "2026"}
    assert officer.client.post(f"{base}/{old}/end", data={"csrf_token": officer.token(), **day}).status_code == 302
    why = {"why": "It was the neighbour's"}
    assert officer.client.post(f"{base}/{wrong}/strike", data={"csrf_token": officer.token(), **why}).status_code == 302
    page = officer.get(base).text
    assert "Before: 1" in page
    assert "Struck out: 1" in page
    with app.app_context():
        assert [row.id for row in facts.rows_of([child], Address.topic)] == [old]


def test_a_status_holds_from_its_day_and_the_days_before_stay(
    app: Flask, person: Callable[..., Person], made: Made
) -> None:
    child, officer = made(), person()
    day = hours.local(datetime.now(UTC)).date() - timedelta(days=3)
    typed = {"status": "cme", "why": "The school told us", "from_on-day": str(day.day)}
    typed |= {"from_on-month": str(day.month), "from_on-year": str(day.year)}
    answer = officer.client.post(f"/staff/register/{child}/status", data={"csrf_token": officer.token(), **typed})
    assert answer.status_code == 302, answer.text
    assert written(app, child).status == ChildStatus.CME
    again = officer.client.post(f"/staff/register/{child}/status", data={"csrf_token": officer.token(), **typed})
    assert again.status_code == 422
    assert "That is what the register says for that day already." in again.text


def test_another_childs_fact_cannot_be_touched_through_this_one(
    app: Flask, person: Callable[..., Person], made: Made
) -> None:
    mine, other, officer = made(), made("Sam"), person()
    assert add(officer, other, "support", kind="cin", source="parent").status_code == 302
    with app.app_context():
        (row,) = facts.rows_of([other], Supported.topic)
    answer = officer.client.post(
        f"/staff/register/{mine}/details/{row.id}/strike", data={"csrf_token": officer.token(), "why": "x"}
    )
    assert answer.status_code == 404


def test_an_officer_takes_a_child_and_a_manager_gives_it_to_somebody(
    app: Flask, person: Callable[..., Person], made: Made, manager: Person
) -> None:
    child, officer = made(), person()
    officer.client.post(f"/staff/register/{child}/take", data={"csrf_token": officer.token()})
    assert written(app, child).assignee_id == officer.id
    other = person(name="Nadia Named")
    form = {"csrf_token": manager.token(), "officer": str(other.id)}
    assert manager.client.post(f"/staff/register/{child}/assign", data=form).status_code == 302
    assert written(app, child).assignee_id == other.id
    assert officer.client.post(f"/staff/register/{child}/assign", data=form).status_code == 403


def test_the_register_lists_it_and_leaves_a_restricted_one_without_a_name(
    person: Callable[..., Person], made: Made, saira: Person
) -> None:
    made()
    made("Hidden", restricted=True)
    page = person().get("/staff/register").text
    assert "Robin Invented" in page
    assert "Hidden" not in page
    assert "Restricted record" in page
    assert "Hidden Invented" in saira.get("/staff/register").text
    assert "Robin" not in person(BEDFORD).get("/staff/register").text


def test_what_was_written_wrongly_is_corrected_and_the_wrong_one_stays_readable(
    app: Flask, person: Callable[..., Person], made: Made, logged: Callable[..., list[str]]
) -> None:
    child, officer = made(), person()
    typed = {"name": "Jo Invented", "phone": "01632 960001", "writing_only": "yes", "source": "parent"}
    assert add(
        officer, child, "adult", **typed, **{"since-year": "2026", "since-month": "1", "since-day": "2"}
    ).location
    with app.app_context():
        (row,) = [one.id for one in facts.rows_of([child], facts.Adult.topic)]
    address = f"/staff/register/{child}/details/{row}/correct"
    page = officer.get(address).text
    assert "01632 960001" in page
    assert 'value="2026"' in page
    assert officer.client.post(address, data={"csrf_token": officer.token(), "name": ""}).status_code == 422
    right = {**typed, "phone": "01632 960002", "csrf_token": officer.token()}
    assert officer.client.post(address, data=right).status_code == 302
    page = officer.get(f"/staff/register/{child}/details").text
    assert "01632 960002" in page
    assert "In writing only, as they asked" in page
    assert "Struck out: 1" in page
    again = officer.client.post(address, data=right)
    assert again.status_code == 422
    assert "Somebody has struck this out meanwhile." in again.text
    assert logged(by=officer.id, about=child).count("child:changed") == 2


def test_the_overview_says_the_latest_that_happened_and_whom_to_ask_first(
    app: Flask, person: Callable[..., Person], made: Made, saira: Person
) -> None:
    child, officer = made(), person()
    page = officer.get(f"/staff/register/{child}").text
    assert "The record was made" in page
    assert "Ask first" not in page
    asks(app, child)
    page = officer.get(f"/staff/register/{child}").text
    assert "Talk to Saira Safeguarding before you get in touch about this child." in page


def test_every_page_of_the_record_is_one_press_away(person: Callable[..., Person], made: Made) -> None:
    child, officer = made(), person()
    page = officer.get(f"/staff/register/{child}").text
    for tail in ("/details", "/contacts", "/rating", "/chronology", "/looks", "/household", "/same"):
        assert f'href="/staff/register/{child}{tail}"' in page, tail
        assert officer.get(f"/staff/register/{child}{tail}").status_code in (200, 403), tail


def test_a_page_that_says_what_is_wrong_is_a_reading_like_any_other(
    app: Flask, person: Callable[..., Person], made: Made, logged: Callable[..., list[str]], manager: Person
) -> None:
    child, officer = made(), person()
    assert add(officer, child, "support").status_code == 422
    assert logged(by=officer.id, about=child) == ["child:read"]
    wrong = manager.client.post(f"/staff/register/{child}/restrict", data={"csrf_token": manager.token(), "why": ""})
    assert wrong.status_code == 422
    assert logged(by=manager.id, about=child) == ["child:read"]
    officer.get(f"/staff/register/{child}/details/add/support")
    officer.get(f"/staff/register/{child}/same")
    assert logged(by=officer.id, about=child) == ["child:read"] * 3


@pytest.mark.parametrize("topic", BY_CODE)
def test_each_topic_can_be_written_down(person: Callable[..., Person], made: Made, topic: str) -> None:
    child, officer = made(), person()
    assert officer.get(f"/staff/register/{child}/details/add/{topic}").status_code == 200
    assert add(officer, child, topic).status_code == 422


@pytest.mark.parametrize(("typed", "is_one"), [("87", True), ("49.5 %", True), ("101", False), ("a lot", False)])
def test_attendance_is_a_number_that_the_matrix_can_read(
    person: Callable[..., Person], made: Made, typed: str, is_one: bool
) -> None:
    answer = add(person(), made(), "school", kind="academy", source="school", attendance=typed)
    assert answer.status_code == (302 if is_one else 422)
    assert is_one or errors_of(answer.data) == ["Attendance must be a number from 0 to 100, like 87"]


@pytest.mark.parametrize(
    ("under", "says"),
    [("", ("Overview", "page")), ("/contacts", ("Contacts", "page")), ("/contacts/new", ("Contacts", "true"))],
)
def test_a_page_says_on_which_tab_one_is(
    person: Callable[..., Person], made: Made, under: str, says: tuple[str, str]
) -> None:
    tabs = parsed(person().get(f"/staff/register/{made()}{under}").data).find(
        ".//nav[@class='sub-navigation no-print']"
    )
    assert tabs is not None
    marked = [(text_of(one), one.get("aria-current")) for one in tabs.iter("a") if one.get("aria-current")]
    assert marked == [says]


def test_a_postcode_alone_is_not_a_second_home(app: Flask, person: Callable[..., Person], made: Made) -> None:
    child, officer = made(), person()
    with acting(app):
        for lines, postcode in (("1 Invented Street", "LU1 2BQ"), ("", "LU1 2BQ"), ("", "LU3 1AA")):
            home = Address(lines=lines, postcode=postcode)
            children.add(found(child), home, SOMEBODY, datetime.now(UTC))
    page = officer.get(f"/staff/register/{child}").text.partition('id="latest"')[0]
    assert page.count("LU1 2BQ") == 1
    assert page.count("LU3 1AA") == 1
