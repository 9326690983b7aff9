"""Past its clock, a submission climbs to the next person: its officer, the team's managers, those who safeguard in it,
the duty team. Each is told once, by a mail that says nothing about anybody, and sees it on their own list.

What is not urgent climbs in working hours and a working day at a time; where a child may be in danger it climbs at any
hour and by the half hour. A step at which there is nobody is passed over at once.
"""

from __future__ import annotations

import time as clock
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from uuid import UUID

import structlog
from flask import Flask, url_for
from sqlalchemy import exists, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal import audit
from portal.accounts import Membership, Role, Staff, may
from portal.audit import Event
from portal.casework import checklists, cover
from portal.casework.models import Climb
from portal.delivery import outbox
from portal.directory import Directory, Team, hours, snapshot
from portal.storage import db
from portal.submissions import RouteTaken, Submission
from portal.submissions.clock import running
from portal.submissions.history import leave
from portal.submissions.models import Told
from portal.words import Urgency

CLIMBED = "climbed"
FROM, UNTIL = time(8), time(18)
"""London time, on working days: when people are told of what is not urgent."""
BATCH = 100
AT_MOST = 240.0
"""Seconds in one run; the next one goes on."""

log = structlog.get_logger(__name__)


class Step(IntEnum):
    """Who is told, in the order of the ladder."""

    OFFICER = 0
    """Whoever has it, and who covers for them today."""
    MANAGER = 1
    SAFEGUARDING = 2
    DUTY = 3


AFTER_DAYS = {Step.OFFICER: 0, Step.MANAGER: 1, Step.SAFEGUARDING: 2, Step.DUTY: 3}
"""Working days past the clock, for all that is not urgent."""
AFTER_MINUTES = {Step.OFFICER: 0, Step.MANAGER: 30, Step.SAFEGUARDING: 60, Step.DUTY: 90}
"""The same where a child may be in danger."""
_ROLES = {Step.MANAGER: Role.MANAGER, Step.SAFEGUARDING: Role.SAFEGUARDING}


@dataclass(frozen=True)
class Climbed:
    """How far one submission has climbed by one clock."""

    clock: str
    step: Step
    at: datetime


class NotAllClimbed(Exception):
    """Some submissions that are past their clock could not be told to anybody."""


def climb(app: Flask) -> None:
    """Tell the next person of each submission that is past a clock. Commits after each one that climbs; one that fails
    does not keep the others.

    Run it again, twice at once or late after the worker was down: each step is told once. Raises NotAllClimbed at the
    end when there was one that failed.
    """
    now, ends, failed = datetime.now(UTC), clock.monotonic() + AT_MOST, 0
    with app.test_request_context():  # a link needs a site to begin with; the mail puts the real one in its place
        for team in snapshot(fresh=True).teams:
            after: tuple[datetime, UUID] | None = None
            while clock.monotonic() < ends and (page := _late(team.code, now, after)):
                after = page[-1][1], page[-1][0]
                for submission_id in _to_climb([one for one, _ in page], now):
                    try:
                        _climb(submission_id, now)
                        db.session.commit()
                    except SQLAlchemyError as error:  # its text would hold what the row holds
                        db.session.rollback()
                        log.error("did not climb", submission=str(submission_id), error=type(error).__name__)
                        failed += 1
    if failed:
        raise NotAllClimbed(f"{failed} did not climb")


def how_far(ids: Iterable[UUID]) -> dict[UUID, list[Climbed]]:
    """How far each of these has climbed, by each of its clocks: the last step of each."""
    found: dict[UUID, dict[str, Climbed]] = {}
    wanted = select(Climb).where(Climb.submission_id.in_(list(ids))).order_by(Climb.step)
    for row in db.session.scalars(wanted):
        found.setdefault(row.submission_id, {})[row.clock] = Climbed(row.clock, Step(row.step), row.at)
    return {one: list(by_clock.values()) for one, by_clock in found.items()}


def told_at(submission: Submission, name: str, at: datetime, now: datetime) -> tuple[str, list[str]] | None:
    """Who is to be told ``now`` in place of those who were told ``at`` a moment that it is past a clock: a team, and
    the addresses of who stands there at that step. None once the clock runs no more, or counts anew."""
    by, came = running(submission).get(name), _came([submission.id]).get(submission.id)
    rows = [row for row in _told([submission.id]).get(submission.id, []) if row.clock == name and row.at <= at]
    steps = [Step(row.step) for row in rows if by is not None and _counts(row, by, came)]
    if not steps:
        return None
    if (step := max(steps)) is Step.DUTY:
        duty = _duty(submission, snapshot())
        return (duty.code, [duty.inbox]) if duty and duty.inbox else None
    return submission.team_code, [one.email for one in _people(submission, step, now)]


def reached(staff: Staff, submission: Submission, climbed: Iterable[Climbed]) -> Climbed | None:
    """The climb by which this submission came up to ``staff``: as the team's manager or as one who safeguards. None
    where it has not, or its clock does not run any more."""
    mine = {step for step, role in _ROLES.items() if _is(staff, role, submission.team_code)}
    still = running(submission)
    return next((one for one in climbed if one.clock in still and any(one.step >= step for step in mine)), None)


def came_to_duty(team_codes: Iterable[str], now: datetime, limit: int) -> list[Submission]:
    """What climbed all the way to those of these teams that are on duty and is past its clock still: they may know of
    it, not read it."""
    directory = snapshot()
    on_duty = {directory.duty_for(council.code).code for council in directory.councils} | {directory.duty_team.code}
    team_codes = on_duty & set(team_codes)
    if not team_codes:
        return []
    wanted = (
        select(Submission)
        .join(Climb, Climb.submission_id == Submission.id)
        .where(
            Climb.step == Step.DUTY,
            Climb.at > now - timedelta(days=92),
            # asked of each climb, the newest first: over the years a team is told of very many
            exists().where(Told.submission_id == Climb.submission_id, Told.team_code.in_(list(team_codes))),
            Submission.team_code.not_in(list(team_codes)),
            Submission.is_open.is_(True),
            Submission.next_clock_at < now,
        )
        .order_by(Climb.at.desc())
        .limit(limit)
    )
    return list(dict.fromkeys(db.session.scalars(wanted)))


def due(urgency: Urgency, by: datetime, step: Step, now: datetime) -> bool:
    """Whether whoever stands at ``step`` is to hear ``now`` of something that was owed ``by`` a moment."""
    if now < by:
        return False
    if urgency is Urgency.NOW:
        return now >= by + timedelta(minutes=AFTER_MINUTES[step])
    local = hours.local(now)
    if not hours.is_working_day(local.date()) or not FROM <= local.time() < UNTIL:
        return False
    late = hours.local(by)
    day = hours.working_days_after(late.date(), AFTER_DAYS[step]) if AFTER_DAYS[step] else late.date()
    return now >= datetime.combine(day, late.time(), hours.LONDON)


def _late(team_code: str, now: datetime, after: tuple[datetime, UUID] | None) -> list[tuple[UUID, datetime]]:
    """The next of a team's that are past a clock, those first that are so longest."""
    wanted = select(Submission.id, Submission.next_clock_at).where(
        Submission.team_code == team_code,
        Submission.is_open.is_(True),
        Submission.suspect.is_(False),
        Submission.next_clock_at < now,
    )
    if after is not None:
        at, last = after
        wanted = wanted.where(
            (Submission.next_clock_at > at) | ((Submission.next_clock_at == at) & (Submission.id > last))
        )
    rows = db.session.execute(wanted.order_by(Submission.next_clock_at, Submission.id).limit(BATCH)).all()
    db.session.commit()
    return [(row.id, row.next_clock_at) for row in rows]


def _to_climb(ids: list[UUID], now: datetime) -> list[UUID]:
    """Those of these that have a step to go now, as far as one can see without holding them."""
    found = list(db.session.scalars(select(Submission).where(Submission.id.in_(ids))))
    told, came = _told(ids), _came(ids)
    go = [one.id for one in found if _steps(one, told.get(one.id, []), came.get(one.id), now)]
    db.session.commit()
    return [one for one in ids if one in go]


def _climb(submission_id: UUID, now: datetime) -> None:
    """Hold it, look again, and tell whoever is to be told now by each clock that it is past."""
    wanted = select(Submission).where(Submission.id == submission_id, Submission.is_open.is_(True))
    held = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    submission = db.session.scalars(held).one_or_none()
    if submission is None or submission.suspect:
        return
    checklists.catch_up(submission, now)
    rows, came = _told([submission_id]).get(submission_id, []), _came([submission_id]).get(submission_id)
    to_go = _steps(submission, rows, came, now)
    for row in rows:
        if row.clock in running(submission) and not _counts(row, running(submission)[row.clock], came):
            db.session.delete(row)
    db.session.flush()
    for name, steps in to_go.items():
        for step in steps:
            if _tell(submission, name, step, snapshot(), now):
                break


def _steps(submission: Submission, told: list[Climb], came: datetime | None, now: datetime) -> dict[str, list[Step]]:
    """For each clock that it is past and by which somebody is to be told now: the steps to go, until there is
    somebody."""
    found: dict[str, list[Step]] = {}
    for name, by in running(submission).items():
        done = {row.step for row in told if row.clock == name and _counts(row, by, came)}
        left = [step for step in Step if step > max(done, default=-1)]
        if left and due(Urgency(submission.urgency), by, left[0], now):
            found[name] = left
    return found


def _counts(row: Climb, by: datetime, came: datetime | None) -> bool:
    """Whether a step was about what is owed now: not where the clock was set anew since, or the team is another one."""
    return row.at >= by and (came is None or row.at >= came)


def _told(ids: list[UUID]) -> dict[UUID, list[Climb]]:
    found: dict[UUID, list[Climb]] = {}
    for row in db.session.scalars(select(Climb).where(Climb.submission_id.in_(ids))):
        found.setdefault(row.submission_id, []).append(row)
    return found


def _came(ids: list[UUID]) -> dict[UUID, datetime]:
    """When each of these came to the team that has it."""
    newest = select(RouteTaken.submission_id, func.max(RouteTaken.at).label("at"))
    rows = db.session.execute(newest.where(RouteTaken.submission_id.in_(ids)).group_by(RouteTaken.submission_id))
    return {row.submission_id: row.at for row in rows}


def _tell(submission: Submission, name: str, step: Step, directory: Directory, now: datetime) -> int:
    """Write the step down, and mail to everybody who stands there; gives how many. The duty team may know of it from
    now on, where it was another team's."""
    db.session.add(Climb(submission_id=submission.id, clock=name, step=step, at=now))
    people = _people(submission, step, now)
    addresses = [(one.email, submission.team_code) for one in people]
    if step is Step.DUTY and (duty := _duty(submission, directory)) is not None and duty.inbox:
        addresses.append((duty.inbox, duty.code))
        if duty.code != submission.team_code and duty.code not in {one.team_code for one in submission.told}:
            db.session.add(Told(submission_id=submission.id, team_code=duty.code))
    link = url_for("staff.submission", submission_id=submission.id, _external=True)
    for address, team_code in addresses:
        outbox.climbed(
            address, team_code, clock=name, reference=submission.reference, link=link, submission_id=submission.id
        )
    leave(submission, CLIMBED, None, now, {"clock": name, "step": int(step), "told": len(addresses)})
    audit.record(Event.SUBMISSION_CLIMBED, submission, clock=name, step=int(step), told=len(addresses))
    return len(addresses)


def _people(submission: Submission, step: Step, now: datetime) -> list[Staff]:
    """Who stands at a step of the ladder and may know of this submission."""
    if step is Step.OFFICER:
        if submission.assignee_id is None:
            return []
        ids = [submission.assignee_id, *cover.who_covers(submission.assignee_id, hours.local(now).date())]
        found = db.session.scalars(select(Staff).where(Staff.id.in_(ids)).order_by(Staff.name, Staff.id))
    elif step in _ROLES:
        in_team = Staff.memberships.any(
            (Membership.team_code == submission.team_code) & (Membership.role == _ROLES[step])
        )
        found = db.session.scalars(select(Staff).where(in_team).order_by(Staff.name, Staff.id))
    else:
        return []
    return [one for one in found if may(one, "queue:see", submission)]


def _duty(submission: Submission, directory: Directory) -> Team | None:
    team = directory.duty_for(submission.council)
    return team if team.reachable else None


def _is(staff: Staff, role: Role, team_code: str) -> bool:
    return any(one.team_code == team_code and one.role == role for one in staff.memberships)


WORDS: Mapping[str, str] = {
    "look": "nobody looked at it",
    "contact": "nobody was in touch with the family",
    "checks": "the checks were not done",
}
"""Why something climbed, by its clock."""
