"""Who lives together: said by a person or by the family's own form, suggested by the address, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit import AuditLine
from portal.casework import records
from portal.register import Child, children, households, joins, merging
from portal.register.facts import Address
from portal.register.models import ChildEvent
from portal.register.refusals import Refused
from portal.register.said import Said
from portal.storage import db
from portal.words import Kind
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, made, trying

HOME = Address(lines="1 Invented Street\nLuton", postcode="LU1 2BQ")


def names(found: list[Child]) -> list[str]:
    return sorted(str(one.identity["given"]) for one in found)


def test_who_lives_with_one_lives_with_all_of_them(app: Flask) -> None:
    with trying(app):
        robin, sam, kim, jo = (made(given=name) for name in ("Robin", "Sam", "Kim", "Jo"))
        households.live_together([robin, sam], OLU, NOW)
        households.live_together([kim, jo], OLU, NOW)
        assert (names(households.household(robin)), names(households.household(jo))) == (["Sam"], ["Kim"])
        before = [told(one) for one in (robin, sam, kim, jo)]
        households.live_together([sam, kim], OLU, NOW + timedelta(minutes=1))
        more = [told(one) - number for one, number in zip((robin, sam, kim, jo), before, strict=True)]
        assert sorted(more) == [0, 0, 2, 2], "both who come to the others have a line in both books"
        households.live_together([sam, kim], OLU, NOW + timedelta(minutes=2))
        assert names(households.household(robin)) == ["Jo", "Kim", "Sam"]
        households.take_out(kim, OLU, NOW + timedelta(minutes=3))
        households.take_out(kim, OLU, NOW + timedelta(minutes=4))
        assert names(households.household(robin)) == ["Jo", "Sam"]
        assert households.household(kim) == []


def told(child: Child) -> int:
    """How many lines of the history and of the log are about this record."""
    lines = (ChildEvent.child_id == child.id, AuditLine.subject_id == child.id)
    return sum(db.session.scalars(select(func.count()).where(each)).one() for each in lines)


def test_the_children_of_one_form_are_brothers_and_sisters_by_themselves(app: Flask) -> None:
    with trying(app):
        robin, sam = records.begin_all(arrived(answers.NOTIFICATION), LUTON, OLU, NOW)
        assert names(households.siblings(robin)) == names(households.household(robin)) == ["Sam"]
        joins.join(robin, arrived(answers.REFERRAL, Kind.REFERRAL), 0, OLU, NOW)
        assert names(households.siblings(robin)) == ["Sam"], "a professional's message is about one child"


def test_the_same_address_is_only_a_hint(app: Flask) -> None:
    with trying(app):
        robin = made(told=[Said(HOME)])
        made(given="Sam", told=[Said(Address(lines="1, Invented Street", postcode="LU1 2BQ"))])
        made(given="Kim", told=[Said(Address(lines="2 Invented Street", postcode="LU1 2BQ"))])
        made(given="Jo", told=[Said(HOME, until=date(2026, 1, 1))])
        made(given="Al", told=[Said(replace(HOME, kind="before"))])
        made(given="Other council", told=[Said(HOME)], council="bedford")
        assert names(households.suggested(robin, TODAY)) == ["Sam"]
        assert households.household(robin) == []
        households.live_together([robin, *households.suggested(robin, TODAY)], OLU, NOW)
        assert households.suggested(robin, TODAY) == []


def test_without_a_whole_address_nobody_is_suggested(app: Flask) -> None:
    with trying(app):
        robin = made(told=[Said(Address(lines="", postcode="LU1 2BQ"))])
        made(given="Sam", told=[Said(Address(lines="", postcode="LU1 2BQ"))])
        assert households.suggested(robin, TODAY) == []


def test_a_household_follows_the_record_that_stands_for_a_child(app: Flask) -> None:
    with trying(app):
        robin, sam, again = made(), made(given="Sam"), made(given="Robyn")
        households.live_together([again, sam], OLU, NOW)
        row = merging.merge(again, robin, "The same child.", OLU, NOW)
        assert names(households.household(sam)) == ["Robin"]
        assert names(households.household(robin)) == ["Sam"]
        with pytest.raises(Refused, match="part of another one"):
            households.live_together([again, sam], OLU, NOW)
        merging.take_apart(row, OLU, NOW)
        assert (names(households.household(sam)), households.household(robin)) == (["Robyn"], [])


def test_two_councils_have_no_household(app: Flask) -> None:
    with trying(app), pytest.raises(Refused, match="another council"):
        households.live_together([made(), made(council="bedford")], OLU, NOW)


def test_an_address_that_was_struck_suggests_nobody(app: Flask) -> None:
    with trying(app):
        robin, sam = made(told=[Said(HOME)]), made(given="Sam")
        row = children.add(sam, HOME, OLU, NOW)
        assert names(households.suggested(robin, TODAY)) == ["Sam"]
        children.strike(sam, row, OLU, NOW, "It was the cousin's.")
        assert households.suggested(robin, TODAY) == []
