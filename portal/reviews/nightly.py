"""Checking that nothing waits unseen: every current child has a review on a day, or a written reason for none.

It mends nothing but copies, and says which. Whoever is left without a plan stays on the page of reviews, and the health
page stays red, until a person has set a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.directory import hours
from portal.register import statuses
from portal.register.models import Child, StatusChange
from portal.reviews import feed, standing
from portal.reviews.known import records_of
from portal.reviews.models import Review
from portal.storage import db
from portal.submissions.queue import COUNTED

HOURLY = 60
DAILY = 24 * 60
"""Minutes between two runs of each part."""
_AT_ONCE = 500
_KEYS_KEPT = timedelta(days=90)

log = structlog.get_logger(__name__)


class WithoutReview(Exception):
    """Some current children have neither a review on a day nor a reason for none."""


@dataclass
class Found:
    """What a check found. References, so that whoever runs it can look; no name."""

    without: list[str] = field(default_factory=list)
    """Current children without a plan and without a reason."""
    refreshed: list[str] = field(default_factory=list)
    """Records whose copies said something else than the rows they are made from, and were brought up to date."""
    begun: list[str] = field(default_factory=list)
    """Records that have another status since today."""


def check_reviews(_app: Flask) -> None:
    """The job of each hour: let statuses begin whose day has come, and look for children without a plan. Raises
    WithoutReview when there are any, after what it brought up to date is committed: a job that does not come to a good
    end turns the health page red."""
    now = datetime.now(UTC)
    begun = begin_statuses(hours.local(now).date())
    feed.end_those_of_leavers(now)
    db.session.commit()
    if begun:
        log.info("statuses begun", number=len(begun))
    without = number_without()
    if without:
        log.error("children without a review", number=without)
        raise WithoutReview


def check_copies(_app: Flask) -> None:
    """The job of each day: compare the copies of ratings, findings and reviews with their rows. The worker commits."""
    now = datetime.now(UTC)
    refreshed = refresh_copies(hours.local(now).date())
    feed.forget_ended(now - _KEYS_KEPT)
    if refreshed:
        log.warning("copies refreshed", number=len(refreshed))


def check(today: date) -> Found:
    """Everything at once, for the command line. The caller commits."""
    begun = begin_statuses(today)
    return Found(refreshed=refresh_copies(today), begun=begun, without=list(db.session.scalars(_without())))


def number_without(teams: frozenset[str] | None = None) -> int:
    """How many current children have neither a review nor a reason. Of these ``teams``, for a page: only among those
    whose copy says so, and counted no further than helps; of all, by the rows themselves."""
    if teams is None:
        return db.session.scalars(select(func.count()).select_from(_without().subquery())).one()
    stands = (Child.team_code.in_(teams), Child.listed.is_(True), Child.current.is_(True))
    says_so = select(Child.id).where(*stands, Child.planned.is_(False), Child.next_review_on.is_(None))
    in_order = says_so.order_by(Child.next_review_on, Child.id)  # as ix_child_unplanned has them: it alone is read
    ids = list(db.session.scalars(in_order.limit(COUNTED)))
    return len(without_among(ids)) if ids else 0


def without_among(ids: list[UUID]) -> set[UUID]:
    """Which of these children have neither a review nor a reason."""
    return set(db.session.scalars(_without().with_only_columns(Child.id).where(Child.id.in_(ids))))


def begin_statuses(today: date) -> list[str]:
    """Bring the copies of children up to date whose status is another since a day that has come; gives references."""
    part = aliased(Child)
    due = (
        select(Child.id)
        .join(part, func.coalesce(part.merged_into_id, part.id) == Child.id)
        .join(StatusChange, StatusChange.child_id == part.id)
        .where(
            StatusChange.struck_at.is_(None),
            StatusChange.from_on <= today,
            or_(Child.status_from.is_(None), StatusChange.from_on > Child.status_from),
        )
    )
    begun = []
    for child in db.session.scalars(select(Child).where(Child.id.in_(due), Child.listed.is_(True))):
        was = (child.status, child.status_from)
        statuses.refresh(child, today)
        if (child.status, child.status_from) != was:
            begun.append(child.reference)
    db.session.flush()
    return begun


def refresh_copies(today: date) -> list[str]:
    """Compare what each child's row says of rating, suitability and reviews with the newest rows, and bring those up to
    date that differ; gives their references. Costs time by the length of the register, in steps of a few hundred."""
    refreshed = []
    for ids in _batches():
        found = standing.of_many(records_of(ids), today)
        columns = (Child.id, *(getattr(Child, name) for name in standing.FIELDS))
        for row in db.session.execute(select(*columns).where(Child.id.in_(ids))):
            if any(getattr(row, name) != getattr(found[row.id], name) for name in standing.FIELDS):
                child = db.session.get_one(Child, row.id, with_for_update=True)  # or somebody's rating is undone
                standing.refresh(child, today)
                refreshed.append(child.reference)
        db.session.flush()
    return refreshed


def _batches() -> Iterator[list[UUID]]:
    last: UUID | None = None
    while True:
        wanted = select(Child.id).where(Child.listed.is_(True)).order_by(Child.id).limit(_AT_ONCE)
        ids = list(db.session.scalars(wanted.where(Child.id > last) if last else wanted))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _without() -> Select[str]:
    """Those with neither: nothing stands open for the record itself, nor for one that is merged into it."""
    part = aliased(Child)
    own = exists().where(Review.child_id == Child.id, Review.ended_at.is_(None))
    theirs = exists().where(part.merged_into_id == Child.id, Review.child_id == part.id, Review.ended_at.is_(None))
    return select(Child.reference).where(Child.current.is_(True), Child.listed.is_(True), ~own, ~theirs)
