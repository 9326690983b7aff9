"""Joining and taking away again: in any order, a record is what it was, and the register of a past day with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.casework import records
from portal.register import Child, children, facts, households, joins, statuses
from portal.register.facts import Address, Adult, Identity
from portal.register.refusals import Refused
from portal.register.said import said
from portal.submissions import Submission
from portal.words import ChildStatus, Kind
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, dump, made, trying

MOVED: dict[str, Any] = {
    "what_changed": "contact",
    "children": [{"first_name": "Robyn", "last_name": "Example", "born": "2015-05-04"}],
    "new_address": "9 Invented Lane, Luton, LU3 1AA",
    "new_from": "2026-10-20",
    "your_name": "Alex Example",
    "new_phone": "01632 960777",
    "contact_by": "phone",
}


def several() -> list[Submission]:
    """What could be about one child: a parent's two forms and a professional's, from three days."""
    return [
        arrived(answers.SHORT_NOTIFICATION),
        arrived(MOVED, Kind.CHANGE, NOW - timedelta(days=5)),
        arrived({**answers.REFERRAL, "sex": "female"}, Kind.REFERRAL, NOW - timedelta(days=200)),
    ]


@settings(max_examples=8)
@given(order=st.permutations([0, 1, 2]), back=st.permutations([0, 1, 2]))
def test_joined_and_taken_away_in_any_order_leaves_the_record_as_it_was(
    app: Flask, order: list[int], back: list[int]
) -> None:
    with trying(app):
        child = made(born=None)
        before, days = dump(child), [TODAY - timedelta(days=each) for each in (0, 99, 150, 200, 201)]
        register = [statuses.register_on("luton", day) for day in days]
        sent = several()
        rows = {one: joins.join(child, sent[one], 0, OLU, NOW + timedelta(minutes=one)) for one in order}
        between = [statuses.register_on("luton", day) for day in days]
        known_at = NOW + timedelta(minutes=5)
        assert dump(child) != before
        for minute, one in enumerate(back):
            joins.split(rows[one], OLU, NOW + timedelta(minutes=10 + minute))
        assert dump(child) == before
        assert [statuses.register_on("luton", day) for day in days] == register
        assert [statuses.register_on("luton", day, known_at) for day in days] == between, "as it was known then"


@settings(max_examples=8)
@given(order=st.permutations([0, 1, 2]), wrong=st.integers(0, 2))
def test_what_was_another_childs_moves_as_if_it_had_come_there_at_once(
    app: Flask, order: list[int], wrong: int
) -> None:
    with trying(app):
        child, sent = made(), several()
        for each in order:
            if each != wrong:
                joins.join(child, sent[each], 0, OLU, NOW)
        alone = dump(child)
        row = joins.join(child, sent[wrong], 0, OLU, NOW)
        other, alike = made(given="Sam"), made(given="Sam")
        joins.split_to(row, other, OLU, NOW + timedelta(minutes=1))
        assert dump(child) == alone
        found = joins.child_of(sent[wrong], 0)
        assert found is not None
        assert found.id == other.id
        moved = dump(other)
        joins.split(joins.joined(other)[0], OLU, NOW + timedelta(minutes=2))
        joins.join(alike, sent[wrong], 0, OLU, NOW + timedelta(minutes=3))
        assert dump(alike) == moved


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_what_is_split_off_is_the_record_that_it_would_have_made(app: Flask, wrong: int) -> None:
    with trying(app):
        child, sent = made(), several()
        row = joins.join(child, sent[wrong], 0, OLU, NOW)
        split_off = joins.split_off(row, OLU, NOW + timedelta(minutes=1))
        got = dump(split_off)
        assert (got["joined"], got["now"][0]) == ([(sent[wrong].id.hex, 0)], ChildStatus.NOT_CONFIRMED)
        assert split_off.team_code == LUTON
    with trying(app):
        again = several()[wrong]
        (told,) = said(again)
        source = (again, 0)
        direct = dump(
            children.make(told.identity, told.facts, told.status, told.from_on, "luton", LUTON, OLU, NOW, source)
        )
        for one in (got, direct):  # each example sent its own
            one["facts"] = [fact[:4] for fact in one["facts"]]
            one["statuses"] = [status[:3] for status in one["statuses"]]
            one["joined"] = len(one["joined"])
        assert got == direct


def test_a_status_set_because_of_a_submission_goes_with_it(app: Flask) -> None:
    with trying(app):
        child, other, (_, moved, _) = made(), made(given="Sam"), several()
        row = joins.join(child, moved, 0, OLU, NOW)
        statuses.change(child, ChildStatus.SCHOOL, date(2026, 10, 26), OLU, NOW, {"to": "A school"}, moved.id)
        joins.split_to(row, other, OLU, NOW + timedelta(minutes=1))
        assert (child.status, other.status) == (ChildStatus.NOT_CONFIRMED, ChildStatus.SCHOOL)
        assert statuses.on(other, date(2026, 10, 25)) == ChildStatus.NOT_CONFIRMED
        assert statuses.on(other, date(2026, 10, 26)) == ChildStatus.SCHOOL


def test_what_officers_wrote_since_stays(app: Flask) -> None:
    with trying(app):
        child, (told, *_) = made(), several()
        row = joins.join(child, told, 0, OLU, NOW)
        children.add(child, Adult(name="Kit Example"), OLU, NOW)
        statuses.change(child, ChildStatus.EHE, TODAY, OLU, NOW)
        households.live_together([child, made(given="Sam")], OLU, NOW + timedelta(seconds=1))
        joins.split(row, OLU, NOW + timedelta(minutes=1))
        assert child.status == ChildStatus.EHE
        assert [one.identity["given"] for one in households.household(child)] == ["Sam"]
        assert [one.fact.name for one in facts.held(facts.rows_of([child.id]), Adult)] == ["Kit Example"]


def test_a_joined_form_fills_what_was_open_and_changes_no_name(app: Flask) -> None:
    with trying(app):
        child = made(given="Robyn", born=None)
        row = joins.join(child, arrived(answers.NOTIFICATION), 0, OLU, NOW)
        identity = Identity.of(child.identity)
        assert (identity.name, identity.born, identity.language) == ("Robyn Example", "2015-05-04", "Polish")
        children.set_identity(child, Identity(given="Robyn", family="Example"), OLU, NOW + timedelta(minutes=1))
        assert Identity.of(child.identity).born is None, "what an officer took out with it in sight stays out"
        joins.split(row, OLU, NOW + timedelta(minutes=2))
        assert Identity.of(child.identity).language == ""


def test_a_corrected_address_still_belongs_to_what_brought_it(app: Flask) -> None:
    with trying(app):
        child, (_, moved, _) = made(), several()
        row = joins.join(child, moved, 0, OLU, NOW)
        (home,) = facts.rows_of([child.id], Address.topic)
        children.correct(child, home, Address(lines="19 Invented Lane", postcode="LU3 1AA"), OLU, NOW, home.since_on)
        joins.split(row, OLU, NOW + timedelta(minutes=1))
        assert facts.rows_of([child.id], Address.topic) == []
        assert len(facts.rows_of([child.id], Address.topic, struck=True)) == 2, "both stay readable"


def test_who_had_left_and_is_told_of_again_waits_to_be_confirmed(app: Flask) -> None:
    with trying(app):
        back, over = made(status=ChildStatus.SCHOOL), made(status=ChildStatus.OVER_AGE)
        told, changed, _ = several()
        joins.join(back, changed, 0, OLU, NOW)
        assert back.status == ChildStatus.SCHOOL, "a new address says nothing of that"
        row = joins.join(back, told, 0, OLU, NOW)
        assert (back.status, back.current) == (ChildStatus.NOT_CONFIRMED, True)
        joins.split_to(row, over, OLU, NOW + timedelta(minutes=1))
        assert (back.status, over.status) == (ChildStatus.SCHOOL, ChildStatus.OVER_AGE)


def test_two_children_of_one_form_are_never_one_record(app: Flask) -> None:
    with trying(app):
        child, form = made(), arrived(answers.NOTIFICATION)
        joins.join(child, form, 0, OLU, NOW)
        with pytest.raises(Refused, match="cannot be one child"):
            joins.join(child, form, 1, OLU, NOW)
        with pytest.raises(Refused, match="meanwhile"):
            joins.join(made(given="Sam"), form, 0, OLU, NOW)


def test_another_councils_submission_joins_nothing(app: Flask) -> None:
    with trying(app):
        theirs = arrived({**answers.SHORT_NOTIFICATION, "postcode": "MK40 1AA"}, council="bedford")
        with pytest.raises(Refused, match="same council"):
            joins.join(made(), theirs, 0, OLU, NOW)


def test_what_a_record_was_made_from_is_not_taken_out_of_an_empty_one(app: Flask) -> None:
    with trying(app):
        (child,) = records.begin_all(arrived(answers.SHORT_NOTIFICATION), LUTON, OLU, NOW)
        before = dump(child)
        with pytest.raises(Refused, match="Nothing else is in this record"):
            joins.split(joins.joined(child)[0], OLU, NOW)
        assert dump(child) == before


def test_a_record_whose_first_form_was_another_childs_goes_on_with_the_second(app: Flask) -> None:
    with trying(app):
        first, second, _ = several()
        (child,) = records.begin_all(first, LUTON, OLU, NOW)
        joins.join(child, second, 0, OLU, NOW + timedelta(minutes=1))
        made_of_first = joins.split_off(joins.joined(child)[0], OLU, NOW + timedelta(minutes=2))
        assert Identity.of(child.identity).name == "Robyn Example"
        assert Identity.of(made_of_first.identity).name == "Robin Example"
        assert statuses.on(child, TODAY - timedelta(days=6)) is None, "nobody had told of this one then"
        assert statuses.on(child, TODAY - timedelta(days=5)) == ChildStatus.NOT_CONFIRMED
        assert statuses.on(made_of_first, TODAY - timedelta(days=7)) == ChildStatus.NOT_CONFIRMED


def test_whoever_is_the_forms_child_lives_with_its_other_children(app: Flask) -> None:
    with trying(app):
        form = arrived(answers.NOTIFICATION)
        robin, sam = records.begin_all(form, LUTON, OLU, NOW)
        assert references(households.household(robin)) == references(households.siblings(robin)) == {sam.reference}
        joins.join(sam, several()[1], 0, OLU, NOW + timedelta(minutes=1))  # so that the record stays somebody's
        row = next(one for one in joins.joined(sam) if one.submission_id == form.id)
        other = joins.split_off(row, OLU, NOW + timedelta(minutes=2))
        assert references(households.household(robin)) == references(households.siblings(robin)) == {other.reference}
        assert households.household(sam) == households.siblings(sam) == []


def references(found: list[Child]) -> set[str]:
    return {one.reference for one in found}
