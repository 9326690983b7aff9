"""The contact log: what counts as reached and as seen, what cannot be, and that nothing is overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.casework import contact_log
from portal.casework.contact_log import Came, Contact, Health, Views, Way, Whom
from portal.casework.models import ContactEntry
from portal.casework.refusals import Refused
from portal.directory import hours
from portal.register import joins, merging
from portal.register.models import ChildEvent
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.support.children import BY, acting, begun, contacted, found

NOW = datetime.now(UTC)
TODAY = hours.local(NOW).date()
VISIT = Contact(
    way=Way.VISIT_HOME,
    on=date(2026, 3, 3),
    whom=(Whom.CHILD, Whom.PARENT),
    there="His aunt Kim",
    child_seen=True,
    seen_alone=True,
    views=Views.NOT_ASKED,
    views_why="He was asleep",
    health=Health.NOT_THIS_TIME,
    said="They showed me the library books.",
    next_step="Send the leaflet",
    next_on=date(2026, 3, 10),
    next_by=BY,
)


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


def standing(app: Flask, child_id: uuid.UUID) -> tuple[date | None, date | None]:
    with app.app_context():
        one = found(child_id)
        return one.last_contact_on, one.last_seen_on


def test_what_is_written_is_read_again_as_it_was(app: Flask, child: uuid.UUID) -> None:
    with acting(app):
        entry = contact_log.record(found(child), VISIT, BY, NOW)
        assert Contact.of(entry) == VISIT
    with app.app_context():
        assert Contact.of(db.session.scalars(select(ContactEntry)).one()) == VISIT


def test_no_word_of_it_stands_in_a_plain_column_or_in_the_log(app: Flask, child: uuid.UUID, marker: Any) -> None:
    planted = marker("said")
    with acting(app):
        contact = replace(VISIT, there=planted, said=planted, next_step=planted, views_why=planted)
        contact_log.record(found(child), contact, BY, NOW)
    with app.app_context():
        for table in ("contact_entry", "audit_line", "child", "child_event"):
            rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert planted not in str(rows)
            assert planted.encode() not in b"".join(bytes(x) for row in rows for x in row if isinstance(x, bytes))


@pytest.mark.parametrize(
    ("said", "reached", "seen"),
    [
        ({}, True, False),
        ({"whom": (Whom.FAMILY,)}, True, False),
        ({"way": Way.VISIT_HOME, "whom": (Whom.CHILD,), "child_seen": True}, True, True),
        ({"way": Way.VISIT_HOME, "came": Came.NOBODY_IN}, False, False),
        ({"way": Way.LETTER, "came": Came.SENT}, False, False),
        ({"way": Way.SCHOOL, "whom": (Whom.SCHOOL,)}, False, False),
        ({"way": Way.MEETING, "whom": (Whom.SERVICE,)}, False, False),
        ({"way": Way.SCHOOL, "whom": (Whom.SCHOOL,), "child_seen": True}, True, True),
        ({"whom": ()}, False, False),
    ],
)
def test_reached_is_who_of_the_family_was_reached_and_seen_is_seen_in_person(
    app: Flask, child: uuid.UUID, said: dict[str, Any], reached: bool, seen: bool
) -> None:
    contacted(app, child, **said)
    day = date(2026, 3, 3)
    assert standing(app, child) == (day if reached else None, day if seen else None)


def test_the_newest_day_counts_and_a_later_try_that_fails_does_not(app: Flask, child: uuid.UUID) -> None:
    contacted(app, child, on=date(2026, 5, 5))
    contacted(app, child, on=date(2026, 3, 3), way=Way.VISIT_HOME, child_seen=True)
    contacted(app, child, on=date(2026, 8, 8), came=Came.NO_ANSWER)
    assert standing(app, child) == (date(2026, 5, 5), date(2026, 3, 3))


def test_what_is_struck_counts_no_more_and_stays_readable(app: Flask, child: uuid.UUID) -> None:
    contacted(app, child, on=date(2026, 1, 20))
    entry_id = contacted(app, child, way=Way.VISIT_HOME, child_seen=True, next_step="x", next_on=date(2026, 4, 1))
    with acting(app):
        entry = db.session.get_one(ContactEntry, entry_id)
        contact_log.strike(entry, found(child), "It was her brother", BY, NOW)
        contact_log.strike(entry, found(child), "A second time", BY, NOW)
    assert standing(app, child) == (date(2026, 1, 20), None)
    with app.app_context():
        entry = db.session.get_one(ContactEntry, entry_id)
        assert Contact.of(entry).child_seen
        assert entry.said["struck"] == "It was her brother"
        assert contact_log.steps_of(found(child)) == []


def test_a_correction_strikes_the_old_and_writes_the_new_and_a_second_one_is_refused(
    app: Flask, child: uuid.UUID
) -> None:
    entry_id = contacted(app, child)
    with acting(app):
        old = db.session.get_one(ContactEntry, entry_id)
        new = Contact(way=Way.PHONE, on=date(2026, 3, 4), whom=(Whom.PARENT,))
        key = uuid.uuid4()
        first = contact_log.correct(old, found(child), new, "The day was wrong", BY, NOW, key)
        assert contact_log.correct(old, found(child), new, "The day was wrong", BY, NOW, key).id == first.id
        with pytest.raises(Refused, match="struck this out already"):
            contact_log.correct(old, found(child), new, "Once more", BY, NOW)
    assert standing(app, child)[0] == date(2026, 3, 4)
    with app.app_context():
        rows = db.session.scalars(select(ContactEntry).order_by(ContactEntry.on)).all()
        assert [row.struck_at is not None for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"on": TODAY + timedelta(1)}, "still to come"),
        ({"on": date(1989, 12, 31)}, "too long ago"),
        ({"child_seen": True}, "in person only"),
        ({"way": Way.VIDEO, "child_seen": True}, "in person only"),
        ({"way": Way.VISIT_HOME, "came": Came.NOBODY_IN, "child_seen": True}, "Only one can be"),
        ({"way": Way.VISIT_HOME, "seen_alone": True}, "seen alone was seen"),
        ({"next_step": "Call"}, "both words and a day"),
        ({"next_on": TODAY}, "both words and a day"),
        ({"next_step": "Call", "next_on": date(2026, 3, 2)}, "before this contact"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    app: Flask, child: uuid.UUID, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        contacted(app, child, **said)
    with app.app_context():
        assert not db.session.scalars(select(ContactEntry)).all()


def test_one_key_is_one_entry_and_another_persons_key_is_none(app: Flask, child: uuid.UUID) -> None:
    key, other = uuid.uuid4(), begun(app)
    with acting(app):
        contact = Contact(way=Way.PHONE, on=date(2026, 3, 3), whom=(Whom.PARENT,))
        made = [contact_log.record(found(child), contact, BY, NOW, key) for _ in range(3)]
        assert {one.id for one in made} == {key}
        assert contact_log.record(found(other), contact, BY, NOW, key).id != key
        assert contact_log.record(found(child), contact, uuid.uuid4(), NOW, key).id != key


def test_a_merged_record_has_the_contacts_of_both_and_apart_each_its_own(app: Flask) -> None:
    one, other = begun(app), begun(app)
    contacted(app, one, on=date(2026, 1, 20))
    contacted(app, other, on=date(2026, 6, 6), way=Way.VISIT_HOME, child_seen=True)
    with acting(app):
        row = merging.merge(found(other), found(one), "The same child", BY, NOW)
        contact_log.refresh(found(one), TODAY)
        assert [entry.on for entry in contact_log.entries(found(one), 9)] == [date(2026, 6, 6), date(2026, 1, 20)]
        assert (found(one).last_contact_on, found(one).last_seen_on) == (date(2026, 6, 6), date(2026, 6, 6))
        for child in merging.take_apart(row, BY, NOW):
            contact_log.refresh(child, TODAY)
    assert standing(app, one) == (date(2026, 1, 20), None)
    assert standing(app, other) == (date(2026, 6, 6), date(2026, 6, 6))


def test_pages_of_the_log_hold_every_entry_once(app: Flask, child: uuid.UUID) -> None:
    made = [contacted(app, child, on=date(2026, 3, 1 + n // 3)) for n in range(10)]
    with app.app_context():
        seen, before = [], None
        while page := contact_log.entries(found(child), 4, before):
            seen += [one.id for one in page]
            before = (page[-1].on, page[-1].at, page[-1].id)
        assert len(seen) == len(made)
        assert set(seen) == set(made)


STEP: dict[str, Any] = {"next_step": "Call the aunt", "next_on": date(2026, 4, 1), "next_by": BY}


def test_next_steps_are_somebodys_until_a_day_and_end_when_they_are_done(app: Flask, child: uuid.UUID) -> None:
    later = contacted(app, child, **{**STEP, "next_on": date(2026, 4, 9)})
    sooner = contacted(app, child, **STEP)
    contacted(app, child, **{**STEP, "next_by": uuid.uuid4()})
    with acting(app):
        assert [one.entry.id for one in contact_log.next_steps(BY, date(2026, 4, 9))] == [sooner, later]
        (step,) = contact_log.next_steps(BY, date(2026, 4, 8))
        assert (step.words, step.child.id) == ("Call the aunt", child)
        contact_log.step_done(step.entry, found(child), BY, NOW)
        contact_log.step_done(step.entry, found(child), BY, NOW)
    with app.app_context():
        assert [one.entry.id for one in contact_log.next_steps(BY, date(2026, 4, 9))] == [later]
        assert [e.what for e in db.session.scalars(select(ChildEvent)) if e.what == "step_done"] == ["step_done"]


def test_a_step_that_nobody_has_is_the_teams_alone(app: Flask, child: uuid.UUID) -> None:
    elsewhere = begun(app, team="bedford/home-education")
    for one in (child, elsewhere):
        contacted(app, one, **STEP)
    with acting(app):
        for step in contact_log.next_steps(BY, date(2026, 5, 1)):
            contact_log.give_step(step.entry, step.child, None, BY, NOW)
        assert contact_log.next_steps(BY, date(2026, 5, 1)) == []
        (step,) = contact_log.team_steps(["luton/home-education"], date(2026, 5, 1))
        assert step.child.id == child
        contact_log.give_step(step.entry, step.child, BY, BY, NOW)
        assert contact_log.team_steps(["luton/home-education"], date(2026, 5, 1)) == []


def test_a_step_of_a_record_that_was_merged_leads_to_the_one_that_stands_for_it(app: Flask) -> None:
    one, other = begun(app), begun(app)
    contacted(app, other, **STEP)
    with acting(app):
        merging.merge(found(other), found(one), "The same child", BY, NOW)
        (step,) = contact_log.next_steps(BY, date(2026, 5, 1))
        assert step.child.id == one


def test_every_change_leaves_a_line_in_history_and_log(
    app: Flask, child: uuid.UUID, logged: Callable[..., Any]
) -> None:
    before = len(logged(about=child))
    entry_id = contacted(app, child, **STEP)
    with acting(app):
        entry = db.session.get_one(ContactEntry, entry_id)
        contact_log.step_done(entry, found(child), BY, NOW)
        contact_log.strike(entry, found(child), "Another child", BY, NOW)
    assert logged(about=child)[before:] == ["child:contacted"] * 3
    with app.app_context():
        lines = db.session.scalars(select(ChildEvent).order_by(ChildEvent.at)).all()
        assert {line.what for line in lines} >= {"contact", "step_done", "contact_struck"}


@pytest.mark.parametrize(
    ("said", "stops"),
    [
        ({}, True),
        ({"way": Way.LETTER, "came": Came.SENT}, True),
        ({"came": Came.NO_ANSWER}, False),
        ({"way": Way.SCHOOL, "whom": (Whom.SCHOOL,)}, False),
        ({"on": TODAY - timedelta(40)}, False),
    ],
)
def test_reaching_or_writing_to_the_family_is_the_first_contact_of_what_is_joined(
    app: Flask, child: uuid.UUID, sent: Any, stored: Any, said: dict[str, Any], stops: bool
) -> None:
    submission = sent(Kind.NOTIFICATION, children=[{"first_name": "Robin", "last_name": "Invented"}])
    with acting(app):
        joins.join(found(child), db.session.get_one(Submission, submission), 0, BY, NOW)
    contacted(app, child, **{"on": TODAY, **said})
    assert (stored(submission).contacted_at is not None) is stops
