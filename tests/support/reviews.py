"""Children on the register as review pages meet them: with a day, an officer, a rating, a last contact."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask

from portal.casework import records
from portal.directory import hours
from portal.register import Child
from portal.register.facts import Identity
from portal.reviews import ratings
from portal.reviews.models import Review
from portal.storage import db, reads_only
from portal.words import ChildStatus, Rating

SOMEBODY = uuid.UUID(int=5)
LUTON = "luton/home-education"


def today() -> date:
    return hours.local(datetime.now(UTC)).date()


def a_child(
    app: Flask,
    given: str = "Robin",
    due: int | None = 30,
    rating: Rating | None = None,
    assignee: uuid.UUID | None = None,
    restricted: bool = False,
    team: str = LUTON,
    status: ChildStatus = ChildStatus.EHE,
    **copies: Any,
) -> uuid.UUID:
    """A record whose review is ``due`` in so many days (before today when negative); None: nothing is planned."""
    now = datetime.now(UTC)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        identity = Identity(given=given, family="Invented", born="2015-05-04")
        began = today() - timedelta(days=200)
        child = records.begin(identity, [], status, began, team.partition("/")[0], team, SOMEBODY, now)
        if rating:
            ratings.rate(child, rating, "As it seemed", SOMEBODY, now)
        reviews = db.session.query(Review).filter_by(child_id=child.id, ended_at=None)
        if due is None:
            reviews.delete()
            child.next_review_on, child.planned = None, False
        else:  # as if it had been planned long ago: a day that is past cannot be planned
            child.next_review_on = reviews.one().due_on = today() + timedelta(days=due)
        child.assignee_id, child.restricted = assignee, restricted
        for name, value in copies.items():
            setattr(child, name, value)
        db.session.commit()
        return child.id


def stored(app: Flask, child_id: uuid.UUID) -> Child:
    """The record as it is now."""
    with app.app_context():
        found = db.session.get(Child, child_id)
        assert found is not None
        return found
