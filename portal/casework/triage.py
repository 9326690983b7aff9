"""Taking a submission through a team's hands. Each act changes the state, writes the history and the audit line."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from portal import audit
from portal.audit import Event
from portal.casework.refusals import Refused
from portal.directory import Directory, hours
from portal.replies import conversations
from portal.routing import Route
from portal.submissions import Status, Submission, send_to
from portal.submissions.history import leave


class Outcome(StrEnum):
    """Why a submission was closed."""

    DONE = "done"
    """Answered or acted on; nothing more to do here."""
    CASE = "case"
    """It goes on in the council's own case system."""
    KNOWN = "known"
    """The same was already known from somewhere else."""
    MISTAKE = "mistake"
    """Sent by mistake, a test, or not meant for the council."""


def read(submission: Submission, by: UUID, now: datetime) -> None:
    """Somebody opened it and saw the words. The first time a new one becomes seen."""
    if submission.status == Status.NEW:
        submission.status = Status.SEEN
        leave(submission, "seen", by, now)
    audit.record(Event.SUBMISSION_READ, submission, by=by)


def take(submission: Submission, by: UUID, now: datetime) -> None:
    """Make it one's own. Taking what one already has does nothing. Raises Refused when it is closed, set aside or
    another's.
    """
    if submission.assignee_id == by and submission.status == Status.IN_HAND:
        return
    if submission.assignee_id not in (None, by):
        raise Refused("Somebody else has taken this. Ask them, or ask a manager to give it to you.")
    _hand_to(submission, by, by, now, Event.SUBMISSION_TAKEN, "taken")


def assign(submission: Submission, to: UUID, by: UUID, now: datetime) -> None:
    """Give it to a named person. Raises Refused when it is closed or set aside."""
    _hand_to(submission, to, by, now, Event.SUBMISSION_ASSIGNED, "assigned")


def note(submission: Submission, text: str, by: UUID, now: datetime) -> None:
    """Add a note to the history. Allowed on closed ones too: late news belongs to the record."""
    leave(submission, "note", by, now, text)
    audit.record(Event.SUBMISSION_NOTED, submission, by=by)


def pass_on(submission: Submission, team: str, reason: str, by: UUID, directory: Directory, now: datetime) -> None:
    """Send it to another team with a reason: a new route, a new nudge, nobody's until somebody there takes it.

    Raises Refused when it is closed or set aside, is already with that team, or the team cannot be reached.
    """
    _must_be_open(submission)
    _must_not_be_set_aside(submission)
    target = directory.team(team)
    if target is None or not target.reachable:
        raise Refused("Choose a team that can be reached.")
    if team == submission.team_code:
        raise Refused("It is already with this team. Choose another one.")
    before = submission.team_code
    submission.team_code, submission.council = team, target.council_code
    submission.assignee_id, submission.status, submission.flagged = None, Status.NEW, False
    route = Route(target.council_code, team, (), submission.urgency, (reason,), flagged=False)
    send_to(submission, route, directory, now, by)
    leave(submission, "passed", by, now, reason)
    audit.record(Event.SUBMISSION_PASSED, submission, by=by, came_from=before, went_to=team)


def close(submission: Submission, outcome: Outcome, text: str, by: UUID, now: datetime) -> None:
    """End the work on it. Closing a closed one does nothing. Refused: one that nobody has read, one with a question of
    a young person open, and one that is set aside as anything but a mistake: it would be kept for as long as a
    machine's is."""
    if submission.status == Status.CLOSED:
        return
    if submission.status == Status.NEW:
        raise Refused("Nobody has read this yet. Read it before you close it.")
    if outcome is not Outcome.MISTAKE:
        _must_not_be_set_aside(submission)
    _must_be_answered(submission)
    submission.status, submission.is_open = Status.CLOSED, False
    submission.closed_at = now
    leave(submission, f"closed_{outcome}", by, now, text)
    audit.record(Event.SUBMISSION_CLOSED, submission, by=by, outcome=str(outcome))


def _hand_to(submission: Submission, to: UUID, by: UUID, now: datetime, event: Event, what: str) -> None:
    _must_be_open(submission)
    _must_not_be_set_aside(submission)
    submission.assignee_id, submission.status = to, Status.IN_HAND
    leave(submission, what, by, now, to.hex)
    audit.record(event, submission, by=by)


def _must_be_open(submission: Submission) -> None:
    if submission.status == Status.CLOSED:
        raise Refused("This is closed. Add a note if there is news.")


def _must_not_be_set_aside(submission: Submission) -> None:
    if submission.suspect:
        raise Refused("This is set aside, because it looks as if a machine had sent it. Say first that a person did.")


def _must_be_answered(submission: Submission) -> None:
    conversation = conversations.of(submission.id)
    if conversation is None or conversation.waits_since is None:
        return
    asked = conversation.waits_since.astimezone(hours.LONDON)
    day = f"{asked.day} {asked:%B %Y}"
    if conversation.wiped_at is not None:
        raise Refused(
            f"They wrote on {day}, nobody answered, and they have wiped their messages since. "
            "Say why it needs no answer."
        )
    raise Refused(f"They wrote on {day} and nobody has answered. Answer it, or say why it needs no answer.")
