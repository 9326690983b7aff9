"""The on-call line: managers set it, an urgent word reaches it at night, and nobody outside ever sees the number."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.accounts import Role, Staff
from portal.audit import verify
from portal.config import Config
from portal.delivery import init_delivery
from portal.delivery.models import Medium, OutboxMessage, Purpose, State
from portal.directory import OnCall, ReadWhen, edit, snapshot
from portal.storage import db, reads_only
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_browser import seen_well, sign_in
from tests.support.browser import PHONE as WINDOW
from tests.support.contacts import DOOR
from tests.support.forms import errors_of, form_of, sent_by

Made = Callable[..., Any]
LINE, PHONE = f"{DOOR}/on-call", "07700 900123"
NIGHT, DAY = datetime(2026, 11, 21, 23, tzinfo=UTC), datetime(2026, 11, 23, 11, tzinfo=UTC)
WEEK = {f"{day}_1_{part}": at for day in ("monday", "friday") for part, at in (("from", "5 pm"), ("to", "9:00"))}


@pytest.fixture(autouse=True)
def _anew(directory_anew: None) -> None:
    """The directory of the test before is not remembered."""


@pytest.fixture
def texts(app: Flask, config: Config) -> Iterator[None]:
    """The site can send texts, by a gateway."""
    app.extensions["portal.config"] = replace(config, text_mail="{number}@sms.example")
    init_delivery(app, app.extensions["portal.config"])
    yield
    app.extensions["portal.config"] = config
    init_delivery(app, config)


def sets(who: Person, do: str = "save", **typed: str) -> Any:
    page = who.get(LINE)
    assert page.status_code == 200
    form = sent_by(form_of(page.data, LINE))
    why = {"what_changed": "A new phone"} if do == "save" else {}
    return who.client.post(LINE, data={**form, **why, **typed, "do": do})


def now_set(app: Flask, code: str = LUTON_DOOR) -> OnCall | None:
    with app.app_context():
        found = snapshot(fresh=True).team(code)
        assert found
        return found.on_call


def outbox_of(app: Flask, submission: uuid.UUID, medium: Medium) -> list[tuple[str, str | None, dict[str, Any]]]:
    """Where each word about a submission goes, for which team, and what it says."""
    with app.app_context():
        rows = select(OutboxMessage).where(OutboxMessage.submission_id == submission, OutboxMessage.medium == medium)
        return [(row.to, row.team_code, row.context) for row in db.session.scalars(rows)]


def test_a_manager_sets_it_changes_it_and_takes_it_away(manager: Person, app: Flask, logged: Made) -> None:
    answer = sets(manager, phone=PHONE, when="always")
    assert "Saved. It counts from now on." in manager.get(answer.location).text
    assert now_set(app) == OnCall(PHONE)
    assert sets(manager, phone=PHONE, when="hours", what_changed="At night", **WEEK).status_code == 302
    line = now_set(app)
    assert line
    assert (line.when, [(one.weekday, f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in line.hours]) == (
        ReadWhen.HOURS,
        [(0, "17:00", "09:00"), (4, "17:00", "09:00")],
    )
    page = manager.get(LINE).text
    for shown in (PHONE, "At hours of its own", "Monday, 5:00 pm to 9:00 am", "At night", "A new phone", manager.name):
        assert shown in page
    assert "nothing was changed" in manager.get(sets(manager).location).text
    assert "taken away" in manager.get(sets(manager, "remove", monday_1_from="nine").location).text
    assert now_set(app) is None
    assert logged(by=manager.id) == ["contacts:changed"] * 3
    with app.app_context():
        assert [one.what_changed for one in edit.on_call_history(LUTON_DOOR)] == [
            "Took the on-call line away",
            "At night",
            "A new phone",
        ]
        assert verify() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            {"phone": "01582 547653", "when": "always"},
            "Mobile number: '01582 547653' does not look like a mobile number",
        ),
        ({"phone": "", "when": "always"}, "Mobile number: it is needed"),
        ({"phone": PHONE}, "When somebody reads it: choose one"),
        ({"phone": PHONE, "when": "now and then"}, "Choose from the answers shown"),
        ({"phone": PHONE, "when": "hours"}, "When somebody reads it: give the hours below"),
        ({"phone": PHONE, "when": "closed", **WEEK}, "hours were given below. Choose “At hours of its own”"),
        ({"phone": PHONE, "when": "hours", "monday_1_from": "nine"}, "Monday, from must be a time"),
        ({"phone": PHONE, "when": "hours", "monday_1_from": "9"}, "Monday, to: give a time, or leave both times empty"),
        ({"phone": PHONE, "when": "always", "what_changed": ""}, "Write what you changed, and why"),
        ({"phone": PHONE, "when": "always", "csrf_token": "old"}, "This page was open for a long time"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    manager: Person, app: Flask, typed: dict[str, str], says: str
) -> None:
    answer = sets(manager, **typed)
    assert answer.status_code == 422
    assert [line for line in errors_of(answer.data) if says in line], errors_of(answer.data)
    left = sent_by(form_of(answer.data, LINE))
    for name, value in typed.items():
        if value not in ("now and then", "old"):
            assert left[name] == value, name
    assert now_set(app) is None


def test_taking_it_away_needs_a_fresh_page(manager: Person, app: Flask) -> None:
    sets(manager, phone=PHONE, when="always")
    assert sets(manager, "remove", csrf_token="old").status_code == 422
    assert now_set(app) == OnCall(PHONE)


def test_the_second_of_two_managers_is_told_and_keeps_what_they_typed(
    manager: Person, person: Made, app: Flask
) -> None:
    sets(manager, phone=PHONE, when="always")
    form = sent_by(form_of(manager.get(LINE).data, LINE))
    other = person(LUTON_DOOR, Role.MANAGER, name="Mina Manager")
    sets(other, phone="07700 900456", when="always", what_changed="The new phone")
    refused = manager.client.post(LINE, data={**form, "phone": "07700 900789", "what_changed": "x", "do": "save"})
    assert refused.status_code == 409
    (said,) = errors_of(refused.data)
    assert "Mina Manager changed this line on" in said
    assert "The new phone" in said
    left = sent_by(form_of(refused.data, LINE))
    assert left["phone"] == "07700 900789"
    assert "07700 900456" in refused.text
    assert manager.client.post(LINE, data={**left, "do": "save"}).status_code == 302
    assert now_set(app) == OnCall("07700 900789")


def test_only_managers_of_the_council_and_whoever_runs_the_site_see_or_change_it(
    manager: Person, person: Made, client: FlaskClient, app: Flask
) -> None:
    sets(manager, phone=PHONE, when="always")
    for role in (Role.OFFICER, Role.SAFEGUARDING, Role.AUDITOR):
        one = person(LUTON_DOOR, role)
        assert one.get(LINE).status_code == 403
        assert one.client.post(LINE, data={"do": "remove", "csrf_token": one.token()}).status_code == 403
        for address in ("/staff/contacts", f"{DOOR}/history"):
            assert PHONE not in one.get(address).text
    assert person(BEDFORD, Role.MANAGER).get(LINE).status_code == 404
    assert client.get(LINE).status_code == 302
    assert PHONE in person(is_admin=True).get(LINE).text
    assert now_set(app) == OnCall(PHONE)


def test_the_public_sees_it_nowhere(manager: Person, client: FlaskClient, app: Flask) -> None:
    sets(manager, phone=PHONE, when="always")
    pages = ("/", "/young-people", "/young-people/people?council=luton", "/families", "/professionals", "/health/ready")
    for address in pages:
        page = client.get(address, follow_redirects=True)
        assert page.status_code in (200, 503)
        assert "900123" not in page.text.replace(" ", "")


def test_a_site_that_cannot_send_texts_says_so_beside_the_line(manager: Person) -> None:
    assert "This site has no way to send texts" in manager.get(LINE).text


def test_one_that_can_does_not(manager: Person, texts: None) -> None:
    assert "This site has no way to send texts" not in manager.get(LINE).text


def test_who_is_not_safe_is_told_to_the_line_at_night(texts: None, manager: Person, app: Flask, sent: Made) -> None:
    sets(manager, phone=PHONE, when="always")
    one = sent(Kind.VIEWS, safe="no", at=NIGHT, words="Marker words of a child")
    ((number, team, said),) = outbox_of(app, one, Medium.TEXT)
    assert (number, team) == (PHONE, LUTON_DOOR)
    assert sorted(said) == ["link", "reference", "team"]
    assert said["team"] == "Luton MASH"
    assert "Marker" not in str(said)
    teams = {team for _, team, _ in outbox_of(app, one, Medium.MAIL)}
    assert teams == {LUTON_DOOR, LUTON}, "the mails go out all the same"


def test_what_can_wait_wakes_nobody(texts: None, manager: Person, app: Flask, sent: Made) -> None:
    sets(manager, "save", phone=PHONE, when="always")
    for one in (sent(Kind.VIEWS, safe="yes", at=NIGHT), sent(at=NIGHT)):
        assert outbox_of(app, one, Medium.TEXT) == []


def test_a_line_for_the_night_is_left_alone_while_the_team_is_there(
    texts: None, manager: Person, app: Flask, sent: Made
) -> None:
    sets(manager, phone=PHONE, when="hours", **{name.replace("friday", "saturday"): at for name, at in WEEK.items()})
    assert outbox_of(app, sent(Kind.VIEWS, safe="no", at=DAY), Medium.TEXT) == []
    assert len(outbox_of(app, sent(Kind.VIEWS, safe="no", at=NIGHT), Medium.TEXT)) == 1


def test_without_a_way_to_send_texts_none_waits_in_the_outbox(manager: Person, app: Flask, sent: Made) -> None:
    sets(manager, phone=PHONE, when="always")
    assert outbox_of(app, sent(Kind.VIEWS, safe="no", at=NIGHT), Medium.TEXT) == []


def test_a_text_that_failed_goes_again_to_the_line_of_today_and_to_none_that_is_gone(
    texts: None, manager: Person, person: Made, app: Flask, sent: Made
) -> None:
    sets(manager, phone=PHONE, when="always")
    one = sent(Kind.VIEWS, safe="no", at=NIGHT)
    sets(manager, phone="07700 900456", when="always")
    with app.app_context():
        reads_only(False)
        text = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.submission_id == one, OutboxMessage.medium == Medium.TEXT)
        ).one()
        text.state, text.next_at, text.error, message_id = State.FAILED, None, "Refused.", text.id
        db.session.commit()
    reader = person(roles=[(LUTON_DOOR, Role.SAFEGUARDING), (LUTON_DOOR, Role.MANAGER)])
    page = reader.get("/staff/delivery").text
    assert "Text to the on-call line of Luton MASH" in page
    assert "1 text to an on-call line could not be delivered" in page
    assert "Text to the on-call line of Luton MASH" in reader.page(one).text
    for number in (PHONE, "07700 900456"):
        assert number not in page
        assert number not in reader.page(one).text
    again = f"/staff/delivery/{message_id}/resend"
    answer = reader.client.post(again, data={"csrf_token": reader.token()})
    assert "It is on its way again." in reader.get(answer.location).text
    assert [number for number, _, _ in outbox_of(app, one, Medium.TEXT)] == ["07700 900456"]
    with app.app_context():
        reads_only(False)
        found = db.session.get(OutboxMessage, message_id)
        assert found
        found.state, found.next_at = State.FAILED, None
        db.session.commit()
    sets(manager, "remove")
    answer = reader.client.post(again, data={"csrf_token": reader.token()})
    assert "no on-call line any more" in reader.get(answer.location).text
    with app.app_context():
        found = db.session.get(OutboxMessage, message_id)
        assert found
        assert found.state == State.FAILED


def test_a_mail_to_a_person_goes_again_to_that_person_and_not_to_the_team(person: Made, app: Flask, sent: Made) -> None:
    """A manager's mail has a team beside it, whose inbox is not the manager's."""
    one, manager = sent(), person(role=Role.MANAGER)
    with app.app_context():
        reads_only(False)
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.submission_id == one)).one()
        mina = db.session.get_one(Staff, manager.id).email
        mail.purpose, mail.template, mail.to = Purpose.OPENED, "opened", mina
        mail.state, mail.next_at, message_id = State.FAILED, None, mail.id
        db.session.commit()
    manager.client.post(f"/staff/delivery/{message_id}/resend", data={"csrf_token": manager.token()})
    assert [to for to, _, _ in outbox_of(app, one, Medium.MAIL)] == [mina]
    assert "a restricted record was opened" in manager.get("/staff/delivery").text


def test_the_page_of_the_line_is_accessible_on_a_phone_with_and_without_errors(
    new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = new_page(**WINDOW)
    sign_in(page, "manager")
    page.goto("/staff/contacts/luton/send")
    page.get_by_role("link", name="Set an on-call line").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("On-call line of Luton special educational needs team")
    seen_well(page, axe)
    page.get_by_label("Monday, from").fill("nine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Mobile number: it is needed")
    seen_well(page, axe)
    page.get_by_label("Monday, from").fill("")
    page.get_by_label("Mobile number").fill("07700 900124")
    page.get_by_label("Day and night").check()
    page.get_by_label("What did you change, and why?").fill("The night phone")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
    seen_well(page, axe)
    page.get_by_role("button", name="Take the line away").click()
    expect(page.get_by_text("The line is taken away.")).to_be_visible()
