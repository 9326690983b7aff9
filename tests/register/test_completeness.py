"""How complete a record is: by the law in force, in words, and each gap with the page that fills it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.casework import records
from portal.register import Child, children, completeness, statuses
from portal.register.facts import (
    TOPICS,
    Address,
    Adult,
    Fact,
    Identity,
    NoneKnown,
    Provision,
    Reasons,
    School,
    Support,
    Supported,
)
from portal.words import ChildStatus, Regime
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, made, trying

BEFORE, CNIS = Regime.PRE_CNIS, Regime.CNIS


def missing(child: Child, regime: Regime = BEFORE) -> set[str]:
    return {one.code for one in completeness.of(child, regime, TODAY).missing}


def test_a_record_of_a_name_lacks_the_rest_and_says_where_it_goes(app: Flask) -> None:
    with trying(app):
        found = completeness.of(made(), BEFORE, TODAY)
        assert {one.code for one in found.known} == {"name", "born"}
        assert (found.count, found.of) == (2, 11)
        assert all(one.topic in {*TOPICS, "status"} for one in found.missing)


def test_a_full_form_leaves_only_what_a_parent_cannot_say(app: Flask) -> None:
    with trying(app):
        robin, _ = records.begin_all(arrived(answers.NOTIFICATION), LUTON, OLU, NOW)
        assert missing(robin) == {"sex", "social_care", "status"}


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("address", Address(lines="1 Invented Street")),
        ("school", School(kind="none")),
        ("reasons", Reasons(main="no_reason_given")),
        ("sen", Supported(kind=Support.EHC_PLAN)),
        ("sen", NoneKnown(about="sen")),
        ("social_care", Supported(kind=Support.IN_NEED)),
        ("social_care", NoneKnown(about="social_care")),
        ("parent", Adult(name="Alex Example", phone="01632 960001")),
        ("sex", Identity(given="Robin", family="Example", born="2015-05-04", sex="female")),
    ],
)
def test_each_gap_is_closed_by_its_own_fact(app: Flask, code: str, fact: Fact) -> None:
    with trying(app):
        child = made()
        assert code in missing(child)
        if isinstance(fact, Identity):
            children.set_identity(child, fact, OLU, NOW)
        else:
            children.add(child, fact, OLU, NOW)
        assert code not in missing(child)


def test_a_parent_whom_nobody_can_reach_is_not_enough(app: Flask) -> None:
    with trying(app):
        child = made()
        children.add(child, Adult(name="Alex Example"), OLU, NOW)
        assert "parent" in missing(child)
        children.add(child, Address(lines="1 Invented Street"), OLU, NOW)
        assert "parent" not in missing(child), "a letter reaches them"


def test_support_that_is_over_still_answers_the_question_and_an_old_address_does_not(app: Flask) -> None:
    with trying(app):
        child = made()
        over = TODAY - timedelta(days=30)
        children.add(child, Supported(kind=Support.CHILD_PROTECTION), OLU, NOW, date(2022, 1, 1), over)
        children.add(child, Address(lines="1 Invented Street"), OLU, NOW, None, over)
        assert "social_care" not in missing(child)
        assert "address" in missing(child)


def test_a_confirmed_status_tells_also_when_it_began(app: Flask) -> None:
    with trying(app):
        child = made()
        assert {"status", "start"} <= missing(child)
        statuses.change(child, ChildStatus.EHE, date(2026, 9, 1), OLU, NOW)
        assert not {"status", "start"} & missing(child)


def test_with_the_registers_what_they_must_hold_is_expected_too(app: Flask) -> None:
    with trying(app):
        child = made()
        more = missing(child, CNIS) - missing(child)
        assert more == {"parents_homes", "educates", "before", "hours_parents", "hours_others", "providers"}
        children.add(child, Address(lines="1 Invented Street"), OLU, NOW, TODAY - timedelta(days=365))
        children.add(child, Adult(name="Alex Example", lives_with="yes", educates="yes"), OLU, NOW)
        children.add(child, Provision(hours_parents="20", hours_others="0", providers="Nobody"), OLU, NOW)
        assert not more & missing(child, CNIS)
        children.add(child, Adult(name="Jo Example", lives_with="no"), OLU, NOW)
        assert "parents_homes" in missing(child, CNIS), "each parent's"


def test_who_moved_within_a_year_has_an_address_before(app: Flask) -> None:
    with trying(app):
        child = made()
        children.add(child, Address(lines="1 Invented Street"), OLU, NOW, TODAY - timedelta(days=364))
        assert "before" in missing(child, CNIS)
        children.add(child, Address(lines="2 Old Road", kind="before"), OLU, NOW)
        assert "before" not in missing(child, CNIS)


def test_nothing_that_is_free_to_leave_out_is_ever_missing() -> None:
    asked = {one.code for one, _ in (*completeness.ALWAYS, *completeness.WITH_REGISTERS)}
    assert not asked & {"ethnicity", "language", "religion", "health"}
    assert len(asked) == len(completeness.ALWAYS) + len(completeness.WITH_REGISTERS)
