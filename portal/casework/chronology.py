"""All that happened with one child in one line of days, newest first, as far as the reader may know of it.

No source is read beyond what one page needs, so that a long history costs what a short one does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from portal.accounts import Staff, may
from portal.casework.chronology_sources import FARTHEST, SOURCES, Asked, Entry, Place, Sort
from portal.register import Child
from portal.register.merging import ids_of
from portal.register.models import ChildViews
from portal.register.statuses import EARLIEST
from portal.storage import db
from portal.submissions import Submission

__all__ = ["Entry", "Place", "Sort", "Timeline", "hidden_from", "may_show_views", "timeline", "years"]


@dataclass(frozen=True)
class Timeline:
    """One page of it. ``before`` is where the next one goes on; None at the end."""

    entries: list[Entry]
    before: Place | None


def timeline(
    child: Child,
    reader: Staff,
    sorts: Collection[Sort] = (),
    year: int | None = None,
    before: Place | None = None,
    limit: int = 50,
) -> Timeline:
    """The newest ``limit`` entries before a place: all sorts or some, of all years or one.

    Young people's words, and whatever came from them, stand in it only for a reader who may read them.
    """
    asked = _asked(child, reader, year, before, limit + 1)
    found = [one for source in SOURCES if not sorts or source.sort in sorts for one in source.newest(asked)]
    found.sort(key=lambda one: one.place, reverse=True)
    page = found[:limit]
    return Timeline(page, page[-1].place if len(found) > limit else None)


def years(child: Child, reader: Staff) -> list[int]:
    """The years to filter by, newest first: from the newest entry's to the oldest one's, without gaps."""
    asked = _asked(child, reader)
    newest = timeline(child, reader, limit=1).entries
    oldest = [day for source in SOURCES if (day := source.oldest(asked))]
    if not newest or not oldest:
        return []
    return list(range(newest[0].on.year, min(oldest).year - 1, -1))


def may_show_views(child: Child, reader: Staff) -> bool:
    """Whether any young person's words that are joined to this child are for the reader to read."""
    return any(may(reader, "submission:read", one) for one in _views(ids_of(child)))


def hidden_from(child: Child, reader: Staff) -> frozenset[UUID]:
    """The young people's words that are, or were, joined to this child, and that the reader may not know of."""
    return _hidden(ids_of(child), reader)


def _hidden(ids: list[UUID], reader: Staff) -> frozenset[UUID]:
    return frozenset(one.id for one in _views(ids) if not may(reader, "submission:read", one))


def _asked(child: Child, reader: Staff, year: int | None = None, before: Place | None = None, limit: int = 1) -> Asked:
    ids = ids_of(child)
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (EARLIEST, FARTHEST - timedelta(2))
    return Asked(ids, _hidden(ids, reader), first, last, before, limit)


def _views(ids: list[UUID]) -> list[Submission]:
    """Young people's words that are, or were, joined to one of these records."""
    joined = select(ChildViews.submission_id).where(ChildViews.child_id.in_(ids))
    return list(db.session.scalars(select(Submission).where(Submission.id.in_(joined))))
