"""Leaving at once: the visit is forgotten here first, and nothing that was typed in it is taken any more."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import public
from portal.config import Config
from portal.journeys.drafts import leave as forget_drafts
from portal.replies import typed, visits
from portal.storage import db
from portal.web.commit import writes
from portal.web.forms import drawn_in, this_session
from portal.young_people.journey import VIEWS
from portal.young_people.reader import forget

bp = Blueprint("leaving", __name__, url_prefix="/young-people/exit")

LEFT = "left"
"""Under which name the cookie says which visits were left (their marks), while the database could not be told."""


@bp.get("")
@public
@writes
def leave() -> Response:
    """Forget this visit, on the server first, and go to a page that tells nothing."""
    _forget()
    config: Config = current_app.extensions["portal.config"]
    return _emptied(redirect(config.exit_url))


@bp.get("/blank")
@public
@writes
def blank() -> Response:
    """Where the link leads without a script: the same, with an empty page before it goes on to :func:`leave`.

    A browser that keeps whole pages for "Back" puts one away when the next is there. Only then can it be asked to drop
    it: so something of ours has to stand between the page that is left and the page that tells nothing.
    """
    _forget()
    return _emptied(Response(headers={"Refresh": f"0; url={url_for('leaving.leave')}"}))


def _forget() -> None:
    """Somebody who needs to leave must never meet an error: with a locked database the cookie goes all the same, and
    the draft that it pointed to runs out by itself."""
    visit, marks = this_session(), set(session.get(LEFT, ()))
    if visit:
        marks.add(typed.mark_of(visit))
    try:
        visits.end()
        typed.take_no_more(marks, datetime.now(UTC))
        forget_drafts([VIEWS.code])
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        session.clear()
        if marks:
            session[LEFT] = sorted(marks)


def _emptied(response: AnyResponse) -> Response:
    assert isinstance(response, Response)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not the cookies: the language stays
    forget(response)
    return response


def take_nothing_of_a_visit_that_was_left() -> ResponseReturnValue | None:
    """Before a page of the space takes what was sent. "Back" to an answer of a button (the page that gives words back
    when the database is locked) sends it once more: after leaving, it leads to an empty page."""
    if request.method != "POST":
        return None
    visit = drawn_in()
    if visit is None:
        return None
    mark = typed.mark_of(visit)
    if mark not in session.get(LEFT, ()) and not typed.takes_no_more(mark, datetime.now(UTC)):
        return None
    rule = request.url_rule
    return redirect(request.path if rule and "GET" in (rule.methods or ()) else url_for("young_people.index"), 303)
