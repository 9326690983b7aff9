"""The professionals' pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import public
from portal.directory import snapshot
from portal.directory.cards import card
from portal.partners.journey import REFER
from portal.submissions.serving import serve
from portal.web.headers import findable
from portal.web.kept import kept
from portal.words import TeamRole

bp = Blueprint("partners", __name__, url_prefix="/professionals")


@bp.get("")
@public
@findable
@kept
def index() -> str:
    """The front doors first, then the form."""
    directory = snapshot()
    doors = [(council, directory.team_for(council.code, TeamRole.FRONT_DOOR)) for council in directory.councils]
    return render_template("partners/index.html", cards=[card(council, team) for council, team in doors if team])


@bp.route("/refer", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/refer/<path:step>", methods=["GET", "POST"])
@public
def refer(step: str) -> ResponseReturnValue:
    """Telling a team about a child."""
    return serve(REFER, step)
