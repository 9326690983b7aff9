"""What would be deleted, and what stays all the same: numbers, for whoever decides on periods. It opens no word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from portal.lifecycle.retention import Periods, RetentionKind, closed_before, in_force, past
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.removal import STAYS, Stays, stays

SOON = timedelta(days=30)
COUNTED = 1000
"""Nothing is counted any further: beyond it the exact number changes no decision and costs time."""


@dataclass(frozen=True)
class Outlook:
    """Numbers of one kind of one council, up to one more than :data:`COUNTED`."""

    now: int
    """Past the period that counts today, and nothing says that they stay: they go with the next run."""
    soon: int
    """Those, and what joins them within :data:`SOON`, by what has been decided so far."""
    stay: Mapping[Stays, int]
    """Past the period and kept all the same, by why. One that has two reasons is in two numbers."""


def outlook(council_code: str, kind: RetentionKind, now: datetime) -> Outlook:
    """The numbers for one kind of one council; all nought where no period counts."""
    today = _past(in_force(now), council_code, kind, now)
    later = _past(in_force(now + SOON), council_code, kind, now + SOON)
    return Outlook(
        now=_number([*today, ~stays()]) if today else 0,
        soon=_number([*later, ~stays()]) if later else 0,
        stay=_why_they_stay(today) if today else {},
    )


def _past(periods: Periods, council_code: str, kind: RetentionKind, at: datetime) -> list[ColumnElement[bool]]:
    months = periods.get((council_code, kind))
    return [] if months is None else past(council_code, kind, closed_before(at, months))


def _number(conditions: list[ColumnElement[bool]]) -> int:
    some = select(Submission.id).where(*conditions).limit(COUNTED + 1).subquery()
    return db.session.scalars(select(func.count()).select_from(some)).one()


def _why_they_stay(conditions: list[ColumnElement[bool]]) -> dict[Stays, int]:
    ids = db.session.scalars(select(Submission.id).where(*conditions, stays()).limit(COUNTED + 1)).all()
    pairs = select(STAYS.c.submission_id, STAYS.c.why).where(STAYS.c.submission_id.in_(ids)).distinct()
    found = Counter(Stays(why) for _, why in db.session.execute(pairs)) if ids else Counter[Stays]()
    return {why: found[why] for why in Stays if found[why]}
