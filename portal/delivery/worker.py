"""The process that sends: Huey's threads, a look into the outbox every few seconds, and an orderly end."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog
from flask import Flask
from huey.api import Huey
from huey.consumer import Consumer, Scheduler

from portal.delivery import jobs, sending
from portal.delivery.jobs import Periodic
from portal.delivery.queue import bell, deliver_task, harmlessly, make_huey
from portal.storage import db

__all__ = ["Periodic", "register", "run"]

THREADS = 4
"""A slow or silent server holds up one of them; the others go on."""
TICK = 5
"""Seconds between two looks into the outbox, and two signs of life."""
GOODBYE = 2.0
"""Seconds that the mail in hand has to be finished when the worker is asked to stop."""

log = structlog.get_logger(__name__)


class _Ticks(Scheduler):  # type: ignore[misc]
    periodic_task_seconds = TICK


class _Consumer(Consumer):  # type: ignore[misc]
    scheduler_class = _Ticks


def run(app: Flask, periodic: Sequence[Periodic] = ()) -> None:
    """Send mails and run ``periodic`` jobs until the process is told to stop (SIGTERM, SIGINT or SIGHUP).

    Must be called in the main thread. Returns within three seconds of the signal, with the mail in hand finished; one
    that hangs is taken up again by the next worker.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)
    with app.app_context():
        jobs.expect(periodic, datetime.now(UTC))
    huey = make_huey(bell(app).config)
    register(huey, app, periodic)
    consumer = _Consumer(huey, workers=THREADS, max_delay=0.5, shutdown_timeout=GOODBYE)
    stopping = threading.Event()
    ends = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # until they are ours: starting sets handlers of Huey's own
    consumer.start()
    for end in ends:
        signal.signal(end, lambda *_: stopping.set())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
    log.info("worker started", threads=THREADS)
    while not stopping.wait(TICK):
        consumer.check_worker_health()
    sending.Turn.no_more()
    consumer.stop(graceful=True)
    log.info("worker stopped")


def register(huey: Huey, app: Flask, periodic: Sequence[Periodic]) -> None:
    """Teach ``huey`` the two things a worker does: send the next mail, and look after everything else."""
    post = bell(app)

    def ring() -> None:
        with harmlessly():
            enqueue()

    def deliver() -> None:
        with _safely(app):
            # it rings so that another thread takes the next mail
            sending.deliver_next(post.channel, post.config, before=ring, texts=post.texts)

    def tick() -> None:
        ring()
        now = datetime.now(UTC)
        with _safely(app):
            jobs.beat(now)
            sending.mend_clock(now)
            jobs.run_due(app, periodic, now)

    enqueue = deliver_task(huey, deliver)
    huey.periodic_task(lambda _now: True, priority=1)(tick)


@contextmanager
def _safely(app: Flask) -> Iterator[None]:
    """The app's context, in which an error is logged by its name alone: Huey would log the values with it."""
    with app.app_context():
        try:
            yield
        except Exception as error:
            db.session.rollback()
            log.error("worker stumbled", error=type(error).__name__)
