"""Restricting a record with a reason, and opening it to the team again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.register import Child
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import LUTON, Person
from tests.support.answers import VIEWS
from tests.support.children import begun
from tests.support.one_child import NASTY, PEOPLE, posts, whoever

Made = Callable[..., Any]
WHY = "Their address must not be seen by many."


def restricted(app: Flask, child: uuid.UUID) -> bool:
    with app.app_context():
        return db.session.get_one(Child, child).restricted


@pytest.mark.parametrize("who", PEOPLE)
def test_only_managers_and_those_who_safeguard_restrict_it(app: Flask, person: Made, who: str) -> None:
    child, somebody = begun(app), whoever(person, who)
    may = who in ("manager", "safeguarding")
    expected = 404 if who == "other council" else 403
    address = f"/staff/register/{child}/restrict"
    assert somebody.get(address).status_code == (200 if may else expected)
    assert posts(somebody, address, why=WHY).status_code == (302 if may else expected)
    assert restricted(app, child) == may


@pytest.mark.parametrize("who", PEOPLE)
def test_only_those_who_safeguard_open_it_again(app: Flask, person: Made, who: str) -> None:
    child, somebody = begun(app, restricted=True), whoever(person, who)
    may = who == "safeguarding"
    expected = 404 if who == "other council" else 403
    address = f"/staff/register/{child}/unrestrict"
    assert somebody.get(address).status_code == (200 if may else expected)
    assert posts(somebody, address, why=WHY).status_code == (302 if may else expected)
    assert restricted(app, child) != may


def test_a_manager_is_told_that_they_read_it_no_more_and_comes_back_to_the_register(
    app: Flask, manager: Person, saira: Person, logged: Made
) -> None:
    child = begun(app)
    page = manager.get(f"/staff/register/{child}/restrict").text
    assert "You will not be able to read it yourself any more." in page
    assert "Saira Safeguarding" in page
    answer = posts(manager, f"/staff/register/{child}/restrict", why=WHY)
    assert answer.location == "/staff/register?done=restricted"
    assert "The record is restricted now." in manager.get(answer.location).text
    assert manager.get(f"/staff/register/{child}").status_code == 403
    assert WHY in saira.get(f"/staff/register/{child}/chronology").text
    assert logged(by=manager.id, about=child).count("child:restricted") == 1


def test_where_nobody_could_read_it_the_page_says_so_first(app: Flask, manager: Person) -> None:
    assert "Nobody in this team could read it then." in manager.get(f"/staff/register/{begun(app)}/restrict").text


def test_pressed_twice_it_stays_as_it_was_meant(app: Flask, saira: Person, logged: Made) -> None:
    child = begun(app)
    for _ in range(2):
        assert posts(saira, f"/staff/register/{child}/restrict", why=WHY).status_code == 302
    assert restricted(app, child)
    for _ in range(2):
        assert posts(saira, f"/staff/register/{child}/unrestrict", why=WHY).status_code == 302
    assert not restricted(app, child)
    assert logged(by=saira.id, about=child).count("child:restricted") == 2


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_a_reason_that_tells_nothing_is_refused_beside_the_field(app: Flask, saira: Person, typed: str) -> None:
    child = begun(app)
    answer = posts(saira, f"/staff/register/{child}/restrict", why=typed)
    assert answer.status_code == 422
    assert "why-error" in answer.text
    assert not restricted(app, child)


def test_what_was_made_from_a_young_persons_words_alone_stays_closed(
    app: Flask, person: Made, sent: Made, saira: Person
) -> None:
    views = sent(Kind.VIEWS, **{**VIEWS, "called": "Robin"})
    form = {"given": "Robin", "status": "not_confirmed", "from_on-day": "3", "from_on-month": "11"}
    assert posts(saira, f"/staff/submissions/{views}/record/0", **form, **{"from_on-year": "2026"}).status_code == 302
    with app.app_context():
        child = db.session.scalars(select(Child.id)).one()
    answer = posts(saira, f"/staff/register/{child}/unrestrict", why=WHY)
    assert answer.status_code == 422
    assert "so it stays restricted" in answer.text
    assert WHY in answer.text
    assert restricted(app, child)
    assert person(LUTON, Role.MANAGER).get(f"/staff/register/{child}").status_code == 403
