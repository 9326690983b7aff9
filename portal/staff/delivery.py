"""Mails that did not arrive, or have not yet: so that no team waits for a word that never came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts import allowed, current_staff, may, needs, reach
from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.directory import snapshot
from portal.staff.blueprint import bp
from portal.staff.forms import ResendForm
from portal.staff.history import mail_words
from portal.staff.wording import moment
from portal.storage import db
from portal.submissions import Submission

AT_MOST = 100
DONE = {
    "resent": "The email is on its way again.",
    "moved": "Somebody else was faster: the email is on its way already.",
}


@dataclass(frozen=True)
class Line:
    """One mail: what it is, about which submission, and what went wrong. No address, and no word of it."""

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
    """The mails of one's own teams that failed, then those that wait, the oldest first."""
    return render_template(
        "staff/delivery.html",
        failed=_lines(State.FAILED),
        waiting=[*_lines(State.SENDING), *_lines(State.WAITING)],
        at_most=AT_MOST,
        trouble=outbox.trouble().sentences,
        resend_form=ResendForm.filled({}),
        done=DONE.get(request.args.get("done", "")),
    )


@bp.post("/delivery/<uuid:message_id>/resend")
@needs("submission:resend")
def resend(message_id: UUID) -> ResponseReturnValue:
    """Send a mail that failed once more: a team's to the inbox that the directory names now."""
    message = db.session.get(OutboxMessage, message_id)
    about = db.session.get(Submission, message.submission_id) if message and message.submission_id else None
    if message is None or about is None:
        abort(404)
    allowed("submission:resend", about)
    if not ResendForm().validate_on_submit():
        return redirect(url_for("staff.delivery"))
    team = snapshot().team(message.team_code) if message.team_code else None
    try:
        outbox.resend(message, current_staff().id, to=team.inbox if team else None)
    except outbox.NotFailed:
        return redirect(url_for("staff.delivery", done="moved"))
    return redirect(url_for("staff.delivery", done="resent"))


def _lines(state: State) -> list[Line]:
    me, directory = current_staff(), snapshot()
    ours = reach(me, "queue:see").where(Submission)
    rows = db.session.execute(
        select(OutboxMessage, Submission)
        .join(Submission, Submission.id == OutboxMessage.submission_id)
        .where(OutboxMessage.state == state, ours)
        .order_by(OutboxMessage.created_at)
        .limit(AT_MOST)
    )
    return [
        Line(
            id=message.id,
            about=mail_words(Purpose(message.purpose), message.team_code, directory),
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
