"""The register of any day: what was, what was thought to be, and that nobody is lost between two days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.register import Child, ages, merging, statuses
from portal.register.refusals import Refused
from portal.words import CURRENT, ChildStatus
from tests.support.register import NOW, OLU, TODAY, made, trying

DAYS = [TODAY - timedelta(days=days) for days in (0, 1, 2, 5, 30, 60, 61, 99, 100, 101, 150)]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["change", "strike", "merge", "apart"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(list(ChildStatus)),
        st.sampled_from(DAYS),
    ),
    min_size=4,
    max_size=9,
)


def do(records: list[Child], act: tuple[Any, ...], now: datetime) -> None:
    """One thing that officers do; what the register refuses is not done."""
    what, one, other, status, day = act
    child = records[one]
    try:
        if what == "change":
            statuses.change(child, status, day, OLU, now)
        elif what == "strike":
            rows = statuses.changes([child.id])
            statuses.strike(rows[other % len(rows)], child, OLU, now, "Typed for another child.")
        elif what == "merge":
            merging.merge(child, records[other], "One and the same.", OLU, now)
        elif rows := merging.standing_merges(child):
            merging.take_apart(rows[-1], OLU, now)
    except Refused:
        pass


def seen(as_known: datetime | None = None) -> list[dict[UUID, ChildStatus]]:
    return [statuses.register_on("luton", day, as_known) for day in DAYS]


@settings(max_examples=12)
@given(acts=ACTS)
def test_the_register_of_a_day_stays_as_it_was_known_whatever_is_written_later(
    app: Flask, acts: list[tuple[Any, ...]]
) -> None:
    with trying(app):
        records = [made(given=name) for name in ("Robin", "Sam", "Kim", "Jo")]
        known = []
        for number, act in enumerate(acts):
            now = NOW + timedelta(minutes=number)
            do(records, act, now)
            known.append((now, seen()))
        assert [seen(moment) for moment, _ in known] == [then for _, then in known]


@settings(max_examples=12)
@given(acts=ACTS)
def test_nobody_is_lost_between_two_days(app: Flask, acts: list[tuple[Any, ...]]) -> None:
    with trying(app):
        records = [made(given=name) for name in ("Robin", "Sam", "Kim", "Jo")]
        for number, act in enumerate(acts):
            do(records, act, NOW + timedelta(minutes=number))
        days = sorted(DAYS)
        registers = [statuses.register_on("luton", day) for day in days]
        walked = sum(one in CURRENT for one in registers[0].values())
        for before, after in pairwise(registers):
            stock = statuses.between(before, after, CURRENT)
            assert stock.before == walked, "the stock of a day is one number, whoever asks"
            assert stock.before + stock.came - stock.went == stock.after
            walked = stock.after
        standing = [one for one in records if one.listed]
        told = {one.id: statuses.on(one, TODAY) for one in standing}
        assert registers[-1] == told, "each child is there once, and the list and the record say the same"


@settings(max_examples=12)
@given(changes=st.lists(st.tuples(st.sampled_from(list(ChildStatus)), st.sampled_from(DAYS)), max_size=6))
def test_the_newest_written_status_of_the_newest_day_counts(
    app: Flask, changes: list[tuple[ChildStatus, date]]
) -> None:
    """Against a model that knows nothing of rows: one status for each day, written over from a day to the next one."""
    with trying(app):
        child = made()
        written = [(TODAY - timedelta(days=100), ChildStatus.NOT_CONFIRMED)]
        for number, (status, day) in enumerate(changes):
            try:
                statuses.change(child, status, day, OLU, NOW + timedelta(minutes=number))
            except Refused:
                continue
            written.append((day, status))
        for day in DAYS:
            held = [status for from_on, status in sorted(written, key=lambda one: one[0]) if from_on <= day]
            assert statuses.on(child, day) == (held[-1] if held else None)
        assert child.status == statuses.on(child, TODAY)
        assert child.current == (child.status in CURRENT)


def test_a_second_record_that_nobody_confirmed_takes_nothing_back(app: Flask) -> None:
    with trying(app):
        known = made(status=ChildStatus.EHE, from_on=date(2024, 9, 2))
        again = made(given="Robyn", from_on=TODAY)
        merging.merge(again, known, "The same child, told of twice.", OLU, NOW)
        statuses.refresh(known, TODAY)
        assert known.status == ChildStatus.EHE
        assert statuses.register_on("luton", TODAY) == {known.id: ChildStatus.EHE}


def test_an_officer_can_take_a_confirmation_back_also_where_the_other_record_had_it(app: Flask) -> None:
    with trying(app):
        goes_on, confirmed = made(), made(status=ChildStatus.EHE, from_on=TODAY - timedelta(days=50))
        row = merging.merge(confirmed, goes_on, "The same child, told of twice.", OLU, NOW)
        statuses.refresh(goes_on, TODAY)
        assert goes_on.status == ChildStatus.EHE
        statuses.change(goes_on, ChildStatus.NOT_CONFIRMED, TODAY, OLU, NOW, {"reason": "It was the cousin."})
        assert goes_on.status == statuses.register_on("luton", TODAY)[goes_on.id] == ChildStatus.NOT_CONFIRMED
        assert statuses.on(goes_on, TODAY - timedelta(days=1)) == ChildStatus.EHE
        merging.take_apart(row, OLU, NOW)
        assert statuses.on(confirmed, TODAY) == ChildStatus.EHE


def test_who_had_left_and_is_told_of_again_waits_to_be_confirmed(app: Flask) -> None:
    with trying(app):
        known = made(status=ChildStatus.SCHOOL, from_on=date(2024, 9, 2))
        again = made(from_on=TODAY)
        merging.merge(again, known, "The same child, told of twice.", OLU, NOW)
        statuses.refresh(known, TODAY)
        assert (known.status, known.current) == (ChildStatus.NOT_CONFIRMED, True)


def test_what_was_struck_still_stands_in_the_register_as_it_was_known_before(app: Flask) -> None:
    with trying(app):
        child = made()
        row = statuses.change(child, ChildStatus.EHE, TODAY - timedelta(days=9), OLU, NOW)
        statuses.strike(row, child, OLU, NOW + timedelta(days=2), "It was the cousin.")
        known = [
            statuses.register_on("luton", TODAY, NOW + timedelta(days=days))[child.id] for days in (-1, 0, 1, 2, 3)
        ]
        asked, before = ChildStatus.EHE, ChildStatus.NOT_CONFIRMED
        assert known == [before, asked, asked, before, before]
        assert (statuses.register_on("luton", TODAY)[child.id], child.status) == (before, before)


def test_a_record_keeps_a_status_of_its_own(app: Flask) -> None:
    with trying(app):
        one, other = made(), made()
        merging.merge(other, one, "The same child.", OLU, NOW)
        (row,) = statuses.changes([other.id])
        with pytest.raises(Refused, match="only status"):
            statuses.strike(row, one, OLU, NOW, "Wrong.")


def test_a_status_of_a_day_to_come_waits_for_its_day(app: Flask) -> None:
    with trying(app):
        child = made()
        statuses.change(child, ChildStatus.SCHOOL, TODAY + timedelta(days=3), OLU, NOW)
        assert (child.status, child.current) == (ChildStatus.NOT_CONFIRMED, True)
        statuses.refresh(child, TODAY + timedelta(days=3))
        assert (child.status, child.current) == (ChildStatus.SCHOOL, False)


def test_who_is_past_school_age_is_named_and_keeps_the_status(app: Flask) -> None:
    with trying(app):
        past, last_day = made(born="2010-08-31"), made(born="2010-09-01")
        made(born=None)
        made(born="2009-01-01", status=ChildStatus.SCHOOL)
        ends = date(2026, 6, 26)
        for day, then in ((TODAY, {past.id: ends}), (ends + timedelta(1), {past.id: ends}), (ends, {})):
            found = ages.past_school_age(Child.council == "luton", day)
            assert {one.child.id: one.until for one in found} == then, "its last day is still school age"
        assert past.status == last_day.status == ChildStatus.NOT_CONFIRMED
