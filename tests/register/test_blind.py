"""Marks: what a record can be found by, and what nobody can read from them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.register import blind, children, facts, merging
from portal.register.blind import What
from portal.register.facts import Address, Identifier, Identity, OtherName, School
from portal.register.models import Child, MatchKey
from portal.register.said import said
from portal.storage import Keys, db
from portal.words import ChildStatus, Kind
from tests.support.register import LUTON, NOW, OLU, arrived, made, trying

WHO = Identity(given="Łukasz", family="Smith-Jones", known_as="Luke", born="2014-04-03")
KNOWN = [
    WHO,
    OtherName(given="Lukas", family="O’Neill"),
    Address(lines="1 Street", postcode="lu1 2bq"),
    Identifier(system="upn", value="A123 4567 89012"),
    School(name="Icknield High School"),
]


def kept(child: Child) -> set[tuple[str, bytes]]:
    rows = db.session.scalars(select(MatchKey).where(MatchKey.child_id == child.id)).all()
    found = {(row.what, bytes(row.mark)) for row in rows}
    assert len(found) == len(rows), "no mark is there twice"
    assert {row.council for row in rows} <= {child.council}
    assert {row.made_at for row in rows} <= {child.made_at}
    return found


def due(child: Child, *known: facts.Fact) -> set[tuple[str, bytes]]:
    return {(str(what), one) for what, some in blind.marks_of(child.council, known).items() for one in some}


def test_a_record_has_exactly_the_marks_that_its_facts_give(app: Flask) -> None:
    with trying(app):
        child = made("Łukasz", "Smith-Jones")
        children.set_identity(child, WHO, OLU, NOW)
        for fact in KNOWN[1:]:
            children.add(child, fact, OLU, NOW)
        known = blind.opened(facts.rows_of([child.id]))
        assert {type(one) for one in KNOWN} == {type(one) for one in known}
        assert kept(child) == due(child, *known)
        blind.refresh(child)
        assert kept(child) == due(child, *known)


def test_what_is_struck_leaves_no_mark(app: Flask) -> None:
    with trying(app):
        child = made()
        before = kept(child)
        row = children.add(child, Address(lines="1 Street", postcode="LU1 2BQ"), OLU, NOW)
        assert kept(child) - before == due(child, Address(lines="", postcode="LU1 2BQ"))
        children.strike(child, row, OLU, NOW, "Never lived there.")
        assert kept(child) == before


def test_a_record_that_moves_to_another_council_leaves_nothing_behind(app: Flask) -> None:
    with trying(app):
        child = made()
        before = kept(child)
        child.council = "bedford"
        blind.refresh(child)
        assert kept(child)
        assert not kept(child) & before, "two councils' marks of one child have nothing in common"


def test_merged_records_keep_their_own_marks(app: Flask) -> None:
    with trying(app):
        one, other = made("Robin"), made("Sam")
        before = kept(one), kept(other)
        row = merging.merge(one, other, "The same child.", OLU, NOW)
        children.changed(other)
        children.changed(one)
        assert (kept(one), kept(other)) == before
        merging.take_apart(row, OLU, NOW + timedelta(minutes=1))
        children.changed(one)
        children.changed(other)
        assert (kept(one), kept(other)) == before


def test_a_young_persons_own_words_have_marks_apart(app: Flask) -> None:
    with trying(app):
        views = arrived({"called": "Aisha", "born": "2012-02-01", "postcode": "LU1 2BQ"}, Kind.VIEWS)
        told = said(views)[0]
        child = children.make(
            told.identity, told.facts, ChildStatus.NOT_CONFIRMED, date(2026, 1, 1), "luton", LUTON, OLU, NOW, (views, 0)
        )
        known = [told.identity, *(one.fact for one in told.facts)]
        assert not kept(child) & due(child, *known)
        own = blind.marks_of("luton", known, own=True)
        assert {one for _, one in kept(child)} == {one for some in own.values() for one in some}
        assert all(what.startswith("own-") for what, _ in kept(child))


def test_with_another_key_every_mark_is_another(app: Flask, tmp_path: Path) -> None:
    Keys.make(tmp_path / "other.json")
    with trying(app):
        first = blind.marks_of("luton", KNOWN)
        stored = app.extensions["portal.keys"]
        app.extensions["portal.keys"] = Keys.load(tmp_path / "other.json")
        try:
            second = blind.marks_of("luton", KNOWN)
        finally:
            app.extensions["portal.keys"] = stored
    ours, theirs = ({one for some in made_.values() for one in some} for made_ in (first, second))
    assert len(ours) == len(theirs)
    assert not ours & theirs
    assert {len(one) for one in ours | theirs} == {blind.SIZE}
    for place in range(blind.SIZE):  # nothing that all marks of one key share
        assert len({one[place] for one in ours}) > 5, place


def test_nothing_that_a_mark_is_made_from_stands_beside_it(app: Flask) -> None:
    with trying(app):
        child = made("Marmaduke", "Quill", "2014-04-03")
        children.add(child, Identifier(system="upn", value="A123456789012"), OLU, NOW)
        rows = db.session.execute(select(MatchKey.__table__).where(MatchKey.child_id == child.id)).all()
        plain = str([tuple(row) for row in rows]).lower()
        for word in ("marmaduke", "quill", "2014-04-03", "a123456789012", "mrmtk"):
            assert word not in plain


def test_equal_values_of_two_kinds_have_two_marks(app: Flask) -> None:
    with trying(app):
        assert len({blind.mark("luton", what, "rose", own) for what in What for own in (True, False)}) == 2 * len(What)


def test_the_birthday_the_other_way_round() -> None:
    assert blind.swapped(date(2014, 4, 3)) == date(2014, 3, 4)
    assert blind.swapped(date(2014, 4, 4)) is None
    assert blind.swapped(date(2014, 4, 13)) is None
