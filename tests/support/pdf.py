"""What tests ask of a PDF: its words, its pages, how it is tagged, what a phone camera reads on it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from pdfua import validate

LARGE = 3
"""Pixels for each point: as sharp as a phone camera sees a sheet of paper."""


def words(pdf: bytes) -> str:
    """All the words on all pages, spaces collapsed and no-break spaces plain."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """The width and height of each page in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(round(page.get_width()), round(page.get_height())) for page in document]


def codes(pdf: bytes) -> list[str]:
    """What the QR codes say, read from the pages as they look."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            found.text
            for page in document
            for found in zxingcpp.read_barcodes(page.render(scale=LARGE, grayscale=True).to_pil())
        ]


def places(pdf: bytes, text: str) -> list[tuple[float, float]]:
    """Where each occurrence of ``text`` begins and ends on its line, from the left edge, in points."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            page_words = page.get_textpage()
            said, at = page_words.get_text_range(), 0
            while (at := said.find(text, at)) >= 0:
                left, right = page_words.get_charbox(at), page_words.get_charbox(at + len(text) - 1)
                found.append((left[0], right[2]))
                at += len(text)
    return found


def margins(pdf: bytes) -> tuple[float, float, float, float]:
    """How much paper is free of letters at the left, the bottom, the right and the top of any page, in points."""
    free = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            page_words = page.get_textpage()
            drawn = [
                page_words.get_charbox(at)
                for at, letter in enumerate(page_words.get_text_range())
                if letter.isprintable() and not letter.isspace()
            ]
            left, bottom, right, top = zip(*drawn, strict=True)
            free.append((min(left), min(bottom), page.get_width() - max(right), page.get_height() - max(top)))
    return tuple(map(min, *free)) if len(free) > 1 else free[0]


def faults(pdf: bytes, folder: Path) -> list[str]:
    """What a PDF/UA checker finds wrong."""
    file = folder / "checked.pdf"
    file.write_bytes(pdf)
    return [f"{finding.rule_id}: {finding.message}" for finding in validate(str(file)).findings]


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF as its parts."""
    return pikepdf.open(io.BytesIO(pdf))


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, dict[str, Any]]]:
    """The kind of every element that a screen reader meets, in order, with its properties."""
    yield from _elements(pdf.Root.StructTreeRoot.K)


def alternatives(pdf: bytes) -> list[str]:
    """The alternative text of every picture; empty where one has none."""
    with opened(pdf) as parts:
        return [str(about.get("/Alt", "")) for kind, about in elements(parts) if kind == "/Figure"]


def fonts(pdf: bytes) -> dict[str, bool]:
    """The name of every font, and whether the PDF carries it."""
    found = {}
    with opened(pdf) as parts:
        for item in parts.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                carried = {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys())
                found[str(item.FontName)] = bool(carried)
    return found


def strings(pdf: bytes) -> list[str]:
    """Every text in it that is not on a page: titles, alternative texts, names, what search engines read."""
    with opened(pdf) as parts:
        told = [str(value) for item in parts.objects for value in _strings(item)]
        return [*told, parts.Root.Metadata.read_bytes().decode("utf-8")]


def _elements(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, pikepdf.Array):
        for each in node:  # type: ignore[attr-defined]
            yield from _elements(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S), {name: node[name] for name in node.keys() if name not in ("/P", "/K")}  # noqa: SIM118
        if "/K" in node:
            yield from _elements(node.K)


def _strings(item: Any) -> Iterator[str]:
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, pikepdf.Array):
        for each in item:  # type: ignore[attr-defined]
            yield from _strings(each)
    elif isinstance(item, pikepdf.Dictionary):
        for name in item.keys():  # noqa: SIM118
            if not isinstance(item[name], pikepdf.Object) or not item[name].is_indirect:
                yield from _strings(item[name])
