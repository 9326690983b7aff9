"""A council's colour and mark are data, and what cannot be read is not shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.config import Config
from portal.directory import Council, snapshot

MARK = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'


def with_council(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> Council:
    """Let the site believe that Luton has these facts."""
    with app.app_context():
        whole = snapshot()
    luton = replace(next(one for one in whole.councils if one.code == "luton"), **changes)
    changed = replace(whole, councils=tuple(luton if one.code == "luton" else one for one in whole.councils))
    for module in ("portal.site.brand", "portal.young_people.views", "portal.directory.chosen"):
        monkeypatch.setattr(f"{module}.snapshot", lambda: changed)
    return luton


def test_a_councils_page_has_its_colour(client: FlaskClient, app: Flask) -> None:
    page = client.get("/young-people?council=luton")
    assert "/brand/luton.css" in page.text
    with app.app_context():
        colour = snapshot().council("luton").colour  # type: ignore[union-attr]
    assert colour in client.get("/brand/luton.css").text
    assert "/brand/" in client.get("/young-people").text, "the choice is kept for this visit"
    assert "/brand/" not in app.test_client().get("/young-people").text


@pytest.mark.parametrize("colour", ["#ffff00", "#8a8a8a", "#ffffff"])
def test_a_colour_that_cannot_be_read_is_left_out(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, colour: str
) -> None:
    with_council(app, monkeypatch, colour=colour)
    answer = client.get("/brand/luton.css")
    assert answer.status_code == 200
    assert answer.text == ""


def test_a_councils_mark_is_the_file_that_it_laid_into_the_data_folder(
    client: FlaskClient, app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/brand/luton/logo").status_code == 404
    with_council(app, monkeypatch, logo="luton.svg")
    assert client.get("/brand/luton/logo").status_code == 404, "it was named, but is not there"
    folder: Path = config.data_dir / "logos"
    folder.mkdir(exist_ok=True)
    (folder / "luton.svg").write_bytes(MARK)
    with client.get("/brand/luton/logo") as answer:
        assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/svg+xml", MARK)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    page = client.get("/young-people?council=luton")
    assert '<img class="logo" src="/brand/luton/logo" alt="Luton Council"' in page.text


@pytest.mark.parametrize("logo", ["../keys.json", "keys.json", "../../etc/passwd.svg"])
def test_no_other_file_is_ever_given_out(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, logo: str
) -> None:
    with_council(app, monkeypatch, logo=logo)
    assert client.get("/brand/luton/logo").status_code == 404


def test_a_council_that_is_not_here_has_no_colour(client: FlaskClient) -> None:
    assert client.get("/brand/nowhere.css").status_code == 404
    assert client.get("/brand/nowhere/logo").status_code == 404
