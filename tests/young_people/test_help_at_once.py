"""Help is the very next page for whoever chose or wrote that they may not be safe, and the urgent team gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from portal.directory import snapshot
from portal.journeys import Answers
from portal.journeys.choices import offered
from portal.signs import danger
from portal.submissions.receive import route_of
from portal.words import Kind, TeamRole, Urgency
from portal.young_people.journey import VIEWS
from portal.young_people.safety_steps import QUIET
from tests.support.answers import NOT_SAFE, YOUNGEST
from tests.support.answers import VIEWS as VIEWS_ANSWERS
from tests.support.drafts import begin
from tests.support.journeys import addresses

HURT = "my uncle hits me"
WRITTEN = {
    "good-and-hard": "going_well",
    "wish": "wish_words",
    "people": "friends_words",
    "help-to-learn": "help_words",
    "anything-else": "safe_words",
    "which-one": "talk_words",
    "details": "through_whom",
    "days": "must_not_know",
    "who-you-are": "area",
}
OPENS: dict[str, dict[str, Any]] = {
    "wish_words": {"wish": "something_else"},
    "help_words": {"help_learn": "no"},
    "talk_words": {"wants_contact": "yes", "talk_to": ["someone_else"]},
    "through_whom": {"wants_contact": "yes", "contact_how": "through_someone"},
    "must_not_know": {"wants_contact": "yes", "contact_how": "text_me"},
}


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("around-you", {"safe": "no"}),
        ("around-you", {"safe": "mostly"}),
        ("around-you", {"safe": "not_sure"}),
        ("around-you", {"safe_elsewhere": "no"}),
        ("around-you", {"age_group": "under_8", "safe": "no"}),
        ("anything-else", {"worries": ["hurt_by_someone"]}),
        ("anything-else", {"worries": ["someone_scares_me"]}),
        ("anything-else", {"worries": ["hurting_myself"]}),
        ("anything-else", {"worries": ["running_away", "something_else"]}),
        ("anything-else", {"age_group": "under_8", "hurt": "yes"}),
        ("anything-else", {"age_group": "under_8", "hurt": "not_sure"}),
    ],
)
def test_help_is_the_very_next_page_for_whoever_chose_it(app: Flask, page: str, answers: dict[str, Any]) -> None:
    with app.test_request_context():
        path = addresses(VIEWS, {"council": "luton", **answers})
    assert path[path.index(page) + 1] == QUIET[page]


@pytest.mark.parametrize(("page", "field"), WRITTEN.items())
def test_help_is_the_very_next_page_for_whoever_wrote_it(app: Flask, page: str, field: str) -> None:
    with app.test_request_context():
        path = addresses(VIEWS, {"council": "luton", **OPENS.get(field, {}), field: HURT})
    assert path[path.index(page) + 1] == QUIET[page]


def test_every_box_for_words_is_among_these(app: Flask) -> None:
    with app.test_request_context():
        boxes = {step.code for step in VIEWS.every_step() if any(one.type_ == "text" for one in _boxes(step))}
        assert boxes - set(WRITTEN) <= {"council"}  # a postcode


def _boxes(step: Any) -> list[Any]:
    return [field for field in step.viewed({}).answers() if hasattr(field, "at_most")]


def test_a_sign_in_a_choice_brings_help_each_time_and_one_in_words_once(app: Flask) -> None:
    with app.test_request_context():
        path = addresses(
            VIEWS, {"council": "luton", "hard": HURT, "friends_words": HURT, "safe": "no", "worries": ["running_away"]}
        )
    helps = [address for address in path if address in QUIET.values()]
    assert helps == ["ideas", "your-day", "your-week"]


@pytest.mark.parametrize("answers", [{}, {"safe": "yes", "worries": ["none"]}, {"safe": "rather_not_say"}])
def test_nobody_else_is_stopped_by_the_help_page(app: Flask, answers: dict[str, Any]) -> None:
    with app.test_request_context():
        path = addresses(VIEWS, {"council": "luton", "hard": "Maths is hard.", **answers})
    assert not set(path) & set(QUIET.values())


def test_who_presses_that_is_all_after_such_words_still_sees_help_first(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, {"council": "luton"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    sent = {"csrf_token": draft.token, "finish": "1", "hard": HURT}
    shown = client.post("/young-people/views/good-and-hard", data=sent)
    assert shown.location.endswith("/ideas")
    page = client.get(shown.location).text
    for way in ("call 999", "0800 1111", "text SHOUT to 85258", "call 111", "01582 547653"):
        assert way in page
    assert "Nothing is sent yet" in page
    assert client.post(shown.location, data={"csrf_token": draft.token}).location.endswith("/check")


GIVES_AWAY = ("safe", "worr", "hurt", "danger", "wrong", "feel", "school", "doctor", "talk", "reach", "next")


@pytest.mark.parametrize("answers", [NOT_SAFE, VIEWS_ANSWERS, YOUNGEST])
def test_no_title_and_no_address_tells_the_history_what_was_asked_or_answered(
    app: Flask, client: FlaskClient, answers: dict[str, Any]
) -> None:
    draft = begin(app, VIEWS, answers, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    with app.test_request_context():
        path = addresses(VIEWS, answers)
    for address in ("", *path, "check", "sent"):
        if address == "sent":
            draft.send(client)
        page = client.get(f"/young-people/views/{address}".rstrip("/"))
        title = re.search("<title>(.*?)</title>", page.text, re.DOTALL)
        assert title
        assert re.fullmatch(r"Young people(, page \d+)? – Learning at home", title[1]), title[1]
    told = ("around-you", "anything-else", *QUIET, *QUIET.values())
    assert not [address for address in told if any(word in address for word in GIVES_AWAY)]


def test_help_never_says_that_somebody_watches(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, {"council": "luton", "safe": "no"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    page = client.get("/young-people/views/your-day").text
    main = page[page.index("<main") : page.index("</main>")]
    for promise in ("we are here", "always here", "right away", "straight away", "is reading", "on our way"):
        assert promise not in main.lower()


@st.composite
def answer_sets(draw: DrawFn, choices: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Any answers that the form can give, words among them."""
    found: dict[str, Any] = {}
    for name, codes in choices.items():
        many = name in ("worries", "talk_to")
        value = draw(st.none() | (st.lists(st.sampled_from(codes), unique=True) if many else st.sampled_from(codes)))
        if value:
            found[name] = value
    for name in WRITTEN.values():
        words = draw(st.none() | st.sampled_from(["All is well.", HURT, "I want to run away", "🙂", "میں ٹھیک ہوں"]))
        if words:
            found[name] = words
    return found


@pytest.fixture
def choices(app: Flask) -> dict[str, tuple[str, ...]]:
    with app.test_request_context():
        return {name: codes for name, codes in offered(VIEWS).items() if codes}


def test_no_answers_avoid_both_the_urgent_way_and_the_usual_one(
    app: Flask, choices: dict[str, tuple[str, ...]]
) -> None:
    @settings(max_examples=400, deadline=None)
    @given(answer_sets(choices))
    def holds(answers: dict[str, Any]) -> None:
        with app.test_request_context():
            council = str(answers.get("council", "luton"))
            kept = VIEWS.path({**answers, "council": council}).kept
            route = route_of(Kind.VIEWS, council if snapshot().council(council) else None, Answers(kept), snapshot())
            team = snapshot().team(route.team)
            assert team is not None
            assert team.reachable
            said = {name: value for name, value in kept.items() if value not in ("mostly", "not_sure")}
            if danger.signs({**said, "hurt": kept.get("hurt")}):
                assert route.urgency is Urgency.NOW
                assert team.role is TeamRole.FRONT_DOOR or route.council is None
            if route.urgency is Urgency.NOW:
                assert set(addresses(VIEWS, kept)) & set(QUIET.values())

    holds()


@pytest.mark.parametrize(
    ("answers", "team", "urgency"),
    [
        ({"safe": "no"}, "luton/front-door", Urgency.NOW),
        ({"safe_elsewhere": "no"}, "luton/front-door", Urgency.NOW),
        ({"safe": "mostly"}, "luton/home-education", Urgency.TODAY),
        ({"safe_elsewhere": "not_sure"}, "luton/home-education", Urgency.TODAY),
        ({"worries": ["something_else"]}, "luton/home-education", Urgency.TODAY),
        ({"hurt": "not_sure"}, "luton/front-door", Urgency.NOW),
        ({"safe": "yes"}, "luton/home-education", Urgency.ROUTINE),
    ],
)
def test_what_is_not_certain_is_looked_at_today_and_what_is_goes_to_the_front_door(
    app: Flask, answers: dict[str, Any], team: str, urgency: Urgency
) -> None:
    with app.test_request_context():
        route = route_of(Kind.VIEWS, "luton", answers, snapshot())
    assert (route.team, route.urgency) == (team, urgency)


@pytest.mark.parametrize("sign", list(danger.Sign))
def test_each_sign_has_a_rule_that_takes_it_to_the_front_door_at_once(
    app: Flask, sign: danger.Sign, marker: Callable[[str], str]
) -> None:
    words = {
        danger.Sign.NOT_SAFE: "I am not safe here",
        danger.Sign.BEING_HURT: HURT,
        danger.Sign.HURTING_MYSELF: "I want to kill myself",
        danger.Sign.RUNNING_AWAY: "I am going to run away",
    }[sign]
    with app.test_request_context():
        route = route_of(Kind.VIEWS, "luton", {"hard": f"{marker('before')} {words}"}, snapshot())
    assert route.team == "luton/front-door"
    assert route.urgency is Urgency.NOW
    assert "luton/home-education" in route.also
