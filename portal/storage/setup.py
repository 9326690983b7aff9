"""Connecting the app to its database, with the habits SQLite needs to be safe."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import Connection, Engine, event

from portal.config import Config
from portal.storage.base import db
from portal.storage.keys import Keys

_reading: ContextVar[bool] = ContextVar("reading", default=False)

MIGRATIONS = Path(__file__).with_name("migrations")
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
)


def reads_only(value: bool) -> None:
    """Say whether what follows in this context only reads.

    A reader begins plainly and never waits; anything else takes SQLite's write lock at once (``BEGIN IMMEDIATE``),
    because a transaction that reads first and then writes is refused when another writer came between.
    """
    _reading.set(value)


def is_reading() -> bool:
    """True while the context was declared to read only."""
    return _reading.get()


def init_storage(app: Flask, config: Config) -> None:
    """Give the app its database, migrations and keys. Raises FileNotFoundError when the keys are not there."""
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": config.database_url.startswith("postgresql"),
        "hide_parameters": True,  # an error's text would hold what somebody typed
    }
    app.extensions["portal.keys"] = Keys.load(config.keys_file)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)


def _tame_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred; ours below is not
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if is_reading():
            # Past SQLAlchemy, which takes as long for it as for a query: this waits for nothing, and cannot fail.
            connection.connection.execute("BEGIN")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
