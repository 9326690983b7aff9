"""Where somebody is to be asked before anybody gets in touch, a family's numbers and addresses stand on no page: only
where a contact begins, which asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from portal.accounts import Role
from portal.casework import records
from portal.register.facts import Adult
from portal.register.models import ChildFact
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import Person
from tests.staff.test_children_ask_first import NUMBER, STREET, agrees
from tests.staff.test_children_contacts import main_of, posts
from tests.support.children import acting, asks, begun, found, lives_at

Made = Callable[..., Any]


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


@pytest.fixture
def known(app: Flask, child: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """The address and the parent in the record."""
    address, adult = lives_at(app, child, STREET, NUMBER)
    return address, adult


def pages(child: uuid.UUID, known: tuple[uuid.UUID, uuid.UUID], other: uuid.UUID) -> list[str]:
    acts = [f"/details/{fact}/{act}" for fact in known for act in ("correct", "end", "strike")]
    return ["", "/details", "/chronology", "/chronology?print=1", f"/same?record={other}", *acts]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SAFEGUARDING])
def test_no_page_of_the_record_shows_them(
    app: Flask, person: Made, child: uuid.UUID, known: tuple[uuid.UUID, uuid.UUID], role: Role
) -> None:
    one, other = person(role=role), begun(app, given="Robyn")
    under = pages(child, known, other)
    before = {page: one.get(f"/staff/register/{child}{page}").text for page in under}
    asks(app, child)
    after = {page: one.get(f"/staff/register/{child}{page}").text for page in under}
    assert {page for page in under if STREET in before[page] or NUMBER in before[page]} == set(under) - {
        f"/details/{known[1]}/end",
        f"/details/{known[1]}/strike",
    }
    assert not [page for page in under if STREET in after[page] or NUMBER in after[page]]
    assert all("sk first" in after[page] for page in under if page in ("", "/details", "/chronology?print=1"))
    assert "Alex Invented" in after[""], "who the parent is stays to be read"


def test_the_number_is_where_the_contact_begins_once_it_is_agreed(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, known: tuple[uuid.UUID, uuid.UUID]
) -> None:
    olu = person()
    asks(app, child)
    assert NUMBER not in posts(olu, child, "/begin", how="phone", who="others").text
    agrees(saira, child, "phone")
    assert NUMBER in main_of(posts(olu, child, "/begin", how="phone", who="others"))
    assert STREET not in posts(olu, child, "/begin", how="letter", who="others").text


def test_what_is_not_asked_for_stays_when_something_else_is_put_right(
    app: Flask, person: Made, child: uuid.UUID, known: tuple[uuid.UUID, uuid.UUID]
) -> None:
    olu = person()
    asks(app, child)
    typed = {"name": "Alexandra Invented", "relation": "mother", "source": "parent"}
    answer = olu.client.post(
        f"/staff/register/{child}/details/{known[1]}/correct", data={"csrf_token": olu.token(), **typed}
    )
    assert "done=corrected" in answer.location
    with app.app_context():
        rows = db.session.query(ChildFact).where(ChildFact.child_id == child, ChildFact.struck_at.is_(None))
        adult = next(Adult.of(row.said) for row in rows if row.topic == Adult.topic)
        assert (adult.name, adult.phone) == ("Alexandra Invented", NUMBER)


def test_a_message_that_is_joined_to_the_record_says_above_its_words_whom_to_ask(
    app: Flask, person: Made, saira: Person, sent: Made, child: uuid.UUID
) -> None:
    olu, notice = person(), sent(Kind.NOTIFICATION)
    with acting(app):
        records.join(found(child), db.session.get_one(Submission, notice), 0, saira.id, datetime.now(UTC))
    assert "Ask first" not in main_of(olu.page(notice))
    asks(app, child)
    shown = main_of(olu.page(notice))
    assert "Ask first. Talk to Saira Safeguarding before you get in touch about Robin Invented." in shown
