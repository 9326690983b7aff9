"""Records of children made by the services themselves, and what stands in them laid out to be compared."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask

from portal.directory import hours
from portal.journeys import drafts
from portal.register import Child, children, facts, households, joins, merging, statuses
from portal.register.facts import Identity
from portal.register.said import Said
from portal.storage import db, reads_only
from portal.submissions import Submission, receive
from portal.words import ChildStatus, Kind
from portal.young_people.journey import VIEWS

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
TODAY = hours.local(NOW).date()
OLU = uuid.UUID(int=7)
"""An officer: the register asks for nobody's name."""
LUTON = "luton/home-education"


@contextmanager
def trying(app: Flask) -> Iterator[None]:
    """A request in which things can be written. Nothing of it stays: one example of a property knows of no other."""
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        try:
            yield
        finally:
            db.session.rollback()


def made(
    given: str = "Robin",
    family: str = "Example",
    born: str | None = "2015-05-04",
    status: ChildStatus = ChildStatus.NOT_CONFIRMED,
    from_on: date = TODAY - timedelta(days=100),
    told: Sequence[Said] = (),
    council: str = "luton",
    now: datetime = NOW - timedelta(days=100),
    restricted: bool = False,
) -> Child:
    """A record that an officer wrote by hand."""
    identity = Identity(given=given, family=family, born=born)
    team = f"{council}/home-education"
    return children.make(identity, told, status, from_on, council, team, OLU, now, restricted=restricted)


def arrived(
    answers: dict[str, Any],
    kind: Kind = Kind.NOTIFICATION,
    at: datetime = NOW - timedelta(days=7),
    council: str = "luton",
) -> Submission:
    """A submission as its journey would have sent it."""
    return receive(drafts.start(VIEWS, at), kind, council, answers, [], "en_GB", at)


def dump(child: Child) -> dict[str, Any]:
    """Everything that stands in a record and is not struck, without the moments and ids in which it was written."""
    ids = merging.ids_of(child)
    return {
        "identity": children.identity_of(child),
        "copy": child.identity,
        "facts": sorted(
            (
                row.topic,
                str(sorted(row.said.items(), key=str)),
                str(row.since_on),
                str(row.until_on),
                str(row.source_id),
            )
            for row in facts.rows_of(ids)
        ),
        "statuses": [(row.status, row.from_on, row.said, row.source_id) for row in statuses.changes(ids)],
        "now": (child.status, child.status_from, child.current),
        "joined": sorted((row.submission_id.hex, row.position) for row in joins.joined(child)),
        "household": sorted(one.reference for one in households.household(child)),
        "siblings": sorted(one.reference for one in households.siblings(child)),
        "stands": (child.listed, child.merged_into_id),
    }
