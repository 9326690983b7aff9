"""The audit log, for auditors: who did what, when and to what, in their own teams. Looking leaves a line too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, and_, exists, or_, select

from portal.accounts import Membership, Staff, current_staff, needs, reach
from portal.audit import AuditLine, Event, record
from portal.directory import edit, snapshot
from portal.register import Child
from portal.staff.blueprint import bp
from portal.staff.find import FindForm, find
from portal.staff.people import names
from portal.staff.submissions.history import team_name
from portal.storage import db
from portal.submissions import Submission
from portal.web import writes

PAGE = 50
EVENTS = {
    Event.SUBMISSION_RECEIVED: "A submission came in",
    Event.SUBMISSION_READ: "Read a submission",
    Event.SUBMISSION_TAKEN: "Took a submission",
    Event.SUBMISSION_ASSIGNED: "Gave a submission to somebody",
    Event.SUBMISSION_NOTED: "Wrote a note",
    Event.SUBMISSION_PASSED: "Passed a submission to another team",
    Event.SUBMISSION_CLOSED: "Closed a submission",
    Event.SUBMISSION_CONTACTED: "Tried to reach a young person",
    Event.SUBMISSION_LINKED: "Linked a young person’s words to another submission",
    Event.SUBMISSION_UNLINKED: "Took such a link away",
    Event.SUSPECT_CLEARED: "Decided that a person sent what was set aside",
    Event.PLAN_OVERRIDDEN: "Went against a young person’s contact plan",
    Event.RESTRICTED_OPENED: "Opened a restricted submission with a reason",
    Event.OPENINGS_READ: "Read why others opened a restricted submission",
    Event.SUBMISSION_ANSWERED: "Answered a young person",
    Event.SUBMISSION_NEEDS_NO_ANSWER: "Decided that a young person needs no answer",
    Event.VIEWS_WROTE_AGAIN: "A young person wrote again",
    Event.VIEWS_WIPED: "A young person wiped their messages",
    Event.SAVED_REPLY_CHANGED: "Changed a saved reply",
    Event.NUDGE_RESENT: "Sent an email or a text again",
    Event.STAFF_SIGNED_IN: "Signed in",
    Event.STAFF_SIGN_IN_FAILED: "Tried to sign in and failed",
    Event.STAFF_SIGNED_OUT: "Signed out",
    Event.STAFF_CHANGED: "Changed an account",
    Event.AUDIT_READ: "Read this log",
    Event.NUDGE_NOBODY: "Did not send an email or a text again: nobody is to be told of it any more",
    Event.NUDGE_SETTLED: "Decided that an email or a text need not be sent any more",
    Event.SUBMISSION_HELD: "Kept a submission from being deleted",
    Event.SUBMISSION_HOLD_LIFTED: "Let a submission be deleted again when its time is over",
    Event.SUBMISSION_DELETED: "A submission was deleted, as its time was over",
    Event.RETENTION_READ: "Looked at how long submissions are kept",
    Event.RETENTION_CHANGED: "Changed how long submissions are kept",
    Event.FIGURES_READ: "Read the figures on young people’s views",
    Event.DIRECTORY_LOADED: "Changed the directory",
    Event.DIRECTORY_EXPORTED: "Took a copy of the directory",
    Event.CONTACTS_CHANGED: "Changed contacts",
    Event.REGIME_CHANGED: "Changed which law is in force",
    Event.LAW_READ_OVER: "Read sentences of law over",
    Event.HEALTH_LIST_READ: "Read the health list",
    Event.HEALTH_PASSED: "Passed a child on to the health service",
    Event.HEALTH_TAKEN_OFF: "Took a child off the health list",
    Event.SUBMISSION_CHECKED: "Ticked a line of a submission’s checklist, or took the tick away",
    Event.SUBMISSION_CLIMBED: "A submission past its clock was told to the next person",
    Event.SUBMISSION_RETURNED: "Work went back to the team",
    Event.CHILD_MADE: "Began a child’s record",
    Event.CHILD_READ: "Read a child’s record",
    Event.CHILD_LISTED: "Looked at the register",
    Event.CHILD_SEARCHED: "Searched the register",
    Event.CHILD_PRINTED: "Printed from a child’s record",
    Event.CHILD_CHANGED: "Changed a child’s record",
    Event.CHILD_JOINED: "Joined something to a child’s record",
    Event.CHILD_SPLIT: "Took something off a child’s record",
    Event.CHILD_ASSIGNED: "Gave a child’s record to somebody",
    Event.CHILD_RESTRICTED: "Restricted a child’s record, or let the team read it again",
    Event.CHILD_OPENED: "Opened a restricted child’s record with a reason",
    Event.CHILD_STATUS: "Changed a child’s status",
    Event.CHILD_RATED: "Rated a child",
    Event.CHILD_FOUND: "Wrote down how a child’s education appeared",
    Event.CHILD_REVIEWED: "Held a review",
    Event.REVIEW_PLANNED: "Set the day of a review",
    Event.CHILD_CONTACTED: "Wrote in a child’s contact log",
    Event.ASK_FIRST: "Wrote down that somebody must be asked first, or agreed to a contact",
    Event.MATRIX_CHANGED: "Changed the matrix",
    Event.WHAT_IF_READ: "Tried another matrix without keeping it",
    Event.CLOCKS_CHANGED: "Changed the clocks",
    Event.COVER_CHANGED: "Changed who covers for whom",
    Event.CALENDAR_CHANGED: "Made or ended a calendar of reviews",
}
NOBODY = "The public, or the portal itself"


@dataclass(frozen=True)
class Line:
    """One line of the log in words."""

    number: int
    at: datetime
    event: str
    by: str
    about: str


@bp.get("/audit")
@needs("audit:read")
@writes
def audit() -> ResponseReturnValue:
    """The newest lines, narrowed to a person or a submission if asked; this look is itself a line."""
    return _page(FindForm.filled({}), _known(Staff, "person"), _known(Submission, "submission"))


@bp.post("/audit")
@needs("audit:read")
def find_audit() -> ResponseReturnValue:
    """Lead from a reference to the lines about its submission, so that no reference stands in an address."""
    form = FindForm()
    if form.validate_on_submit():
        found = find(form.reference.data, current_staff())
        if found is not None and _ours(found):
            return redirect(url_for("staff.audit", submission=found.id))
        form.fail("There is no submission with this reference in your teams. Check each sign of it.", "reference")
    return render_template("staff/oversight/audit_find.html", form=form), 422


def _page(form: Any, person: Staff | None, about: Submission | None) -> str:
    me = current_staff()
    before = request.args.get("before", "")
    lines = _lines(person, about, int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None)
    record(Event.AUDIT_READ, about or person, by=me.id)
    people = _people()
    kept: dict[str, Any] = {"person": person and person.id, "submission": about and about.id}
    return render_template(
        "staff/oversight/audit.html",
        finder=form,
        lines=_worded(lines[:PAGE]),
        people=[(str(one.id), one.name) for one in people],
        person=person,
        about=about,
        first=url_for("staff.audit", **kept) if "before" in request.args else None,
        next=url_for("staff.audit", **kept, before=lines[PAGE - 1].number) if len(lines) > PAGE else None,
    )


def _teams() -> frozenset[str]:
    return reach(current_staff(), "audit:read").ordinary


def _ours(submission: Submission) -> bool:
    return submission.team_code in _teams()


def _people() -> list[Staff]:
    """Everyone with a role in the auditor's teams, also those whose account is closed."""
    there = select(Membership.staff_id).where(Membership.team_code.in_(_teams()))
    return list(db.session.scalars(select(Staff).where(Staff.id.in_(there)).order_by(Staff.name, Staff.id)))


def _known(kind: Any, name: str) -> Any:
    """The person or submission whose id stands in the address. Aborts with 404 when it is not of these teams."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        found = db.session.get(kind, UUID(text))
    except ValueError:
        found = None
    if found is None or not (_ours(found) if kind is Submission else found in _people()):
        abort(404)
    return found


def _lines(person: Staff | None, about: Submission | None, before: int | None) -> list[AuditLine]:
    wanted = select(AuditLine).where(_within_reach()).order_by(AuditLine.number.desc()).limit(PAGE + 1)
    if person:
        wanted = wanted.where(or_(AuditLine.by == person.id, AuditLine.subject_id == person.id))
    if about:
        wanted = wanted.where(AuditLine.subject_id == about.id)
    if before is not None:
        wanted = wanted.where(AuditLine.number < before)
    return list(db.session.scalars(wanted))


def _within_reach() -> ColumnElement[bool]:
    """Lines about the auditor's teams, a submission or a person of theirs, and lines of those people's own acts."""
    codes = _teams()
    return or_(
        AuditLine.subject_id.in_(edit.ids_of(codes)),
        exists().where(Submission.id == AuditLine.subject_id, Submission.team_code.in_(codes)),
        exists().where(Child.id == AuditLine.subject_id, Child.team_code.in_(codes)),
        exists().where(Membership.staff_id == AuditLine.by, Membership.team_code.in_(codes)),
        exists().where(Membership.staff_id == AuditLine.subject_id, Membership.team_code.in_(codes)),
        _deleted(codes),
    )


def _deleted(codes: frozenset[str]) -> ColumnElement[bool]:
    """The lines that tell of submissions of these teams which are no more."""
    return and_(AuditLine.event == Event.SUBMISSION_DELETED, AuditLine.facts["team"].as_string().in_(codes))


def _worded(lines: list[AuditLine]) -> list[Line]:
    ids = {line.subject_id for line in lines if line.subject_kind == Submission.__tablename__}
    ours = select(Submission.id, Submission.reference).where(Submission.id.in_(ids), Submission.team_code.in_(_teams()))
    references = {row.id: row.reference for row in db.session.execute(ours)}
    gone = select(AuditLine).where(AuditLine.subject_id.in_(ids), _deleted(_teams()))
    references |= {row.subject_id: f"{row.facts['reference']} (deleted)" for row in db.session.scalars(gone)}
    children = {line.subject_id for line in lines if line.subject_kind == Child.__tablename__}
    theirs = select(Child.id, Child.reference).where(Child.id.in_(children), Child.team_code.in_(_teams()))
    references |= {row.id: row.reference for row in db.session.execute(theirs)}
    known = names([*(line.by for line in lines), *(line.subject_id for line in lines)])
    teams = edit.codes_of(line.subject_id for line in lines if line.subject_id and line.subject_kind == "team")
    known |= {team_id: team_name(code, snapshot()) for team_id, code in teams.items()}
    return [
        Line(
            number=line.number,
            at=line.at,
            event=EVENTS.get(Event(line.event), line.event),
            by=known.get(line.by, "Somebody") if line.by else NOBODY,
            about=_about(line, references, known),
        )
        for line in lines
    ]


def _about(line: AuditLine, references: dict[UUID, str], known: dict[UUID, str]) -> str:
    if line.subject_id is None:
        return ""
    if line.subject_kind == Submission.__tablename__:
        return references.get(line.subject_id, "A submission of another team")
    if line.subject_kind == Child.__tablename__:
        return references.get(line.subject_id, "A child of another team")
    return known.get(line.subject_id, "")
