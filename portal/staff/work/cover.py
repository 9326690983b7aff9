"""Cover: who looks after whose work, and from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.casework import cover as work
from portal.casework.models import Cover
from portal.casework.refusals import Refused
from portal.directory import hours
from portal.staff.blueprint import bp
from portal.staff.people import members, names
from portal.storage import db
from portal.web.fields import Choice, DateField, SelectField
from portal.web.forms import Form

DONE = {
    "set": "It is set. It begins and ends by itself on these days.",
    "ended": "It is ended.",
}


class CoverForm(Form):
    """Whose work, who looks after it, and when; the view fills in the people."""

    whose = SelectField("Whose work?", required="Choose whose work it is")
    covered_by = SelectField("Who looks after it?", required="Choose who looks after it")
    from_on = DateField("From", thing="The first day", required="Enter the first day")
    until_on = DateField("Until", hint="The last day, included.", thing="The last day", required="Enter the last day")


@dataclass(frozen=True)
class Line:
    """One cover in words. ``can_end``: this person may end it."""

    id: UUID
    whose: str
    by: str
    from_on: date
    until_on: date
    now: bool
    can_end: bool


@bp.get("/cover")
@needs("cover:set")
def cover() -> ResponseReturnValue:
    """The covers that stand or are to come, of this person and of those whose manager they are."""
    today = hours.local(datetime.now(UTC)).date().isoformat()
    return _page(CoverForm.filled({"whose": str(current_staff().id), "from_on": today}))


@bp.post("/cover")
@needs("cover:set")
def set_cover() -> ResponseReturnValue:
    """Set one. For others only their manager does."""
    me, form = current_staff(), _prepared(CoverForm())
    if form.validate_on_submit():
        whose, by = (db.session.get_one(Staff, UUID(one)) for one in (form.whose.data, form.covered_by.data))
        try:
            work.set_cover(whose, by, form.from_on.data, form.until_on.data, me.id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused))
        else:
            return redirect(url_for("staff.cover", done="set"))
    return _page(form), 422


@bp.post("/cover/<uuid:cover_id>/end")
@needs("cover:set")
def end_cover(cover_id: UUID) -> ResponseReturnValue:
    """End one before its last day: one's own, or as the manager of whose work it is."""
    found = db.session.get(Cover, cover_id, with_for_update=True)
    if found is None or found.staff_id not in {one.id for one in _whose(current_staff())}:
        abort(404)
    if Form().validate_on_submit():
        work.end(found, current_staff().id, datetime.now(UTC))
        return redirect(url_for("staff.cover", done="ended"))
    return redirect(url_for("staff.cover"))


def _page(form: Any) -> str:
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    _prepared(form)
    theirs = {one.id for one in _whose(me)}
    found = work.standing(theirs, today)
    known = names(each for one in found for each in (one.staff_id, one.covered_by))
    return render_template(
        "staff/work/cover.html",
        form=form,
        lines=[
            Line(
                one.id,
                known.get(one.staff_id, "Somebody"),
                known.get(one.covered_by, "Somebody"),
                one.from_on,
                one.until_on,
                one.from_on <= today,
                one.staff_id in theirs,
            )
            for one in found
        ],
        end_form=Form.filled({}),
        others=len(theirs) > 1,
        done=DONE.get(request.args.get("done", "")),
    )


def _whose(me: Staff) -> list[Staff]:
    """For whom this person may say so: for themselves, and for everybody in a team that they manage."""
    managed = [one for one in work.teams_of(me) if may(me, "cover:set-others", Probe(one, restricted=False))]
    return [me, *(one for one in members(managed) if one.id != me.id)] if managed else [me]


def _prepared(form: Any) -> Any:
    me = current_staff()
    whose = _whose(me)
    people = {one.id: one for person in whose for one in [person, *work.colleagues(person)]} if whose else {}
    form.whose.choices = [Choice(str(one.id), "My own" if one.id == me.id else one.name) for one in whose]
    form.covered_by.choices = [
        Choice(str(one.id), f"{one.name} (you)" if one.id == me.id else one.name)
        for one in sorted(people.values(), key=lambda each: each.name)
        if may(one, "cover:set")
    ]
    return form
