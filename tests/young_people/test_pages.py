"""The young people's pages of words: in each language, at two levels, for one council, and left without a trace."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import escape

from portal.directory import snapshot
from portal.pages import Level, library
from portal.pages.library import read_all
from tests.conftest import ROOT
from tests.support.pages import CheckedClient, parsed, text_of

HOME = "/young-people"
SLUGS = sorted({page.slug for page in library().pages if page.space == "young-people" and page.slug != "index"})
LANGUAGES = library().locales


def heading(client: CheckedClient, address: str) -> str:
    return text_of(next(parsed(client.get(address).data).iter("h1")))


def title(slug: str, level: Level = Level.STANDARD, locale: str = "en_GB") -> str:
    page = library().page("young-people", slug, locale, level)
    assert page
    return page.title


def is_easy(client: CheckedClient, address: str) -> bool:
    return 'class="ideas"' in client.get(address).text


def test_the_space_has_every_page_that_was_promised() -> None:
    assert SLUGS == [
        "exams-and-college",
        "extra-help",
        "health",
        "home-education",
        "people",
        "school",
        "staying-private",
        "the-council",
        "when-things-are-hard",
        "your-information",
        "your-rights",
    ]


@pytest.mark.parametrize(
    ("level", "promised"),
    [
        (
            Level.STANDARD,
            (
                "It cannot take this site out of the browser’s <strong>history</strong>",
                "an empty history can look odd, and someone may ask why",
                "Then use another device",
                "It cannot stop an app that watches what you do",
            ),
        ),
        (
            Level.EASY,
            (
                "Someone may still see that you were here.",
                "An empty list of pages can look odd. Someone may ask why.",
                "You can use a computer at a library.",
                "Some phones have an app that watches. We cannot stop it.",
            ),
        ),
    ],
)
def test_staying_private_says_what_cannot_be_hidden(
    client: CheckedClient, level: Level, promised: tuple[str, ...]
) -> None:
    page = client.get(f"{HOME}/staying-private?level={level}").text
    for said in promised:
        assert said in page, said


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_is_there_in_every_language_and_at_both_levels(
    client: CheckedClient, slug: str, locale: str
) -> None:
    for level in Level:
        answer = client.get(f"{HOME}/{slug}?level={level}&lang={locale}")
        assert answer.status_code == 200
        assert text_of(next(parsed(answer.data).iter("h1"))) == title(slug, level, locale)
        assert "0800 1111" in answer.text
        for call in ("tel:999", "tel:08001111", "sms:85258", "tel:111"):
            assert f'href="{call}' in answer.text.split('id="main"')[0], "help now is on top of every page"
        assert not re.search(r"(service|site|page|picture):[a-z]", answer.text)


def test_a_level_is_kept_until_it_is_switched_back(client: CheckedClient) -> None:
    assert not is_easy(client, f"{HOME}/health")
    assert is_easy(client, f"{HOME}/health?level=easy")
    assert is_easy(client, f"{HOME}/school")
    assert is_easy(client, f"{HOME}/health")
    client.get(f"{HOME}/school?level=standard")
    assert not is_easy(client, f"{HOME}/health")


def test_two_readers_of_one_page_each_get_their_own_level_and_council(app: Flask) -> None:
    easy, standard = app.test_client(), app.test_client()
    easy.get(f"{HOME}?level=easy&council=luton")
    standard.get(f"{HOME}?council=bedford")
    for _ in range(2):  # the second time from what is kept
        for address in (f"{HOME}/people", f"{HOME}/health"):
            assert 'class="ideas"' in easy.get(address).text
            assert 'class="ideas"' not in standard.get(address).text
        assert "People in Luton" in easy.get(f"{HOME}/people").text
        assert "People in Bedford" in standard.get(f"{HOME}/people").text


def test_leaving_takes_every_choice_from_the_device_but_the_language(client: CheckedClient) -> None:
    client.get(f"{HOME}/people?level=easy&council=luton&lang=ur")
    for name in ("level", "council", "language"):
        assert client.get_cookie(name), name
    client.get(f"{HOME}/exit")
    assert not client.get_cookie("level")
    assert not client.get_cookie("council")
    language = client.get_cookie("language")
    assert language
    assert language.value == "ur"


@pytest.mark.parametrize("made_up", ["nowhere", "<b>", "a" * 5000, "torbay\u202e", "🙂", "luton%0d%0aX: y"])
def test_what_somebody_made_up_is_not_kept(client: CheckedClient, made_up: str) -> None:
    answer = client.get(f"{HOME}/people", query_string={"council": made_up, "level": made_up})
    assert answer.status_code == 200
    assert "Where do you live?" in answer.text
    assert not client.get_cookie("council")
    assert not client.get_cookie("level")


@pytest.mark.parametrize("address", ["nowhere", "index", "health.easy", "..%2f..", "%00", "x" * 3000])
def test_a_page_that_is_not_there_says_so(client: CheckedClient, address: str) -> None:
    assert client.get(f"{HOME}/{address}").status_code in (400, 404)


def test_the_people_of_a_council_are_shown_when_it_is_chosen(client: CheckedClient) -> None:
    assert "01582 547653" not in client.get(f"{HOME}/people").text
    chosen = client.get(f"{HOME}/people?council=luton")
    assert "01582 547653" in chosen.text
    assert "01582 547653" in client.get(f"{HOME}/people").text
    assert "0300 300 8585" in client.get(f"{HOME}/people?council=central-bedfordshire").text


def test_a_postcode_leads_to_its_council_and_goes_nowhere_else(client: CheckedClient) -> None:
    answer = client.submit(f"{HOME}/find-council", postcode="lu1 2bq")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{HOME}/people?council=luton#people"
    for cookie in ("council", "session"):
        kept = client.get_cookie(cookie)
        assert "2bq" not in (kept.value.lower() if kept else "")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write your postcode"),
        ("LU1 0AA", "We do not know that postcode"),
        ("x", "Enter a full UK postcode"),
        ("🙂\u202e<b>", "Enter a full UK postcode"),
        ("=1" * 3000, "must have 20 characters or fewer"),
    ],
)
def test_a_postcode_that_is_none_is_met_with_words_beside_it(client: CheckedClient, typed: str, says: str) -> None:
    answer = client.submit(f"{HOME}/find-council", postcode=typed)
    assert answer.status_code == 303, "what is typed here is no answer to a button: Back would send it again"
    for _ in range(2):
        page = client.get(answer.location)
        assert says in page.text
        assert escape(typed) in page.text
    assert typed not in answer.location or not typed


def test_the_next_postcode_takes_the_place_of_the_one_before(app: Flask, client: CheckedClient) -> None:
    first = client.submit(f"{HOME}/find-council", postcode="nonsense").location
    second = client.submit(first, postcode="ZZ9 9ZZ").location
    assert "nonsense" not in client.get(first).text
    assert "ZZ9 9ZZ" in client.get(second).text
    assert client.submit(second, postcode="LU1 2BQ").location == f"{HOME}/people?council=luton#people"


def test_a_postcode_sent_with_an_old_token_is_still_there(client: CheckedClient) -> None:
    answer = client.post(f"{HOME}/find-council", data={"csrf_token": "old", "postcode": "LU1 2BQ"})
    page = client.get(answer.location).text
    assert "This page was open for a long time" in page
    assert "LU1 2BQ" in page


def test_a_postcode_of_another_council_is_told_where_to_go_and_may_still_write(client: CheckedClient) -> None:
    page = client.submit(f"{HOME}/find-council", postcode="AL1 3JE", follow=True).text
    assert "St Albans" in page or "Hertfordshire" in page
    assert f"{HOME}/views" in page


def test_the_numbers_in_the_box_on_top_are_those_of_the_directory(app: Flask, client: CheckedClient) -> None:
    with app.app_context():
        numbers = {service.code: {contact.href for contact in service.contacts} for service in snapshot().services}
    shown = re.findall(r'href="((?:tel|sms):[0-9]+)', client.get(HOME).text)
    assert shown[:4] == ["tel:999", "tel:08001111", "sms:85258", "tel:111"]
    for code, href in zip(("emergency", "childline", "shout", "nhs-111"), shown, strict=False):
        assert href in numbers[code]


def test_a_page_says_when_it_was_read_over(client: CheckedClient) -> None:
    assert "We last read this page over on 21 November 2026." in client.get(f"{HOME}/health").text


def test_an_unchecked_translation_says_so_in_its_language_and_links_the_english(client: CheckedClient) -> None:
    page = client.get(f"{HOME}/health?lang=pl").text
    assert "Read this page in English" in page
    assert "lang=en_GB" in page
    assert "Read this page in English" not in client.get(f"{HOME}/health?lang=en_GB").text


def test_a_council_may_say_it_in_its_own_words_and_add_a_page(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "translations" / "en_GB" / "pages", tmp_path / "en_GB" / "pages")
    own = tmp_path / "en_GB" / "pages" / "luton" / "young-people"
    own.mkdir(parents=True)
    source = (tmp_path / "en_GB/pages/young-people/health.standard.md").read_text()
    (own / "health.standard.md").write_text(source.replace("title: Health", "title: Health in Luton"))
    (own / "bus-passes.standard.md").write_text(source.replace("title: Health", "title: Bus passes"))
    monkeypatch.setattr("portal.young_people.views.library", lambda: read_all(tmp_path))
    app.extensions.pop("portal.kept", None)
    assert heading(client, f"{HOME}/health") == "Health"
    assert client.get(f"{HOME}/bus-passes").status_code == 404
    assert "Bus passes" in client.get(f"{HOME}?council=luton").text
    assert heading(client, f"{HOME}/health") == "Health in Luton"
    assert heading(client, f"{HOME}/bus-passes") == "Bus passes"
    app.extensions.pop("portal.kept", None)
