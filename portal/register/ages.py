"""Who is past compulsory school age and still current. A person sets the status; nothing does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from portal.register import blind
from portal.register.facts import identity_shown
from portal.register.models import Child
from portal.register.years import compulsory_until
from portal.storage import db


@dataclass(frozen=True)
class PastAge:
    """A child, and the last day of their compulsory school age."""

    child: Child
    until: date


OLDEST = 40
"""Nobody who stands on a register left school longer ago than that, in years."""


def past_school_age(within: ColumnElement[bool], today: date) -> Iterator[PastAge]:
    """Each child who is still current though compulsory school age is over, of those ``within`` a person's reach
    (``reach(staff, "child:read").where(lists.Elsewhere)``), oldest record first. Found by the marks of
    the years in which it ended, so that no other record is opened."""
    over = [blind.mark_of_year(year) for year in range(today.year - OLDEST, today.year + 1)]
    wanted = select(Child).where(Child.leaves_mark.in_(over), Child.current.is_(True), Child.listed.is_(True), within)
    ordered = wanted.order_by(Child.made_at, Child.id).execution_options(yield_per=500)
    for child in db.session.scalars(ordered):
        born = identity_shown(child).birthday
        if born and (until := compulsory_until(born)) < today:
            yield PastAge(child, until)
