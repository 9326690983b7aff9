"""A team's on-call line: the number that is told by text of what cannot wait. Its managers set it; the public never
sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs
from portal.config import Config
from portal.directory import OnCall, ReadWhen, Team, edit
from portal.directory.cards import opening_times
from portal.directory.public import WEEKDAYS
from portal.staff.blueprint import bp
from portal.staff.council.contacts import address_of, load_team, number_of
from portal.staff.council.on_call_form import READ, OnCallForm, OnCallFormWithHours, answers_of
from portal.staff.people import names
from portal.staff.wording import moment
from portal.web.forms import Form

TAKEN_AWAY = "Took the on-call line away"
DONE = {
    "saved": "Saved. It counts from now on.",
    "gone": "The line is taken away. Nobody is told by text any more.",
    "same": "That is how it is already, so nothing was changed.",
}


@bp.get("/contacts/<council_code>/<team>/on-call")
@needs("contacts:edit")
def on_call(council_code: str, team: str) -> ResponseReturnValue:
    """The line of one team, ready to be changed, and what it was before."""
    # the version first: should somebody save between the two, theirs is newer than the one this page names
    version = edit.on_call_version_of(f"{council_code}/{team}")
    found = load_team("contacts:edit", council_code, team)
    return _page(found, OnCallFormWithHours.filled(answers_of(found.on_call)), version)


@bp.post("/contacts/<council_code>/<team>/on-call")
@needs("contacts:edit")
def change_on_call(council_code: str, team: str) -> ResponseReturnValue:
    """Save what was typed, or take the line away."""
    found = load_team("contacts:edit", council_code, team)
    form, version = OnCallFormWithHours(), number_of(request.form.get("version"))
    removes = request.form.get("do") == "remove"
    fields = {} if removes and Form().validate_on_submit() else _fields(form)
    if form.summary_errors:
        return _page(found, form, version), 422
    why = form.what_changed.data or TAKEN_AWAY
    try:
        edit.change_on_call(found.code, fields, version, why, current_staff().id, datetime.now(UTC))
    except edit.NotThere:
        abort(404)
    except edit.NothingChanged:
        return _leads(found, "same")
    except edit.LineMeanwhile as meanwhile:
        return _conflict(found, form, meanwhile.latest), 409
    return _leads(found, "gone" if removes else "saved")


def _fields(form: OnCallForm) -> dict[str, Any]:
    """What was typed as the fields of the line's table; what is wrong with it is said beside the fields."""
    form.validate()
    fields, places = form.typed()
    form.tell(edit.on_call_from_fields(fields)[1], places)
    if not form.what_changed.data:
        form.fail("Write what you changed, and why", "what_changed")
    return fields


def line_words(line: OnCall | None) -> list[str]:
    """A line as people read it: the number, and when somebody reads what comes to it."""
    if line is None:
        return ["None: nobody is told by text."]
    own = opening_times(line.hours) if line.when is ReadWhen.HOURS else []
    return [line.phone or "A number that cannot be read any more. Type it in again.", READ[line.when], *own]


def _conflict(found: Team, form: OnCallForm, latest: edit.LineVersion) -> str:
    who = names([latest.by]).get(latest.by, "Somebody") if latest.by else "A file that was loaded"
    form.fail(
        f"{who} changed this line on {moment(latest.at)}, while you had it open: “{latest.what_changed}”. "
        "Nothing you typed is lost. Compare it with what is set now, then save again: what stands in the form then "
        "replaces theirs."
    )
    return _page(found, form, latest.number)


def _page(found: Team, form: OnCallForm, version: int) -> str:
    versions = edit.on_call_history(found.code)
    known = names(one.by for one in versions)
    config: Config = current_app.extensions["portal.config"]
    return render_template(
        "staff/council/contacts_on_call.html",
        team=found,
        address=address_of(found),
        form=form,
        version=version,
        days=[(day.capitalize(), form.day(day)) for day in WEEKDAYS],
        versions=[
            {"version": one, "by": known.get(one.by, "Somebody") if one.by else None, "lines": line_words(one.line)}
            for one in versions
        ],
        has_line=found.on_call is not None,
        now=line_words(versions[0].line if versions else None),
        sends_texts=config.sends_texts,
        done=DONE.get(request.args.get("done", "")),
    )


def _leads(team: Team, done: str) -> ResponseReturnValue:
    address: dict[str, Any] = address_of(team)
    return redirect(url_for("staff.on_call", **address, done=done))
