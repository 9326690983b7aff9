"""The parents' pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import public
from portal.codes import Audience
from portal.directory.chosen import remember_council
from portal.families import following, keeping, receipt, thanks
from portal.families.change import ALSO, CHANGE, also
from portal.families.journey import NOTIFY
from portal.families.regime import laws
from portal.families.space import choices, show
from portal.families.steps.children import MOST_CHILDREN
from portal.journeys import Answers, Journey
from portal.journeys.pages import SENT
from portal.submissions import Submission, health_list
from portal.submissions.serving import Codes
from portal.web.forms import Form
from portal.web.headers import findable
from portal.web.kept import kept_by

CODES = Codes(Audience.FAMILIES, following.begin, keep=keeping.keep, kept=keeping.kept, shown=receipt.SHOWN)
"""The thank-you page is a receipt: it shows the code for as long as it can be opened in this browser."""


def _told(submission: Submission, answers: Answers, now: datetime) -> str:
    health_list.note(submission, answers)
    return following.begin(submission, answers, now)


def _before() -> dict[str, Any]:
    return {"laws": laws(), "most": MOST_CHILDREN}


TOLD = replace(CODES, begin=_told)
"""The same for the first message, which may also ask for children to be passed on to the health service."""

bp = Blueprint("families", __name__, url_prefix="/families")
bp.after_request(remember_council)


@bp.get("")
@public
@findable
@kept_by(choices)
def index() -> str:
    """The way in: three things that a parent may want, and what there is to read."""
    return show("index", "index.html")


@bp.route("/notify", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/notify/<path:step>", methods=["GET", "POST"])
@public
def notify(step: str) -> ResponseReturnValue:
    """Telling the council about home education."""
    return thanks.form(NOTIFY, step, TOLD, _before)


@bp.route("/change", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/change/<path:step>", methods=["GET", "POST"])
@public
def change(step: str) -> ResponseReturnValue:
    """Telling the council that something is different now."""
    return thanks.form(CHANGE, step, CODES)


@bp.route("/change-also", defaults={"step": ""})
@bp.route("/change-also/<path:step>", methods=["GET", "POST"])
@public
def change_also(step: str) -> ResponseReturnValue:
    """The same to the other council of a family that moved. It begins on the thank-you page of the first message."""
    if not step:
        return redirect(url_for("families.change", lost=request.args.get("lost")), 303)
    return thanks.form(ALSO, step, CODES)


@bp.post("/change/tell-also")
@public
def tell_also() -> ResponseReturnValue:
    """Begin it, with the answers of the message that this browser sent."""
    now = datetime.now(UTC)
    found = thanks.sent_here(CHANGE, now)
    may = found and thanks.is_open(CHANGE, *found, now) and Form().validate()
    step = also.begin(found[1], now) if found and may else None
    if step is None:
        return redirect(url_for("families.change", step=SENT), 303)
    return redirect(url_for("families.change_also", step=step), 303)


@bp.context_processor
def _offers() -> dict[str, Callable[..., object]]:
    return {"tell_also": _offer}


def _offer(journey: Journey, submission: Submission) -> also.Offer | None:
    """The second message begins with the answers of the first: it is offered while these are shown."""
    return also.offer(journey, submission) if receipt.is_shown(submission, datetime.now(UTC)) else None
