"""Past its clock a submission climbs: each step told once, in working hours, and one that fails keeps no other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from portal.accounts import Role, Staff
from portal.casework import checklists, climbing, cover, triage
from portal.casework.climbing import Climbed, NotAllClimbed, Step, climb, due, reached
from portal.casework.models import Climb
from portal.delivery.models import OutboxMessage, Purpose
from portal.directory import hours, snapshot
from portal.serving import PERIODIC
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import Kind, Urgency
from tests.staff.conftest import Person
from tests.support.clock import set_clock

Made = Callable[..., Any]
CAME = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""A Monday. The first look is due on Wednesday at 17:00."""
WEDNESDAY = datetime(2026, 11, 4, 17, 5, tzinfo=UTC)


@pytest.fixture
def at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(moment)``: the worker runs the job at that moment, and commits."""

    def run(now: datetime) -> None:
        set_clock(monkeypatch, now, "portal.casework.climbing", "portal.delivery.outbox")
        with app.app_context():
            reads_only(False)
            climb(app)
            db.session.commit()

    return run


@pytest.fixture
def told(app: Flask) -> Callable[[uuid.UUID], list[str]]:
    """Who was mailed that it climbed, in the order of the mails."""

    def found(submission_id: uuid.UUID) -> list[str]:
        with app.app_context():
            rows = select(OutboxMessage).where(
                OutboxMessage.submission_id == submission_id, OutboxMessage.purpose == Purpose.CLIMBED
            )
            return [row.to for row in db.session.scalars(rows.order_by(OutboxMessage.created_at))]

    return found


def address(app: Flask, who: Person) -> str:
    with app.app_context():
        return db.session.get_one(Staff, who.id).email


def inbox(app: Flask) -> str:
    with app.app_context():
        duty = snapshot().duty_for("luton")
        assert duty.inbox is not None
        return duty.inbox


def test_the_worker_runs_it_four_times_an_hour() -> None:
    (job,) = [one for one in PERIODIC if one.run is climb]
    assert job.minutes <= 15


def test_it_climbs_from_officer_to_manager_to_safeguarding_to_duty_each_told_once(
    app: Flask, sent: Made, person: Made, at: Made, told: Made, stored: Made, logged: Made
) -> None:
    officer = person(name="Olu Officer")
    manager, saira = person(role=Role.MANAGER), person(role=Role.SAFEGUARDING)
    one = sent(at=CAME)
    with app.app_context():
        db.session.execute(update(Submission).where(Submission.id == one).values(assignee_id=officer.id))
        db.session.commit()
    counted = []
    for moment in (
        WEDNESDAY - timedelta(minutes=30),
        WEDNESDAY,
        WEDNESDAY + timedelta(minutes=15),
        WEDNESDAY + timedelta(hours=12),  # at night
        WEDNESDAY + timedelta(days=1),
        WEDNESDAY + timedelta(days=2),
        WEDNESDAY + timedelta(days=3),  # a Saturday
        WEDNESDAY + timedelta(days=5),
        WEDNESDAY + timedelta(days=6),
    ):
        at(moment)
        counted.append(len(told(one)))
    assert counted == [0, 1, 1, 1, 2, 3, 3, 4, 4]
    assert told(one) == [address(app, officer), address(app, manager), address(app, saira), inbox(app)]
    assert logged(about=one).count("submission:climbed") == 4
    with app.app_context():
        found = db.session.get_one(Submission, one)
        assert [event.what for event in found.events] == ["climbed"] * 4


def test_it_stops_climbing_when_somebody_looks(app: Flask, sent: Made, person: Made, at: Made, told: Made) -> None:
    manager, one = person(role=Role.MANAGER), sent(at=CAME)
    at(WEDNESDAY)
    assert told(one) == [address(app, manager)], "nobody had it, so its manager hears of it at once"
    with app.app_context():
        reads_only(False)
        triage.read(db.session.get_one(Submission, one), manager.id, WEDNESDAY)
        db.session.commit()
    at(WEDNESDAY + timedelta(days=5))
    assert len(told(one)) == 1
    at(WEDNESDAY + timedelta(days=14))
    assert len(told(one)) == 2, "the first contact has a clock of its own"


def test_that_nobody_was_told_of_its_arrival_is_no_reason_to_climb(
    app: Flask, sent: Made, person: Made, at: Made, told: Made
) -> None:
    """A mail for each family that gave no address would hide those that matter (docs/clocks.md)."""
    manager, one = person(role=Role.MANAGER), sent(at=CAME)
    with app.app_context():
        reads_only(False)
        submission = db.session.get_one(Submission, one)
        triage.read(submission, manager.id, CAME)
        (arrival,) = [line for line in checklists.lines(submission) if line.item.code == "acknowledged"]
        assert (arrival.done_at, arrival.due) == (None, datetime(2026, 11, 2, 17, tzinfo=UTC))
        db.session.commit()
    at(WEDNESDAY + timedelta(days=5))
    assert told(one) == []


def test_who_covers_for_the_officer_is_told_as_well(app: Flask, sent: Made, person: Made, at: Made, told: Made) -> None:
    officer, other, one = person(), person(name="Nadia Named"), sent(at=CAME)
    with app.app_context():
        reads_only(False)
        db.session.execute(update(Submission).where(Submission.id == one).values(assignee_id=officer.id))
        staff = [db.session.get_one(Staff, each.id) for each in (officer, other)]
        cover.set_cover(staff[0], staff[1], date(2026, 11, 3), date(2026, 11, 6), officer.id, CAME)
        db.session.commit()
    at(WEDNESDAY)
    assert set(told(one)) == {address(app, officer), address(app, other)}


def test_where_a_child_may_be_in_danger_it_climbs_at_any_hour_and_by_the_half_hour(
    app: Flask, sent: Made, person: Made, at: Made, told: Made
) -> None:
    night = datetime(2026, 11, 7, 23, tzinfo=UTC)  # a Saturday
    one = sent(Kind.VIEWS, at=night, safe="no")
    with app.app_context():
        found = db.session.get_one(Submission, one)
        assert found.urgency == Urgency.NOW
        team = found.team_code
    manager, saira = person(team, Role.MANAGER), person(team, Role.SAFEGUARDING)
    at(night + timedelta(minutes=1))
    assert told(one) == [address(app, manager)]
    at(night + timedelta(minutes=59))
    assert len(told(one)) == 1
    at(night + timedelta(minutes=61))
    assert told(one)[1] == address(app, saira)
    at(night + timedelta(minutes=91))
    assert told(one)[2] == inbox(app)


def test_what_is_set_aside_does_not_climb_and_closed_neither(
    app: Flask, sent: Made, person: Made, at: Made, told: Made
) -> None:
    person(role=Role.MANAGER)
    aside, closed = sent(at=CAME), sent(at=CAME)
    with app.app_context():
        db.session.execute(update(Submission).where(Submission.id == aside).values(suspect=True))
        found = db.session.get_one(Submission, closed)
        found.is_open, found.status = False, "closed"
        db.session.commit()
    at(WEDNESDAY)
    assert told(aside) == told(closed) == []


def test_another_team_that_it_is_passed_to_hears_of_it_anew(
    app: Flask, sent: Made, person: Made, at: Made, told: Made
) -> None:
    person(role=Role.MANAGER)
    one = sent(at=CAME)
    at(WEDNESDAY)
    with app.app_context():
        reads_only(False)
    other = person("luton/send", Role.MANAGER)
    with app.test_request_context("/"):
        reads_only(False)
        found = db.session.get_one(Submission, one)
        triage.pass_on(found, "luton/send", "It is theirs.", other.id, snapshot(), WEDNESDAY + timedelta(minutes=5))
        db.session.commit()
    at(WEDNESDAY + timedelta(minutes=20))
    assert told(one)[-1] == address(app, other)


def test_one_that_fails_keeps_none_of_the_others(
    app: Flask, sent: Made, person: Made, at: Made, told: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(role=Role.MANAGER)
    ids = [sent(at=CAME + timedelta(minutes=number)) for number in range(3)]
    real = climbing.outbox.climbed

    def failing(*args: Any, **named: Any) -> Any:
        if named["submission_id"] == ids[0]:
            raise OperationalError("", {}, Exception())
        return real(*args, **named)

    monkeypatch.setattr(climbing.outbox, "climbed", failing)
    with pytest.raises(NotAllClimbed, match="1 did not climb"):
        at(WEDNESDAY)
    assert [len(told(one)) for one in ids] == [0, 1, 1]
    with app.app_context():
        assert ids[0] not in set(db.session.scalars(select(Climb.submission_id)))
    monkeypatch.setattr(climbing.outbox, "climbed", real)
    at(WEDNESDAY + timedelta(minutes=15))
    assert [len(told(one)) for one in ids] == [1, 1, 1]


def test_the_mail_says_nothing_about_anybody(app: Flask, sent: Made, person: Made, at: Made, marker: Made) -> None:
    person(role=Role.MANAGER)
    words = marker("what they wrote")
    one = sent(at=CAME, words=words)
    at(WEDNESDAY)
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.CLIMBED)).one()
        reference = db.session.get_one(Submission, one).reference
        assert set(mail.context) == {"clock", "reference", "link"}
        assert mail.context["reference"] == reference
        assert words not in str(mail.context)


def test_a_step_is_due_in_working_hours_unless_a_child_may_be_in_danger() -> None:
    by = datetime(2026, 12, 23, 17, tzinfo=hours.LONDON)
    christmas = datetime(2026, 12, 25, 12, tzinfo=hours.LONDON)
    after = datetime(2026, 12, 29, 9, tzinfo=hours.LONDON)
    assert not due(Urgency.ROUTINE, by, Step.OFFICER, christmas)
    assert due(Urgency.NOW, by, Step.DUTY, christmas)
    assert due(Urgency.ROUTINE, by, Step.OFFICER, after)
    assert due(Urgency.ROUTINE, by, Step.MANAGER, after)
    assert not due(Urgency.ROUTINE, by, Step.SAFEGUARDING, after)
    assert due(Urgency.TODAY, by, Step.SAFEGUARDING, after.replace(hour=17))
    assert not due(Urgency.ROUTINE, by, Step.OFFICER, by - timedelta(seconds=1))


def test_it_has_come_up_only_to_who_stands_there_and_while_its_clock_runs(app: Flask, sent: Made, person: Made) -> None:
    officer, manager = person(), person(role=Role.MANAGER)
    one = sent(at=CAME)
    climbs = [Climbed("look", Step.MANAGER, WEDNESDAY)]
    with app.app_context():
        reads_only(False)
        found = db.session.get_one(Submission, one)
        assert reached(db.session.get_one(Staff, manager.id), found, climbs) == climbs[0]
        assert reached(db.session.get_one(Staff, officer.id), found, climbs) is None
        triage.read(found, officer.id, WEDNESDAY)
        assert reached(db.session.get_one(Staff, manager.id), found, climbs) is None
