"""Contacts: what the public sees of the council's teams, what of it needs a look, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.accounts import allowed, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.directory import PublicFacts, Team, edit, snapshot
from portal.directory.cards import Card, card, opening_times
from portal.directory.check import look_at
from portal.directory.public import WEEKDAYS
from portal.staff.blueprint import bp
from portal.staff.council.contact_form import (
    KINDS,
    MOST_CONTACTS,
    ContactsForm,
    answers_of,
    form_for,
    stretches_of,
    with_today,
    without,
)
from portal.staff.people import names
from portal.staff.wording import moment, spoken_day
from portal.web.fields import today
from portal.web.forms import Form

ALL_CHECKED = "Checked every contact"
DONE = {
    "saved": "Saved. The public sees it now.",
    "put-back": "It is put back. The public sees it now.",
    "same": "That is what the public sees already, so nothing was changed.",
    "moved": "Somebody else has changed these contacts just now. Look at them again before you put anything back.",
    "again": "This page was open for a long time. Press the button again.",
    "unfit": "This version breaks a rule that is newer than it. Type in what you need of it instead.",
}


@dataclass(frozen=True)
class Line:
    """One team in the list."""

    team: Team
    address: dict[str, str]
    look_at: list[str]
    checked_on: date | None
    may_edit: bool


@bp.get("/contacts")
@needs("contacts:read")
def contacts() -> ResponseReturnValue:
    """Every team of this person's councils, those that somebody must look at first."""
    me, directory = current_staff(), snapshot(fresh=True)
    mine = [team for team in directory.teams if team.active and may(me, "contacts:read", _thing(team.code))]
    lines = [_line(team) for team in sorted(mine, key=lambda team: team.council_code or "")]
    groups = groupby(lines, lambda line: line.team.council_code)
    return render_template(
        "staff/council/contacts.html",
        groups=[(directory.council(code), sorted(group, key=lambda line: not line.look_at)) for code, group in groups],
        done=DONE.get(request.args.get("done", "")),
    )


@bp.get("/contacts/<council_code>/<team>")
@needs("contacts:edit")
def contact(council_code: str, team: str) -> ResponseReturnValue:
    """What the public sees of one team, ready to be changed."""
    # the version first: should somebody save between the two, theirs is newer than the one this page names
    version = edit.version_of(f"{council_code}/{team}")
    found = load_team("contacts:edit", council_code, team)
    facts = found.public
    form = form_for(max(1, len(facts.contacts)), stretches_of(facts)).filled(answers_of(facts))
    return _page(found, form, version)


@bp.post("/contacts/<council_code>/<team>")
@needs("contacts:edit")
def change_contact(council_code: str, team: str) -> ResponseReturnValue:
    """Save what was typed; or add or take away a contact, or show the card, and save nothing."""
    found = load_team("contacts:edit", council_code, team)
    do, _, which = request.form.get("do", "").partition("-")
    rows, stretches, version = (number_of(request.form.get(name)) for name in ("rows", "stretches", "version"))
    sent: MultiDict[str, str] = request.form
    if do == "add":
        rows += 1
    elif do == "remove" and 1 <= number_of(which) <= rows:
        sent, rows = without(sent, number_of(which)), rows - 1
    elif do == "checked":
        sent = with_today(sent, today())
    form = form_for(rows, stretches)(formdata=sent)
    if do in ("save", "checked"):
        return _save(found, form, version, or_else=ALL_CHECKED if do == "checked" else "")
    if do == "show":
        form.validate()
        _facts(form)
        return _page(found, form, version, looked=True), 422 if form.summary_errors else 200
    return _page(found, form, version)


@bp.get("/contacts/<council_code>/<team>/history")
@needs("contacts:read")
def contact_history(council_code: str, team: str) -> ResponseReturnValue:
    """Who changed what, when, and the way back."""
    found = load_team("contacts:read", council_code, team)
    versions = edit.history(found.code)
    known = names(version.by for version in versions)
    return render_template(
        "staff/council/contacts_history.html",
        team=found,
        address=address_of(found),
        versions=[
            {"version": one, "by": known.get(one.by, "Somebody") if one.by else None, **_differences(one)}
            for one in versions
        ],
        newest=versions[0].number if versions else 0,
        may_edit=may(current_staff(), "contacts:edit", _thing(found.code)),
        button=Form.filled({}),
        done=DONE.get(request.args.get("done", "")),
    )


@bp.post("/contacts/<council_code>/<team>/history/<int:number>")
@needs("contacts:edit")
def put_contact_back(council_code: str, team: str, number: int) -> ResponseReturnValue:
    """Let the public see an earlier version again."""
    found = load_team("contacts:edit", council_code, team)

    if not Form().validate_on_submit():
        return _leads("staff.contact_history", found, "again")
    try:
        edit.put_back(found.code, number, number_of(request.form.get("version")), current_staff().id, datetime.now(UTC))
    except edit.NotThere:
        abort(404)
    except edit.Meanwhile:
        return _leads("staff.contact_history", found, "moved")
    except edit.NothingChanged:
        return _leads("staff.contact_history", found, "same")
    except edit.BadFacts:
        return _leads("staff.contact_history", found, "unfit")
    return _leads("staff.contact_history", found, "put-back")


def _save(found: Team, form: ContactsForm, version: int, or_else: str) -> ResponseReturnValue:
    form.validate()
    fields, places = form.typed()
    why = form.what_changed.data or or_else
    _, slips = edit.facts_from(fields)
    form.tell(slips, places)
    if not why:
        form.fail("Write what you changed, and why", "what_changed")
    if form.summary_errors:
        return _page(found, form, version, looked=True), 422
    try:
        edit.change(found.code, fields, version, why, current_staff().id, datetime.now(UTC))
    except edit.NotThere:
        abort(404)
    except edit.NothingChanged:
        return _leads("staff.contact", found, "same")
    except edit.Meanwhile as meanwhile:
        return _conflict(found, form, meanwhile.latest), 409
    return _leads("staff.contact", found, "saved")


def _conflict(found: Team, form: ContactsForm, latest: edit.Version) -> str:
    """What was typed, beside what somebody else has saved meanwhile. Saving again then is a decision."""
    who = names([latest.by]).get(latest.by, "Somebody") if latest.by else "A file that was loaded"
    form.fail(
        f"{who} changed these contacts on {moment(latest.at)}, while you had them open: “{latest.what_changed}”. "
        "Nothing you typed is lost. Compare it with what the public sees now, then save again: "
        "what stands in the form then replaces theirs."
    )
    return _page(found.saying(latest.after), form, latest.number)


def _facts(form: ContactsForm) -> PublicFacts:
    """What was typed as facts; what is wrong with it is said beside the fields."""
    fields, places = form.typed()
    facts, slips = edit.facts_from(fields)
    form.tell(slips, places)
    return facts


def _page(found: Team, form: ContactsForm, version: int, looked: bool = False) -> str:
    """``looked``: somebody asked to see the card of what they typed, which can be shown when nothing is wrong."""
    preview = None
    if looked and not form.summary_errors:
        preview = _card(found.saying(_facts(form)))
    return render_template(
        "staff/council/contacts_edit.html",
        team=found,
        address=address_of(found),
        form=form,
        version=version,
        days=[(day.capitalize(), form.day(day)) for day in WEEKDAYS],
        most=MOST_CONTACTS,
        now=_card(found),
        preview=preview,
        look_at=look_at(found, today()),
        done=DONE.get(request.args.get("done", "")),
    )


def _card(team: Team) -> Card | None:
    """The card that the public sees; None for a team of no council, which has none."""
    council = snapshot().council(team.council_code)
    return card(council, team) if council else None


def load_team(permission: str, council_code: str, team: str) -> Team:
    """The team as it is in the database now. Aborts with 404 when this person may not know of its contacts, with 403
    when they may only read them."""
    found = snapshot(fresh=True).team(f"{council_code}/{team}")
    if found is None or not found.active:
        abort(404)
    allowed(permission, _thing(found.code), known="contacts:read")
    return found


def _thing(code: str) -> Probe:
    return Probe(code, restricted=False)


def address_of(team: Team) -> dict[str, str]:
    """The parts of the addresses of a team's pages."""
    council_code, _, name = team.code.partition("/")
    return {"council_code": council_code, "team": name}


def _leads(endpoint: str, team: Team, done: str) -> ResponseReturnValue:
    address: dict[str, Any] = address_of(team)
    return redirect(url_for(endpoint, **address, done=done))


def _line(team: Team) -> Line:
    dates = [contact.verified_on for contact in team.contacts if contact.verified_on]
    return Line(
        team=team,
        address=address_of(team),
        look_at=look_at(team, today()),
        checked_on=min(dates, default=None),
        may_edit=may(current_staff(), "contacts:edit", _thing(team.code)),
    )


def _differences(version: edit.Version) -> dict[str, list[str]]:
    """What the public saw before and no longer after, and the other way round."""
    before, after = _lines(version.before) if version.before else [], _lines(version.after)
    return {
        "gone": [line for line in before if line not in after],
        "new": [line for line in after if line not in before],
    }


def _lines(facts: PublicFacts) -> list[str]:
    contacts = []
    for one in facts.contacts:
        checked = f"checked on {spoken_day(one.verified_on)}" if one.verified_on else "not checked"
        parts = (one.label, one.note, one.source, checked)
        contacts.append(f"{KINDS[one.kind]}: {one.value} ({'; '.join(part for part in parts if part)})")
    return [
        *([facts.about] if facts.about else []),
        *contacts,
        *opening_times(facts.hours),
        "Closed on bank holidays" if facts.closed_on_bank_holidays else "Open on bank holidays, too",
    ]


def number_of(text: str | None) -> int:
    """A number that a page of ours sent; -1 for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1
