"""What a parent can do with the thank-you page: keep it as a PDF, and clear it from a device that others use."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import public
from portal.families import receipt
from portal.families.change import ALSO, CHANGE
from portal.families.following_pages import end_visit
from portal.families.forms import FORMS
from portal.families.journey import NOTIFY
from portal.families.thanks import is_open, sent_here
from portal.journeys import drafts
from portal.journeys.closing import go
from portal.journeys.pages import SENT
from portal.storage import CannotOpen

bp = Blueprint("receipts", __name__, url_prefix="/families")


@bp.get("/notify/sent.pdf", defaults={"journey": NOTIFY.code})
@bp.get("/change/sent.pdf", defaults={"journey": CHANGE.code})
@bp.get("/change-also/sent.pdf", defaults={"journey": ALSO.code})
@public
def pdf(journey: str) -> ResponseReturnValue:
    """Exactly what was sent from this browser, in the reader's language. Its file name tells nothing of anybody."""
    now = datetime.now(UTC)
    found = sent_here(FORMS[journey], now)
    if found is None or not is_open(FORMS[journey], *found, now):
        return go(FORMS[journey], SENT)
    _draft, submission = found
    try:
        made = receipt.pdf(submission)
    except CannotOpen:
        return go(FORMS[journey], SENT)
    return Response(
        made,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{submission.reference}.pdf"'},
    )


@bp.post("/notify/sent/clear", defaults={"journey": NOTIFY.code})
@bp.post("/change/sent/clear", defaults={"journey": CHANGE.code})
@bp.post("/change-also/sent/clear", defaults={"journey": ALSO.code})
@public
def clear(journey: str) -> ResponseReturnValue:
    """Forget in this browser what was sent; what was sent stays with the team. It asks for no token: clearing harms
    nobody, and the reference and the five words still open the page that follows it."""
    now = datetime.now(UTC)
    draft = drafts.current(FORMS[journey], now)
    if draft is None or not draft.submission_id:
        abort(404)
    drafts.forget_here(journey)
    end_visit(now)
    response = redirect(url_for("families.index"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
