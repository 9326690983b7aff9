"""The register of one day, told again later: how many, who came and went, as known now or as known then."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.directory import hours
from portal.register import Child, statuses
from portal.storage import db
from portal.words import ChildStatus
from tests.staff.conftest import BEDFORD, Person
from tests.support.children import begun

Made = Callable[..., Any]
TODAY = hours.local(datetime.now(UTC)).date()
LAST_WEEK = TODAY - timedelta(7)


def asked(somebody: Person, on: date | None, since: date | None = None, known: str = "now") -> Any:
    typed = {"csrf_token": somebody.token(), "known": known}
    for name, day in (("on", on), ("since", since)):
        if day:
            typed |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    return somebody.client.post("/staff/register/day", data=typed)


def changed(app: Flask, child: uuid.UUID, status: ChildStatus, on: date) -> None:
    with app.test_request_context("/", method="POST"):
        statuses.change(db.session.get_one(Child, child), status, on, uuid.UUID(int=5), datetime.now(UTC))
        db.session.commit()


def test_a_day_is_told_with_its_numbers_its_flow_and_its_names(app: Flask, person: Made, logged: Made) -> None:
    officer = person()
    begun(app, given="Stays")
    changed(app, begun(app, given="Leaves"), ChildStatus.SCHOOL, TODAY - timedelta(2))
    begun(app, given="Comes", from_on=TODAY - timedelta(1))
    page = asked(officer, TODAY, LAST_WEEK).text
    assert ": 2 on the register" in page
    assert "1 came and 1 left" in page
    assert "Stays" in page
    assert "Comes" in page
    assert "Leaves" not in page
    earlier = asked(officer, LAST_WEEK).text
    assert ": 2 on the register" in earlier
    assert "Leaves" in earlier
    assert "Comes" not in earlier
    assert logged(by=officer.id) == ["child:listed", "child:listed"]


def test_as_it_was_known_that_day_nothing_written_since_counts(app: Flask, person: Made) -> None:
    begun(app, given="Backdated", from_on=LAST_WEEK)  # written today
    officer = person()
    assert "Backdated" in asked(officer, TODAY - timedelta(1)).text
    assert "Nobody had a status on that day." in asked(officer, TODAY - timedelta(1), known="then").text


def test_a_restricted_record_is_counted_and_not_named(app: Flask, person: Made, saira: Person) -> None:
    begun(app, given="Hidden", restricted=True)
    page = asked(person(), TODAY).text
    assert ": 1 on the register" in page
    assert "1 of them in restricted records that you may not read." in page
    assert "Hidden" not in page
    assert "Hidden" in asked(saira, TODAY).text
    assert ": 0 on the register" in asked(person(BEDFORD), TODAY).text


@pytest.mark.parametrize(
    ("on", "since", "said"),
    [
        (None, None, "Enter the day"),
        (TODAY + timedelta(2), None, "The day must be"),
        (LAST_WEEK, TODAY, "The earlier day must be before the other one"),
    ],
)
def test_a_wrong_day_is_said_beside_its_field(
    app: Flask, person: Made, on: date | None, since: date | None, said: str
) -> None:
    answer = asked(person(), on, since)
    assert answer.status_code == 422
    assert said in answer.text
