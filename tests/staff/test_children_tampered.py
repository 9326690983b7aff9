"""A record that was changed in the database keeps nobody from the others: lists and searches go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.register import Child, children
from portal.register.facts import Address
from portal.register.models import ChildFact
from portal.storage import db
from tests.staff.conftest import Person
from tests.staff.test_children_contacts import main_of
from tests.support.children import BY, acting, begun, found
from tests.support.one_child import posts
from tests.support.register import NOW

Made = Callable[..., Any]


@pytest.mark.parametrize("what", [Child.identity_sealed, ChildFact.said_sealed], ids=["name", "facts"])
def test_the_others_are_listed_and_found_all_the_same(app: Flask, person: Made, what: Any) -> None:
    broken, whole = begun(app, given="Broken"), begun(app, given="Zephyrine")
    with acting(app):
        for child in (broken, whole):
            children.add(found(child), Address(lines="1 Invented Street", postcode="LU1 2BQ"), BY, NOW)
    with acting(app):
        key = Child.id if what.class_ is Child else ChildFact.child_id
        db.session.execute(update(what.class_).where(key == broken).values({what.key: b"something else"}))
    olu: Person = person()
    for page in ("register", "reviews?which=nobodys", "today", "register/past-school-age"):
        assert olu.get(f"/staff/{page}").status_code == 200
    assert "Zephyrine" in main_of(olu.get("/staff/register"))
    for page in ("", "/household", "/same"):
        assert olu.get(f"/staff/register/{whole}{page}").status_code == 200
    for words in ("Invented", "4 5 2015", "LU1 2BQ"):
        hits = posts(olu, "/staff/register/search", words=words)
        assert hits.status_code == 200
        assert "Zephyrine" in hits.text
    if what.class_ is Child:
        assert "The name does not open" in main_of(olu.get("/staff/register"))
        assert "The name does not open" in main_of(olu.get(f"/staff/register/{broken}/contacts"))


@pytest.mark.parametrize("page", ["", "/details", "/rating", "/chronology"])
def test_its_own_page_says_that_it_does_not_open_and_whom_to_tell(app: Flask, person: Made, page: str) -> None:
    broken = begun(app, given="Broken")
    with acting(app):
        db.session.execute(update(ChildFact).where(ChildFact.child_id == broken).values(said_sealed=b"something else"))
    answer = person().get(f"/staff/register/{broken}{page}")
    said = main_of(answer)
    assert answer.status_code == 200 or "Tell whoever looks after the site at once." in said
    assert "Traceback" not in answer.text
    if not page:
        assert "This does not open" in said
