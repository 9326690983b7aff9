"""Whose voice it is: what the sender said is counted, and a parent's form from the same browser is a clue for staff."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.signs.voice import Clue, hints
from portal.storage import db
from portal.submissions.models import ChildWords, SenderMark, Submission, VoiceCount
from portal.young_people.journey import VIEWS
from tests.support.answers import NOTIFICATION
from tests.support.answers import VIEWS as ANSWERS
from tests.support.drafts import begin
from tests.support.forms import form_of, sent_by

PARENT = (NOTIFY, NOTIFICATION, "/families/notify")
CHILD = (VIEWS, ANSWERS, "/young-people/views")


def send(app: Flask, client: FlaskClient, journey: Journey, answers: dict[str, Any], start: str) -> TestResponse:
    """Send a draft from this browser, with all that its session holds."""
    draft = begin(app, journey, answers, start)
    made = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # only cookie sessions have it
    with client.session_transaction() as session:
        session.update(made.loads(draft.cookie.partition("=")[2]))
    page = client.get(f"{start}/check")
    return client.post(f"{start}/check", data=sent_by(form_of(page.data)))


def clues(app: Flask) -> list[Clue]:
    with app.app_context():
        said = db.session.scalars(select(ChildWords)).one().said
        return [hint.code for hint in hints(said["answers"], "en_GB", said["same_browser"])]


def test_a_parents_form_from_this_browser_within_the_hour_is_a_clue(app: Flask, client: FlaskClient) -> None:
    assert send(app, client, *PARENT).status_code == 303
    assert send(app, client, *CHILD).status_code == 303
    assert Clue.SAME_BROWSER in clues(app)


def test_another_browser_is_no_clue(app: Flask, client: FlaskClient) -> None:
    send(app, app.test_client(), *PARENT)
    send(app, client, *CHILD)
    assert Clue.SAME_BROWSER not in clues(app)


def test_after_an_hour_it_is_none_any_more(app: Flask, client: FlaskClient) -> None:
    send(app, client, *PARENT)
    with app.app_context():
        received = db.session.scalars(select(Submission.received_at)).one()
        assert (db.session.scalars(select(SenderMark.expires_at)).one() - received).total_seconds() <= 3600
        db.session.execute(update(SenderMark).values(expires_at=received))
        db.session.commit()
    send(app, client, *CHILD)
    assert Clue.SAME_BROWSER not in clues(app)


def test_who_left_the_page_in_between_brings_no_clue(app: Flask, client: FlaskClient) -> None:
    send(app, client, *PARENT)
    client.get("/young-people/exit")
    send(app, client, *CHILD)
    assert Clue.SAME_BROWSER not in clues(app)


def test_who_was_there_is_kept_with_the_words_and_not_said_to_whoever_sits_there(
    app: Flask, client: FlaskClient
) -> None:
    draft = begin(app, VIEWS, {**ANSWERS, "with_whom": "told_what"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    assert "telling me what to write" not in client.get("/young-people/views/check").text
    draft.send(client)
    with app.app_context():
        rows = db.session.scalars(select(ChildWords)).one().said["sections"][0]["rows"]
    assert {"question": "Who is with you right now?", "answer": ["Someone is telling me what to write"]} in rows


def test_the_sender_is_shown_nothing_of_it(app: Flask, client: FlaskClient) -> None:
    send(app, client, *PARENT)
    send(app, client, *CHILD)
    page = client.get("/young-people/views/sent").text
    assert "same browser" not in page
    assert "adult" not in page


@pytest.mark.parametrize(("with_whom", "counted"), [("alone", "alone"), ("told_what", "told_what"), (None, "")])
def test_who_was_there_is_counted_once_for_each_that_is_sent(
    app: Flask, client: FlaskClient, with_whom: str | None, counted: str
) -> None:
    draft = begin(app, VIEWS, {**ANSWERS, "with_whom": with_whom}, "/young-people/views")
    draft.send(client)
    draft.send(client)
    with app.app_context():
        row = db.session.scalars(select(VoiceCount)).one()
        assert (row.council, row.with_whom, row.number) == ("luton", counted, 1)


def test_a_parents_form_is_not_counted(app: Flask, client: FlaskClient) -> None:
    send(app, client, *PARENT)
    with app.app_context():
        assert not db.session.scalars(select(VoiceCount)).all()
