"""How far the team is with what a parent sent: by its reference and a code, and by nothing less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import exists, select

from portal import codes
from portal.codes import Audience
from portal.codes.trying import try_code
from portal.directory import Directory, Team, hours, snapshot
from portal.families.models import FamilyCode
from portal.journeys import Answers
from portal.storage import db
from portal.submissions import RouteTaken, Status, Submission
from portal.submissions.clock import promised
from portal.submissions.references import canonical
from portal.web.fields.base import latin_digits
from portal.words import TeamRole

READ = ("seen", "taken", "assigned")
"""The lines of the history (casework.triage) that say that somebody has had it before them."""
CLOSED = "closed_"
"""How the line begins that says that the work on it has ended, and why."""
QUIET = (TeamRole.FRONT_DOOR,)
"""Teams that a sender is not told of. Whoever worries about a child may have to look into it unannounced, and a page
that says so could put the child in danger."""


class Reached(StrEnum):
    """What has become of it, as its sender is told."""

    RECEIVED = "received"
    READ = "read"
    PASSED = "passed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Stage:
    """One thing that has happened to it, and on which day in London; None where nothing was noted."""

    what: Reached
    day: date | None
    team: Team | None = None
    """Who has it since, where it was passed on."""


@dataclass(frozen=True)
class Standing:
    """How far it is: nothing that staff wrote, no name of theirs, and no word of what was sent."""

    reference: str
    stages: list[Stage]
    team: Team | None
    """Whom its sender can ask."""
    look_by: date
    overdue: bool
    """True when nobody has looked at it yet and the promised day is over."""

    @property
    def now(self) -> Reached:
        """How far it is in all."""
        return self.stages[-1].what


def begin(submission: Submission, answers: Answers, now: datetime) -> str:
    """Give what was just received a code to follow it by; the code itself is kept nowhere."""
    code, key = codes.fresh(Audience.FAMILIES)
    with db.session.no_autoflush:  # what else belongs to the act goes to the database with this, in one flush
        while db.session.scalar(select(exists().where(FamilyCode.code_key == key))):
            code, key = codes.fresh(Audience.FAMILIES)
    db.session.add(FamilyCode(submission_id=submission.id, code_key=key))
    return code


def find(reference: str, typed: str, now: datetime) -> Submission | None:
    """What was sent under ``reference`` and is followed by the code in ``typed``; None when the two do not belong
    together, whichever of them is wrong. Counts the try and commits (portal.codes.trying).

    Raises Busy when everybody has to wait.
    """
    named = canonical(latin_digits(reference))

    def look(key: bytes) -> Submission | None:
        """One look-up, whatever was typed."""
        held = select(Submission).join(FamilyCode, FamilyCode.submission_id == Submission.id)
        mine = held.where(FamilyCode.code_key == key, Submission.reference == named)
        return db.session.scalars(mine).one_or_none()

    return try_code(Audience.FAMILIES, typed, look, now)


def standing(submission: Submission, now: datetime) -> Standing:
    """How far it is at ``now``. What was set aside because it may be a machine's looks as if nobody had seen it yet."""
    directory = snapshot()
    told = _told(submission, directory)
    stages = [Stage(Reached.RECEIVED, _day(submission.received_at))]
    for since, until in zip(told, [*told[1:], None], strict=True):
        if since is not told[0]:
            stages.append(Stage(Reached.PASSED, _day(since.at), directory.team(since.team_code)))
        if not _set_aside(submission) and (read := _read(submission, since, until)):
            stages.append(read)
    if submission.status == Status.CLOSED:
        stages.append(Stage(Reached.CLOSED, _closed_on(submission)))
    team = directory.team(told[-1].team_code)
    look_by = _day(promised(submission, team))
    return Standing(
        reference=submission.reference,
        stages=stages,
        team=team,
        look_by=look_by,
        overdue=stages[-1].what is Reached.RECEIVED and _day(now) > look_by,
    )


def _told(submission: Submission, directory: Directory) -> list[RouteTaken]:
    """The teams that had it one after the other, as far as its sender is told. One that got it back is told once."""
    first, *later = submission.routes
    told = [first]
    for route in later if not _set_aside(submission) else ():
        team = directory.team(route.team_code)
        if team and team.role not in QUIET and team.code != told[-1].team_code:
            told.append(route)
    return told


def _set_aside(submission: Submission) -> bool:
    return submission.suspect and submission.is_open


def _read(submission: Submission, since: RouteTaken, until: RouteTaken | None) -> Stage | None:
    """When somebody first had it before them between two teams. The words of the history are not opened."""
    for event in submission.events:
        if event.what in READ and since.at <= event.at and (until is None or event.at < until.at):
            return Stage(Reached.READ, _day(event.at))
    return None


def _closed_on(submission: Submission) -> date | None:
    return next((_day(one.at) for one in reversed(submission.events) if one.what.startswith(CLOSED)), None)


def _day(moment: datetime) -> date:
    return hours.local(moment).date()
