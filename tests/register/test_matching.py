"""Hints that two records may be one child: why, in which order, and to whom."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask

from portal.accounts import Reach
from portal.register import Child, children, merging
from portal.register.facts import Address, Fact, Identifier, Identity, OtherName, School
from portal.register.matching import AT_MOST, Hint, similar
from portal.register.said import said
from portal.words import ChildStatus, Kind
from tests.support.register import LUTON, NOW, OLU, arrived, made, trying

ME = uuid.UUID(int=9)
OFFICER = Reach(frozenset({LUTON}), frozenset(), frozenset({LUTON}), ME)
SEES = Reach(frozenset({LUTON}), frozenset({LUTON}), frozenset({LUTON}), ME)
SAFEGUARDS = SEES
HOME = Address(lines="1 Street", postcode="LU1 2BQ")


def who(given: str, family: str, born: str | None = "2014-04-03") -> Identity:
    return Identity(given=given, family=family, born=born)


def record(given: str, family: str, born: str | None = "2014-04-03", *more: Fact, **rest: object) -> Child:
    child = made(given, family, born, **rest)
    for fact in more:
        children.add(child, fact, OLU, NOW)
    return child


def hints(*known: Fact, read: Reach = OFFICER, council: str = "luton") -> list[Hint]:
    return similar(known, council, SEES, read)


@pytest.mark.parametrize(
    ("known", "there", "reasons"),
    [
        ([who("Ali", "Khan")], [who("Ali", "Khan")], ("same name", "same date of birth")),
        ([who("Ali", "Khan")], [who("Khan", "Ali")], ("first and last name the other way round", "same date of birth")),
        ([who("Ali", "Khan")], [who("Aly", "Kahn")], ("first and last name sound alike", "same date of birth")),
        ([who("Ali", "Khan")], [who("Ali", "Kahn")], ("last name sounds alike", "same date of birth")),
        (
            [who("Ali", "Khan")],
            [who("Ali", "Khan", "2014-03-04")],
            ("same name", "day and month of the birthday the other way round"),
        ),
        ([who("Ali", "Khan")], [who("Ali", "Khan", "2013-04-03")], ("same name", "birthday almost the same")),
        ([who("Ali", "Khan", None)], [who("Ali", "Khan")], ("same name",)),
        ([who("Ali", "Khan"), HOME], [who("Ali", "Khan"), HOME], ("same name", "same date of birth", "same postcode")),
        (
            [who("Ali", "Khan", None), Identifier(system="upn", value="A123456789012")],
            [who("Somebody", "Else"), Identifier(system="upn", value="a1234 56789012")],
            ("same UPN",),
        ),
        (
            [who("Ali", "Khan"), Identifier(system="upn", value="A123456789012")],
            [who("Aloysius", "Khan"), Identifier(system="upn", value="A123456789012")],
            ("same UPN", "same last name", "same date of birth"),
        ),
        (
            [who("Ali", "Khan"), School(name="Icknield High School")],
            [who("Ali", "Khan"), School(name="Icknield High")],
            ("same name", "same date of birth", "same school"),
        ),
        (
            [who("Jo", "Hill")],
            [who("Joanna", "Hill"), OtherName(given="Jo", family="Hill")],
            ("same name", "same date of birth"),
        ),
        ([who("Jo", "Smith-Jones")], [who("Jo", "Jones")], ("last name sounds alike", "same date of birth")),
        ([who("محمد", "خان")], [who("Mohammed", "Khan")], ("first and last name sound alike", "same date of birth")),
    ],
)
def test_a_hint_says_why(app: Flask, known: list[Fact], there: list[Fact], reasons: tuple[str, ...]) -> None:
    with trying(app):
        identity, *more = there
        assert isinstance(identity, Identity)
        child = record(identity.given, identity.family, identity.born, *more)
        record("Quite", "Another", "2009-12-30")
        [found] = hints(*known)
        assert found.child is child
        assert found.reasons == reasons
        assert not found.sibling


@pytest.mark.parametrize(
    "there",
    [
        who("Ali", "Khan", "2009-12-30"),
        who("Aly", "Kahn", None),
        who("Zoe", "Zimmer", "2014-04-03"),
        who("Zoe", "Khan", "2009-12-30"),
        who("", "", None),
    ],
)
def test_what_many_share_is_no_hint(app: Flask, there: Identity) -> None:
    with trying(app):
        record(there.given, there.family, there.born)
        assert hints(who("Ali", "Khan")) == []


def test_nothing_is_not_the_same_as_nothing(app: Flask) -> None:
    """A number, postcode or school's name without a letter or figure is none."""
    with trying(app):
        none = (Identifier(system="upn", value="-"), Address(lines="1 Street", postcode="."), School(name="?"))
        record("Zoe", "Khan", "2014-04-03", *none)
        [twin] = hints(who("Ali", "Khan"), *none)
        assert (twin.sibling, twin.reasons) == (True, ("same last name", "same date of birth"))


def test_a_twin_is_a_sibling_and_no_double(app: Flask) -> None:
    with trying(app):
        twin = record("Zoe", "Khan", "2014-04-03", HOME)
        older = record("Maryam", "Khan", "2010-01-09", HOME)
        same = record("Ali", "Kahn", "2014-03-04", HOME)
        found = hints(who("Ali", "Khan"), HOME)
        assert [hint.child for hint in found] == [same, twin, older]
        assert [hint.sibling for hint in found] == [False, True, True]
        assert found[1].reasons == ("same last name", "same date of birth", "same postcode")


def test_the_likeliest_comes_first_and_a_record_is_no_hint_for_itself(app: Flask) -> None:
    with trying(app):
        weak = record("Ali", "Khan", None)
        strong = record("Ali", "Khan", "2014-04-03", HOME)
        middle = record("Aly", "Kahn", "2014-04-03")
        assert [hint.child for hint in hints(who("Ali", "Khan"), HOME)] == [strong, middle, weak]
        found = similar(strong, "luton", SEES, OFFICER, exclude=[middle.id])
        assert [hint.child for hint in found] == [weak]


def test_a_restricted_record_is_told_and_neither_named_nor_explained(app: Flask) -> None:
    with trying(app):
        closed = record("Ali", "Khan", restricted=True)
        assert hints(who("Ali", "Khan")) == [Hint(None)]
        assert hints(who("Ali", "Khan"), read=SAFEGUARDS)[0].child is closed
        closed.assignee_id = ME
        assert hints(who("Ali", "Khan"))[0].child is closed


def test_what_a_young_person_told_is_no_hint_for_who_may_not_read_it(app: Flask) -> None:
    with trying(app):
        views = arrived({"called": "Aisha Bibi", "born": "2014-04-03", "postcode": "LU1 2BQ"}, Kind.VIEWS)
        told = said(views)[0]
        child = children.make(
            told.identity, told.facts, ChildStatus.NOT_CONFIRMED, date(2026, 1, 1), "luton", LUTON, OLU, NOW, (views, 0)
        )
        known = (who("Aisha", "Bibi"), HOME)
        assert hints(*known) == []
        assert [hint.child for hint in hints(*known, read=SAFEGUARDS)] == [child]
        children.add(child, HOME, OLU, NOW)
        assert hints(*known) == [], "an officer wrote the address, and nothing else is compared with it"


def test_other_councils_and_teams_are_not_told_of(app: Flask) -> None:
    with trying(app):
        record("Ali", "Khan", council="bedford")
        elsewhere = record("Ali", "Khan")
        elsewhere.team_code = "luton/send"
        assert hints(who("Ali", "Khan")) == []
        assert hints(who("Ali", "Khan"), council="bedford") == []


def test_a_merged_record_leads_to_the_one_that_stands_for_it(app: Flask) -> None:
    with trying(app):
        gone, into = record("Ali", "Khan"), record("Someone", "Else", "2010-12-30")
        merging.merge(gone, into, "The same child.", OLU, NOW + timedelta(minutes=1))
        children.changed(into)
        [found] = hints(who("Ali", "Khan"))
        assert found.child is into


def test_there_are_never_more_hints_than_a_person_reads(app: Flask) -> None:
    with trying(app):
        for _ in range(AT_MOST + 3):
            record("Ali", "Khan")
        assert len(hints(who("Ali", "Khan"))) == AT_MOST


@pytest.mark.parametrize("text", ["", "😀", "\u200f\u202e", "\0", "x" * 10_000, "=1+1", "محمد"])
def test_any_words_are_compared(app: Flask, text: str) -> None:
    with trying(app):
        record(text, text, "2014-04-03", Address(lines=text, postcode=text), School(name=text))
        hints(
            who(text, text), Address(lines=text, postcode=text), School(name=text), Identifier(system="upn", value=text)
        )
