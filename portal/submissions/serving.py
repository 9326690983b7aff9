"""The three public journeys meet the middle of the house here: who will get it, sending it, and saying thank you."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.codes import Audience, make_ready
from portal.directory import snapshot
from portal.directory.cards import opening_times
from portal.journeys import Answers, Journey
from portal.journeys.drafts import CODE_SHOWN
from portal.journeys.models import Draft
from portal.journeys.pages import Ending, run
from portal.journeys.progress import CHECK, Progress
from portal.journeys.review import review
from portal.storage import db
from portal.submissions import same_browser, suspicion
from portal.submissions.clock import promised
from portal.submissions.council_steps import council_of
from portal.submissions.models import Submission
from portal.submissions.receive import AlreadyReceived, receive, route_of
from portal.web.catalogues import speaking
from portal.words import Kind

STAFF_LANGUAGE = "en_GB"


NO_LONGER = timedelta(minutes=15)
"""How long the thank-you page of a private journey can be seen again in the same browser."""


@dataclass(frozen=True)
class Codes:
    """What a journey whose sender keeps a code asks of the room that makes them."""

    audience: Audience
    begin: Callable[[Submission, Answers, datetime], str]
    """Called with what was just received; gives the code by which its sender comes back."""
    keep: Callable[[Journey, Draft, datetime], None] | None = None
    """Put an unsent draft away by a code; None where that is not offered."""
    kept: Callable[[Journey, Draft, datetime], ResponseReturnValue] | None = None
    """The page that shows that code; None where it only shows it."""
    shown: timedelta | None = None
    """For how long the page that says thank you shows the code; None: for a moment only."""


def serve(
    journey: Journey,
    step: str,
    codes: Codes | None = None,
    before: Callable[[], Mapping[str, Any]] = dict,
    after: Callable[[Submission], Mapping[str, Any]] = lambda _submission: {},
) -> ResponseReturnValue:
    """One page of a public journey, its check page and thank-you page included. ``before`` gives what its start page
    shows of its own, ``after`` what its thank-you page does."""

    def send(journey: Journey, draft: Draft, made: Progress) -> None:
        _send(journey, draft, made, codes)

    def sent(journey: Journey, draft: Draft) -> ResponseReturnValue:
        return _sent(journey, draft, after)

    if codes and request.method == "POST" and (step == CHECK or "keep" in request.form):
        make_ready(codes.audience)  # before the database is held
    return run(journey, step, Ending(_destination, send, sent, **_keeping(codes), before=before))


def _keeping(codes: Codes | None) -> dict[str, Any]:
    return {"keep": codes.keep, "kept": codes.kept} if codes else {}


def _destination(journey: Journey, answers: Answers) -> Mapping[str, Any]:
    directory = snapshot()
    route = route_of(journey.kind, council_of(answers), answers, directory)
    team = directory.team(route.team)
    return {
        "team": team,
        "council": directory.council(route.council) if route.council else None,
        "answers": answers,
        "times": opening_times(team.hours) if team else [],
        "trap": suspicion.TRAP if journey.kind in suspicion.WATCHED else None,
    }


def _send(journey: Journey, draft: Draft, made: Progress, codes: Codes | None) -> None:
    with speaking(STAFF_LANGUAGE):
        sections = [section.as_json() for section in review(made.path)]
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
            how=suspicion.sending(made, request.form),
        )
    except AlreadyReceived as again:
        draft.state, draft.submission_id = None, again.submission_id
        return
    if journey.kind in (Kind.NOTIFICATION, Kind.CHANGE):
        same_browser.remember(now)
    if codes:
        draft.state = {
            "code": codes.begin(submission, answers, now),
            "until": (now + (codes.shown or CODE_SHOWN)).isoformat(),
            "was_kept": draft.code_key is not None,
        }
    if not journey.resumable:
        draft.expires_at = now + NO_LONGER


def _sent(journey: Journey, draft: Draft, after: Callable[[Submission], Mapping[str, Any]]) -> ResponseReturnValue:
    submission = db.session.get(Submission, draft.submission_id)
    if submission is None:
        abort(404)
    directory = snapshot()
    team = directory.team(submission.team_code)
    once = draft.state or {}
    return render_template(
        f"{journey.folder}/sent.html",
        journey=journey,
        short_help=True,
        submission=submission,
        council=directory.council(submission.council) if submission.council else None,
        team=team,
        look_by=promised(submission, team),
        code=once.get("code")
        if "until" in once and datetime.now(UTC) < datetime.fromisoformat(once["until"])
        else None,
        was_kept=once.get("was_kept", False),  # by a code, which opens nothing any more
        **after(submission),
    )
