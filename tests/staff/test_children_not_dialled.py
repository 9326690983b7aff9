"""Where somebody is to be asked before anybody gets in touch, a family's numbers and addresses stand on no page: only
where a contact begins, which asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.accounts import Role
from portal.casework import records
from portal.families.journey import NOTIFY
from portal.journeys import drafts
from portal.journeys.journey import Journey
from portal.journeys.progress import Progress
from portal.journeys.review import review
from portal.partners.journey import REFER
from portal.register.facts import Adult
from portal.register.models import ChildFact
from portal.storage import db
from portal.submissions import Submission, receive
from portal.submissions.models import HealthShare
from portal.web.catalogues import speaking
from portal.words import Kind
from tests.staff.conftest import Person
from tests.staff.test_children_ask_first import NUMBER, STREET, agrees
from tests.staff.test_children_contacts import main_of, posts
from tests.support.answers import NOTIFICATION, REFERRAL
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


def written(app: Flask, journey: Journey, kind: Kind, answers: dict[str, Any]) -> uuid.UUID:
    """What somebody sent, with its questions and answers as staff read them."""
    with acting(app), speaking("en_GB"):
        now, answers = datetime.now(UTC), {"council": "luton", **answers}
        sections = [section.as_json() for section in review(Progress(journey, answers).path)]
        return receive(drafts.start(journey, now), kind, "luton", answers, sections, "en_GB", now).id


HOME = ("1 Invented Street", "LU1 2BQ", "alex@family.example", "01632 960001", "jo@family.example")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SAFEGUARDING])
def test_under_the_warning_a_joined_message_keeps_back_its_own_numbers_and_addresses(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, role: Role
) -> None:
    one = person(role=role)
    notice = written(app, NOTIFY, Kind.NOTIFICATION, {**NOTIFICATION, "contact_by": "phone", "phone": "01632 960001"})
    notices = [notice, written(app, NOTIFY, Kind.NOTIFICATION, NOTIFICATION)]
    with acting(app):
        for each in notices:
            records.join(found(child), db.session.get_one(Submission, each), 0, saira.id, datetime.now(UTC))
    before = "".join(one.page(each).text for each in notices)
    assert [words for words in HOME if words not in before] == []
    asks(app, child)
    for each in notices:
        page = one.page(each).text
        assert [words for words in HOME if words in page] == []
        assert page.count("Not shown here: ask first") >= 3
        assert "Afternoons are best." in page, "their words stay"


def test_a_professionals_own_number_stays_to_be_rung_and_the_childs_home_does_not(
    app: Flask, person: Made, saira: Person, child: uuid.UUID
) -> None:
    olu, told = person(), {**REFERRAL, "phone": "01632 960009", "address": "1 Invented Street\nLuton"}
    referral = written(app, REFER, Kind.REFERRAL, told)
    with acting(app):
        records.join(found(child), db.session.get_one(Submission, referral), 0, saira.id, datetime.now(UTC))
    asks(app, child)
    page = olu.page(referral).text
    assert "01632 960009" in page
    assert "1 Invented Street" not in page


def test_what_a_change_is_laid_beside_shows_none_of_it_either(
    app: Flask, person: Made, saira: Person, sent: Made, child: uuid.UUID
) -> None:
    olu, robin = person(), {"first_name": "Robin", "last_name": "Invented", "born": "2015-05-04"}
    earlier = sent(Kind.NOTIFICATION, children=[robin], phone="01632 960001", at=datetime(2026, 9, 1, 10, tzinfo=UTC))
    with app.app_context():
        reference = db.session.get_one(Submission, earlier).reference
    told = {"what_changed": "contact", "children": [robin], "earlier_reference": reference}
    change = sent(Kind.CHANGE, **told, new_phone="01632 960002")
    assert "Before: 01632 960001 Now: 01632 960002" in main_of(olu.page(change))
    with acting(app):
        records.join(found(child), db.session.get_one(Submission, earlier), 0, saira.id, datetime.now(UTC))
    asks(app, child)
    assert "Before: Not shown here: ask first Now: 01632 960002" in main_of(olu.page(change))
    with acting(app):
        records.join(found(child), db.session.get_one(Submission, change), 0, saira.id, datetime.now(UTC))
    assert "01632 9600" not in main_of(olu.page(change))


def test_the_health_list_sends_whoever_would_ring_to_the_message_which_says_whom_to_ask(
    app: Flask, person: Made, saira: Person, sent: Made, child: uuid.UUID
) -> None:
    olu, robin = person(), {"first_name": "Robin", "last_name": "Invented", "born": "2015-05-04"}
    way = {"contact_by": "phone", "phone": "01632 960001", "health_pass": "yes"}
    notice, other = sent(Kind.NOTIFICATION, children=[robin], **way), sent(Kind.NOTIFICATION, children=[robin], **way)
    with acting(app):
        db.session.execute(delete(HealthShare))
        db.session.add_all(HealthShare(submission_id=each, child=0) for each in (notice, other))
        records.join(found(child), db.session.get_one(Submission, notice), 0, saira.id, datetime.now(UTC))
    assert main_of(olu.get("/staff/health-list")).count("01632 960001") == 2
    asks(app, child)
    shown = main_of(olu.get("/staff/health-list"))
    assert shown.count("01632 960001") == 1
    assert shown.count("See the submission") == 1
