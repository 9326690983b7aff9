"""What parents sent, as if from a browser: for what comes after sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from portal.directory import regimes, snapshot
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import Regime
from tests.support.answers import NOTIFICATION
from tests.support.changes import CHANGED_MIND
from tests.support.drafts import begin
from tests.support.pages import CheckedClient, parsed, text_of

SETS: Mapping[str, Mapping[str, Any]] = {NOTIFY.code: NOTIFICATION, CHANGE.code: CHANGED_MIND}


def send(app: Flask, client: CheckedClient, journey: Journey = NOTIFY, **more: Any) -> str:
    """Send a form from the client's browser, with ``more`` answers than a usual one; gives the form's address."""
    address = f"/families/{journey.code}"
    answer = begin(app, journey, {**SETS[journey.code], **more}, address).send(client)
    assert answer.location.endswith(f"{address}/sent"), answer.location
    return address


def code_on(page: str) -> str:
    """The five words that a thank-you page shows, with spaces; empty when it shows none."""
    lists = [one for one in parsed(page.encode()).iter("ol") if one.get("class") == "five-words"]
    return " ".join(text_of(word) for one in lists for word in one.iter("li"))


def last_sent(app: Flask) -> Submission:
    """What came last, with all that hangs on it."""
    with app.app_context():
        found = db.session.scalars(select(Submission).order_by(Submission.received_at.desc()).limit(1)).one()
        _ = found.routes, found.events, found.told, found.words
        return found


def registers_at(app: Flask, council: str) -> None:
    """Let the registers be in force at a council since yesterday."""
    now = datetime.now(UTC)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        since = (now - timedelta(days=1)).date()
        regimes.change(council, Regime.CNIS, since, 0, "For a test.", UUID(int=7), now)
        db.session.commit()
        snapshot(fresh=True)
