"""Putting a database back, after each test, to what it was before the first: quickly, and past every trigger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event, make_url

Reset = Callable[[], None]
Server = psycopg.Connection[Any]


def careless(engine: Engine) -> None:
    """From the next connection on, SQLite waits for no disk: nothing that a test writes has to outlive a power cut."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


@contextmanager
def kept_as_it_is(url: str, patience: int = 5) -> Iterator[Reset]:
    """Remember the whole content of the database at ``url``; the function given restores it.

    It raises after ``patience`` seconds when a test left a transaction open.
    """
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        file = sqlite3.connect(found.database or "", timeout=patience, isolation_level=None, check_same_thread=False)
        with closing(file), closing(sqlite3.connect(":memory:", check_same_thread=False)) as kept:
            yield _keep_sqlite(file, kept)
    else:
        conninfo = found.set(drivername="postgresql").render_as_string(hide_password=False)
        with closing(psycopg.connect(conninfo, autocommit=True)) as server:
            yield _keep_postgresql(server, patience)


def _keep_sqlite(database: sqlite3.Connection, kept: sqlite3.Connection) -> Reset:
    """A copy of every page, written back over the file. Nothing is done after a test that wrote nothing."""
    database.execute("PRAGMA synchronous=OFF")
    database.backup(kept)
    state = database.execute("PRAGMA data_version").fetchone()

    def reset() -> None:
        nonlocal state
        if database.execute("PRAGMA data_version").fetchone() == state:
            return
        # A test that left its transaction open is told so here; the copy below would wait for it without an end.
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")
        kept.backup(database)
        state = database.execute("PRAGMA data_version").fetchone()

    return reset


def _keep_postgresql(server: Server, patience: int) -> Reset:
    """A second schema holds the rows there were. As replica, the server runs no trigger and checks no foreign key."""
    tables = _names(server, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    server.execute("CREATE SCHEMA kept")
    limits = "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = {}"
    steps: list[sql.Composable] = [sql.SQL(limits).format(f"{patience}s")]
    steps += [sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table)) for table in tables]
    for table in tables:
        source, copy = sql.Identifier("public", table), sql.Identifier("kept", table)
        server.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, source))
        if server.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(copy)).fetchone():
            steps.append(sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(source, copy))
    for name, last in server.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall():
        setval = sql.SQL("SELECT setval({}, {}, {})")
        steps.append(
            setval.format(sql.Literal(f'public."{name}"'), sql.Literal(last or 1), sql.Literal(last is not None))
        )
    restore = sql.SQL("; ").join(steps)

    def reset() -> None:
        with server.transaction():
            server.execute(restore)

    return reset


def _names(server: Server, query: LiteralString) -> list[str]:
    return [name for (name,) in server.execute(query).fetchall()]
