"""The chronology: every source in one line of days, bounded pages, and nothing for who may not know of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from portal.accounts import Role, Staff
from portal.casework import chronology, contact_log
from portal.casework.chronology import Entry, Place, Sort
from portal.casework.contact_log import Contact, Way, Whom
from portal.register import Child, children, facts, joins, merging, own_words, statuses
from portal.register.facts import Address, Source, Support, Supported
from portal.reviews import ratings, schedule, suitability
from portal.storage import db
from portal.submissions import Submission
from portal.words import ChildStatus, Kind, Rating, Suitability
from tests.support.children import BY, acting, begun, contacted, found
from tests.support.register import trying

NOW = datetime.now(UTC)
Made = Callable[..., Any]


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


@pytest.fixture
def reader(person: Made) -> uuid.UUID:
    made: uuid.UUID = person().id
    return made


def told(child: Child, reader: uuid.UUID, **narrowed: Any) -> list[Entry]:
    return chronology.timeline(child, db.session.get_one(Staff, reader), **narrowed).entries


def pairs(entries: list[Entry]) -> list[tuple[Sort, str]]:
    return [(one.sort, one.what) for one in entries]


def everything(child: Child, other: Child, sent: Submission) -> None:
    """One of each thing that a chronology tells."""
    day = date(2026, 2, 1)
    joins.join(child, sent, 0, BY, NOW)
    for way in (Way.PHONE, Way.LETTER, Way.MEETING):
        contact_log.record(child, Contact(way=way, on=date(2026, 3, 3), whom=(Whom.PARENT,)), BY, NOW)
    schedule.begin(child, BY, NOW)
    ratings.rate(child, Rating.AMBER, "I saw no plan yet", BY, NOW)
    suitability.find(child, Suitability.MORE_ASKED, date(2026, 4, 4), "They sent little so far", BY, NOW)
    schedule.done(child, "We talked it over", BY, NOW, on=date(2026, 5, 5), months=6)
    statuses.change(child, ChildStatus.FLEXI, date(2026, 6, 6), BY, NOW)
    facts.record(child, Supported(kind=Support.IN_NEED), BY, NOW, since=day, until=date(2026, 7, 7))
    row = facts.record(child, Address(lines="1 Fiction Road"), BY, NOW)
    db.session.flush()
    facts.strike(row, BY, NOW)
    children.restrict(child, "A reason of ten letters", BY, NOW)
    children.unrestrict(child, "A reason of ten letters", BY, NOW)
    children.assign(child, BY, BY, NOW)
    merge = merging.merge(other, child, "The same child", BY, NOW)
    merging.take_apart(merge, BY, NOW)


def test_every_sort_is_told_and_each_filter_gives_its_own(
    app: Flask, child: uuid.UUID, reader: uuid.UUID, sent: Made
) -> None:
    other = begun(app)
    submission = sent(Kind.NOTIFICATION, children=[{"first_name": "Robin", "last_name": "Invented"}])
    with acting(app):
        everything(found(child), found(other), db.session.get_one(Submission, submission))
    with app.app_context():
        all_of_it = told(found(child), reader)
        assert set(pairs(all_of_it)) >= {
            (Sort.SUBMISSION, "came"),
            (Sort.CONTACT, "contact"),
            (Sort.LETTER, "contact"),
            (Sort.MEETING, "contact"),
            (Sort.RATING, "rated"),
            (Sort.REVIEW, "planned"),
            (Sort.REVIEW, "done"),
            (Sort.STATUS, "status"),
            (Sort.SUITABILITY, "found"),
            (Sort.FACT, "began"),
            (Sort.FACT, "known"),
            (Sort.FACT, "ended"),
            (Sort.FACT, "struck"),
            *((Sort.RECORD, what) for what in ("made", "assigned", "restricted", "unrestricted", "submission_on")),
            *((Sort.RECORD, what) for what in ("merged", "apart")),
        }
        assert [one.place for one in all_of_it] == sorted((one.place for one in all_of_it), reverse=True)
        narrowed = [one for sort in Sort for one in told(found(child), reader, sorts=[sort])]
        assert sorted(map(str, (one.place for one in narrowed))) == sorted(map(str, (one.place for one in all_of_it)))
        for one in all_of_it:
            assert one.place in [x.place for x in told(found(child), reader, sorts=[one.sort], year=one.on.year)]
            assert one.place not in [x.place for x in told(found(child), reader, year=one.on.year - 1)]


def test_an_entry_stands_on_the_day_that_it_is_about(app: Flask, child: uuid.UUID, reader: uuid.UUID) -> None:
    with acting(app):
        statuses.change(found(child), ChildStatus.SCHOOL, date(2027, 9, 1), BY, NOW)
        facts.record(found(child), Supported(kind=Support.TEAM_AROUND), BY, NOW, since=date(2019, 1, 2))
        late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # in London it is the next day already
        facts.record(found(child), Address(lines="1 Fiction Road"), BY, late)
    with app.app_context():
        entries = told(found(child), reader)
        assert (entries[0].sort, entries[0].on) == (Sort.STATUS, date(2027, 9, 1))
        assert (entries[-1].sort, entries[-1].on) == (Sort.FACT, date(2019, 1, 2))
        assert [one.on for one in entries if one.what == "known" and one.row.topic == "address"] == [date(2026, 7, 2)]
        assert chronology.years(found(child), db.session.get_one(Staff, reader)) == list(range(2027, 2018, -1))


DAYS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("cfsr")), min_size=1, max_size=14)


@given(DAYS, st.integers(1, 5))
@settings(max_examples=12)
def test_pages_laid_together_are_the_whole(app: Flask, made: list[tuple[int, str]], size: int) -> None:
    """Also where many entries share one day, one moment and one row."""
    with trying(app):
        child, me = _somebody()
        for offset, what in made:
            day = date(2026, 5, 1) + timedelta(offset)
            if what == "c":
                contact_log.record(child, Contact(way=Way.PHONE, on=day, whom=(Whom.PARENT,)), BY, NOW)
            elif what == "f":
                facts.record(child, Supported(kind=Support.IN_NEED), BY, NOW, since=day, until=day)
            elif what == "s":
                row = facts.record(child, Address(lines="1 Fiction Road"), BY, NOW, since=day)
                db.session.flush()
                facts.strike(row, BY, NOW)
            else:
                facts.record(child, Address(lines="2 Fiction Road"), BY, NOW)
        db.session.flush()
        whole = chronology.timeline(child, me, limit=1000)
        seen: list[Place] = []
        before: Place | None = None
        while True:
            page = chronology.timeline(child, me, before=before, limit=size)
            assert len(page.entries) <= size
            seen += [one.place for one in page.entries]
            if page.before is None:
                break
            before = Place.read(str(page.before))
            assert before == page.before
        assert seen == [one.place for one in whole.entries]
        assert len(set(seen)) == len(seen)


def _somebody() -> tuple[Child, Staff]:
    from tests.support.register import made

    return made(now=NOW), Staff(name="Nobody", active=True, is_admin=False, memberships=[])


def test_a_long_history_is_not_read_to_its_end(app: Flask, child: uuid.UUID, reader: uuid.UUID) -> None:
    """As many rows are fetched for one page of a long history as for one of a history just longer than the page."""

    def fetched() -> int:
        with app.app_context():
            count = 0

            def counts(*_: Any) -> None:
                nonlocal count
                count += 1

            event.listen(contact_log.ContactEntry, "load", counts)
            chronology.timeline(found(child), db.session.get_one(Staff, reader), limit=5)
            event.remove(contact_log.ContactEntry, "load", counts)
            return count

    for _ in range(8):
        contacted(app, child)
    short = fetched()
    for _ in range(30):
        contacted(app, child)
    assert fetched() == short


def test_what_came_from_a_young_persons_words_is_for_those_who_may_read_them(
    app: Flask, child: uuid.UUID, person: Made, sent: Made
) -> None:
    views = sent(Kind.VIEWS, safe="yes")
    day = date(2011, 1, 1)
    with acting(app):
        own_words.join_views(found(child), db.session.get_one(Submission, views), BY, NOW)
        fact = Supported(kind=Support.CONCERN, source=Source.CHILD)
        facts.record(found(child), fact, BY, NOW, since=day, source_id=views)
        statuses.change(found(child), ChildStatus.CME, day, BY, NOW, source_id=views)
    olu, saira = person().id, person(role=Role.SAFEGUARDING).id
    with app.app_context():
        for who, knows in ((olu, False), (saira, True)):
            entries = told(found(child), who)
            assert (Sort.VIEWS in {one.sort for one in entries}) is knows
            assert (day in {one.on for one in entries}) is knows
            reader = db.session.get_one(Staff, who)
            assert (2011 in chronology.years(found(child), reader)) is knows
            assert chronology.may_show_views(found(child), reader) is knows
            assert bool(told(found(child), who, sorts=[Sort.VIEWS])) is knows


def test_a_merged_record_tells_of_both(app: Flask, reader: uuid.UUID) -> None:
    one, other = begun(app), begun(app)
    contacted(app, one, on=date(2026, 1, 20))
    contacted(app, other, on=date(2026, 6, 6))
    with acting(app):
        merging.merge(found(other), found(one), "The same child", BY, NOW)
        days = [entry.on for entry in told(found(one), reader, sorts=[Sort.CONTACT])]
        assert days == [date(2026, 6, 6), date(2026, 1, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "____",
        "2026-01-01_2026-01-01T00:00:00_" + "0" * 32 + "_1",
        "9999-12-31_2026-01-01T00:00:00+00:00_" + "0" * 32 + "_1",
        "2026-01-01_2026-01-01T00:00:00+00:00_z_1",
        "2026-01-01_0001-01-01T00:00:00+00:00_" + "0" * 32 + "_1",
    ],
)
def test_a_place_that_nobody_wrote_is_none(text: str) -> None:
    assert Place.read(text) is None
