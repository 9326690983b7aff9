"""The register of a past day as one person sees it: counted by the database, and the same as if everybody was read."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from flask import Flask
from hypothesis import given, settings
from sqlalchemy import event

from portal.accounts import Reach
from portal.register import Child, statuses
from portal.register.past_days import PastDay
from portal.storage import db
from portal.words import CURRENT
from tests.register.test_status_history import ACTS, DAYS, do
from tests.support.register import LUTON, NOW, OLU, made, trying

NOBODYS: frozenset[str] = frozenset()
SEES = Reach(frozenset({LUTON}), frozenset({LUTON}), NOBODYS, OLU)
READS = Reach(frozenset({LUTON}), NOBODYS, NOBODYS, OLU)
"""Not what is restricted."""


def told(day: date, as_known: datetime | None) -> dict[Child, Any]:
    """Everybody, one by one."""
    found = {db.session.get_one(Child, one): held for one, held in statuses.register_on("luton", day, as_known).items()}
    return {child: held for child, held in found.items() if SEES.covers(child)}


@settings(max_examples=8)
@given(acts=ACTS)
def test_it_says_what_reading_everybody_says(app: Flask, acts: list[tuple[Any, ...]]) -> None:
    with trying(app):
        records = [made(given=name, restricted=name == "Kim") for name in ("Robin", "Sam", "Kim", "Jo", "Alex", "Ola")]
        records[3].team_code = "luton/front-door"
        for number, act in enumerate(acts):
            do(records, act, NOW + timedelta(minutes=number))
        db.session.flush()
        for as_known in (None, NOW + timedelta(minutes=len(acts) / 2)):
            for earlier, later in pairwise(sorted(DAYS)[::3]):
                before, then = (PastDay("luton", day, as_known, SEES) for day in (earlier, later))
                everybody = told(later, as_known)
                current = {one: held for one, held in everybody.items() if held in CURRENT}
                readable = {one: held for one, held in current.items() if READS.covers(one)}
                numbers = then.numbers(READS, CURRENT, before)
                assert numbers.counts == Counter(everybody.values())
                assert numbers.readable == len(readable)
                assert then.names(READS, CURRENT, 9) == sorted(readable.items(), key=lambda one: one[0].reference)
                here = {one.id: held for one, held in everybody.items()}
                there = {one.id: held for one, held in told(earlier, as_known).items()}
                assert numbers.stock == statuses.between(there, here, CURRENT)


def test_of_many_children_no_more_are_read_than_one_page_shows(app: Flask) -> None:
    with trying(app):
        references = sorted(made(given=f"Robin {number}").reference for number in range(6))
        db.session.flush()
        db.session.expunge_all()
        read: list[Child] = []

        def loaded(child: Child, _: Any) -> None:
            read.append(child)

        event.listen(Child, "load", loaded)
        day = PastDay("luton", NOW.date(), None, SEES)
        assert [child.reference for child, _ in day.names(READS, CURRENT, 2)] == references[:2]
        assert day.numbers(READS, CURRENT).readable == 6
        event.remove(Child, "load", loaded)
        assert len(read) == 2
