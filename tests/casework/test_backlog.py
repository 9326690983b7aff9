"""The backlog counts everything that is open, by stage, age and person, and never reads further than it counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from portal.accounts import Membership, Role, Staff, reach
from portal.casework import backlog
from portal.casework.backlog import Age, Number, between, by_person, by_stage
from portal.directory import hours
from portal.staff.wording import working_days
from portal.storage import db, reads_only
from portal.submissions import Status, Submission
from portal.submissions.queue import COUNTED, Filters, queue
from portal.words import Urgency
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR
from tests.staff.test_queue import row
from tests.support.statements import asked, looked_into_by, plans

Made = Callable[..., Any]
NOW = datetime(2026, 11, 18, 11, tzinfo=UTC)
LIMITS = {Age.TODAY: (0, 0), Age.TWO: (1, 2), Age.FIVE: (3, 5), Age.TEN: (6, 10), Age.FIFTEEN: (11, 15)}


@pytest.fixture
def fill(app: Flask) -> Callable[[list[dict[str, Any]]], None]:
    """Put envelopes into the queue."""

    def put(rows: list[dict[str, Any]]) -> None:
        with app.app_context():
            reads_only(False)
            db.session.execute(insert(Submission), rows)
            db.session.commit()

    return put


def officer(*teams: str) -> Staff:
    staff = Staff(email="a@council.example", name="A", password="none", active=True, is_admin=False)
    staff.memberships = [Membership(team_code=code, role=Role.OFFICER) for code in teams]
    return staff


@given(
    st.integers(0, 3 * 365 * 24 * 60).map(
        lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(0, 60 * 24 * 50),
)
def test_each_moment_has_one_age_and_it_is_the_one_in_working_days(now: datetime, minutes: int) -> None:
    came = now - timedelta(minutes=minutes)
    spans = {age: between(age, now) for age in Age}
    fits = [
        age
        for age, span in spans.items()
        if (span.since is None or came >= span.since) and (span.before is None or came < span.before)
    ]
    assert len(fits) == 1
    days = working_days(hours.local(came).date(), hours.local(now).date())
    least, most = LIMITS.get(fits[0], (16, days))
    assert least <= days <= most


def test_every_open_one_is_counted_once_restricted_ones_too_and_nothing_else(app: Flask, fill: Made) -> None:
    old = NOW - timedelta(days=40)
    fill(
        [
            row(1, received_at=NOW),
            row(2, received_at=NOW, restricted=True, kind="views"),
            row(3, received_at=old, status=Status.SEEN, urgency=Urgency.TODAY),
            row(4, received_at=old, status=Status.IN_HAND, assignee_id=uuid.UUID(int=7)),
            row(5, received_at=NOW, suspect=True),
            row(6, received_at=NOW, status=Status.CLOSED),
            row(7, received_at=NOW, team_code=BEDFORD),
        ]
    )
    with app.app_context():
        mine = reach(officer(LUTON), "queue:see")
        new, seen, in_hand = by_stage(mine, NOW)
        assert (new.of, new.by_age[Age.TODAY], new.total) == (Status.NEW, (2, False), (2, False))
        assert (seen.by_age[Age.MORE], seen.total) == ((1, False), (1, False))
        assert (in_hand.by_age[Age.MORE], in_hand.by_age[Age.TODAY]) == ((1, False), (0, False))
        nobody, seven = by_person(mine, [uuid.UUID(int=7), uuid.UUID(int=8)], NOW)
        assert (nobody.of, nobody.total) == (None, (3, False))
        assert (seven.of, seven.total) == (uuid.UUID(int=7), (1, False))
        behind = queue(mine, Filters(status=Status.SEEN, came=between(Age.MORE, NOW))).lines
        assert [one.status for one in behind] == [Status.SEEN]
        assert len(queue(mine, Filters(came=between(Age.TODAY, NOW))).lines) == 2


def test_beyond_five_hundred_it_only_says_that_there_are_more(app: Flask, fill: Made) -> None:
    fill([row(number, received_at=NOW - timedelta(seconds=number)) for number in range(COUNTED + 5)])
    with app.app_context():
        (new, *_) = by_stage(reach(officer(LUTON), "queue:see"), NOW)
        assert new.by_age[Age.TODAY] == Number(COUNTED, True)
        assert str(new.total) == f"{COUNTED}+"


def test_it_is_counted_inside_its_indexes_on_both_databases(app: Flask, fill: Made) -> None:
    teams, statuses = [LUTON, LUTON_DOOR, BEDFORD, "torbay/home-education"], [Status.NEW, Status.SEEN, Status.IN_HAND]
    people = [uuid.UUID(int=number) for number in range(20)]
    fill(
        [
            row(
                number,
                team_code=teams[number % 4],
                status=statuses[number % 3],
                assignee_id=people[number % 20] if number % 3 else None,
                urgency=list(Urgency)[number % 3],
                received_at=NOW - timedelta(hours=number % 900),
            )
            for number in range(4000)
        ]
    )
    with app.app_context():
        reads_only(False)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        mine = reach(officer(LUTON), "queue:see")
        for index, read in (
            ("ix_submission_", lambda: by_stage(mine, NOW)),
            ("ix_submission_", lambda: by_person(mine, people[:3], NOW)),
            ("ix_submission_", lambda: queue(mine, Filters(status=Status.SEEN, came=between(Age.TEN, NOW)))),
        ):
            with asked("FROM submission", "LIMIT") as statements:
                read()
            assert statements
            for plan in plans(statements):
                assert index in plan, plan
                assert looked_into_by(plan, "team_code", "assignee_id"), plan
                assert "Seq Scan" not in plan, plan
                assert "SCAN submission" not in plan, plan


def test_a_hundred_people_cost_a_few_statements(app: Flask) -> None:
    with app.app_context():
        rows = by_person(reach(officer(LUTON), "queue:see"), [uuid.UUID(int=number) for number in range(100)], NOW)
        assert [one.of for one in rows] == [None]
    assert backlog.AT_ONCE < 500
