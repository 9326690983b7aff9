"""Whatever goes wrong, there is a page, in the right language, that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from portal.web import errors
from tests.support.pages import parsed, text_of
from tests.web.small import close, small_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = small_app(tmp_path)
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 422, 429, 500, 501, 503])
def test_every_error_has_its_page_and_keeps_its_status(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/break/{status}")
    assert answer.status_code == status
    headings = [text_of(heading) for heading in parsed(answer.data).iter("h1")]
    assert len(headings) == 1
    assert headings[0]


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_locked_database_asks_to_try_again(client: FlaskClient) -> None:
    answer = client.get("/locked")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_a_fault_of_ours_is_a_page_too(client: FlaskClient) -> None:
    answer = client.get("/bug")
    assert answer.status_code == 500
    assert "a fault of ours" not in answer.text


def test_words_that_could_not_be_saved_are_offered_again_safely(client: FlaskClient) -> None:
    answer = client.post("/locked?from=here", data={"words": '"><b>my letter</b>', "choice": ["a", "b"]})
    form = next(iter(parsed(answer.data).iter("form")))
    hidden = [(x.get("name"), x.get("value")) for x in form.iter("input")]
    assert form.get("action") == "/locked?from=here"
    assert hidden == [("words", '"><b>my letter</b>'), ("choice", "a"), ("choice", "b")]


@pytest.mark.parametrize("sent", [{"password": "secret words"}, {"new_password": "secret words", "x": "1"}])
def test_a_password_is_never_written_into_a_page(client: FlaskClient, sent: dict[str, str]) -> None:
    assert "secret words" not in client.post("/locked", data=sent).text


def test_young_people_keep_their_helplines_on_every_error_page(client: FlaskClient) -> None:
    for address in ("/young-people/nowhere", "/young-people/break/500"):
        links = [link.get("href") for link in parsed(client.get(address).data).iter("a")]
        assert {"tel:999", "tel:08001111", "/young-people/exit/blank"} <= set(links)


def test_the_error_page_asks_no_other_room_for_anything(app: Flask, client: FlaskClient) -> None:
    def broken() -> dict[str, str]:
        raise RuntimeError("the database is gone")

    app.context_processor(broken)
    assert "We cannot find this page" in client.get("/nowhere").text


def test_when_even_the_error_page_breaks_there_is_one_in_plain_english(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "page_context", lambda: session["no such thing"])
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "999" in answer.text


def test_the_page_is_in_the_readers_language(client: FlaskClient) -> None:
    tree = parsed(client.get("/nowhere", headers={"Accept-Language": "ur"}).data)
    assert (tree.get("lang"), tree.get("dir")) == ("ur", "rtl")
