"""One commit a request, and no page that says "sent" before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.storage import db
from portal.storage.setup import is_reading
from tests.web.small import close, notes, small_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = small_app(tmp_path)
    yield made
    close(made)


def test_what_a_view_changed_is_kept_when_it_succeeds(app: Flask) -> None:
    assert app.test_client().post("/read", data={"words": "kept"}).status_code == 200
    assert notes(app) == ["kept"]


def test_what_a_view_changed_is_gone_when_it_refuses(app: Flask) -> None:
    assert app.test_client().post("/refuse").status_code == 422
    assert notes(app) == []


def test_asking_for_a_page_changes_nothing(app: Flask) -> None:
    client = app.test_client()
    client.get("/read")
    client.head("/read")
    assert notes(app) == []


def test_a_page_that_is_marked_may_write_when_asked_for(app: Flask) -> None:
    app.test_client().get("/look")
    assert notes(app) == ["look"]


def test_readers_are_told_apart_before_anything_is_read(app: Flask) -> None:
    seen: list[bool] = []
    app.before_request(lambda: seen.append(is_reading()))
    client = app.test_client()
    client.get("/")
    client.get("/look")
    client.post("/read")
    assert seen == [True, False, False]
    assert not is_reading()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("commit", {}, Exception("database is locked")), 503),
        (IntegrityError("commit", {}, Exception("unique")), 500),
    ],
)
def test_when_the_commit_fails_the_page_never_says_it_worked(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(db.session, "commit", fail)
    answer = app.test_client().post("/read", data={"words": "a long letter"})
    assert answer.status_code == status
    assert "Done" not in answer.text
    assert 'value="a long letter"' in answer.text  # one press sends it again
    monkeypatch.undo()
    assert notes(app) == []


def test_when_the_commit_fails_nothing_is_remembered_in_the_cookie(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("commit", {}, Exception("database is locked"))

    monkeypatch.setattr(db.session, "commit", fail)
    assert "Set-Cookie" not in app.test_client().post("/sign-in").headers
