"""Children who are past compulsory school age and still stand as current: proposed, and decided one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import current_staff, may, needs, reach
from portal.audit import Event
from portal.directory import hours
from portal.register import ages, lists
from portal.staff.blueprint import bp
from portal.staff.children.register import lines
from portal.web import writes

MOST = 50
"""Rows on the page: who has set the status of these finds the next ones here."""


@bp.get("/register/past-school-age")
@needs("child:see")
@writes
def past_school_age() -> ResponseReturnValue:
    """Of the records that this person may read: whose compulsory school age is over. Nothing changes by itself."""
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    found = list(islice(ages.past_school_age(reach(me, "child:read").where(lists.Elsewhere), today), MOST + 1))
    shown = found[:MOST]
    audit.record(Event.CHILD_LISTED, by=me.id, number=len(shown))
    rows = zip(lines([one.child for one in shown], me, today), shown, strict=True)
    return render_template(
        "staff/children/past_age.html",
        rows=[(line, one.until, may(me, "child:change", one.child)) for line, one in rows],
        more=len(found) > MOST,
    )
