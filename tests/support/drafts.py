"""Drafts as a browser would have made them, with any answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from portal.journeys import Journey, drafts
from portal.journeys.progress import Progress
from portal.storage import db, reads_only


@dataclass(frozen=True)
class BegunDraft:
    """The cookie, the CSRF token and the id of a draft."""

    cookie: str
    token: str
    draft_id: str
    journey: str = "/families/notify"

    def send(self, client: FlaskClient) -> TestResponse:
        """Press "send" on the check page with this draft's cookie."""
        name, _, value = self.cookie.partition("=")
        client.set_cookie(name, value)
        return client.post(f"{self.journey}/check", data={"csrf_token": self.token, "draft": self.draft_id})


def begin(
    app: Flask, journey: Journey, values: Mapping[str, Any], address: str = "/families/notify", done: bool = True
) -> BegunDraft:
    """A committed draft with these answers, every page on its path done."""
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        draft = drafts.start(journey, datetime.now(UTC))
        progress = Progress(journey, dict(values))
        if done:
            progress.done = [place.address for place in progress.path.places]
        drafts.save(draft, progress, datetime.now(UTC))
        token = generate_csrf()
        db.session.commit()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
        return BegunDraft(cookie, token, draft.id.hex, address)
