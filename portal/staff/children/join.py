"""Joining what was sent to a child's record that is there already: both side by side, and a person decides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, needs
from portal.casework import records, triage
from portal.register import Child, own_words
from portal.register.refusals import Refused
from portal.register.said import ChildSaid
from portal.staff.blueprint import bp
from portal.staff.children.compare import compared, of_child, of_said
from portal.staff.children.frame import frame, noted_if_refused
from portal.staff.children.on_register import already, record_of, told_of
from portal.staff.children.others import ReferenceForm, by_reference
from portal.staff.children.writing import writing
from portal.staff.submissions.queue import uuid_or_none
from portal.staff.wording import KINDS
from portal.storage import db
from portal.submissions import Submission
from portal.web import writes
from portal.web.forms import Form
from portal.words import Kind


class JoinForm(Form):
    """One button."""


@bp.route("/submissions/<uuid:submission_id>/record/<int:position>/join", methods=["GET", "POST"])
@needs("child:change")
@writes
def join_record(submission_id: UUID, position: int) -> ResponseReturnValue:
    """Find the record by its reference, look at both, and join them. ``record`` in the address or the form says which
    record is meant."""
    found, told = told_of(submission_id, position)
    me, now = current_staff(), datetime.now(UTC)
    if known := record_of(found, position):
        return already(found, known, me)
    given = uuid_or_none(request.values.get("record"))
    child = writing(given, "child:change", "beside") if given else None
    if request.method == "GET":
        triage.read(found, me.id, now)
        return _page(found, told, position, ReferenceForm.filled({}), child, me)
    form: Any = JoinForm() if child else ReferenceForm()
    if form.validate():
        try:
            if child is None:
                other = by_reference(form.record_reference.data, me)
                address = url_for("staff.join_record", submission_id=found.id, position=position, record=other.id)
                return redirect(address, 303)
            if found.kind == Kind.VIEWS:
                own_words.join_views(child, found, me.id, now)
            else:
                records.join(child, found, position, me.id, now)
            return redirect(url_for("staff.submission", submission_id=found.id, done="joined", _anchor="on-register"))
        except Refused as refused:
            db.session.rollback()
            form.fail(str(refused), None if child else "record_reference")
    return _page(found, told, position, form, child, me), 422


def _page(found: Submission, told: ChildSaid | None, position: int, form: Form, child: Child | None, me: Staff) -> str:
    """Which record; or, once it is known which, both side by side."""
    shared = {
        "submission": found,
        "kind": KINDS[Kind(found.kind)],
        "position": position,
        "told": told,
        "own_words": found.kind == Kind.VIEWS,
        "form": form,
    }
    if child is None:
        return render_template("staff/children/join_find.html", **shared)
    noted_if_refused(child, "beside")
    rows = compared(of_said(told), of_child(child)) if told else []
    return render_template("staff/children/join.html", **frame(child), **shared, rows=rows)
