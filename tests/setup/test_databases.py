"""What one test wrote, the next does not see: past triggers, foreign keys and counters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.support import postgres
from tests.support.databases import kept_as_it_is

TABLES = {
    "sqlite": (
        "CREATE TABLE team (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
        "CREATE TABLE line (id INTEGER PRIMARY KEY AUTOINCREMENT, team INTEGER REFERENCES team, said TEXT)",
        "CREATE TRIGGER keep BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'lines stay'); END",
    ),
    "postgresql": (
        "CREATE TABLE team (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT)",
        "CREATE TABLE line (id INTEGER GENERATED ALWAYS AS IDENTITY, team INTEGER REFERENCES team, said TEXT)",
        "CREATE FUNCTION stay() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''lines stay''; END' LANGUAGE plpgsql",
        "CREATE TRIGGER keep BEFORE DELETE ON line FOR EACH ROW EXECUTE FUNCTION stay()",
    ),
}


@pytest.fixture(params=TABLES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        made = create_engine(f"sqlite:///{tmp_path / 'db.sqlite'}")
        yield made
        made.dispose()
        return
    with postgres.running() as url:
        made = create_engine(url)
        yield made
        made.dispose()


def test_all_is_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in TABLES[engine.dialect.name]:
            connection.execute(text(statement))
        connection.execute(text("INSERT INTO team (name) VALUES ('duty')"))
    with kept_as_it_is(engine.url.render_as_string(hide_password=False)) as reset:
        for _ in range(3):
            with engine.begin() as connection:
                connection.execute(text("UPDATE team SET name = 'changed'"))
                connection.execute(text("INSERT INTO line (team, said) VALUES (1, 'written by a test')"))
            with engine.begin() as connection:
                assert connection.execute(text("SELECT id FROM line")).scalars().all() == [1]
            reset()
            with engine.begin() as connection:
                assert connection.execute(text("SELECT id, name FROM team")).all() == [(1, "duty")]
                assert connection.execute(text("SELECT * FROM line")).all() == []


def test_a_test_that_left_its_transaction_open_is_told_so(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE team (name TEXT)"))
        connection.execute(text("INSERT INTO team VALUES ('duty')"))
    with kept_as_it_is(engine.url.render_as_string(hide_password=False), patience=1) as reset:
        with engine.begin() as connection:
            connection.execute(text("UPDATE team SET name = 'first'"))
        with engine.begin() as connection:
            connection.execute(text("UPDATE team SET name = 'never committed'"))
            with pytest.raises(Exception, match=r"locked|lock timeout"):
                reset()
