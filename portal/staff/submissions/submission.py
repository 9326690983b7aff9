"""One submission: reading it, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, allowed, current_staff, may, needs
from portal.casework import checklists, triage
from portal.casework.openings import look
from portal.casework.refusals import Refused
from portal.casework.triage import Outcome
from portal.delivery import outbox
from portal.directory import Directory, snapshot
from portal.signs.voice import hints
from portal.staff.blueprint import bp
from portal.staff.children import on_register
from portal.staff.find import had, was_told
from portal.staff.people import could_have, names, readers, teams_without_reader
from portal.staff.submissions import answers, change_match, forms, getting_in_touch, keeping, linked, openings
from portal.staff.submissions.heed import heed
from portal.staff.submissions.held import held
from portal.staff.submissions.history import history, mails, reasons, team_name
from portal.staff.wording import KINDS, STATUSES, URGENCIES, age, due
from portal.staff.work import checklist
from portal.storage import CannotOpen, db
from portal.submissions import Status, Submission, suspicion
from portal.web import writes
from portal.web.fields import Choice
from portal.web.forms import Form
from portal.words import Kind, Urgency

ACTIONS: dict[str, tuple[str, type[Form]]] = {
    "take": ("submission:take", forms.TakeForm),
    "assign": ("submission:assign", forms.AssignForm),
    "note": ("submission:note", forms.NoteForm),
    "pass": ("submission:pass", forms.PassForm),
    "close": ("submission:close", forms.CloseForm),
}
"""What can be done, in the order of the page: the permission it needs and its form."""

DONE = {
    "taken": "You have taken this.",
    "given": "It is given to your colleague.",
    "noted": "Your note is in the history.",
    "passed": "It is passed on, and the other team has been told by email.",
    "closed": "It is closed.",
    "resent": "The email is on its way again.",
    "answered": "Your answer is there. They see it when they come back with their code.",
    "rests": "It is in the history, and nothing waits for an answer here.",
    "contacted": "It is in the history.",
    "linked": "It is linked.",
    "unlinked": "The link is gone.",
    "from-a-person": "It is not set aside any more, and its clock is the one it had.",
    "ticked": "It is ticked.",
    "unticked": "The tick is taken back, and its clock runs again.",
    "not-ticked": "Nothing was changed: somebody else was faster, or the portal ticks this by itself.",
}

WHILE_SET_ASIDE = ("note", "close")
"""What can be done with one that is set aside. Whoever would do more with it knows that a person sent it."""

NO_READER = " – nobody there can read it yet"

Act = Callable[[Submission, Any, UUID, datetime], None]


@bp.get("/submissions/<uuid:submission_id>")
@needs("queue:see")
@writes
def submission(submission_id: UUID) -> ResponseReturnValue:
    """The whole of it for those who may read it, which is logged; that it is there for those who may know of it."""
    found, me, now = held(submission_id), current_staff(), datetime.now(UTC)
    opening = None
    if may(me, "submission:read", found):
        triage.read(found, me.id, now)
        checklists.catch_up(found, now)
    elif opening := openings.opening_of(me, found, now):
        look(found, me.id)
    else:
        return _envelope(found, me, now)
    db.session.flush()
    register = on_register.panel(found, me)
    asks = on_register.asks_first(register["on_register"])
    return render_template(
        "staff/submissions/submission.html",
        **_strip(found, me, now),
        **_opened(found, snapshot(), now, asks),
        **linked.panel(found, me),
        **keeping.panel(found, me, now),
        **change_match.panel(found, me, asks),
        **register,
        opening=opening,
        opened=openings.opened(found, me),
        talk=answers.talk(found, me, now),
        mails=mails(outbox.state_of(found.id), snapshot()),
        may_resend=may(me, "submission:resend", found),
        resend_form=forms.ResendForm.filled({}),
        from_a_person_form=forms.FromAPersonForm.filled({}) if may(me, "submission:take", found) else None,
        checklist=checklist.panel(found) if opening is None else None,
        may_read_clocks=may(me, "clocks:read"),
        just_done=found.id,
        done=(DONE | keeping.DONE | on_register.DONE).get(request.args.get("done", "")),
    )


@bp.post("/submissions/<uuid:submission_id>/take")
@needs("submission:take")
def take(submission_id: UUID) -> ResponseReturnValue:
    """Make it one's own."""

    def act(found: Submission, form: Any, by: UUID, now: datetime) -> None:
        triage.take(found, by, now)

    return _act(submission_id, "take", act, "taken")


@bp.post("/submissions/<uuid:submission_id>/assign")
@needs("submission:assign")
def assign(submission_id: UUID) -> ResponseReturnValue:
    """Give it to a colleague in its team."""

    def act(found: Submission, form: Any, by: UUID, now: datetime) -> None:
        triage.assign(found, UUID(form.give_to.data), by, now)

    return _act(submission_id, "assign", act, "given")


@bp.post("/submissions/<uuid:submission_id>/note")
@needs("submission:note")
def note(submission_id: UUID) -> ResponseReturnValue:
    """Write a line into its history."""

    def act(found: Submission, form: Any, by: UUID, now: datetime) -> None:
        triage.note(found, form.note.data, by, now)

    return _act(submission_id, "note", act, "noted")


@bp.post("/submissions/<uuid:submission_id>/pass", endpoint="pass")
@needs("submission:pass")
def pass_on(submission_id: UUID) -> ResponseReturnValue:
    """Send it to the team it belongs to. The other team is told, and this one sees it no more."""

    def act(found: Submission, form: Any, by: UUID, now: datetime) -> None:
        triage.pass_on(found, form.to_team.data, form.reason.data, by, snapshot(), now)

    return _act(submission_id, "pass", act, "passed")


@bp.post("/submissions/<uuid:submission_id>/close")
@needs("submission:close")
def close(submission_id: UUID) -> ResponseReturnValue:
    """End the work on it."""

    def act(found: Submission, form: Any, by: UUID, now: datetime) -> None:
        triage.close(found, Outcome(form.outcome.data), form.closing_words.data, by, now)

    return _act(submission_id, "close", act, "closed")


def _act(submission_id: UUID, name: str, act: Act, done: str) -> ResponseReturnValue:
    """Do it and go on; or show what was typed again, with what is wrong. That page repeats none of the answers:
    it is not a reading of them, and leaves no line in the log."""
    found, me, now = held(submission_id), current_staff(), datetime.now(UTC)
    permission, form_class = ACTIONS[name]
    if not _may_do(me, name, found, now):
        allowed(permission, found)
    form = _prepared(form_class(), found)
    if form.validate_on_submit():
        try:
            act(found, form, me.id, now)
        except Refused as refused:
            form.fail(str(refused))
        else:
            stays = may(me, "submission:read", found) or openings.opening_of(me, found, now)
            return redirect(
                url_for("staff.submission", submission_id=found.id, done=done)
                if stays
                else url_for("staff.queue", done=done)
            )
    strip = _strip(found, me, now)
    strip["actions"] = {**strip["actions"], name: form}
    return render_template("staff/submissions/not_done.html", **strip, form=form, failed=name), 422


def _may_do(me: Staff, name: str, found: Submission, now: datetime) -> bool:
    """Whether ``me`` holds the permission. Who opened it with a reason may add a note, and do nothing else."""
    if may(me, ACTIONS[name][0], found):
        return True
    return name == "note" and openings.opening_of(me, found, now) is not None


def _envelope(found: Submission, me: Staff, now: datetime) -> ResponseReturnValue:
    """That it is there, how urgent and with whom. Refused (403) to those of its team who may not read it."""
    if may(me, "queue:see", found):
        strip = _strip(found, me, now)
        asking = openings.envelope(found, me)
        if asking["opened"]:  # why others opened it is a reading too, though the page is a refusal
            openings.read_reasons(found, me.id)
            db.session.commit()
        return render_template("staff/submissions/closed_envelope.html", **strip, **asking, readers=readers(found)), 403
    told, passed_on, opened = was_told(me, found), had(me, found), openings.told_of(me, found)
    if not (told or passed_on or opened):
        abort(404)
    return render_template(
        "staff/submissions/told.html",
        submission=found,
        kind=KINDS[Kind(found.kind)],
        team=team_name(found.team_code, snapshot()),
        urgency=URGENCIES[Urgency(found.urgency)],
        told=told,
        passed_on=passed_on,
        opened=opened,
    )


def _strip(found: Submission, me: Staff, now: datetime) -> dict[str, Any]:
    """What stands at the top of every page about it: nothing that anybody wrote."""
    directory = snapshot()
    return {
        "submission": found,
        "kind": KINDS[Kind(found.kind)],
        "team": team_name(found.team_code, directory),
        "told": [team_name(one.team_code, directory) for one in found.told],
        "urgency": URGENCIES[Urgency(found.urgency)],
        "status": STATUSES[Status(found.status)],
        "age": age(found, now),
        "due": due(found, now),
        "who": names([found.assignee_id]).get(found.assignee_id) if found.assignee_id else None,
        "mine": found.assignee_id == me.id,
        "actions": {
            name: _prepared(form.filled({}), found)
            for name, (_, form) in ACTIONS.items()
            if _may_do(me, name, found, now)
            and (found.is_open or name == "note")
            and (not found.suspect or name in WHILE_SET_ASIDE)
        },
    }


def _opened(found: Submission, directory: Directory, now: datetime, asks: bool) -> dict[str, Any]:
    """Everything that is sealed. When it does not open the page says so, and hides nothing that does."""
    try:
        said = found.said
        return {
            "opens": True,
            "sections": getting_in_touch.sections(found, asks),
            "contact": getting_in_touch.section(found, now),
            "heed": heed(found),
            "hints": hints(said["answers"], found.language, said.get("same_browser", False))
            if found.kind == Kind.VIEWS
            else [],
            "why": reasons(found, directory),
            "history": history(found),
            "doubts": suspicion.why(found) if found.suspect else [],
        }
    except CannotOpen as error:
        current_app.logger.error("a sealed value does not open: %s", str(error))
        nothing: dict[str, Any] = {"contact": None, "heed": None, "hints": [], "why": [], "history": [], "doubts": []}
        return {"opens": False, "sections": [], **nothing}


def _prepared(form: Any, found: Submission) -> Any:
    """The form with the people or teams that it can offer for this submission."""
    if isinstance(form, forms.AssignForm):
        form.give_to.choices = [Choice(str(one.id), one.name) for one in could_have(found)]
    if isinstance(form, forms.PassForm):
        teams = [team for team in snapshot().teams if team.reachable and team.code != found.team_code]
        unread = teams_without_reader([team.code for team in teams]) if found.restricted else set()
        form.to_team.choices = [
            Choice(team.code, f"{team.name}{NO_READER if team.code in unread else ''}")
            for team in sorted(teams, key=lambda team: team.name)
        ]
    return form
