"""Keeping a parent's form, coming back to it, and letting time go by over it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.journeys.drafts import OPEN
from portal.journeys.models import Draft
from portal.storage import db
from tests.support.answers import NOTIFICATION
from tests.support.drafts import BegunDraft, begin
from tests.support.forms import form_of, sent_by
from tests.support.pages import CheckedClient
from tests.support.sent import code_on

RETURN = "/families/return"


def begun(
    app: Flask,
    client: FlaskClient,
    answers: Mapping[str, Any] = NOTIFICATION,
    journey: Journey = NOTIFY,
    done: bool = True,
) -> BegunDraft:
    """A draft in this browser, with these answers."""
    draft = begin(app, journey, answers, f"/families/{journey.code}", done)
    client.set_cookie(*draft.cookie.split("=", 1))
    return draft


def press(client: FlaskClient, address: str, button: str, **typed: Any) -> TestResponse:
    """Press a button of the page at ``address``, with what is typed on it instead of what it shows."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code, page.location)
    return client.post(address, data={**sent_by(form_of(page.data)), **typed, button: "1"})


def kept(app: Flask, client: FlaskClient, page: str = "plans", **typed: Any) -> str:
    """Begin a form, save it on ``page`` and give its five words."""
    draft = begun(app, client)
    answer = press(client, f"{draft.journey}/{page}", "keep", **typed)
    assert answer.location == f"{draft.journey}/kept"
    words = code_on(client.get(answer.location).text)
    assert words
    return words


def come_back(client: FlaskClient, words: str, button: str = "open") -> TestResponse:
    """Write the five words on the page for that."""
    return press(client, RETURN, button, code=words)


def elsewhere(app: Flask) -> CheckedClient:
    """Another device."""
    made = app.test_client()
    assert isinstance(made, CheckedClient)
    return made


def let_go_by(app: Flask, time: timedelta) -> None:
    """Every draft is as old as it will be when so much time has gone by and nobody has asked for a page."""
    with app.app_context():
        for draft in db.session.scalars(select(Draft)):
            draft.expires_at -= time
            draft.remind_at = draft.remind_at - time if draft.remind_at else None
            state = dict(draft.state or {})
            for holder, name in ((state, OPEN), (state.get("away", {}), "until")):
                if name in holder:
                    holder[name] = (datetime.fromisoformat(holder[name]) - time).isoformat()
            draft.state = state
        db.session.commit()


def drafts_now(app: Flask) -> list[Draft]:
    """Every draft there is and that has not run out."""
    with app.app_context():
        return list(db.session.scalars(select(Draft).where(Draft.expires_at > datetime.now(UTC))))
