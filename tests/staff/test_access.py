"""What another council's people meet: nothing, not even that it exists."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.delivery.models import OutboxMessage, State
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import BEDFORD

Made = Callable[..., Any]

ACTS = ("take", "assign", "note", "pass", "close")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.SAFEGUARDING])
def test_another_councils_submission_is_not_there(
    person: Made, sent: Made, app: Flask, logged: Made, kind: Kind, role: Role
) -> None:
    one, stranger = sent(kind), person(BEDFORD, role)
    assert stranger.page(one).status_code == 404
    for act in ACTS:
        status = stranger.does(one, act, note="n", reason="r", to_team=BEDFORD, outcome="done").status_code
        assert status == 404 or (status == 403 and act == "assign" and role is Role.OFFICER)
    with app.app_context():
        message = db.session.scalars(select(OutboxMessage)).first()
        assert message is not None
        message.state, message.next_at = State.FAILED, None
        db.session.commit()
        message_id = message.id
    resent = stranger.client.post(f"/staff/delivery/{message_id}/resend", data={"csrf_token": stranger.token()})
    assert resent.status_code == (403 if role is Role.OFFICER else 404)
    assert logged(by=stranger.id) == []


def test_another_councils_submission_is_in_no_list_and_no_count(person: Made, sent: Made, stored: Made) -> None:
    one, stranger = sent(), person(BEDFORD, Role.MANAGER)
    reference = stored(one).reference
    for address in ("/staff/", "/staff/?status=new", "/staff/?team=luton/home-education", "/staff/?council=luton"):
        page = stranger.get(address)
        assert reference not in page.text
        assert '<span class="count">0</span>' in page.text
        assert '<span class="count">1</span>' not in page.text
    found = stranger.client.post("/staff/", data={"csrf_token": stranger.token(), "reference": reference})
    unknown = stranger.client.post("/staff/", data={"csrf_token": stranger.token(), "reference": "2222-2222"})
    assert found.status_code == unknown.status_code == 422
    assert "There is no submission with this reference in your teams." in found.text
    assert found.text.replace(reference, "").count("error") == unknown.text.count("error")


def test_nothing_that_never_was_is_there(person: Made) -> None:
    officer, nothing = person(), uuid.uuid4()
    assert officer.page(nothing).status_code == 404
    for act in ("take", "note", "pass", "close"):
        assert officer.does(nothing, act).status_code == 404


def test_nobody_who_is_not_signed_in_gets_a_page(client: Any, sent: Made) -> None:
    one = sent()
    for address in ("/staff/", f"/staff/submissions/{one}", "/staff/delivery", "/staff/audit"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.location.startswith("/staff/sign-in")


def test_who_has_no_team_is_led_to_their_account(person: Made) -> None:
    admin = person(is_admin=True)
    assert admin.get("/staff/").location == "/staff/account"
    assert admin.get("/staff/audit").status_code == 403
    assert admin.get("/staff/delivery").status_code == 403
