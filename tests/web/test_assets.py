"""Style sheets, scripts and pictures: small, ours, and kept by browsers."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask

from tests.support.pages import parsed
from tests.web.small import ROOT, close, small_app

BUILD = ROOT / "static" / "build"
MANIFEST: dict[str, str] = json.loads((BUILD / "manifest.json").read_text())


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = small_app(tmp_path, languages=("en_GB", "pl", "ro", "ur", "bn"), demo=True)
    yield made
    close(made)


def zipped(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def test_each_file_is_named_after_what_is_in_it() -> None:
    for name, hashed in MANIFEST.items():
        stem, _dot, ending = name.rpartition(".")
        digest = hashlib.sha256((BUILD / hashed).read_bytes()).hexdigest()[:10]
        assert hashed == f"{stem}.{digest}.{ending}"


def test_nothing_lies_in_the_folder_that_no_page_can_name() -> None:
    named = {f"{hashed}{packed}" for hashed in MANIFEST.values() for packed in ("", ".gz", ".br")}
    assert {path.name for path in BUILD.iterdir()} == named | {"manifest.json"}


def test_the_packed_files_hold_the_same() -> None:
    for hashed in MANIFEST.values():
        plain = (BUILD / hashed).read_bytes()
        assert gzip.decompress((BUILD / f"{hashed}.gz").read_bytes()) == plain
        assert brotli.decompress((BUILD / f"{hashed}.br").read_bytes()) == plain


@pytest.mark.parametrize(("encoding", "ending"), [("gzip", ".gz"), ("br", ".br"), ("identity", "")])
def test_a_file_is_sent_packed_and_kept_for_a_year(app: Flask, encoding: str, ending: str) -> None:
    hashed = MANIFEST["public.css"]
    with app.test_client().get(f"/static/{hashed}", headers={"Accept-Encoding": encoding}) as answer:
        assert answer.status_code == 200
        assert answer.data == (BUILD / f"{hashed}{ending}").read_bytes()
        assert answer.mimetype == "text/css"
        assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_a_file_that_is_not_there_is_a_page_that_says_so(app: Flask) -> None:
    for address in ("/static/public.css", "/static/../portal/config.py", "/static/%2e%2e/x", "/static/"):
        assert app.test_client().get(address).status_code == 404


def test_style_and_script_stay_small() -> None:
    size = {name: zipped((BUILD / hashed).read_bytes()) for name, hashed in MANIFEST.items()}
    assert size["public.css"] <= 15_000
    assert size["public.rtl.css"] <= 15_000
    assert size["main.js"] <= 8_000
    assert size["public.css"] + size["staff.css"] <= 20_000


@pytest.mark.parametrize("address", ["/", "/young-people/page", "/?lang=ur"])
def test_a_first_visit_is_six_requests_and_35_kilobytes_at_most(app: Flask, address: str) -> None:
    client = app.test_client()
    page = client.get(address).data
    tree = parsed(page)
    wanted = {x.get("src") or x.get("href") for tag in ("link", "script", "img") for x in tree.iter(tag)}
    files = []
    for file in wanted:
        with client.get(str(file)) as answer:
            assert answer.status_code == 200
            files.append(answer.data)
    assert 1 + len(files) <= 6
    assert zipped(page) + sum(map(zipped, files)) <= 35_000


def test_no_file_of_ours_calls_another_host_or_carries_a_font_or_another_brand() -> None:
    for hashed in MANIFEST.values():
        words = (BUILD / hashed).read_text()
        assert not re.search(r"url\(|@import|@font-face|data:|GDS Transport|gov-crest|crown", words), hashed
        hosts = set(re.findall(r"https?://([\w.-]+)", words))
        assert hosts <= {"www.w3.org"}, hashed  # the name of SVG's language, which nobody fetches


def test_what_is_installed_to_build_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
