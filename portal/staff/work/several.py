"""Several submissions at once: chosen in the queue, looked at in a preview, then given to somebody or closed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.casework import bulk
from portal.casework.bulk import Act, Came, Result, Seen
from portal.casework.triage import Outcome
from portal.directory import snapshot
from portal.staff.blueprint import bp
from portal.staff.people import members
from portal.staff.submissions.forms import AssignForm, CloseForm
from portal.staff.submissions.queue import Line, lines
from portal.storage import db
from portal.web.fields import Choice
from portal.web.forms import Form

ONE = "one"
"""The name of the checkbox of each line."""
NOTHING = "Choose at least one submission in the queue first."


class GiveForm(AssignForm):
    """To whom."""


class EndForm(CloseForm):
    """What came of all of them."""


FORMS: dict[Act, type[Form]] = {Act.ASSIGN: GiveForm, Act.CLOSE: EndForm}


@bp.get("/queue/several")
@needs("work:bulk")
def several_again() -> ResponseReturnValue:
    """Nobody begins here: what is chosen comes from the queue."""
    return redirect(url_for("staff.queue"))


@bp.post("/queue/several")
@needs("work:bulk")
def several() -> ResponseReturnValue:
    """The preview: what will happen to which, and which are refused and why. It changes nothing."""
    act = _act()
    chosen = _chosen()
    if act is None or not chosen:
        return redirect(url_for("staff.queue", done="none-chosen"))
    return _preview(act, chosen, _prepared(act, FORMS[act].filled({}), chosen))


@bp.post("/queue/several/do")
@needs("work:bulk")
def do_several() -> ResponseReturnValue:
    """Do it, one after the other, and say what came of each. A second press finds everything done."""
    act, chosen, me, now = _act(), _chosen(), current_staff(), datetime.now(UTC)
    if act is None or not chosen:
        return redirect(url_for("staff.queue", done="none-chosen"))
    form: Any = _prepared(act, FORMS[act](), chosen)
    if not form.validate_on_submit():
        return _preview(act, chosen, form), 422
    if act is Act.ASSIGN:
        to = db.session.get_one(Staff, UUID(form.give_to.data))
        results, who = bulk.assign(chosen, to, me, now), to.name
    else:
        results, who = bulk.close(chosen, Outcome(form.outcome.data), form.closing_words.data, me, now), None
    return render_template(
        "staff/work/several_done.html",
        act=act,
        who=who,
        done=_worded(one for one in results if one.came is Came.DONE),
        others=_worded(one for one in results if one.came is not Came.DONE),
    )


def _preview(act: Act, chosen: list[Seen], form: Any) -> str:
    found = bulk.preview([one.id for one in chosen], current_staff())
    return render_template(
        "staff/work/several.html",
        act=act,
        form=form,
        wanted=_worded(one for one in found if one.why is None),
        refused=_worded(one for one in found if one.why is not None),
        marks=[one.mark for one in chosen],
    )


def _worded(found: Any) -> list[tuple[Line, Result]]:
    results = list(found)
    worded = lines([one.submission for one in results], current_staff(), snapshot(), datetime.now(UTC))
    return list(zip(worded, results, strict=True))


def _act() -> Act | None:
    said = request.form.get("act", "")
    return Act(said) if said in list(Act) else None


def _chosen() -> list[Seen]:
    """What was chosen, each once; what names no submission counts for nothing."""
    found = [one for mark in request.form.getlist(ONE)[: bulk.MOST] if (one := Seen.of(mark))]
    return list({one.id: one for one in reversed(found)}.values())


def _prepared(act: Act, form: Any, chosen: list[Seen]) -> Any:
    """The form, with everybody who could have at least one of them."""
    if act is Act.ASSIGN:
        teams = {one.submission.team_code for one in bulk.preview([seen.id for seen in chosen], current_staff())}
        form.give_to.choices = [
            Choice(str(one.id), one.name)
            for one in members(teams)
            if any(may(one, "submission:read", Probe(team, False, one.id)) for team in teams)
        ]
    return form
