"""Ask first holds for an old contact that is written anew: nobody is reached unseen by rewriting one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Staff
from portal.casework.models import ContactEntry
from portal.delivery.models import OutboxMessage, Purpose
from portal.storage import db
from tests.staff.conftest import Person
from tests.staff.test_children_ask_first import agrees
from tests.staff.test_children_contacts import CALLS, at, main_of, posts
from tests.support.children import asks, begun, contacted

Made = Callable[..., Any]
ANEW = {**CALLS, "why_anew": "I mixed up two calls"}


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


def newest(app: Flask) -> uuid.UUID:
    with app.app_context():
        wanted = select(ContactEntry.id).where(ContactEntry.struck_at.is_(None)).order_by(ContactEntry.at.desc())
        return db.session.scalars(wanted.limit(1)).one()


def told(app: Flask) -> list[str]:
    with app.app_context():
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED)).all()
        assert {mail.template for mail in mails} <= {"unasked"}
        return [mail.to for mail in mails]


@pytest.mark.parametrize(
    "other",
    [{"on-day": "4"}, {"way": "email"}, {"came": "no_answer"}, {"whom": ["child"]}],
    ids=["day", "way", "outcome", "company"],
)
def test_a_contact_that_becomes_another_one_tells_those_who_safeguard_once(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID, other: dict[str, Any]
) -> None:
    posts(olu, child, "/new", **CALLS)
    asks(app, child, saira.id)
    address, key = f"/{newest(app)}/correct", str(uuid.uuid4())
    assert "those who safeguard are told by email" in main_of(olu.get(at(child, address))), "it is said before"
    answer = posts(olu, child, address, key=key, **{**ANEW, **other})
    assert answer.location == f"{at(child)}?done=anew-told"
    assert "those who safeguard are told by email" in main_of(olu.get(answer.location))
    assert "Nobody was asked first" in main_of(olu.get(at(child)))
    assert posts(olu, child, address, key=key, **{**ANEW, **other}).status_code == 302, "the same form once more"
    with app.app_context():
        lead = db.session.get_one(Staff, saira.id).email
    assert told(app) == [lead]


def test_a_change_of_notes_tells_nobody_and_keeps_what_is_known(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID
) -> None:
    posts(olu, child, "/new", **CALLS)
    asks(app, child, saira.id)
    assert posts(olu, child, f"/{newest(app)}/correct", **{**ANEW, "said": "Library"}).location.endswith("done=anew")
    assert "Nobody was asked first" not in main_of(olu.get(at(child)))
    assert told(app) == []


def test_what_was_agreed_to_is_agreed_to_still_as_it_is_corrected_and_for_no_other_way(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID
) -> None:
    asks(app, child, saira.id)
    agrees(saira, child, "phone")
    assert posts(olu, child, "/new", **CALLS).location.endswith("done=written")
    for other in ({"on-day": "4"}, {"on-day": "4", "said": "Library"}, {"on-day": "5"}):
        answer = posts(olu, child, f"/{newest(app)}/correct", **{**ANEW, **other})
        assert answer.location.endswith("done=anew"), other
    assert told(app) == []
    answer = posts(olu, child, f"/{newest(app)}/correct", **{**ANEW, "way": "email"})
    assert answer.location.endswith("done=anew-told")
    assert len(told(app)) == 1


def test_an_old_contact_changed_to_a_way_that_is_agreed_to_uses_the_agreement_up(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID
) -> None:
    contacted(app, child)
    asks(app, child, saira.id)
    agrees(saira, child, "email")
    answer = posts(olu, child, f"/{newest(app)}/correct", **{**ANEW, "way": "email"})
    assert answer.location.endswith("done=anew")
    assert posts(olu, child, "/new", **{**CALLS, "way": "email"}).status_code == 409
    assert told(app) == []
