"""The three public journeys meet the middle of the house here: who will get it, sending it, and saying thank you."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.directory import snapshot
from portal.journeys import Answers, Journey
from portal.journeys.models import Draft
from portal.journeys.pages import Ending, run
from portal.journeys.progress import Progress
from portal.journeys.review import review
from portal.routing import decide
from portal.storage import db
from portal.submissions.clock import look_by
from portal.submissions.council_steps import council_of
from portal.submissions.models import Submission
from portal.submissions.receive import AlreadyReceived, receive
from portal.web.catalogues import speaking
from portal.words import Urgency

STAFF_LANGUAGE = "en_GB"


def serve(journey: Journey, step: str) -> ResponseReturnValue:
    """One page of a public journey, its check page and thank-you page included."""
    return run(journey, step, Ending(_destination, _send, _sent))


def _destination(journey: Journey, answers: Answers) -> Mapping[str, Any]:
    directory = snapshot()
    route = decide(journey.kind, council_of(answers), answers, directory)
    return {
        "team": directory.team(route.team),
        "council": directory.council(route.council) if route.council else None,
        "answers": answers,
    }


def _send(journey: Journey, draft: Draft, made: Progress) -> None:
    with speaking(STAFF_LANGUAGE):
        sections = [section.as_json() for section in review(journey, made.path)]
    answers = Answers(made.values)
    try:
        receive(draft, journey.kind, council_of(answers), answers, sections, str(get_locale()), datetime.now(UTC))
    except AlreadyReceived as again:
        draft.state, draft.submission_id = None, again.submission_id


def _sent(journey: Journey, draft: Draft) -> ResponseReturnValue:
    submission = db.session.get(Submission, draft.submission_id)
    if submission is None:
        abort(404)
    directory = snapshot()
    team = directory.team(submission.team_code)
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
    )
