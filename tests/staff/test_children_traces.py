"""What pages about a record leave behind and tell beside their words: who looked, in the log, and in lists."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit import AuditLine
from portal.casework.models import ContactEntry
from portal.register.models import ChildFact, StatusChange
from portal.reviews import ratings
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind, Rating
from tests.staff.conftest import Person
from tests.staff.test_children_contacts import CALLS, at, entries
from tests.staff.test_children_contacts import posts as writes_contact
from tests.staff.test_children_looks import looks, rows
from tests.support.answers import SHORT_NOTIFICATION, VIEWS
from tests.support.children import BY, acting, asks, begun, contacted, found

Made = Callable[..., Any]


def test_who_looked_does_not_tell_that_words_were_laid_beside_the_record(
    app: Flask, person: Made, saira: Person, sent: Made
) -> None:
    """One look before a parent's notice is joined, one before a young person's words are, one before a merge."""
    child, other, olu = begun(app), begun(app, given="Sam"), person()
    notice, views = sent(**SHORT_NOTIFICATION), sent(Kind.VIEWS, **{**VIEWS, "called": "Robin"})
    for one in (notice, views):
        assert saira.get(f"/staff/submissions/{one}/record/0/join?record={child}").status_code == 200
    assert saira.get(f"/staff/register/{other}/same?record={child}").status_code == 200
    (first, second, third) = rows(looks(olu, child))[:3]
    assert first == second == third
    with app.app_context():
        facts = db.session.scalars(select(AuditLine.facts).where(AuditLine.subject_id == child)).all()
        codes = [each.get("page") for each in facts]
    assert codes.count("beside") == 3, "the log says no more of it than the page does"


FORMS = (
    *("details/add/identity", "details/add/address", "details/{fact}/end", "details/{fact}/strike", "status"),
    *("status/{status}/strike", "same", "contacts/new", "contacts/doorstep", "contacts/begin"),
    "contacts/{entry}/strike",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_shows_the_child_is_a_look_and_is_one_line(app: Flask, person: Made, form: str) -> None:
    child = begun(app, given="Zephyrine")
    entry = contacted(app, child)
    with app.app_context():
        fact = db.session.scalars(select(ChildFact.id).where(ChildFact.child_id == child)).one()
        status = db.session.scalars(select(StatusChange.id).where(StatusChange.child_id == child)).one()
    olu, ann = person(), person(name="Ann Other")
    page = olu.get(f"/staff/register/{child}/{form.format(fact=fact, status=status, entry=entry)}")
    assert page.status_code == 200
    assert "Zephyrine" in page.text
    assert [line[:2] for line in rows(looks(ann, child))] == [["Olu Officer", "Read it"]]


def test_a_list_tells_no_rating_of_a_record_that_one_may_not_read(app: Flask, person: Made, saira: Person) -> None:
    closed = begun(app, restricted=True)
    with acting(app):
        ratings.rate(found(closed), Rating.RED, "Because.", BY, datetime.now(UTC))
        reference = found(closed).reference
    officer = person()
    assert reference in officer.get("/staff/register").text
    assert "rating--red" not in officer.get("/staff/register").text
    assert reference not in officer.get("/staff/register?rating=red").text
    assert reference in saira.get("/staff/register?rating=red").text


def test_the_key_of_another_childs_contact_opens_no_way_that_is_stopped(app: Flask, person: Made) -> None:
    olu = person()
    stopped, open_one = begun(app), begun(app, given="Sam")
    asks(app, stopped)
    key = str(uuid.uuid4())
    assert writes_contact(olu, open_one, "/new", **CALLS, key=key).status_code == 302
    assert writes_contact(olu, stopped, "/new", **CALLS, key=key).status_code == 409
    assert len(entries(app)) == 1


def test_the_key_of_another_childs_contact_corrects_the_one_that_is_meant(app: Flask, person: Made) -> None:
    olu = person()
    child, other = begun(app), begun(app, given="Sam")
    key = str(uuid.uuid4())
    writes_contact(olu, other, "/new", **CALLS, key=key)
    writes_contact(olu, child, "/new", **CALLS)
    with app.app_context():
        wrong = db.session.scalars(select(ContactEntry.id).where(ContactEntry.child_id == child)).one()
    typed = {**CALLS, "why_anew": "It was wrong.", "key": key}
    assert olu.client.post(at(child, f"/{wrong}/correct"), data={"csrf_token": olu.token(), **typed}).status_code == 302
    with app.app_context():
        struck = db.session.get_one(ContactEntry, wrong).struck_at
        assert struck is not None, "two would stand where one was put right"


def test_making_all_records_of_a_form_that_was_passed_on_is_no_fault_of_the_page(
    app: Flask, person: Made, sent: Made
) -> None:
    """One of its children is on the first council's register already."""
    luton, bedford = person(), person("bedford/home-education")
    family = [{"first_name": name, "last_name": "Example", "born": "2015-05-04"} for name in ("Robin", "Sam")]
    form = sent(**{**SHORT_NOTIFICATION, "children": family})
    child = begun(app)
    address = f"/staff/submissions/{form}/record/0/join"
    assert luton.client.post(address, data={"csrf_token": luton.token(), "record": str(child)}).status_code == 302
    with acting(app):
        passed = db.session.get_one(Submission, form)
        passed.council, passed.team_code = "bedford", "bedford/home-education"
    typed = {"csrf_token": bedford.token(), "sure_of_all": "yes"}
    assert bedford.client.post(f"/staff/submissions/{form}/records", data=typed).status_code == 302
