"""What somebody who is gone was working on goes back to the team: nobody's list shows it, everybody's can."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.accounts import Role, Staff, deactivate, set_memberships
from portal.casework import contact_log, leavers, records, today, triage
from portal.casework.contact_log import Contact, Way, Whom
from portal.register import Child
from portal.register.facts import Identity
from portal.register.models import ChildEvent
from portal.serving import PERIODIC
from portal.storage import db, reads_only
from portal.submissions import Status, Submission
from portal.words import ChildStatus, Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person

Made = Callable[..., Any]
NOW = datetime.now(UTC)


@pytest.fixture
def work(app: Flask, sent: Made) -> Callable[[Person], tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """``work(officer)``: a submission, a child with a next step, and the step's entry, all in that person's hands."""

    def made(officer: Person) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
        one = sent()
        with app.test_request_context("/"):
            reads_only(False)
            submission = db.session.get_one(Submission, one)
            triage.read(submission, officer.id, NOW)
            triage.take(submission, officer.id, NOW)
            who = Identity(given="Robin", family="Invented")
            child = records.begin(who, (), ChildStatus.NOT_CONFIRMED, date(2026, 9, 1), "luton", LUTON, officer.id, NOW)
            child.assignee_id = officer.id
            contact = Contact(
                way=Way.PHONE,
                on=NOW.date(),
                whom=(Whom.PARENT,),
                next_step="Call again",
                next_on=NOW.date() + timedelta(days=2),
                next_by=officer.id,
            )
            entry = contact_log.record(child, contact, officer.id, NOW)
            db.session.commit()
            return one, child.id, entry.id

    return made


def whose(app: Flask, ids: tuple[uuid.UUID, uuid.UUID, uuid.UUID]) -> list[uuid.UUID | None]:
    with app.app_context():
        submission, child = db.session.get_one(Submission, ids[0]), db.session.get_one(Child, ids[1])
        step = db.session.get_one(contact_log.ContactEntry, ids[2])
        return [submission.assignee_id, child.assignee_id, step.next_by]


@pytest.mark.parametrize("how", ["deactivated", "another team", "auditor"])
def test_it_all_goes_back_at_once_when_the_account_or_the_teams_change(
    app: Flask, person: Made, work: Made, logged: Made, how: str
) -> None:
    officer, boss = person(), person(role=Role.MANAGER)
    ids = work(officer)
    assert whose(app, ids) == [officer.id] * 3
    with app.app_context():
        reads_only(False)
        staff = db.session.get_one(Staff, officer.id)
        if how == "deactivated":
            deactivate(staff, by=boss.id)
        else:
            role = (BEDFORD, Role.OFFICER) if how == "another team" else (LUTON, Role.AUDITOR)
            set_memberships(staff, [role], by=boss.id)
        db.session.commit()
    assert whose(app, ids) == [None] * 3
    with app.app_context():
        submission = db.session.get_one(Submission, ids[0])
        assert submission.status == Status.SEEN
        (event,) = [one for one in submission.events if one.what == "returned"]
        assert (event.by, event.detail) == (boss.id, officer.id.hex)
        events = set(db.session.scalars(select(ChildEvent.what).where(ChildEvent.child_id == ids[1])))
        assert {"returned", "step_given"} <= events
        inbox = today.own(db.session.get_one(Staff, boss.id), datetime.now(UTC))
        assert [one.why for one in inbox.entries if one.key == ids[0]] == [today.Why.NEW]
    assert logged(about=ids[0])[-1] == "submission:returned-to-team"
    assert "child:assigned" in logged(about=ids[1])


def test_who_keeps_a_role_that_reads_it_keeps_the_work(app: Flask, person: Made, work: Made) -> None:
    officer = person()
    ids = work(officer)
    with app.app_context():
        reads_only(False)
        staff = db.session.get_one(Staff, officer.id)
        set_memberships(staff, [(LUTON, Role.MANAGER), (LUTON_DOOR, Role.OFFICER)])
        db.session.commit()
    assert whose(app, ids) == [officer.id] * 3


def test_a_young_persons_words_go_back_too_and_closed_ones_stay_as_they_were(
    app: Flask, person: Made, sent: Made
) -> None:
    saira, closed, views = person(role=Role.SAFEGUARDING), sent(), sent(Kind.VIEWS)
    with app.app_context():
        reads_only(False)
        for one in (closed, views):
            submission = db.session.get_one(Submission, one)
            triage.read(submission, saira.id, NOW)
            triage.take(submission, saira.id, NOW)
        triage.close(db.session.get_one(Submission, closed), triage.Outcome.DONE, "", saira.id, NOW)
        deactivate(db.session.get_one(Staff, saira.id))
        db.session.commit()
        assert db.session.get_one(Submission, views).assignee_id is None
        assert db.session.get_one(Submission, closed).assignee_id == saira.id


def test_the_sweep_finds_what_slipped_through_and_a_second_one_changes_nothing(
    app: Flask, person: Made, work: Made, logged: Made
) -> None:
    officer, stays = person(), person(name="Nadia Named")
    ids, others = work(officer), work(stays)
    with app.app_context():
        db.session.get_one(Staff, officer.id).active = False  # past the function that tells everybody
        db.session.commit()
    for _ in range(2):
        with app.app_context():
            reads_only(False)
            leavers.sweep(app)
            db.session.commit()
    assert whose(app, ids) == [None] * 3
    assert whose(app, others) == [stays.id] * 3
    assert logged(about=ids[0]).count("submission:returned-to-team") == 1


def test_the_sweep_is_regular_and_one_person_who_fails_keeps_none_of_the_others(
    app: Flask, person: Made, work: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = [one for one in PERIODIC if one.run is leavers.sweep]
    assert job.minutes <= 60
    people = [person(name=f"Somebody {number}") for number in range(2)]
    ids = [work(one) for one in people]
    first = min(people, key=lambda one: one.id)
    real = leavers.give_back

    def failing(staff: Staff, by: uuid.UUID | None, now: datetime) -> int:
        if staff.id == first.id:
            raise OperationalError("", {}, Exception())
        return real(staff, by, now)

    with app.app_context():
        reads_only(False)
        for one in people:
            db.session.get_one(Staff, one.id).active = False
        db.session.commit()
        monkeypatch.setattr(leavers, "give_back", failing)
        with pytest.raises(leavers.NotReturned):
            leavers.sweep(app)
    returned = [whose(app, one) == [None] * 3 for one in ids]
    assert returned == [one.id != first.id for one in people]
