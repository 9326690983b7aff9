"""What needs one person now: in plain order, each thing once, nothing that they may not know of."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text, update

from portal.accounts import Role, Staff
from portal.casework import climbing, contact_log, records, today, triage
from portal.casework.contact_log import Contact, Way, Whom
from portal.casework.models import Climb
from portal.casework.today import AT_ONCE, Why
from portal.register.facts import Identity
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import ChildStatus, Kind, Urgency
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_queue import row
from tests.support.statements import asked, looked_into_by, plans

Made = Callable[..., Any]
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=60)


@pytest.fixture
def to_do(app: Flask) -> Callable[..., list[tuple[Why, uuid.UUID]]]:
    """``to_do(person)``: what their list says, in its order; ``team=True`` their team's."""

    def found(who: Person, team: bool = False) -> list[tuple[Why, uuid.UUID]]:
        with app.app_context():
            staff = db.session.get_one(Staff, who.id)
            inbox = (today.of_team if team else today.own)(staff, datetime.now(UTC))
            return [(one.why, one.key) for one in inbox.entries]

    return found


@pytest.fixture
def have(app: Flask) -> Callable[..., None]:
    """``have(person, id)``: that person has read and taken it."""

    def take(who: Person, *ids: uuid.UUID) -> None:
        with app.app_context():
            reads_only(False)
            for one in ids:
                submission = db.session.get_one(Submission, one)
                triage.read(submission, who.id, NOW)
                triage.take(submission, who.id, NOW)
            db.session.commit()

    return take


@pytest.fixture
def child(app: Flask) -> Callable[..., uuid.UUID]:
    """``child(officer, step=..., review=...)``: a child of this officer with a next step or a review on that day."""

    def made(officer: Person, step: date | None = None, review: date | None = None) -> uuid.UUID:
        with app.test_request_context("/"):
            reads_only(False)
            one = records.begin(
                Identity(given="Robin", family="Invented"),
                (),
                ChildStatus.EHE,
                date(2026, 9, 1),
                "luton",
                LUTON,
                officer.id,
                NOW,
            )
            one.assignee_id = officer.id
            if step:
                contact = Contact(
                    way=Way.PHONE,
                    on=min(step, NOW.date()),
                    whom=(Whom.PARENT,),
                    next_step="Call again",
                    next_on=step,
                    next_by=officer.id,
                )
                contact_log.record(one, contact, officer.id, NOW)
            if review:
                one.next_review_on = review
            db.session.commit()
            return one.id

    return made


def test_the_list_has_the_order_of_what_needs_me_first(
    sent: Made, person: Made, have: Made, to_do: Made, child: Made, talk: Made
) -> None:
    saira = person(role=Role.SAFEGUARDING, name="Saira")
    tomorrow = NOW.date() + timedelta(days=1)
    new = sent(at=NOW)
    going_on = sent(at=NOW)
    late = sent(at=LONG_AGO)
    have(saira, going_on, late)
    waits = talk(at=NOW - timedelta(days=1))
    have(saira, waits.id)
    waits.wrote("Hello?")
    step, review = child(saira, step=NOW.date()), child(saira, review=tomorrow)
    urgent = sent(Kind.REFERRAL, at=NOW, worry="neglect")
    assert to_do(saira)[:1] in ([(Why.URGENT, urgent)], [(Why.LATE, late)])
    found = to_do(saira)
    order = [why for why, _ in found]
    assert order == sorted(order, key=list(Why).index)
    assert {
        (Why.LATE, late),
        (Why.WAITS, waits.id),
        (Why.STEP, step),
        (Why.REVIEW, review),
        (Why.NEW, new),
        (Why.MINE, going_on),
    } <= set(found)
    assert len({key for _, key in found}) == len(found), "each thing once"


def test_urgent_unread_ones_stand_first_and_now_before_today(app: Flask, sent: Made, person: Made, to_do: Made) -> None:
    officer = person()
    ids = [sent(at=NOW - timedelta(minutes=number)) for number in range(3)]
    with app.app_context():
        for one, urgency, order in ((ids[0], Urgency.TODAY, 1), (ids[2], Urgency.NOW, 0)):
            db.session.execute(
                update(Submission).where(Submission.id == one).values(urgency=urgency, urgency_order=order)
            )
        db.session.commit()
    assert to_do(officer) == [(Why.URGENT, ids[2]), (Why.URGENT, ids[0]), (Why.NEW, ids[1])]


def test_a_step_or_a_review_that_is_not_due_yet_does_not_ask_for_me(person: Made, to_do: Made, child: Made) -> None:
    officer = person()
    child(officer, step=NOW.date() + timedelta(days=3))
    child(officer, review=NOW.date() + timedelta(days=20))
    assert to_do(officer) == []
    late = child(officer, review=NOW.date() - timedelta(days=20))
    assert to_do(officer) == [(Why.REVIEW, late)]


def test_what_a_colleague_has_is_in_the_teams_list_and_not_in_mine(
    sent: Made, person: Made, have: Made, to_do: Made
) -> None:
    officer, other = person(), person(name="Nadia Named")
    one = sent(at=LONG_AGO)
    have(other, one)
    assert to_do(officer) == []
    assert to_do(other) == [(Why.LATE, one)]
    assert to_do(officer, team=True) == [(Why.LATE, one)]


def test_a_young_persons_words_are_in_my_list_only_where_i_may_read_them_and_always_in_the_teams(
    sent: Made, person: Made, to_do: Made, talk: Made
) -> None:
    officer, saira = person(), person(role=Role.SAFEGUARDING)
    views, waits = sent(Kind.VIEWS, at=NOW), talk(at=NOW - timedelta(days=1))
    waits.wrote("Hello?")
    assert to_do(officer) == []
    assert {key for _, key in to_do(saira)} == {views, waits.id}
    assert {key for _, key in to_do(officer, team=True)} == {views, waits.id}


@pytest.mark.parametrize(("team", "role"), [(BEDFORD, Role.SAFEGUARDING), (LUTON_DOOR, Role.MANAGER)])
def test_another_team_sees_nothing_of_it(sent: Made, person: Made, to_do: Made, team: str, role: Role) -> None:
    sent(at=LONG_AGO)
    who = person(team, role)
    assert to_do(who) == to_do(who, team=True) == []


def test_what_climbed_stands_in_the_list_of_who_it_came_up_to(app: Flask, sent: Made, person: Made, have: Made) -> None:
    officer, manager = person(), person(role=Role.MANAGER)
    one = sent(at=LONG_AGO)
    have(officer, one)
    with app.app_context():
        reads_only(False)
        db.session.add(Climb(submission_id=one, clock="contact", step=climbing.Step.MANAGER, at=NOW))
        db.session.commit()
        (entry,) = today.own(db.session.get_one(Staff, manager.id), NOW).entries
        assert (entry.why, entry.clock, entry.owner) == (Why.LATE, "contact", officer.id)
        assert entry.climbed is not None
        assert [one.climbed for one in today.own(db.session.get_one(Staff, officer.id), NOW).entries] == [None]


def _questions(act: Callable[[], Any]) -> int:
    """How often an act asks the database; the directory is asked for again each second, so the least of some counts."""
    number = 0

    def count(*_: Any) -> None:
        nonlocal number
        number += 1

    event.listen(db.engine, "before_cursor_execute", count)
    act()
    event.remove(db.engine, "before_cursor_execute", count)
    return number


def test_a_long_list_says_that_there_is_more_and_costs_no_more(app: Flask, person: Made) -> None:
    officer, asked = person(), []
    with app.app_context():
        reads_only(False)
        staff = db.session.get_one(Staff, officer.id)
        for rows in (range(1, 3), range(3, 200)):
            db.session.execute(
                insert(Submission), [row(number, received_at=NOW, next_clock_at=None) for number in rows]
            )
            db.session.commit()
            asked.append(min(_questions(lambda: today.own(staff, NOW)) for _ in range(3)))
        inbox = today.own(staff, NOW)
        assert len(inbox.entries) == AT_ONCE
        assert inbox.more
        assert asked[0] == asked[1] <= 20


def test_it_is_read_inside_its_indexes_on_both_databases(app: Flask, person: Made) -> None:
    manager = person(role=Role.MANAGER)
    teams = [LUTON, LUTON_DOOR, BEDFORD, "torbay/home-education"]
    with app.app_context():
        reads_only(False)
        rows = [
            row(
                number,
                team_code=teams[number % 4],
                urgency=list(Urgency)[number % 3],
                assignee_id=uuid.UUID(int=number % 50) if number % 2 else None,
                next_clock_at=NOW + timedelta(hours=number - 2000),
            )
            for number in range(4000)
        ]
        db.session.execute(insert(Submission), rows)
        climbs = [
            {"id": uuid.uuid4(), "submission_id": one["id"], "clock": "look", "step": step, "at": NOW}
            for one in rows[::4]
            for step in climbing.Step
        ]
        db.session.execute(insert(Climb), climbs)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        staff = db.session.get_one(Staff, manager.id)
        for read, by in (
            (today.own, ("assignee_id", "team_code", "next_clock_at")),  # one's own, nobody's, what climbed
            (today.of_team, ("urgency_order", "next_clock_at", "team_code")),  # unread and urgent, late, nobody's
        ):
            with asked("FROM submission", "LIMIT") as statements:
                read(staff, NOW)
            # the list of who waits has a test of its own (test_answers_queue), with somebody who waits
            found = [plan for plan in plans(statements) if "conversation" not in plan]
            for plan, column in zip(found, by, strict=True):
                assert "Seq Scan on submission" not in plan, plan
                assert "SCAN submission" not in plan, plan
                assert looked_into_by(plan, column, "submission_id"), plan
