"""What happened to a submission, as sentences with names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.delivery.models import Purpose, State
from portal.delivery.outbox import Delivery
from portal.directory import Directory
from portal.staff.forms import OUTCOMES
from portal.staff.people import names
from portal.staff.wording import moment
from portal.submissions import Submission, SubmissionEvent

SOMEBODY = "Somebody"
DELIVERED = {
    State.WAITING: "It is waiting to be sent.",
    State.SENDING: "It is being sent.",
    State.SENT: "It was handed over to the mail server.",
    State.FAILED: "It could not be delivered, and is not tried again until somebody sends it again.",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened: what, when, and the words that were written with it, if any."""

    what: str
    at: datetime
    words: str | None = None


@dataclass(frozen=True)
class Why:
    """A team that it was sent to, and the reasons."""

    team: str
    at: datetime
    by: str | None
    reasons: list[str]


@dataclass(frozen=True)
class Mail:
    """What became of one mail about it."""

    about: str
    state: str
    error: str | None
    failed: bool
    delivery: Delivery


def history(submission: Submission) -> list[Entry]:
    """Newest first. Raises CannotOpen when words in it were tampered with."""
    known = names(_people(submission.events))
    return [
        *(_entry(event, known) for event in reversed(submission.events)),
        Entry("It came in", submission.received_at),
    ]


def reasons(submission: Submission, directory: Directory) -> list[Why]:
    """Why it is where it is, and where it was before that. Raises CannotOpen when the words were tampered with."""
    known = names(route.by for route in submission.routes)
    return [
        Why(team_name(route.team_code, directory), route.at, known.get(route.by) if route.by else None, route.why)
        for route in reversed(submission.routes)
    ]


def mails(deliveries: Iterable[Delivery], directory: Directory) -> list[Mail]:
    """What became of each mail: to which team, or to the person who sent it, but never to which address."""
    return [
        Mail(
            about=mail_words(one.purpose, one.team_code, directory),
            state=DELIVERED[one.state] if one.sent_at is None else f"It was handed over on {moment(one.sent_at)}.",
            error=one.error if one.state is not State.SENT else None,
            failed=one.state is State.FAILED,
            delivery=one,
        )
        for one in deliveries
    ]


def mail_words(purpose: Purpose, team_code: str | None, directory: Directory) -> str:
    """What a mail is: the word to a team, or the receipt to whoever sent the submission."""
    if purpose is Purpose.NUDGE and team_code:
        return f"Email to {team_name(team_code, directory)}"
    return "Receipt to the person who sent it"


def team_name(code: str, directory: Directory) -> str:
    """The name of a team, also of one that is no more."""
    team = directory.team(code)
    return team.name if team else code


def _people(events: Iterable[SubmissionEvent]) -> Iterable[UUID | None]:
    for event in events:
        yield event.by
        if event.what == "assigned":
            yield UUID(event.detail)


def _entry(event: SubmissionEvent, known: dict[UUID, str]) -> Entry:
    who = known.get(event.by, SOMEBODY) if event.by else SOMEBODY
    if event.what == "assigned":
        return Entry(f"{who} gave it to {known.get(UUID(event.detail), 'a colleague')}", event.at)
    if event.what.startswith("closed_"):
        outcome = {str(code): words for code, words in OUTCOMES.items()}.get(event.what.removeprefix("closed_"), "")
        return Entry(f"{who} closed it: {outcome}", event.at, event.detail or None)
    match event.what:
        case "seen":
            return Entry(f"{who} was the first to read it", event.at)
        case "taken":
            return Entry(f"{who} took it", event.at)
        case "note":
            return Entry(f"{who} wrote a note", event.at, event.detail)
        case "passed":
            return Entry(f"{who} passed it to another team", event.at, event.detail)
        case other:
            return Entry(f"{who}: {other}", event.at)
