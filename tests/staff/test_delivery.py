"""A mail that failed is seen by somebody who can send it again, and tells nobody an address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff
from portal.casework.climbing import climb
from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.storage import db, reads_only
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR
from tests.support.clock import set_clock

Made = Callable[..., Any]
CAME = datetime(2026, 11, 2, 10, tzinfo=UTC)
PAST = datetime(2026, 11, 4, 17, 5, tzinfo=UTC)
"""Its first look is owed until five minutes before."""


@pytest.fixture
def fails(app: Flask) -> Callable[[uuid.UUID], uuid.UUID]:
    """Give up the mail about a submission, which had been sent to an inbox of long ago. Gives the mail's id."""

    def failed(submission_id: uuid.UUID) -> uuid.UUID:
        with app.app_context():
            reads_only(False)
            message = db.session.scalars(
                select(OutboxMessage).where(OutboxMessage.submission_id == submission_id)
            ).first()
            assert message is not None
            message.state, message.next_at, message.attempts = State.FAILED, None, 5
            message.to, message.error = "long-ago@luton.example", "The mailbox does not exist."
            db.session.commit()
            return message.id

    return failed


def test_managers_see_it_on_the_queue_and_send_it_again_to_where_it_goes_now(
    app: Flask, person: Made, sent: Made, stored: Made, fails: Made, logged: Made
) -> None:
    one, manager, officer = sent(), person(role=Role.MANAGER), person()
    message_id = fails(one)
    assert "could not be delivered" in manager.get("/staff/").text
    assert "could not be delivered" not in officer.get("/staff/").text
    page = manager.get("/staff/delivery").text
    for shown in (stored(one).reference, "The mailbox does not exist.", "Email to Luton home education team"):
        assert shown in page
    assert "long-ago@luton.example" not in page
    answer = manager.client.post(f"/staff/delivery/{message_id}/resend", data={"csrf_token": manager.token()})
    assert "on its way again" in manager.get(answer.location).text
    with app.app_context():
        message = db.session.get(OutboxMessage, message_id)
        assert message is not None
        assert (message.state, message.to) == (State.WAITING, "home-education@luton.example")
    assert logged(by=manager.id) == ["nudge:resent"]
    again = manager.client.post(f"/staff/delivery/{message_id}/resend", data={"csrf_token": manager.token()})
    assert "Somebody else was faster" in manager.get(again.location).text


def test_who_reads_it_sees_what_became_of_the_mails_and_a_manager_can_resend_there(
    person: Made, sent: Made, fails: Made
) -> None:
    one, manager, officer = sent(), person(role=Role.MANAGER), person()
    fails(one)
    for who, resends in ((manager, True), (officer, False)):
        page = who.page(one).text
        assert "It could not be delivered" in page
        assert "The mailbox does not exist." in page
        assert "long-ago@luton.example" not in page
        assert ("Send it again" in page) is resends


def test_a_familys_address_is_on_no_page(app: Flask, person: Made, sent: Made) -> None:
    one, manager = sent(), person(role=Role.MANAGER)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        message = outbox.receipt(
            "robin@family.example", template="notification_receipt", context={}, language="en_GB", submission_id=one
        )
        message.state, message.next_at, message.error = State.FAILED, None, "Refused."
        db.session.commit()
    for address in ("/staff/", "/staff/delivery", f"/staff/submissions/{one}"):
        page = manager.get(address).text
        assert "family.example" not in page
        if address != "/staff/":
            assert "Receipt to the person who sent it" in page


def test_a_manager_sees_that_a_word_about_a_young_person_failed_and_cannot_open_it(
    person: Made, sent: Made, stored: Made, fails: Made
) -> None:
    one, manager, reader = sent(Kind.VIEWS, safe="yes"), person(role=Role.MANAGER), person(LUTON, Role.SAFEGUARDING)
    message_id = fails(one)
    page = manager.get("/staff/delivery").text
    assert stored(one).reference in page
    assert f"/staff/submissions/{one}" not in page
    post = {"data": {"csrf_token": manager.token()}}
    assert manager.client.post(f"/staff/delivery/{message_id}/resend", **post).status_code == 403
    assert reader.client.post(f"/staff/delivery/{message_id}/resend", **post).status_code == 302


def test_another_councils_mail_is_not_there(person: Made, sent: Made, stored: Made, fails: Made) -> None:
    one, stranger = sent(), person(BEDFORD, Role.MANAGER)
    fails(one)
    assert stored(one).reference not in stranger.get("/staff/delivery").text


def test_what_waits_is_shown_with_its_next_try(person: Made, sent: Made, stored: Made) -> None:
    one, manager = sent(), person(role=Role.MANAGER)
    page = manager.get("/staff/delivery").text
    assert stored(one).reference in page
    assert "Next try" in page


def test_a_team_that_passed_it_on_is_not_told_again_that_it_waits(
    app: Flask, person: Made, sent: Made, fails: Made, logged: Made
) -> None:
    one, manager = sent(), person(roles=[(LUTON, Role.MANAGER), (LUTON_DOOR, Role.MANAGER)])
    message_id = fails(one)
    assert manager.does(one, "pass", to_team=LUTON_DOOR, reason="It is theirs").status_code == 302
    answer = manager.client.post(f"/staff/delivery/{message_id}/resend", data={"csrf_token": manager.token()})
    assert "Nobody is to be told of it any more" in manager.get(answer.location).text
    assert logged(by=manager.id)[-1] == "nudge:nobody-left"
    with app.app_context():
        assert db.session.get_one(OutboxMessage, message_id).state == State.FAILED


def test_a_climb_is_told_again_to_who_stands_there_now_and_to_nobody_once_it_was_seen(
    app: Flask, person: Made, sent: Made, stored: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, left, stays = sent(at=CAME), person(role=Role.MANAGER), person(role=Role.MANAGER)
    set_clock(monkeypatch, PAST, "portal.casework.climbing", "portal.delivery.outbox")
    with app.app_context():
        reads_only(False)
        climb(app)
        gone = db.session.get_one(Staff, left.id)
        gone.active, climbs = False, OutboxMessage.purpose == Purpose.CLIMBED
        mails = {mail.to: mail for mail in db.session.scalars(select(OutboxMessage).where(climbs))}
        hers = db.session.get_one(Staff, stays.id).email
        for mail in mails.values():
            mail.state, mail.next_at = State.FAILED, None
        theirs, own = mails[gone.email].id, mails[hers].id
        db.session.commit()

    def again(message_id: uuid.UUID) -> str:
        post = {"data": {"csrf_token": stays.token()}}
        return str(stays.client.post(f"/staff/delivery/{message_id}/resend", **post).location)

    assert again(theirs).endswith("done=resent")
    with app.app_context():
        assert db.session.get_one(OutboxMessage, theirs).to == hers
    stays.page(one)
    assert again(own).endswith("done=nobody")
