"""Texts in the outbox: what was there before stays as it is, on the way up and down."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import IntegrityError

from portal import create_app
from portal.config import Config
from portal.storage import db

MAIL = """INSERT INTO outbox_message (id, purpose, to_sealed, template, context_sealed, language, state, attempts,
    next_at, created_at {more}) VALUES (:id, 'nudge', :sealed, 'nudge', :sealed, 'en_GB', 'waiting', 0,
    '2026-11-20 09:00:00', '2026-11-20 09:00:00' {values})"""
TRY = """INSERT INTO delivery_attempt (id, message_id, at, outcome, seconds)
    VALUES (:id, :message, '2026-11-20 09:00:00', 'later', 0.5)"""
LINE = """INSERT INTO on_call_version (id, team_code, number, line_sealed, at, what_changed)
    VALUES (:id, 'luton/duty', 1, :sealed, '2026-11-20 09:00:00', 'Set')"""


def new_id() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def fresh(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """The portal on an empty database of its own."""
    url = make_url(config.database_url).set(database="on_call")
    if url.get_backend_name() == "sqlite":
        url = url.set(database=str(tmp_path / "portal.sqlite"))
    else:
        engine = create_engine(config.database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS on_call"))
            connection.execute(text("CREATE DATABASE on_call"))
        engine.dispose()
    app = create_app(replace(config, database_url=url.render_as_string(hide_password=False)))
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


def do(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)
    db.session.commit()


def held(column: str, table: str) -> list[object]:
    found = [row[0] for row in db.session.execute(text(f"SELECT {column} FROM {table}"))]
    db.session.rollback()
    return found


def refuses_a_mail_that_is_neither_due_nor_done() -> None:
    with pytest.raises(IntegrityError):
        do("UPDATE outbox_message SET state = 'sent'")
    db.session.rollback()


def test_mails_and_their_tries_outlive_the_way_up_and_down(fresh: Flask) -> None:
    upgrade(revision="0003")
    mail = new_id()
    do(MAIL.format(more="", values=""), id=mail, sealed=b"x")
    do(TRY, id=new_id(), message=mail)
    upgrade(revision="0004")
    assert held("medium", "outbox_message") == ["mail"]
    assert len(held("id", "delivery_attempt")) == 1
    refuses_a_mail_that_is_neither_due_nor_done()
    number = new_id()
    do(MAIL.format(more=", medium", values=", 'text'"), id=number, sealed=b"x")
    do(TRY, id=new_id(), message=number)
    do(LINE, id=new_id(), sealed=b"x")
    downgrade(revision="0003")
    assert [str(one).replace("-", "") for one in held("id", "outbox_message")] == [mail], "a text is no mail"
    assert [str(one).replace("-", "") for one in held("message_id", "delivery_attempt")] == [mail]
    refuses_a_mail_that_is_neither_due_nor_done()
    upgrade(revision="0004")
    assert held("medium", "outbox_message") == ["mail"]
    assert held("id", "on_call_version") == []
