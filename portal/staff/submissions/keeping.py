"""How long one submission is kept: what says that it stays, holding it, and mails that nobody needs any more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, allowed, current_staff, may, needs
from portal.casework.refusals import LETTERS, Refused
from portal.delivery import outbox
from portal.delivery.models import OutboxMessage
from portal.lifecycle import holds
from portal.lifecycle.models import Hold
from portal.lifecycle.retention import NOBODYS, goes_on, in_force, kind_of
from portal.staff.blueprint import bp
from portal.staff.council.retention import WHY_IT_STAYS
from portal.staff.people import names
from portal.staff.submissions.forms import ResendForm
from portal.staff.submissions.held import held
from portal.staff.wording import spoken_day
from portal.storage import CannotOpen, db
from portal.submissions import Submission, removal
from portal.submissions.removal import Stays
from portal.web.fields import LongTextField
from portal.web.forms import Form

DONE = {
    "held": "It is held. It is not deleted until somebody lifts the hold.",
    "hold-lifted": "The hold is lifted. It is deleted when its time is over.",
    "settled": "Noted. It is not sent, and counts as trouble no more.",
    "moved": "Somebody else was faster: it is on its way again.",
}
DOES_NOT_OPEN = "The reason does not open. It was changed, or the key is missing."


class HoldForm(Form):
    """Why it must not be deleted."""

    why_held = LongTextField(
        "Why must it not be deleted?",
        hint=f"At least {LETTERS} letters. For example: a complaint, a court, somebody has asked for their records.",
        required="Write why it must not be deleted",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


class LiftForm(Form):
    """Why it can be deleted again."""

    why_lifted = LongTextField(
        "Why can it be deleted again?",
        hint=f"At least {LETTERS} letters.",
        required="Write why it can be deleted again",
        at_most=1000,
        rows=3,
        thing="Your reason",
    )


def panel(found: Submission, me: Staff, now: datetime) -> dict[str, Any]:
    """For the page about ``found``: how long it is kept, in sentences, and the form to hold it or to lift the hold."""
    standing = holds.standing(found)
    return {
        "kept": _kept(found, now),
        "hold": standing,
        "held_by": names([standing.by]).get(standing.by, "Somebody") if standing else None,
        "held_why": _why(standing) if standing else None,
        "hold_form": HoldForm.filled({}) if standing is None and may(me, "submission:hold", found) else None,
        "lift_form": LiftForm.filled({}) if standing and may(me, "submission:lift-hold", found) else None,
    }


@bp.post("/submissions/<uuid:submission_id>/hold")
@needs("submission:hold")
def hold(submission_id: UUID) -> ResponseReturnValue:
    """Keep it from being deleted; or ask for the reason again."""
    found, form = held(submission_id), HoldForm()
    allowed("submission:hold", found)
    if form.validate_on_submit():
        try:
            holds.hold(found, form.why_held.data, current_staff().id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused), "why_held")
        else:
            return redirect(url_for("staff.submission", submission_id=found.id, done="held"))
    return _again(found, form, "Keep it from being deleted")


@bp.post("/submissions/<uuid:submission_id>/lift-hold")
@needs("submission:lift-hold")
def lift_hold(submission_id: UUID) -> ResponseReturnValue:
    """Let its time count again; or ask for the reason again."""
    found, form = held(submission_id), LiftForm()
    allowed("submission:lift-hold", found)
    if form.validate_on_submit():
        try:
            holds.lift(found, form.why_lifted.data, current_staff().id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused), "why_lifted")
        else:
            return redirect(url_for("staff.submission", submission_id=found.id, done="hold-lifted"))
    return _again(found, form, "Lift the hold")


@bp.post("/submissions/<uuid:submission_id>/settle")
@needs("submission:resend")
def settle(submission_id: UUID) -> ResponseReturnValue:
    """Note that a mail or text about it that failed need not be sent any more."""
    found = held(submission_id)
    allowed("submission:resend", found)
    message = _message(request.form.get("message", ""))
    if message is None or message.submission_id != found.id:
        abort(404)
    done = "settled"
    if not ResendForm().validate_on_submit():
        return redirect(url_for("staff.submission", submission_id=found.id))
    try:
        outbox.settle(message, current_staff().id, datetime.now(UTC))
    except outbox.NotFailed:
        done = "moved"
    return redirect(url_for("staff.submission", submission_id=found.id, done=done))


def _again(found: Submission, form: Form, title: str) -> ResponseReturnValue:
    return render_template("staff/submissions/hold_again.html", submission=found, form=form, title=title), 422


def _kept(found: Submission, now: datetime) -> list[str]:
    """How long it is kept, and what says that it stays longer."""
    if found.closed_at is None:
        return ["It is open. How long it is kept counts from the day when it is closed."]
    months = in_force(now).get((found.council or NOBODYS, kind_of(found)))
    if months is None:
        said = "No period counts for such submissions yet, so it is not deleted."
    else:
        said = f"It was closed on {spoken_day(found.closed_at)} and can be deleted from {_day(found, months)} on."
    other = removal.reasons(found.id) - {Stays.OPEN, Stays.HELD}
    return [said, *(f"It stays longer than that: {WHY_IT_STAYS[why]}." for why in Stays if why in other)]


def _day(found: Submission, months: int) -> str:
    assert found.closed_at is not None
    return spoken_day(goes_on(found.closed_at, months))


def _why(standing: Hold) -> str:
    try:
        return str(standing.reason)
    except CannotOpen:
        return DOES_NOT_OPEN


def _message(typed: str) -> OutboxMessage | None:
    try:
        return db.session.get(OutboxMessage, UUID(typed))
    except ValueError:
        return None
