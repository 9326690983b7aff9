"""The drawn pictures: one family, kept in static/pictures, put into pages as they are so that they take its colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup, escape

FOLDER = Path(__file__).resolve().parents[2] / "static" / "pictures"


@cache
def names() -> frozenset[str]:
    """The pictures there are."""
    return frozenset(file.stem for file in FOLDER.glob("*.svg"))


@cache
def source(name: str) -> str:
    """The SVG of a picture as its file has it. Raises FileNotFoundError for one that there is not."""
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8").strip()


@cache
def drawing(name: str, says: str = "") -> Markup:
    """The picture as part of a page; ``says`` is what it shows, for those who do not see it.

    Without ``says`` the words beside it say the same, and a screen reader passes it over.
    """
    told = f'role="img" aria-label="{escape(says)}"' if says else 'aria-hidden="true"'
    return Markup(source(name).replace("<svg ", f'<svg class="drawing" {told} ', 1))  # noqa: S704 - our own drawing


def init_pictures(app: Flask) -> None:
    """Let templates draw them: ``{{ drawing("book") }}``."""
    app.jinja_env.globals["drawing"] = drawing
