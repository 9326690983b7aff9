"""The three public journeys meet the middle of the house here: who will get it, sending it, and saying thank you."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.directory import snapshot
from portal.directory.cards import opening_times
from portal.journeys import Answers, Journey
from portal.journeys.drafts import CODE_SHOWN
from portal.journeys.models import Draft
from portal.journeys.pages import Ending, run
from portal.journeys.progress import Progress
from portal.journeys.review import review
from portal.storage import db
from portal.submissions import same_browser
from portal.submissions.clock import look_by
from portal.submissions.council_steps import council_of
from portal.submissions.models import Submission
from portal.submissions.receive import AlreadyReceived, receive, route_of
from portal.web.catalogues import speaking
from portal.words import Kind, Urgency

STAFF_LANGUAGE = "en_GB"


NO_LONGER = timedelta(minutes=15)
"""How long the thank-you page of a private journey can be seen again in the same browser."""


@dataclass(frozen=True)
class Codes:
    """What a journey whose sender keeps a code asks of the room that makes them."""

    begin: Callable[[Submission, Answers, datetime], str]
    """Called with what was just received; gives the code by which its sender comes back."""
    keep: Callable[[Draft, datetime], None] | None = None
    """Put an unsent draft away by a code; None where that is not offered."""
    shown: timedelta | None = None
    """For how long the page that says thank you shows the code; None: for a moment only."""


def serve(
    journey: Journey, step: str, codes: Codes | None = None, before: Callable[[], Mapping[str, Any]] = dict
) -> ResponseReturnValue:
    """One page of a public journey, its check page and thank-you page included. ``before`` gives what its start page
    shows of its own."""

    def send(journey: Journey, draft: Draft, made: Progress) -> None:
        _send(journey, draft, made, codes)

    return run(journey, step, Ending(_destination, send, _sent, codes.keep if codes else None, before))


def _destination(journey: Journey, answers: Answers) -> Mapping[str, Any]:
    directory = snapshot()
    route = route_of(journey.kind, council_of(answers), answers, directory)
    team = directory.team(route.team)
    return {
        "team": team,
        "council": directory.council(route.council) if route.council else None,
        "answers": answers,
        "times": opening_times(team.hours) if team else [],
    }


def _send(journey: Journey, draft: Draft, made: Progress, codes: Codes | None) -> None:
    with speaking(STAFF_LANGUAGE):
        sections = [section.as_json() for section in review(journey, made.path)]
    answers, now = made.path.answers, datetime.now(UTC)
    language = str(get_locale())
    from_parents = journey.kind is Kind.VIEWS and same_browser.sent_lately(now)
    try:
        submission = receive(
            draft,
            journey.kind,
            council_of(answers),
            answers,
            sections,
            language,
            now,
            from_parents_browser=from_parents,
        )
    except AlreadyReceived as again:
        draft.state, draft.submission_id = None, again.submission_id
        return
    if journey.kind is Kind.NOTIFICATION:
        same_browser.remember(now)
    if codes:
        draft.state = {
            "code": codes.begin(submission, answers, now),
            "until": (now + (codes.shown or CODE_SHOWN)).isoformat(),
        }
    if not journey.resumable:
        draft.expires_at = now + NO_LONGER


def _sent(journey: Journey, draft: Draft) -> ResponseReturnValue:
    submission = db.session.get(Submission, draft.submission_id)
    if submission is None:
        abort(404)
    directory = snapshot()
    team = directory.team(submission.team_code)
    once = draft.state or {}
    # An urgent one is due at once, but nobody may be there at night: the page promises a working day, not a moment.
    promised = submission.look_by
    if submission.urgency == Urgency.NOW:
        promised = look_by(team, Urgency.TODAY, submission.received_at)
    return render_template(
        f"{journey.folder}/sent.html",
        journey=journey,
        submission=submission,
        council=directory.council(submission.council) if submission.council else None,
        team=team,
        look_by=promised,
        code=once.get("code") if once and datetime.now(UTC) < datetime.fromisoformat(once["until"]) else None,
    )
