"""What was sent and joined to a record is about another child: it goes there, with all that it brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.casework import ask_first, records
from portal.register import Child, joins, own_words
from portal.register.merging import ids_of
from portal.register.models import ChildSubmission, ChildViews
from portal.register.refusals import Refused
from portal.register.said import ChildSaid, said
from portal.staff.blueprint import bp
from portal.staff.children.compare import compared, of_child, of_said
from portal.staff.children.details_forms import BY_CODE
from portal.staff.children.fact_words import days, head, kept_back
from portal.staff.children.frame import framed, noted_if_refused
from portal.staff.children.others import ReferenceForm, both_held, by_reference
from portal.staff.children.wording import STATUSES
from portal.staff.children.writing import writing
from portal.staff.submissions.queue import uuid_or_none
from portal.staff.wording import KINDS, spoken_day
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.web import writes
from portal.web.fields import Choice, ChoiceField
from portal.web.forms import Form
from portal.words import ChildStatus, Kind

OTHER, NEW, NOBODY = "other", "new", "nobody"
OF_OTHER = Choice(OTHER, "A child who has a record", reveals="record_reference")
OF_NEW = Choice(NEW, "A child who has no record yet", hint="One is made, with what it brought.")
OF_NOBODY = Choice(NOBODY, "I do not know yet", hint="It is only taken away from here, and waits for a record again.")
Row = ChildSubmission | ChildViews


class SplitForm(ReferenceForm):
    """Whom it is about."""

    whose = ChoiceField("Whom is it about?", choices=[OF_OTHER, OF_NEW, OF_NOBODY], required="Choose whom it is about")


class MoveForm(Form):
    """One button."""


@bp.route("/register/<uuid:child_id>/sent/<uuid:row_id>/another", methods=["GET", "POST"])
@needs("child:change")
@writes
def about_another(child_id: UUID, row_id: UUID) -> ResponseReturnValue:
    """Say whom it is about, see what goes with it, and move it. ``record`` in the form: the record that was found."""
    given = uuid_or_none(request.values.get("record"))
    if given:
        both_held(child_id, given)
    child, me, now = writing(child_id, "child:change"), current_staff(), datetime.now(UTC)
    row, sent = _joined(child, row_id, me)
    other = writing(given, "child:change", "beside") if given else None
    if request.method == "GET":
        return _page(child, row, sent, other, _offered(SplitForm.filled({}), child, row, me), me)
    form: Any = MoveForm() if other else _offered(SplitForm(), child, row, me)
    if form.validate():
        try:
            if other is not None:
                _move(row, other, me, now)
                return redirect(url_for("staff.child", child_id=other.id, done="moved"))
            if form.whose.data == OTHER:
                found = by_reference(form.record_reference.data, me)
                address = url_for("staff.about_another", child_id=child.id, row_id=row.id, record=found.id)
                return redirect(address, 303)
            if form.whose.data == NEW and isinstance(row, ChildSubmission):
                made = records.split_off(row, me.id, now)
                return redirect(url_for("staff.child", child_id=made.id, done="moved"))
            _take_away(row, me, now)
            return redirect(url_for("staff.child", child_id=child.id, done="split"))
        except Refused as refused:
            db.session.rollback()
            form.fail(str(refused), "record_reference" if not other and form.whose.data == OTHER else None)
    return _page(child, row, sent, other, form, me), 422


def _joined(child: Child, row_id: UUID, me: Staff) -> tuple[Row, Submission]:
    """What is joined to this record. A young person's words are there only for who may read them: 404 for others."""
    row: Row | None = db.session.get(ChildSubmission, row_id) or db.session.get(ChildViews, row_id)
    if row is None or row.child_id not in ids_of(child):
        abort(404)
    # held before anything is written: whoever reads it now holds it, and waits for the log
    sent = db.session.get_one(Submission, row.submission_id, with_for_update=request.method == "POST")
    if sent.kind == Kind.VIEWS and not may(me, "submission:read", sent):
        abort(404)
    return row, sent


def _offered(form: Any, child: Child, row: Row, me: Staff) -> Any:
    """A record is made of an adult's message only, by who may make one in the same team."""
    may_make = may(me, "child:make", Probe(child.team_code, child.restricted))
    offers_new = isinstance(row, ChildSubmission) and may_make
    form.whose.choices = [OF_OTHER, OF_NEW, OF_NOBODY] if offers_new else [OF_OTHER, OF_NOBODY]
    return form


def _move(row: Row, other: Child, me: Staff, now: datetime) -> None:
    if isinstance(row, ChildViews):
        records.move_views(row, other, me.id, now)
    else:
        records.split_to(row, other, me.id, now)


def _take_away(row: Row, me: Staff, now: datetime) -> None:
    if isinstance(row, ChildViews):
        own_words.split_views(row, me.id, now)
    else:
        records.split(row, me.id, now)


def _page(child: Child, row: Row, sent: Submission, other: Child | None, form: Any, me: Staff) -> str:
    told = _told(row, sent)
    rows = []
    if other is not None:
        noted_if_refused(other, "beside")
    if other is not None and told is not None:
        rows = compared(of_said(told), of_child(other))
    return framed(
        "staff/children/another.html",
        child,
        row=row,
        sent=sent,
        kind=KINDS[Kind(sent.kind)],
        own_words=sent.kind == Kind.VIEWS,
        gone=row.ended_at is not None,
        goes=_goes(row, ask_first.stops(child)),
        told=told,
        other=other,
        other_account=of_child(other) if other else None,
        rows=rows,
        form=form,
    )


def _told(row: Row, sent: Submission) -> ChildSaid | None:
    position = row.position if isinstance(row, ChildSubmission) else 0
    try:
        return next((one for one in said(sent) if one.position == position), None)
    except CannotOpen:
        return None


def _goes(row: Row, asks: bool) -> list[str]:
    """What goes with it, each in one line; without addresses where somebody is to be asked first."""
    if isinstance(row, ChildViews):
        return []
    went = joins.brought(row)
    lines = [
        _fact(one.topic, kept_back(one.topic, one.said) if asks else one.said, days(one.since_on, one.until_on))
        for one in went.facts
    ]
    lines += [f"Status: {STATUSES[ChildStatus(one.status)]}, from {spoken_day(one.from_on)}" for one in went.statuses]
    if went.households:
        lines.append("That the child lives with the other children of the same message")
    return lines


def _fact(topic: str, said_so: Mapping[str, Any], when: str) -> str:
    title = BY_CODE[topic].title if topic in BY_CODE else topic
    return f"{title}: {head(topic, said_so).replace(chr(10), ', ')}{f', {when}' if when else ''}"
