"""Sending under load, against what the same database can do at all: commits of four inserts a second."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

from portal.families.journey import NOTIFY
from portal.storage import db
from portal.submissions import Submission
from tests.bench.world import World
from tests.support.answers import NOTIFICATION

CLIENTS = 8
SENDS = 800
RAW = 2000
TABLES = ("submission", "submission_route", "outbox_message", "audit_line")


def measure(world: World) -> Iterator[tuple[str, float, str]]:
    """Yields the rate of sends over HTTP with 8 clients, their errors, and the ratio to the raw rate."""
    ready: SimpleQueue[tuple[str, str, str]] = SimpleQueue()
    for _ in range(SENDS):
        ready.put(world.draft(NOTIFY, NOTIFICATION, []))
    wrong: list[int] = []
    threads = [threading.Thread(target=_send_all, args=(world, ready, wrong)) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = SENDS / (time.perf_counter() - start)
    with world.app.app_context():
        kept = db.session.query(Submission).filter(Submission.kind == "notification").count()
        db.engine.dispose()
    raw = _raw_rate(world.folder / "portal.sqlite")
    yield "submit_rate", rate, "per_second"
    yield "submit_errors", len(wrong), "errors"
    yield "submit_lost", max(0, SENDS - kept), "submissions"
    yield "raw_commit_rate", raw, "per_second"
    yield "submit_vs_raw", rate / raw, "ratio"


def _send_all(world: World, ready: SimpleQueue[tuple[str, str, str]], wrong: list[int]) -> None:
    client = world.client()
    while True:
        try:
            cookie, token, draft = ready.get_nowait()
        except Empty:
            return
        client.cookie = cookie
        status, _ = client.post("/families/notify/check", urlencode({"csrf_token": token, "draft": draft}))
        if status != 303:
            wrong.append(status)


def _raw_rate(path: Path) -> float:
    """Transactions a second of four inserts into the portal's own tables, each a copy of a real row under a new id.

    By the bare driver, one connection, no checks: what this database on this disk can do at all.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    inserts = [_copying(connection, table) for table in TABLES]
    start = time.perf_counter()
    for number in range(RAW):
        new = f"{number:032x}"
        fresh = {"id": new, "reference": f"R{number}", "send_key": new, "number": RAW * 10 + number}
        connection.execute("BEGIN IMMEDIATE")
        for insert, row in inserts:
            connection.execute(insert, row | fresh)
        connection.execute("COMMIT")
    rate = RAW / (time.perf_counter() - start)
    connection.close()
    return rate


def _copying(connection: sqlite3.Connection, table: str) -> tuple[str, dict[str, object]]:
    """An insert into the table, and the values of a row that is there."""
    rows = connection.execute(f"SELECT * FROM {table} LIMIT 1")
    names = [column[0] for column in rows.description]
    row = dict(zip(names, rows.fetchone(), strict=True))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})", row
