"""A full postcode leads to exactly one council, whatever is typed, offline."""

from __future__ import annotations

import csv
import os
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.directory import UNKNOWN, Directory, Found, Outside, find, postcodes
from portal.directory.postcodes import AREAS, ATTRIBUTION, bake, bake_if_old, describe, normalise

BEDFORD, CENTRAL, LUTON, TORBAY = "E06000055", "E06000056", "E06000032", "E06000027"


def areas_of(file: Path, start: str) -> Counter[str]:
    """How many postcodes that begin with ``start`` lie in each area."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "SELECT area.code, count(*) FROM postcode JOIN area ON area.number = postcode.area "
            "WHERE postcode.code LIKE ? GROUP BY 1",
            (start,),
        ).fetchall()
    connection.close()
    return Counter(dict(rows))


def test_the_whole_country_is_baked_into_a_small_file(postcodes_file: Path) -> None:
    assert postcodes_file.stat().st_size < 70_000_000
    assert sum(areas_of(postcodes_file, "%").values()) > 2_600_000


@pytest.mark.parametrize(
    ("district", "area"), [("MK40", BEDFORD), ("MK41", BEDFORD), ("LU5", CENTRAL), ("SG17", CENTRAL), ("TQ4", TORBAY)]
)
def test_some_districts_lie_in_one_council(postcodes_file: Path, district: str, area: str) -> None:
    found = areas_of(postcodes_file, f"{district}___")
    assert set(found) == {area}
    assert found[area] > 300


def test_others_straddle_so_that_only_the_full_postcode_decides(postcodes_file: Path) -> None:
    sector = areas_of(postcodes_file, "MK453__")
    assert set(sector) == {BEDFORD, CENTRAL}
    assert min(sector.values()) > 100
    assert set(areas_of(postcodes_file, "LU1___")) == {LUTON, CENTRAL, "E07000096"}


def test_both_sides_of_a_border_are_found(postcodes_file: Path, shipped: Directory) -> None:
    with sqlite3.connect(postcodes_file) as connection:
        rows = connection.execute(
            "SELECT postcode.code, area.code FROM postcode JOIN area ON area.number = postcode.area "
            "WHERE postcode.code LIKE 'MK453__'"
        ).fetchall()
    connection.close()
    expected = {BEDFORD: Found("bedford"), CENTRAL: Found("central-bedfordshire")}
    assert all(find(code, postcodes_file, shipped) == expected[area] for code, area in rows)


@pytest.mark.parametrize(
    "typed",
    [
        "MK45 3AB",
        "mk45 3ab",
        "mk453ab",
        " m k 4 5 3 a b ",
        "MK45-3AB",
        "MK45.3AB.",
        "ＭＫ４５　３ＡＢ",
        "MK৪৫ ৩AB",
        "MK۴۵ ۳AB",
    ],
)
def test_the_way_it_is_typed_does_not_matter(postcodes_file: Path, shipped: Directory, typed: str) -> None:
    assert find(typed, postcodes_file, shipped) == Found("bedford")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "MK45",
        "MK45 3",
        "MK45 3A",
        "MK45 3ABC",
        "ZZ99 9ZZ",
        "GIR 0AA",
        "MK45\x003AB",
        "\x00",
        "'; DROP TABLE postcode; --",
        "%",
        "_______",
        "🏠",
        "²²²",
        "MK45 3AB" * 10_000,
        "AB11 3AG",  # in the data, but for no place
    ],
)
def test_what_is_no_known_postcode_is_asked_about(postcodes_file: Path, shipped: Directory, typed: str) -> None:
    assert find(typed, postcodes_file, shipped) is UNKNOWN


@pytest.mark.parametrize(
    ("typed", "area", "name"),
    [
        ("SG1 1AA", "E07000243", "Hertfordshire"),  # the county runs education, not Stevenage
        ("CB2 1TN", "E07000008", "Cambridgeshire"),
        ("BS1 5TR", "E06000023", "Bristol"),
        ("CF10 4UW", "W06000015", "Cardiff"),
        ("EH1 1YZ", "S12000036", "Scotland"),
        ("BT1 5GS", "N09000003", "Northern Ireland"),
        ("IM1 2SF", "M99999999", "the Isle of Man"),
        ("JE2 4WA", "L99999999", "the Channel Islands"),
    ],
)
def test_elsewhere_is_named(postcodes_file: Path, shipped: Directory, typed: str, area: str, name: str) -> None:
    assert find(typed, postcodes_file, shipped) == Outside(area, name)


def test_every_area_has_a_name_and_every_name_an_area(postcodes_file: Path) -> None:
    assert set(areas_of(postcodes_file, "%")) == set(AREAS)
    assert all(name.strip() for name in AREAS.values())
    assert (AREAS[BEDFORD], AREAS[CENTRAL], AREAS[LUTON], AREAS[TORBAY]) == (
        "Bedford",
        "Central Bedfordshire",
        "Luton",
        "Torbay",
    )


def test_the_names_are_one_row_an_area() -> None:
    text = Path(postcodes.__file__).with_name("data").joinpath("areas.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    assert len(rows) == len(AREAS) + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(max_size=60), st.from_regex(postcodes.POSTCODE, fullmatch=True)))
def test_nothing_typed_can_break_it(postcodes_file: Path, shipped: Directory, typed: str) -> None:
    assert isinstance(find(typed, postcodes_file, shipped), Found | Outside | type(UNKNOWN))


@given(st.from_regex(postcodes.POSTCODE, fullmatch=True), st.integers(0, 7))
def test_a_space_anywhere_makes_no_difference(code: str, at: int) -> None:
    assert normalise(f"{code[:at]} {code[at:]}".lower()) == code


def test_the_app_s_own_file_is_used(postcodes_file: Path, shipped: Directory) -> None:
    current_app.extensions["portal.postcodes"] = postcodes_file
    assert find("LU1 2BQ") == Found("luton")
    assert describe("lu1 2bq") == "Luton Council"
    assert describe("SG1 1AA") == "outside: Hertfordshire"
    assert describe("nonsense") == "unknown"


def test_a_missing_or_broken_file_asks_the_person_and_tells_the_log(
    tmp_path: Path, shipped: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    assert find("LU1 2BQ", tmp_path / "none.sqlite", shipped) is UNKNOWN
    broken = tmp_path / "broken.sqlite"
    broken.write_text("not a database, but long enough to look at" * 100)
    assert find("LU1 2BQ", broken, shipped) is UNKNOWN
    assert caplog.text.count("the postcode file cannot be read") == 2
    assert "LU1" not in caplog.text


def test_many_threads_can_look_up_at_once(postcodes_file: Path, shipped: Directory) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: find("LU1 2BQ", postcodes_file, shipped), range(200)))
    assert set(found) == {Found("luton")}


def test_a_file_appears_whole_tells_its_progress_and_is_not_baked_twice(
    tmp_path: Path, shipped: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = postcodes._letter_files()
    monkeypatch.setattr(postcodes, "_letter_files", lambda: [each for each in letters if "_Z" in each.name])
    told: list[tuple[int, int]] = []
    file = tmp_path / "new" / "postcodes.sqlite"
    assert bake(file, lambda done, total: told.append((done, total))) > 500
    assert told == [(1, 1)]
    assert os.listdir(file.parent) == [file.name]
    assert not bake_if_old(file)
    assert find("ZE1 0AA", file, shipped) == Outside("S12000027", "Scotland")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE source SET edition = '2020.1'")
    connection.close()
    assert bake_if_old(file)
    assert not bake_if_old(file)


def test_a_failed_bake_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "postcodes.sqlite"
    file.write_text("the old one")
    broken = tmp_path / "postcodes_A.msgpack.br"
    broken.write_bytes(b"nonsense")
    monkeypatch.setattr(postcodes, "_letter_files", lambda: [broken])
    with pytest.raises(Exception, match="brotli"):
        bake(file)
    assert file.read_text() == "the old one"
    assert sorted(os.listdir(tmp_path)) == [file.name, broken.name]


def test_the_source_is_named_as_its_licence_asks() -> None:
    for word in ("OS data", "Royal Mail data", "Office for National Statistics", "Open Government Licence v.3.0"):
        assert word in ATTRIBUTION
