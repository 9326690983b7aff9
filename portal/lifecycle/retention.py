"""How long what was sent is kept after it was closed: a period for each kind of record, decided by each council.

No period comes with the portal: none was found in law (docs/retention.md). Where a council has decided nothing,
nothing is deleted.
"""

from __future__ import annotations

import uuid
from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from portal.audit import Event, record
from portal.lifecycle.models import RetentionPeriod
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind

NOTICE = timedelta(days=7)
"""What was decided begins to count after so long, so that a slip of the hand can be put right."""
LONGEST = 1200
"""Months."""
NOBODYS = ""
"""The "council" of what came in without anybody knowing which it belongs to."""


class RetentionKind(StrEnum):
    """What a period is set for. A young person's words have one of their own, whatever else is true of them."""

    YOUNG_PERSON_VIEWS = "young_person_views"
    FAMILY_NOTIFICATION = "family_notification"
    FAMILY_CHANGE = "family_change"
    REFERRAL = "referral"
    SET_ASIDE = "set_aside"
    """Looked as if a machine had sent it, and was closed without anybody saying otherwise."""


OF_KIND = {
    Kind.VIEWS: RetentionKind.YOUNG_PERSON_VIEWS,
    Kind.NOTIFICATION: RetentionKind.FAMILY_NOTIFICATION,
    Kind.CHANGE: RetentionKind.FAMILY_CHANGE,
    Kind.REFERRAL: RetentionKind.REFERRAL,
}

Periods = Mapping[tuple[str, RetentionKind], int]
"""Months by council and kind, for those kinds alone that have a period."""


class OutOfRange(ValueError):
    """Not between one month and :data:`LONGEST`."""


class SamePeriod(Exception):
    """That is what was decided already."""


class PeriodMeanwhile(Exception):
    """Somebody else has decided since; ``latest`` is what they decided."""

    def __init__(self, latest: RetentionPeriod) -> None:
        super().__init__(f"Number {latest.number} is newer.")
        self.latest = latest


def kind_of(submission: Submission) -> RetentionKind:
    """Which period is for this submission."""
    kind = Kind(submission.kind)
    if submission.suspect and kind is not Kind.VIEWS:
        return RetentionKind.SET_ASIDE
    return OF_KIND[kind]


def are(kind: RetentionKind) -> ColumnElement[bool]:
    """The same as a condition on Submission."""
    if kind is RetentionKind.YOUNG_PERSON_VIEWS:
        return Submission.kind == Kind.VIEWS
    if kind is RetentionKind.SET_ASIDE:
        return Submission.kind.in_([one for one in Kind if one is not Kind.VIEWS]) & Submission.suspect.is_(True)
    (sent,) = (one for one, kept_as in OF_KIND.items() if kept_as is kind)
    return (Submission.kind == sent) & Submission.suspect.is_(False)


def decided(council_code: str, kind: RetentionKind) -> list[RetentionPeriod]:
    """All that this council decided for this kind, newest first."""
    mine = (RetentionPeriod.council_code == council_code) & (RetentionPeriod.kind == kind)
    return list(db.session.scalars(select(RetentionPeriod).where(mine).order_by(RetentionPeriod.number.desc())))


def decide(
    council_code: str, kind: RetentionKind, months: int | None, seen: int, why: str, by: uuid.UUID, now: datetime
) -> None:
    """Set the period: so many ``months`` after closing, or None for keeping it until the council decides again.

    ``seen`` is the number of the decision that the person had before them, 0 for none. Leaves an audit line. Raises
    OutOfRange, SamePeriod, or PeriodMeanwhile when somebody else was quicker.
    """
    if months is not None and not 1 <= months <= LONGEST:
        raise OutOfRange
    before = decided(council_code, kind)
    latest = before[0] if before else None
    if latest and latest.number != seen:
        raise PeriodMeanwhile(latest)
    if months == (latest.months if latest else None):
        raise SamePeriod
    number = latest.number + 1 if latest else 1
    row = RetentionPeriod(council_code=council_code, kind=kind, number=number, months=months, by=by, at=now, why=why)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise PeriodMeanwhile(decided(council_code, kind)[0]) from None
    record(Event.RETENTION_CHANGED, row, by=by, council=council_code, kind=str(kind), number=number, months=months or 0)


def in_force(at: datetime) -> Periods:
    """The periods that count at a moment: the longest that was said within :data:`NOTICE` before it, or last before
    that. So a shorter one counts once everybody had time to see it, and a longer one at once."""
    said: dict[tuple[str, RetentionKind], list[RetentionPeriod]] = defaultdict(list)
    rows = select(RetentionPeriod).where(RetentionPeriod.at <= at).order_by(RetentionPeriod.number)
    for row in db.session.scalars(rows):
        said[row.council_code, RetentionKind(row.kind)].append(row)
    counts = {one: _longest(_that_count(periods, at)) for one, periods in said.items()}
    return {one: months for one, months in counts.items() if months is not None}


def begins_to_count(period: RetentionPeriod) -> datetime:
    """From when a decision counts, if it is shorter than the one before it."""
    return period.at + NOTICE


def closed_before(now: datetime, months: int) -> datetime:
    """The moment ``months`` before now: what was closed until then is past its period. On a day that the earlier month
    does not have, its last: never a day too soon."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def goes_on(closed_at: datetime, months: int) -> datetime:
    """The first moment at which what was closed then is past its period of ``months``: :func:`closed_before` from the
    other side."""
    year, month = divmod(closed_at.year * 12 + closed_at.month - 1 + months, 12)
    days = monthrange(year, month + 1)[1]
    if closed_at.day <= days:
        return closed_at.replace(year=year, month=month + 1)
    last = closed_at.replace(year=year, month=month + 1, day=days, hour=0, minute=0, second=0, microsecond=0)
    return last + timedelta(days=1)


def past(council_code: str, kind: RetentionKind, before: datetime) -> list[ColumnElement[bool]]:
    """Conditions on Submission: of this council and kind, and closed at that moment or earlier."""
    council = Submission.council.is_(None) if council_code == NOBODYS else Submission.council == council_code
    return [council, are(kind), Submission.is_open.is_(False), Submission.closed_at <= before]


def _that_count(periods: list[RetentionPeriod], at: datetime) -> list[int | None]:
    """What was said within the notice, and what stood when it began: nothing, before the first."""
    fresh = [one.months for one in periods if one.at > at - NOTICE]
    settled = [one.months for one in periods if one.at <= at - NOTICE]
    return [*(settled[-1:] or [None]), *fresh]


def _longest(months: list[int | None]) -> int | None:
    return None if None in months else max(one for one in months if one is not None)
