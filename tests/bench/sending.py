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
    raw = _raw_rate(world.folder / "raw.sqlite")
    with world.app.app_context():
        kept = db.session.query(Submission).filter(Submission.kind == "notification").count()
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
    """Transactions of four inserts a second, on a database of its own with the portal's own habits."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for table in "abcd":
        connection.execute(f"CREATE TABLE {table} (id BLOB PRIMARY KEY, words BLOB)")
    start = time.perf_counter()
    for number in range(RAW):
        connection.execute("BEGIN IMMEDIATE")
        for table in "abcd":
            connection.execute(f"INSERT INTO {table} VALUES (?, ?)", (number.to_bytes(16, "big"), bytes(300)))
        connection.execute("COMMIT")
    return RAW / (time.perf_counter() - start)
