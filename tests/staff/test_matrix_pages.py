"""The pages of a council's matrix: reading, changing, its history, and trying other points on nobody."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from portal.accounts import Role
from portal.register import facts
from portal.register.facts import Supported
from portal.register.models import Child, ChildFact
from portal.reviews.matrix import own_matrix
from portal.reviews.models import MatrixVersion
from portal.reviews.versions import current, versions
from portal.staff.reviews.matrix_form import filled_from
from portal.storage import Model, db, reads_only
from portal.words import Rating
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.pages import parsed, text_of
from tests.support.reviews import SOMEBODY, a_child, stored

People = Callable[..., Person]
CHANGE, WHAT_IF = "/staff/matrix/luton/change", "/staff/matrix/luton/what-if"


def form(**changed: Any) -> dict[str, Any]:
    return {**filled_from(own_matrix()), "why": "Agreed on Monday", "version": "0", **changed}


def posts(person: Person, address: str, **changed: Any) -> TestResponse:
    return person.client.post(address, data={"csrf_token": person.token(), **form(**changed)})


def page(person: Person, address: str = "/staff/matrix/luton") -> str:
    answer = person.get(address)
    assert answer.status_code == 200
    return text_of(next(iter(parsed(answer.data).iter("main"))))


def test_everybody_of_the_council_can_read_it_and_its_managers_change_it(person: People) -> None:
    for role in Role:
        someone, manages = person(LUTON, role), role is Role.MANAGER
        assert "child protection plan, ended within so many years" in page(someone).lower()
        assert ("Change the matrix" in page(someone)) is manages
        assert someone.get(CHANGE).status_code == (200 if manages else 403)
        assert posts(someone, CHANGE).status_code == (303 if manages else 403)
        assert someone.get(WHAT_IF).status_code == (200 if manages else 403)
        assert posts(someone, WHAT_IF).status_code == (200 if manages else 403)
    for stranger in (person(BEDFORD, Role.MANAGER), person(is_admin=True)):
        expected = 403 if stranger.get("/staff/matrix").status_code == 403 else 404
        for address in ("/staff/matrix/luton", CHANGE, WHAT_IF):
            assert stranger.get(address).status_code == expected
        assert posts(stranger, CHANGE).status_code == expected
        assert posts(stranger, WHAT_IF).status_code == expected


def test_a_change_counts_at_once_and_stays_in_the_history_with_who_and_why(
    app: Flask, manager: Person, person: People, logged: Callable[..., list[str]]
) -> None:
    assert "the matrix that came with the portal" in page(manager)
    answer = posts(manager, CHANGE, points_cp_before="5", within_cp_before="7", text_green="All is well.")
    assert answer.status_code == 303
    said = page(manager)
    assert "Agreed on Monday" in said
    assert "ended within so many years: 2 → 5 points" in said
    assert "5 → 7 years" in said
    assert "Another text for green" in said
    assert "Marek Manager" in said
    with app.app_context():
        assert current("luton").points["cp_before"] == 5
        assert current("bedford").number == 0
        assert [row.number for row in versions("luton")] == [2, 1]
    assert logged(by=manager.id) == ["matrix:changed"]
    child_id = a_child(app)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        child = db.session.get_one(Child, child_id)
        known = Supported(kind="cp")
        facts.record(child, known, SOMEBODY, datetime.now(UTC), date(2020, 1, 1), date(2024, 1, 1))
        db.session.commit()
    assert "+5 child protection plan, ended 2024" in page(person(), f"/staff/register/{child_id}/rating")


def test_the_same_again_changes_nothing(app: Flask, manager: Person) -> None:
    assert "done=same" in posts(manager, CHANGE).location
    with app.app_context():
        assert versions("luton") == []


def test_the_second_of_two_sees_what_the_first_saved_and_loses_nothing(person: People) -> None:
    first, second = person(LUTON, Role.MANAGER, name="First One"), person(LUTON, Role.MANAGER)
    assert posts(first, CHANGE, points_moves="4", why="The first reason").status_code == 303
    answer = posts(second, CHANGE, points_moves="3", why="The second reason")
    assert answer.status_code == 409
    for words in ("First One changed this", "The first reason", "The second reason", "What counts now: number 2"):
        assert words in answer.text
    assert posts(second, CHANGE, points_moves="3", version="2").status_code == 303


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"why": ""}, "Write what you changed, and why"),
        ({"points_cp_before": "many"}, "Points must be a whole number"),
        ({"points_cp_before": "99"}, "from −20 to 20"),
        ({"points_seen": "3"}, "can only lower the sum"),
        ({"within_cp_before": ""}, "Say for how many years"),
        ({"within_cp_before": "0"}, "from 1 to 60"),
        ({"to_1": "5"}, "overlap"),
        ({"from_4": "9"}, "No band holds 7"),
        ({"rating_4": "", "months_4": "", "from_4": ""}, "No band says what to do above 6"),
        ({"months_4": "36"}, "months must be a whole number from 1 to 12"),
        ({"rating_1": "purple"}, "Choose from the answers"),
        ({"points_not_assessed": "0"}, "nothing is known would be green"),
        ({"text_red": ""}, "Write what red means here"),
        ({"text_red": "x" * 700}, "600 characters or fewer"),
        ({"first_triage": "0"}, "from 1 to 12"),
        ({"concern_days": "soon"}, "Days must be a whole number"),
        ({"always_red": "ethnicity"}, "Choose from the answers"),
        ({"points_cp_before": "=HYPERLINK(1)"}, "Points must be a whole number"),
        ({"points_cp_before": "👩‍👧"}, "Points must be a whole number"),
        ({"points_cp_before": "1" * 5000}, "Points must"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_lost(
    app: Flask, manager: Person, changed: dict[str, str], message: str
) -> None:
    answer = posts(manager, CHANGE, **{"text_amber": "Words to keep", **changed})
    assert answer.status_code == 422
    assert message in answer.text
    assert "Words to keep" in answer.text
    with app.app_context():
        assert versions("luton") == []
    if "why" not in changed and not any(name.startswith(("text", "first", "concern")) for name in changed):
        assert message in posts(manager, WHAT_IF, **changed).text


def test_numbers_are_understood_as_people_write_them(app: Flask, manager: Person) -> None:
    assert posts(manager, CHANGE, points_seen="−2", points_moves="+3", points_concern="۴").status_code == 303
    with app.app_context():
        points = current("luton").points
    assert (points["seen"], points["moves"], points["concern"]) == (-2, 3, 4)


def dump(app: Flask) -> dict[str, list[Any]]:
    """Every table but the audit log's."""
    with app.app_context():
        tables = [table for table in Model.metadata.sorted_tables if not table.name.startswith("audit_")]
        return {table.name: sorted(map(str, db.session.execute(select(table)).all())) for table in tables}


def test_what_if_says_who_would_change_and_changes_nobody(
    app: Flask, manager: Person, logged: Callable[..., list[str]]
) -> None:
    child_id = a_child(app, "Moving")
    a_child(app, "Secretgivenname", restricted=True)
    a_child(app, "Elsewhere", team=BEDFORD)
    before = dump(app)
    answer = posts(manager, WHAT_IF, points_not_assessed="8")
    assert answer.status_code == 200
    assert dump(app) == before
    said = text_of(next(iter(parsed(answer.data).iter("main"))))
    assert "1 child of 1 would have another suggestion" in said
    assert f"/staff/register/{child_id}/rating" in answer.text
    assert "Moving Invented" in said
    assert "1 restricted record was looked at; 1 would have another suggestion" in said
    assert "Secretgivenname" not in said
    assert "Elsewhere" not in said
    assert "1 of these children are not rated by anybody yet" in said
    assert logged(by=manager.id) == ["matrix:what-if"]
    assert stored(app, child_id).rating == Rating.TRIAGE
    with app.app_context():
        assert db.session.scalars(select(MatrixVersion)).all() == []


def test_triage_is_in_no_colour_of_what_if(app: Flask, manager: Person) -> None:
    a_child(app, "Robin")
    answer = posts(manager, WHAT_IF)
    said = text_of(next(iter(parsed(answer.data).iter("main"))))
    assert "0 children of 1" in said
    assert "NowThenChildren Amber Amberthe same1" in said


def test_what_if_over_a_whole_register_does_not_keep_anybody_waiting(
    app: Flask, manager: Person, record_property: Callable[[str, object], None]
) -> None:
    child_id = a_child(app)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        one = db.session.execute(select(Child.__table__).where(Child.id == child_id)).mappings().one()
        children = [{**one, "id": uuid.uuid4(), "reference": f"C-{number:04d}-TEST"} for number in range(2499)]
        db.session.execute(insert(Child.__table__), children)  # sealed words open in their own row alone
        for child in children:
            fact = ChildFact(child_id=child["id"], topic="support", at=datetime.now(UTC), by=SOMEBODY)
            fact.said = {"kind": "cin"}
            db.session.add(fact)
        db.session.commit()
    started = time.monotonic()
    answer = posts(manager, WHAT_IF)
    seconds = time.monotonic() - started
    record_property("what-if over 2,500 children, seconds", round(seconds, 2))
    assert answer.status_code == 200
    assert "of 2500 would" in answer.text
    assert seconds < 8
