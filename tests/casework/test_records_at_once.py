"""Two people at the records of one family: the second waits for the first, and neither for ever."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.casework import records
from portal.register import Child, households
from portal.storage import db
from portal.submissions import Submission
from tests.support.answers import NOTIFICATION
from tests.support.children import BY, acting, begun, found

Made = Callable[..., Any]
WAITS = 0.5
"""Seconds in which the other one comes as far as they can."""


@contextmanager
def a_colleague_first_at(
    app: Flask, child: uuid.UUID, then: uuid.UUID | None = None, kind: Any = Child
) -> Iterator[list[str]]:
    """Somebody holds a record while the test goes on, and then something else, and leaves a line in the log. Gives what
    went wrong for them."""
    has_it, wrong = threading.Event(), []

    def hold(one: uuid.UUID, kind: Any = Child) -> Any:
        return db.session.scalars(select(kind).where(kind.id == one).with_for_update()).one()

    def colleague() -> None:
        try:
            with acting(app):
                held = hold(child)
                has_it.set()
                threading.Event().wait(WAITS)
                if then:
                    hold(then, kind)
                audit.record(Event.CHILD_READ, held, by=BY, page="overview")
        except Exception as error:  # of a thread nobody else hears
            wrong.append(type(error).__name__)
            has_it.set()

    thread = threading.Thread(target=colleague)
    thread.start()
    has_it.wait(5)
    yield wrong
    thread.join()


def test_a_family_is_made_while_a_brothers_record_is_read(app: Flask, sent: Made) -> None:
    one, robin = sent(**NOTIFICATION), begun(app)
    with acting(app):
        records.join(found(robin), db.session.get_one(Submission, one), 0, BY, datetime.now(UTC))
    with a_colleague_first_at(app, robin) as wrong, acting(app):
        form = db.session.get_one(Submission, one)
        (sam,) = records.begin_all(form, "luton/home-education", BY, datetime.now(UTC))
        assert [each.id for each in households.household(sam)] == [robin]
    assert wrong == []


def test_a_family_is_made_while_somebody_writes_a_contact_with_the_brother_down(
    app: Flask, person: Made, sent: Made
) -> None:
    """Who writes a contact down holds the record, and after it the submissions whose clocks it stops."""
    one, robin, who = sent(**NOTIFICATION), begun(app), person()
    with acting(app):
        records.join(found(robin), db.session.get_one(Submission, one), 0, BY, datetime.now(UTC))
    with a_colleague_first_at(app, robin, then=one, kind=Submission) as wrong:
        typed = {"csrf_token": who.token(), "sure_of_all": "yes"}
        assert who.client.post(f"/staff/submissions/{one}/records", data=typed).status_code == 302
    assert wrong == []
    with app.app_context():
        assert len(households.household(found(robin))) == 1


def together(person: Made, app: Flask, child: uuid.UUID, other: uuid.UUID, by_button: bool) -> int:
    who = person()
    with app.app_context():
        reference = found(other).reference
    typed = {"record": str(other)} if by_button else {"record_reference": reference}
    answer = who.client.post(f"/staff/register/{child}/household", data={"csrf_token": who.token(), **typed})
    return int(answer.status_code)


def test_two_who_name_each_other_by_reference_are_held_in_one_order(app: Flask, person: Made) -> None:
    low, high = sorted((begun(app), begun(app, given="Sam")))
    with a_colleague_first_at(app, low, then=high) as wrong:
        assert together(person, app, high, low, by_button=False) == 302
    assert wrong == []


def test_who_comes_along_into_a_household_is_held_before_the_log_is(app: Flask, person: Made) -> None:
    one, other, along, more = (begun(app, given=name) for name in ("Robin", "Sam", "Kim", "Jo"))
    for pair in ((one, more), (other, along)):
        with acting(app):
            households.live_together([found(each) for each in pair], BY, datetime.now(UTC))
    with a_colleague_first_at(app, along) as held, a_colleague_first_at(app, more) as too:
        assert together(person, app, one, other, by_button=True) == 302
    assert held == too == []
    with app.app_context():
        assert {each.id for each in households.household(found(one))} == {other, along, more}
