"""Promise 3: every combination of answers goes to exactly one live team, and a hole refuses to start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.directory import Directory, Rule, snapshot
from portal.proof import HasHoles, holes, refuse_holes
from portal.proof import choices as every_choice
from portal.routing import decide, prove
from portal.routing.prove import combinations
from portal.words import Kind, TeamRole, Urgency


@pytest.fixture(scope="module")
def directory(prepared: Any) -> Directory:
    with prepared.app.app_context():
        return snapshot()


@pytest.fixture(scope="module")
def choices(prepared: Any) -> dict[Kind, dict[str, tuple[str, ...]]]:
    with prepared.app.test_request_context("/"):
        return every_choice()


CODES = st.sampled_from(["yes", "no", "mostly", "not_sure", "harm", "ehc_plan", "rather_not_say", "🙂", "", None])
ANSWERS = st.dictionaries(
    st.sampled_from(["safe", "wants_contact", "worry", "attendance_order", "special_school", "sen", "postcode", "x"]),
    CODES | st.lists(CODES, max_size=3),
)


@given(
    kind=st.sampled_from(Kind),
    council=st.sampled_from(["bedford", "central-bedfordshire", "luton", "torbay", "nowhere", "", None]),
    answers=ANSWERS,
    children=st.lists(ANSWERS, max_size=3),
)
def test_every_answer_reaches_exactly_one_live_team(
    directory: Directory, kind: Kind, council: str | None, answers: dict[str, Any], children: list[dict[str, Any]]
) -> None:
    route = decide(kind, council, answers | {"children": children}, directory)
    team = directory.team(route.team)
    assert team is not None
    assert team.active
    assert team.inbox
    assert team.council_code in (route.council, None)
    assert route.team not in route.also
    assert route.reasons
    assert route == decide(kind, council, answers | {"children": children}, directory)
    if directory.council(council or "") is None:
        assert (route.team, route.flagged) == (directory.duty_team.code, True)


def test_the_loaded_councils_have_no_hole(app: Flask) -> None:
    with app.app_context():
        assert [hole.words for hole in holes(app)] == []


@pytest.mark.parametrize(
    ("kind", "answers", "team", "also", "urgency"),
    [
        (Kind.VIEWS, {"safe": "no"}, "luton/front-door", ("luton/home-education",), Urgency.NOW),
        (Kind.VIEWS, {"safe": "yes"}, "luton/home-education", (), Urgency.ROUTINE),
        (Kind.VIEWS, {"wants_contact": "yes"}, "luton/home-education", (), Urgency.TODAY),
        (Kind.REFERRAL, {"worry": ["education", "harm"]}, "luton/front-door", ("luton/home-education",), Urgency.NOW),
        (Kind.NOTIFICATION, {"children": [{"sen": "none"}, {"sen": "ehc_plan"}]}, "luton/home-education",
         ("luton/send",), Urgency.ROUTINE),
        (Kind.NOTIFICATION, {"children": [{"attendance_order": "yes"}]}, "luton/home-education", (), Urgency.TODAY),
        (Kind.NOTIFICATION, {}, "luton/home-education", (), Urgency.ROUTINE),
    ],
)  # fmt: skip
def test_answers_go_where_the_rules_say(
    directory: Directory, kind: Kind, answers: dict[str, Any], team: str, also: tuple[str, ...], urgency: Urgency
) -> None:
    route = decide(kind, "luton", answers, directory)
    assert (route.team, route.also, route.urgency, route.flagged) == (team, also, urgency, False)


def test_the_reasons_can_be_read_by_staff(directory: Directory) -> None:
    route = decide(Kind.VIEWS, "luton", {"postcode": "LU1 2BQ", "safe": "no"}, directory)
    assert route.reasons == (
        "Luton, because of the postcode.",
        "Look now: The young person does not feel safe.",
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"council": "luton"},
        {"postcode": "MK9 3EJ", "where_next": "ours", "council": "luton"},
        {"postcode": "ZZ9 9ZZ", "council": "luton"},
    ],
    ids=["no postcode", "a postcode elsewhere", "a postcode that nobody knows"],
)
def test_staff_are_not_told_that_the_postcode_decided_where_somebody_chose(
    directory: Directory, answers: dict[str, str]
) -> None:
    assert decide(Kind.NOTIFICATION, "luton", answers, directory).reasons[0] == "Luton, because they chose it."


def test_a_council_without_the_team_falls_to_its_own_duty_team_with_a_flag(directory: Directory) -> None:
    teams = tuple(team for team in directory.teams if team.code != "luton/home-education")
    route = decide(Kind.NOTIFICATION, "luton", {}, replace(directory, teams=teams))
    assert (route.team, route.flagged) == ("luton/duty", True)


def test_the_team_that_gets_it_is_not_also_told_of_it(directory: Directory) -> None:
    everything = next(rule for rule in directory.rules if rule.kind is Kind.VIEWS and not rule.when)
    route = decide(Kind.VIEWS, "luton", {}, replace(directory, rules=(replace(everything, also=everything.to),)))
    assert (route.team, route.also) == ("luton/home-education", ())


def test_no_council_goes_to_the_sites_duty_team_and_keeps_its_urgency(directory: Directory) -> None:
    route = decide(Kind.VIEWS, None, {"safe": "no"}, directory)
    assert (route.council, route.team, route.urgency, route.flagged) == (None, "shared/duty", Urgency.NOW, True)


def test_each_kind_of_hole_is_found(directory: Directory, choices: dict[Kind, dict[str, tuple[str, ...]]]) -> None:
    def found(changed: Directory) -> str:
        return "\n".join(hole.words for hole in prove(changed, choices))

    assert found(directory) == ""
    last = [rule for rule in directory.rules if rule.kind is Kind.VIEWS and not rule.when]
    assert "no rule leads" in found(replace(directory, rules=tuple(r for r in directory.rules if r not in last)))
    asleep = tuple(replace(t, active=False) if t.code == "torbay/front-door" else t for t in directory.teams)
    assert "torbay" in found(replace(directory, teams=asleep))
    dumb = tuple(replace(t, inbox="") if t.code == "luton/home-education" else t for t in directory.teams)
    assert "luton/home-education cannot be reached" in found(replace(directory, teams=dumb))
    typo = Rule(
        kind=Kind.VIEWS,
        when={"safe": frozenset({"nope"})},
        to=TeamRole.FRONT_DOOR,
        urgency=Urgency.NOW,
        because="x",
        also=None,
        council=None,
        team=None,
    )
    assert "safe=nope, which its form never gives" in found(replace(directory, rules=(typo, *directory.rules)))


def test_every_combination_really_is_walked(
    directory: Directory, choices: dict[Kind, dict[str, tuple[str, ...]]]
) -> None:
    walked = list(combinations(Kind.VIEWS, directory, choices[Kind.VIEWS]))
    assert {answers["safe"] for answers in walked} == {None, "no", "mostly", "not_sure", "yes"}, "and one for the rest"
    assert {answers["signs"] for answers in walked} == {None, *choices[Kind.VIEWS]["signs"]}
    assert len(walked) == len({tuple(sorted(answers.items(), key=str)) for answers in walked})


def test_a_portal_with_a_hole_refuses_to_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        whole = snapshot()
        monkeypatch.setattr("portal.proof.snapshot", lambda: replace(whole, rules=()))
        with pytest.raises(HasHoles, match="no rule leads"):
            refuse_holes(app)
