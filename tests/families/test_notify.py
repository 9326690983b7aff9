"""The parents' form: which pages a family meets, and that nothing it answers or leaves out stops it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.directory import ROUTING_FIELDS
from portal.families.journey import NOTIFY
from portal.families.regime import as_if
from portal.journeys import Answers
from portal.journeys.journey import Path, field_names
from portal.journeys.progress import CHECK, Progress
from portal.submissions.council_steps import council_of, outside
from portal.words import Kind, Regime
from tests.support.answers import CHILD, NOTIFICATION, REGISTER_ANSWERS, SHORT_NOTIFICATION
from tests.support.journeys import addresses, codes, fields, revealed

AT_LUTON = {"no_postcode": "have_it", "postcode": "LU1 2BQ"}
AT_ST_ALBANS = {"no_postcode": "have_it", "postcode": "AL1 3JE"}
SCHOOL_PAGES = {"school", "rules", "leaving"}
REGISTER_PAGES = {"children/1/enquiries", "addresses", "parents", "providers/1/who", "providers", "hours"}
TOPIC_PAGES = {
    "health": {"health", "health-help", "health-pass"},
    "plans": {"plans"},
    "helpers": {"helpers"},
    "talking": {"talking"},
    "child_voice": {"child-voice"},
    "other_parent": {"other-parent"},
    "other_children": {"other-children"},
    "safety": {"safety"},
    "background": {"background"},
    "else": {"else"},
}
DIFFERS = {"more": [*NOTIFICATION["more"], "differs"], "child_differs": "Sam is with Jo at weekends."}
TALK = {"talk_first": "yes", "talk_ways": ["phone"], "talk_times": "Mondays"}
EVERYTHING = {**NOTIFICATION, **REGISTER_ANSWERS, **DIFFERS, **TALK}
NEEDED = {"no_postcode", "postcode", "first_name", "last_name", "born", "your_name", "contact_by", "email"}


def child_pages(app: Flask, child: dict[str, str], **family: str) -> set[str]:
    with app.app_context():
        path = addresses(NOTIFY, {**AT_LUTON, **family, "children": [child]})
    return {address.rpartition("/")[2] for address in path if address.startswith("children/1/")}


def path_under(regime: Regime, answers: dict[str, Any]) -> Path:
    with as_if(regime):
        return NOTIFY.path(answers)


def test_school_is_not_asked_about_where_there_never_was_one(app: Flask) -> None:
    assert not SCHOOL_PAGES & child_pages(app, {}, stage="never_school")
    assert child_pages(app, {"school_type": "never_in_school"}) & SCHOOL_PAGES == {"school"}
    assert child_pages(app, {"school_type": "academy"}) >= SCHOOL_PAGES


def test_nobody_who_only_thinks_about_it_is_asked_for_a_last_day_but_whether_a_talk_would_help(app: Flask) -> None:
    assert "leaving" not in child_pages(app, {}, stage="thinking")
    with app.app_context():
        assert "talk" in addresses(NOTIFY, {**AT_LUTON, "stage": "thinking"})
        assert "talk" not in addresses(NOTIFY, {**AT_LUTON, "stage": "already"})


@pytest.mark.parametrize("name", ["special_school", "attendance_order"])
def test_an_exception_is_explained_and_blocks_nobody(app: Flask, name: str) -> None:
    for answer in ("yes", "not_sure"):
        assert "rules-explained" in child_pages(app, {name: answer})
    assert "rules-explained" not in child_pages(app, {name: "no"})
    with app.app_context():
        assert not NOTIFY.path({**AT_LUTON, "children": [{name: "yes"}]}).ended


def test_a_family_that_may_have_been_pushed_is_told_that_it_is_their_choice(app: Flask) -> None:
    with app.app_context():
        assert "your-choice" in addresses(NOTIFY, {**AT_LUTON, "reason_main": "school_suggestion"})
        assert "your-choice" in addresses(
            NOTIFY, {**AT_LUTON, "reason_main": "bullying", "reasons_also": ["exclusion_risk"]}
        )
        assert "your-choice" not in addresses(NOTIFY, {**AT_LUTON, "reason_main": "lifestyle"})


def test_a_topic_is_asked_about_only_where_it_was_ticked(app: Flask) -> None:
    with app.app_context():
        plain = set(addresses(NOTIFY, SHORT_NOTIFICATION))
        assert not plain & set().union(*TOPIC_PAGES.values())
        for topic, pages in TOPIC_PAGES.items():
            assert set(addresses(NOTIFY, {**SHORT_NOTIFICATION, "more": [topic]})) - plain == pages
        assert {topic for topic in codes(NOTIFY, "more")} == {*TOPIC_PAGES, "differs"}


def test_what_differs_between_children_is_asked_only_of_families_with_several(app: Flask) -> None:
    with app.app_context():
        answers = {**SHORT_NOTIFICATION, "more": ["differs"]}
        assert "differs" not in addresses(NOTIFY, answers)
        assert "differs" in addresses(NOTIFY, {**answers, "children": [CHILD, CHILD]})


def test_the_family_s_own_part_is_asked_once_for_four_children(app: Flask) -> None:
    with app.app_context():
        one = addresses(NOTIFY, {**NOTIFICATION, **DIFFERS, "children": [CHILD]})
        four = addresses(NOTIFY, {**NOTIFICATION, **DIFFERS, "children": [CHILD] * 4})
    more = [address for address in four if address not in one]
    assert [address for address in more if not address.startswith("children/")] == ["differs"]
    assert len(more) == 3 * 5 + 1  # name, school, rules, leaving, support


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
    with_a_need = {step for step, _, declared in fields(NOTIFY) if declared.kwargs.get("required")}
    assert {step for step in NOTIFY.every_step() if step.needed} == with_a_need, "an early send may not jump over these"


@pytest.mark.parametrize("regime", list(Regime))
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_left_out_the_form_can_be_sent(app: Flask, regime: Regime, data: st.DataObject) -> None:
    children = data.draw(st.integers(1, 12))
    left_out = data.draw(st.sets(st.sampled_from(sorted(set(EVERYTHING) - NEEDED))))
    stage = data.draw(st.sampled_from(sorted(codes(NOTIFY, "stage"))))
    answers: dict[str, Any] = {name: given for name, given in EVERYTHING.items() if name not in left_out}
    optional = sorted(set(CHILD) - NEEDED)
    answers["children"] = [
        {name: CHILD[name] for name in {*data.draw(st.sets(st.sampled_from(optional))), *(set(CHILD) & NEEDED)}}
        | {
            "special_school": data.draw(st.sampled_from(["yes", "no", "not_sure", None])),
            "attendance_order": data.draw(st.sampled_from(["yes", "no", "not_sure", None])),
            "enquiries": data.draw(st.sampled_from(["yes", "no", "not_sure", "rather_not_say", None])),
        }
        for _ in range(children)
    ]
    answers |= {"stage": stage} if data.draw(st.booleans()) else {}
    with app.app_context(), as_if(regime):
        made = Progress(NOTIFY, answers)
        assert not made.path.ended
        for place in made.path.places:
            if place.needed:
                made.mark(place.address)
        assert made.may_open(CHECK), "what is needed is enough"
        assert not {place.address for place in made.path.places if place.step and place.step.ends}
        seen = made.path
        made.finish_early(seen)
        assert made.next() == CHECK


def test_from_the_first_page_the_button_to_the_end_leads_only_through_what_is_needed(app: Flask) -> None:
    with app.app_context():
        made, asked = Progress(NOTIFY), []
        for _ in range(20):
            address = made.next()
            if address == CHECK:
                break
            asked.append(address)
            place = made.path.place(address)
            assert place is not None
            seen = made.path
            holder = CHILD if place.block else SHORT_NOTIFICATION
            names = field_names(place.step) if place.step else ()
            made.answer(place, {name: holder.get(name) for name in names})
            made.finish_early(seen)
        # what an answer has only just opened is seen once; a list of children, too
        assert asked == ["where-you-are", "postcode", "children/1/name", "your-name", "contact"]


def test_before_the_registers_nothing_of_them_is_asked_and_with_them_all_of_it(app: Flask) -> None:
    answers = {**EVERYTHING, "children": [{**CHILD, "enquiries": "yes"}]}
    with app.app_context():
        before, after = (path_under(regime, answers) for regime in Regime)
    assert not REGISTER_PAGES & {place.address for place in before.places}
    assert not (set(REGISTER_ANSWERS) - {"providers"}) & set(before.kept)
    assert {place.address for place in after.places} >= REGISTER_PAGES
    assert {place.address for place in before.places} <= {place.address for place in after.places}


def test_who_else_teaches_is_asked_only_where_somebody_does(app: Flask) -> None:
    with app.app_context():
        alone = path_under(Regime.CNIS, {**EVERYTHING, "who_educates": ["me"]})
    assert not [place for place in alone.places if place.address.startswith("providers")]


def test_consent_is_explained_with_the_registers_and_blocks_nobody(app: Flask) -> None:
    answers = {**AT_LUTON, "children": [{"enquiries": "yes"}]}
    with app.app_context():
        path = path_under(Regime.CNIS, answers)
        assert path.place("children/1/rules-explained")
        assert not path.ended
        assert not path_under(Regime.PRE_CNIS, answers).place("children/1/rules-explained")


def test_the_copy_of_a_letter_is_offered_only_to_who_wrote_one_here(app: Flask) -> None:
    with app.app_context():
        assert not Progress(NOTIFY, dict(NOTIFICATION)).path.place("letter-copy")
        made = Progress(NOTIFY, dict(NOTIFICATION), carried={"letter_copy": "Dear head teacher"})
        place = made.path.place("letter-copy")
        assert place is not None
        made.answer(place, {"letter_with": "no", "letter_copy": None})
        assert made.path.answers.get("letter_copy") is None
        made.answer(place, {"letter_with": "yes", "letter_copy": "Dear head"})
        sent = made.path.kept
        assert NOTIFY.path(sent).place("letter-copy"), "what was sent says it again by itself"


@pytest.mark.parametrize("name", ROUTING_FIELDS[Kind.NOTIFICATION])
def test_every_answer_that_routing_asks_about_can_be_given(name: str) -> None:
    assert set(ROUTING_FIELDS[Kind.NOTIFICATION][name]) <= codes(NOTIFY, name)


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
