"""The health list: whom to pass on to the school nursing and vaccination team, because their parents said yes."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs, reach
from portal.casework import health_list
from portal.staff.blueprint import bp
from portal.staff.wording import language_name
from portal.web import writes
from portal.web.fields import Choice, ChoicesField
from portal.web.forms import Form

DONE = {
    "passed": "Noted: passed on. They are off this list, and it is in their history.",
    "off": "They are off this list, and it is in their history.",
    "none": "Nothing was changed: somebody else has done that already.",
}
WAYS = {"email": "by email", "phone": "by phone", "text": "by text message", "letter": "by letter"}


class ChosenForm(Form):
    """Which children."""

    child = ChoicesField("Children", required="Choose at least one child")


@bp.get("/health-list")
@needs("health-list:see")
@writes
def health_children() -> ResponseReturnValue:
    """Everybody of this person's teams who waits to be passed on; the look is a line in the audit log."""
    return _page(ChosenForm.filled({}))


@bp.post("/health-list")
@needs("health-list:see")
def health_children_done() -> ResponseReturnValue:
    """The chosen ones were passed on, or are taken off because their parents no longer want it."""
    mine, me, now = reach(current_staff(), "health-list:see"), current_staff().id, datetime.now(UTC)
    form = ChosenForm()
    form.child.choices = [Choice(one, one) for one in form.child.data if _id(one)]
    if not form.validate():
        return _page(form), 422
    chosen = [found for one in form.child.chosen if (found := _id(one))]
    off = request.form.get("do") == "off"
    number = (health_list.taken_off if off else health_list.passed_on)(chosen, mine, me, now)
    return redirect(url_for("staff.health_children", done=("off" if off else "passed") if number else "none"))


def _page(form: ChosenForm) -> str:
    me = current_staff()
    children, total = health_list.waiting(reach(me, "health-list:see"), me.id)
    return render_template(
        "staff/submissions/health_list.html",
        form=form,
        children=children,
        chosen=set(form.child.chosen),
        total=total,
        ways=WAYS,
        language_name=language_name,
        done=DONE.get(request.args.get("done", "")),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
