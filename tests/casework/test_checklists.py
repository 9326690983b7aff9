"""The checklist of a submission: ticked by people and by the portal, and the clocks that stop by it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal.casework import checklists, contact_log, records, triage
from portal.casework.checklists import ITEMS, lines, tick, untick
from portal.casework.contact_log import Came, Contact, Way, Whom
from portal.casework.models import CheckDone
from portal.casework.refusals import Refused
from portal.casework.triage import Outcome
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.register import Child
from portal.register.facts import Identity
from portal.register.models import ChildSubmission
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.submissions.health_list import note
from portal.submissions.models import HealthShare
from portal.words import ChildStatus, Kind
from tests.staff.conftest import LUTON

Made = Callable[..., Any]
NOW = datetime.now(UTC)
CAME = NOW - timedelta(days=3)


@pytest.fixture
def held(app: Flask) -> Callable[[uuid.UUID], Any]:
    """``with held(id) as submission``: it in its database session, committed after."""

    @contextmanager
    def work(submission_id: uuid.UUID) -> Iterator[Submission]:
        with app.test_request_context("/"):
            reads_only(False)
            yield db.session.get_one(Submission, submission_id)
            db.session.commit()

    return work


def ticked(submission: Submission) -> dict[str, uuid.UUID | None]:
    return {one.item.code: one.by for one in lines(submission) if one.done_at}


def a_child(submission: Submission, by: uuid.UUID) -> Child:
    who = Identity(given="Robin", family="Invented", born="2015-05-04")
    return records.begin(
        who, (), ChildStatus.NOT_CONFIRMED, date(2026, 9, 1), "luton", LUTON, by, NOW, source=(submission, 0)
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_a_list_whose_lines_are_told_apart(kind: Kind, sent: Made, held: Made) -> None:
    codes = [item.code for item in ITEMS[kind]]
    assert len(set(codes)) == len(codes) >= 4
    with held(sent(kind)) as submission:
        assert [one.item.code for one in lines(submission)] == [code for code in codes if code != "health"]


def test_a_tick_says_who_and_when_in_the_history_and_the_log(
    sent: Made, held: Made, person: Made, logged: Made
) -> None:
    officer, one = person(), sent(at=CAME)
    with held(one) as submission:
        tick(submission, "records", officer.id, NOW)
        tick(submission, "records", officer.id, NOW)
    with held(one) as submission:
        assert ticked(submission) == {"records": officer.id}
        assert [(event.what, event.detail, event.by) for event in submission.events] == [
            ("checked", "records", officer.id)
        ]
        untick(submission, "records", officer.id, NOW)
        untick(submission, "records", officer.id, NOW)
    with held(one) as submission:
        assert ticked(submission) == {}
        assert [event.what for event in submission.events] == ["checked", "unchecked"]
    assert logged(about=one).count("submission:checked") == 2


def test_the_clock_for_the_first_contact_stops_by_its_line_and_runs_again_without(
    sent: Made, held: Made, person: Made
) -> None:
    officer, one = person(), sent(at=CAME)
    with held(one) as submission:
        triage.read(submission, officer.id, NOW)
    with held(one) as submission:
        assert submission.next_clock_at == submission.contact_by
        tick(submission, "contacted", officer.id, NOW)
    with held(one) as submission:
        assert submission.contacted_at == NOW
        assert submission.next_clock_at == submission.checks_by
        untick(submission, "contacted", officer.id, NOW)
    with held(one) as submission:
        assert submission.contacted_at is None
        assert submission.next_clock_at == submission.contact_by


def test_the_clock_for_the_checks_stops_when_the_last_of_them_is_ticked(sent: Made, held: Made, person: Made) -> None:
    officer, one = person(), sent(at=CAME)
    checks = [item.code for item in ITEMS[Kind.NOTIFICATION] if item.for_checks]
    assert checks == ["on_register", "records", "off_roll", "siblings"]
    for number, code in enumerate(checks):
        with held(one) as submission:
            assert submission.checked_at is None
            tick(submission, code, officer.id, NOW + timedelta(minutes=number))
    with held(one) as submission:
        assert submission.checked_at == NOW + timedelta(minutes=3)
        untick(submission, "siblings", officer.id, NOW)
    with held(one) as submission:
        assert submission.checked_at is None


def test_every_act_leaves_the_earliest_running_clock_in_the_row(sent: Made, held: Made, person: Made) -> None:
    officer, one = person(), sent(at=CAME)
    with held(one) as submission:
        assert submission.next_clock_at == submission.look_by
        triage.read(submission, officer.id, NOW)
        triage.take(submission, officer.id, NOW)
    with held(one) as submission:
        assert submission.next_clock_at == submission.contact_by
        triage.close(submission, Outcome.DONE, "", officer.id, NOW)
    with held(one) as submission:
        assert submission.next_clock_at is None


def test_the_portal_ticks_that_they_know_once_the_receipt_went_out(app: Flask, sent: Made, held: Made) -> None:
    one = sent(at=CAME, email="parent@family.example")
    with held(one) as submission:
        checklists.catch_up(submission, NOW)
        assert "acknowledged" not in ticked(submission)
    with app.app_context():
        receipt = (OutboxMessage.submission_id == one) & (OutboxMessage.purpose == Purpose.RECEIPT)
        db.session.execute(update(OutboxMessage).where(receipt).values(state=State.SENT, sent_at=NOW, next_at=None))
        db.session.commit()
    with held(one) as submission:
        checklists.catch_up(submission, NOW)
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {"acknowledged": None}
        with pytest.raises(Refused, match="by itself"):
            untick(submission, "acknowledged", uuid.uuid4(), NOW)


def test_the_portal_ticks_the_register_by_itself_when_each_child_is_joined_and_takes_it_back(
    sent: Made, held: Made, person: Made
) -> None:
    officer, one = person(), sent(at=CAME, children=[{"first_name": "Robin"}, {"first_name": "Kit"}])
    with held(one) as submission:
        child = a_child(submission, officer.id)
        assert ticked(submission) == {}, "one of two"
        second = ChildSubmission(child_id=child.id, submission_id=one, position=1, at=NOW, by=officer.id)
        db.session.add(second)
        db.session.flush()
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {"on_register": None}
        second.ended_at = NOW
        db.session.flush()
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {}


def test_the_health_line_is_there_only_where_they_asked_and_is_ticked_by_passing_on(sent: Made, held: Made) -> None:
    one = sent(at=CAME)
    with held(one) as submission:
        note(submission, {"health_pass": "yes", "children": [{"first_name": "Robin"}]})
    with held(one) as submission:
        assert "health" in [line.item.code for line in lines(submission)]
        with pytest.raises(Refused, match="by itself"):
            tick(submission, "health", uuid.uuid4(), NOW)
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {}
        share = db.session.scalars(select(HealthShare)).one()
        share.passed_at = NOW
        db.session.flush()
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {"health": None}


@pytest.mark.parametrize(
    ("contact", "stops"),
    [
        (Contact(way=Way.PHONE, on=NOW.date(), whom=(Whom.PARENT,)), True),
        (Contact(way=Way.LETTER, on=NOW.date(), came=Came.SENT, whom=(Whom.PARENT,)), True),
        (Contact(way=Way.PHONE, on=NOW.date(), came=Came.NO_ANSWER, whom=(Whom.PARENT,)), False),
        (Contact(way=Way.PHONE, on=NOW.date(), whom=(Whom.SCHOOL,)), False),
        (Contact(way=Way.PHONE, on=(CAME - timedelta(days=1)).date(), whom=(Whom.PARENT,)), False),
    ],
    ids=["reached", "a letter", "nobody answered", "the school", "before it came"],
)
def test_a_contact_in_the_childs_log_is_the_first_contact(
    sent: Made, held: Made, person: Made, contact: Contact, stops: bool
) -> None:
    officer, one, other = person(), sent(at=CAME), sent(at=CAME)
    with held(one) as submission:
        child = a_child(submission, officer.id)
        contact_log.record(child, contact, officer.id, NOW)
    with held(one) as submission:
        assert (submission.contacted_at is not None) is stops
        assert ticked(submission).get("contacted") == (officer.id if stops else None)
    with held(other) as submission:
        assert submission.contacted_at is None, "of nobody who is joined"


def test_what_is_closed_or_is_no_line_of_it_is_refused(sent: Made, held: Made, person: Made) -> None:
    officer, one = person(), sent(at=CAME)
    with held(one) as submission:
        with pytest.raises(Refused, match="no such line"):
            tick(submission, "=HYPERLINK(1)", officer.id, NOW)
        triage.read(submission, officer.id, NOW)
        triage.close(submission, Outcome.DONE, "", officer.id, NOW)
        with pytest.raises(Refused, match="closed"):
            tick(submission, "records", officer.id, NOW)
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {}


def test_a_young_persons_list_knows_that_it_was_read_and_has_no_clock_of_the_family(
    sent: Made, held: Made, person: Made
) -> None:
    officer, one = person(), sent(Kind.VIEWS)
    with held(one) as submission:
        assert submission.contact_by is None
        assert submission.checks_by is None
        triage.read(submission, officer.id, NOW)
        checklists.catch_up(submission, NOW)
        assert ticked(submission) == {"read": None}
        assert submission.next_clock_at is None
        db.session.execute(delete(CheckDone))
