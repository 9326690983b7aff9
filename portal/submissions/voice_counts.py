"""How many young people sent their words, and how many of them on their own: numbers that know nobody.

A number is added up as the words come in. No sealed word is ever opened to count, and nothing here leads to a
submission.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal.directory import hours
from portal.storage import db
from portal.submissions.models import VoiceCount

NOT_SAID = ""
WITH_WHOM = ("alone", "friend", "parent_near", "helped", "told_what", NOT_SAID)
"""The answers to "Who is with you right now?". Leaving it out and not wanting to say count as one."""

SMALL = 5
"""A number below this could point to somebody whom a reader knows (ONS, Anonymisation of counts)."""


@dataclass(frozen=True)
class Month:
    """What came from one council in one month; ``numbers`` has every code of ``WITH_WHOM``."""

    council: str
    """Empty when the council is not known."""
    month: date
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Shown:
    """A month as it may be shown."""

    total: str
    cells: tuple[str, ...]
    """In the order of ``WITH_WHOM``."""


def count(council: str | None, with_whom: str | None, now: datetime) -> None:
    """Count that a young person sent their words. Adds to the session of the database; the caller commits.

    ``council`` is its code, None when it is not known; ``with_whom`` the answer's code, None when it was left out.
    """
    row = {
        "council": council or "",
        "month": hours.local(now).date().replace(day=1),
        "with_whom": with_whom if with_whom in WITH_WHOM else NOT_SAID,
    }
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    new = insert(VoiceCount).values(id=uuid.uuid4(), number=1, **row)
    db.session.execute(new.on_conflict_do_update(index_elements=list(row), set_={"number": VoiceCount.number + 1}))


def views_given_alone(councils: Collection[str], since: date, now: datetime) -> list[Month]:
    """The months of these councils from ``since`` on that are over, newest first; months in which nothing came are left
    out.

    The running month is not among them: whoever looked twice would see what one young person answered.
    """
    running = hours.local(now).date().replace(day=1)
    wanted = select(VoiceCount).where(
        VoiceCount.council.in_(councils), VoiceCount.month >= since, VoiceCount.month < running
    )
    found: dict[tuple[str, date], dict[str, int]] = defaultdict(lambda: dict.fromkeys(WITH_WHOM, 0))
    for row in db.session.scalars(wanted):
        found[row.council, row.month][row.with_whom] += row.number
    months = [Month(council, month, numbers) for (council, month), numbers in found.items()]
    return sorted(sorted(months, key=lambda one: one.council), key=lambda one: one.month, reverse=True)


def shown(month: Month) -> Shown:
    """The month without a number from 1 to 4, nor one that can be worked out from the others and the total (which
    staff may know from the queue): where one number is small, the others are only said to be larger than that. Two
    totals would tell even so: all numbers are 4, or all are 5 but for a single 1.
    """
    numbers = tuple(month.numbers[code] for code in WITH_WHOM)
    total = sum(numbers)
    if all(number == 0 or number >= SMALL for number in numbers):
        return Shown(str(total), tuple(map(str, numbers)))
    if total in ((SMALL - 1) * len(numbers), SMALL * (len(numbers) - 1) + 1):
        return Shown(str(total), ("not shown",) * len(numbers))
    cells = tuple("fewer than 5" if number < SMALL else "5 or more" for number in numbers)
    return Shown(str(total) if total >= SMALL else "fewer than 5", cells)
