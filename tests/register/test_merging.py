"""Two records that are one child: laid together and taken apart, nested too, nothing is lost or moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.audit import AuditLine
from portal.casework import contact_log, records
from portal.casework.contact_log import Contact, Way, Whom
from portal.register import Child, children, joins, merging, statuses
from portal.register.facts import Identity, Support, Supported
from portal.register.refusals import Refused
from portal.reviews import ratings, standing
from portal.storage import db
from portal.words import ChildStatus, Kind, Rating
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, dump, made, trying

COPIES = (
    *("status", "status_from", "current", "rating", "rated_on", "rating_is_old", "suitability"),
    *("next_review_on", "last_reviewed_on", "last_contact_on", "last_seen_on", "listed", "merged_into_id"),
)
REASON = "The same birthday and the same mother."


def four() -> list[Child]:
    """Four records, each with something of its own."""
    robin, sam = made(), made(given="Sam", status=ChildStatus.EHE, born=None)
    kim, jo = made(given="Kim", status=ChildStatus.SCHOOL), made(given="Jo")
    for child in (robin, sam, kim, jo):
        records.schedule.begin(child, OLU, NOW)
    ratings.rate(sam, Rating.AMBER, "Little is known.", OLU, NOW)
    contact_log.record(robin, Contact(way=Way.PHONE, on=TODAY, whom=(Whom.PARENT,)), OLU, NOW)
    children.add(kim, Supported(kind=Support.IN_NEED), OLU, NOW)
    joins.join(jo, arrived(answers.SHORT_NOTIFICATION), 0, OLU, NOW)
    return [robin, sam, kim, jo]


def whole(child: Child) -> dict[str, object]:
    return {**dump(child), **{name: getattr(child, name) for name in COPIES}}


@settings(max_examples=8)
@given(pairs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4))
def test_laid_together_and_taken_apart_again_each_record_is_what_it_was(
    app: Flask, pairs: list[tuple[int, int]]
) -> None:
    with trying(app):
        found = four()
        states = [[whole(one) for one in found]]
        rows = []
        for number, (gone, into) in enumerate(pairs):
            try:
                rows.append(records.merge(found[gone], found[into], REASON, OLU, NOW + timedelta(minutes=number + 1)))
            except Refused:
                continue
            states.append([whole(one) for one in found])
        for number, row in enumerate(reversed(rows)):
            assert [whole(one) for one in found] == states.pop()
            records.take_apart(row, OLU, NOW + timedelta(minutes=10 + number))
        assert [whole(one) for one in found] == states.pop()


def test_one_record_stands_for_both(app: Flask) -> None:
    with trying(app):
        robin, sam, kim, jo = four()
        records.merge(robin, sam, REASON, OLU, NOW)
        assert (sam.rating, sam.last_contact_on, sam.status) == (Rating.AMBER, TODAY, ChildStatus.EHE)
        assert Identity.of(sam.identity).born == "2015-05-04", "what one leaves open the other fills"
        records.merge(jo, sam, REASON, OLU, NOW)
        assert [one.child_id for one in joins.joined(sam)] == [jo.id]
        assert merging.ids_of(sam)[0] == sam.id
        assert {one.id for one in merging.merged(sam)} == {robin.id, jo.id}
        assert merging.stands_for(jo).id == sam.id
        assert len(standing.open_reviews(sam)) == 3
        assert merging.stands_for(kim).id == kim.id


def test_a_merge_inside_a_later_one_waits(app: Flask) -> None:
    with trying(app):
        robin, sam, kim, _ = four()
        inner = records.merge(robin, sam, REASON, OLU, NOW)
        outer = records.merge(sam, kim, REASON, OLU, NOW)
        assert merging.standing_merges(kim) == [inner, outer] or merging.standing_merges(kim) == [outer, inner]
        with pytest.raises(Refused, match="Take those apart first"):
            records.take_apart(inner, OLU, NOW)
        records.take_apart(outer, OLU, NOW)
        assert merging.stands_for(robin).id == sam.id
        records.take_apart(inner, OLU, NOW)
        with pytest.raises(Refused, match="apart already"):
            records.take_apart(inner, OLU, NOW)


def test_a_record_that_stands_for_nobody_cannot_be_merged_or_joined(app: Flask) -> None:
    with trying(app):
        robin, sam, kim, _ = four()
        records.merge(robin, sam, REASON, OLU, NOW)
        for gone, into in ((robin, kim), (kim, robin)):
            with pytest.raises(Refused, match="part of another record"):
                records.merge(gone, into, REASON, OLU, NOW)
        with pytest.raises(Refused, match="itself"):
            records.merge(kim, kim, REASON, OLU, NOW)
        with pytest.raises(Refused, match="another council"):
            records.merge(made(council="bedford"), kim, REASON, OLU, NOW)
        with pytest.raises(Refused, match="part of another one"):
            joins.join(robin, arrived(answers.SHORT_NOTIFICATION), 0, OLU, NOW)


def test_of_two_the_stricter_counts(app: Flask) -> None:
    with trying(app):
        kept, open_to_all = made(restricted=True), made()
        row = records.merge(kept, open_to_all, REASON, OLU, NOW)
        assert open_to_all.restricted
        told = select(AuditLine.facts).where(
            AuditLine.subject_id == open_to_all.id, AuditLine.event == "child:restricted"
        )
        assert list(db.session.scalars(told)) == [{"restricted": True}]
        records.take_apart(row, OLU, NOW)
        assert kept.restricted
        assert open_to_all.restricted, "until somebody lifts it"


def test_what_was_restricted_while_it_was_one_stays_so_in_both_parts(app: Flask) -> None:
    with trying(app):
        robin, sam = made(), made(given="Sam")
        row = records.merge(sam, robin, REASON, OLU, NOW)
        children.restrict(robin, "A parent looks for them.", OLU, NOW)
        records.take_apart(row, OLU, NOW)
        assert (robin.restricted, sam.restricted) == (True, True)


def test_a_record_of_own_words_is_not_laid_into_one_that_the_team_reads(app: Flask) -> None:
    with trying(app):
        (own,) = records.begin_all(arrived(answers.VIEWS, Kind.VIEWS), LUTON, OLU, NOW)
        ordinary = made()
        for gone, into in ((own, ordinary), (ordinary, own)):
            with pytest.raises(Refused, match="Move the words"):
                records.merge(gone, into, REASON, OLU, NOW)
        assert not ordinary.restricted


def test_the_register_as_it_was_known_counts_both_before_they_were_found_to_be_one(app: Flask) -> None:
    with trying(app):
        robin, sam, *_ = four()
        row = records.merge(robin, sam, REASON, OLU, NOW + timedelta(days=1))
        records.take_apart(row, OLU, NOW + timedelta(days=3))
        counted = [len(statuses.register_on("luton", TODAY, NOW + timedelta(days=days))) for days in range(5)]
        assert counted == [4, 3, 3, 4, 4], "from the very moment of each act"
        assert merging.represented("luton", NOW + timedelta(days=2)) == {robin.id: sam.id}
        assert merging.represented("luton") == {}
