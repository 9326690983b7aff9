"""The worker as a process of its own: woken, killed, stopped, twice."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.config import Config
from portal.delivery import jobs, outbox
from portal.delivery.jobs import Periodic
from portal.delivery.models import Heartbeat, OutboxMessage, State
from portal.delivery.queue import bell, make_huey
from portal.delivery.trouble import trouble
from portal.storage import db
from tests.delivery.post_office import PostOffice, WorkerProcess, add, hurry, until

Start = Callable[..., WorkerProcess]
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def count(state: State) -> int:
    found: int = db.session.scalars(select(func.count()).where(OutboxMessage.state == state)).one()
    db.session.rollback()
    return found


def alive() -> bool:
    return trouble().worker_seen is not None


def test_a_worker_sends_at_once_shows_that_it_lives_and_stops_in_good_order(
    app: Flask, office: PostOffice, worker: Start
) -> None:
    one = worker(tick=60)
    until(alive)
    add("marker@council.example", reference="MARK-EREF")
    until(lambda: office.mails)  # the commit wakes the worker: its next look is a minute away
    until(lambda: count(State.SENT) == 1)
    assert trouble().ready
    code, took = one.stop()
    assert code == 0, one.said
    assert took < 3.0
    assert '"event": "worker stopped"' in one.said
    for planted in ("marker", "MARK", "luton", "council.example", "Traceback"):
        assert planted not in one.said
    later = datetime.now(UTC) + timedelta(seconds=61)
    assert not trouble(later).ready
    assert "not running" in trouble(later).sentences[0]


def test_a_mail_that_comes_just_after_another_wakes_a_worker_too(app: Flask, office: PostOffice, worker: Start) -> None:
    worker(tick=60)
    until(alive)
    for n in range(1, 4):  # a worker has done with the one before, and the bell rang a moment ago
        add()
        until(lambda n=n: len(office.mails) == n)


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(app: Flask, office: PostOffice, worker: Start) -> None:
    office.data_seconds = 0.7
    for _ in range(3):
        add()
    one = worker().started()
    until(lambda: office.begun)
    code, took = one.stop(signal.SIGINT)
    assert (code, took < 3.0) == (0, True), one.said
    assert count(State.SENDING) == 0
    assert count(State.SENT) == len(office.mails) == len(set(office.ids))


def test_a_mail_that_hangs_does_not_keep_a_worker_from_stopping(app: Flask, office: PostOffice, worker: Start) -> None:
    add("silent@council.example")
    one = worker()
    until(lambda: count(State.SENDING))
    code, took = one.stop()
    assert (code, took < 3.0) == (0, True), one.said
    assert count(State.SENDING) == 1, "the next worker takes it up"


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_at_most_one(
    app: Flask, office: PostOffice, worker: Start
) -> None:
    for _ in range(24):
        add()
    office.data_seconds = 0.03
    one = worker()
    until(lambda: len(office.mails) >= 5)
    one.kill()
    assert 0 < count(State.SENT) < 24
    hurry()
    two = worker()
    until(lambda: count(State.SENT) == 24)
    two.kill()
    assert len(set(office.ids)) == 24
    assert len(office.ids) <= 25


def test_two_workers_at_once_deliver_each_mail_exactly_once(app: Flask, office: PostOffice, worker: Start) -> None:
    both = [worker() for _ in range(2)]
    for one in both:
        one.started()
    for n in range(200):
        outbox.receipt(
            f"parent-{n}@home.example",
            template="referral_receipt",
            context={"reference": "ABCD-EFGH", "team": "Team", "phone": "", "email": ""},
            language="en_GB",
            submission_id=None,
        )
    db.session.commit()
    until(lambda: count(State.SENT) == 200)
    assert [one.stop()[0] for one in both] == [0, 0]
    assert len(office.ids) == len(set(office.ids)) == 200


def test_a_job_runs_at_once_and_by_one_worker_only(app: Flask, config: Config, worker: Start) -> None:
    seen = config.data_dir / "jobs"
    seen.unlink(missing_ok=True)
    both = [worker(jobs=["purge-drafts", "backup"]) for _ in range(2)]
    for one in both:
        one.started()
    until(lambda: seen.exists() and len(seen.read_text().split()) == 2)
    for one in both:
        assert one.stop()[0] == 0
    assert sorted(seen.read_text().split()) == ["backup", "purge-drafts"]


def heart(name: str) -> Heartbeat:
    return db.session.scalars(select(Heartbeat).where(Heartbeat.name == name)).one()


def test_a_job_runs_again_when_its_minutes_have_passed(app: Flask) -> None:
    ran: list[Flask] = []
    job = [Periodic("backup", 30, ran.append)]
    jobs.expect(job, NOW)
    for minutes, times in ((0, 1), (0, 1), (29, 1), (30, 2), (31, 2), (59, 2), (60, 3)):
        jobs.run_due(app, job, NOW + timedelta(minutes=minutes))
        assert len(ran) == times
    jobs.expect(job, NOW + timedelta(minutes=61))
    jobs.run_due(app, job, NOW + timedelta(minutes=61))
    assert len(ran) == 3, "a worker that starts again does not start its jobs again"


def test_a_job_that_fails_or_is_killed_is_tried_again_and_staff_are_told(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_app: Flask) -> None:
        db.session.add(Heartbeat(name="half done"))
        raise RuntimeError("marker@council.example")

    ran: list[Flask] = []
    both = [Periodic("purge", 60, broken), Periodic("backup", 60, ran.append)]
    jobs.expect(both, NOW)
    jobs.run_due(app, both, NOW)
    assert len(ran) == 1, "one job's fault is not another's"
    assert "marker" not in capsys.readouterr().out
    assert db.session.scalars(select(Heartbeat).where(Heartbeat.name == "half done")).all() == []
    jobs.beat(NOW + timedelta(minutes=14))
    assert trouble(NOW + timedelta(minutes=14)).ready
    jobs.beat(NOW + timedelta(minutes=16))
    late = trouble(NOW + timedelta(minutes=16))
    assert (late.ready, late.late_jobs) == (False, ("purge",))
    assert late.sentences == ["The job “purge” has not finished when it should have."]
    mended = [Periodic("purge", 60, ran.append)]
    jobs.run_due(app, mended, NOW + timedelta(minutes=16))
    assert len(ran) == 2
    assert trouble(NOW + timedelta(minutes=16)).ready


def test_a_job_that_is_no_more_is_not_missed(app: Flask) -> None:
    jobs.expect([Periodic("old", 60, print)], NOW)
    jobs.expect([Periodic("new", 60, print)], NOW)
    assert {beat.name for beat in db.session.scalars(select(Heartbeat))} == {"worker", "new"}


def test_a_clock_put_back_does_not_strand_a_job(app: Flask) -> None:
    ran: list[Flask] = []
    job = [Periodic("backup", 30, ran.append)]
    jobs.expect(job, NOW)
    db.session.execute(update(Heartbeat).values(try_at=NOW + timedelta(days=300), due_at=NOW + timedelta(days=300)))
    db.session.commit()
    jobs.run_due(app, job, NOW)
    assert len(ran) == 1
    assert heart("backup").due_at == NOW + timedelta(minutes=30)


def test_a_task_that_somebody_else_put_into_the_queue_is_not_run(app: Flask, config: Config) -> None:
    """Huey's tasks are pickles: an unsigned one could run anything."""
    huey = make_huey(config)
    bell(app).ring()
    assert huey.storage.queue_size() >= 1
    huey.storage.flush_queue()
    other: Any = make_huey(replace(config, secret_key="y" * 40))
    other.task(name="deliver")(lambda: None)()
    with pytest.raises(ValueError, match="mismatch"):
        huey.dequeue()
    huey.storage.close()
    other.storage.close()
