"""Which language a page speaks, and how a reader changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.web.language import listed
from tests.support.pages import parsed
from tests.web.small import close, small_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = small_app(tmp_path)
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def tree(client: FlaskClient, address: str, **headers: str) -> Element:
    return parsed(client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()}).data)


def test_without_a_wish_a_page_is_in_british_english(client: FlaskClient) -> None:
    page = tree(client, "/")
    assert (page.get("lang"), page.get("dir")) == ("en-GB", "ltr")


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("pl", "pl"),
        ("pl-PL,en;q=0.5", "pl"),
        ("fr, ur;q=0.4", "ur"),
        ("en-US", "en-GB"),
        ("fr", "en-GB"),
        ("*", "en-GB"),
        (";;q=x", "en-GB"),
    ],
)
def test_the_browser_says_what_its_reader_speaks(client: FlaskClient, asked: str, lang: str) -> None:
    assert tree(client, "/", Accept_Language=asked).get("lang") == lang


def test_a_language_asked_for_once_stays(client: FlaskClient) -> None:
    assert tree(client, "/?lang=ur", Accept_Language="pl").get("lang") == "ur"
    assert tree(client, "/", Accept_Language="pl").get("lang") == "ur"
    assert tree(client, "/?lang=en_GB").get("lang") == "en-GB"
    assert tree(client, "/", Accept_Language="pl").get("lang") == "en-GB"


@pytest.mark.parametrize("asked", ["bn", "xx", "", "../../etc", "en", "pl_PL"])
def test_a_language_that_is_not_on_offer_is_ignored(client: FlaskClient, asked: str) -> None:
    answer = client.get("/", query_string={"lang": asked})
    assert parsed(answer.data).get("lang") == "en-GB"
    assert "Set-Cookie" not in answer.headers


def test_the_choice_is_kept_in_a_cookie_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    app = small_app(folder, url="https://learning-at-home.example")
    cookie = app.test_client().get("/?lang=pl").headers["Set-Cookie"]
    close(app)
    assert cookie.startswith("language=pl;")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_urdu_runs_from_right_to_left_in_a_sheet_made_for_it(client: FlaskClient) -> None:
    page = tree(client, "/?lang=ur")
    sheets = [link.get("href", "") for link in page.iter("link") if link.get("rel") == "stylesheet"]
    assert page.get("dir") == "rtl"
    assert len(sheets) == 1
    assert "public.rtl." in sheets[0]


def test_each_language_is_named_in_itself_and_leads_to_this_very_page(client: FlaskClient) -> None:
    page = tree(client, "/?words=a%26b&words=c&lang=pl")
    links = {link.get("hreflang"): link for link in page.iter("a") if link.get("rel") == "alternate nofollow"}
    assert {lang: link.text for lang, link in links.items()} == {"en-GB": "English", "ur": "اردو"}
    assert links["ur"].get("href") == "?words=a%26b&words=c&lang=ur"
    assert links["ur"].get("lang") == "ur"


def test_with_one_language_there_is_nothing_to_choose(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    app = small_app(folder, languages=("en_GB",))
    page = parsed(app.test_client().get("/").data)
    close(app)
    assert not [link for link in page.iter("a") if link.get("hreflang")]


def test_staff_pages_are_english_whatever_is_asked(client: FlaskClient) -> None:
    assert tree(client, "/staff/page?lang=ur").get("lang") == "en-GB"


def test_dates_and_lists_read_as_people_here_write_them(app: Flask) -> None:
    from datetime import date

    from flask_babel import format_date

    with app.test_request_context("/"):
        assert format_date(date(2026, 11, 3), "long") == "3 November 2026"
        assert listed(["Bedford", "Luton", "Torbay"]) == "Bedford, Luton and Torbay"
    with app.test_request_context("/?lang=ur"):
        assert listed(["Bedford", "Luton"]) == "Bedford اور Luton"
