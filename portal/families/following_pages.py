"""The pages on which a parent sees how far the team is, with the reference and the five words."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import public
from portal.codes.fields import HINT, TOO_MANY_TRIES, CodeField
from portal.codes.trying import Busy
from portal.directory import snapshot
from portal.directory.cards import card
from portal.families.following import find, standing
from portal.storage import db
from portal.submissions import Submission, marks
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import TextField
from portal.web.forms import Form

INVALID, TOO_MANY = 422, 429
LASTS = timedelta(minutes=15)
"""How long the page stays open in the browser in which the reference and the code were typed."""
OPEN = "following"
"""The name under which the signed cookie holds what is open, until when, and a random ``visit``."""
UNKNOWN = _l("We do not know this reference together with these five words. Check both, and the order of the words.")

bp = Blueprint("following", __name__, url_prefix="/families/follow")


class FollowForm(Form):
    """Both halves of what a parent was given after sending."""

    reference = TextField(
        _l("Your reference"),
        hint=_l("Eight letters and numbers, such as K7MD-39QX."),
        required=_l("Enter your reference"),
        autocomplete="off",
        width=10,
        at_most=100,
    )
    code = CodeField(
        _l("The five words"),
        hint=HINT,
        required=_l("Enter your five words"),
        autocomplete="off",
        at_most=500,
    )


@bp.route("", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """The way in. Which of the two is wrong is never said, for that would say what is right."""
    form = FollowForm()
    if not form.validate_on_submit():
        return _ask(form)
    now = datetime.now(UTC)
    try:
        found = find(str(form.reference.data), str(form.code.data), now)
    except Busy:
        form.fail(TOO_MANY_TRIES)
        return _ask(form, TOO_MANY)
    if found is None:
        form.fail(UNKNOWN, "code")
        return _ask(form)
    session[OPEN] = {"of": found.id.hex, "until": (now + LASTS).isoformat(), "visit": secrets.token_urlsafe(16)}
    return redirect(url_for("following.message"), 303)


@bp.get("/message")
@public
def message() -> ResponseReturnValue:
    """How far it is."""
    now = datetime.now(UTC)
    found = _open(now)
    if found is None:
        return redirect(url_for("following.enter", closed=1), 303)
    shown = standing(found, now)
    council = snapshot().council(shown.team.council_code) if shown.team else None
    return render_template(
        "families/follow_message.html",
        standing=shown,
        card=card(council, shown.team) if council and shown.team else None,
        council=council,
    )


@bp.post("/close")
@public
def close() -> ResponseReturnValue:
    """Close the page in this browser. It asks for no token: closing harms nobody."""
    end_visit(datetime.now(UTC))
    return redirect(url_for("following.enter"), 303)


def end_visit(now: datetime) -> None:
    """Close what is open in this browser. A copied cookie opens nothing afterwards: the visit is noted as ended for
    longer than any visit lasts."""
    opened = session.pop(OPEN, None)
    if opened:
        marks.times(_ended(opened), now)


def _ended(opened: dict[str, str]) -> str:
    return f"a visit that has ended {opened.get('visit')}"


def _ask(form: FollowForm, status: int = INVALID) -> ResponseReturnValue:
    """The form. What was typed stands only in the answer to the press of its button."""
    closed = "closed" in request.args and not form.errors
    return render_template("families/follow.html", form=form, closed=closed), status if form.errors else 200


def _open(now: datetime) -> Submission | None:
    """What is open in this browser; None when nothing is, or not any more."""
    opened = session.get(OPEN)
    if not opened or now >= datetime.fromisoformat(opened["until"]) or marks.known(_ended(opened), now):
        return None
    return db.session.get(Submission, UUID(opened["of"]))
