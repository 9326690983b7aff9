"""What a database is asked, and how it would go about it."""

from __future__ import annotations

import re
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
    """How the database would answer each; by default as this session asks it.

    PostgreSQL may go through a whole table only where no index serves: on a few thousand rows it would choose by how
    full their pages happen to be. So ask :func:`looked_into_by`, too: that it is an index is not enough.
    """
    connection = connection or db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [
        "\n".join(str(line[-1]) for line in connection.exec_driver_sql(f"{explain} {statement}", values))
        for statement, values in statements
    ]


def looked_into_by(plan: str, *columns: str) -> bool:
    """Whether each index in a plan is looked into by one of these columns: other rows are not even passed by."""
    looked = [line for line in plan.splitlines() if "INDEX ix_" in line]  # SQLite says it in one line
    looked += [part for part in plan.split("->") if re.match(r"\s*(Bitmap )?Index (Only )?Scan", part)]
    either = "|".join(columns)
    return bool(looked) and all(re.search(rf"({either})[=<>]|Index Cond: [^\n]*({either})\b", one) for one in looked)
