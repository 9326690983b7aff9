"""A mail about a child's record, or about a team's reviews, that failed: seen and sent again by who answers for the
team, and it tells nobody more than that."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff
from portal.casework import openings
from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, State
from portal.delivery.trouble import trouble
from portal.storage import db
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_children_contacts import main_of
from tests.support.children import BY, acting, begun, found

Made = Callable[..., Any]
WENT_TO = "long-ago@luton.example"
"""Nobody's any more: whoever was told there has left."""
NAME = "Zephyrine"
WHAT = {
    "opened": "Email to who watches over Luton home education team: a restricted record was opened",
    "unasked": "Email to who watches over Luton home education team: somebody got in touch without asking first",
    "in_danger": "Email to who watches over Luton home education team: an address was shown because of danger",
    "reviews": "Email to Luton home education team: reviews are overdue",
}


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app, restricted=True, given=NAME)


@pytest.fixture
def fails(app: Flask, child: uuid.UUID, saira: Person) -> Callable[..., uuid.UUID]:
    """Give up a mail that is about no submission, and speaks of what somebody did, or of nobody. Gives its id."""

    def failed(what: str, acted: uuid.UUID = BY) -> uuid.UUID:
        with acting(app):
            if what == "reviews":
                outbox.reviews_overdue(LUTON, WENT_TO, number="3", link="/staff/reviews")
            else:
                openings.tell(found(child), acted, what)
            message = db.session.scalars(select(OutboxMessage)).one()
            message.state, message.next_at, message.attempts = State.FAILED, None, 5
            message.to, message.error = WENT_TO, "The mailbox does not exist."
            return message.id

    return failed


def addressed() -> set[str]:
    """Where everything goes that is in the outbox."""
    return {one.to for one in db.session.scalars(select(OutboxMessage))}


def presses(who: Person, message_id: uuid.UUID, what: str) -> Any:
    return who.client.post(f"/staff/delivery/{message_id}/{what}", data={"csrf_token": who.token()})


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.SAFEGUARDING])
def test_who_answers_for_the_team_sees_it_without_names_and_sends_it_again(
    app: Flask, person: Made, child: uuid.UUID, fails: Made, logged: Made, what: str, role: Role
) -> None:
    message_id = fails(what)
    one = person(role=role, name="Mina Answers")
    with app.app_context():
        reference = "Reviews" if what == "reviews" else found(child).reference
    page = main_of(one.get("/staff/delivery"))
    for words in (WHAT[what], reference, "The mailbox does not exist."):
        assert words in page
    for words in (NAME, WENT_TO, str(child)):
        assert words not in one.get("/staff/delivery").text
    assert presses(one, message_id, "resend").location.endswith("done=resent")
    with app.app_context():
        message = db.session.get_one(OutboxMessage, message_id)
        assert message.state == State.WAITING
        if what == "reviews":
            assert message.to == "home-education@luton.example"
        else:
            assert WENT_TO not in addressed()
    assert logged(by=one.id) == ["nudge:resent"]
    assert "Next try" in main_of(one.get("/staff/delivery"))
    assert presses(one, message_id, "resend").location.endswith("done=moved")


@pytest.mark.parametrize(
    ("team", "role", "status"),
    [(BEDFORD, Role.MANAGER, 404), (BEDFORD, Role.SAFEGUARDING, 404), (LUTON, Role.OFFICER, 403)],
)
def test_nobody_else_sees_it_or_sends_it(
    app: Flask, person: Made, fails: Made, team: str, role: Role, status: int
) -> None:
    message_id, one = fails("opened"), person(team, role, name="Kept Out")
    assert "restricted record" not in one.get("/staff/delivery").text
    for what in ("resend", "settle"):
        assert presses(one, message_id, what).status_code == status
    with app.app_context():
        assert db.session.get_one(OutboxMessage, message_id).state == State.FAILED


@pytest.mark.parametrize(("what", "manager"), [("opened", 403), ("unasked", 403), ("in_danger", 403), ("reviews", 302)])
def test_what_those_who_watch_must_know_no_manager_lets_go(
    app: Flask, person: Made, fails: Made, logged: Made, what: str, manager: int
) -> None:
    """A manager may be the one who opened the record."""
    message_id, mina = fails(what), person(role=Role.MANAGER)
    assert ("Nobody needs it any more" in mina.get("/staff/delivery").text) is (manager == 302)
    assert presses(mina, message_id, "settle").status_code == manager
    lead = person(role=Role.SAFEGUARDING, name="Lena Lead")
    if manager != 302:
        assert presses(lead, message_id, "settle").location.endswith("done=settled")
        assert logged(by=lead.id) == ["nudge:settled"]
    assert "Every message to your teams has been handed over." in main_of(lead.get("/staff/delivery"))
    with app.app_context():
        assert (trouble().failed, trouble().untold) == (0, 0)


@pytest.mark.parametrize("gone", ["closed", "moved", "changed", "demoted"])
def test_sent_again_it_goes_to_who_is_to_be_told_now_and_never_to_who_is_not_any_more(
    app: Flask, person: Made, fails: Made, saira: Person, gone: str
) -> None:
    message_id, lead = fails("in_danger"), person(role=Role.SAFEGUARDING, name="Lena Lead")
    with acting(app):
        was = db.session.get_one(Staff, saira.id)
        db.session.get_one(OutboxMessage, message_id).to = before = was.email
        if gone == "closed":
            was.active = False
        elif gone == "changed":
            was.email = "saira-anew@luton.example"
        else:
            was.memberships[0].team_code = BEDFORD if gone == "moved" else LUTON
            was.memberships[0].role = Role.SAFEGUARDING if gone == "moved" else Role.OFFICER
    assert presses(lead, message_id, "resend").location.endswith("done=resent")
    with app.app_context():
        hers = db.session.get_one(Staff, lead.id).email
        assert before not in addressed()
        assert addressed() == ({hers, "saira-anew@luton.example"} if gone == "changed" else {hers})


def test_it_goes_again_to_the_same_and_only_to_them_while_they_are_still_to_be_told(
    app: Flask, person: Made, fails: Made, saira: Person
) -> None:
    message_id, lead = fails("unasked"), person(role=Role.SAFEGUARDING, name="Lena Lead")
    with acting(app):
        db.session.get_one(OutboxMessage, message_id).to = hers = db.session.get_one(Staff, saira.id).email
    assert presses(lead, message_id, "resend").location.endswith("done=resent")
    with app.app_context():
        assert addressed() == {hers}


def test_what_somebody_did_is_not_told_to_themselves_instead_of_who_watches(
    app: Flask, person: Made, fails: Made, saira: Person
) -> None:
    mina = person(role=Role.MANAGER, name="Mina Manager")
    message_id = fails("opened", acted=mina.id)
    assert presses(mina, message_id, "resend").location.endswith("done=resent")
    with app.app_context():
        assert addressed() == {db.session.get_one(Staff, saira.id).email}


def test_of_a_record_that_is_another_teams_by_now_that_team_is_told(
    app: Flask, person: Made, child: uuid.UUID, fails: Made
) -> None:
    message_id, lead = fails("in_danger"), person(role=Role.SAFEGUARDING, name="Lena Lead")
    there = person(LUTON_DOOR, Role.SAFEGUARDING, name="Dora Door")
    with acting(app):
        found(child).team_code = LUTON_DOOR
    assert presses(lead, message_id, "resend").location.endswith("done=resent")
    with app.app_context():
        assert addressed() == {db.session.get_one(Staff, there.id).email}
    assert "an address was shown because of danger" in main_of(there.get("/staff/delivery"))
    assert "an address was shown because of danger" not in main_of(lead.get("/staff/delivery"))


def test_where_nobody_is_left_to_be_told_nothing_is_sent_and_the_page_and_the_log_say_so(
    app: Flask, person: Made, fails: Made, logged: Made
) -> None:
    message_id, mina = fails("reviews"), person("luton/closed", Role.MANAGER)
    with acting(app):
        db.session.get_one(OutboxMessage, message_id).team_code = "luton/closed"
    answer = presses(mina, message_id, "resend")
    assert "Nobody is to be told of it any more, so nothing was sent." in main_of(mina.get(answer.location))
    assert logged(by=mina.id) == ["nudge:nobody-left"]
    with app.app_context():
        assert db.session.get_one(OutboxMessage, message_id).state == State.FAILED
    assert presses(mina, message_id, "settle").location.endswith("done=settled")
