"""One core of questions, put in the words of the reader's age: pictures, balance, number, and nothing chosen before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.config import Config
from portal.journeys import Answers, Step
from portal.web.fields import Choice
from portal.web.pictures import names
from portal.young_people import contact_steps, questions, safety_steps
from portal.young_people.journey import VIEWS
from portal.young_people.wording import Question
from tests.support.answers import VIEWS as ANSWERS
from tests.support.answers import YOUNGEST
from tests.support.drafts import begin
from tests.support.journeys import addresses

BANDS: dict[str, dict[str, Any]] = {
    "under_8": {"age_group": "under_8", "level": "standard"},
    "8_to_11": {"age_group": "8_to_11", "level": "standard"},
    "12_plus": {"age_group": "12_plus", "level": "standard"},
    "12_plus, easy": {"age_group": "12_plus", "level": "easy"},
    "unsaid": {},
}
CORE = [
    questions.Feeling,
    questions.HadSay,
    questions.GoodAndHard,
    questions.Wish,
    questions.People,
    questions.HelpToLearn,
    questions.Health,
    safety_steps.Safe,
    safety_steps.Worries,
    contact_steps.Someone,
]


def asked(step: type[Step], answers: Mapping[str, Any]) -> Step:
    form = step.viewed({})
    form.prepare(Answers(answers))
    assert isinstance(form, Step)
    return form


def offered(form: Step, name: str) -> tuple[Choice, ...]:
    found: tuple[Choice, ...] = form[name].choices
    return found


@pytest.mark.parametrize("band", BANDS)
def test_every_band_is_asked_the_same_six_to_ten_questions(app: Flask, band: str) -> None:
    own = {step.code for step in VIEWS.every_step() if issubclass(step, Question)}
    with app.test_request_context():
        path = addresses(VIEWS, {**BANDS[band], "council": "luton", "wants_contact": "no"})
    found = [address for address in path if address in own - {"who-you-are"}]
    assert found == [step.code for step in CORE]
    assert 6 <= len(found) <= 10


@pytest.mark.parametrize("step", CORE)
def test_the_youngest_choose_between_yes_no_and_not_sure_with_pictures(app: Flask, step: type[Step]) -> None:
    with app.test_request_context():
        form = asked(step, BANDS["under_8"])
        for field in form.questions():
            choices = [choice for choice in getattr(field, "choices", ()) if choice.code != "rather_not_say"]
            if step is contact_steps.Someone:
                assert len(choices) == 3
            elif choices:
                assert [str(choice.label) for choice in choices] == ["Yes", "No", "I’m not sure"]
                assert all(choice.picture in names() for choice in choices)


@pytest.mark.parametrize("band", ["8_to_11", "12_plus", "12_plus, easy", "unsaid"])
def test_the_older_choose_between_three_to_five(app: Flask, band: str) -> None:
    with app.test_request_context():
        for step in CORE:
            for field in asked(step, BANDS[band]).questions():
                choices = [one for one in getattr(field, "choices", ()) if one.code not in ("rather_not_say", "none")]
                assert not choices or 2 <= len(choices) <= 5, (step.code, field.short_name)


@pytest.mark.parametrize(("band", "faces"), [("8_to_11", 3), ("12_plus", 5), ("unsaid", 5)])
def test_there_are_as_many_good_faces_as_bad_with_the_middle_between(app: Flask, band: str, faces: int) -> None:
    with app.test_request_context():
        codes = [choice.code for choice in offered(asked(questions.Feeling, BANDS[band]), "feeling")]
    scale = ["great", "good", "okay", "not_good", "bad"]
    assert codes[:-1] == [code for code in scale if code in codes]
    assert len(codes[:-1]) == faces
    assert codes[:-1].index("okay") == faces // 2
    assert codes[-1] == "rather_not_say"


@pytest.mark.parametrize("band", BANDS)
def test_not_wanting_to_say_is_offered_with_every_choice(app: Flask, band: str) -> None:
    with app.test_request_context():
        for step in CORE:
            for field in asked(step, BANDS[band]).questions():
                codes = [one.code for one in getattr(field, "choices", ())]
                assert not codes or "rather_not_say" in codes, (step.code, field.short_name)


@pytest.mark.parametrize("band", ["under_8", "8_to_11", "12_plus, easy"])
def test_a_picture_stands_beside_each_question_of_the_young_and_of_easy_words(app: Flask, band: str) -> None:
    with app.test_request_context():
        for step in (*CORE, contact_steps.SafeWays, contact_steps.WhoYouAre):
            assert asked(step, BANDS[band]).picture in names(), step.code
        assert asked(questions.Wish, BANDS["12_plus"]).picture is None


def test_nothing_is_chosen_beforehand(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, {"council": "luton", "age_group": "8_to_11"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    with app.test_request_context():
        path = addresses(VIEWS, {"council": "luton", "age_group": "8_to_11"})
    for address in path:
        page = client.get(f"/young-people/views/{address}").text
        if address not in ("council", "age"):
            assert " checked" not in page, address


def test_a_face_is_a_radio_button_with_a_word(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, {"council": "luton", "age_group": "12_plus"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    page = client.get("/young-people/views/feeling").text
    assert page.count('type="radio" value="') == 6
    great = page[page.index('value="great"') :]
    assert 'aria-hidden="true"' in great[: great.index("Great")]


def test_one_bands_words_are_never_handed_to_another(app: Flask) -> None:
    app.extensions.pop("portal.kept", None)
    for band, heading in (
        ("12_plus", "How do you feel about"),
        ("under_8", "Do you like learning"),
        ("12_plus", "How"),
    ):
        visitor = app.test_client()
        draft = begin(app, VIEWS, {"council": "luton", "age_group": band}, "/young-people/views")
        visitor.set_cookie(*draft.cookie.split("=", 1))
        page = visitor.get("/young-people/views/feeling").text
        assert heading in page[page.index("<h1") :]


def test_an_answer_given_in_another_bands_words_is_still_read_back_in_words(app: Flask, client: FlaskClient) -> None:
    answers = {**ANSWERS, "age_group": "under_8", "feeling": "great", "friends": "some"}
    draft = begin(app, VIEWS, answers, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    page = client.get("/young-people/views/check").text
    assert "Great" in page
    assert "Sometimes" in page
    assert "great</p>" not in page


@pytest.mark.parametrize("answers", [ANSWERS, YOUNGEST])
def test_from_any_page_the_rest_can_be_left_out(app: Flask, answers: dict[str, Any]) -> None:
    with app.test_request_context():
        path = addresses(VIEWS, answers)
    for address in path[path.index("council") + 1 :]:
        client = app.test_client()
        only_place = {"council": "luton", "age_group": answers["age_group"]}
        draft = begin(app, VIEWS, only_place, "/young-people/views", done=False)
        client.set_cookie(*draft.cookie.split("=", 1))
        page = client.get(f"/young-people/views/{address}")
        if page.status_code != 200:
            continue  # opened only by answers that this person did not give
        done = client.post(f"/young-people/views/{address}", data={"csrf_token": draft.token, "finish": "1"})
        assert done.location.endswith("/check"), address


@pytest.mark.parametrize("address", ["before-you-start", "with-whom", "age"])
def test_who_says_that_is_all_before_the_place_is_still_asked_for_it(
    app: Flask, client: FlaskClient, address: str
) -> None:
    draft = begin(app, VIEWS, {}, "/young-people/views", done=False)
    client.set_cookie(*draft.cookie.split("=", 1))
    done = client.post(f"/young-people/views/{address}", data={"csrf_token": draft.token, "finish": "1"})
    assert done.location.endswith("/council")


def test_the_steps_before_the_questions_come_in_order(app: Flask) -> None:
    with app.test_request_context():
        path = addresses(VIEWS, {"council": "luton"})
    assert path[:4] == ["before-you-start", "with-whom", "age", "council"]


def test_the_box_with_numbers_to_call_is_short_so_that_the_question_is_in_sight(
    app: Flask, client: FlaskClient
) -> None:
    draft = begin(app, VIEWS, {"council": "luton"}, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    for address in ("feeling", "around-you", "", "check"):
        assert "now--short" in client.get(f"/young-people/views/{address}".rstrip("/")).text, address
    assert "now--short" not in client.get("/young-people").text


def test_a_mail_about_an_answer_is_offered_only_where_its_sender_tells_nothing(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        assert "notice_email" in asked(contact_steps.SafeWays, BANDS["12_plus"])
        monkeypatch.setitem(app.extensions, "portal.config", replace(config, neutral_mail_from=None))
        form = asked(contact_steps.SafeWays, BANDS["12_plus"])
        assert "notice_email" not in form
        assert offered(form, "contact_how")[0].code == "by_code"
        assert "notice_email" not in form.contact_how()
