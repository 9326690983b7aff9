"""A team that owes a young person an answer hears of it again on each working day, whatever becomes of the worker."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts import Role
from portal.config import Config
from portal.delivery.mail import compose
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.lifecycle import remind_teams
from portal.serving import PERIODIC
from portal.storage import db, reads_only
from tests.staff.conftest import LUTON, Person
from tests.support.clock import set_clock
from tests.support.talks import Talk

Made = Callable[..., Any]

WROTE = datetime(2026, 11, 3, 10, tzinfo=UTC)
"""A Tuesday. Luton's team means to look within two working days: by Thursday, 17:00."""
EARLY = datetime(2026, 11, 5, 16, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 6, 9, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture
def at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(moment)``: the worker runs the job at that moment, and commits."""

    def run(now: datetime) -> None:
        set_clock(monkeypatch, now, "portal.lifecycle.reminders", "portal.delivery.outbox")
        with app.app_context():
            reads_only(False)
            remind_teams(app)
            db.session.commit()

    return run


@pytest.fixture
def waits(app: Flask, talk: Made) -> Callable[..., Talk]:
    """``waits("Hello?", WROTE)``: a young person has written by code, and the mails of that time are of that time."""

    def made(words: str = "Hello?", since: datetime = WROTE) -> Talk:
        one: Talk = talk(at=WROTE - timedelta(days=1))
        one.wrote(words, since)
        with app.app_context():
            about = OutboxMessage.submission_id == one.id
            db.session.execute(update(OutboxMessage).where(about).values(created_at=since))
            db.session.commit()
        return one

    return made


@pytest.fixture
def reminders(app: Flask) -> Callable[[uuid.UUID], list[OutboxMessage]]:
    """The reminders about one submission."""

    def found(submission_id: uuid.UUID) -> list[OutboxMessage]:
        with app.app_context():
            rows = select(OutboxMessage).where(
                OutboxMessage.submission_id == submission_id, OutboxMessage.template == "reminder"
            )
            return list(db.session.scalars(rows.order_by(OutboxMessage.created_at)))

    return found


def test_the_worker_runs_it_often_enough_to_lose_no_day() -> None:
    (job,) = [one for one in PERIODIC if one.run is remind_teams]
    assert job.minutes <= 60


def test_a_team_is_reminded_once_on_each_working_day_until_somebody_answers(
    waits: Made, saira: Person, at: Made, reminders: Made
) -> None:
    one = waits()
    counted = []
    for moment in (
        EARLY,
        FRIDAY.replace(hour=3),
        FRIDAY,
        FRIDAY + timedelta(minutes=15),
        FRIDAY + timedelta(hours=9),
        FRIDAY + timedelta(days=1),  # a Saturday
        MONDAY,
        MONDAY + timedelta(hours=2),
    ):
        at(moment)
        counted.append(len(reminders(one.id)))
    assert counted == [0, 0, 1, 1, 1, 1, 2, 2]
    one.answered("Hello.", saira.id)
    at(MONDAY + timedelta(days=1))
    assert len(reminders(one.id)) == 2


def test_a_worker_that_was_down_reminds_when_it_is_back(waits: Made, at: Made, reminders: Made) -> None:
    one = waits()
    at(MONDAY + timedelta(days=7, hours=12))
    assert len(reminders(one.id)) == 1


def test_no_reminder_where_the_team_was_told_of_new_words_on_the_same_day(
    app: Flask, waits: Made, at: Made, reminders: Made
) -> None:
    one = waits()
    with app.app_context():
        for told in db.session.scalars(select(OutboxMessage).where(OutboxMessage.submission_id == one.id)):
            told.created_at = FRIDAY - timedelta(hours=1)
        db.session.commit()
    at(FRIDAY)
    assert reminders(one.id) == []
    at(MONDAY)
    assert len(reminders(one.id)) == 1


def test_a_mail_that_could_not_be_delivered_is_no_reason_for_a_second(
    app: Flask, waits: Made, at: Made, reminders: Made
) -> None:
    one = waits()
    at(FRIDAY)
    with app.app_context():
        for failed in db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "reminder")):
            failed.state, failed.next_at = State.FAILED, None
        db.session.commit()
    at(FRIDAY + timedelta(hours=1))
    assert len(reminders(one.id)) == 1


def test_two_workers_at_once_remind_once(app: Flask, waits: Made, at: Made, reminders: Made) -> None:
    one = waits()
    ready = threading.Barrier(2)

    def work() -> None:
        ready.wait()
        at(FRIDAY)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(reminders(one.id)) == 1


def test_nobody_is_reminded_of_what_needs_no_answer_or_waits_in_its_time(
    waits: Made, talk: Made, saira: Person, at: Made, reminders: Made
) -> None:
    rests, fresh, silent = waits("Thank you."), waits("Hello?", FRIDAY - timedelta(hours=20)), talk(at=WROTE)
    saira.does(rests.id, "no-answer", why_none="They say thank you.", seen="1")
    at(FRIDAY)
    assert [reminders(one.id) for one in (rests, fresh, silent)] == [[], [], []]


def test_the_reminder_goes_to_the_team_that_has_it_now(
    app: Flask, waits: Made, saira: Person, person: Made, at: Made, reminders: Made
) -> None:
    one = waits()
    saira.does(one.id, "pass", to_team="luton/front-door", reason="They know them.")
    with app.app_context():
        db.session.execute(update(OutboxMessage).values(created_at=FRIDAY))
        db.session.commit()
    at(MONDAY)
    assert [each.team_code for each in reminders(one.id)] == ["luton/front-door"]


def test_the_mail_says_that_somebody_waits_and_nothing_else(
    app: Flask, config: Config, waits: Made, at: Made, reminders: Made, stored: Made, marker: Made
) -> None:
    words = marker("words")
    one = waits(words)
    at(FRIDAY)
    (message,) = reminders(one.id)
    assert (message.purpose, message.team_code) == (Purpose.NUDGE, LUTON)
    with app.app_context():
        mail = compose(message, config, FRIDAY)
    reference, text = stored(one.id).reference, mail.get_content()
    assert mail["Subject"] == f"Still waiting for an answer: {reference}"
    assert f"{config.url}/staff/submissions/{one.id}" in text
    assert words not in text
    assert Role.SAFEGUARDING not in text
