"""What can be read, pressed and left: contrast of every pair of colours, and the frame of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.pages import parsed, text_of
from tests.web.small import ROOT, close, small_app

TOKENS = (ROOT / "static" / "src" / "_tokens.scss").read_text()
GROUNDS = ("paper", "card", "sky", "sun-soft", "leaf-soft", "rose-soft")
TEXT = [
    *[("ink", ground) for ground in GROUNDS],
    *[("muted", ground) for ground in GROUNDS],
    *[("link", ground) for ground in ("paper", "card", "sky", "sun-soft")],
    *[("leaf", ground) for ground in ("paper", "card", "leaf-soft")],
    *[("leaf-deep", "leaf-soft")],
    *[("rose", ground) for ground in ("paper", "card", "rose-soft")],
    ("on-leaf", "leaf"),
    ("on-leaf", "leaf-deep"),
    ("on-rose", "rose"),
    ("on-rose", "rose-deep"),
    ("paper", "ink"),
    ("focus-ink", "focus"),
    ("focus-ink", "sun"),  # the demonstration's banner
]
SHAPES = [("edge", "paper"), ("edge", "card"), ("leaf", "card"), ("leaf", "leaf-soft"), ("rose", "card")]
"""Borders that tell where a control is, or that it is chosen or wrong (WCAG 2.2, 1.4.11)."""


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def themes() -> dict[str, dict[str, str]]:
    bright, rest = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    dark, printed = rest.split("@media print")
    on_paper, staff = bright.split('[data-section="staff"]')
    on_dark, dark_staff = dark.split('[data-section="staff"]')
    light = colours(on_paper)
    night = {**light, **colours(on_dark)}
    return {
        "light": light,
        "dark": night,
        "staff": {**light, **colours(staff)},
        "dark staff": {**night, **colours(dark_staff)},
        "print": {**light, **colours(printed)},
    }


def luminance(colour: str) -> float:
    """WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "staff", "dark staff", "print"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_stand_out_from_their_ground(theme: str, ink: str, ground: str) -> None:
    found = themes()[theme]
    assert contrast(found[ink], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "staff", "dark staff"])
@pytest.mark.parametrize(("line", "ground"), SHAPES)
def test_controls_can_be_seen(theme: str, line: str, ground: str) -> None:
    found = themes()[theme]
    assert contrast(found[line], found[ground]) >= 3


def test_every_colour_is_a_token() -> None:
    """Only pictures, print and what lies on the sun have colours of their own; the rest must follow dark mode."""
    allowed = {"#16324a", "#333333"}
    for sheet in sorted((ROOT / "static" / "src").glob("*.scss")):
        if sheet.name != "_tokens.scss":
            assert set(re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text())) <= allowed, sheet.name


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = small_app(tmp_path)
    yield made
    close(made)


def test_only_young_people_have_the_helplines_and_the_way_out_on_every_page(app: Flask) -> None:
    client = app.test_client()
    theirs, others = (parsed(client.get(address).data) for address in ("/young-people/page", "/"))
    assert "Need help now?" in text_of(theirs)
    ways = [(link.get("href"), link.get("data-exit")) for link in theirs.iter("a") if "data-exit" in link.attrib]
    assert ways == 2 * [("/young-people/exit/blank", "/young-people/exit")]
    assert not [link for link in others.iter("a") if "data-exit" in link.attrib]
    assert "Need help now?" not in text_of(others)


def test_a_page_begins_with_a_way_past_its_frame(app: Flask) -> None:
    tree = parsed(app.test_client().get("/young-people/page").data)
    first = next(iter(tree.iter("a")))
    assert first.get("href") == "#main"
    assert [x for x in tree.iter() if x.get("id") == "main"]


def test_the_demonstration_says_so_and_the_real_site_does_not(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    demo = small_app(folder, demo=True)
    shown = text_of(parsed(demo.test_client().get("/").data))
    close(demo)
    assert "This is a demonstration." in shown
    assert "This is a demonstration." not in text_of(parsed(app.test_client().get("/").data))


def test_a_page_knows_which_face_of_the_site_it_is(app: Flask) -> None:
    client = app.test_client()
    for address, section in (
        ("/", "site"),
        ("/young-people/page", "young-people"),
        ("/staff/page", "staff"),
        ("/staffing", "site"),
    ):
        assert parsed(client.get(address).data).get("data-section") == section
