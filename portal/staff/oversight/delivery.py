"""Mails and texts that did not arrive, or have not yet: so that no team waits for a word that never came."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts import Staff, allowed, current_staff, may, needs, reach
from portal.accounts.permissions import Probe
from portal.casework.resending import NobodyLeft, send_again
from portal.delivery import outbox
from portal.delivery.models import Medium, OutboxMessage, Purpose, State
from portal.delivery.trouble import trouble
from portal.directory import Directory, snapshot
from portal.staff.blueprint import bp
from portal.staff.submissions.forms import ResendForm
from portal.staff.submissions.history import mail_words, team_name
from portal.staff.wording import moment
from portal.storage import CannotOpen, db
from portal.submissions import Submission

AT_MOST = 100
DONE = {
    "resent": "It is on its way again.",
    "moved": "Somebody else was faster: it is on its way already.",
    "settled": "Noted. It is not sent, and counts as trouble no more.",
    "nobody": "Nobody is to be told of it any more, so nothing was sent. It stays here until somebody says that nobody "
    "needs it.",
    "no-line": "This team has no on-call line any more, or has passed it on, so nothing was sent.",
}


ABOUT: Mapping[str, str] = {
    "opened": "a restricted record was opened",
    "unasked": "somebody got in touch without asking first",
    "in_danger": "an address was shown because of danger",
    "reviews": "reviews are overdue",
}
"""What a mail that is about no submission tells, by its template."""


@dataclass(frozen=True)
class Line:
    """One mail or text: what it is, about which submission or record, and what went wrong. No address, and no word of
    it. ``submission_id`` None: it is about a child's record, or a team's reviews."""

    id: UUID
    about: str
    reference: str
    submission_id: UUID | None
    opens: bool
    since: datetime
    attempts: int
    error: str | None
    next: str | None
    may_resend: bool
    may_settle: bool = False


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
    """Send what failed once more, to who is to be told of it now."""
    message = _mine(message_id, current_staff())
    if not ResendForm().validate_on_submit():
        return redirect(url_for("staff.delivery"))
    done = "resent"
    try:
        send_again(message, current_staff().id)
    except outbox.NotFailed:
        done = "moved"
    except NobodyLeft:
        done = "no-line" if message.medium == Medium.TEXT else "nobody"
    return redirect(url_for("staff.delivery", done=done))


@bp.post("/delivery/<uuid:message_id>/settle")
@needs("submission:resend")
def settle_mail(message_id: UUID) -> ResponseReturnValue:
    """Note that what failed need not be sent any more: for what has no page of a submission to say it on."""
    me = current_staff()
    message = _mine(message_id, me)
    if message.submission_id is None and not _may_settle(message, me):
        abort(403)
    if not ResendForm().validate_on_submit():
        return redirect(url_for("staff.delivery"))
    try:
        outbox.settle(message, me.id, datetime.now(UTC))
    except outbox.NotFailed:
        return redirect(url_for("staff.delivery", done="moved"))
    return redirect(url_for("staff.delivery", done="settled"))


def _mine(message_id: UUID, me: Staff) -> OutboxMessage:
    """A message that this person may send again. Aborts with 404, or with 403 where they may only know of it."""
    message = db.session.get(OutboxMessage, message_id)
    about = db.session.get(Submission, message.submission_id) if message and message.submission_id else None
    if message is None or (about is None and message.team_code not in _teams(me)):
        abort(404)
    if about is not None:
        allowed("submission:resend", about)
    return message


def _teams(me: Staff) -> frozenset[str]:
    """The teams of which this person sees the mails that are about no submission: they manage or safeguard there."""
    mine = reach(me, "submission:resend")
    return mine.ordinary | mine.restricted


def _may_settle(message: OutboxMessage, me: Staff) -> bool:
    """What those who watch must know, only those who safeguard let go: a manager may be the one it speaks of."""
    watched = message.purpose == Purpose.OPENED
    return may(me, "submission:resend", Probe(message.team_code or "", restricted=watched))


def _about(message: OutboxMessage, about: Submission, me: Staff, directory: Directory) -> str:
    """What a mail is. That a young person is written to is for those alone who may read what they wrote."""
    purpose = Purpose(message.purpose)
    if purpose is Purpose.ANSWERED and not may(me, "submission:read", about):
        return "Email"
    return mail_words(purpose, Medium(message.medium), message.team_code, directory)


def _lines(state: State) -> list[Line]:
    """The oldest of them, about submissions and about all else."""
    found = sorted([*_of_submissions(state), *_of_records(state)], key=lambda line: line.since)
    return found[:AT_MOST]


def _of_records(state: State) -> list[Line]:
    """Mails about a child's record, or a team's reviews: what they are, and the reference that stands in them."""
    me, directory = current_staff(), snapshot()
    wanted = select(OutboxMessage).where(
        OutboxMessage.state == state,
        OutboxMessage.settled_at.is_(None),
        OutboxMessage.submission_id.is_(None),
        OutboxMessage.team_code.in_(_teams(me)),
    )
    return [
        Line(
            id=message.id,
            about=f"Email to {_to_whom(message, directory)}: {ABOUT.get(message.template, 'something waits')}",
            reference=_reference(message),
            submission_id=None,
            opens=False,
            since=message.created_at,
            attempts=message.attempts,
            error=message.error,
            next=moment(message.next_at) if message.next_at and state is State.WAITING else None,
            may_resend=state is State.FAILED,
            may_settle=state is State.FAILED and _may_settle(message, me),
        )
        for message in db.session.scalars(wanted.order_by(OutboxMessage.created_at).limit(AT_MOST))
    ]


def _to_whom(message: OutboxMessage, directory: Directory) -> str:
    team = team_name(message.team_code or "", directory)
    return f"who watches over {team}" if message.purpose == Purpose.OPENED else team


def _reference(message: OutboxMessage) -> str:
    """The code of the record that a mail speaks of: it leads to nothing that its reader may not open anyhow."""
    with suppress(CannotOpen):
        return str(message.context.get("reference") or "Reviews")
    return "Does not open"


def _of_submissions(state: State) -> list[Line]:
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
