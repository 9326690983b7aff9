"""Which children live together, as a person says: put together, and taken out again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, may, needs
from portal.casework import ask_first
from portal.directory import hours
from portal.register import Child, households
from portal.register.refusals import Refused
from portal.staff.blueprint import bp
from portal.staff.children.ask_first import whom_to_ask
from portal.staff.children.frame import framed
from portal.staff.children.openings import reading
from portal.staff.children.others import ReferenceForm, by_reference, id_by_reference
from portal.staff.children.register import lines
from portal.staff.children.writing import writing
from portal.staff.submissions.queue import uuid_or_none
from portal.storage import db
from portal.web import writes
from portal.web.fields import TextField
from portal.web.forms import Form

DONE = {
    "together": "They are in one household now.",
    "out": "The child is not in this household any more.",
}


class HouseholdForm(Form):
    """One button."""


class WithForm(ReferenceForm):
    """Another child by the reference of their record."""

    record_reference = TextField(
        "Reference of the other child’s record",
        hint="For example, C-K7MD-39QX. Who lives with that child comes along. You can take it back.",
        required="Enter a reference, like C-K7MD-39QX",
        at_most=40,
        width=10,
        autocomplete="off",
        thing="The reference",
    )


@bp.get("/register/<uuid:child_id>/household")
@needs("child:see")
@writes
def child_household(child_id: UUID) -> ResponseReturnValue:
    """Who lives with the child, and who may: the same address, or brothers and sisters by what a family told."""
    child = reading(child_id, "household")
    return _page(child, WithForm.filled({}), done=DONE.get(request.args.get("done", "")))


@bp.post("/register/<uuid:child_id>/household")
@needs("child:change")
def live_together(child_id: UUID) -> ResponseReturnValue:
    """Put another child into the household: the one that was shown (``record``), or one found by its reference. Who
    lives with that child comes along."""
    given = uuid_or_none(request.form.get("record"))
    households.hold(filter(None, (child_id, given or id_by_reference(request.form.get("record_reference", "")))))
    child, me = writing(child_id, "child:change"), current_staff()
    form: Any = HouseholdForm() if given else WithForm()
    if form.validate():
        try:
            other = writing(given, "child:change") if given else _held_by_reference(form, me)
            if other.id == child.id:
                raise Refused("That is this record itself. Enter the other one’s reference.")
            households.live_together([child, other], me.id, datetime.now(UTC))
            return redirect(url_for("staff.child_household", child_id=child.id, done="together"))
        except Refused as refused:
            db.session.rollback()
            form.fail(str(refused), None if given else "record_reference")
    return _page(child, form), 422


def _held_by_reference(form: Any, me: Staff) -> Child:
    return writing(by_reference(form.record_reference.data, me).id, "child:change")


@bp.post("/register/<uuid:child_id>/household/leave")
@needs("child:change")
def leave_household(child_id: UUID) -> ResponseReturnValue:
    """The child lives somewhere else than the others. While somebody is to be asked first, only those who safeguard say
    so: it holds for a household, and would end for this child unseen."""
    child, me, form = writing(child_id, "child:change"), current_staff(), HouseholdForm()
    if not form.validate():
        return _page(child, form), 422
    if not may(me, "child:ask-first", child) and ask_first.stops(child):
        whom = " or ".join(whom_to_ask(child, me)["names"]) or "your manager"
        form.fail(f"“Ask first” stands here. Talk to {whom} before you change who lives together.")
        return _page(child, form), 409
    households.take_out(child, me.id, datetime.now(UTC))
    return redirect(url_for("staff.child_household", child_id=child.id, done="out"))


def readable(found: Iterable[Child], me: Staff, counted: bool = True) -> dict[str, Any]:
    """Other records as rows, and how many there are that this person may not read. ``counted`` False: those are not
    told of, where that somebody lives here would tell of words that nobody else may know of."""
    found = list(found)
    open_to_me = [one for one in found if may(me, "child:read", one)]
    today = hours.local(datetime.now(UTC)).date()
    hidden = sum(may(me, "child:see", one) for one in found) - len(open_to_me) if counted else 0
    return {"lines": lines(open_to_me, me, today), "hidden": hidden}


def _page(child: Child, form: Form, done: str | None = None) -> str:
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    members = households.household(child)
    known = {one.id for one in members}
    return framed(
        "staff/children/household.html",
        child,
        together=readable(members, me),
        siblings=readable([one for one in households.siblings(child) if one.id not in known], me),
        near=readable(households.suggested(child, today), me, counted=False),
        reference_form=form if isinstance(form, WithForm) else WithForm.filled({}),
        button_form=HouseholdForm.filled({}),
        form=form,
        done=done,
    )
