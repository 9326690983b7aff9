"""Leaflets and cards: they fit their paper, everybody can read them, and a card tells nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.directory import DATA, load, snapshot
from portal.directory.facts import Council
from portal.pages import Level, Library, library
from portal.printing import Kept, Pdf
from portal.storage import db
from portal.web.catalogues import translations_folder
from portal.young_people import leaflets
from portal.young_people.leaflets import Leaflet
from tests.support import pdf

LOCALES = tuple(sorted(folder.parent.name for folder in translations_folder().glob("*/pages")))
NAMES = ("a4-standard", "a4-easy", "a5-standard", "a5-easy", "card", "cards")
PAGES = {
    "a4": [(595, 842)] * 2,
    "a5": [(842, 595)] * 2,
    "card": [(241, 156)],
    "cards": [(595, 842)],
}
REACH = 14
"""Points, some 5 mm: no printer reaches nearer to the edge."""
GIVES_AWAY = (
    *("home", "learn", "educat", "school", "council", "child", "young", "help", "safe", "abuse", "private"),
    *("dom", "nauk", "eduk", "szko", "urz", "dzie", "młod", "pomoc", "bezpiecz"),
    *("acas", "învăț", "educa", "școal", "consili", "copil", "tiner", "ajut", "sigur"),
    *("گھر", "تعلیم", "اسکول", "کونسل", "بچ", "نوجوان", "مدد", "محفوظ"),
    *("ਘਰ", "ਪੜ੍ਹ", "ਸਕੂਲ", "ਕੌਂਸਲ", "ਬੱਚ", "ਨੌਜਵਾਨ", "ਮਦਦ", "ਸੁਰੱਖਿਅਤ"),
    *("বাড়ি", "শিক্ষা", "স্কুল", "কাউন্সিল", "শিশু", "তরুণ", "সাহায্য", "নিরাপদ"),
)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all the processes of a run: what one made, no other makes."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "leaflets"


@pytest.fixture(autouse=True)
def one_shelf(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests share what was made, on both databases."""
    monkeypatch.setattr(leaflets, "_kept", lambda: Kept(shelf))


def council(code: str = "luton") -> Council:
    found = snapshot().council(code)
    assert found is not None
    return found


def printed(app: Flask, locale: str, name: str, code: str = "luton") -> bytes:
    with app.app_context():
        return leaflets.printed(leaflets.find_leaflet(code, locale, name)).content


@contextmanager
def luton_with(app: Flask, tmp_path: Path, old: str, new: str) -> Iterator[None]:
    """Luton's file with something else in it."""
    told = (DATA / "luton.toml").read_text(encoding="utf-8")
    assert old in told
    file = tmp_path / "luton.toml"
    file.write_text(told.replace(old, new), encoding="utf-8")
    with app.app_context():
        load(file, db.session)
        db.session.commit()
        snapshot(fresh=True)
        yield


# What there is, and that it fits


def test_every_council_has_every_leaflet_in_every_language_at_the_size_that_we_promise(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaflets, "AT_WORST", {level: () for level in Level})
    with app.app_context():
        for each in snapshot().councils:
            offered = leaflets.leaflets(each)
            assert {(one.locale, one.name) for one in offered} == set(product(LOCALES, NAMES))
            assert all(leaflets.printed(one).content for one in offered), each.code


def test_nothing_that_we_promise_is_small() -> None:
    assert min(leaflets.PROMISED[Level.STANDARD]) >= 12
    assert min(leaflets.PROMISED[Level.EASY]) >= 16


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("locale", LOCALES)
def test_each_has_its_paper_and_letters_stay_where_printers_reach(app: Flask, locale: str, name: str) -> None:
    made = printed(app, locale, name)
    assert pdf.sizes(made) == PAGES[name.partition("-")[0]]
    assert min(pdf.margins(made)) > (10 if name == "card" else REACH)


def test_a_language_without_words_of_its_own_has_the_cards_and_nothing_in_english(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = Library(tuple(page for page in library().pages if (page.space, page.locale) != ("leaflet", "pl")))
    monkeypatch.setattr(leaflets, "library", lambda: rest)
    with app.app_context():
        names = {leaflet.name for leaflet in leaflets.leaflets(council()) if leaflet.locale == "pl"}
        assert names == {"card", "cards"}
        with pytest.raises(leaflets.NoSuchLeaflet):
            leaflets.find_leaflet("luton", "pl", "a4-easy")


# Everybody can read it


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("locale", LOCALES)
def test_each_can_be_read_aloud(app: Flask, locale: str, name: str, tmp_path: Path) -> None:
    made = printed(app, locale, name)
    assert pdf.faults(made, tmp_path) == []
    with pdf.opened(made) as parts:
        assert str(parts.Root.Lang) == locale.replace("_", "-")
        assert parts.Root.MarkInfo.Marked
        assert parts.Root.ViewerPreferences.DisplayDocTitle
        assert str(parts.docinfo.Title)
        kinds = [kind for kind, _ in pdf.elements(parts)]
    assert all(pdf.alternatives(made))
    assert pdf.alternatives(made)
    assert kinds.count("/H1") == (0 if name.startswith("card") else 1)
    assert all(pdf.fonts(made).values())
    assert all("Noto" in font for font in pdf.fonts(made))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_whoever_listens_hears_the_title_first_and_then_whom_to_call(app: Flask, locale: str, paper: str) -> None:
    with pdf.opened(printed(app, locale, f"{paper}-easy")) as parts:
        headings = [(kind, str(about.get("/T", ""))) for kind, about in pdf.elements(parts) if kind[:2] == "/H"]
        title = str(parts.docinfo.Title)
    assert headings[0] == ("/H1", title)
    assert headings[1][0] == "/H2"
    assert len(headings) >= 6


@pytest.mark.parametrize("locale", LOCALES)
def test_easy_words_stand_beside_their_pictures_and_each_picture_says_what_it_shows(app: Flask, locale: str) -> None:
    page = library().exact("leaflet", "leaflet", locale, Level.EASY)
    assert page is not None
    shown = [item["picture"]["alt"] for block in page.blocks for item in block.get("items", []) if item["picture"]]
    told = pdf.alternatives(printed(app, locale, "a4-easy"))
    assert len(shown) >= 8
    assert set(shown) <= set(told)


def test_the_words_on_it_are_those_of_the_page(app: Flask) -> None:
    for level in Level:
        page = library().exact("leaflet", "leaflet", "en_GB", level)
        assert page is not None
        said = [page.title, page.summary]
        for block in page.blocks:
            said += [block["text"]] if "text" in block else [item["text"] for item in block["items"]]
        for paper in ("a4", "a5"):
            words = "".join(pdf.words(printed(app, "en_GB", f"{paper}-{level}")).split())
            assert all("".join(text.split()) in words for text in said)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["a4-standard", "a5-easy"])
def test_numbers_stand_in_their_own_order_in_every_language(app: Flask, locale: str, name: str) -> None:
    made = printed(app, locale, name)
    for first, last in (("0800", "1111"), ("01582", "547653"), ("0300 300", "8123")):
        places = pdf.places(made, last)
        assert places, last
        for begins, ends in pdf.places(made, first):
            assert any(begins < ends < other < ends + 20 for other, _ in places), (first, last)
    for number in ("999", "85258", "111"):
        assert pdf.places(made, number)


# What it says of a team


def test_it_names_the_teams_the_number_for_the_night_and_the_day_somebody_looked(app: Flask) -> None:
    for name in NAMES[:4]:
        words = pdf.words(printed(app, "en_GB", name))
        for said in ("01582 547653", "0300 300 8123", "www.luton.gov.uk", "We checked this on 3 November 2026."):
            assert said in words


def test_another_number_is_another_leaflet_at_once(app: Flask, tmp_path: Path) -> None:
    before = printed(app, "en_GB", "a4-standard")
    with luton_with(app, tmp_path, "01582 547653", "01632 960123"):
        words = pdf.words(leaflets.printed(leaflets.find_leaflet("luton", "en_GB", "a4-standard")).content)
    assert "01582 547653" in pdf.words(before)
    assert ("01632 960123" in words, "01582 547653" in words) == (True, False)


def test_a_number_that_nobody_checked_is_not_printed(app: Flask, tmp_path: Path) -> None:
    told = 'source = "https://blmkhealthandcarepartnership.org/safeguarding-and-domestic-abuse"\n'
    with luton_with(app, tmp_path, told, ""):
        words = pdf.words(leaflets.printed(leaflets.find_leaflet("luton", "en_GB", "a5-easy")).content)
    assert "01582 547653" not in words
    assert "0300 300 8123" not in words
    assert "We have not checked a number for this team yet." in words


def test_an_old_number_says_so_and_where_to_look(app: Flask, tmp_path: Path) -> None:
    with luton_with(app, tmp_path, "2026-11-03", "2019-11-03"):
        words = pdf.words(leaflets.printed(leaflets.find_leaflet("luton", "en_GB", "a4-easy")).content)
    assert "more than six months ago" in words
    assert "2019" not in words


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en_GB"])
def test_words_that_no_translator_has_checked_say_so(app: Flask, locale: str) -> None:
    with app.app_context():
        data = _data(leaflets.find_leaflet("luton", locale, "a4-easy"))
        english = _data(leaflets.find_leaflet("luton", "en_GB", "a4-easy"))
    page = library().exact("leaflet", "leaflet", locale, Level.EASY)
    assert page is not None
    assert len(data["small"]) == len(english["small"]) + (not page.checked)
    assert data["small"][0] != english["small"][0], "the line that it is not for emergencies is not translated"


def test_what_a_council_writes_is_printed_as_it_is(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "#panic() $x$ =HYPERLINK *b* @a <l>"
    page = library().exact("leaflet", "leaflet", "en_GB", Level.STANDARD)
    assert page is not None
    own = replace(page, council="luton", title=hostile, markdown=f"## {hostile}\n\n- `{hostile}`\n- {hostile}\n")
    monkeypatch.setattr(leaflets, "library", lambda: Library((*library().pages, own)))
    words = "".join(pdf.words(printed(app, "en_GB", "a4-standard")).split())
    assert words.count("#panic()$x$=HYPERLINK") >= 3


# Where the codes lead


@pytest.mark.parametrize("name", NAMES[:4])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_phone_that_scans_a_leaflet_gets_the_pages_in_its_language_and_level(
    app: Flask, locale: str, name: str
) -> None:
    [code] = pdf.codes(printed(app, locale, name))
    level = name.partition("-")[2]
    assert code == f"http://127.0.0.1:8000/young-people?council=luton&lang={locale}&level={level}"
    answer = app.test_client().get(code.removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200
    assert f'lang="{locale.replace("_", "-")}"' in answer.text


def test_the_address_is_printed_too_for_whoever_types(app: Flask) -> None:
    for name in NAMES[:4]:
        assert "127.0.0.1:8000/young-people" in "".join(pdf.words(printed(app, "en_GB", name)).split())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_leads_to_the_councils_pages_in_its_language_by_an_address_that_says_nothing(
    app: Flask, locale: str
) -> None:
    codes = pdf.codes(printed(app, locale, "card"))
    assert pdf.codes(printed(app, locale, "cards")) == codes * 10
    found = re.fullmatch(r"http://127\.0\.0\.1:8000(/y/[bcdfghjkmnpqrstvwxyz]{7})", codes[0])
    assert found
    answer = app.test_client().get(found[1])
    assert (answer.status_code, answer.location) == (302, f"/young-people?council=luton&lang={locale}")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["card", "cards"])
def test_nothing_on_a_card_or_in_its_file_gives_away_what_it_is_for(app: Flask, locale: str, name: str) -> None:
    made = printed(app, locale, name)
    with app.app_context():
        names = [word for each in snapshot().councils for word in (each.name, each.short_name, each.code)]
        data = _data(leaflets.find_leaflet("luton", locale, name))
    config = app.extensions["portal.config"]
    said = " ".join((pdf.words(made), *pdf.strings(made), data["title"], data["scan"]["alt"])).lower()
    for word in (*GIVES_AWAY, *names, config.site_name, "127.0.0.1", "http://127", "young-people"):
        assert word.lower() not in said, word
    assert data["title"] in pdf.strings(made)


def test_the_list_of_words_that_give_away_finds_them_on_a_leaflet(app: Flask) -> None:
    for locale in LOCALES:
        with app.app_context():
            data = _data(leaflets.find_leaflet("luton", locale, "a4-standard"))
        said = str([data["title"], data["summary"], data["blocks"], data["help"]]).lower()
        assert sum(word in said for word in GIVES_AWAY) >= 5, locale


def test_the_code_on_a_card_that_is_printed_never_changes(app: Flask) -> None:
    assert leaflets.code_of("luton", "en_GB") == PRINTED["luton/en_GB"]
    assert leaflets.code_of("torbay", "ur") == PRINTED["torbay/ur"]
    with app.app_context():
        codes = [leaflets.code_of(each.code, locale) for each in snapshot().councils for locale in LOCALES]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("code", ["x", "bbbbbbb", "LUTON", "%00", "a" * 500])
def test_a_code_that_there_is_not_leads_to_the_front_page(app: Flask, code: str) -> None:
    answer = app.test_client().get(f"/y/{code}")
    assert (answer.status_code, answer.location) in ((302, "/young-people"), (400, None))


# Making them ahead


def test_what_was_made_ahead_is_not_made_again_and_what_is_no_leaflet_any_more_goes(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaflets, "_kept", lambda: Kept(tmp_path / "own"))
    few = replace(app.extensions["portal.config"], languages=("en_GB",))
    monkeypatch.setitem(app.extensions, "portal.config", few)
    with app.app_context():
        first, second = leaflets.build("torbay"), leaflets.build("torbay")
    count = len(NAMES)
    assert (first.made, first.kept, first.problems) == (count, 0, [])
    assert (second.made, second.kept, second.swept) == (0, count, 0)
    with app.app_context():
        leaflets.build()
    with luton_with(app, tmp_path, "01582 547653", "01632 960123"):
        assert leaflets.build("luton").swept == 0, "the other councils' leaflets are none of these"
        again = leaflets.build()
    assert (again.made, again.swept) == (0, 4), "Luton's four leaflets with the old number"
    with app.app_context(), pytest.raises(leaflets.NoSuchLeaflet):
        leaflets.build("nowhere")


def _data(leaflet: Leaflet) -> dict[str, Any]:
    """What is put on paper, as the template gets it."""
    got: dict[str, Any] = {}

    class Shown(Kept):
        def get(self, _template: str, data: Any, **_how: Any) -> Pdf:
            got.update(data)
            return Pdf("", b"", made=False)

    module = import_module("portal.young_people.leaflets")
    kept, module._kept = module._kept, lambda: Shown(Path())
    try:
        leaflets.printed(leaflet)
    finally:
        module._kept = kept
    return got


PRINTED = {"luton/en_GB": "qwmfyyg", "torbay/ur": "ckknkwb"}
"""Codes on cards that people have in their pockets."""
