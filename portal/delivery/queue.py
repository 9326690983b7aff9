"""Huey's queue: how a request tells a worker, the moment it has committed, that there is something to send.

The queue is only a bell. What there is to send stands in the outbox, and a worker looks there every few seconds
whether the bell rang or not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask, current_app
from huey import PostgresHuey, SqliteHuey
from huey.api import Huey, TaskWrapper
from huey.serializer import SignedSerializer
from psycopg.errors import UniqueViolation
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from portal.config import Config
from portal.delivery.channels import Channel, channel_for
from portal.delivery.outbox import NEWS
from portal.delivery.texts import Texts, texts_for
from portal.storage import db

EXTENSION = "portal.delivery"

log = structlog.get_logger(__name__)


def make_huey(config: Config) -> Huey:
    """The queue beside the portal's database: a file of its own for SQLite, tables ``huey_*`` in PostgreSQL.

    Nothing is remembered of tasks that ran, and tasks are signed: Huey's are pickles, which may not come from anyone.
    """
    common: dict[str, Any] = {
        "name": "portal",
        "results": False,
        "serializer": SignedSerializer(secret=config.secret_key, salt=EXTENSION),
    }
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteHuey(filename=str(config.queue_file), fsync=False, **common)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return PostgresHuey(dsn=dsn, connect_timeout=5, **common)
    except UniqueViolation:  # two processes made the tables at the same moment; they are there now
        return PostgresHuey(dsn=dsn, connect_timeout=5, **common)


def deliver_task(huey: Huey, deliver: Callable[[], object]) -> TaskWrapper:
    """Name ``deliver`` in ``huey``, the same in every process. Calling what comes back puts it in the queue."""

    def task() -> None:
        deliver()

    return huey.task(name="deliver")(task)


@contextmanager
def harmlessly() -> Iterator[None]:
    """Whatever keeps a worker from being woken: the mail is safe in the outbox, and whoever sent something matters
    more.
    """
    try:
        yield
    except Exception as error:
        log.warning("worker not woken", error=type(error).__name__)


OFTEN = 0.2
"""Seconds in which two rings are enough, one at once and one for after them: a burst of mails rings no more."""


class Bell:
    """Rings for a worker. Keeps no connection open: one would not survive the web server's fork."""

    def __init__(self, config: Config, channel: Channel, texts: Texts | None) -> None:
        self.config = config
        self.channel = channel
        self.texts = texts
        self._rang_at = -OFTEN
        self._rings_again = False
        self._huey: Huey | None = None
        self._deliver: TaskWrapper

    def ring(self) -> None:
        """Ask any worker to look into the outbox now, or, just after another ring, in a moment: the worker that came
        for that one may have looked already. Never fails: without it, a worker looks by itself soon.
        """
        now = time.monotonic()
        just_rang = now - self._rang_at < OFTEN
        if just_rang and self._rings_again:
            return
        self._rings_again = just_rang
        self._rang_at = self._rang_at if just_rang else now
        with harmlessly():
            if self._huey is None:
                huey = make_huey(self.config)
                self._deliver, self._huey = deliver_task(huey, _only_in_a_worker), huey
            try:
                self._deliver.schedule(delay=OFTEN) if just_rang else self._deliver()
            finally:
                self._huey.storage.close()


def init_delivery(app: Flask, config: Config, channel: Channel | None = None) -> None:
    """Let ``app`` send mails by ``channel``, or by the one that the settings name; and texts, if they name a way."""
    mail = channel or channel_for(config)
    app.extensions[EXTENSION] = Bell(config, mail, texts_for(config, mail))


def bell(app: Flask | None = None) -> Bell:
    """What ``init_delivery`` gave to ``app``, or to the running app."""
    found: Bell = (app or current_app).extensions[EXTENSION]
    return found


def _only_in_a_worker() -> None:
    raise RuntimeError("mails are sent by a worker")


@event.listens_for(db.session, "after_commit")
def _wake(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(NEWS, False) and EXTENSION in current_app.extensions:
        bell().ring()
