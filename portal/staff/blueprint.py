"""Where all staff pages hang, and what each of them shows at the top."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import Staff, current_staff, may
from portal.register import years
from portal.staff.wording import moment, spoken_day
from portal.storage import CannotOpen, db
from portal.web.forms import Form

bp = Blueprint("staff", __name__, url_prefix="/staff")
bp.add_app_template_filter(moment, "moment")
bp.add_app_template_filter(spoken_day, "spoken_day")
bp.add_app_template_filter(years.spoken, "school_year")

_DAILY = (
    ("Today", "staff.today", "cover:set"),
    ("Queue", "staff.queue", "queue:see"),
    ("Backlog", "staff.backlog", "queue:see"),
    ("Register", "staff.register", "child:see"),
    ("Reviews", "staff.reviews", "child:see"),
)
"""What somebody opens every day, in the order of the day."""
_OTHERS = (
    ("Cover", "staff.cover", "cover:set"),
    ("Clocks and terms", "staff.clocks", "clocks:read"),
    ("Delivery", "staff.delivery", "submission:resend"),
    ("Health list", "staff.health_children", "health-list:see"),
    ("Matrix", "staff.matrices", "matrix:read"),
    ("Contacts", "staff.contacts", "contacts:read"),
    ("Saved replies", "staff.saved_replies", "replies:edit"),
    ("Voices", "staff.voices", "figures:read"),
    ("Law", "staff.law", "law:read"),
    ("Retention", "staff.retention", "retention:read"),
    ("Audit log", "staff.audit", "audit:read"),
)


@bp.app_context_processor
def navigation() -> dict[str, Any]:
    """For pages of staff who are signed in: ``me``, ``sign_out`` (a form), and the pages that this person may open, as
    text, address and whether one is there: ``navigation`` for every day, ``more_pages`` for the others. Nothing for
    anybody else."""
    if not request.path.startswith(bp.url_prefix or "") or not current_user.is_authenticated:
        return {"navigation": [], "more_pages": []}
    me = current_staff()
    return {
        "me": me,
        "sign_out": Form.filled({}),
        "navigation": _pages(me, _DAILY),
        "more_pages": _pages(me, _OTHERS),
    }


def _pages(me: Staff, listed: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    return [
        {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint}
        for text, endpoint, permission in listed
        if may(me, permission)
    ]


@bp.errorhandler(CannotOpen)
def does_not_open(error: CannotOpen) -> ResponseReturnValue:
    """Something on the page was changed outside the portal, or its key is missing. Whoever looks after the site reads
    which row it is in the log; nothing that was half done stays."""
    db.session.rollback()
    current_app.logger.error("a sealed value does not open: %s", str(error))
    return render_template("staff/does_not_open.html"), 500
