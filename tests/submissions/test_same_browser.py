"""The clue "a parent's form was sent from this browser": for an hour, for this browser, and leading nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, session
from sqlalchemy import select

from portal.journeys.drafts import leave
from portal.lifecycle import purge_marks
from portal.serving import PERIODIC
from portal.storage import db
from portal.submissions import same_browser
from portal.submissions.models import SenderMark

NOON = datetime(2026, 3, 3, 12, 3, 21, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at_a_browser(app: Flask) -> Iterator[None]:
    """Inside a request of one browser."""
    with app.test_request_context("/", method="POST"):
        yield
        db.session.rollback()


def marks() -> list[SenderMark]:
    return list(db.session.scalars(select(SenderMark)))


@pytest.mark.usefixtures("at_a_browser")
def test_it_is_known_for_an_hour_and_no_longer() -> None:
    assert not same_browser.sent_lately(NOON)
    same_browser.remember(NOON)
    assert same_browser.sent_lately(NOON + MINUTE)
    assert same_browser.sent_lately(NOON + 49 * MINUTE)
    assert not same_browser.sent_lately(NOON + 60 * MINUTE)


@pytest.mark.usefixtures("at_a_browser")
def test_sending_again_makes_the_hour_begin_anew_in_the_same_row() -> None:
    same_browser.remember(NOON)
    browser = session["browser"]
    same_browser.remember(NOON + 30 * MINUTE)
    assert session["browser"] == browser
    assert len(marks()) == 1
    assert same_browser.sent_lately(NOON + 75 * MINUTE)


@pytest.mark.usefixtures("at_a_browser")
def test_another_browser_is_not_taken_for_this_one() -> None:
    same_browser.remember(NOON)
    for other in ("somebody else's", "", None, 7, ["x"]):
        session["browser"] = other
        assert not same_browser.sent_lately(NOON + MINUTE)


@pytest.mark.usefixtures("at_a_browser")
def test_a_young_persons_visit_alone_leaves_no_mark_and_no_id() -> None:
    assert not same_browser.sent_lately(NOON)
    assert "browser" not in session
    assert marks() == []


@pytest.mark.usefixtures("at_a_browser")
def test_after_leaving_the_site_nothing_is_known_of_the_browser() -> None:
    same_browser.remember(NOON)
    leave(["views"])
    assert not same_browser.sent_lately(NOON + MINUTE)


@pytest.mark.usefixtures("at_a_browser")
def test_the_row_tells_neither_who_nor_when() -> None:
    """It names no submission, does not hold the id that the cookie holds, and all of ten minutes look alike."""
    assert set(SenderMark.__table__.columns.keys()) == {"id", "mark", "expires_at"}
    ends = set()
    for minute in range(10):
        session.pop("browser", None)
        same_browser.remember(NOON.replace(minute=minute, second=59))
        assert session["browser"].encode() not in b"".join(bytes(one.mark) for one in marks())
    for one in marks():
        ends.add(one.expires_at)
        assert (one.expires_at.minute % 10, one.expires_at.second, one.expires_at.microsecond) == (0, 0, 0)
    assert len(marks()) == 10
    assert len(ends) == 1


@pytest.mark.usefixtures("at_a_browser")
def test_what_is_over_is_deleted_and_what_is_not_stays() -> None:
    same_browser.remember(NOON)
    assert same_browser.purge(NOON + 30 * MINUTE) == 0
    assert same_browser.purge(NOON + 60 * MINUTE) == 1
    assert marks() == []


def test_the_worker_deletes_them_every_quarter_of_an_hour(app: Flask) -> None:
    (job,) = [one for one in PERIODIC if one.run is purge_marks]
    assert job.minutes == 15
    with app.test_request_context("/", method="POST"):
        same_browser.remember(datetime.now(UTC) - timedelta(hours=2))
        db.session.commit()
        run: Any = job.run
        run(app)
        db.session.commit()
        assert marks() == []
