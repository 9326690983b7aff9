"""Where the entries of a child's chronology come from: one source for each table and each day that a row of it tells.

What comes new to a child's record later (letters, steps of the law) is one more source in :data:`SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.casework.contact_log import Way
from portal.casework.models import ContactEntry
from portal.directory import hours
from portal.register.models import ChildEvent, ChildFact, ChildMerge, ChildSubmission, ChildViews, StatusChange
from portal.reviews.models import RatingChange, Review, SuitabilityFinding
from portal.storage import db
from portal.submissions import Submission

FARTHEST = date(2300, 1, 1)
"""No day of a record lies beyond."""


class Sort(StrEnum):
    """What an entry is, as one filters by it."""

    SUBMISSION = "submission"
    VIEWS = "views"
    CONTACT = "contact"
    LETTER = "letter"
    MEETING = "meeting"
    RATING = "rating"
    REVIEW = "review"
    STATUS = "status"
    SUITABILITY = "suitability"
    FACT = "fact"
    RECORD = "record"
    """What was done with the record itself: made, laid together with another, taken apart, restricted, given."""


@dataclass(frozen=True, order=True)
class Place:
    """Where an entry stands: its day, when it was written, its row, and which of the row's entries it is."""

    on: date
    at: datetime
    row_id: UUID
    rank: int

    def __str__(self) -> str:
        return f"{self.on.isoformat()}_{self.at.isoformat()}_{self.row_id.hex}_{self.rank}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """What :meth:`__str__` wrote; None for anything else."""
        try:
            on, at, row_id, rank = text.split("_")
            place = cls(date.fromisoformat(on), hours.local(datetime.fromisoformat(at)), UUID(row_id), int(rank))
        except (ValueError, OverflowError):
            return None
        return place if date(1900, 1, 1) < place.on < FARTHEST else None


@dataclass(frozen=True)
class Entry:
    """One thing that happened. Its words are opened only when ``row`` is asked for them."""

    place: Place
    sort: Sort
    what: str
    """A code: ``came``, ``began``, ``ended``, ``struck``, ``planned``, ``done`` ..."""
    row: Any
    by: UUID | None
    struck: bool = False
    """Whether it was struck out since."""

    @property
    def on(self) -> date:
        return self.place.on


@dataclass(frozen=True)
class Asked:
    """What a source is asked for."""

    ids: list[UUID]
    """The child's record and those that are merged into it."""
    hidden: frozenset[UUID]
    """Young people's words joined to this child that the reader may not read, and may not know of."""
    first: date
    last: date
    before: Place | None
    limit: int


Conditions = Callable[[Asked], list[ColumnElement[bool]]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of entry. ``when`` is the column of its day, or of its moment where a row has no day of its own."""

    sort: Sort
    what: str
    model: Any
    when: Any
    rank: int = 1
    """Tells apart what one row says more than once."""
    by: str = "by"
    only: Conditions = lambda asked: []
    of_child: Callable[[list[UUID]], ColumnElement[bool]] | None = None
    shows: Any = None
    """The model that an entry shows, where the row only joins it to the child."""

    def newest(self, asked: Asked) -> Iterator[Entry]:
        """The newest entries before a place, no more than one page needs."""
        wanted = self._from(select(*filter(None, (self.model, self.shows)))).where(*self._all(asked))
        newest = (self.when.desc(), self.model.at.desc()) if self._has_day else (self.when.desc(),)
        for found in db.session.execute(wanted.order_by(*newest, self.model.id.desc()).limit(asked.limit)):
            row, shown = found[0], found[-1]
            when = getattr(shown if self.when.class_ is self.shows else row, self.when.key)
            place = (
                Place(when, row.at, row.id, self.rank) if self._has_day else Place(_day(when), when, row.id, self.rank)
            )
            struck = self.what != "struck" and getattr(row, "struck_at", None) is not None
            yield Entry(place, self.sort, self._code(row), shown, getattr(row, self.by, None), struck)

    def oldest(self, asked: Asked) -> date | None:
        """The day of the oldest entry."""
        found = db.session.scalar(self._from(select(func.min(self.when))).where(*self._all(asked)))
        return found if found is None or self._has_day else _day(found)

    @property
    def _has_day(self) -> bool:
        return bool(self.when.type.python_type is date)

    def _code(self, row: Any) -> str:
        return self.what or str(row.what)

    def _from(self, wanted: Any) -> Any:
        if self.shows is None:
            return wanted.select_from(self.model)
        return wanted.select_from(self.model).join(self.shows, self.shows.id == self.model.submission_id)

    def _all(self, asked: Asked) -> list[ColumnElement[bool]]:
        its = self.of_child(asked.ids) if self.of_child else self.model.child_id.in_(asked.ids)
        return [its, self.when.is_not(None), *self.only(asked), *self._between(asked), *self._before(asked.before)]

    def _between(self, asked: Asked) -> list[ColumnElement[bool]]:
        if self._has_day:
            return [self.when >= asked.first, self.when <= asked.last]
        return [self.when >= _midnight(asked.first), self.when < _midnight(asked.last + timedelta(1))]

    def _before(self, place: Place | None) -> list[ColumnElement[bool]]:
        if place is None:
            return []
        earlier_row = self.model.id <= place.row_id if self.rank < place.rank else self.model.id < place.row_id
        if self._has_day:
            written = or_(self.model.at < place.at, and_(self.model.at == place.at, earlier_row))
            return [or_(self.when < place.on, and_(self.when == place.on, written))]
        that_day = or_(self.when < place.at, and_(self.when == place.at, earlier_row))
        of_it = and_(self.when < _midnight(place.on + timedelta(1)), that_day)
        return [or_(self.when < _midnight(place.on), of_it)]


def _ways(*ways: Way) -> Conditions:
    return lambda asked: [ContactEntry.way.in_(ways)]


def _standing(column: Any) -> Conditions:
    return lambda asked: [column.is_(None)]


def _known(model: Any, *more: ColumnElement[bool]) -> Conditions:
    """Not what came from a young person's words that the reader may not know of."""
    return lambda asked: [or_(model.source_id.is_(None), model.source_id.not_in(asked.hidden)), *more]


def _either_side(ids: list[UUID]) -> ColumnElement[bool]:
    return or_(ChildMerge.into_id.in_(ids), ChildMerge.from_id.in_(ids))


def _day(at: datetime) -> date:
    return hours.local(at).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), hours.LONDON)


TOLD_NOWHERE_ELSE = (
    "assigned",
    "restricted",
    "unrestricted",
    "opened_restricted",
    "in_danger",
    "submission_on",
    "submission_off",
    "agreed",
)
"""Of a child's history. Everything else in it has a table and a source of its own."""
TALKS = tuple(way for way in Way if way not in (Way.LETTER, Way.MEETING))

SOURCES: tuple[Source, ...] = (
    Source(
        sort=Sort.SUBMISSION,
        what="came",
        model=ChildSubmission,
        shows=Submission,
        when=Submission.received_at,
        by="",
        only=_standing(ChildSubmission.ended_at),
    ),
    Source(
        sort=Sort.VIEWS,
        what="came",
        model=ChildViews,
        shows=Submission,
        when=Submission.received_at,
        by="",
        only=lambda asked: [ChildViews.ended_at.is_(None), ChildViews.submission_id.not_in(asked.hidden)],
    ),
    Source(sort=Sort.CONTACT, what="contact", model=ContactEntry, when=ContactEntry.on, only=_ways(*TALKS)),
    Source(sort=Sort.LETTER, what="contact", model=ContactEntry, when=ContactEntry.on, only=_ways(Way.LETTER)),
    Source(sort=Sort.MEETING, what="contact", model=ContactEntry, when=ContactEntry.on, only=_ways(Way.MEETING)),
    Source(sort=Sort.RATING, what="rated", model=RatingChange, when=RatingChange.on),
    Source(sort=Sort.SUITABILITY, what="found", model=SuitabilityFinding, when=SuitabilityFinding.on),
    Source(sort=Sort.REVIEW, what="planned", model=Review, when=Review.at),
    Source(sort=Sort.REVIEW, what="done", model=Review, when=Review.done_on, rank=2, by="ended_by"),
    Source(sort=Sort.STATUS, what="status", model=StatusChange, when=StatusChange.from_on, only=_known(StatusChange)),
    Source(sort=Sort.FACT, what="began", model=ChildFact, when=ChildFact.since_on, only=_known(ChildFact)),
    Source(
        sort=Sort.FACT,
        what="known",  # nobody knows since when: it stands on the day on which it was written down
        model=ChildFact,
        when=ChildFact.at,
        only=_known(ChildFact, ChildFact.since_on.is_(None)),
    ),
    Source(
        sort=Sort.FACT,
        what="ended",
        model=ChildFact,
        when=ChildFact.until_on,
        rank=2,
        only=_known(ChildFact, ChildFact.struck_at.is_(None)),
    ),
    Source(
        sort=Sort.FACT,
        what="struck",
        model=ChildFact,
        when=ChildFact.struck_at,
        rank=3,
        by="struck_by",
        only=_known(ChildFact),
    ),
    Source(sort=Sort.RECORD, what="merged", model=ChildMerge, when=ChildMerge.at, of_child=_either_side),
    Source(
        sort=Sort.RECORD,
        what="apart",
        model=ChildMerge,
        when=ChildMerge.ended_at,
        rank=2,
        by="ended_by",
        of_child=_either_side,
    ),
    Source(
        sort=Sort.RECORD,
        what="",
        model=ChildEvent,
        when=ChildEvent.at,
        only=lambda asked: [ChildEvent.what.in_(("made", *TOLD_NOWHERE_ELSE))],
    ),
)
"""In no order: the entries are laid together by their days."""
