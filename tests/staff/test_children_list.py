"""The register as a list: who sees what of it, narrowing it, and that it costs the same however many there are."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text

from portal.accounts import Membership, Role, Staff, reach
from portal.register import Child
from portal.register.lists import Filters, counts, listed
from portal.storage import db, reads_only
from portal.words import CURRENT, ChildStatus, Rating
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.support.children import begun
from tests.support.one_child import NASTY, PEOPLE, whoever
from tests.support.statements import asked, looked_into_by, plans

Made = Callable[..., Any]
NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
OLU = uuid.UUID(int=7)


@pytest.fixture
def fill(app: Flask) -> Callable[..., None]:
    """``fill(number, teams=...)``: so many records put straight into the table."""

    def rows(number: int, teams: tuple[str, ...] = (LUTON,)) -> None:
        with app.test_request_context("/", method="POST"):
            reads_only(False)
            db.session.execute(insert(Child), [_row(one, teams) for one in range(number)])
            db.session.commit()

    return rows


def _row(number: int, teams: tuple[str, ...]) -> dict[str, Any]:
    team, statuses = teams[number % len(teams)], list(ChildStatus)
    status = statuses[number // len(teams) % len(statuses)]
    one = Child(id=uuid.uuid4())
    one.identity = {"given": f"Number{number}", "family": "Invented"}
    return {
        "id": one.id,
        "reference": f"C-{number:07d}",
        "council": team.split("/")[0],
        "team_code": team,
        "restricted": False,
        "made_at": NOW - timedelta(minutes=number),
        "made_by": OLU,
        "listed": True,
        "identity_sealed": one.identity_sealed,
        "status": status,
        "current": status in CURRENT,
        "rating": list(Rating)[number % 5],
        "rating_is_old": False,
        "suitability": "not_assessed",
        "assignee_id": OLU if number % 40 == 0 else None,
        "next_review_on": date(2026, 12, 1),
    }


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_sees_the_records_of_their_own_teams_and_no_name_that_they_may_not_read(
    app: Flask, person: Made, who: str
) -> None:
    begun(app)
    somebody = whoever(person, who)
    answer = somebody.get("/staff/register")
    assert answer.status_code == (403 if who == "admin" else 200)
    assert ("Robin Invented" in answer.text) == (who in ("officer", "manager", "safeguarding"))
    assert ("C-" in answer.text) == (who in ("officer", "manager", "safeguarding", "auditor"))


def test_it_begins_with_a_box_to_search_and_offers_to_make_a_record(app: Flask, person: Made) -> None:
    officer = person()
    page = officer.get("/staff/register").text
    assert "Find a child" in page
    assert "There is no child on your register yet." in page
    assert "/staff/register/new" in page
    begun(app)
    assert "/staff/register/new" in officer.get("/staff/register").text
    assert "/staff/register/new" not in person(LUTON, Role.AUDITOR).get("/staff/register").text


def test_it_is_narrowed_by_status_rating_and_officer_and_says_how_to_take_that_back(fill: Made, person: Made) -> None:
    fill(180)
    officer = person()
    every = officer.get("/staff/register").text
    assert "Number0 " in every
    assert "Number4 " not in every, "who left is on a page of their own"
    assert "Number4 " in officer.get("/staff/register?status=left").text
    red = officer.get("/staff/register?rating=red").text
    assert "Show again all, not only:" in red
    assert "Number0 " in red
    assert "Number1 " not in red
    nobody = officer.get("/staff/register?who=nobody&status=not_confirmed").text
    assert "Number0 " not in nobody
    assert "Number9 " in nobody
    assert "No record fits what you chose." in officer.get("/staff/register?who=me").text


def test_page_after_page_shows_each_record_once(app: Flask, fill: Made) -> None:
    fill(400)
    with app.app_context():
        seen: list[uuid.UUID] = []
        page = listed(_reach(), Filters(statuses=frozenset(ChildStatus)))
        while True:
            seen += [child.id for child in page.children]
            if page.after is None:
                break
            page = listed(_reach(), Filters(statuses=frozenset(ChildStatus)), page.after)
    assert len(seen) == len(set(seen)) == 400


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_an_address_that_nobody_made_shows_a_list(app: Flask, person: Made, typed: str) -> None:
    begun(app)
    officer = person()
    for name in ("status", "rating", "who", "team", "after", "done"):
        answer = officer.client.get("/staff/register", query_string={name: typed})
        assert answer.status_code == (400 if "\0" in typed else 200)


def test_a_page_of_names_is_one_line_in_the_log(fill: Made, person: Made, logged: Made) -> None:
    fill(30)
    officer = person()
    officer.get("/staff/register")
    assert logged(by=officer.id) == ["child:listed"]


def test_as_many_questions_are_asked_of_few_as_of_many(app: Flask, fill: Made, person: Made) -> None:
    officer: Person = person()
    officer.get("/staff/register")  # what a process reads once and keeps is not counted
    numbers: list[int] = []
    for number in (40, 400):
        with app.app_context():
            reads_only(False)
            db.session.execute(text("DELETE FROM child"))
            db.session.commit()
        fill(number)
        with app.app_context(), asked() as statements:
            assert officer.get("/staff/register").status_code == 200
        numbers.append(len(statements))
    assert 0 < numbers[0] == numbers[1] <= 25


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(statuses=frozenset({ChildStatus.EHE})),
        Filters(statuses=frozenset(ChildStatus) - CURRENT),
        Filters(rating=Rating.RED),
        Filters(assignee=OLU),
        Filters(nobodys=True),
    ],
    ids=["current", "home educated", "left", "rating", "officer", "nobody"],
)
def test_no_page_of_the_register_reads_the_whole_table(app: Flask, fill: Made, filters: Filters) -> None:
    """Asks both databases how they would go about it, with more rows of other teams than of one's own."""
    fill(4000, (LUTON, LUTON_DOOR, BEDFORD, "torbay/home-education"))
    with app.app_context():
        reads_only(False)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        after = listed(_reach(), filters).after
        for read in (
            lambda: listed(_reach(), filters),
            lambda: listed(_reach(), filters, after),
            lambda: counts(_reach()),
        ):
            with asked("FROM child", "LIMIT") as statements:
                read()
            assert statements
            for plan in plans(statements):
                assert "ix_child_" in plan, plan
                assert looked_into_by(plan, "team_code", "assignee_id"), plan
                assert "Seq Scan" not in plan, plan
                assert "SCAN child" not in plan, plan


def test_an_officers_few_children_are_found_without_going_through_the_teams_many(app: Flask, fill: Made) -> None:
    fill(4000)
    with app.app_context():
        reads_only(False)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        with asked("FROM child", "LIMIT") as statements:
            listed(_reach(), Filters(assignee=OLU))
        assert statements
        for plan in plans(statements):
            assert "ix_child_officer" in plan or "ix_child_assignee_id" in plan, plan


def _reach() -> Any:
    staff = Staff(id=OLU, email="a@council.example", name="A", password="none", active=True, is_admin=False)
    staff.memberships = [Membership(team_code=LUTON, role=Role.OFFICER)]
    return reach(staff, "child:see")
