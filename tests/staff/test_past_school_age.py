"""The list of children past school age: who is on it, for whom, and that it changes nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.accounts import Role
from portal.directory import hours
from portal.register import Child
from portal.storage import db, reads_only
from portal.words import ChildStatus
from tests.staff.conftest import BEDFORD, LUTON
from tests.support.register import made

Made = Callable[..., Any]
ADDRESS = "/staff/register/past-school-age"
TODAY = hours.local(datetime.now(UTC)).date()
OLD = (TODAY - timedelta(days=18 * 366)).isoformat()
YOUNG = (TODAY - timedelta(days=10 * 365)).isoformat()


@pytest.fixture
def register(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        made(given="Olda", born=OLD)
        made(given="Younga", born=YOUNG)
        made(given="Lefta", born=OLD, status=ChildStatus.OVER_AGE)
        made(given="Hidda", born=OLD, restricted=True)
        made(given="Bedda", born=OLD, council="bedford")
        db.session.commit()


@pytest.mark.parametrize(
    ("team", "role", "shown"),
    [
        (LUTON, Role.OFFICER, {"Olda"}),
        (LUTON, Role.MANAGER, {"Olda"}),
        (LUTON, Role.SAFEGUARDING, {"Olda", "Hidda"}),
        (LUTON, Role.AUDITOR, set()),
        (BEDFORD, Role.OFFICER, {"Bedda"}),
    ],
)
def test_each_sees_those_that_they_may_read(
    app: Flask, person: Made, register: None, team: str, role: Role, shown: set[str]
) -> None:
    page = person(team, role).get(ADDRESS)
    assert page.status_code == 200
    assert {name for name in ("Olda", "Younga", "Lefta", "Hidda", "Bedda") if name in page.text} == shown
    with app.app_context():
        assert db.session.query(Child).filter_by(status=ChildStatus.NOT_CONFIRMED).count() == 4, "it changes nobody"


def test_the_list_is_in_the_log_with_a_number_and_leads_on(person: Made, register: None, logged: Made) -> None:
    olu = person()
    page = olu.get(ADDRESS)
    assert logged(by=olu.id) == ["child:listed"]
    assert "Set the status" in page.text
    assert ADDRESS in olu.get("/staff/register").text


def test_an_administrator_sees_no_children(person: Made, register: None) -> None:
    assert person(is_admin=True).get(ADDRESS).status_code == 403
