"""How things stand with one child: the newest rating, finding and review, copied to the child's row for the lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.register.merging import ids_of
from portal.register.models import Child
from portal.reviews.models import RatingChange, Review, SuitabilityFinding
from portal.storage import db
from portal.words import Rating, Suitability


@dataclass(frozen=True)
class Standing:
    """What the rows say. Nothing written down at all is a rating of Triage and an education not assessed."""

    rating: Rating = Rating.TRIAGE
    rated_on: date | None = None
    suitability: Suitability = Suitability.NOT_ASSESSED
    next_review_on: date | None = None
    planned: bool = False
    """A review stands open: on a day, or as a written reason for none."""
    last_reviewed_on: date | None = None

    @property
    def rating_is_old(self) -> bool:
        """Reviewed since it was rated last."""
        return self.last_reviewed_on is not None and (self.rated_on is None or self.rated_on < self.last_reviewed_on)


FIELDS = ("rating", "rated_on", "rating_is_old", "suitability", "next_review_on", "planned", "last_reviewed_on")
"""What of it is copied to the child's row."""


def refresh(child: Child, today: date) -> None:
    """Bring the copies on the child's row up to date. Called after every change, and after a merge and its undoing."""
    ids = ids_of(child)
    standing = of_many({child.id: ids}, today)[child.id]
    for name in FIELDS:
        setattr(child, name, getattr(standing, name))


def of_many(records: dict[UUID, list[UUID]], today: date) -> dict[UUID, Standing]:
    """How things stand on a day with several children, each with the ids of all records that are about them."""
    stands = {one: child for child, ids in records.items() for one in ids}
    rated = _newest_ratings(stands, today)
    found = _newest_findings(stands, today)
    coming: dict[UUID, date] = {}
    planned: set[UUID] = set()
    held: dict[UUID, date] = {}
    rows = select(Review.child_id, Review.due_on, Review.done_on, Review.ended_at).where(
        Review.child_id.in_(list(stands))
    )
    for row in db.session.execute(rows):
        child = stands[row.child_id]
        if row.ended_at is None:
            planned.add(child)
        if row.ended_at is None and row.due_on is not None:
            coming[child] = min(row.due_on, coming.get(child, row.due_on))
        if row.done_on is not None and row.done_on <= today:
            held[child] = max(row.done_on, held.get(child, row.done_on))
    return {
        child: Standing(
            rating=rated[child][0] if child in rated else Rating.TRIAGE,
            rated_on=rated[child][1] if child in rated else None,
            suitability=found.get(child, Suitability.NOT_ASSESSED),
            next_review_on=coming.get(child),
            planned=child in planned,
            last_reviewed_on=held.get(child),
        )
        for child in records
    }


def open_reviews(child: Child) -> list[Review]:
    """What is planned, the earliest day first; more than one only where records were merged. A reason for none comes
    last."""
    return open_among(ids_of(child))


def open_among(ids: Iterable[UUID]) -> list[Review]:
    """The same for records known by their ids."""
    rows = db.session.scalars(select(Review).where(Review.child_id.in_(list(ids)), Review.ended_at.is_(None)))
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.at))


def _newest_ratings(stands: dict[UUID, UUID], today: date) -> dict[UUID, tuple[Rating, date]]:
    wanted = select(RatingChange.child_id, RatingChange.rating, RatingChange.on).where(
        RatingChange.child_id.in_(list(stands)), RatingChange.on <= today
    )
    # the newest written is the last, and stays
    rows = db.session.execute(wanted.order_by(RatingChange.at, RatingChange.id))
    return {stands[row.child_id]: (Rating(row.rating), row.on) for row in rows}


def _newest_findings(stands: dict[UUID, UUID], today: date) -> dict[UUID, Suitability]:
    wanted = select(SuitabilityFinding.child_id, SuitabilityFinding.outcome).where(
        SuitabilityFinding.child_id.in_(list(stands)), SuitabilityFinding.on <= today
    )
    rows = db.session.execute(wanted.order_by(SuitabilityFinding.on, SuitabilityFinding.at, SuitabilityFinding.id))
    return {stands[row.child_id]: Suitability(row.outcome) for row in rows}
