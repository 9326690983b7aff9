"""The young people's pages. Every one of them can be left at once and leaves nothing behind."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts import public
from portal.directory import Council, snapshot
from portal.journeys.drafts import forget_all
from portal.storage import db
from portal.submissions.contact_cards import Card, card
from portal.submissions.serving import serve
from portal.web.commit import writes
from portal.web.headers import findable
from portal.web.kept import kept
from portal.words import TeamRole
from portal.young_people.journey import VIEWS

bp = Blueprint("young_people", __name__, url_prefix="/young-people")

NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"
"""Where "Leave this page" goes: a page that anybody might have open (GOV.UK, "exit a page quickly")."""

ALWAYS_SHOWN = (TeamRole.HOME_EDUCATION, TeamRole.FRONT_DOOR)
"""Teams with a card even while no contact was checked: the card then leads to the council's website."""


def cards_of(council: Council) -> list[Card]:
    """The cards of the council's teams, in the order a young person may need them."""
    directory = snapshot()
    teams = [directory.team_for(council.code, role) for role in TeamRole if role is not TeamRole.DUTY]
    return [card(council, team) for team in teams if team and (team.contacts or team.role in ALWAYS_SHOWN)]


@bp.get("")
@public
@findable
@kept
def index() -> str:
    """Plain answers, who can help, and the way to the form."""
    directory = snapshot()
    asked = request.args.get("council")
    council = next((one for one in directory.councils if one.code == asked), None)
    return render_template(
        "young_people/index.html",
        councils=directory.councils,
        council=council,
        cards=cards_of(council) if council else [],
    )


@bp.get("/staying-private")
@public
@findable
@kept
def staying_private() -> str:
    """What leaving does, what it cannot do, and what else helps."""
    return render_template("young_people/staying_private.html")


@bp.get("/exit")
@public
@writes
def leave() -> Response:
    """Forget this visit, on the server first, and go to a page that tells nothing.

    Somebody who needs to leave must never meet an error: with a locked database the cookie goes all the same, and
    the draft that it pointed to runs out by itself.
    """
    try:
        forget_all()
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        session.clear()
    response = redirect(NEUTRAL_PAGE)
    response.headers["Cache-Control"] = "no-store"
    assert isinstance(response, Response)
    return response


@bp.route("/views", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/views/<path:step>", methods=["GET", "POST"])
@public
def views(step: str) -> ResponseReturnValue:
    """A young person's own form."""
    return serve(VIEWS, step)
