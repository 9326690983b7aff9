"""Typesetting: what is said is printed as it was said, can be read aloud, and fits its paper."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from portal.printing import TooLong, Unprintable, typeset
from portal.printing.typeset import TEMPLATES
from tests.support import pdf

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "#panic()",
    "*bold* _thin_",
    "$x^2$",
    '=HYPERLINK("http://x.example")',
    "@somebody <label> // gone",
    '#read("/pyproject.toml")',
    "\\u{41} `raw` = head",
)
MARGIN = 22
"""Points, some 8 mm: printers reach no nearer to the edge."""


def leaflet(**changed: Any) -> dict[str, Any]:
    """A leaflet of a few words."""
    line = {"label": "Call", "value": "01632 960001", "note": None}
    team = {"title": "A team", "tint": "sun", "lines": [line], "hours": [], "checked": "Checked on Monday."}
    plain = {
        "title": "A title",
        "summary": "A summary.",
        "level": "standard",
        "blocks": [{"kind": "heading", "text": "First"}, {"kind": "paragraph", "text": "Words."}],
        "scene": "A house",
        "help": {"heading": "Help", "lines": [{"label": "In danger:", "value": "999"}] * 4},
        "people": "People",
        "teams": [team, {**team, "tint": "rose"}],
        "qr": "https://site.example/somewhere",
        "scan": {"alt": "A code", "says": "More:", "address": "site.example/somewhere"},
        "small": ["Small."],
    }
    return {**plain, **changed}


def packed(text: str) -> str:
    """The text without spaces: lines break where they must."""
    return "".join(text.split())


def said(*texts: str) -> list[dict[str, Any]]:
    return [
        {"kind": "heading", "text": texts[0]},
        {"kind": "paragraph", "text": " | ".join(texts)},
        {"kind": "list", "items": [{"text": text, "picture": None} for text in texts]},
        {"kind": "note", "blocks": [{"kind": "paragraph", "text": text} for text in texts]},
    ]


@pytest.mark.parametrize("template", ["leaflet-a4", "leaflet-a5"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_looks_like_a_command_is_printed_as_it_is(template: str, hostile: str) -> None:
    made = typeset(
        template,
        leaflet(title=hostile, blocks=said(hostile), small=[hostile]),
        lang="en_GB",
    )
    assert packed(pdf.words(made)).count(packed(hostile)) >= 5


def test_a_command_in_a_team_or_a_number_is_printed_as_it_is() -> None:
    line = {"label": HOSTILE[0], "value": HOSTILE[2], "note": HOSTILE[1]}
    team = {"title": HOSTILE[5], "tint": "rose", "lines": [line], "hours": [HOSTILE[0]], "checked": HOSTILE[1]}
    words = packed(pdf.words(typeset("leaflet-a4", leaflet(teams=[team, team]), lang="en_GB")))
    assert all(packed(hostile) in words for hostile in (HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[5]))


@pytest.mark.parametrize("lang", ["en_GB", "ur"])
def test_nobody_can_turn_a_number_around(lang: str) -> None:
    turned = "Call \u202e5647 351\u202c now"
    made = typeset("leaflet-a4", leaflet(blocks=said(turned)), lang=lang)
    assert not any(mark in text for text in (pdf.words(made), *pdf.strings(made)) for mark in "\u202e\u202c")
    for first, _ in pdf.places(made, "5647"):
        assert any(0 < second - first < 60 for second, _ in pdf.places(made, "351"))


def test_a_number_in_words_that_run_from_right_to_left_keeps_its_order() -> None:
    made = typeset("leaflet-a4", leaflet(blocks=said("کال 0800 1111 کریں۔")), lang="ur")
    places = pdf.places(made, "1111")
    assert len(places) == 4
    for begins, ends in pdf.places(made, "0800"):
        assert any(begins < ends < other < ends + 20 for other, _ in places)


def test_the_same_content_gives_the_same_bytes_in_another_process_at_another_time() -> None:
    here = [sha256(typeset("leaflet-a4", leaflet(), lang=lang)).hexdigest() for lang in ("en_GB", "ur", "bn")]
    program = (
        "from hashlib import sha256\nfrom portal.printing import typeset\n"
        "from tests.printing.test_typeset import leaflet\n"
        "for lang in ('en_GB', 'ur', 'bn'):\n"
        "    print(sha256(typeset('leaflet-a4', leaflet(), lang=lang)).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"TZ": "Asia/Karachi", "SOURCE_DATE_EPOCH": "86400", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.split() == here


def test_a_letter_that_no_font_has_is_refused_and_named() -> None:
    with pytest.raises(Unprintable, match="ጤ"):
        typeset("leaflet-a4", leaflet(title="Hello ጤና ይስጥልኝ"), lang="en_GB")


def test_a_picture_that_there_is_not_is_refused() -> None:
    item = {"text": "Words", "picture": {"name": "no-such-picture", "alt": "Nothing"}}
    with pytest.raises(Unprintable, match="no-such-picture"):
        typeset("leaflet-a4", leaflet(blocks=[{"kind": "list", "items": [item]}]), lang="en_GB")


@pytest.mark.parametrize("template", ["leaflet-a4", "leaflet-a5"])
def test_the_largest_size_that_fits_is_taken(template: str) -> None:
    longer = leaflet(blocks=said(*["Some words that fill a line or two, and then some more of them."] * 6))
    alone = {}
    for size in (40, 20, 11, 9):
        try:
            alone[size] = typeset(template, longer, lang="en_GB", sizes=(size,))
        except TooLong:
            continue
    assert 40 not in alone
    assert typeset(template, longer, lang="en_GB", sizes=(40, 20, 11, 9)) == alone[max(alone)]


@pytest.mark.parametrize("template", ["leaflet-a4", "leaflet-a5"])
@pytest.mark.parametrize("where", ["blocks", "people", "title", "help", "sections"])
def test_words_that_do_not_fit_are_refused_and_never_cut_off(template: str, where: str) -> None:
    many = "Very many words. " * 400
    line = {"label": many, "value": "999"}
    longer = {
        "blocks": said(many),
        "people": many,
        "title": many,
        "help": {"heading": "Help", "lines": [line]},
    }
    sections = [piece for _ in range(30) for piece in said("A heading", "Some words. " * 30)[:2]]
    with pytest.raises(TooLong):
        typeset(
            template,
            leaflet(**{"blocks": sections} if where == "sections" else {where: longer[where]}),
            lang="en_GB",
            sizes=(12, 10),
        )


@pytest.mark.parametrize("template", ["leaflet-a4", "leaflet-a5"])
@pytest.mark.parametrize("lang", ["en_GB", "ur"])
def test_a_long_address_is_broken_and_never_runs_off(template: str, lang: str) -> None:
    addresses = (
        "a-very-long-name-of-a-team@a-council-with-a-very-long-name-indeed.gov.uk",
        "home-education.a-council-with-a-very-long-name-indeed.gov.uk/young-people",
    )
    lines = [{"label": "Email", "value": address, "note": None} for address in addresses]
    team = {"title": "A team", "tint": "rose", "lines": lines, "hours": [], "checked": "Checked."}
    scan = {"alt": "A code", "says": "More:", "address": addresses[1]}
    made = typeset(template, leaflet(teams=[team, team], scan=scan), lang=lang, sizes=(16, 14, 12))
    assert min(pdf.margins(made)) > MARGIN
    if lang == "en_GB":  # what takes words from a page guesses at their order among others that run the other way
        assert [packed(pdf.words(made)).count(address) for address in addresses] == [2, 3]


def test_a_card_is_too_small_for_many_words() -> None:
    card = {"title": "Many words " * 20, "qr": "https://site.example/y/b", "scan": {"alt": "A code"}}
    with pytest.raises(TooLong):
        typeset("card", card, lang="en_GB", sizes=(12, 10))


def test_a_code_is_read_by_a_camera_whatever_it_leads_to() -> None:
    for address in ("https://a.example/y/b", "https://a-long-name-for-a-site.example.org.uk/somewhere?" + "x=y&" * 30):
        card = {"title": "Scan me", "qr": address, "scan": {"alt": "A code"}}
        assert pdf.codes(typeset("card", card, lang="en_GB")) == [address]


def test_print_has_the_colours_of_the_site() -> None:
    common = (TEMPLATES / "common.typ").read_text()
    assert "_tokens.scss" in common
    assert not [file.name for file in TEMPLATES.glob("*.typ") if 'rgb("#' in file.read_text()]
