"""The page of leaflets: each is there in its own language, opens as a PDF, and nothing is left on the device."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from portal.directory import snapshot
from portal.printing import Kept, Unprintable
from portal.young_people.leaflets import Leaflet
from tests.support.pages import CheckedClient, parsed, text_of

PAGE = "/young-people/leaflets"


def files(client: CheckedClient, address: str) -> list[Element]:
    return [link for link in parsed(client.get(address).data).iter("a") if (link.get("href") or "").endswith(".pdf")]


def test_without_a_council_it_asks_for_one_and_leaves_no_cookie(client: CheckedClient) -> None:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "X-Robots-Tag" not in answer.headers
    links = {link.get("href") for link in parsed(answer.data).iter("a")}
    assert {f"{PAGE}?council={code}#files" for code in ("bedford", "central-bedfordshire", "luton", "torbay")} <= links
    assert files(client, PAGE) == []


def test_each_language_is_named_in_itself_and_every_file_opens_and_then_says_how_big_it_is(
    client: CheckedClient, app: Flask
) -> None:
    for size_known in (False, True):
        tree = parsed(client.get(f"{PAGE}?council=torbay").data)
        sections = [one for one in tree.iter("section") if one.find("ul") is not None and one.find("h3") is not None]
        names = {text_of(section.find("h3")) for section in sections}
        assert {"English", "Polski", "Română", "اردو", "বাংলা"} <= names
        assert len(sections) == len(app.extensions["portal.config"].languages)
        for section in sections:
            for line in section.iter("li"):
                [link] = line.iter("a")
                answer = client.get(str(link.get("href")))
                assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
                assert answer.data.startswith(b"%PDF-")
                assert "PDF" in text_of(line)
                if size_known:
                    assert f"PDF, {max(1, round(len(answer.data) / 1000))} kB" in text_of(line)
                assert link.get("hreflang") == section.find("h3").get("lang")  # type: ignore[union-attr]


def test_the_list_waits_for_no_leaflet_to_be_made(
    client: CheckedClient, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = import_module("portal.young_people.leaflets")
    monkeypatch.setattr(module, "_kept", lambda: Kept(tmp_path))
    assert len(files(client, f"{PAGE}?council=luton")) >= 6
    assert not list(tmp_path.iterdir())


def test_a_file_opens_in_the_browser_under_a_name_that_says_nothing_and_is_not_kept(client: CheckedClient) -> None:
    answer = client.get(f"{PAGE}/luton/ur/card.pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="card.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "place",
    [
        "luton/en_GB/a3-easy",
        "luton/en_GB/card.pdf",
        "luton/xx/card",
        "nowhere/en_GB/card",
        "luton/en_GB/..",
        "luton/en_GB/a4-",
    ],
)
def test_what_there_is_not_is_not_found(client: CheckedClient, place: str) -> None:
    assert client.get(f"{PAGE}/{place}.pdf").status_code == 404


def test_what_cannot_be_made_is_not_found_and_breaks_nothing(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(leaflet: Leaflet) -> object:
        raise Unprintable(f"{leaflet.name} is too long")

    monkeypatch.setattr(import_module("portal.young_people.leaflet_pages"), "printed", never)
    assert client.get(f"{PAGE}?council=luton").status_code == 200
    assert client.get(f"{PAGE}/luton/en_GB/a4-easy.pdf").status_code == 404


def test_it_says_that_paper_can_be_found_and_a_file_stays_before_the_first_link_to_one(client: CheckedClient) -> None:
    words = text_of(parsed(client.get(f"{PAGE}?council=luton").data))
    for warning in (
        "Other people can find a paper",
        "the file stays on this device",
        "without the “Leave this page” button",
    ):
        assert words.index(warning) < words.index("Leaflet, one A4 sheet")


def test_it_is_there_in_every_language(client: CheckedClient, app: Flask) -> None:
    for locale in app.extensions["portal.config"].languages:
        answer = client.get(f"{PAGE}?council=luton&lang={locale}")
        assert answer.status_code == 200
        assert parsed(answer.data).get("lang") == locale.replace("_", "-")


def test_with_many_councils_it_asks_with_a_list(
    client: CheckedClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        directory = snapshot()
    more = tuple(replace(directory.councils[0], code=f"place-{n}", short_name=f"Place {n}") for n in range(9))
    module = import_module("portal.young_people.leaflet_pages")
    monkeypatch.setattr(module, "snapshot", lambda: replace(directory, councils=more))
    tree = parsed(client.get(f"{PAGE}?lang=en_GB").data)  # with an argument no kept page is handed out
    assert len(list(tree.iter("option"))) == 10
    assert "Show the leaflets" in [text_of(button) for button in tree.iter("button")]
