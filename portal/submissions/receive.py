"""The middle of the house: one function, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.audit import Event
from portal.delivery import outbox
from portal.directory import Directory, clocks, on_call, snapshot
from portal.journeys.models import Draft
from portal.routing import Route, decide
from portal.signs import danger
from portal.storage import db
from portal.submissions import suspicion, voice_counts
from portal.submissions.clock import look_by, of_kind
from portal.submissions.history import leave
from portal.submissions.models import (
    URGENCY_ORDER,
    ChildWords,
    RouteTaken,
    Status,
    Submission,
    Told,
    Words,
)
from portal.submissions.receipts import confirm
from portal.submissions.references import new_number, new_reference
from portal.submissions.suspicion import SET_ASIDE, Sending
from portal.words import Kind, Urgency

SAFE, UNSURE = ("safe", "safe_elsewhere"), ("mostly", "not_sure")


class AlreadyReceived(Exception):
    """This draft was sent before; ``submission_id`` is what it became then."""

    def __init__(self, submission_id: UUID) -> None:
        super().__init__(submission_id)
        self.submission_id = submission_id


def receive(
    draft: Draft,
    kind: Kind,
    council: str | None,
    answers: Mapping[str, Any],
    sections: list[dict[str, Any]],
    language: str,
    now: datetime,
    from_parents_browser: bool = False,
    how: Sending | None = None,
) -> Submission:
    """Turn a finished draft into a submission, exactly once.

    ``sections`` are the questions with their answers in English, as staff will read them; ``answers`` the same by
    code. ``from_parents_browser`` says that a parent's form came from the same browser within the hour; it is kept
    with a young person's words. ``how`` it came (None where that is not known) may set it aside for a person to look
    at, and changes nothing else: not its team, not its clock, not what its sender sees. Adds the record, its route, the
    nudges, the receipt and the audit line to the session; the caller's request commits them together, so "sent" is
    shown only after all of them are safe (promise 1).

    Raises AlreadyReceived with the first submission if this draft was sent before (promise 2).
    """
    if draft.submission_id is not None:
        raise AlreadyReceived(draft.submission_id)
    directory = snapshot(fresh=True)
    route = route_of(kind, council, answers, directory)
    team = directory.team(route.team)
    assert team is not None  # routes only name teams of this directory
    due = of_kind(kind, clocks.of(route.council), now)
    doubts = suspicion.reasons(kind, answers, route.urgency, how, now) if how else []
    submission = Submission(
        reference=new_number() if kind is Kind.VIEWS else new_reference(),
        kind=kind,
        council=route.council,
        team_code=route.team,
        urgency=route.urgency,
        urgency_order=URGENCY_ORDER[route.urgency],
        status=Status.NEW,
        is_open=True,
        restricted=kind is Kind.VIEWS,
        flagged=route.flagged,
        suspect=bool(doubts),
        received_at=now,
        look_by=look_by(team, route.urgency, now),
        contact_by=due.contact_by,
        checks_by=due.checks_by,
        language=language,
        send_key=draft.id,
    )
    holder = ChildWords if submission.restricted else Words
    said = holder(submission_id=submission.id)
    words: dict[str, Any] = {"sections": sections, "answers": dict(answers)}
    if submission.restricted:
        words["same_browser"] = from_parents_browser
        voice_counts.count(submission.council, answers.get("with_whom"), now)
    said.said = words
    db.session.add_all([submission, said])
    if doubts:
        leave(submission, SET_ASIDE, None, now, "\n".join(doubts))
    send_to(submission, route, directory, now)
    if answers.get("email"):
        confirm(submission, team, answers["email"])
    draft.state, draft.submission_id = None, submission.id
    try:
        audit.record(Event.SUBMISSION_RECEIVED, submission, kind=str(kind), team=route.team, urgency=str(route.urgency))
    except IntegrityError as error:
        db.session.rollback()
        first = db.session.scalars(select(Submission.id).where(Submission.send_key == draft.id)).one_or_none()
        if first is None:
            raise  # two references alike, once in a blue moon: nothing was kept, and the next press draws another
        raise AlreadyReceived(first) from error
    return submission


def route_of(kind: Kind, council: str | None, answers: Mapping[str, Any], directory: Directory) -> Route:
    """The route of these answers; a young person's also by what they may be signs of (``signs`` in the rules).

    "Mostly" safe and "not sure" have rules of their own: they are looked at today, and are no sign here.
    """
    if kind is Kind.VIEWS:
        plain = {name: value for name, value in answers.items() if value not in UNSURE or name not in SAFE}
        answers = {**answers, "signs": [str(sign) for sign in danger.signs(plain)]}
    return decide(kind, council, answers, directory)


def send_to(submission: Submission, route: Route, directory: Directory, now: datetime, by: UUID | None = None) -> None:
    """Note the route and nudge its teams. A team that is only told gets the same mail and no way to the words."""
    taken = RouteTaken(submission_id=submission.id, team_code=route.team, at=now, by=by)
    taken.why = list(route.reasons)
    db.session.add(taken)
    told = {one.team_code for one in submission.told}
    db.session.add_all(Told(submission_id=submission.id, team_code=code) for code in route.also if code not in told)
    for code in (route.team, *route.also):
        nudge(submission, code, directory, now)


def nudge(submission: Submission, team_code: str, directory: Directory, now: datetime, again: bool = False) -> None:
    """Put a mail to the team's inbox in the outbox: kind, reference and a link, nothing about anybody. What cannot wait
    goes to the team's on-call line as a text, too, when that is read ``now``. ``again``: it is nothing new, but a young
    person still waits for an answer.
    """
    team = directory.team(team_code)
    assert team is not None  # routes only name teams of this directory
    assert team.inbox is not None  # and none that cannot be reached (routing.prove)
    link = url_for("staff.submission", submission_id=submission.id, _external=True)
    outbox.nudge(
        team.code,
        team.inbox,
        kind=submission.kind,
        reference=submission.reference,
        urgency=submission.urgency,
        link=link,
        submission_id=submission.id,
        again=again,
    )
    if submission.urgency == Urgency.NOW and (phone := on_call.line(team, now)):
        outbox.text(
            team.code,
            phone,
            team=team.name,
            reference=submission.reference,
            link=link,
            submission_id=submission.id,
        )
