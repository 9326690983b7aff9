"""What a database is asked, and how it would go about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from portal.storage import db

Statement = tuple[str, Any]


@contextmanager
def asked(*words: str) -> Iterator[list[Statement]]:
    """Each statement that the block sends with all of these words in it, and its values."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if all(word in statement for word in words):
            found.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plans(statements: Iterable[Statement], connection: Connection | None = None) -> list[str]:
    """How the database would answer each; by default as this session asks it."""
    connection = connection or db.session.connection()
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [
        "\n".join(str(line[-1]) for line in connection.exec_driver_sql(f"{explain} {statement}", values))
        for statement, values in statements
    ]
