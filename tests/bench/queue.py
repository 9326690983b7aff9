"""The queue page with a hundred thousand submissions behind it, against a thousand."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from portal import demo
from portal.storage import db
from portal.submissions import Submission
from tests.bench.world import World, medians

SMALL, LARGE = 1_000, 100_000
TEAM = "luton/home-education"
PAGES = {"open": "/staff/", "closed": "/staff/?status=closed", "set_aside": "/staff/queue/set-aside"}


def measure(world: World) -> Iterator[tuple[str, float, str]]:
    """Yields the growth of the queue page, open and closed, and of the list of what is set aside, from 1,000 to
    100,000 submissions."""
    client = world.signed_in(demo.SIGN_INS[0].email)
    found = {}
    have = 0
    for size in (SMALL, LARGE):
        _fill(world, have, size)
        have = size
        found[size] = medians({name: (client, path) for name, path in PAGES.items()})
    for name in found[SMALL]:
        yield f"queue_{name}_median", found[SMALL][name] * 1000, "ms"
        yield f"queue_{name}_growth", found[LARGE][name] / found[SMALL][name], "ratio"


def _fill(world: World, have: int, size: int) -> None:
    now = datetime.now(UTC)
    with world.app.app_context():
        db.session.execute(
            insert(Submission),
            [
                {
                    "id": uuid.uuid4(),
                    "reference": f"B{number:07d}",
                    "kind": "notification",
                    "council": "luton",
                    "team_code": TEAM if number % 2 else "bedford/home-education",
                    "urgency": "routine",
                    "urgency_order": 2,
                    "status": "new" if number % 4 else "closed",
                    "is_open": bool(number % 4),
                    "restricted": False,
                    "flagged": False,
                    "suspect": number % 3 == 0,
                    "received_at": now - timedelta(minutes=number),
                    "look_by": now,
                    "language": "en_GB",
                    "send_key": uuid.uuid4(),
                }
                for number in range(have, size)
            ],
        )
        db.session.commit()
