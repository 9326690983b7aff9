"""Writing millions of rows past the ORM: by SQLite's executemany or PostgreSQL's COPY, and the indexes last."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, Self

import psycopg
from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, Uuid
from sqlalchemy.schema import CreateIndex

from portal.audit import AuditHead, AuditLine, Event, chain
from portal.storage import Key, Model, UtcDateTime, db, keys

AT_ONCE = 20_000
Told = Callable[[Any], Any] | None


class Bulk:
    """Takes rows by model and column name, as ``with Bulk() as into``; what a row leaves out gets the column's default.
    Nothing else may use the database meanwhile. Inside an app's context."""

    def __init__(self) -> None:
        self.lite = db.engine.dialect.name == "sqlite"
        self._keys = keys()
        self._waiting: dict[type[Model], list[Any]] = {}
        self._plans: dict[type[Model], list[tuple[str, Told, Any]]] = {}
        db.session.commit()
        head = db.session.query(AuditHead).one()
        self._number, self._tag = head.number, head.tag
        db.session.remove()
        db.engine.dispose()  # SQLite changes its journal only for who is alone with it

    def __enter__(self) -> Self:
        url = db.engine.url
        if self.lite:
            assert url.database
            self.raw: Any = sqlite3.connect(url.database, isolation_level=None)
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-800000", "temp_store=MEMORY"):
                self.raw.execute(f"PRAGMA {pragma}")
            self.raw.execute("BEGIN")
        else:
            self.raw = psycopg.connect(host=url.query["host"], user=url.username, dbname=url.database, autocommit=True)
            for setting in ("session_replication_role = replica", "maintenance_work_mem = '400MB'", "timezone = 'UTC'"):
                self.raw.execute(f"SET {setting}")
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        if kind is None:
            self._flush_all()
            self._end_log()
            self._settle()
        self.raw.close()

    def add(self, model: type[Model], **row: Any) -> None:
        """One row; ``id`` is made where it is not given."""
        plan = self._plans.get(model) or self._begin(model)
        row.setdefault("id", uuid.uuid4())
        values = []
        for name, told, default in plan:
            value = row.get(name, default)
            values.append(value if told is None or value is None else told(value))
        waiting = self._waiting[model]
        waiting.append(values)
        if len(waiting) >= AT_ONCE:
            self._flush(model)

    def sealed(self, model: type[Model], column: str, key: Key, row_id: uuid.UUID, text: bytes) -> bytes:
        """What storage.Sealed would have written there: ``text`` is the JSON."""
        return self._keys.seal(key, text, f"{model.__tablename__}.{column}.{row_id}")

    def record(
        self, event: Event, model: type[Model], row_id: uuid.UUID, by: uuid.UUID | None, at: datetime, **facts: Any
    ) -> None:
        """A line of the audit log, at its end."""
        self._number += 1
        line = {"number": self._number, "at": at, "event": str(event), "by": by, "facts": facts}
        line |= {"subject_kind": model.__tablename__, "subject_id": row_id}
        self._tag = line["tag"] = self._keys.sign(chain._text(_Line(line), self._tag))
        self.add(AuditLine, **line)

    def _begin(self, model: type[Model]) -> list[tuple[str, Told, Any]]:
        """Take the indexes of a table away, and find out how its values are written."""
        self._waiting[model] = []
        self._plans[model] = [(c.key, _told(c, self.lite), _default(c)) for c in model.__table__.columns]
        for index in model.__table__.indexes:  # type: ignore[attr-defined]  # a table, not any selectable
            self.raw.execute(f"DROP INDEX {index.name}")
        return self._plans[model]

    def _flush(self, model: type[Model]) -> None:
        rows, self._waiting[model] = self._waiting[model], []
        rows.sort(key=itemgetter(0))  # by id: the index of ids grows quicker so
        names = ", ".join(f'"{column.name}"' for column in model.__table__.columns)
        if self.lite:
            marks = ", ".join("?" * len(model.__table__.columns))
            self.raw.executemany(f"INSERT INTO {model.__tablename__} ({names}) VALUES ({marks})", rows)
            return
        lines = "".join("\t".join(["\\N" if one is None else one for one in row]) + "\n" for row in rows)
        with self.raw.cursor().copy(f"COPY {model.__tablename__} ({names}) FROM STDIN") as copy:
            copy.write(lines)

    def _flush_all(self) -> None:
        for model in self._plans:
            self._flush(model)

    def _end_log(self) -> None:
        """Let the log's head know of the last line."""
        seal = self._keys.sign(f"{self._number}:{self._tag.hex()}".encode())
        mark = "?" if self.lite else "%s"
        head = f"UPDATE audit_head SET number = {mark}, tag = {mark}, seal = {mark}"
        self.raw.execute(head, (self._number, self._tag, seal))

    def _settle(self) -> None:
        """Make the indexes again, and leave the database as its own upkeep would: PostgreSQL gathers statistics by
        itself, SQLite never does."""
        for model in self._plans:
            for index in model.__table__.indexes:  # type: ignore[attr-defined]  # as above
                self.raw.execute(str(CreateIndex(index).compile(dialect=db.engine.dialect)))
        if self.lite:
            self.raw.execute("COMMIT")
            self.raw.execute("PRAGMA journal_mode=WAL")
        else:
            self.raw.execute("VACUUM (ANALYZE)")


class _Line:
    """A line of the audit log as far as its text needs it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def _told(column: Column[Any], lite: bool) -> Told:
    """How a value of this column is written: as SQLAlchemy writes it for SQLite, or as text for COPY."""
    kind = column.type
    if isinstance(kind, Uuid):
        return lambda value: value.hex
    if isinstance(kind, UtcDateTime):
        return lambda value: value.isoformat(" ", "microseconds")[:26]
    if isinstance(kind, Date):
        return lambda value: value.isoformat()
    if isinstance(kind, Boolean):
        return int if lite else lambda value: "t" if value else "f"
    if isinstance(kind, JSON):
        return json.dumps
    if isinstance(kind, LargeBinary):
        return None if lite else (lambda value: "\\\\x" + value.hex())
    return None if lite or not isinstance(kind, Integer) else str


def _default(column: Column[Any]) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None
