"""Beginning a child's record: from what was sent, for one child or for all of a family; or from another word to us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import Staff, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.audit import Event
from portal.casework import records, triage
from portal.directory import Team, hours, snapshot
from portal.register import Child, children, households
from portal.register.facts import Identity, Source, identity_shown
from portal.register.refusals import Refused
from portal.register.said import ChildSaid, Said, said
from portal.staff.blueprint import bp
from portal.staff.children.fact_words import days, head
from portal.staff.children.hints import Hints, hints
from portal.staff.children.make_forms import HandForm, MakeAllForm, MakeForm
from portal.staff.children.on_register import already, open_held, record_of, teams_for, teams_of, told_of
from portal.staff.children.wording import STATUSES
from portal.staff.wording import KINDS
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.web import writes
from portal.web.fields import Choice
from portal.words import ChildStatus, Kind

TWICE = timedelta(minutes=10)
"""The same child made again by the same person within so long is the same press of a button."""
LOOK_FIRST = "Look at the records shown above, and say that none of them is this child"


@bp.route("/submissions/<uuid:submission_id>/record/<int:position>", methods=["GET", "POST"])
@needs("child:make")
@writes
def make_record(submission_id: UUID, position: int) -> ResponseReturnValue:
    """Begin the record of one child of a submission: the form has what was said, and the officer puts it right."""
    if request.method == "POST":
        households.hold_of(submission_id)
    found, told = told_of(submission_id, position)
    me, now = current_staff(), datetime.now(UTC)
    teams = teams_for(found, me)
    if told is None or not teams:
        abort(404 if told is None else 403)
    if known := record_of(found, position):
        return already(found, known, me)
    beside = _beside(found, position, me)
    if request.method == "GET":
        triage.read(found, me.id, now)
        return _page(found, told, _prepared(MakeForm.filled(_stored(told, beside)), told, beside, teams), me)
    form = _prepared(MakeForm(), told, beside, teams)
    alike = None
    if form.validate():
        who = _identity(form, told.identity)
        alike = hints(replace(told, identity=who), found.council or "", me)
        if twice := _just_made(alike, who, me.id, now):
            return redirect(url_for("staff.child", child_id=twice.id, done="made"))
        if (alike.same or alike.closed) and not form.sure.data:
            form.fail(LOOK_FIRST, "sure")
        else:
            try:
                _make(form, found, told, who, beside, teams, me.id, now)
            except Refused as refused:
                db.session.rollback()
                form.fail(str(refused), "from_on")
            else:
                return _done(found, "record-made")
    return _page(found, told, form, me, alike), 422


@bp.route("/submissions/<uuid:submission_id>/records", methods=["GET", "POST"])
@needs("child:make")
@writes
def make_records(submission_id: UUID) -> ResponseReturnValue:
    """Begin a record for each child of a submission that has none, as it tells of them; they live together."""
    if request.method == "POST":
        households.hold_of(submission_id)
    found = open_held(submission_id)
    me, now = current_staff(), datetime.now(UTC)
    teams = teams_for(found, me)
    if not teams:
        abort(403)
    try:
        free = [one for one in said(found) if record_of(found, one.position) is None]
    except CannotOpen:
        abort(404)
    if not free:
        return redirect(url_for("staff.submission", submission_id=found.id, _anchor="on-register"))
    alike = {one.position: hints(one, found.council or "", me) for one in free}
    form: Any = MakeAllForm() if request.method == "POST" else MakeAllForm.filled({"team": teams[0].code})
    form.team.choices = _team_choices(teams)
    doubts = any(one.same or one.closed for one in alike.values())
    if request.method == "POST" and form.validate():
        if doubts and not form.sure_of_all.data:
            form.fail(
                "Look at the records shown above, and say that none of them is one of these children", "sure_of_all"
            )
        else:
            records.begin_all(
                found, _chosen(form, teams), me.id, now, together=lambda known: may(me, "child:change", known)
            )
            return _done(found, "records-made")
    if request.method == "GET":
        triage.read(found, me.id, now)
    _note_names(alike.values(), found, me)
    page = render_template(
        "staff/children/make_all.html",
        submission=found,
        kind=KINDS[Kind(found.kind)],
        children=[(one, _takes(one), alike[one.position]) for one in free],
        doubts=doubts,
        several_teams=len(teams) > 1,
        statuses=STATUSES,
        form=form,
    )
    return (page, 422) if request.method == "POST" else page


@bp.route("/register/new", methods=["GET", "POST"])
@needs("child:make")
@writes
def make_by_hand() -> ResponseReturnValue:
    """Begin a record of a child about whom nothing came through this site: a letter, a call, an older list."""
    me, now = current_staff(), datetime.now(UTC)
    councils = {team.council_code for team in snapshot().teams if may(me, "child:make", Probe(team.code, False))}
    teams = [team for council in sorted(one for one in councils if one) for team in teams_of(council, False, me)]
    if not teams:
        abort(403)
    form: Any = HandForm()
    if request.method == "GET":
        form = HandForm.filled({"team": teams[0].code, "from_on": hours.local(now).date().isoformat()})
    form.team.choices = _team_choices(teams)
    alike = None
    if request.method == "POST" and form.validate():
        team = _chosen(form, teams)
        council = team.partition("/")[0]
        source_on = form.source_on.data.isoformat() if form.source_on.data else None
        about = {"source": form.source.data, "source_on": source_on, "note": form.note.data}
        who = replace(_identity(form, Identity(given="", family="")), **about)
        told = ChildSaid(0, who, (), form.from_on.data)
        alike = hints(told, council, me)
        if twice := _just_made(alike, who, me.id, now):
            return redirect(url_for("staff.child", child_id=twice.id, done="made"))
        if (alike.same or alike.closed) and not form.sure.data:
            form.fail(LOOK_FIRST, "sure")
        else:
            try:
                child = records.begin(
                    who, [], ChildStatus(form.status.data), form.from_on.data, council, team, me.id, now
                )
            except Refused as refused:
                db.session.rollback()
                form.fail(str(refused), "from_on")
            else:
                return redirect(url_for("staff.child", child_id=child.id, done="made"))
    page = render_template("staff/children/make_by_hand.html", form=form, alike=alike, several_teams=len(teams) > 1)
    return (page, 422) if request.method == "POST" else page


def _just_made(alike: Hints, who: Identity, by: UUID, now: datetime) -> Child | None:
    """The record that the first of two presses of the button made."""
    for one in alike.same:
        there = identity_shown(one.child)
        lately = one.child.made_by == by and now - one.child.made_at < TWICE
        if lately and (there.given, there.family, there.born) == (who.given, who.family, who.born):
            return one.child
    return None


def _make(
    form: Any,
    found: Submission,
    told: ChildSaid,
    who: Identity,
    beside: Sequence[Child],
    teams: Sequence[Team],
    by: UUID,
    now: datetime,
) -> None:
    """What was said is kept as it was said; what the officer put right stands beside it, as the officer's."""
    facts = [one for number, one in enumerate(told.facts) if str(number) in form.takes.data]
    council, team, source = found.council or "", _chosen(form, teams), (found, told.position)
    status = ChildStatus(form.status.data)
    together = [one for one in beside if one.id.hex in form.lives.data]
    child = records.begin(told.identity, facts, status, form.from_on.data, council, team, by, now, source)
    children.set_identity(child, who, by, now)
    if together:
        households.live_together([*together, child], by, now)


def _identity(form: Any, before: Identity) -> Identity:
    """Who the child is by the form. What the form does not ask for stays as it was said."""
    typed = {
        "given": form.given.data,
        "family": form.family.data,
        "known_as": form.known_as.data,
        "born": form.born.data.isoformat() if form.born.data else None,
        "sex": form.sex.data or "",
    }
    if all(getattr(before, name) == value for name, value in typed.items()):
        return before
    return replace(before, **typed, source=Source.OFFICER, source_on=None)


def _stored(told: ChildSaid, beside: Sequence[Child]) -> dict[str, Any]:
    identity = told.identity
    return {
        "given": identity.given,
        "family": identity.family,
        "known_as": identity.known_as,
        "born": identity.born,
        "sex": identity.sex,
        "status": str(told.status),
        "from_on": told.from_on.isoformat(),
        "takes": [str(number) for number in range(len(told.facts))],
        "lives": [one.id.hex for one in beside],
    }


def _prepared(form: Any, told: ChildSaid, beside: Sequence[Child], teams: Sequence[Team]) -> Any:
    form.takes.choices = [Choice(str(number), words) for number, words in enumerate(_takes(told))]
    form.lives.choices = [Choice(one.id.hex, identity_shown(one).name) for one in beside]
    form.team.choices = _team_choices(teams)
    form.named = bool(told.identity.given or told.identity.family)
    return form


def _takes(told: ChildSaid) -> list[str]:
    """Each thing that was said, in one line."""
    return [_fact_line(one) for one in told.facts]


def _fact_line(one: Said) -> str:
    said_so = one.fact.as_json()
    words = head(one.fact.topic, said_so).replace("\n", ", ")
    note = str(said_so.get("note", ""))
    when = days(one.since, one.until)
    line = ", ".join(filter(None, [words if words != "–" else "", when, note])) or "–"
    return f"{TITLES.get(one.fact.topic, '')}: {line}"


TITLES = {
    "other_name": "Another name",
    "address": "Address",
    "adult": "Parent or carer",
    "support": "Support or a need",
    "none_known": "There is none",
    "school": "School or other place",
    "reasons": "Why home education",
    "provision": "How the child is educated",
    "identifier": "Number",
}


def _team_choices(teams: Sequence[Team]) -> list[Choice]:
    return [Choice(team.code, team.name) for team in teams]


def _chosen(form: Any, teams: Sequence[Team]) -> str:
    """The team that was chosen, or the first: the form asks only where there are several."""
    return str(form.team.data or teams[0].code)


def _beside(found: Submission, position: int, me: Staff) -> list[Child]:
    """The records of the submission's other children, as far as ``me`` may change them."""
    if found.kind == Kind.VIEWS:
        return []
    others = [record_of(found, one.position) for one in said(found) if one.position != position]
    return [one for one in others if one is not None and may(me, "child:change", one)]


def _page(found: Submission, told: ChildSaid, form: Any, me: Staff, alike: Hints | None = None) -> str:
    alike = alike or hints(told, found.council or "", me)
    _note_names([alike], found, me)
    return render_template(
        "staff/children/make.html",
        submission=found,
        kind=KINDS[Kind(found.kind)],
        told=told,
        own_words=found.kind == Kind.VIEWS,
        alike=alike,
        suggested=told.suggested,
        statuses=STATUSES,
        several_teams=len(form.team.choices) > 1,
        form=form,
    )


def _note_names(shown: Iterable[Hints], found: Submission, me: Staff) -> None:
    """Names of other children on a page are a line in the log."""
    number = sum(len(one.same) + len(one.siblings) for one in shown)
    if number:
        audit.record(Event.CHILD_LISTED, found, by=me.id, number=number)


def _done(found: Submission, done: str) -> ResponseReturnValue:
    return redirect(url_for("staff.submission", submission_id=found.id, done=done, _anchor="on-register"))
