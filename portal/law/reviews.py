"""Reading the law over: what a council says of its families' rights and duties, and who stands for it until when."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.audit import Event, record
from portal.law.models import LawReview
from portal.law.sentences import COLLECTED, COUNCIL, GOOD_FOR
from portal.storage import db


@dataclass(frozen=True)
class Item:
    """Something that has to be read over: a sentence of law, or the label of a question."""

    key: str
    """Changes with its words."""
    where: str
    """What it is, for the list: the code of a sentence, or a question."""
    words: str
    source: str
    regimes: str
    owner: str = COUNCIL
    collected: date = COLLECTED


@dataclass(frozen=True)
class State:
    """An item and how it stands with one council."""

    item: Item
    reviewed_on: date | None
    """None: nobody of the council has read it over yet."""
    by: uuid.UUID | None
    again_by: date

    def is_overdue(self, today: date) -> bool:
        """Whether somebody should have read it over by now."""
        return self.again_by < today


def states(council_code: str, items: Collection[Item]) -> list[State]:
    """How each item stands with this council, those that have to be read first in front.

    What nobody of the council has read over is due half a year after its sources were looked up.
    """
    newest = _newest(council_code)
    found = []
    for item in items:
        read = newest.get(item.key)
        on, by = (read.at.date(), read.by) if read else (None, None)
        found.append(State(item, on, by, read.again_by if read else item.collected + GOOD_FOR))
    return sorted(found, key=lambda one: one.again_by)


def read_over(council_code: str, keys: Collection[str], again_by: date, by: uuid.UUID, now: datetime) -> None:
    """Note that a person of the council read these items over and stands for them until ``again_by``. Flushes, and
    leaves an audit line."""
    for key in keys:
        db.session.add(LawReview(council_code=council_code, sentence=key, again_by=again_by, by=by, at=now))
    db.session.flush()
    record(Event.LAW_READ_OVER, by=by, council=council_code, number=len(keys))


def _newest(council_code: str) -> dict[str, LawReview]:
    mine = select(LawReview).where(LawReview.council_code == council_code)
    last = (
        select(LawReview.sentence, func.max(LawReview.at).label("at"))
        .where(LawReview.council_code == council_code)
        .group_by(LawReview.sentence)
        .subquery()
    )
    rows = mine.join(last, (LawReview.sentence == last.c.sentence) & (LawReview.at == last.c.at))
    return {row.sentence: row for row in db.session.scalars(rows)}
