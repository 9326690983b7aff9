"""A child's rating: a person chooses it and writes why. A matrix only suggests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register.history import leave
from portal.register.merging import ids_of
from portal.register.models import Child
from portal.register.refusals import Refused
from portal.reviews import schedule, standing
from portal.reviews.matrix import COLOURS, Suggestion
from portal.reviews.models import RatingChange
from portal.reviews.versions import current
from portal.storage import db
from portal.words import Rating


def rate(
    child: Child,
    rating: Rating,
    reason: str,
    by: UUID,
    now: datetime,
    suggestion: Suggestion | None = None,
    against: str = "",
    brings_forward: bool = True,
) -> RatingChange:
    """Rate a child, with a ``reason`` always; the same rating again says that it was confirmed on this day.

    ``suggestion`` is what the person had before them; ``against`` why they decided otherwise. A rating brings the next
    review forward where its interval ends earlier, and never puts it off; not where the same act sets the next review
    (``brings_forward`` False). Raises Refused without a reason, or when the rating is not the suggested one and
    ``against`` is empty.
    """
    if not reason.strip():
        raise Refused("Write why you chose this rating.")
    differs = suggestion is not None and suggestion.rating != rating
    if differs and not against.strip():
        raise Refused("Write why you decided otherwise than the matrix suggests.")
    today = hours.local(now).date()
    was = Rating(child.rating)
    row = RatingChange(child_id=child.id, rating=rating, on=today, at=now, by=by)
    row.said = {
        "reason": reason,
        "against": against if differs else "",
        "was": str(was),
        "suggested": suggestion.as_json() if suggestion else None,
    }
    db.session.add(row)
    db.session.flush()
    leave(child, "rated", by, now, {"rating": str(rating), "was": str(was), "reason": reason})
    matrix_number = suggestion.matrix if suggestion else 0
    audit.record(Event.CHILD_RATED, child, by=by, rating=str(rating), matrix=matrix_number, against=differs)
    standing.refresh(child, today)
    if rating in COLOURS and brings_forward:
        months = suggestion.months if suggestion and not differs else current(child.council).months_for(rating)
        schedule.forward(child, schedule.after_months(today, months), schedule.Why.RATING, by, now)
    return row


def history(child: Child) -> list[RatingChange]:
    """Every rating, the newest first."""
    rows = select(RatingChange).where(RatingChange.child_id.in_(ids_of(child)))
    return list(db.session.scalars(rows.order_by(RatingChange.at.desc(), RatingChange.id)))
