"""A council's own colour and mark, as data: nothing of it is in the code, and nothing that cannot be read is shown."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, send_from_directory, url_for

from portal.accounts import public
from portal.config import Config
from portal.directory import Council, NoDirectory, contrast, snapshot
from portal.directory.check import READABLE

bp = Blueprint("brand", __name__, url_prefix="/brand")

GROUNDS = ("#ffffff", "#fffaf2", "#dff0e6")
"""What the colour lies on, or lies under: white, paper, soft leaf (static/src/_tokens.scss)."""
A_MINUTE = 60
LOGOS = "logos"
"""The folder in the data directory where councils' marks lie."""
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}


@bp.get("/<code>.css")
@public
def colours(code: str) -> Response:
    """The council's colour for buttons, unless it could not be read. In the dark our own stays."""
    council = _council(code)
    rule = ""
    if all(contrast(council.colour, ground) >= READABLE for ground in GROUNDS):
        rule = f"@media (prefers-color-scheme:light){{:root{{--leaf:{council.colour};--leaf-deep:{council.colour}}}}}\n"
    return Response(rule, mimetype="text/css")


@bp.get("/<code>/logo")
@public
def logo(code: str) -> Response:
    """The council's mark: a file that the council laid into the data folder and named in the directory."""
    council = _council(code)
    kind = KINDS.get(Path(council.logo or "").suffix)
    if council.logo is None or kind is None:
        abort(404)
    config: Config = current_app.extensions["portal.config"]
    return send_from_directory(config.data_dir / LOGOS, council.logo, mimetype=kind)


def init_brand(app: Flask) -> None:
    """Tell every page whose site this is, without asking the database each time."""
    kept: dict[str, Any] = {"names": [], "until": 0.0}

    @app.context_processor
    def whose() -> dict[str, Any]:
        if time.monotonic() > kept["until"]:
            kept.update(names=_names(), until=time.monotonic() + A_MINUTE)
        return {"council_names": kept["names"], "brand_of": brand_of}


def brand_of(council: Council | None) -> dict[str, str]:
    """Where a page gets the council's colour and mark: ``stylesheet`` and, where there is one, ``logo``."""
    if council is None:
        return {}
    found = {"stylesheet": url_for("brand.colours", code=council.code), "name": council.name}
    if council.logo:
        found["logo"] = url_for("brand.logo", code=council.code)
    return found


def _names() -> list[str]:
    try:
        return [council.name for council in snapshot().councils]
    except NoDirectory:
        return []


def _council(code: str) -> Council:
    council = snapshot().council(code)
    return council or abort(404)
