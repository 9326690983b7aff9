"""Which language a page speaks, and how a reader changes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from flask import Flask
from flask.testing import FlaskClient

from portal.config import TRANSLATIONS, BadSettings, Config
from portal.web.bidi import FSI, LRI, PDI, isolated
from portal.web.catalogues import is_checked, keep_translations_in
from portal.web.language import listed, own_name
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


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder of translations outside the program, with Panjabi in it, that the portal takes its words from."""
    folder = tmp_path / "translations"
    target = folder / "pa" / "LC_MESSAGES"
    target.mkdir(parents=True)
    catalog = Catalog(locale="pa")
    catalog.add("Cookies", "ਕੂਕੀਜ਼")
    with (target / "messages.po").open("wb") as po, (target / "messages.mo").open("wb") as mo:
        write_po(po, catalog)
        write_mo(mo, catalog)
    keep_translations_in(folder)
    yield folder
    keep_translations_in(TRANSLATIONS)


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
        assert format_date(date(2026, 11, 3), "long") == "3 نومبر، 2026"
        assert listed(["Bedford", "Luton"]) == f"{FSI}Bedford{PDI} اور {FSI}Luton{PDI}"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("کال کریں 0800 1111", f"کال کریں {LRI}0800 1111{PDI}"),
        ("%(team)s کو", f"{FSI}%(team)s{PDI} کو"),
        ("%%{count} حروف", f"{FSI}%%{{count}}{PDI} حروف"),
        ('<a href="/law">قانون</a> (EHC plan).', f'<a href="/law">قانون</a> ({LRI}EHC plan{PDI}).'),
        ("ہاں", "ہاں"),
    ],
)
def test_numbers_and_latin_words_keep_their_order_in_urdu(message: str, shown: str) -> None:
    assert isolated(message) == shown


def test_a_languages_catalogue_may_say_what_it_is_called_and_who_checked_it(tmp_path: Path, elsewhere: Path) -> None:
    assert (own_name("pa"), is_checked("pa")) == ("ਪੰਜਾਬੀ", False)
    catalogue = elsewhere / "fa_AF" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("# Checked by a professional translator: yes\n# Name of the language: دری\nmsgid ...")
    assert (own_name("fa_AF"), is_checked("fa_AF")) == ("دری", True)


def test_a_council_adds_a_language_in_a_folder_of_its_own(tmp_path: Path, elsewhere: Path) -> None:
    """No line of the program names it."""
    folder = tmp_path / "data"
    folder.mkdir()
    app = small_app(folder, languages=("en_GB", "pa"), translations_dir=elsewhere)
    client = app.test_client()
    page = tree(client, "/", Accept_Language="pa-IN")
    links = [(link.get("hreflang"), link.text) for link in page.iter("a") if link.get("hreflang")]
    close(app)
    assert (page.get("lang"), page.get("dir")) == ("pa", "ltr")
    assert "ਕੂਕੀਜ਼" in [link.text for link in page.iter("a")]
    assert ("en-GB", "English") in links


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (("en_GB", "so"), "so has no compiled catalogue"),
        (("en_GB", "xx"), "xx is no code of a language"),
    ],
)
def test_a_language_that_would_break_or_be_english_keeps_the_portal_from_starting(
    tmp_path: Path, elsewhere: Path, languages: tuple[str, ...], said: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (elsewhere / "xx" / "LC_MESSAGES").mkdir(parents=True)
    shutil.copy(elsewhere / "pa" / "LC_MESSAGES" / "messages.mo", elsewhere / "xx" / "LC_MESSAGES" / "messages.mo")
    with pytest.raises(BadSettings, match=said):
        small_app(folder, languages=languages, translations_dir=elsewhere)


def test_the_settings_name_languages_that_are_in_the_folder(elsewhere: Path) -> None:
    env = {"PORTAL_SECRET_KEY": "x" * 32, "PORTAL_TRANSLATIONS_DIR": str(elsewhere)}
    assert Config.from_environment({**env, "PORTAL_LANGUAGES": "pa, en_GB, pa"}).languages == ("pa", "en_GB")
    for wrong in ({"PORTAL_LANGUAGES": "pl"}, {"PORTAL_LANGUAGES": ","}, {"PORTAL_TRANSLATIONS_DIR": "/no/such"}):
        with pytest.raises(BadSettings, match=r"PORTAL_(LANGUAGES|TRANSLATIONS_DIR): "):
            Config.from_environment({**env, **wrong})
