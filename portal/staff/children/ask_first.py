"""Before anybody gets in touch about a child: who must be asked, what a plan says, and that somebody agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, may, needs
from portal.casework import ask_first, contact_plan
from portal.casework.contact_log import Way
from portal.casework.models import AskFirst
from portal.casework.refusals import LETTERS, Refused
from portal.register import Child
from portal.register.facts import identity_shown
from portal.staff.blueprint import bp
from portal.staff.children.contact_wording import WAYS
from portal.staff.children.frame import framed
from portal.staff.children.writing import writing
from portal.staff.people import members, names
from portal.storage import CannotOpen
from portal.submissions import Submission
from portal.web import writes
from portal.web.fields import Choice, LongTextField, SelectField
from portal.web.forms import Form

DONE = {
    "set": "“Ask first” is set.",
    "ended": "“Ask first” is taken away.",
    "agreed": "It is agreed. It holds once, for seven days.",
}
DOES_NOT_OPEN = "The reason does not open. It was changed, or the key is missing."


class SetForm(Form):
    """Why those who safeguard must be asked before anybody gets in touch."""

    why_ask = LongTextField(
        "Why must you be asked first?",
        hint=f"At least {LETTERS} letters. Only those who safeguard read it.",
        required="Write why you must be asked first",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


class EndForm(Form):
    """One button."""


class AgreeForm(Form):
    """Which way is open, once, and why."""

    agreed_way = SelectField(
        "Which way is open?",
        choices=[Choice(str(way), words) for way, words in WAYS.items()],
        required="Choose which way is open",
    )
    why_agreed = LongTextField(
        "Why is it safe enough, or needed?",
        hint=f"At least {LETTERS} letters. Only those who safeguard read it.",
        required="Write why you agree",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


@dataclass(frozen=True)
class Planned:
    """One young person's words that this person may read, and what their plan says."""

    views: Submission
    sentences: list[str]


def panel(child: Child, me: Staff) -> dict[str, Any]:
    """What ``_ask_first.html`` shows on any page of the child. Nothing when nothing has to be heeded."""
    found = ask_first.asking(child, me)
    if found is None:
        return {"ask_first": None}
    return {
        "ask_first": {
            "plain": found.plain,
            "by_hand": _line(found.by_hand) if found.by_hand else None,
            "beside": [{**_line(row), "record": other, "name": _name(other)} for row, other in found.beside],
            "planned_beside": [(one, _name(one)) for one in found.planned_beside if may(me, "child:read", one)],
            "others_planned": bool(found.planned_beside),
            "planned": [Planned(one, _sentences(one)) for one in found.views],
            "agreed": [WAYS[Way(one.way)] for one in ask_first.agreements(child, datetime.now(UTC))],
            **whom_to_ask(child, me),
        }
    }


def whom_to_ask(child: Child, me: Staff) -> dict[str, Any]:
    """The names of those who can agree, without ``me``, and whether ``me`` can."""
    deciders = [one for one in members([child.team_code]) if may(one, "child:ask-first", child)]
    return {
        "names": [one.name for one in deciders if one.id != me.id],
        "may_agree": any(one.id == me.id for one in deciders),
    }


@bp.get("/register/<uuid:child_id>/ask-first")
@needs("child:ask-first")
@writes
def child_ask_first(child_id: UUID) -> ResponseReturnValue:
    """What has to be asked, and why: for those who safeguard."""
    return _page(writing(child_id, "child:ask-first", "ask-first"))


@bp.post("/register/<uuid:child_id>/ask-first")
@needs("child:ask-first")
def set_ask_first(child_id: UUID) -> ResponseReturnValue:
    """Ask to be asked."""
    child, form = writing(child_id, "child:ask-first"), SetForm()
    if form.validate_on_submit():
        try:
            ask_first.ask_first(child, form.why_ask.data, current_staff().id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused), "why_ask")
        else:
            return _back(child, "set")
    return _page(child, set_form=form), 422


@bp.post("/register/<uuid:child_id>/ask-first/end")
@needs("child:ask-first")
def end_ask_first(child_id: UUID) -> ResponseReturnValue:
    """Take away what was set by hand."""
    child, form = writing(child_id, "child:ask-first"), EndForm()
    if not form.validate_on_submit():
        return _page(child, form=form), 422
    ask_first.ask_no_more(child, current_staff().id, datetime.now(UTC))
    return _back(child, "ended")


@bp.post("/register/<uuid:child_id>/ask-first/agree")
@needs("child:ask-first")
def agree_to_contact(child_id: UUID) -> ResponseReturnValue:
    """Agree to one way, once."""
    child, form = writing(child_id, "child:ask-first"), AgreeForm()
    if form.validate_on_submit():
        way, why = Way(form.agreed_way.data), form.why_agreed.data
        try:
            ask_first.agree(child, way, why, current_staff().id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused), "why_agreed")
        else:
            return _back(child, "agreed")
    return _page(child, agree_form=form), 422


def _page(
    child: Child,
    set_form: SetForm | None = None,
    agree_form: AgreeForm | None = None,
    form: Form | None = None,
) -> str:
    shown = panel(child, current_staff())
    return framed(
        "staff/children/ask_first.html",
        child,
        **shown,
        past=[_line(one) for one in ask_first.history(child)],
        set_form=set_form or SetForm.filled({}),
        end_form=EndForm.filled({}),
        agree_form=agree_form or AgreeForm.filled({}),
        form=set_form or agree_form or form,
        done=DONE.get(request.args.get("done", "")),
    )


def _back(child: Child, done: str) -> ResponseReturnValue:
    return redirect(url_for("staff.child_ask_first", child_id=child.id, done=done))


def _line(one: AskFirst) -> dict[str, Any]:
    known = names([one.by, one.ended_by])
    try:
        reason = str(one.reason)
    except CannotOpen:
        reason = DOES_NOT_OPEN
    return {
        "by": known.get(one.by, "Somebody"),
        "at": one.at,
        "reason": reason,
        "ended_at": one.ended_at,
        "ended_by": known.get(one.ended_by, "Somebody") if one.ended_by else None,
    }


def _name(child: Child) -> str:
    """What a sibling is called, for one who may read their record."""
    return identity_shown(child).name or child.reference


def _sentences(views: Submission) -> list[str]:
    try:
        plan = contact_plan.plan_for(views)
    except CannotOpen:
        return [contact_plan.DOES_NOT_OPEN]
    return plan.sentences if plan else []
