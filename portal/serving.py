"""Serving: the web server and the worker as two child processes that start and end together.

Both are forks of the process that prepared them: the program is read into memory once, so a start is quick.
"""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError

from portal import create_app
from portal.casework.climbing import climb
from portal.casework.leavers import sweep
from portal.config import Config
from portal.delivery import worker
from portal.lifecycle import (
    forget_mails,
    purge_codes,
    purge_drafts,
    purge_marks,
    purge_submissions,
    remind_keepers,
    remind_teams,
)
from portal.reviews.nightly import DAILY, HOURLY, check_copies, check_reviews
from portal.reviews.reminders import remind_of_reviews
from portal.storage import db

PERIODIC = [
    worker.Periodic("purge-drafts", 15, purge_drafts),
    worker.Periodic("purge-codes", 15, purge_codes),
    worker.Periodic("purge-marks", 15, purge_marks),
    worker.Periodic("purge-submissions", 60, purge_submissions),
    worker.Periodic("remind-teams", 15, remind_teams),
    worker.Periodic("remind-keepers", 15, remind_keepers),
    worker.Periodic("forget-mails", 60, forget_mails),
    worker.Periodic("climb", 15, climb),
    worker.Periodic("return-leavers", 60, sweep),
    worker.Periodic("remind-of-reviews", 60, remind_of_reviews),
    worker.Periodic("check-reviews", HOURLY, check_reviews),
    worker.Periodic("check-copies", DAILY, check_copies),
]
"""The regular work, each with the minutes between."""
THREADS = 8
GRACE = 20
"""Seconds that a page being sent, or a message being delivered, gets to finish."""
STEADY = 60
"""A worker that ran this many seconds did not fall over at once: its next start need not wait long."""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_forking = multiprocessing.get_context("fork")


def serve(config: Config) -> int:
    """Serve until told to stop by Ctrl-C or SIGTERM. Gives the exit code: 0 when told to, 1 when it could not go on.

    Call it with no thread running and no database connection open. Every obstacle is one sentence on stderr. A worker
    that dies is started again; a web server that dies ends it all.
    """
    if hindrances := obstacles(config):
        for sentence in hindrances:
            click.echo(sentence, err=True)
        return 1
    stop = _told_to_stop()
    web = _Child("web server", _WebServer(config).run)
    working = _Child("worker", lambda: work(config))
    try:
        while not stop.wait(0.2):
            if web.ended():
                click.echo("The web server stopped by itself, so the portal stops too.", err=True)
                return 1
            working.keep_running()
    finally:
        web.stop()
        working.stop()
    return 0


def work(config: Config) -> None:
    """Be the worker: deliver mail and do the regular work, until told to stop."""
    worker.run(application(config), PERIODIC)


def obstacles(config: Config) -> list[str]:
    """What keeps a portal with these settings from starting on this machine, one plain sentence each."""
    return [sentence for sentence in (_data_dir_obstacle(config.data_dir), _port_obstacle(config)) if sentence]


def application(config: Config) -> Flask:
    """The app, for a process that can do nothing without it: when it cannot start, it says why and exits."""
    try:
        return create_app(config)
    except OSError as error:
        reason = (
            f"{error.filename or 'A file'} cannot be read ({_reason(error)}). Prepare the portal before serving it."
        )
    except ValueError as error:
        reason = str(error)
    except SQLAlchemyError as error:
        reason = f"The database did not answer as it should: {str(error).splitlines()[0]}"
    click.echo(reason, err=True)
    raise SystemExit(1)


class _WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, set up here and nowhere else. It keeps no access log: an address may say too much about a person."""

    def __init__(self, config: Config) -> None:
        self.config = config
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self.config.bind}]" if ":" in self.config.bind else self.config.bind
        settings: dict[str, Any] = {
            "bind": f"{host}:{self.config.port}",
            "worker_class": "gthread",
            "workers": self.config.workers,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": GRACE,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - a heartbeat
            "control_socket_disable": True,
            "pre_fork": self.let_go_of_the_database,
            "when_ready": self.say_where,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return application(self.config)

    def let_go_of_the_database(self, _server: Any, _worker: Any) -> None:
        """No connection crosses a fork: SQLite's locks belong to one process, PostgreSQL's talk to one."""
        with self.wsgi().app_context():
            for engine in db.engines.values():
                engine.dispose()

    def say_where(self, _server: Any) -> None:
        if self.config.demo:
            click.echo(f"Ready: open {self.config.url} in a browser. Ctrl-C stops it.")


class _Child:
    """One process of ours: never left behind, never waited for without an end."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name = name
        self.run = run
        self.pause = 1.0
        self.next_start: float | None = None
        self._start()

    def _start(self) -> None:
        self.started = time.monotonic()
        self.process = _forking.Process(target=self._be, name=self.name)
        self.process.start()

    def _be(self) -> None:
        """In the new process: a group of its own, so that Ctrl-C reaches the parent alone, which ends all in order;
        and an end with the parent, should that be killed, so that nothing keeps the port or sends mail unseen (Linux).
        """
        os.setpgid(0, 0)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        self.run()

    def ended(self) -> bool:
        return not self.process.is_alive()

    def keep_running(self) -> None:
        """Start it again after it ended, waiting longer each time it falls over at once (at most a minute)."""
        now = time.monotonic()
        if self.next_start is not None:
            if now >= self.next_start:
                self.next_start = None
                self._start()
        elif self.ended():
            self.pause = 1.0 if now - self.started > STEADY else min(self.pause * 2, 60)
            self.next_start = now + self.pause
            click.echo(f"The {self.name} stopped by itself. It starts again in {self.pause:.0f} s.", err=True)

    def stop(self) -> None:
        """Ask it to finish what it has in hand; after GRACE seconds, end it."""
        self.process.terminate()
        self.process.join(GRACE + 5)
        if not self.ended():
            self.process.kill()
            self.process.join()


def _told_to_stop() -> threading.Event:
    stop = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, tell)
    return stop


def _data_dir_obstacle(folder: Path) -> str | None:
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"PORTAL_DATA_DIR: nothing can be written in {folder} ({_reason(error)}). Choose another folder."
    return None


def _port_obstacle(config: Config) -> str | None:
    family = socket.AF_INET6 if ":" in config.bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.bind, config.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = config.port + 1 if config.port < 65535 else 8000
                return (
                    f"Port {config.port} is in use by another program. Stop it, or choose another: PORTAL_PORT={other}"
                )
            if error.errno == errno.EACCES:
                return f"Port {config.port} is kept for the system. Choose one above 1023: PORTAL_PORT=8000"
            return f"PORTAL_BIND: this machine cannot listen on {config.bind} ({_reason(error)})."
    return None


def _reason(error: OSError) -> str:
    """What the system said, as words inside a sentence."""
    return (error.strerror or str(error)).lower()
