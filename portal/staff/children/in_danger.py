"""Where a child lives, at once, for whoever has to tell the police or an ambulance, though somebody is to be asked
before anybody gets in touch."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import current_staff, needs
from portal.audit import Event
from portal.casework import ask_first
from portal.casework.contact_log import Way
from portal.casework.refusals import LETTERS, Refused
from portal.staff.blueprint import bp
from portal.staff.children.ask_first import whom_to_ask
from portal.staff.children.contacts import leads_to
from portal.staff.children.frame import framed
from portal.staff.children.writing import writing
from portal.web import writes
from portal.web.fields import LongTextField
from portal.web.forms import Form


class DangerForm(Form):
    """What happens now."""

    what_now = LongTextField(
        "What is happening?",
        hint=f"At least {LETTERS} letters; a few words will do. Whoever may read the record reads it.",
        required="Write what is happening, in a few words",
        at_most=1000,
        rows=2,
        thing="What you wrote",
    )


@bp.route("/register/<uuid:child_id>/in-danger", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_in_danger(child_id: UUID) -> ResponseReturnValue:
    """Say what is happening, and see the addresses. Those who safeguard are told."""
    child, me = writing(child_id, "child:change"), current_staff()
    if not ask_first.stops(child):  # then they stand in the record
        return redirect(url_for("staff.child", child_id=child.id))
    form = DangerForm() if request.method == "POST" else DangerForm.filled({})
    if form.validate_on_submit():
        try:
            ask_first.shown_in_danger(child, form.what_now.data, me.id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused), "what_now")
        else:
            audit.record(Event.CHILD_READ, child, by=me.id, page="in-danger")
            rows = leads_to(child, Way.VISIT_HOME)
            return framed("staff/children/in_danger_shown.html", child, rows=rows, **whom_to_ask(child, me))
    page = framed("staff/children/in_danger.html", child, form=form, **whom_to_ask(child, me))
    return (page, 422) if request.method == "POST" else page
