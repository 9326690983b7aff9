"""Two records that are the same child: laid together after a look at both, and taken apart again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, needs
from portal.casework import records
from portal.casework.refusals import Refused as TooShort
from portal.casework.refusals import reason_given
from portal.register import Child, children, joins
from portal.register.facts import Identity, identity_shown, rows_of
from portal.register.merging import ids_of, standing_merges
from portal.register.models import ChildMerge
from portal.register.refusals import Refused
from portal.staff.blueprint import bp
from portal.staff.children.compare import compared, of_child
from portal.staff.children.frame import framed, noted_if_refused
from portal.staff.children.others import ReferenceForm, alike, both_held, by_reference
from portal.staff.children.writing import writing
from portal.staff.people import names
from portal.staff.submissions.queue import uuid_or_none
from portal.staff.wording import spoken_day
from portal.storage import db
from portal.web import writes
from portal.web.fields import Choice, ChoiceField, LongTextField
from portal.web.forms import Form

THIS, THAT = "this", "that"


class MergeForm(Form):
    """Which of the two goes on, and how the officer knows that they are one child."""

    goes_on = ChoiceField("Which record goes on?", required="Choose which record goes on")
    why_same = LongTextField(
        "How do you know that they are one child?",
        hint="Those who read the record read it, also when the two are taken apart one day.",
        required="Write how you know that they are one child",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


class ApartForm(Form):
    """One button."""


@bp.route("/register/<uuid:child_id>/same", methods=["GET", "POST"])
@needs("child:change")
@writes
def merge_child(child_id: UUID) -> ResponseReturnValue:
    """Find the other record of the same child, look at both, and lay them together. ``record`` in the address or the
    form says which other one."""
    given = uuid_or_none(request.values.get("record"))
    if given:
        both_held(child_id, given)
    child, me, now = writing(child_id, "child:change"), current_staff(), datetime.now(UTC)
    other = writing(given, "child:change", "beside") if given else None
    if other is not None and other.id == child.id:
        # pressed twice, or found by somebody else meanwhile: they are one already
        return redirect(url_for("staff.child", child_id=child.id, done="merged"))
    if request.method == "GET":
        form: Any = _offered(MergeForm.filled(_first(child, other)), child, other) if other else None
        return _page(child, other, form or ReferenceForm.filled({}))
    form = _offered(MergeForm(), child, other) if other else ReferenceForm()
    if form.validate():
        try:
            if other is None:
                found = by_reference(form.record_reference.data, me)
                if found.id == child.id:
                    raise Refused("That is this record itself. Enter the other one’s reference.")
                return redirect(url_for("staff.merge_child", child_id=child.id, record=found.id), 303)
            into, gone = (child, other) if form.goes_on.data == THIS else (other, child)
            records.merge(gone, into, reason_given(form.why_same.data), me.id, now)
            return redirect(url_for("staff.child", child_id=into.id, done="merged"))
        except TooShort as refused:
            form.fail(str(refused), "why_same")
        except Refused as refused:
            db.session.rollback()
            form.fail(str(refused), None if other else "record_reference")
    return _page(child, other, form), 422


@bp.post("/register/<uuid:child_id>/two-children")
@needs("child:change")
def two_children(child_id: UUID) -> ResponseReturnValue:
    """They look alike and are two children: say so once, and nobody compares them again."""
    other_id = uuid_or_none(request.form.get("record"))
    if other_id:
        both_held(child_id, other_id)
    child = writing(child_id, "child:change", "")
    other = writing(other_id, "child:change", "") if other_id else abort(404)
    if child.id != other.id and ApartForm().validate_on_submit():
        children.two_children(child, other, current_staff().id, datetime.now(UTC))
        return redirect(url_for("staff.child", child_id=child.id, done="two"))
    return redirect(url_for("staff.child", child_id=child.id))


@bp.route("/register/<uuid:child_id>/same/<uuid:merge_id>/apart", methods=["GET", "POST"])
@needs("child:change")
@writes
def take_apart(child_id: UUID, merge_id: UUID) -> ResponseReturnValue:
    """They were two children after all. Both stand again as they would if nobody had laid them together."""
    row = db.session.get(ChildMerge, merge_id)
    if row is None:
        abort(404)
    both_held(row.into_id, row.from_id)
    db.session.refresh(row)  # somebody may have undone it while we waited
    child, me, now = writing(child_id, "child:change"), current_staff(), datetime.now(UTC)
    gone = db.session.get_one(Child, row.from_id)
    if row.into_id not in ids_of(child):
        abort(404)
    allowed("child:change", gone, known="child:see")
    if row.ended_at is not None:
        return redirect(url_for("staff.child", child_id=child.id, done="apart"))
    form: Any = ApartForm() if request.method == "POST" else ApartForm.filled({})
    if request.method == "POST" and form.validate():
        try:
            records.take_apart(row, me.id, now)
            return redirect(url_for("staff.child", child_id=row.into_id, done="apart", other=row.from_id))
        except Refused as refused:
            db.session.rollback()
            form.fail(str(refused))
    page = framed(
        "staff/children/apart.html",
        child,
        form=form,
        merge=row,
        by=names([row.by]).get(row.by, "Somebody"),
        stays=_contents(db.session.get_one(Child, row.into_id)),
        goes=_contents(gone),
    )
    return (page, 422) if request.method == "POST" else page


def merges_of(child: Child) -> list[dict[str, Any]]:
    """Each record that was laid together with this one, for the overview, the oldest first."""
    rows = standing_merges(child)
    known = names(row.by for row in rows)
    return [
        {"row": row, "gone": db.session.get_one(Child, row.from_id), "by": known.get(row.by, "Somebody")}
        for row in rows
    ]


def _first(child: Child, other: Child) -> dict[str, str]:
    """The older record goes on, if nobody chooses otherwise: letters have its reference."""
    return {"goes_on": THIS if (child.made_at, child.id) <= (other.made_at, other.id) else THAT}


def _offered(form: Any, child: Child, other: Child) -> Any:
    form.goes_on.choices = [Choice(code, _called(one)) for code, one in ((THIS, child), (THAT, other))]
    return form


def _called(child: Child) -> str:
    return f"{child.reference}, {identity_shown(child).name}, begun on {spoken_day(child.made_at)}"


def _page(child: Child, other: Child | None, form: Form) -> str:
    me = current_staff()
    if other is None:
        found, closed = alike(child, me, siblings=True)
        return framed("staff/children/same_find.html", child, form=form, found=found, closed=closed)
    noted_if_refused(other, "beside")
    return framed(
        "staff/children/same.html",
        child,
        form=form,
        other=other,
        other_name=identity_shown(other).name,
        rows=compared(of_child(child), of_child(other)),
        happens=_happens(child, other),
    )


def _happens(child: Child, other: Child) -> list[str]:
    """What laying them together does, in sentences."""
    told = [
        "One record stands for both from then on. All that is in either is in it: what was sent, contacts, ratings, "
        "reviews and history.",
        "The reference and the address of the other one lead to it.",
        "Name, birthday and officer are those of the record that goes on. The other name is still found by the search.",
        "The rating that was given last counts, and the earlier of the two next reviews.",
    ]
    if child.restricted != other.restricted:
        told.append("One of the two is restricted, so the whole is restricted.")
    told.append("Nothing is deleted or overwritten. If they are two children after all, take them apart again.")
    return told


def _contents(child: Child) -> dict[str, Any]:
    """One record by itself, as it stands when they are apart."""
    rows = rows_of([child.id])
    own = [row for row in rows if row.topic == Identity.topic]
    name = Identity.of(own[-1].said if own else child.identity).name
    sent = len([row for row in joins.joined(child) if row.child_id == child.id])
    return {"child": child, "name": name, "facts": len(rows), "sent": sent}
