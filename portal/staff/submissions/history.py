"""What happened to a submission, as sentences with names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.casework import checklists, climbing
from portal.casework.contact_plan import Came, Way
from portal.delivery.models import Medium, Purpose, State
from portal.delivery.outbox import Delivery
from portal.directory import Directory
from portal.staff.people import names
from portal.staff.submissions.forms import OUTCOMES
from portal.staff.wording import KINDS, moment
from portal.submissions import Submission, SubmissionEvent
from portal.words import Kind

SOMEBODY = "Somebody"
DID = {
    "seen": "{who} was the first to read it",
    "taken": "{who} took it",
    "note": "{who} wrote a note",
    "passed": "{who} passed it to another team",
    "answered": "{who} answered",
    "wrote_again": "The young person wrote again",
    "no_answer_needed": "{who} decided that it needs no answer",
    "health_passed": "{who} passed a child on to the health service, as the parents had asked",
    "health_taken_off": "{who} took a child off the health list, as the parents no longer want it",
    "wiped": "The young person wiped their messages, so no answer reaches them here any more",
    "set_aside": "The portal set it aside, because it looks as if a machine had sent it",
    "from_a_person": "{who} looked at it: a person sent it",
    "held": "{who} decided that it must not be deleted",
    "hold_lifted": "{who} decided that it can be deleted again when its time is over",
    "opened_restricted": "{who}, who may not read this otherwise, opened it for an hour",
}
"""What happened, where the history holds nothing with it but words."""
REGISTER = {
    "on_register": "{who} joined it to the record {record}",
    "off_register": "{who} took it away from the record {record}",
}
BY_WAY = {
    Way.PHONE: "by phone",
    Way.TEXT: "by text message",
    Way.EMAIL: "by email",
    Way.LETTER: "by letter",
    Way.THROUGH: "through the person they named",
    Way.VISIT: "with a visit",
    Way.CODE: "here",
}
CAME = {
    Came.REACHED: "they were reached",
    Came.SENT: "it was sent",
    Came.SPOKE: "the person they named was spoken to",
    Came.NO_ANSWER: "nobody answered",
    Came.LEFT_MESSAGE: "a message was left",
    Came.SOMEBODY_ELSE: "somebody else answered",
    Came.WRONG: "the number or address was not right",
    Came.NOT_SAFE: "it was not a safe moment",
}
LADDER = ("whoever has it", "the team’s managers", "those who safeguard in the team", "the duty team")
"""Who is told, by the step of the ladder (casework.climbing)."""
DELIVERED = {
    State.WAITING: "It is waiting to be sent.",
    State.SENDING: "It is being sent.",
    State.SENT: "It was handed over to the mail server.",
    State.FAILED: "It could not be delivered, and is not tried again until somebody sends it again.",
}
SETTLED = "It could not be delivered, and somebody decided that it need not be."


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
    """What became of each mail and text: to which team, or to the person who sent it, but never to which address."""
    return [
        Mail(
            about=mail_words(one.purpose, one.medium, one.team_code, directory),
            state=(SETTLED if one.settled else DELIVERED[one.state])
            if one.sent_at is None
            else f"It was handed over on {moment(one.sent_at)}.",
            error=one.error if one.state is not State.SENT else None,
            failed=one.state is State.FAILED,
            delivery=one,
        )
        for one in deliveries
    ]


def mail_words(purpose: Purpose, medium: Medium, team_code: str | None, directory: Directory) -> str:
    """What a mail or text is: the word to a team or its managers, or to whoever sent the submission."""
    team = team_name(team_code, directory) if team_code else "a team"
    if medium is Medium.TEXT:
        return f"Text to the on-call line of {team}"
    return {
        Purpose.NUDGE: f"Email to {team}",
        Purpose.OPENED: f"Email to who watches over {team}: a restricted record was opened",
        Purpose.CLIMBED: f"Email to somebody who answers for {team}: it is past its time",
        Purpose.ANSWERED: "Email to the young person: somebody has answered",
        Purpose.RECEIPT: "Receipt to the person who sent it",
    }[purpose]


def team_name(code: str, directory: Directory) -> str:
    """The name of a team, also of one that is no more."""
    team = directory.team(code)
    return team.name if team else code


def _people(events: Iterable[SubmissionEvent]) -> Iterable[UUID | None]:
    for event in events:
        yield event.by
        if event.what in ("assigned", "returned"):
            yield UUID(event.detail)


def _entry(event: SubmissionEvent, known: dict[UUID, str]) -> Entry:
    who = known.get(event.by, SOMEBODY) if event.by else SOMEBODY
    what = event.what
    if what in DID:
        return Entry(DID[what].format(who=who), event.at, event.detail or None)
    if what in (checklists.CHECKED, checklists.UNCHECKED):
        return _ticked(event, who)
    if what == "returned":
        return Entry(
            f"It went back to the team: {known.get(UUID(event.detail), 'who had it')} is not there any more",
            at=event.at,
        )
    if what == "climbed":
        return Entry(
            f"It climbed to {LADDER[event.detail['step']]}: {climbing.WORDS[event.detail['clock']]} in time", event.at
        )
    if what == "assigned":
        return Entry(f"{who} gave it to {known.get(UUID(event.detail), 'a colleague')}", event.at)
    if what.startswith("closed_"):
        outcome = {str(code): words for code, words in OUTCOMES.items()}.get(what.removeprefix("closed_"), "")
        return Entry(f"{who} closed it: {outcome}", event.at, event.detail or None)
    if isinstance(event.detail, dict):
        return _about_them(what, who, event.detail, event.at)
    return Entry(f"{who}: {what}", event.at)


def _ticked(event: SubmissionEvent, who: str) -> Entry:
    """A line of the checklist that a person, or the portal by itself, ticked or took back."""
    words = checklists.WORDS.get(event.detail, event.detail)
    by = who if event.by else "The portal"
    return Entry(f"{by} {'ticked' if event.what == checklists.CHECKED else 'took back'}: {words}", event.at)


def _about_them(what: str, who: str, detail: dict[str, Any], at: datetime) -> Entry:
    """What was done about a young person: reaching them, going against their plan, linking their words."""
    if what.startswith("contact_"):
        against = ", against their contact plan" if detail["against_plan"] else ""
        way, came = BY_WAY[Way(what.removeprefix("contact_"))], CAME[Came(detail["came"])]
        return Entry(f"{who} got in touch {way}{against}: {came}", at, detail["note"] or None)
    if what == "plan_overridden":
        way = BY_WAY[Way(detail["way"])]
        return Entry(f"{who} decided to get in touch {way}, against their contact plan", at, detail["reason"])
    if what in REGISTER:
        return Entry(REGISTER[what].format(who=who, record=detail["record"]), at)
    other = f"{_lower(KINDS[Kind(detail['kind'])])} {detail['reference']}"
    if what == "linked":
        return Entry(f"{who} noted that {other} is about the same child", at)
    return Entry(f"{who} took back that {other} is about the same child", at)


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
