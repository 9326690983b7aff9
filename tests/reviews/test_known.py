"""What a matrix can read of a child: everything of all their records, and nothing of a restricted one beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Reach
from portal.casework import records
from portal.register import Child, children, facts, households
from portal.register.facts import Address, Fact, Identity, Previous, School, Source, Supported
from portal.reviews import lists, schedule
from portal.reviews.inputs import Schooling, Spell
from portal.reviews.known import known_of, known_of_many
from portal.reviews.lists import Filters, Which
from portal.reviews.matrix import assess, own_matrix
from portal.storage import db
from tests.support.register import LUTON, NOW, OLU, TODAY, made, trying
from tests.support.statements import asked, plans


def tell(child: Child, fact: Fact, since: int | None = None, until: int | None = None) -> None:
    began = None if since is None else TODAY - timedelta(days=since)
    ended = None if until is None else TODAY - timedelta(days=until)
    facts.record(child, fact, OLU, NOW, began, ended)
    db.session.flush()


def test_it_reads_support_schools_moves_and_the_childs_own_words(app: Flask) -> None:
    with trying(app):
        child = made()
        tell(child, Supported(kind="cin"), 100, 10)
        tell(child, School(kind=Previous.ACADEMY, suggested=True, attendance="48 %"), until=200)
        tell(child, School(kind=Previous.FREE, attendance="most days"))
        tell(child, Address(lines="1 Invented Street"), 30)
        tell(child, Address(lines="2 Invented Street"))
        tell(child, Address(lines="3 Invented Street, with the other parent", kind="also"), 20)
        tell(child, Supported(kind="concern", source=Source.CHILD, source_on="2026-10-01"))
        tell(child, Identity(given="Robin", family="Example", ethnicity="any"))
        known = known_of(child)
        assert Spell("cin", TODAY - timedelta(days=100), TODAY - timedelta(days=10)) in known.support
        assert set(known.schools) == {
            Schooling(Previous.ACADEMY, TODAY - timedelta(days=200), suggested=True, attendance=48.0),
            Schooling(Previous.FREE),
        }
        assert known.moved == (TODAY - timedelta(days=30),)
        assert [each.isoformat() for each in known.own_words] == ["2026-10-01"]


def test_what_was_struck_counts_for_nothing(app: Flask) -> None:
    with trying(app):
        child = made()
        tell(child, Supported(kind="cp"), 10)
        facts.strike(facts.rows_of([child.id], "support")[0], OLU, NOW)
        db.session.flush()
        assert known_of(child).support == ()


def test_merged_records_are_read_together(app: Flask) -> None:
    with trying(app):
        one, other = made(), made("Robyn")
        schedule.begin(one, OLU, NOW)
        schedule.begin(other, OLU, NOW)
        tell(other, Supported(kind="cp"), 10)
        records.merge(other, one, "The same child", OLU, NOW)
        assert [spell.what for spell in known_of(one).support] == ["cp"]


@pytest.mark.parametrize("restricted", [False, True])
def test_a_sibling_counts_unless_their_record_is_restricted(app: Flask, restricted: bool) -> None:
    with trying(app):
        child, sibling = made(), made("Alex")
        households.live_together([child, sibling], OLU, NOW)
        tell(sibling, Supported(kind="cp"), 10)
        if restricted:
            children.restrict(sibling, "A reason of ten letters", OLU, NOW)
        lines = assess(known_of(child), own_matrix(), TODAY).lines
        assert any("another child of the household" in line for line in lines) is not restricted


def test_a_merged_part_of_a_restricted_sibling_tells_nothing(app: Flask) -> None:
    with trying(app):
        child, sibling, part = made(), made("Alex"), made("Alec")
        households.live_together([child, part], OLU, NOW)
        tell(part, Supported(kind="cp"), 10)
        children.restrict(sibling, "A reason of ten letters", OLU, NOW)
        records.merge(part, sibling, "The same child", OLU, NOW)
        assert known_of(child).siblings == ()


def test_many_are_read_in_as_many_queries_as_one(app: Flask) -> None:
    with trying(app):
        everybody = [made(f"Robin{number}") for number in range(8)]
        households.live_together(everybody[:4], OLU, NOW)
        for child in everybody:
            tell(child, Supported(kind="cin"), 10)

        def number(some: list[Child]) -> int:
            with asked() as statements:
                known_of_many(some)
            return len(statements)

        assert number(everybody) == number(everybody[:1])


@pytest.mark.parametrize("which", list(Which))
@pytest.mark.parametrize("filters", [Filters(), Filters(assignee=OLU)])
def test_each_list_lies_in_an_index_in_its_order(app: Flask, which: Which, filters: Filters) -> None:
    everyone = Reach(frozenset({LUTON}), frozenset({LUTON}), frozenset(), OLU)
    with trying(app):
        made()
        with asked() as statements:
            lists.page(everyone, which, filters, TODAY)
            lists.count(everyone, which, filters, TODAY)
        assert statements
        for plan in plans(statements):
            assert "ix_child_" in plan, plan
            assert "Seq Scan on child" not in plan, plan
            assert "SCAN child" not in plan, plan
        assert db.session.scalars(select(Child)).all()


def test_a_brother_on_another_teams_register_is_no_line(app: Flask) -> None:
    """Its team may not read that record, and the line would tell what stands in it."""
    with trying(app):
        child, beside = made(), made(given="Sam")
        tell(beside, Supported(kind="cp"), 10)
        households.live_together([child, beside], OLU, NOW)
        assert len(known_of(child).siblings) == 1
        beside.team_code = "luton/front-door"
        db.session.flush()
        assert known_of(child).siblings == ()
