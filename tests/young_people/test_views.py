"""The young people's form: almost nothing is needed, help comes at once, and the words are easy."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.directory import ROUTING_FIELDS
from portal.journeys import Answers
from portal.signs.danger import Sign
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.support.journeys import addresses, codes, fields, revealed
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


def test_the_cards_show_where_a_number_comes_from_and_when_it_was_checked(client: FlaskClient) -> None:
    page = client.get("/young-people/people?council=luton").text
    assert "01582 547653" in page
    assert "We checked this on" in page
    assert "Where we found it" in page
    assert client.get("/young-people?council=nowhere").status_code == 200
