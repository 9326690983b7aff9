"""Translations folders to write pages into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = {
    "title": "A title",
    "summary": "A line.",
    "order": "10",
    "picture": "book",
    "reviewed_on": "2026-11-21",
    "reviewed_by": "editor",
}

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A translations folder without pages."""
    return tmp_path / "translations"


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a page: ``write("en_GB/young-people/health.easy.md", "Words.", order=20)``. A key given as None is left
    out of its head."""

    def put(name: str, markdown: str = "Words.", **head: object) -> Path:
        locale, _, rest = name.partition("/")
        level = name.rsplit(".", 2)[1]
        translation = "source" if locale == "en_GB" else "unchecked"
        told = {**HEAD, "level": level, "translation": translation, **head}
        lines = [f"{key}: {value}" for key, value in told.items() if value is not None]
        file = folder / locale / "pages" / rest
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(["---", *lines, "---", "", markdown, ""]), encoding="utf-8")
        return file

    return put
