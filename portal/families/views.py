"""The parents' pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import public
from portal.directory import snapshot
from portal.families import following
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.submissions.serving import Codes, serve
from portal.web.headers import findable
from portal.web.kept import kept

CODES = Codes(following.begin, shown=NOTIFY.lifetime)
"""The thank-you page is a receipt: it shows the code for as long as it can be opened in this browser."""

bp = Blueprint("families", __name__, url_prefix="/families")


@bp.get("")
@public
@findable
@kept
def index() -> str:
    """What this is for, in short, and the way to the form."""
    return render_template("families/index.html", councils=snapshot().councils)


@bp.route("/notify", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/notify/<path:step>", methods=["GET", "POST"])
@public
def notify(step: str) -> ResponseReturnValue:
    """Telling the council about home education."""
    return serve(NOTIFY, step, CODES)


@bp.route("/change", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/change/<path:step>", methods=["GET", "POST"])
@public
def change(step: str) -> ResponseReturnValue:
    """Telling the council that something is different now."""
    return serve(CHANGE, step, CODES)
