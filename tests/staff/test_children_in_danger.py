"""Where somebody is to be asked first, whoever has to tell the police where a child lives sees it at once, and those
who safeguard are told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.delivery.mail import compose
from portal.delivery.models import OutboxMessage
from portal.storage import db
from tests.staff.conftest import Person
from tests.staff.test_children_ask_first import NUMBER, STREET
from tests.staff.test_children_contacts import main_of, posts
from tests.support.children import asks, begun, found, lives_at
from tests.support.forms import errors_of

Made = Callable[..., Any]
WHY = "The neighbour hears screaming now."


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    made = begun(app)
    lives_at(app, made, STREET, NUMBER)
    return made


def shows(who: Person, child: uuid.UUID, why: str) -> Any:
    data = {"csrf_token": who.token(), "what_now": why}
    return who.client.post(f"/staff/register/{child}/in-danger", data=data)


def mails(app: Flask) -> list[OutboxMessage]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "in_danger")))


def test_an_officer_sees_the_address_with_a_reason_and_those_who_safeguard_are_told(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, logged: Made
) -> None:
    olu = person()
    asks(app, child, saira.id)
    for page in ("", "/contacts/begin"):
        assert f"/staff/register/{child}/in-danger" in olu.get(f"/staff/register/{child}{page}").text
    assert f"/staff/register/{child}/in-danger" in posts(olu, child, "/begin", how="phone", who="others").text
    asked = olu.get(f"/staff/register/{child}/in-danger").text
    assert "Call 999 first." in asked
    assert STREET not in asked
    looks = len(logged(by=olu.id))
    shown = shows(olu, child, WHY)
    assert shown.status_code == 200
    assert STREET in main_of(shown)
    assert "Saira Safeguarding" in main_of(shown)
    assert logged(by=olu.id)[looks:] == ["child:read"]
    mail = mails(app)
    assert len(mail) == 1
    with app.app_context():
        written = compose(mail[0], app.extensions["portal.config"], datetime.now(UTC))
        assert written["Subject"] == f"Somebody may be in danger now: {found(child).reference}"
    for kept in ("Robin", STREET, WHY, "Olu"):
        assert kept not in written.get_content()
    history = saira.get(f"/staff/register/{child}/chronology").text
    assert "The address was shown because somebody was in danger" in history
    assert WHY in history
    assert "because somebody was in danger" in saira.get(f"/staff/register/{child}/looks").text


def test_whoever_looks_again_within_the_hour_tells_nobody_twice(
    app: Flask, person: Made, saira: Person, child: uuid.UUID
) -> None:
    olu = person()
    asks(app, child, saira.id)
    for _ in range(2):
        assert STREET in main_of(shows(olu, child, WHY))
    assert len(mails(app)) == 1
    assert STREET in main_of(shows(person(name="Ann Other"), child, WHY))
    assert len(mails(app)) == 2, "another officer is another matter"


@pytest.mark.parametrize(
    ("why", "says"),
    [("", "Write what is happening, in a few words"), ("help!", "Write why, in at least 10 letters.")],
)
def test_without_a_reason_nothing_is_shown_and_what_was_typed_stays(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, why: str, says: str
) -> None:
    asks(app, child, saira.id)
    answer = shows(person(), child, why)
    assert answer.status_code == 422
    assert errors_of(answer.data) == [says]
    assert why in answer.text
    assert STREET not in answer.text
    assert mails(app) == []


def test_where_nobody_is_to_be_asked_it_stands_in_the_record(app: Flask, person: Made, child: uuid.UUID) -> None:
    olu = person()
    assert olu.get(f"/staff/register/{child}/in-danger").location == f"/staff/register/{child}"
    assert shows(olu, child, WHY).location == f"/staff/register/{child}"
    assert STREET in olu.get(f"/staff/register/{child}").text
    assert mails(app) == []
