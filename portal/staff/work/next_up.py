"""After an act: the way to the next thing that needs this person, so that a morning is one click after the other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import request
from flask_login import current_user

from portal.accounts import current_staff, may
from portal.casework import today as work
from portal.staff.blueprint import bp
from portal.staff.people import names
from portal.staff.work.wording import Line, Speaker


@bp.app_context_processor
def offered() -> dict[str, Any]:
    """``next_up(id, ...)`` for templates of staff pages: it is asked only where a page says that something is done."""
    if not request.path.startswith(bp.url_prefix or "") or not current_user.is_authenticated:
        return {}
    return {"next_up": next_up}


def next_up(*besides: UUID) -> Line | None:
    """The first line of this person's list that leads somewhere, but for what they have just done."""
    me, now = current_staff(), datetime.now(UTC)
    if not may(me, "cover:set"):
        return None
    inbox = work.own(me, now)
    left = [one for one in inbox.entries if one.key not in besides]
    speaker = Speaker(me, names(one.owner for one in left), inbox.covered, now, opens=False)
    return next((speaker.line(one) for one in left if speaker.href(one)), None)
