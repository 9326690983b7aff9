"""The young people's form: almost nothing is needed, help comes at once, and the words are easy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.directory import ROUTING_FIELDS, Hours
from portal.journeys import Answers
from portal.signs.danger import Sign
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.support.answers import NOT_SAFE
from tests.support.drafts import begin
from tests.support.forms import form_of, sent_by
from tests.support.journeys import addresses, codes, fields, revealed
from tests.support.pages import parsed, text_of
from tests.support.wording import sentences, texts

LONGEST_SENTENCE = 20
"""Words. Reading age 9 needs sentences of 15 to 20 words at most."""


def path(app: Flask, **answers: str) -> list[str]:
    with app.app_context():
        return addresses(VIEWS, {"council": "luton", **answers})


def test_only_the_place_is_needed() -> None:
    needed = {name for _, name, declared in fields(VIEWS) if declared.kwargs.get("required")} - revealed(VIEWS)
    assert needed == {"council", "postcode"}  # the postcode only for whoever chooses to be found by it


def test_every_choice_but_the_place_can_be_left_unsaid() -> None:
    choices = [name for _, name, declared in fields(VIEWS) if declared.kwargs.get("choices")]
    assert len(choices) >= 14
    for name in set(choices) - {"level", "talk_to"}:  # how to show it, and boxes of which none needs a tick
        assert "rather_not_say" in codes(VIEWS, name), name


def test_nobody_is_asked_for_a_number_who_wants_no_contact(app: Flask) -> None:
    assert not {"which-one", "details", "days"} & set(path(app, wants_contact="no", contact_how="text_me"))
    assert {"details", "days"} <= set(path(app, wants_contact="yes", contact_how="text_me"))
    assert "days" not in path(app, wants_contact="yes", contact_how="rather_not_say")


def test_a_child_of_another_council_is_not_sent_away(app: Flask) -> None:
    with app.app_context():
        found = VIEWS.path({"council": "by_postcode", "postcode": "AL1 3JE"})
    assert "further-away" in [place.address for place in found.places]
    assert not found.ended


def test_a_postcode_that_nobody_has_is_said_so_and_kept(app: Flask) -> None:
    step = next(step for step in VIEWS.every_step() if step.code == "council")
    with app.test_request_context(method="POST", data={"council": "by_postcode", "postcode": "LU9 9ZZ"}):
        form = step(meta={"csrf": False})
        form.prepare(Answers({}))
        assert not form.validate()
        assert "do not know that postcode" in form.summary_errors[0]["text"]
        assert form.postcode.data == "LU9 9ZZ"


@pytest.mark.parametrize("name", ROUTING_FIELDS[Kind.VIEWS])
def test_every_answer_that_routing_asks_about_can_be_given(name: str) -> None:
    found_in_words = {str(sign) for sign in Sign}
    assert set(ROUTING_FIELDS[Kind.VIEWS][name]) <= (found_in_words if name == "signs" else codes(VIEWS, name))


def test_the_limits_are_said_before_anything_else(client: FlaskClient) -> None:
    page = client.get("/young-people/views").text
    order = [page.rindex(words) for words in ("When we have to tell someone", "Who reads it", "You choose", "Start")]
    assert order == sorted(order)


def test_who_reads_it_and_what_it_is_not_stands_before_the_first_question(client: FlaskClient) -> None:
    client.get("/young-people?council=luton")
    page = text_of(parsed(client.get("/young-people/views").data))
    for said in (
        "A few people in one council team read it",
        "At night and at weekends there may be nobody who reads it",
        "This is not for emergencies. If you are in danger, do not wait for us. Call 999",
        "For example: Sam writes",
    ):
        assert said in page, said
    assert "a person answers" not in page, "nobody told us the hours"


def test_where_the_hours_of_the_team_are_known_they_are_said(
    app: Flask, client: FlaskClient, directory_anew: None, steady_directory: None
) -> None:
    memory = app.extensions["portal.directory"]
    week = tuple(Hours(day, time(9), time(17)) for day in range(5))
    stamp, known = memory.kept
    memory.kept = stamp, replace(known, teams=tuple(replace(team, hours=week) for team in known.teams))
    client.get("/young-people?council=luton")
    page = text_of(parsed(client.get("/young-people/views").data))
    assert "In Luton, a person answers: Monday to Friday, 9:00 am to 5:00 pm" in page


def test_what_leaving_does_and_cannot_do_is_said_before_the_first_answer(client: FlaskClient) -> None:
    form = sent_by(form_of(client.get("/young-people/views").data))
    page = client.post("/young-people/views", data=form, follow_redirects=True)
    assert page.request.path == "/young-people/views/before-you-start"
    for said in ("your answers here are gone", "press Shift three times", "It cannot clear the browser’s history"):
        assert said in page.text, said
    assert {"easy", "standard"} == {
        one.get("value") for one in parsed(page.data).iter("input") if one.get("type") == "radio"
    }


def test_every_page_tells_how_far_it_is(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, NOT_SAFE, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    told = []
    for address in path(app, **NOT_SAFE):
        number = re.search(r"Page (\d+) of about (\d+)", client.get(f"/young-people/views/{address}").text)
        assert number, address
        told.append((int(number[1]), int(number[2])))
    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]


def test_no_page_promises_secrecy_or_a_watching_eye() -> None:
    promise = re.compile(
        r"\b(stays? secret|keep it secret|anonymous|nobody will (ever )?know|confidential|always here)\b", re.I
    )
    assert not [text for text in texts("young_people") if promise.search(text)]


def test_what_parents_see_is_only_promised_beside_the_limits() -> None:
    for text in texts("young_people"):
        if "to your parents" in text and "do not show" in text:
            assert re.search(r"have to (share|tell)|can ask the council", text), text


@pytest.mark.parametrize("text", sorted(set(texts("young_people"))))
def test_sentences_are_short(text: str) -> None:
    for sentence in sentences(text):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


def test_leaving_forgets_everything_and_shows_a_neutral_page(client: FlaskClient) -> None:
    response = client.get("/young-people/exit")
    assert response.status_code == 302
    assert response.location == "https://www.bbc.co.uk/weather"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_after_leaving_the_first_page_in_the_history_does_not_tell_that_there_were_answers(client: FlaskClient) -> None:
    form = sent_by(form_of(client.get("/young-people/views").data))
    first = client.post("/young-people/views", data=form).location
    assert client.get(first).status_code == 200
    client.get("/young-people/exit")
    page = client.get(first, follow_redirects=True)
    assert page.request.path == "/young-people/views"
    assert "We could not find your answers" not in page.text
    assert "your browser may be blocking cookies" in page.text, "for that is the other reason to come here"


def test_who_presses_send_when_the_answers_are_gone_is_told(client: FlaskClient) -> None:
    pressed = client.post("/young-people/views/check", data={"draft": "gone"}, follow_redirects=True)
    assert "We could not find your answers" in pressed.text


def test_the_cards_show_where_a_number_comes_from_and_when_it_was_checked(client: FlaskClient) -> None:
    page = client.get("/young-people/people?council=luton").text
    assert "01582 547653" in page
    assert "We checked this on" in page
    assert "Where we found it" in page
    assert client.get("/young-people?council=nowhere").status_code == 200
