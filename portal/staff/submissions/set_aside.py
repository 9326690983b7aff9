"""What was set aside because it looks as if a machine had sent it: the list, and saying that a person did."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, needs, reach
from portal.directory import snapshot
from portal.staff.blueprint import bp
from portal.staff.submissions.forms import FromAPersonForm
from portal.staff.submissions.held import held
from portal.staff.submissions.queue import lines, uuid_or_none
from portal.submissions import suspicion
from portal.submissions.queue import Filters, queue


@bp.get("/queue/set-aside")
@needs("queue:see")
def set_aside() -> ResponseReturnValue:
    """Everything that is set aside for the teams of this person, the oldest first. None of it leaves the list by
    itself: somebody says that a person sent it, or reads it and closes it."""
    me = current_staff()
    page = queue(reach(me, "queue:see"), Filters(set_aside=True), uuid_or_none(request.args.get("after")))
    return render_template(
        "staff/submissions/set_aside.html",
        lines=lines(page.lines, me, snapshot(), datetime.now(UTC)),
        first=url_for("staff.set_aside") if "after" in request.args else None,
        next=url_for("staff.set_aside", after=page.after.hex) if page.after else None,
    )


@bp.post("/submissions/<uuid:submission_id>/from-a-person")
@needs("submission:take")
def from_a_person(submission_id: UUID) -> ResponseReturnValue:
    """Put it back among the others. A second press changes nothing."""
    found = held(submission_id)
    allowed("submission:take", found)
    if not FromAPersonForm().validate_on_submit():
        return redirect(url_for("staff.submission", submission_id=found.id))
    suspicion.clear(found, current_staff().id, datetime.now(UTC))
    return redirect(url_for("staff.submission", submission_id=found.id, done="from-a-person"))
