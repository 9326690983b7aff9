"""Pages that are drawn once: the same for everybody, with nothing of anybody in them."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from portal.families.journey import NOTIFY
from portal.web.kept import keep_form
from portal.young_people.journey import VIEWS
from tests.support.answers import LEAST
from tests.support.answers import VIEWS as ANSWERS
from tests.support.drafts import begin

PAGE = "/young-people/views/good-and-hard"
UNANSWERED = {name: value for name, value in ANSWERS.items() if name not in ("going_well", "hard")}
"""Neither question of the page: one answer, and it is drawn for its visitor alone."""
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


class Cleared(dict[str, str]):
    """Another thread empties it right after each question whether something is in it."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found


def test_a_token_that_another_thread_forgets_meanwhile_is_made_anew(app: Flask, client: FlaskClient) -> None:
    client.set_cookie(*begin(app, VIEWS, UNANSWERED, "/young-people/views").cookie.split("=", 1))
    first = TOKEN.search(client.get(PAGE).text)
    app.extensions["portal.tokens"] = Cleared(app.extensions["portal.tokens"])
    second = TOKEN.search(client.get(PAGE).text)
    assert first
    assert second
    assert client.post(PAGE, data={"csrf_token": second[1], "going_well": "x"}).status_code == 303


def test_a_form_that_does_not_hold_its_visitors_token_is_not_kept(app: Flask) -> None:
    for page in ("with somebody else's token", "drawn anew"):
        with app.test_request_context("/"):
            assert keep_form(("a form",), lambda page=page: page) == page.encode()


def test_what_stood_in_an_address_is_on_no_page_of_words_that_is_kept(app: Flask) -> None:
    app.extensions.pop("portal.kept", None)
    assert "somebodys" in app.test_client().get("/families?planted=somebodys").text, "the links to other languages"
    assert "somebodys" not in app.test_client().get("/families").text


def test_the_name_of_a_child_is_on_no_page_that_is_kept(app: Flask) -> None:
    app.extensions.pop("portal.kept", None)
    values = {**LEAST, "children": [{"first_name": "Somebodys", "last_name": "Child"}]}
    visitor = app.test_client()
    visitor.set_cookie(*begin(app, NOTIFY, values).cookie.split("=", 1))
    with app.app_context():
        addresses = [place.address for place in NOTIFY.path(values).places if place.item is not None]
    assert [one for one in addresses if "Somebodys" in visitor.get(f"/families/notify/{one}").text]
    assert "Somebodys" not in kept_pages(app)


def test_nobody_is_offered_the_end_because_somebody_else_may_go_there(app: Flask) -> None:
    app.extensions.pop("portal.kept", None)
    values = {name: value for name, value in LEAST.items() if name != "stage"}
    offered = []
    for done in (True, False):
        visitor = app.test_client()
        visitor.set_cookie(*begin(app, NOTIFY, values, done=done).cookie.split("=", 1))
        offered.append('name="finish"' in visitor.get("/families/notify/where-you-are").text)
    assert offered == [True, False]


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
