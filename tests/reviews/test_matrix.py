"""What a matrix may count, what it may not, and that it has one answer for everything."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.register.facts import Previous, Support
from portal.reviews.inputs import INPUTS, Known, Schooling, Spell, why_not
from portal.reviews.matrix import COLOURS, UNRATED, BadMatrix, assess, matrix_from, own_matrix
from portal.words import ChildStatus, Rating, Suitability

DAY = date(2026, 11, 3)
days = st.none() | st.dates(date(2015, 1, 1), date(2027, 12, 31))
spells = st.builds(Spell, st.sampled_from(list(Support)), days, days)
schools = st.builds(
    Schooling, st.sampled_from(list(Previous)), days, st.booleans(), st.booleans(), st.none() | st.floats(0, 100)
)
known = st.builds(
    Known,
    st.sampled_from(list(ChildStatus)),
    st.sampled_from(list(Suitability)),
    days,
    st.lists(spells, max_size=6).map(tuple),
    st.lists(schools, max_size=3).map(tuple),
    st.lists(st.dates(date(2015, 1, 1), date(2027, 1, 1)), max_size=6).map(tuple),
    st.lists(st.dates(date(2015, 1, 1), date(2027, 1, 1)), max_size=2).map(tuple),
    st.lists(spells, max_size=3).map(tuple),
)


def own() -> dict[str, Any]:
    return deepcopy(own_matrix().as_json())


def problems(said: dict[str, Any]) -> str:
    with pytest.raises(BadMatrix) as bad:
        matrix_from(said)
    return " ".join(sentence for _, sentence in bad.value.problems)


@given(st.integers(-5000, 5000))
def test_every_sum_has_exactly_one_band(score: int) -> None:
    assert sum(band.holds(score) for band in own_matrix().bands) == 1


@given(st.sets(st.integers(-30, 30), min_size=2, max_size=5), st.integers(-2000, 2000))
def test_whatever_bands_are_taken_every_sum_has_exactly_one(ends: set[int], score: int) -> None:
    cuts = sorted(ends)
    colours = ["green", *["amber"] * (len(cuts) - 1), "red"]
    starts: list[int | None] = [None, *(cut + 1 for cut in cuts)]
    bands = [
        {"rating": colour, "months": 6}
        | ({} if first is None else {"from": first})
        | ({} if last is None else {"to": last})
        for colour, first, last in zip(colours, starts, [*cuts, None], strict=True)
    ]
    said = own() | {"bands": bands}
    said["points"]["not_assessed"] = 20
    if score >= 0 and cuts[0] >= 20:  # a child of whom nothing is known would be green
        assert "nothing is known" in problems(said)
    if cuts[0] >= 20:
        return
    matrix = matrix_from(said)
    assert sum(band.holds(score) for band in matrix.bands) == 1


@given(known)
def test_whatever_is_known_there_is_one_answer_and_each_of_its_lines_adds_up(one: Known) -> None:
    found = assess(one, own_matrix(), DAY)
    assert found.rating in COLOURS
    assert found.rating not in UNRATED
    assert 1 <= found.months <= 12
    signed = [line for line in found.lines if line[0] in "+−"]
    assert sum(int(line.split()[0].replace("−", "-")) for line in signed) == found.score
    always = [line for line in found.lines if line.startswith("Always red: ")]
    assert len(signed) + len(always) == len(found.lines)
    assert found.rating == (Rating.RED if always else own_matrix().band(found.score).rating)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([{"to": 1, "rating": "amber", "months": 9}, {"from": 3, "rating": "red", "months": 3}], "No band holds 2"),
        ([{"to": 2, "rating": "amber", "months": 9}, {"from": 2, "rating": "red", "months": 3}], "overlap"),
        ([{"rating": "amber", "months": 9}, {"from": 2, "rating": "red", "months": 3}], "overlap"),
        ([{"from": 0, "rating": "red", "months": 3}], "below 0"),
        ([{"to": 4, "rating": "red", "months": 3}], "above 4"),
        ([{"to": 4, "rating": "triage", "months": 3}], "never suggested"),
        ([{"to": 1, "rating": "red", "months": 3}, {"from": 2, "rating": "green", "months": 3}], "lighter colour"),
        ([{"to": 1, "rating": "amber", "months": 3}, {"from": 2, "rating": "red", "months": 9}], "longer interval"),
        ([{"rating": "amber", "months": 3}], "must be red"),
        ([{"rating": "red", "months": 13}], "from 1 to 12"),
        ([{"rating": "red", "months": "3"}], "from 1 to 12"),
        ([{"from": 5, "to": 1, "rating": "red", "months": 3}], "ends before it begins"),
        ([], "at least one"),
        ("red", "at least one"),
    ],
)
def test_bands_with_a_hole_or_an_overlap_are_refused(bands: Any, said: str) -> None:
    assert said in problems(own() | {"bands": bands})


@pytest.mark.parametrize(
    ("code", "because"),
    [
        ("ethnicity", "race"),
        ("gypsy_roma_traveller", "race"),
        ("language_at_home", "race"),
        ("religion", "religion or belief"),
        ("reason_religious", "religion or belief"),
        ("sex", "sex"),
        ("gender", "gender"),
        ("sexual_orientation", "sex"),
        ("age", "age"),
        ("year_group", "age"),
        ("disability", "disability"),
        ("pregnant", "pregnancy"),
        ("married_parents", "marriage"),
        ("refused_visit", "no sign of risk"),
        ("no_form_sent", "no sign of risk"),
        ("declined_views", "no sign of risk"),
        ("writing_only", "no sign of risk"),
        ("not_seen", "no sign of risk"),
        ("shoe_size", "nothing that the portal can count"),
    ],
)
def test_a_protected_characteristic_or_what_is_left_to_families_is_refused_with_the_reason(
    code: str, because: str
) -> None:
    said = own()
    said["points"][code] = 1
    assert because in problems(said)
    assert because in problems(own() | {"always_red": [code]})


def test_no_input_reads_who_a_family_is_or_what_it_left_out() -> None:
    for code in INPUTS:
        with pytest.raises(ValueError, match="may be counted"):
            why_not(code)
    assert {name for name in Known.__dataclass_fields__} == {
        "status",
        "suitability",
        "seen_on",
        "support",
        "schools",
        "moved",
        "own_words",
        "siblings",
    }


def test_what_a_family_gives_of_its_own_will_can_only_lower_the_sum() -> None:
    for code in ("seen", "own_words", "suitable"):
        said = own()
        said["points"][code] = 1
        assert "only lower" in problems(said)
    said = own()
    said["points"]["cp_before"] = -1
    assert "only raise" in problems(said)


def test_a_child_of_whom_nothing_is_known_cannot_be_suggested_green() -> None:
    assert assess(Known(status=ChildStatus.EHE), own_matrix(), DAY).rating is not Rating.GREEN
    said = own()
    said["points"]["not_assessed"] = 0
    assert "nothing is known would be green" in problems(said)


def test_each_colour_needs_its_text_and_each_time_its_number() -> None:
    for rating in Rating:
        said = own()
        said["texts"][rating] = " "
        assert "means here" in problems(said)
    said = own()
    del said["within"]["cp_before"]
    assert "for how many years" in problems(said)
    assert "1 to 60" in problems(own() | {"concern_days": 0})
    assert "1 to 12" in problems(own() | {"first_months": {"triage": 1}})
    for rubbish in ({}, {"points": []}, {"points": {"cp_before": True}}, {"within": 4}, {"texts": "red"}):
        assert problems(rubbish)


def test_the_lines_say_what_counted_in_words() -> None:
    one = Known(
        status=ChildStatus.EHE,
        suitability=Suitability.SUITABLE,
        seen_on=DAY - timedelta(days=40),
        support=(
            Spell(Support.CHILD_PROTECTION, date(2021, 2, 1), date(2023, 4, 1)),
            Spell(Support.IN_NEED, date(2025, 1, 1)),
            Spell(Support.DOMESTIC_ABUSE, date(2020, 1, 1)),
        ),
        schools=(Schooling(Previous.ACADEMY, date(2025, 7, 1), suggested=True),),
    )
    found = assess(one, own_matrix(), DAY)
    assert found.lines == (
        "+3 child in need, since 2025",
        "+2 child protection plan, ended 2023",
        "+1 the school suggested it, 2025",
        "−2 it appears suitable",
        "−1 the child was seen in September 2026",
    )
    assert (found.score, found.rating, found.months) == (3, Rating.AMBER, 9)


@pytest.mark.parametrize("kind", [Support.CHILD_PROTECTION, Support.ENQUIRIES, Support.LOOKED_AFTER])
def test_protection_now_is_red_whatever_else_is_known(kind: Support) -> None:
    one = Known(ChildStatus.EHE, Suitability.SUITABLE, DAY, (Spell(kind, DAY - timedelta(days=9)),))
    found = assess(one, own_matrix(), DAY)
    assert found.rating is Rating.RED
    assert found.lines[0].startswith("Always red: ")
    assert assess(one, own_matrix(), DAY - timedelta(days=10)).rating is not Rating.RED


def test_what_is_over_counts_for_its_years_and_no_longer() -> None:
    one = Known(ChildStatus.EHE, Suitability.SUITABLE, support=(Spell(Support.IN_NEED, None, DAY - timedelta(days=9)),))
    assert any("child in need, ended 2026" in line for line in assess(one, own_matrix(), DAY).lines)
    later = DAY + timedelta(days=3 * 366)
    assert not any("child in need" in line for line in assess(one, own_matrix(), later).lines)
    first = INPUTS["cin_before"].first_day(DAY, own_matrix().within["cin_before"])
    for ended, counts in ((first, True), (first - timedelta(days=1), False)):
        lines = assess(Known(support=(Spell(Support.IN_NEED, None, ended),)), own_matrix(), DAY).lines
        assert any("child in need" in line for line in lines) is counts, "its first day counts"


def test_what_was_noticed_and_goes_on_until_a_day_to_come_counts_from_its_beginning() -> None:
    days = DAY - timedelta(days=9), DAY + timedelta(days=9)
    one = Known(ChildStatus.EHE, Suitability.SUITABLE, support=(Spell(Support.DOMESTIC_ABUSE, *days),))
    assert "+2 domestic abuse notified, 2026" in assess(one, own_matrix(), DAY).lines


def test_a_matrix_reads_back_as_it_was_written() -> None:
    assert matrix_from(own()).as_json() == own()
