"""Which children live together: suggested by an address, said by a person, and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from portal.register import Child, children, households
from portal.register.facts import Address
from portal.storage import db
from tests.staff.conftest import BEDFORD, Person
from tests.support.children import BY, acting, begun, found
from tests.support.one_child import PEOPLE, posts, whoever

Made = Callable[..., Any]


def at(child: uuid.UUID) -> str:
    return f"/staff/register/{child}/household"


def lives(app: Flask, child: uuid.UUID) -> None:
    with acting(app):
        home = Address(lines="1 Invented Street, Luton", postcode="LU1 2BQ")
        children.add(found(child), home, BY, datetime.now(UTC))


def together(app: Flask, child: uuid.UUID) -> set[uuid.UUID]:
    with app.app_context():
        return {one.id for one in households.household(db.session.get_one(Child, child))}


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_works_on_both_puts_them_together_and_takes_one_out(app: Flask, person: Made, who: str) -> None:
    one, two, somebody = begun(app), begun(app, given="Sam"), whoever(person, who)
    works = who in ("officer", "manager", "safeguarding")
    expected = {"auditor": 403, "admin": 403}.get(who, 404)
    assert somebody.get(at(one)).status_code == (200 if works else expected)
    assert posts(somebody, at(one), record=str(two)).status_code == (302 if works else expected)
    assert together(app, one) == ({two} if works else set())
    assert posts(somebody, f"{at(one)}/leave").status_code == (302 if works else expected)
    assert together(app, one) == set()


def test_who_has_the_same_address_is_suggested_and_put_together_with_one_press(
    app: Flask, person: Made, logged: Made
) -> None:
    one, two, officer = begun(app), begun(app, given="Sam"), person()
    lives(app, one)
    lives(app, two)
    page = officer.get(at(one)).text
    assert "At the same address" in page
    assert "Sam Invented" in page
    assert posts(officer, at(one), record=str(two)).status_code == 302
    page = officer.get(at(one)).text
    assert "At the same address" not in page
    assert "Robin Invented</bdi> lives somewhere else" in page
    assert posts(officer, at(one), record=str(two)).status_code == 302, "pressed twice it stays as it is"
    assert together(app, one) == {two}
    assert "child:changed" in logged(by=officer.id, about=one)


def test_a_restricted_record_at_the_same_address_is_not_told_of(app: Flask, person: Made, saira: Person) -> None:
    one, closed, officer = begun(app), begun(app, given="Hidden", restricted=True), person()
    lives(app, one)
    lives(app, closed)
    for page in (officer.get(at(one)).text, officer.get(f"/staff/register/{one}").text):
        assert "At the same address" not in page
        assert "Hidden" not in page
    assert "Hidden Invented" in saira.get(at(one)).text
    assert posts(saira, at(one), record=str(closed)).status_code == 302
    page = officer.get(at(one)).text
    assert "1 that you may not read" in page
    assert "Hidden" not in page
    assert posts(officer, at(one), record=str(closed)).status_code == 403


def test_a_child_is_found_by_reference_and_a_wrong_one_gets_a_message(app: Flask, person: Made) -> None:
    one, two, officer = begun(app), begun(app, given="Sam"), person()
    with app.app_context():
        mine, theirs = found(one).reference, found(two).reference
        elsewhere = begun(app, team=BEDFORD)
        foreign = found(elsewhere).reference
    for typed in ("", "C-9999-9999", mine, foreign):
        answer = posts(officer, at(one), record_reference=typed)
        assert answer.status_code == 422
        assert "record_reference-error" in answer.text
    assert posts(officer, at(one), record=str(elsewhere)).status_code == 404
    assert posts(officer, at(one), record_reference=theirs.lower()).status_code == 302
    assert together(app, one) == {two}
