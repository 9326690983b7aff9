"""What is put right in a record while it is part of another one stays its own; nobody is found by what was wrong."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.casework import contact_log, records
from portal.casework.contact_log import Contact, Way, Whom
from portal.register import Child, blind, children, facts, joins, own_words
from portal.register.facts import Address, Identifier, Identity
from portal.register.models import MatchKey
from portal.storage import db
from portal.words import ChildStatus, Kind
from tests.support import answers
from tests.support.register import NOW, OLU, TODAY, arrived, made, trying

LATER = NOW + timedelta(minutes=1)
REASON = "The same birthday and the same mother."


def is_found_by(number: str) -> bool:
    wanted = blind.mark("luton", blind.What.NUMBER, number)
    return db.session.scalar(select(MatchKey.id).where(MatchKey.mark == wanted).limit(1)) is not None


def lives(child: Child) -> list[str]:
    return [one.fact.lines for one in facts.held(facts.rows_of([child.id], Address.topic), Address)]


def test_a_fact_that_was_put_right_while_merged_goes_with_its_record(app: Flask) -> None:
    with trying(app):
        robin, sam = made(), made(given="Sam")
        wrong = children.add(sam, Address(lines="1 Wrong Street"), OLU, NOW)
        row = records.merge(sam, robin, REASON, OLU, NOW)
        children.correct(robin, wrong, Address(lines="1 Right Street"), OLU, LATER)
        records.take_apart(row, OLU, LATER)
        assert (lives(sam), lives(robin)) == (["1 Right Street"], [])


def test_a_corrected_fact_goes_with_what_brought_it_also_out_of_a_merged_record(app: Flask) -> None:
    with trying(app):
        robin, sam = made(), made(given="Sam")
        joined = joins.join(sam, arrived(answers.SHORT_NOTIFICATION), 0, OLU, NOW)
        brought = next(one for one in facts.rows_of([sam.id], Address.topic) if one.source_id)
        records.merge(sam, robin, REASON, OLU, NOW)
        children.correct(robin, brought, Address(lines="1 Right Street"), OLU, LATER)
        records.split(joined, OLU, LATER)
        assert lives(robin) == lives(sam) == []


def test_nobody_is_found_by_a_number_that_was_struck_while_merged(app: Flask) -> None:
    with trying(app):
        robin, sam = made(), made(given="Sam")
        number = children.add(sam, Identifier(system="mosaic", value="700123"), OLU, NOW)
        records.merge(sam, robin, REASON, OLU, NOW)
        assert is_found_by("700123")
        children.strike(robin, number, OLU, LATER, "Another child's.")
        assert not is_found_by("700123")


def test_a_contact_that_was_written_anew_while_merged_goes_with_its_record(app: Flask) -> None:
    with trying(app):
        robin, sam = made(), made(given="Sam")
        call = Contact(way=Way.PHONE, on=TODAY - timedelta(2), whom=(Whom.PARENT,))
        entry = contact_log.record(sam, call, OLU, NOW)
        row = records.merge(sam, robin, REASON, OLU, NOW)
        right = Contact(way=Way.PHONE, on=TODAY - timedelta(1), whom=(Whom.PARENT,))
        contact_log.correct(entry, robin, right, "It was on the next day.", OLU, LATER)
        assert robin.last_contact_on == right.on
        records.take_apart(row, OLU, LATER)
        assert (sam.last_contact_on, robin.last_contact_on) == (right.on, None)


def test_moving_words_away_does_not_end_a_child_who_has_more_than_them(app: Flask) -> None:
    """The record made from the words was laid together with one that an officer made: that child goes on."""
    with trying(app):
        views = arrived({**answers.NOT_SAFE, "called": "Robin"}, Kind.VIEWS)
        (own,) = records.begin_all(views, "luton/home-education", OLU, NOW)
        robin = made(restricted=True, status=ChildStatus.EHE)
        records.merge(own, robin, REASON, OLU, NOW)
        (joined,) = own_words.views_of(robin)
        records.move_views(joined, made(given="Sam"), OLU, LATER)
        records.statuses.refresh(robin, TODAY)
        assert (robin.status, robin.current) == (ChildStatus.EHE, True)
        assert Identity.of(robin.identity).given == "Robin"


def test_a_status_that_goes_with_what_brought_it_is_gone_from_the_record_that_stands_for_both(app: Flask) -> None:
    with trying(app):
        robin, sam, sent = made(status=ChildStatus.EHE), made(given="Sam"), arrived(answers.SHORT_NOTIFICATION)
        joined = joins.join(sam, sent, 0, OLU, NOW)
        records.statuses.change(sam, ChildStatus.SCHOOL, TODAY, OLU, NOW, source_id=sent.id)
        records.merge(sam, robin, REASON, OLU, NOW)
        assert (robin.status, robin.current) == (ChildStatus.SCHOOL, False)
        records.split(joined, OLU, LATER)
        assert (robin.status, robin.current) == (ChildStatus.EHE, True)
