"""A restricted child's record: the closed envelope, an hour's reading with a reason, and nothing more."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff, reach
from portal.accounts.permissions import MAY
from portal.audit import AuditLine, verify
from portal.casework.models import ChildOpening
from portal.delivery.models import OutboxMessage, Purpose
from portal.register import children, merging
from portal.storage import db
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR, Person
from tests.staff.test_children_contacts import CALLS, at, main_of, posts
from tests.support.children import BY, acting, begun, contacted, found
from tests.support.forms import errors_of

Made = Callable[..., Any]
REASON = "A teacher rang: she may be in danger now."
READS = ("", "/details", "/contacts", "/rating", "/chronology", "/chronology?print=1")
WRITES = ("/contacts/new", "/contacts/doorstep", "/contacts/begin", "/ask-first", "/looks")
NAME = "Zephyrine"


def page(who: Person, child_id: uuid.UUID, which: str = "") -> Any:
    return who.get(f"/staff/register/{child_id}{which}")


def opens(who: Person, child_id: uuid.UUID, why: str = REASON) -> Any:
    typed = {"csrf_token": who.token(), "why_now": why}
    return who.client.post(f"/staff/register/{child_id}/open", data=typed)


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app, restricted=True, given=NAME)


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_the_closed_envelope_says_that_it_is_there_its_age_whose_and_how_to_ask(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, role: Role, marker: Made
) -> None:
    planted = marker("said")
    contacted(app, child, said=planted)
    with acting(app):
        children.assign(found(child), saira.id, BY, datetime.now(UTC))
    one = person(role=role, name="May Not")
    for which in READS:
        shown = page(one, child, which)
        assert shown.status_code == 403, which
        for words in (NAME, "Invented", planted, "4 May 2015", "3 March 2026"):
            assert words not in shown.text, which
        said = main_of(shown)
        for words in (
            "Restricted record",
            "On the register fortoday",
            "StatusHome educated",
            "OfficerSaira Safeguarding",
        ):
            assert words in said, which
        assert "In this team they are: Saira Safeguarding." in said
        assert ("Open it for one hour" in said) is (role != Role.AUDITOR)
        assert ("Who looked at it" in said) is (role == Role.AUDITOR)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
def test_a_reason_opens_every_page_for_reading_and_each_look_is_logged_as_opened(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, logged: Made, role: Role
) -> None:
    who = person(role=role, name="Opener")
    assert opens(who, child).location == f"/staff/register/{child}"
    for which in READS:
        shown = page(who, child, which)
        assert shown.status_code == 200, which
        assert NAME in shown.text
        assert "You opened this with a reason." in main_of(shown), which
    assert logged(by=who.id) == ["child:opened-restricted", *["child:read"] * len(READS), "child:printed"]
    with app.app_context():
        looks = db.session.scalars(select(AuditLine.facts).where(AuditLine.event == "child:read"))
        assert all(facts["opened"] for facts in looks)
        assert verify() == []


def test_the_one_who_opened_it_reads_and_does_nothing_else(app: Flask, olu: Person, child: uuid.UUID) -> None:
    entry = contacted(app, child)
    opens(olu, child)
    for which in WRITES:
        assert page(olu, child, which).status_code == 403, which
    for which in ("/new", "/doorstep", "/begin", f"/{entry}/strike", f"/{entry}/correct", f"/{entry}/done"):
        assert posts(olu, child, which, **CALLS).status_code == 403, which
    shown = page(olu, child, "/contacts").text
    for words in ("Write a contact down", "On the doorstep", "Strike it out", "Done<"):
        assert words not in shown


def test_after_an_hour_it_is_closed_again(app: Flask, olu: Person, child: uuid.UUID) -> None:
    opens(olu, child)
    assert page(olu, child).status_code == 200
    with acting(app):
        opening = db.session.scalars(select(ChildOpening)).one()
        assert opening.until - opening.at == timedelta(hours=1)
        opening.at -= timedelta(hours=1, seconds=1)
        opening.until -= timedelta(hours=1, seconds=1)
    assert page(olu, child).status_code == 403


def test_the_managers_get_a_mail_with_no_name_no_reason_and_no_word(
    app: Flask, person: Made, olu: Person, child: uuid.UUID
) -> None:
    marek = person(role=Role.MANAGER, name="Marek Manager")
    assert "Marek Manager is told by email." in main_of(page(olu, child))
    opens(olu, child)
    opens(olu, child)
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED)).one()
        assert mail.to == db.session.get_one(Staff, marek.id).email
        assert set(mail.context) == {"reference", "link", "by"}, "by whom is sealed, and said nowhere (delivery.mail)"
        assert mail.context["reference"] == found(child).reference
        assert mail.context["link"].endswith(f"/staff/register/{child}")
        assert mail.submission_id is None


def test_those_who_were_told_see_who_when_and_why_and_that_they_read_it_is_logged(
    person: Made, saira: Person, olu: Person, child: uuid.UUID, logged: Made
) -> None:
    marek, colleague = person(role=Role.MANAGER, name="Marek"), person(name="Colleague")
    opens(olu, child)
    seen = page(marek, child)
    assert seen.status_code == 403
    assert "Olu Officer opened it" in seen.text
    assert REASON in seen.text
    assert NAME not in seen.text
    assert logged(by=marek.id)[-1] == "child:openings-read" or logged(by=marek.id)[-1] == "submission:openings-read"
    assert REASON not in page(colleague, child).text
    chronology = main_of(page(saira, child, "/chronology"))
    assert "Opened for an hour by somebody who may not read it otherwise" in chronology
    assert REASON in chronology


def test_a_duty_team_that_was_told_sees_it_and_no_word(person: Made, olu: Person, child: uuid.UUID) -> None:
    duty = person("luton/duty", Role.OFFICER, name="Dana Duty")
    assert page(duty, child).status_code == 404
    opens(olu, child)
    seen = page(duty, child)
    assert seen.status_code == 200
    assert REASON in seen.text
    assert NAME not in seen.text
    assert opens(duty, child).status_code == 404
    for elsewhere in ("bedford/duty", DUTY):
        assert page(person(elsewhere, Role.OFFICER), child).status_code == 404


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write why you need to read it now"),
        ("\0" * 20, "Write why you need to read it now"),
        ("urgent", "Write why, in at least 10 letters."),
        ("🙂" * 20, "Write why, in at least 10 letters."),
        ("x" * 200_000, "Your reason must have 1000 characters or fewer"),
    ],
    ids=lambda value: value[:24],
)
def test_without_a_reason_it_stays_closed(olu: Person, child: uuid.UUID, logged: Made, typed: str, says: str) -> None:
    answer = opens(olu, child, typed)
    assert answer.status_code == 422
    assert errors_of(answer.data) == [says]
    assert NAME not in answer.text
    assert page(olu, child).status_code == 403
    assert logged(by=olu.id) == []


def test_a_reason_survives_a_page_that_was_open_too_long(olu: Person, child: uuid.UUID) -> None:
    answer = olu.client.post(f"/staff/register/{child}/open", data={"csrf_token": "old", "why_now": REASON})
    assert answer.status_code == 422
    assert REASON in answer.text


def test_who_may_read_it_anyway_opens_nothing(app: Flask, saira: Person, child: uuid.UUID) -> None:
    assert opens(saira, child).status_code == 302
    with app.app_context():
        assert not list(db.session.scalars(select(ChildOpening)))


KEPT_OUT = {
    "the auditor of its team": (LUTON, Role.AUDITOR, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404),
    "the manager of another council": (BEDFORD, Role.MANAGER, 404),
    "the administrator": (None, None, 403),
}


@pytest.mark.parametrize("who", KEPT_OUT)
def test_nobody_else_opens_it(person: Made, child: uuid.UUID, logged: Made, who: str) -> None:
    team, role, status = KEPT_OUT[who]
    snooper: Person = person(team, role, name="Kept Out", is_admin=team is None)
    assert opens(snooper, child).status_code == status
    assert NAME not in page(snooper, child).text
    assert logged(by=snooper.id) == []


def test_nobody_opens_what_is_not_restricted_or_not_there(app: Flask, olu: Person, person: Made) -> None:
    assert opens(olu, begun(app)).status_code == 403
    assert opens(person(role=Role.AUDITOR), begun(app)).status_code == 403
    assert opens(olu, uuid.uuid4()).status_code == 404


def test_an_opening_widens_no_list_and_no_reach(app: Flask, olu: Person, child: uuid.UUID) -> None:
    other = begun(app, restricted=True, given=NAME)

    def looks() -> list[tuple[int, str]]:
        shown = [olu.get(address) for address in ("/staff/register", f"/staff/register/{other}", at(other))]
        return [(one.status_code, re.sub(r'csrf_token" value="[^"]*"', "", one.text)) for one in shown]

    with app.app_context():
        me = db.session.get_one(Staff, olu.id)
        reaches = {permission: reach(me, permission) for permission in MAY}
    before = looks()
    opens(olu, child)
    assert NAME in page(olu, child).text
    assert looks() == before
    assert not [text for _, text in before if NAME in text]
    with app.app_context():
        me = db.session.get_one(Staff, olu.id)
        assert {permission: reach(me, permission) for permission in MAY} == reaches


def test_the_page_of_a_record_that_was_merged_leads_on(app: Flask, olu: Person) -> None:
    one, other = begun(app), begun(app)
    with acting(app):
        merging.merge(found(one), found(other), "The same child", BY, datetime.now(UTC))
    for which in READS[1:5]:
        answer = page(olu, one, which)
        assert (answer.status_code, answer.location) == (303, f"/staff/register/{other}{which}")
