"""Mails and texts that did not arrive, or have not yet: so that no team waits for a word that never came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts import Staff, allowed, current_staff, may, needs, reach
from portal.delivery import outbox
from portal.delivery.models import Medium, OutboxMessage, Purpose, State
from portal.delivery.trouble import trouble
from portal.directory import Directory, snapshot
from portal.staff.blueprint import bp
from portal.staff.submissions.forms import ResendForm
from portal.staff.submissions.history import mail_words
from portal.staff.wording import moment
from portal.storage import db
from portal.submissions import Submission

AT_MOST = 100
DONE = {
    "resent": "It is on its way again.",
    "moved": "Somebody else was faster: it is on its way already.",
    "no-line": "This team has no on-call line any more, so nothing was sent.",
}


@dataclass(frozen=True)
class Line:
    """One mail or text: what it is, about which submission, and what went wrong. No address, and no word of it."""

    id: UUID
    about: str
    reference: str
    submission_id: UUID
    opens: bool
    since: datetime
    attempts: int
    error: str | None
    next: str | None
    may_resend: bool


@bp.get("/delivery")
@needs("submission:resend")
def delivery() -> ResponseReturnValue:
    """The mails and texts of one's own teams that failed, then those that wait, the oldest first."""
    return render_template(
        "staff/oversight/delivery.html",
        failed=_lines(State.FAILED),
        waiting=[*_lines(State.SENDING), *_lines(State.WAITING)],
        at_most=AT_MOST,
        trouble=trouble().sentences,
        resend_form=ResendForm.filled({}),
        done=DONE.get(request.args.get("done", "")),
    )


@bp.post("/delivery/<uuid:message_id>/resend")
@needs("submission:resend")
def resend(message_id: UUID) -> ResponseReturnValue:
    """Send what failed once more: a team's to the inbox, or the on-call line, that the directory names now. A line
    that is no more gets nothing: its number may be somebody else's by now."""
    message = db.session.get(OutboxMessage, message_id)
    about = db.session.get(Submission, message.submission_id) if message and message.submission_id else None
    if message is None or about is None:
        abort(404)
    allowed("submission:resend", about)
    if not ResendForm().validate_on_submit():
        return redirect(url_for("staff.delivery"))
    to = _goes_to(message)
    if to is None and message.medium == Medium.TEXT:
        return redirect(url_for("staff.delivery", done="no-line"))
    try:
        outbox.resend(message, current_staff().id, to=to)
    except outbox.NotFailed:
        return redirect(url_for("staff.delivery", done="moved"))
    return redirect(url_for("staff.delivery", done="resent"))


def _goes_to(message: OutboxMessage) -> str | None:
    """Where the directory says now that a word to a team goes; None for one to a person, which goes where it went."""
    team = snapshot().team(message.team_code) if message.team_code else None
    if team is None or message.purpose != Purpose.NUDGE:
        return None
    if message.medium == Medium.TEXT:
        return team.on_call.phone or None if team.on_call else None
    return team.inbox


def _about(message: OutboxMessage, about: Submission, me: Staff, directory: Directory) -> str:
    """What a mail is. That a young person is written to is for those alone who may read what they wrote."""
    purpose = Purpose(message.purpose)
    if purpose is Purpose.ANSWERED and not may(me, "submission:read", about):
        return "Email"
    return mail_words(purpose, Medium(message.medium), message.team_code, directory)


def _lines(state: State) -> list[Line]:
    me, directory = current_staff(), snapshot()
    ours = reach(me, "queue:see").where(Submission)
    rows = db.session.execute(
        select(OutboxMessage, Submission)
        .join(Submission, Submission.id == OutboxMessage.submission_id)
        .where(OutboxMessage.state == state, OutboxMessage.settled_at.is_(None), ours)
        .order_by(OutboxMessage.created_at)
        .limit(AT_MOST)
    )
    return [
        Line(
            id=message.id,
            about=_about(message, about, me, directory),
            reference=about.reference,
            submission_id=about.id,
            opens=may(me, "submission:read", about),
            since=message.created_at,
            attempts=message.attempts,
            error=message.error,
            next=moment(message.next_at) if message.next_at and state is State.WAITING else None,
            may_resend=state is State.FAILED and may(me, "submission:resend", about),
        )
        for message, about in rows
    ]
