"""The next review of each child. One stands open at a time: on a day, or, with a written reason, on none.

What happens may bring a review forward and never puts it off: a new concern, a darker rating. Only a person sets a
later day, and writes why.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register import statuses
from portal.register.history import leave
from portal.register.merging import ids_of
from portal.register.models import Child
from portal.register.refusals import Refused
from portal.reviews import standing
from portal.reviews.models import Review
from portal.reviews.versions import current
from portal.storage import db
from portal.words import CURRENT

FURTHEST = 24
"""Months. A review that is further away is none: then somebody writes why the child needs none."""


class Why(StrEnum):
    """What set the day."""

    BEGUN = "begun"
    """The first one of a record."""
    INTERVAL = "interval"
    """So many months after the last one."""
    RATING = "rating"
    """Brought forward by a rating."""
    CONCERN = "concern"
    """Brought forward by a new concern."""
    PERSON = "person"
    """Somebody chose the day and wrote why."""
    NONE = "none"
    """Somebody wrote why no review is needed."""


def begin(child: Child, by: UUID | None, now: datetime) -> Review:
    """Plan the first review of a record: so many months from now as the council's matrix says for the child's rating.
    Where one is planned already, or a reason for none is written, that stays and is given; but not a reason from before
    the child left or while they were away: it says nothing of one who is back."""
    found = standing.open_reviews(child)
    if found and not _left_since(child, found[0], hours.local(now).date()):
        return found[0]
    day = after_months(hours.local(now).date(), current(child.council).months_for(child.rating))
    return _set(child, day, Why.BEGUN, by, now)


def plan(child: Child, due_on: date, reason: str, by: UUID, now: datetime) -> Review:
    """Set the day of the next review, earlier or later than it was. Raises Refused for a day that is past or more than
    :data:`FURTHEST` months away, and without a reason."""
    today = hours.local(now).date()
    _check(due_on, today)
    if not reason.strip():
        raise Refused("Write why the review is on that day.")
    return _set(child, due_on, Why.PERSON, by, now, reason)


def no_review(child: Child, reason: str, by: UUID, now: datetime) -> Review:
    """Write down why this child needs no review. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused("Write why no review is needed.")
    return _set(child, None, Why.NONE, by, now, reason)


def concern(child: Child, by: UUID | None, now: datetime) -> Review:
    """Somebody told of a concern: the next review is within so many working days as the council's matrix says, or
    earlier where it was. Never later than it was."""
    day = hours.working_days_after(hours.local(now).date(), current(child.council).concern_days)
    return forward(child, day, Why.CONCERN, by, now)


def forward(child: Child, day: date, why: Why, by: UUID | None, now: datetime) -> Review:
    """Bring the next review forward to ``day``; one that is planned for then or before stays as it is."""
    found = standing.open_reviews(child)
    if found and found[0].due_on is not None and found[0].due_on <= day:
        return found[0]
    return _set(child, day, why, by, now)


def done(
    child: Child,
    outcome: str,
    by: UUID,
    now: datetime,
    on: date | None = None,
    months: int | None = None,
    next_on: date | None = None,
    none_because: str = "",
) -> Review:
    """The review was held ``on`` a day (today), with this ``outcome`` in words. Plans the next one and gives it: in
    ``months``, or ``next_on``, or none with the reason ``none_because``; otherwise as the matrix says for the rating.

    Raises Refused without an outcome, for a review in the future, and for a next day as :func:`plan` does.
    """
    today = hours.local(now).date()
    held_on = on or today
    if not outcome.strip():
        raise Refused("Write what came of the review.")
    if held_on > today:
        raise Refused("The review cannot be held on a day that is still to come.")
    if next_on is not None:
        _check(next_on, today)
    before = standing.open_reviews(child)
    if not before:  # held though none was planned: the row is only what was held
        row = Review(child_id=child.id, due_on=None, why=Why.PERSON, at=now, by=by)
        db.session.add(row)
        before = [row]
    for row in before:
        _end(row, by, now)
        row.done_on = held_on
        row.said = {**(row.said or {}), "outcome": outcome}
    db.session.flush()
    leave(child, "review_done", by, now, {"on": held_on.isoformat(), "outcome": outcome})
    audit.record(Event.CHILD_REVIEWED, child, by=by)
    if none_because.strip():
        return _set(child, None, Why.NONE, by, now, none_because)
    if next_on is not None:
        return _set(child, next_on, Why.PERSON, by, now)
    standing.refresh(child, today)
    months = months or current(child.council).months_for(child.rating)
    return _set(child, max(after_months(held_on, months), today), Why.INTERVAL, by, now)


def history(child: Child) -> list[Review]:
    """Every review planned or held, the newest first."""
    rows = select(Review).where(Review.child_id.in_(ids_of(child))).order_by(Review.at.desc(), Review.id)
    return list(db.session.scalars(rows))


def after_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last; on a weekend or bank holiday the working
    day before."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    later = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    while later > day and not hours.is_working_day(later):
        later -= timedelta(1)
    return later


def _check(day: date, today: date) -> None:
    if day < today:
        raise Refused("The next review must be today or later.")
    if day > after_months(today, FURTHEST) + timedelta(7):
        raise Refused(f"The next review must be within {FURTHEST} months.")


def _left_since(child: Child, none: Review, today: date) -> bool:
    """Whether it was written why there is none, and the child, who is current, was not current then, as was known, or
    for a while since."""
    if none.due_on is not None or not child.current:
        return False
    written, rows = hours.local(none.at).date(), statuses.changes(ids_of(child), struck=True)
    known = [row for row in rows if row.at <= none.at and (row.struck_at is None or row.struck_at > none.at)]
    then = statuses.held_on(known, written)
    if then is not None and then.status not in CURRENT:
        return True
    began = [row for row in rows if row.struck_at is None and row.status not in CURRENT and row.from_on <= today]
    return any(written <= max(row.from_on, hours.local(row.at).date()) for row in began)


def _set(child: Child, due_on: date | None, why: Why, by: UUID | None, now: datetime, reason: str = "") -> Review:
    """Let this be the one that stands open. What stood before is ended, not changed."""
    before = standing.open_reviews(child)
    for row in before:
        _end(row, by, now)
    db.session.flush()
    made = Review(child_id=child.id, due_on=due_on, why=why, at=now, by=by)
    if reason:
        made.said = {"reason": reason}
    db.session.add(made)
    db.session.flush()
    was = before[0].due_on if before else None
    said = {"day": due_on and due_on.isoformat(), "was": was and was.isoformat(), "why": str(why), "reason": reason}
    leave(child, "review_planned" if due_on else "review_none", by, now, {k: v for k, v in said.items() if v})
    audit.record(Event.REVIEW_PLANNED, child, by=by, why=str(why))
    standing.refresh(child, hours.local(now).date())
    return made


def _end(row: Review, by: UUID | None, now: datetime) -> None:
    row.ended_at, row.ended_by = now, by
