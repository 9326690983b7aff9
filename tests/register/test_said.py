"""What the forms say of children reaches the register in its own shape, each thing with its source and days."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.families.steps import children as steps
from portal.families.steps.reasons import NOT_SAYING, REASONS
from portal.partners.steps import child as partners
from portal.partners.steps import you
from portal.register import said as reading
from portal.register import said_facts
from portal.register.facts import (
    Address,
    Adult,
    Fact,
    Identity,
    NoneKnown,
    Previous,
    Provision,
    Reasons,
    School,
    Source,
    Support,
    Supported,
)
from portal.register.said import ChildSaid, Said, said
from portal.words import ChildStatus, Kind
from tests.support import answers
from tests.support.register import NOW, arrived, trying

Known = TypeVar("Known", bound=Fact)
DAY = date(2026, 10, 27)
"""When what :func:`arrived` sends is received."""


def told(app: Flask, given: dict[str, Any], kind: Kind = Kind.NOTIFICATION) -> list[ChildSaid]:
    with trying(app):
        return said(arrived(given, kind))


def all_of(child: ChildSaid, kind: type[Known]) -> list[Known]:
    return [one.fact for one in child.facts if isinstance(one.fact, kind)]


def one_of(child: ChildSaid, kind: type[Known]) -> tuple[Known, Said]:
    (found,) = [one for one in child.facts if isinstance(one.fact, kind)]
    assert isinstance(found.fact, kind)
    return found.fact, found


def test_a_parents_form_tells_of_each_child_with_all_that_the_family_said(app: Flask) -> None:
    robin, sam = told(app, answers.NOTIFICATION)
    assert (robin.position, sam.position) == (0, 1)
    assert robin.identity == Identity(
        given="Robin",
        family="Example",
        born="2015-05-04",
        ethnicity="white",
        ethnicity_words="From Gdansk.",
        language="Polish",
        interpreter="Polish",
        source=Source.PARENT,
        source_on=DAY.isoformat(),
    )
    assert (robin.status, robin.from_on, robin.suggested) == (ChildStatus.NOT_CONFIRMED, DAY, None)
    home, _ = one_of(robin, Address)
    assert (home.lines, home.postcode) == ("1 Invented Street\nLuton", "LU1 2BQ")
    assert home.note == "Not to be shared with: My brother, please.", "it stands wherever the address does"
    school, row = one_of(robin, School)
    assert (school.kind, school.name, row.until) == (Previous.ACADEMY, "Invented Primary School", date(2026, 10, 2))
    assert (school.placed, school.attendance_order, school.suggested) == ("no", "no", False)
    need, _ = one_of(robin, Supported)
    assert (need.kind, need.note) == (Support.SEN_SUPPORT, "Help with reading aloud.")
    assert [one.about for one in all_of(sam, NoneKnown)] == ["sen"], "none is another thing than not asked"
    reasons, _ = one_of(robin, Reasons)
    assert (reasons.main, reasons.also) == ("mental_health", ["bullying"])
    assert all_of(robin, Provision)[0].plans == "We read together and go to the museum."


def test_both_parents_are_told_of_with_what_to_heed(app: Flask) -> None:
    robin, _ = told(app, answers.NOTIFICATION)
    alex, jo = all_of(robin, Adult)
    assert (alex.name, alex.relation, alex.responsible, alex.email) == (
        "Alex Example",
        "parent",
        "yes",
        "alex@family.example",
    )
    assert alex.writing_only, "who chose email is written to and not rung"
    assert (jo.name, jo.lives_with, jo.email, jo.note) == ("Jo Example", "no", "jo@family.example", "")
    asked = told(app, {**answers.NOTIFICATION, "other_parent_write": "ask_me", "other_parent_contact": "01632 960111"})
    jo = all_of(asked[0], Adult)[1]
    assert (jo.phone, jo.note) == ("01632 960111", "Ask the parent who wrote before you write to them.")


def test_where_the_registers_are_in_force_the_rest_is_kept_too(app: Flask) -> None:
    given = {**answers.NOTIFICATION, **answers.REGISTER_ANSWERS}
    given["children"] = [{**answers.CHILD, "enquiries": "yes"}]
    (robin,) = told(app, given)
    kinds = {one.kind: one.lines for one in all_of(robin, Address)}
    assert kinds["before"] == "2 Invented Street\nTorquay"
    assert kinds["also"].startswith("Sam: 3 Invented Street")
    provision, _ = one_of(robin, Provision)
    assert (provision.hours_parents, provision.hours_others) == ("20", "2")
    assert provision.providers == (
        "Invented Tutors, a tutor, 4 Invented Street, hours a week: 2, without a parent there: 2"
    )
    assert [one.educates for one in all_of(robin, Adult)] == ["yes", "", ""]
    assert Support.ENQUIRIES in {one.kind for one in all_of(robin, Supported)}


@pytest.mark.parametrize(
    ("given", "status", "day"),
    [
        (
            {"what_changed": "back_to_school", "school_place": "found", "starts_on": "2026-11-09", "new_school": "X"},
            ChildStatus.SCHOOL,
            date(2026, 11, 9),
        ),
        ({"what_changed": "back_to_school", "school_place": "wanted"}, None, None),
        ({"what_changed": "changed_mind"}, ChildStatus.SCHOOL, DAY),
        ({"what_changed": "moved_out", "moved_on": "2026-12-01"}, ChildStatus.MOVED, date(2026, 12, 1)),
        ({"what_changed": "turning_16"}, ChildStatus.OVER_AGE, date(2031, 6, 28)),
        ({"what_changed": "contact"}, None, None),
    ],
)
def test_a_change_only_suggests_a_status(
    app: Flask, given: dict[str, Any], status: ChildStatus | None, day: date | None
) -> None:
    children = [{"first_name": "Robin", "last_name": "Example", "born": "2015-05-04"}]
    (robin,) = told(app, {**given, "children": children, "your_name": "Alex Example"}, Kind.CHANGE)
    assert robin.status == ChildStatus.NOT_CONFIRMED
    suggested = robin.suggested and (robin.suggested.status, robin.suggested.from_on)
    assert suggested == ((status, day) if status else None)


def test_a_new_address_holds_from_the_day_of_the_move(app: Flask) -> None:
    children = [{"first_name": "Robin", "last_name": "Example", "born": "2015-05-04"}]
    change = {"what_changed": "contact", "new_address": "9 Invented Lane, lu3 1aa", "new_from": "2026-11-01"}
    (robin,) = told(app, {**change, "children": children, "new_phone": "01632 960777"}, Kind.CHANGE)
    home, row = one_of(robin, Address)
    assert (home.postcode, row.since) == ("LU3 1AA", date(2026, 11, 1))
    moved = {"what_changed": "moved_in", "address": "9 Invented Lane", "postcode": "LU3 1AA", "moved_on": "2026-11-01"}
    (robin,) = told(app, {**moved, "address_before": "1 Old Road", "children": children}, Kind.CHANGE)
    lived = [(one.fact.kind, one.since, one.until) for one in robin.facts if isinstance(one.fact, Address)]
    assert lived == [("home", date(2026, 11, 1), None), ("before", None, date(2026, 10, 31))]


def test_a_professional_is_the_source_of_what_they_tell(app: Flask) -> None:
    given = {**answers.REFERRAL, "last_name": "Not known", "belief": "missing_education", "worry": ["harm", "not_seen"]}
    (robin,) = told(app, given, Kind.REFERRAL)
    assert (robin.identity.given, robin.identity.family, robin.identity.source) == ("Robin", "", Source.HEALTH)
    concern, row = one_of(robin, Supported)
    assert (concern.kind, concern.note, row.since) == (
        Support.CONCERN,
        "harm or abuse; nobody has seen the child for some time",
        DAY,
    )
    assert robin.suggested is not None
    assert robin.suggested.status == ChildStatus.CME
    assert all_of(robin, Adult) == [], "who told of the child is no parent"


def test_a_young_persons_words_tell_no_more_than_they_gave(app: Flask) -> None:
    (nobody,) = told(app, answers.VIEWS, Kind.VIEWS)
    assert (nobody.identity.name, nobody.facts) == ("Name not known", ())
    given = {**answers.VIEWS, "called": "Robin", "born": "2012-03-04", "area": "Invented Green"}
    (robin,) = told(app, given, Kind.VIEWS)
    assert (robin.identity.given, robin.identity.source) == ("Robin", Source.CHILD)
    assert one_of(robin, Address)[0].lines == "Invented Green"


def test_every_code_of_the_forms_has_its_place() -> None:
    schools = {one.code for one in steps.School.school_type.kwargs["choices"]}
    assert schools - set(said_facts.SCHOOLS) == {"elsewhere_or_unknown"}
    needs = {one.code for one in steps.Support.sen.kwargs["choices"]}
    assert needs == {*said_facts.SEN, "none", "rather_not_say"}
    worries = {one.code for one in partners.Worry.worry.kwargs["choices"]}
    assert worries == {*reading.WORRIES, "none"}
    agencies = {one.code for one in you.Agency.agency.kwargs["choices"]}
    assert agencies - set(reading.AGENCIES) == {"housing", "voluntary", "other"}
    assert {"school_suggestion", "exclusion_risk", "permanent_exclusion"} <= {one.code for one in REASONS}
    assert NOT_SAYING.code == "no_reason_given"


WORDS = st.one_of(st.none(), st.text(max_size=30), st.integers(), st.lists(st.text(max_size=5), max_size=2))
CODES = sorted(
    {*answers.NOTIFICATION, *answers.REGISTER_ANSWERS, *answers.REFERRAL, "new_address", "moved_on", "what_changed"}
    - {"children", "providers"}
)


@settings(max_examples=40)
@given(
    given=st.dictionaries(st.sampled_from(CODES), WORDS, max_size=12),
    child=st.dictionaries(st.sampled_from(sorted(answers.CHILD)), WORDS, max_size=8),
    kind=st.sampled_from(list(Kind)),
)
def test_whatever_an_older_portal_stored_is_read_and_written_down(
    given: dict[str, Any], child: dict[str, Any], kind: Kind
) -> None:
    readers = {
        Kind.NOTIFICATION: reading._notified,
        Kind.CHANGE: reading._changed,
        Kind.REFERRAL: reading._referred,
        Kind.VIEWS: reading._by_themselves,
    }
    for one in readers[kind]({**given, "children": [child]}, NOW.date()):
        for each in (one.identity, *(fact.fact for fact in one.facts)):
            assert type(each).of(each.as_json()) == each
