"""A young person has written again: who is told, and how soon somebody must look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from portal import audit
from portal.audit import Event
from portal.directory import Directory, snapshot
from portal.routing import Route, decide
from portal.signs.danger import because, signs_in
from portal.submissions import Status, Submission, nudge, send_to
from portal.submissions.clock import look_by
from portal.submissions.models import URGENCY_ORDER
from portal.words import Kind, Urgency

WROTE_AGAIN = "The young person wrote again."


def came(submission: Submission, words: str, now: datetime) -> None:
    """Open a closed submission again and tell its team that there are new words.

    Words that may speak of danger make it urgent at once and take it where the rules send such words; the team that
    had it is told. So is one whose team cannot be reached any more sent on, for these words must not lie unseen.
    """
    directory = snapshot()
    route = _route(submission, words, directory)
    if not submission.is_open:
        # Nobody's until somebody takes it: whoever closed it may be gone.
        submission.status, submission.is_open, submission.assignee_id = Status.NEW, True, None
        submission.closed_at = None
        submission.look_by = look_by(directory.team(submission.team_code), Urgency(submission.urgency), now)
    if route is None:
        nudge(submission, submission.team_code, directory, now)
    else:
        _send(submission, route, directory, now)


def _route(submission: Submission, words: str, directory: Directory) -> Route | None:
    """Where these words have to go; None when its team is the right one."""
    team = directory.team(submission.team_code)
    signs = signs_in(words)
    if signs:
        route = decide(Kind.VIEWS, submission.council, {"signs": [str(sign) for sign in signs]}, directory)
        if route.urgency is not Urgency.NOW and team is not None and team.reachable:
            route = replace(route, team=team.code, also=())  # no rule speaks of danger: it stays, but is urgent
        reasons = (WROTE_AGAIN, *map(because, signs), *route.reasons)
        return replace(route, urgency=Urgency.NOW, reasons=reasons)
    if team is None or not team.reachable:
        route = decide(Kind.VIEWS, submission.council, {}, directory)
        return replace(route, urgency=Urgency(submission.urgency), reasons=(WROTE_AGAIN, *route.reasons))
    return None


def _send(submission: Submission, route: Route, directory: Directory, now: datetime) -> None:
    before = submission.team_code
    submission.urgency, submission.urgency_order = route.urgency, URGENCY_ORDER[route.urgency]
    if route.team != before:
        old = directory.team(before)
        if old is not None and old.reachable:
            route = replace(route, also=(*(code for code in route.also if code != before), before))
        submission.team_code, submission.assignee_id, submission.status = route.team, None, Status.NEW
        submission.flagged = route.flagged
        audit.record(Event.SUBMISSION_PASSED, submission, came_from=before, went_to=route.team)
    submission.look_by = look_by(directory.team(route.team), route.urgency, now)
    send_to(submission, route, directory, now)
