"""Reading one child's record: who may, who has opened it with a reason, and the closed envelope for everybody else."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import audit
from portal.accounts import Staff, allowed, current_staff, may, needs
from portal.audit import Event
from portal.casework.openings import look, open_restricted
from portal.casework.refusals import Refused
from portal.directory import snapshot
from portal.register import Child
from portal.staff.blueprint import bp
from portal.staff.children.wording import STATUSES
from portal.staff.people import members, names
from portal.staff.submissions import openings
from portal.staff.submissions.history import team_name
from portal.staff.submissions.openings import OpeningForm
from portal.staff.wording import ago
from portal.storage import db


def reading(child_id: UUID, page: str, **facts: str) -> Child:
    """The child whose record is read on ``page``: the row is held, and the reading is in the log. Ask it on every page
    that only shows one child, also to somebody who opened the record with a reason.

    Aborts with 404 when there is none or it is another team's, with the page of the record that stands for it (303)
    when it is part of another one, and with the closed envelope (403) for who may know of it and not read it.
    """
    me, now = current_staff(), datetime.now(UTC)
    found = _known(child_id, me)
    if found.merged_into_id is not None:
        here = {**(request.view_args or {}), "child_id": found.merged_into_id}
        abort(redirect(url_for(str(request.endpoint), **here), 303))
    if request.args.get("found") == "1":  # a hit of the search leads here
        facts["found"] = "search"
    if may(me, "child:read", found):
        audit.record(Event.CHILD_READ, found, by=me.id, page=page, **facts)
    elif opening := openings.opening_of(me, found, now):
        g.child_opening = opening
        look(found, me.id, page=page, **facts)
    else:
        abort(make_response(_envelope(found, me, now), 403))
    return found


@bp.post("/register/<uuid:child_id>/open")
@needs("child:open-restricted")
def open_child(child_id: UUID) -> ResponseReturnValue:
    """Open it for one hour, with a reason; or ask for the reason again."""
    me, now = current_staff(), datetime.now(UTC)
    found = _known(child_id, me)
    allowed("child:open-restricted", found, known="child:see")
    form = OpeningForm()
    # whoever may read it anyway is led to it: there is nothing to open, and nobody to be alarmed
    if not may(me, "child:read", found):
        if not form.validate_on_submit():
            return _again(found, me, form)
        try:
            open_restricted(found, me.id, form.why_now.data, now)
        except Refused as refused:
            form.fail(str(refused), "why_now")
            return _again(found, me, form)
    return redirect(url_for("staff.child", child_id=found.id))


def _known(child_id: UUID, me: Staff) -> Child:
    """A record that this person may know of. Aborts with 404 otherwise; with what they were told of it (200) for a
    duty team that was told of an opening."""
    held = select(Child).where(Child.id == child_id).with_for_update()
    found = db.session.scalar(held.execution_options(populate_existing=True))
    if found is None:
        abort(404)
    if not may(me, "child:see", found):
        told = openings.told_of(me, found) if request.method == "GET" else []
        if not told:
            abort(404)
        openings.read_reasons(found, me.id)
        team = team_name(found.team_code, snapshot())
        page = render_template("staff/children/told.html", child=found, team=team, opened=told)
        abort(make_response(page, 200))
    return found


def _envelope(found: Child, me: Staff, now: datetime) -> str:
    """That it is there, its age and whose it is, and how to ask. No name, no day and no word of the record."""
    asking = openings.envelope(found, me)
    page = render_template(
        "staff/children/closed_envelope.html",
        child=found,
        team=team_name(found.team_code, snapshot()),
        status_words=STATUSES[found.status],
        age=ago(found.made_at, now),
        officer=names([found.assignee_id]).get(found.assignee_id) if found.assignee_id else None,
        readers=[one.name for one in members([found.team_code]) if may(one, "child:read", found)],
        may_look=may(me, "audit:read", found),
        **asking,
    )
    if asking["opened"]:  # why others opened it is a reading too, though the page is a refusal
        openings.read_reasons(found, me.id)
        db.session.commit()
    return page


def _again(found: Child, me: Staff, form: OpeningForm) -> ResponseReturnValue:
    page = render_template(
        "staff/children/opening_again.html", child=found, form=form, **openings.asking(found, me, form)
    )
    return page, 422
