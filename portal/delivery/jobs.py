"""What a worker does now and then: show that it lives, and run the jobs that other rooms gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.delivery.models import Heartbeat
from portal.delivery.trouble import WORKER
from portal.storage import db

RETRY = timedelta(minutes=15)
"""When a job that failed, or whose worker was killed, is started again. A job must be done in less."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Periodic:
    """A job to run every so many minutes, by one worker at a time. It may be stopped at any point and run again.

    It is called inside the app's context; what it changed in the session is committed after it.
    """

    name: str
    minutes: int
    run: Callable[[Flask], object]


def expect(jobs: Iterable[Periodic], now: datetime) -> None:
    """Make a row for the worker and for each job, due at once when it is new; forget jobs that are no more.

    Commits.
    """
    names = {WORKER, *(job.name for job in jobs)}
    known = set(db.session.scalars(select(Heartbeat.name)))
    for name in sorted(names - known):
        try:
            with db.session.begin_nested():
                is_job = name != WORKER
                db.session.add(Heartbeat(name=name, due_at=now if is_job else None, try_at=now if is_job else None))
        except IntegrityError:  # another worker starts at the same moment
            log.info("already expected", job=name)
    db.session.execute(delete(Heartbeat).where(Heartbeat.name.not_in(names)))
    db.session.commit()


def beat(now: datetime) -> None:
    """Say that a worker lives, and commit."""
    if not db.session.scalars(
        update(Heartbeat).where(Heartbeat.name == WORKER).values(at=now).returning(Heartbeat.id)
    ).all():
        db.session.add(Heartbeat(name=WORKER, at=now))
    db.session.commit()


def run_due(app: Flask, jobs: Iterable[Periodic], now: datetime) -> None:
    """Run each job whose time has come and that no other worker has just started. A job that fails is logged by the
    name of its error alone, and tried again; when it stays late, ``trouble()`` says so.
    """
    for job in jobs:
        if not _claim(job, now):
            continue
        try:
            job.run(app)
            _done(job, now)
        except Exception as error:  # one job must not stop the next, nor the mails
            db.session.rollback()
            log.error("job failed", job=job.name, error=type(error).__name__)
        else:
            log.info("job done", job=job.name)


def _claim(job: Periodic, now: datetime) -> bool:
    again = now + min(RETRY, timedelta(minutes=job.minutes))
    # far ahead can only be a clock that was wrong when it was written
    is_due = (Heartbeat.try_at <= now) | (Heartbeat.try_at > now + timedelta(minutes=job.minutes) + RETRY)
    mine = update(Heartbeat).where(Heartbeat.name == job.name, is_due).values(try_at=again).returning(Heartbeat.id)
    claimed = db.session.scalars(mine).all()
    db.session.commit()
    return bool(claimed)


def _done(job: Periodic, began: datetime) -> None:
    next_time = began + timedelta(minutes=job.minutes)
    values = {"at": datetime.now(UTC), "due_at": next_time, "try_at": next_time}
    db.session.execute(update(Heartbeat).where(Heartbeat.name == job.name).values(**values))
    db.session.commit()
