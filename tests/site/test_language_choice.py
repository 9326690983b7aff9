"""A reader chooses a language once, by its own name, and it stays: through the form, its errors, and leaving."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from portal.config import Config
from tests.support import browser as windows
from tests.support.pages import CheckedClient, parsed


def spoken(client: CheckedClient, address: str, status: int = 200, **headers: str) -> str | None:
    """The language of the page at ``address``."""
    answer = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == status
    return parsed(answer.data).get("lang")


def test_before_anybody_chooses_the_browser_has(client: CheckedClient) -> None:
    for address in ("/", "/young-people", "/young-people/views", "/families", "/professionals", "/privacy"):
        assert spoken(client, address, Accept_Language="ur-PK, en;q=0.8") == "ur"
    assert spoken(client, "/nowhere", 404, Accept_Language="ro") == "ro"


def test_a_choice_outlives_every_page_and_every_error(client: CheckedClient) -> None:
    assert spoken(client, "/young-people?lang=ur", Accept_Language="pl") == "ur"
    for address in ("/", "/young-people/people", "/young-people/views", "/families", "/professionals", "/cookies"):
        assert spoken(client, address, Accept_Language="pl") == "ur"
    assert spoken(client, "/young-people/nowhere", 404, Accept_Language="pl") == "ur"
    refused = client.post("/families/notify/main-reason", data={}, headers={"Accept-Language": "pl"})
    assert refused.status_code == 422
    assert parsed(refused.data).get("lang") == "ur"


def test_leaving_in_a_hurry_forgets_the_visit_but_not_the_language(client: CheckedClient) -> None:
    spoken(client, "/young-people?lang=ur")
    assert client.get("/young-people/exit").status_code == 302
    assert spoken(client, "/young-people", Accept_Language="pl") == "ur"


def test_it_is_asked_once_and_kept_without_asking_again(client: CheckedClient) -> None:
    first = client.get("/young-people?lang=ur")
    assert any(cookie.startswith("language=ur") for cookie in first.headers.getlist("Set-Cookie"))
    again = client.get("/young-people")
    assert not any(cookie.startswith("language=") for cookie in again.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("asked", ["eo", "xx", "../../etc/passwd", "UR", "ur,pl", "%00"])
def test_a_language_that_is_not_offered_changes_nothing(client: CheckedClient, asked: str) -> None:
    spoken(client, "/?lang=pl")
    answer = client.get("/", query_string={"lang": asked})
    assert parsed(answer.data).get("lang") == "pl"
    assert not any(cookie.startswith("language=") for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("size", [windows.PHONE, windows.DESKTOP], ids=["phone", "desktop"])
def test_somebody_who_reads_no_english_finds_their_language_by_its_own_name(
    new_page: Callable[..., Page], size: dict[str, object]
) -> None:
    page = new_page(**size)
    page.goto("/young-people/your-information")
    page.locator(".languages summary").click()
    names = page.locator(".languages li").all_inner_texts()
    assert names[:5] == ["English", "Polski", "Română", "اردو", "বাংলা"]
    assert len(names) == len(Config.languages)
    page.get_by_role("link", name="اردو").click()
    assert page.url.endswith("/young-people/your-information?lang=ur")
    page.goto("/young-people/views")
    page.locator("main form button").first.click()
    assert "/young-people/views/" in page.url
    assert page.locator("html").get_attribute("lang") == "ur"
    assert page.locator("html").get_attribute("dir") == "rtl"


@pytest.mark.parametrize("language", ["pl", "ro", "ur", "bn"])
def test_words_in_another_language_than_the_page_say_so(new_page: Callable[..., Page], language: str) -> None:
    """A screen reader changes its voice by ``lang``; letters of another script give a lost mark away."""
    page = new_page()
    page.goto(f"/young-people/people?council=luton&lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    for code, words in (("en-GB", "English"), ("pl", "Polski"), ("ur", "اردو"), ("bn", "বাংলা")):
        shown = page.locator(".languages li").get_by_text(words, exact=True)
        assert shown.evaluate("element => element.closest('[lang]').lang") == code
    for link in page.locator(".unchecked a").all():
        assert link.get_attribute("lang") == "en-GB"
    for about in page.locator(".team__about").all():
        assert about.get_attribute("lang") == "en-GB"
