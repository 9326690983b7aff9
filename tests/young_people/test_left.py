"""After leaving, nothing is taken any more that was typed before: "Back" to an answer of a button, as the page is that
gives words back when the database is locked, sends those words once more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.families.journey import NOTIFY
from portal.journeys.models import Draft
from portal.lifecycle import purge_codes
from portal.replies.models import Typed
from portal.storage import db
from portal.young_people.journey import VIEWS
from tests.support.answers import NOTIFICATION
from tests.support.drafts import begin
from tests.support.forms import form_of, sent_by
from tests.support.pages import CheckedClient

WORDS = "Nobody may see this heron"
EXIT, BLANK = "/young-people/exit", "/young-people/exit/blank"
QUESTION, CODE, PLACE = "/young-people/views/good-and-hard", "/young-people/replies", "/young-people/find-council"


def writing(app: Flask, client: FlaskClient) -> dict[str, str]:
    """Begin the private form in this browser; gives what its question would send."""
    draft = begin(app, VIEWS, {"council": "luton"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    return {"csrf_token": draft.token, "going_well": WORDS}


def everything(app: Flask) -> str:
    """All that drafts and forms hold that were not taken."""
    with app.app_context():
        drafts, typed = db.session.scalars(select(Draft)), db.session.scalars(select(Typed))
        return " ".join(str(one.state) for one in drafts) + " ".join(str(one.what) for one in typed)


@pytest.mark.parametrize("way", [EXIT, BLANK])
def test_a_question_sent_again_after_leaving_is_thrown_away(app: Flask, client: CheckedClient, way: str) -> None:
    sent = writing(app, client)
    client.get(way)
    again = client.post(QUESTION, data=sent)
    assert again.location == QUESTION
    start = client.get(QUESTION)
    assert start.location == "/young-people/views", "nobody is told that there was a form"
    assert WORDS not in everything(app)


@pytest.mark.parametrize(("address", "field"), [(CODE, "code"), (PLACE, "postcode"), (f"{CODE}/messages", "words")])
def test_other_words_sent_again_after_leaving_are_thrown_away(
    app: Flask, client: CheckedClient, address: str, field: str
) -> None:
    sent = {**sent_by(form_of(client.get(CODE).data)), field: WORDS}
    client.get(EXIT)
    client.post(address, data=sent, follow_redirects=True)
    assert WORDS not in everything(app)


def test_the_next_visit_is_taken_as_ever(app: Flask, client: CheckedClient) -> None:
    writing(app, client)
    client.get(EXIT)
    sent = writing(app, client)
    assert client.post(QUESTION, data=sent).status_code == 303
    assert WORDS in everything(app)


def test_words_of_a_visit_that_nobody_left_are_taken_although_the_cookie_is_gone(
    app: Flask, client: CheckedClient
) -> None:
    sent = writing(app, client)
    app.test_client().get(EXIT)
    client.delete_cookie("session")
    client.post(QUESTION, data=sent)
    assert WORDS in everything(app)


@pytest.mark.parametrize("ways", [[EXIT], [BLANK, EXIT], [EXIT, "free", EXIT], [BLANK, "free", EXIT]], ids=str)
def test_with_the_database_locked_the_browser_remembers_that_it_was_left(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch, ways: list[str]
) -> None:
    """Without a script there are two requests, and the database may be free again before the second."""
    sent = writing(app, client)

    with app.app_context():
        dialect = db.engine.dialect

    def locked(_connection: Any) -> None:
        raise dialect.loaded_dbapi.OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(dialect, "do_commit", locked)
        for way in ways:
            if way == "free":
                patched.undo()
            else:
                assert client.get(way).status_code < 400
    assert ("free" in ways) == (client.get_cookie("session") is None), "and no longer than it has to"
    client.post(QUESTION, data=sent, follow_redirects=True)
    with app.app_context():
        assert not [one for one in db.session.scalars(select(Draft)) if WORDS in str(one.state)]


def test_the_mark_of_a_visit_says_nothing_and_goes_in_time(app: Flask, client: CheckedClient) -> None:
    writing(app, client)
    client.get(EXIT)
    with app.app_context():
        mark = db.session.scalars(select(Typed)).one()
        assert mark.what == {}
        assert timedelta(days=29) < mark.expires_at - datetime.now(UTC) <= timedelta(days=30)
        db.session.execute(update(Typed).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        purge_codes(app)
        db.session.commit()
        assert not db.session.scalars(select(Typed)).all()


def test_leaving_before_anything_was_begun_leaves_no_mark(app: Flask, client: CheckedClient) -> None:
    client.get("/young-people")
    client.get(EXIT)
    with app.app_context():
        assert not db.session.scalars(select(Typed)).all()


def test_a_parents_page_that_is_open_meanwhile_keeps_its_words(app: Flask, client: CheckedClient) -> None:
    parents = begin(app, NOTIFY, NOTIFICATION)
    client.set_cookie(*parents.cookie.split("=", 1))
    client.get(EXIT)
    where = "/families/notify/children/1/name"
    typed = {"first_name": "Robin", "last_name": "Example", "born-day": "4", "born-month": "5", "born-year": "2015"}
    page = client.post(where, data={"csrf_token": parents.token, **typed})
    assert "Your words are still here" in page.text
    assert client.post(where, data={**sent_by(form_of(page.data)), **typed}).status_code == 303


def test_beside_a_parents_form_the_next_visit_is_taken_too(app: Flask, client: CheckedClient) -> None:
    parents = begin(app, NOTIFY, NOTIFICATION)
    client.set_cookie(*parents.cookie.split("=", 1))
    client.get(EXIT)
    assert "begun" in client.submit("/young-people/views").location


def test_the_empty_page_tells_nothing_and_goes_on(client: CheckedClient) -> None:
    page = client.get(BLANK)
    assert (page.status_code, page.text) == (200, "")
    assert page.headers["Refresh"] == f"0; url={EXIT}"
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert page.headers["Cache-Control"] == "no-store"
