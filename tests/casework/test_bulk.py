"""Several at once: what must be looked at for itself is refused, two people never overwrite each other, and a second
press does nothing twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from portal.accounts import Role, Staff
from portal.casework import bulk, triage
from portal.casework.bulk import Came, Seen
from portal.casework.triage import Outcome
from portal.storage import db, reads_only
from portal.submissions import Status, Submission
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, Person

Made = Callable[..., Any]
NOW = datetime.now(UTC)


@pytest.fixture
def seen(app: Flask) -> Callable[..., Seen]:
    """``seen(id)``: it as somebody chooses it now; ``read_by`` reads it before."""

    def now(one: uuid.UUID, read_by: Person | None = None) -> Seen:
        with app.app_context():
            reads_only(False)
            found = db.session.get_one(Submission, one)
            if read_by:
                triage.read(found, read_by.id, NOW)
                db.session.commit()
            return bulk.seen(found)

    return now


@pytest.fixture
def give(app: Flask) -> Callable[..., list[tuple[Came, str | None]]]:
    """``give(chosen, to, me)``: what came of each."""

    def do(chosen: list[Seen], to: Person, me: Person) -> list[tuple[Came, str | None]]:
        with app.app_context():
            reads_only(False)
            staff = [db.session.get_one(Staff, one.id) for one in (to, me)]
            return [(one.came, one.why) for one in bulk.assign(chosen, staff[0], staff[1], NOW)]

    return do


@pytest.fixture
def end(app: Flask) -> Callable[..., list[tuple[Came, str | None]]]:
    """``end(chosen, me)``: what came of each."""

    def do(chosen: list[Seen], me: Person) -> list[tuple[Came, str | None]]:
        with app.app_context():
            reads_only(False)
            staff = db.session.get_one(Staff, me.id)
            return [(one.came, one.why) for one in bulk.close(chosen, Outcome.KNOWN, "All known.", staff, NOW)]

    return do


def test_each_has_its_own_history_and_its_own_line_in_the_log(
    app: Flask, sent: Made, person: Made, seen: Made, give: Made, logged: Made
) -> None:
    manager, officer = person(role=Role.MANAGER), person(name="Nadia Named")
    ids = [sent() for _ in range(3)]
    chosen = [seen(one, read_by=manager) for one in ids]
    assert give(chosen, officer, manager) == [(Came.DONE, None)] * 3
    assert give(chosen, officer, manager) == [(Came.ALREADY, "Nadia Named has it already.")] * 3
    for one in ids:
        assert logged(about=one).count("submission:assigned") == 1
        with app.app_context():
            assert [event.what for event in db.session.get_one(Submission, one).events] == ["seen", "assigned"]


def test_closing_several_keeps_the_words_with_each_and_a_second_press_does_nothing(
    app: Flask, sent: Made, person: Made, seen: Made, end: Made, logged: Made
) -> None:
    manager = person(role=Role.MANAGER)
    ids = [sent() for _ in range(2)]
    chosen = [seen(one, read_by=manager) for one in ids]
    assert end(chosen, manager) == [(Came.DONE, None)] * 2
    assert end(chosen, manager) == [(Came.ALREADY, "It is closed already.")] * 2
    for one in ids:
        assert logged(about=one).count("submission:closed") == 1
        with app.app_context():
            found = db.session.get_one(Submission, one)
            assert (found.status, found.events[-1].what, found.events[-1].detail) == (
                Status.CLOSED,
                "closed_known",
                "All known.",
            )


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SAFEGUARDING])
def test_a_young_persons_words_are_always_done_one_by_one(
    sent: Made, person: Made, seen: Made, give: Made, end: Made, role: Role
) -> None:
    who, officer = person(role=role), person(name="Nadia Named")
    one = sent(Kind.VIEWS)
    chosen = [seen(one, read_by=who)]
    for came, why in (*give(chosen, officer, who), *end(chosen, who)):
        assert came is Came.REFUSED
        assert "young person" in (why or "")


def test_what_nobody_has_read_is_refused_and_so_is_what_is_set_aside_or_asks_something(
    app: Flask, sent: Made, person: Made, seen: Made, give: Made
) -> None:
    manager, officer = person(role=Role.MANAGER), person(name="Nadia Named")
    unread, aside = sent(), sent()
    with app.app_context():
        db.session.execute(update(Submission).where(Submission.id == aside).values(suspect=True, status=Status.SEEN))
        db.session.commit()
    found = give([seen(unread), seen(aside)], officer, manager)
    assert [came for came, _ in found] == [Came.REFUSED] * 2
    assert "Nobody has read it" in str(found[0][1])
    assert "set aside" in str(found[1][1])


def test_somebody_elses_change_meanwhile_is_never_overwritten(
    app: Flask, sent: Made, person: Made, seen: Made, give: Made, end: Made
) -> None:
    manager, officer, quicker = person(role=Role.MANAGER), person(name="Nadia Named"), person(name="Quick")
    one = sent()
    chosen = [seen(one, read_by=manager)]
    with app.app_context():
        reads_only(False)
        triage.take(db.session.get_one(Submission, one), quicker.id, NOW)
        db.session.commit()
    ((came, why),) = give(chosen, officer, manager)
    assert came is Came.REFUSED
    assert "Somebody has changed it" in str(why)
    ((came, why),) = end(chosen, manager)
    assert came is Came.REFUSED
    with app.app_context():
        assert db.session.get_one(Submission, one).assignee_id == quicker.id


def test_who_may_not_read_it_once_it_is_theirs_is_not_given_it(
    sent: Made, person: Made, seen: Made, give: Made
) -> None:
    manager, bea, auditor = person(role=Role.MANAGER), person(BEDFORD, name="Bea"), person(role=Role.AUDITOR)
    chosen = [seen(sent(), read_by=manager)]
    for other in (bea, auditor):
        ((came, why),) = give(chosen, other, manager)
        assert came is Came.REFUSED
        assert "could not read it" in str(why)


@pytest.mark.parametrize(
    ("team", "role", "number"), [(BEDFORD, Role.MANAGER, 0), (LUTON, Role.OFFICER, 1), (LUTON, Role.AUDITOR, 1)]
)
def test_who_may_not_do_this_changes_nothing(
    app: Flask, sent: Made, person: Made, seen: Made, give: Made, team: str, role: Role, number: int
) -> None:
    manager, other, officer = person(role=Role.MANAGER), person(team, role), person(name="Nadia Named")
    one = sent()
    found = give([seen(one, read_by=manager)], officer, other)
    assert [came for came, _ in found] == [Came.REFUSED] * number
    with app.app_context():
        assert db.session.get_one(Submission, one).assignee_id is None
        assert len(bulk.preview([one], db.session.get_one(Staff, other.id))) == number


def test_one_that_the_database_does_not_take_keeps_none_of_the_others(
    sent: Made, person: Made, seen: Made, give: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, officer = person(role=Role.MANAGER), person(name="Nadia Named")
    ids = [sent(at=NOW - timedelta(minutes=number)) for number in range(3)]
    chosen = [seen(one, read_by=manager) for one in ids]
    real = triage.assign

    def failing(submission: Submission, *rest: Any) -> None:
        real(submission, *rest)
        if submission.id == ids[1]:
            raise OperationalError("", {}, Exception())

    monkeypatch.setattr(triage, "assign", failing)
    found = give(chosen, officer, manager)
    assert [came for came, _ in found] == [Came.DONE, Came.FAILED, Came.DONE]
    monkeypatch.setattr(triage, "assign", real)
    assert [came for came, _ in give(chosen, officer, manager)] == [Came.ALREADY, Came.DONE, Came.ALREADY]


@pytest.mark.parametrize("mark", ["", "~", "nonsense~x", "=HYPERLINK(1)", "\0", "ø" * 5000])
def test_what_names_no_submission_is_nothing(mark: str) -> None:
    assert Seen.of(mark) is None
