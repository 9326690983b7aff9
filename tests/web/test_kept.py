"""Pages that are drawn once: the same for everybody, with nothing of anybody in them."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from portal.young_people.journey import VIEWS
from tests.support.answers import VIEWS as ANSWERS
from tests.support.drafts import begin

PAGE = "/young-people/views/good-and-hard"
UNANSWERED = {name: value for name, value in ANSWERS.items() if name != "going_well"}
TOKEN = re.compile('name="csrf_token" value="([^"]+)"')


def kept_pages(app: Flask) -> str:
    return b"".join(piece for _, page in app.extensions.get("portal.kept", {}).values() for piece in page).decode()


def test_two_people_get_the_same_question_each_with_a_token_of_their_own(app: Flask) -> None:
    tokens, pages = [], []
    for _ in range(2):
        client = app.test_client()
        draft = begin(app, VIEWS, UNANSWERED, "/young-people/views")
        client.set_cookie(*draft.cookie.split("=", 1))
        page = client.get(PAGE).text
        token = TOKEN.search(page)
        assert token
        tokens.append(token[1])
        pages.append(page.replace(token[1], ""))
        answer = client.post(PAGE, data={"csrf_token": token[1], "going_well": "x"})
        assert answer.status_code == 303, "the token is good"
    assert pages[0] == pages[1]
    assert tokens[0] != tokens[1]
    assert not [token for token in tokens if token in kept_pages(app)]


def test_a_page_drawn_later_in_a_visit_holds_no_token_of_that_visitor(app: Flask) -> None:
    app.extensions.pop("portal.kept", None)
    first = begin(app, VIEWS, {"council": "luton"}, "/young-people/views")
    client = app.test_client()
    client.set_cookie(*first.cookie.split("=", 1))
    client.get(PAGE)
    time.sleep(1.1)  # a token signed now is another one
    for address in ("with-whom", "age", "feeling"):
        shown = TOKEN.search(client.get(f"/young-people/views/{address}").text)
        assert shown
        assert shown[1] not in kept_pages(app)
    assert len(app.extensions["portal.kept"]) == 4


@pytest.mark.parametrize("asked", ["planted=somebodys", "change=somebodys", "change=1&planted=somebodys"])
def test_what_stood_in_one_visitors_address_is_on_no_page_of_another(app: Flask, asked: str) -> None:
    app.extensions.pop("portal.kept", None)
    for query in (asked, ""):
        visitor = app.test_client()
        visitor.set_cookie(*begin(app, VIEWS, UNANSWERED, "/young-people/views").cookie.split("=", 1))
        page = visitor.get(f"{PAGE}?{query}").text
        again = visitor.get(f"{PAGE}?change=1").text
    assert "somebodys" not in page
    assert "somebodys" not in again
    assert "somebodys" not in kept_pages(app)


def test_one_persons_token_is_refused_from_another(app: Flask) -> None:
    mine, theirs = (begin(app, VIEWS, UNANSWERED, "/young-people/views") for _ in range(2))
    client = app.test_client()
    client.set_cookie(*mine.cookie.split("=", 1))
    their_client = app.test_client()
    their_client.set_cookie(*theirs.cookie.split("=", 1))
    token = TOKEN.search(their_client.get(PAGE).text)
    assert token
    refused = client.post(PAGE, data={"csrf_token": token[1], "going_well": "x"}, follow_redirects=True)
    assert "There is a problem" in refused.text


def test_what_somebody_answered_is_in_no_page_that_is_kept(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, ANSWERS, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    with app.app_context():
        places = VIEWS.path(ANSWERS).places
    for place in places:
        page = client.get(f"/young-people/views/{place.address}")
        assert page.status_code == 200
    assert ANSWERS["going_well"] in client.get(PAGE).text
    assert ANSWERS["going_well"] not in kept_pages(app)
    assert not re.search("<input[^>]* checked", kept_pages(app))


def test_a_page_for_somebody_with_a_session_is_never_kept(app: Flask) -> None:
    app.extensions.pop("portal.kept", None)
    visitor = app.test_client()
    draft = begin(app, VIEWS, UNANSWERED, "/young-people/views")
    visitor.set_cookie(*draft.cookie.split("=", 1))
    assert visitor.get("/families").status_code == 200
    assert kept_pages(app) == ""
    assert app.test_client().get("/families").status_code == 200
    assert kept_pages(app) != ""


def test_the_top_of_a_page_shows_the_mark_of_its_own_council_and_of_no_other(app: Flask) -> None:
    page = "{% set brand = council %}{{ chrome('header') }}"
    shown = []
    for brand in ({"name": "One", "logo": "/one.svg"}, {"name": "Two", "logo": "/two.svg"}, {}) * 2:
        with app.test_request_context("/families"):
            shown.append(render_template_string(page, council=brand))
    assert shown[:3] == shown[3:]
    assert ["one.svg" in page for page in shown[:3]] == [True, False, False]
    assert ["two.svg" in page for page in shown[:3]] == [False, True, False]
