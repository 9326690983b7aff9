"""The drawn pictures: one family, safe to set into a page or a PDF as they are, and without a word in any language."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import html5lib
import pytest

from tests.web.small import ROOT

PICTURES = sorted((ROOT / "static" / "pictures").glob("*.svg"))
TOKENS = (ROOT / "static" / "src" / "_tokens.scss").read_text()
SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 2000
FRAME = {
    "viewBox": "0 0 96 96",
    "fill": "none",
    "stroke": "var(--ink)",
    "stroke-width": "3",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
"""What every root says. Name, role and size are the page's to add: one picture has other words on other pages."""

TILE = "M48 0c36 0 48 12 48 48S84 96 48 96 0 84 0 48 12 0 48 0z"
GROUNDS = {"sky", "sun-soft", "leaf-soft", "rose-soft"}
COLOURS = GROUNDS | {"ink", "card", "sun", "leaf", "rose", "hill", "wall", "paper"}
PAINT = {"fill", "stroke", "stroke-width"}
SHAPES = {
    "g": set(),
    "path": {"d"},
    "circle": {"cx", "cy", "r"},
    "rect": {"x", "y", "width", "height", "rx"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "line": {"x1", "y1", "x2", "y2"},
}
NUMBER = re.compile(r"-?\d*\.?\d+")
PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz\d\s.,-]+")


def value_is_right(name: str, value: str) -> bool:
    """A colour is none or one of the site's own variables; all else is plain numbers."""
    if name in {"fill", "stroke"}:
        named = re.fullmatch(r"var\(--([a-z-]+)\)", value)
        return value == "none" or (named is not None and named[1] in COLOURS)
    return bool((PATH if name == "d" else NUMBER).fullmatch(value))


def faults_of_shape(shape: ET.Element) -> list[str]:
    kind = shape.tag.removeprefix(SVG)
    if kind not in SHAPES:
        return [f"<{kind}> is not one of the plain shapes"]
    found = [f"{kind} has {name}" for name in shape.attrib if name not in SHAPES[kind] | PAINT]
    found += [f'{name}="{value}"' for name, value in shape.attrib.items() if not value_is_right(name, value)]
    if (shape.text or "").strip() or (shape.tail or "").strip():
        found.append("words between the shapes")
    return found


def faults(drawing: str) -> list[str]:
    """Everything that keeps a drawing out of the family; empty when there is nothing."""
    try:
        root = ET.fromstring(drawing)
    except ET.ParseError as error:
        return [f"not XML: {error}"]
    found = [] if drawing.startswith("<svg ") else ["something stands before <svg"]
    if "<!--" in drawing or "<?" in drawing:
        found.append("a comment or an instruction")
    if len(drawing.encode()) >= MOST_BYTES:
        found.append(f"{len(drawing.encode())} bytes")
    if root.tag != f"{SVG}svg" or root.attrib != FRAME:
        found.append(f"root is {root.tag} {root.attrib}")
    if (root.text or "").strip():
        found.append("words before the shapes")
    tile = root[0].attrib if len(root) else {}
    grounds = {f"var(--{ground})" for ground in GROUNDS}
    if tile.get("d") != TILE or tile.get("fill") not in grounds or tile.get("stroke") != "none":
        found.append("the first shape is not the soft tile")
    for shape in root.iter():
        if shape is not root:
            found += faults_of_shape(shape)
    return found


def a_drawing(inside: str = "", tile: str = TILE, ground: str = "sky") -> str:
    frame = " ".join(f'{name}="{value}"' for name, value in FRAME.items())
    first = f'<path d="{tile}" fill="var(--{ground})" stroke="none"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{first}{inside}</svg>'


def test_there_are_pictures_to_look_at() -> None:
    assert PICTURES


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_every_picture_is_of_the_family(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_every_picture_set_into_a_page_stays_one_whole_picture(path: Path) -> None:
    """A page is read by other rules than a file: what they would mend, or let spill out, is found here."""
    page = html5lib.parse(f"<!doctype html><p>{path.read_text()}</p>", treebuilder="etree")
    (picture,) = page.iter(f"{SVG}svg")
    shapes = [shape.tag for shape in ET.fromstring(path.read_text()).iter()]
    assert [shape.tag for shape in picture.iter()] == shapes


def test_no_two_pictures_are_the_same_drawing() -> None:
    assert len({path.read_text() for path in PICTURES}) == len(PICTURES)


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_every_colour_of_a_picture_is_one_the_site_has(colour: str) -> None:
    assert re.search(rf"^  --{colour}: #", TOKENS, re.MULTILINE)


def test_a_plain_drawing_is_let_in() -> None:
    assert faults(a_drawing('<g fill="none"><circle cx="48" cy="48" r="9.5" fill="var(--sun)"/></g>')) == []


@pytest.mark.parametrize(
    "drawing",
    [
        a_drawing("<text>Stop</text>"),
        a_drawing("<title>Stop</title>"),
        a_drawing("<g>Stop</g>"),
        a_drawing('<path d="M0 0h9"/>Stop'),
        a_drawing('<path d="M0 0h9" fill="#ffc857"/>'),
        a_drawing('<path d="M0 0h9" fill="red"/>'),
        a_drawing('<path d="M0 0h9" fill="var(--link)"/>'),
        a_drawing('<path d="M0 0h9" style="fill:red"/>'),
        a_drawing('<path d="M0 0h9" id="a"/>'),
        a_drawing('<path d="M0 0h9" onclick="alert(1)"/>'),
        a_drawing('<path d="M0 0h9" stroke-width="10%"/>'),
        a_drawing("<style>path{}</style>"),
        a_drawing("<script>1</script>"),
        a_drawing('<image href="https://example.org/a.png"/>'),
        a_drawing("<!-- a note -->"),
        a_drawing('<path d="' + "M0 0h9" * 400 + '"/>'),
        a_drawing(tile="M0 0h96v96H0z"),
        a_drawing(ground="rose"),
        a_drawing().replace("0 0 96 96", "0 0 32 32"),
        a_drawing().replace("<svg ", '<svg role="img" '),
        a_drawing().replace(' xmlns="http://www.w3.org/2000/svg"', ""),
        '<?xml version="1.0"?>' + a_drawing(),
        a_drawing() + a_drawing(),
        a_drawing("<path>"),
    ],
)
def test_a_drawing_with_words_foreign_colours_or_more_than_shapes_is_refused(drawing: str) -> None:
    assert faults(drawing)
