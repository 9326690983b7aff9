"""A database of its own for the directory: empty at the start of each test, without the rest of the portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.config import Config
from portal.directory import DATA, Directory, bake, init_postcodes, load, snapshot
from portal.storage import Keys, db, init_storage

SMALL = """
[[council]]
code = "luton"
name = "Luton Council"
short_name = "Luton"
website = "https://luton.example"
colour = "#27704f"
areas = ["E06000032"]

[council.out_of_hours]
text = "Call 999."

[[team]]
code = "luton/home-education"
role = "home-education"
name = "Luton home education team"
inbox = "home-education@luton.example"

[[team.contact]]
kind = "phone"
value = "01632 960001"
label = "Call us"
source = "https://luton.example/home-education"
verified_on = 2026-11-03

[[team.hours]]
day = "monday"
from = 09:00:00
to = 17:00:00

[[team]]
code = "luton/duty"
role = "duty"
name = "Luton duty desk"
inbox = "duty@luton.example"

[[team]]
code = "shared/duty"
role = "duty"
name = "The duty team of this site"
inbox = "duty@portal.example"

[[rule]]
kind = "views"
when = { safe = ["no", "not_sure"] }
to = "home-education"
also = "duty"
urgency = "today"
because = "The young person is not safe."

[[rule]]
kind = "views"
to = "home-education"
urgency = "routine"
because = "A young person says what they think."
"""


@pytest.fixture
def small() -> str:
    """A directory with one council, as text: small enough to break in one place."""
    return SMALL


@pytest.fixture(scope="session")
def postcodes_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every postcode, baked from the installed package."""
    file = tmp_path_factory.mktemp("postcodes") / "postcodes.sqlite"
    bake(file)
    return file


@pytest.fixture
def session(tmp_path: Path) -> Iterator[scoped_session[Session]]:
    """A session on an empty database, inside an app."""
    config = Config(
        secret_key="x" * 32,
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}",
        url="http://127.0.0.1",
    )
    Keys.make(config.keys_file)
    app = Flask("directory")
    init_storage(app, config)
    init_postcodes(app, config)
    with app.app_context():
        db.create_all()
        yield db.session
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """``write(text, name)`` puts a file beside the others and gives its path."""

    def put(text: str, name: str = "luton.toml") -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return put


@pytest.fixture
def shipped(session: scoped_session[Session]) -> Directory:
    """The directory that comes with the portal."""
    load(DATA, session)
    return snapshot()
