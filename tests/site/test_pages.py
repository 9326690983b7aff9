"""The way in, and the pages that say how the site is run."""

from __future__ import annotations

import pytest
from flask import Flask

from portal import directory
from tests.support.pages import CheckedClient, parsed, text_of

PAGES = ("/", "/accessibility", "/privacy", "/cookies", "/contact")


@pytest.mark.parametrize("address", PAGES)
def test_each_page_is_there_and_may_be_found(client: CheckedClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "X-Robots-Tag" not in answer.headers


def test_the_first_page_has_three_doors_young_people_first_and_the_number_for_danger(client: CheckedClient) -> None:
    tree = parsed(client.get("/").data)
    doors = [link.get("href") for heading in tree.iter("h2") for link in heading.iter("a")]
    assert doors == ["/young-people", "/families", "/professionals"]
    links = [link.get("href") for link in tree.iter("a")]
    assert links.index("tel:999") < links.index("/young-people")
    assert "/staff" in links


def test_who_runs_it_names_each_council_with_its_own_website(client: CheckedClient, app: Flask) -> None:
    with app.app_context():
        councils = directory.snapshot().councils
    tree = parsed(client.get("/contact").data)
    links = {link.get("href") for link in tree.iter("a")}
    assert councils
    assert {council.website for council in councils} <= links
    assert all(council.name in text_of(tree) for council in councils)


def test_privacy_names_the_basis_in_law_the_time_and_where_to_ask(client: CheckedClient) -> None:
    words = text_of(parsed(client.get("/privacy").data))
    for said in ("Article 6(1)(e)", "Article 9(2)(g)", "24 hours", "data protection officer", "ico.org.uk"):
        assert said in words


def test_the_accessibility_statement_owns_up_that_nobody_outside_has_looked(client: CheckedClient) -> None:
    words = text_of(parsed(client.get("/accessibility").data))
    assert "No outside expert has audited the site" in words
    assert "partially compliant" in words


def test_reading_the_site_leaves_no_cookie(client: CheckedClient) -> None:
    assert not any(client.get(address).headers.getlist("Set-Cookie") for address in PAGES)


def test_every_cookie_that_is_set_is_on_the_cookies_page(client: CheckedClient) -> None:
    words = text_of(parsed(client.get("/cookies").data))
    assert "session" in words
    assert "language" in words


def test_it_says_ok_while_it_lives(client: CheckedClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok", "text/plain")
