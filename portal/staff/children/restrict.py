"""Restricting a record to those who safeguard and its officer, and opening it to the team again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.casework.refusals import LETTERS, reason_given
from portal.casework.refusals import Refused as TooShort
from portal.register import Child, children
from portal.register.refusals import Refused
from portal.staff.blueprint import bp
from portal.staff.children.frame import framed
from portal.staff.children.writing import writing
from portal.staff.people import members
from portal.storage import db
from portal.web import writes
from portal.web.fields import LongTextField
from portal.web.forms import Form


class RestrictForm(Form):
    """Why."""

    why = LongTextField(
        "Why?",
        hint=f"At least {LETTERS} letters. Those who may read the record read it.",
        required="Write why",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


@bp.route("/register/<uuid:child_id>/restrict", methods=["GET", "POST"])
@needs("child:restrict")
@writes
def restrict_child(child_id: UUID) -> ResponseReturnValue:
    """From now on only those who safeguard and the officer named for it read the record."""
    child = writing(child_id, "child:restrict")
    if child.restricted:
        return redirect(url_for("staff.child", child_id=child.id))
    return _asked(child, children.restrict, "restricted", restricts=True)


@bp.route("/register/<uuid:child_id>/unrestrict", methods=["GET", "POST"])
@needs("child:restrict")
@writes
def unrestrict_child(child_id: UUID) -> ResponseReturnValue:
    """The team reads the record again."""
    child = writing(child_id, "child:restrict")
    if not child.restricted:
        return redirect(url_for("staff.child", child_id=child.id))
    return _asked(child, children.unrestrict, "unrestricted", restricts=False)


def _asked(
    child: Child, act: Callable[[Child, str, UUID, datetime], None], done: str, restricts: bool
) -> ResponseReturnValue:
    me = current_staff()
    form: Any = RestrictForm() if request.method == "POST" else RestrictForm.filled({})
    if request.method == "POST" and form.validate():
        try:
            act(child, reason_given(form.why.data), me.id, datetime.now(UTC))
        except TooShort as refused:
            form.fail(str(refused), "why")
        except Refused as refused:
            db.session.rollback()
            form.fail(str(refused))
        else:
            if may(me, "child:read", child):
                return redirect(url_for("staff.child", child_id=child.id, done=done))
            return redirect(url_for("staff.register", done=done))
    page = framed(
        "staff/children/restrict.html",
        child,
        form=form,
        restricts=restricts,
        readers=_readers(child),
        i_read=may(me, "child:read", Probe(child.team_code, True, child.assignee_id)),
    )
    return (page, 422) if request.method == "POST" else page


def _readers(child: Child) -> list[str]:
    """Who reads it while it is restricted."""
    closed = Probe(child.team_code, True, child.assignee_id)
    return [one.name for one in members([child.team_code]) if may(one, "child:read", closed)]
