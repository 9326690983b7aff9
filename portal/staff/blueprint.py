"""Where all staff pages hang, and what each of them shows at the top."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user

from portal.accounts import may
from portal.staff.wording import moment, spoken_day
from portal.web.forms import Form

bp = Blueprint("staff", __name__, url_prefix="/staff")
bp.add_app_template_filter(moment, "moment")
bp.add_app_template_filter(spoken_day, "spoken_day")

_PAGES = (
    ("Queue", "staff.queue", "queue:see"),
    ("Delivery", "staff.delivery", "submission:resend"),
    ("Health list", "staff.health_children", "health-list:see"),
    ("Contacts", "staff.contacts", "contacts:read"),
    ("Saved replies", "staff.saved_replies", "replies:edit"),
    ("Voices", "staff.voices", "figures:read"),
    ("Law", "staff.law", "law:read"),
    ("Retention", "staff.retention", "retention:read"),
    ("Audit log", "staff.audit", "audit:read"),
)


@bp.app_context_processor
def navigation() -> dict[str, Any]:
    """For pages of staff who are signed in: ``me``, ``sign_out`` (a form), and ``navigation``, the pages that this
    person may open, as text, address and whether one is there. Nothing for anybody else."""
    if not request.path.startswith(bp.url_prefix or "") or not current_user.is_authenticated:
        return {"navigation": []}
    return {
        "me": current_user,
        "sign_out": Form.filled({}),
        "navigation": [
            {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint}
            for text, endpoint, permission in _PAGES
            if may(current_user, permission)
        ],
    }
