"""The parents' form asks little, explains the two exceptions, and never sounds like a permit office."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.directory import ROUTING_FIELDS
from portal.families.journey import NOTIFY
from portal.journeys import Answers
from portal.submissions.council_steps import council_of, outside
from portal.words import Kind
from tests.support.journeys import addresses, codes, fields, revealed
from tests.support.wording import texts

AT_LUTON = {"no_postcode": "have_it", "postcode": "LU1 2BQ"}
AT_ST_ALBANS = {"no_postcode": "have_it", "postcode": "AL1 3JE"}
SCHOOL_PAGES = {"school", "special-school", "attendance-order", "leaving"}

# DfE, "Elective home education", primary reasons, without "Unknown"
DFE_REASONS = {
    "mental_health",
    "physical_health",
    "covid_health",
    "dissatisfaction_general",
    "dissatisfaction_send",
    "bullying",
    "lifestyle",
    "philosophical",
    "religious",
    "exclusion_risk",
    "permanent_exclusion",
    "not_preferred_school",
    "no_suitable_place",
    "place_not_accepted",
    "did_not_apply",
    "school_suggestion",
    "other",
    "no_reason_given",
}


def child_pages(app: Flask, child: dict[str, str], **family: str) -> set[str]:
    with app.app_context():
        path = addresses(NOTIFY, {**AT_LUTON, **family, "children": [child]})
    return {address.rpartition("/")[2] for address in path if address.startswith("children/1/")}


def test_school_is_not_asked_about_where_there_never_was_one(app: Flask) -> None:
    assert not SCHOOL_PAGES & child_pages(app, {}, stage="never_school")
    assert child_pages(app, {"school_type": "never_in_school"}) & SCHOOL_PAGES == {"school"}
    assert child_pages(app, {"school_type": "academy"}) >= SCHOOL_PAGES


def test_nobody_who_only_thinks_about_it_is_asked_for_a_last_day(app: Flask) -> None:
    assert "leaving" not in child_pages(app, {}, stage="thinking")


@pytest.mark.parametrize("name", ["special_school", "attendance_order"])
def test_an_exception_is_explained_and_blocks_nobody(app: Flask, name: str) -> None:
    page = f"{name.replace('_', '-')}-explained"
    for answer in ("yes", "not_sure"):
        assert page in child_pages(app, {name: answer})
    assert page not in child_pages(app, {name: "no"})
    with app.app_context():
        assert not NOTIFY.path({**AT_LUTON, "children": [{name: "yes"}]}).ended


def test_a_family_that_may_have_been_pushed_is_told_that_it_is_their_choice(app: Flask) -> None:
    with app.app_context():
        assert "your-choice" in addresses(NOTIFY, {**AT_LUTON, "reason_main": "school_suggestion"})
        assert "your-choice" in addresses(
            NOTIFY, {**AT_LUTON, "reason_main": "bullying", "reasons_also": ["exclusion_risk"]}
        )
        assert "your-choice" not in addresses(NOTIFY, {**AT_LUTON, "reason_main": "lifestyle"})


def test_only_what_finds_the_team_and_the_child_and_carries_an_answer_is_needed() -> None:
    needed = {name for _, name, declared in fields(NOTIFY) if declared.kwargs.get("required")} - revealed(NOTIFY)
    assert needed == {
        "no_postcode",  # "I would rather not say" is one of the answers
        "where_next",
        "council",
        "first_name",
        "last_name",
        "born",
        "your_name",
        "contact_by",
    }


def test_every_reason_of_the_department_can_be_given_and_refused() -> None:
    assert codes(NOTIFY, "reason_main") == DFE_REASONS
    assert codes(NOTIFY, "reasons_also") == DFE_REASONS - {"no_reason_given"}


@pytest.mark.parametrize("name", ROUTING_FIELDS[Kind.NOTIFICATION])
def test_every_answer_that_routing_asks_about_can_be_given(name: str) -> None:
    assert set(ROUTING_FIELDS[Kind.NOTIFICATION][name]) <= codes(NOTIFY, name)


def test_the_words_never_claim_a_power_that_councils_do_not_have() -> None:
    claims = re.compile(r"\bapprov|\bapplication|\bmust register|\bhave to register|\bapply to (us|the council)", re.I)
    assert not [text for text in texts("families") if claims.search(text)]


def test_a_postcode_decides_and_a_choice_helps_where_it_does_not(app: Flask) -> None:
    with app.app_context():
        assert council_of(Answers(AT_LUTON)) == "luton"
        assert council_of(Answers({**AT_LUTON, "council": "bedford"})) == "luton"
        assert council_of(Answers({"council": "central-bedfordshire"})) == "central-bedfordshire"
        assert council_of(Answers({"council": "not_sure"})) is None
        assert council_of(Answers({})) is None


def test_a_family_of_another_council_may_put_a_border_right_or_is_shown_the_way(app: Flask) -> None:
    with app.app_context():
        assert outside(Answers(AT_ST_ALBANS)) is not None
        assert "other-council" in addresses(NOTIFY, AT_ST_ALBANS)
        theirs = NOTIFY.path({**AT_ST_ALBANS, "where_next": "theirs"})
        assert theirs.ended
        assert theirs.places[-1].address == "elsewhere"
        ours = {**AT_ST_ALBANS, "where_next": "ours", "council": "bedford"}
        assert council_of(Answers(NOTIFY.path(ours).kept)) == "bedford"
        assert NOTIFY.path({"no_postcode": "just_moved", "council": "elsewhere"}).ended
