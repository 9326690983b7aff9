"""What tests of the pages of the five words share: coming in, going out, looking at what was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal import codes
from portal.config import Config
from portal.replies.models import Message, Visit
from portal.storage import db
from tests.replies.conftest import Sent
from tests.support.pages import CheckedClient, parsed, text_of

ENTER, MESSAGES = "/young-people/replies", "/young-people/replies/messages"
UNKNOWN = "We do not know these words"
DANGER = "Please help me. My dad hits me every day."


def main_text(page: TestResponse) -> str:
    return text_of(next(one for one in parsed(page.data).iter("main")))


def opened(client: CheckedClient, one: Sent) -> TestResponse:
    """Type the code and come to the messages."""
    answer = client.submit(ENTER, code=codes.spoken(one.code))
    assert (answer.status_code, answer.location) == (303, MESSAGES), answer.text
    return client.get(MESSAGES)


def shown_again(client: CheckedClient, answer: TestResponse) -> TestResponse:
    """The page that shows once more what was sent and not taken: asked for, and never the answer to a button."""
    assert answer.status_code == 303, answer.text
    assert "again=" in answer.location
    return client.get(answer.location)


def refused(client: CheckedClient, path: str, **typed: str) -> TestResponse:
    """Fill in the form at ``path``, press its button, and see what is wrong."""
    return shown_again(client, client.submit(path, **typed))


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def written(app: Flask) -> list[str]:
    with app.app_context():
        return [one.words for one in db.session.scalars(select(Message).order_by(Message.at))]


def is_closed_to(client: CheckedClient) -> bool:
    answer = client.get(MESSAGES)
    return answer.status_code == 303 and answer.location == f"{ENTER}?closed=1"


def hidden_fields(page: TestResponse) -> dict[str, str]:
    """What travels along with the first form of the page."""
    form = next(one for one in parsed(page.data).iter("form") if one.get("method") == "post")
    return {x.get("name", ""): x.get("value", "") for x in form.iter("input") if x.get("type") == "hidden"}


def run_out(app: Flask) -> None:
    """Let every visit be over."""
    with app.app_context():
        db.session.execute(update(Visit).values(expires_at=datetime.now(UTC)))
        db.session.commit()


@contextmanager
def locked(config: Config) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    if not config.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, not the database")
    with closing(sqlite3.connect(config.database_url.removeprefix("sqlite:///"), isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        yield
        held.execute("ROLLBACK")


def cookie(client: CheckedClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


def finish(client: CheckedClient) -> TestResponse:
    return client.post(f"{ENTER}/finished")


def leave(client: CheckedClient) -> TestResponse:
    return client.get("/young-people/exit")


def wipe(client: CheckedClient) -> TestResponse:
    return client.submit(f"{ENTER}/wipe")
