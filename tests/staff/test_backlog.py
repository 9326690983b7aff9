"""The backlog page: each number leads to the list behind it, and that list has as many lines."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from portal.accounts import Role
from portal.storage import db, reads_only
from portal.submissions import Status, Submission
from portal.words import Urgency
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_queue import row
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
NOW = datetime.now(UTC)


def numbers(who: Person, address: str = "/staff/backlog") -> dict[str, tuple[int, str]]:
    """Each number that leads somewhere: what it counts, how many, and where to."""
    found = {}
    for link in parsed(who.get(address).data).iter("a"):
        if link.get("class") == "cell":
            number, _, what = text_of(link).partition(" – ")
            found[what] = int(number), link.get("href") or ""
    return found


@pytest.fixture
def some(app: Flask, person: Made) -> Person:
    """An officer of Luton, and 60 submissions of every stage, age and team."""
    officer: Person = person(name="Olu Officer")
    rows = [
        row(
            number,
            team_code=[LUTON, LUTON_DOOR, BEDFORD][number % 3],
            status=[Status.NEW, Status.SEEN, Status.IN_HAND][number // 3 % 3],
            assignee_id=officer.id if number // 3 % 3 == 2 else None,
            urgency=list(Urgency)[number % 2],
            restricted=number % 5 == 0,
            received_at=NOW - timedelta(days=number),
        )
        for number in range(60)
    ]
    with app.app_context():
        reads_only(False)
        db.session.execute(insert(Submission), rows)
        db.session.commit()
    return officer


def test_each_number_leads_to_a_list_with_as_many_lines(some: Person) -> None:
    found = numbers(some)
    assert {"New, all", "Seen, all", "In hand, all", "Nobody yet, all", "Olu Officer, all", "New, More"} <= set(found)
    assert sum(number for what, (number, _) in found.items() if what in ("New, all", "Seen, all", "In hand, all")) == 20
    for what, (number, href) in found.items():
        lines = [one for one in parsed(some.get(href).data).iter("tr") if one.get("class") is not None]
        assert len(lines) == number, what


def test_another_teams_are_in_no_number(some: Person, person: Made) -> None:
    bea = person(BEDFORD, name="Bea")
    assert sum(numbers(bea)[f"{stage}, all"][0] for stage in ("New", "Seen", "In hand")) == 20
    assert numbers(person("torbay/home-education")) == {}
    assert "Olu Officer" not in bea.get("/staff/backlog").text


def test_of_several_teams_one_can_be_looked_at_alone(some: Person, person: Made) -> None:
    both = person(roles=[(LUTON, Role.MANAGER), (LUTON_DOOR, Role.MANAGER)])
    assert sum(numbers(both)[f"{stage}, all"][0] for stage in ("New", "Seen", "In hand")) == 40
    alone = numbers(both, f"/staff/backlog?team={LUTON}")
    assert sum(alone[f"{stage}, all"][0] for stage in ("New", "Seen", "In hand")) == 20
    assert all("team=luton" in href for _, href in alone.values())
    assert numbers(both, f"/staff/backlog?team={BEDFORD}") == numbers(both), "of another team it says nothing"


@pytest.mark.parametrize(
    "query",
    ["age=nonsense", "age=", "who=nonsense", f"who={uuid.UUID(int=1).hex}", "who==HYPERLINK(1)", "age=more&all=1"],
)
def test_an_age_or_a_person_that_is_none_counts_for_nothing(person: Made, query: str) -> None:
    assert person().get(f"/staff/?{query}").status_code == 200


def test_who_runs_the_site_has_no_backlog(person: Made) -> None:
    assert person(is_admin=True).get("/staff/backlog").status_code == 403
