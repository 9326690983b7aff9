"""One's reviews in one's own calendar: days and references for whoever holds the address, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from portal.accounts import Membership, Role, Staff, deactivate
from portal.register.models import Child
from portal.reviews import feed, nightly
from portal.reviews.models import CalendarKey
from portal.storage import db, reads_only
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.reviews import a_child, stored, today

People = Callable[..., Person]
PAGE = "/staff/reviews/calendar"


def made(person: Person) -> str:
    answer = person.client.post(PAGE, data={"csrf_token": person.token(), "do": "make"})
    assert answer.status_code == 200
    found = re.search(r"http://127\.0\.0\.1:8000(/staff/reviews/calendar/[^<\s]+\.ics)", answer.text)
    assert found
    return found[1]


@pytest.fixture
def officer(person: People) -> Person:
    return person()


def test_it_holds_ones_own_reviews_by_day_and_reference_and_no_name(app: Flask, officer: Person) -> None:
    mine = a_child(app, "Robin", 5, assignee=officer.id)
    late = a_child(app, "Late", -5, assignee=officer.id)
    a_child(app, "Other", 5)
    a_child(app, "Unplanned", None, assignee=officer.id)
    answer = app.test_client().get(made(officer))
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    entries = {str(one["SUMMARY"]): one for one in Calendar.from_ical(answer.data).walk("VEVENT")}
    assert set(entries) == {f"Review {stored(app, one).reference}" for one in (mine, late)}
    one = entries[f"Review {stored(app, mine).reference}"]
    assert one.decoded("DTSTART") == today() + timedelta(days=5)
    assert one.decoded("DTEND") == today() + timedelta(days=6)
    assert str(one["URL"]) == f"http://127.0.0.1:8000/staff/register/{mine}/rating"
    for name in ("Robin", "Late", "Invented", "Other"):
        assert name not in answer.text


def test_what_a_person_may_read_now_decides_what_is_in_it(app: Flask, officer: Person) -> None:
    a_child(app, "Named", 5, assignee=officer.id, restricted=True)
    a_child(app, "Elsewhere", 5, assignee=officer.id, team=BEDFORD)
    address = made(officer)
    assert app.test_client().get(address).text.count("BEGIN:VEVENT") == 1
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        staff = db.session.get_one(Staff, officer.id)
        staff.memberships = [Membership(team_code=LUTON, role=Role.AUDITOR)]
        db.session.commit()
    assert app.test_client().get(address).text.count("BEGIN:VEVENT") == 0


def test_a_wrong_secret_and_an_ended_one_look_like_an_address_that_is_not_there(app: Flask, officer: Person) -> None:
    stranger = app.test_client()
    nowhere = stranger.get("/staff/reviews/no-such-page")
    first = made(officer)
    second = made(officer)
    wrong = [first, second[:-5] + "x.ics", f"{PAGE}/.ics", f"{PAGE}/{'a' * 5000}.ics", f"{PAGE}/%F0%9F%91%A9.ics"]
    for address in wrong:
        answer = stranger.get(address)
        assert (answer.status_code, answer.data) == (404, nowhere.data)
    assert stranger.get(second).status_code == 200
    assert officer.client.post(PAGE, data={"csrf_token": officer.token(), "do": "end"}).status_code == 200
    assert stranger.get(second).status_code == 404


def test_it_ends_with_the_account_and_does_not_come_back_with_it(app: Flask, officer: Person) -> None:
    address = made(officer)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        staff = db.session.get_one(Staff, officer.id)
        deactivate(staff)
        db.session.commit()
        assert feed.owner(address.split("/")[-1].removesuffix(".ics")) is None
        nightly.check_reviews(app)
        staff.active = True
        db.session.commit()
    assert app.test_client().get(address).status_code == 404


def test_the_secret_is_nowhere_but_in_the_page_that_made_it(
    app: Flask, officer: Person, logged: Callable[..., list[str]]
) -> None:
    secret = made(officer).split("/")[-1].removesuffix(".ics")
    assert secret not in officer.get(PAGE).text
    with app.app_context():
        row = db.session.scalars(select(CalendarKey)).one()
        assert secret.encode() not in row.mark
        assert len(secret) > 40
    assert logged(by=officer.id) == ["calendar:changed"]


def test_who_tries_addresses_does_not_reach_the_database_for_long(
    app: Flask, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_tries", feed.Tries())
    address = made(officer)
    assert app.test_client().get(address).status_code == 200
    with app.app_context():
        for number in range(70):
            assert feed.owner(f"wrong{number}") is None
        assert not feed._tries.may(b"another")
    assert app.test_client().get(address).status_code == 200  # one that was right goes on


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_no_record_has_no_calendar(person: People, role: Role) -> None:
    someone = person(LUTON, role)
    assert someone.get(PAGE).status_code == (403 if role is Role.AUDITOR else 200)


def test_a_page_that_was_open_too_long_makes_nothing(app: Flask, officer: Person) -> None:
    assert officer.client.post(PAGE, data={"do": "make"}).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(CalendarKey)).all() == []


def test_ended_addresses_are_forgotten_after_a_while(app: Flask, officer: Person) -> None:
    made(officer)
    made(officer)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        feed.forget_ended(datetime.now(UTC) + timedelta(days=1))
        db.session.commit()
        assert len(db.session.scalars(select(CalendarKey)).all()) == 1
        assert db.session.query(Child).count() == 0
