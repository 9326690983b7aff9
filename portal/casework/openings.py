"""Breaking the glass: one of the team who may not read a young person's words reads them for an hour, with a reason.

An opening is no permission. It is asked for by the one page that shows the words, and by nothing else: no list, search,
count, export or other act knows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from portal import audit
from portal.accounts import Membership, Role, Staff
from portal.audit import Event
from portal.casework.models import Opening
from portal.casework.refusals import Refused, reason_given
from portal.delivery import outbox
from portal.directory import Team, snapshot
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave

LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Watchers:
    """Who is told of an opening by email: people by name, or the inbox of a duty team when there is nobody to name."""

    people: tuple[Staff, ...] = ()
    duty: Team | None = None


def open_restricted(submission: Submission, by: UUID, reason: str, now: datetime) -> Opening:
    """Open a young person's words to ``by`` for one hour, and tell whoever watches over the team.

    One that still stands is given back, and nobody is told twice. The caller holds the submission's row, and has asked
    whether ``by`` may do this. Raises Refused for a record that is not restricted, or a reason of fewer than ten
    letters.
    """
    if not submission.restricted:
        raise Refused("This is not restricted. There is nothing to open.")
    reason = reason_given(reason)
    if standing := standing_opening(submission, by, now):
        return standing
    opening = Opening(submission_id=submission.id, by=by, at=now, until=now + LASTS)
    opening.reason = reason
    db.session.add(opening)
    leave(submission, "opened_restricted", by, now, reason)
    told = _tell(submission, by)
    audit.record(Event.RESTRICTED_OPENED, submission, by=by, told=told)
    return opening


def standing_opening(submission: Submission, by: UUID, now: datetime) -> Opening | None:
    """The opening that lets ``by`` read it now. Who left the team since has one too: ask the permission as well."""
    mine = select(Opening).where(Opening.submission_id == submission.id, Opening.by == by, Opening.until > now)
    return db.session.scalars(mine.order_by(Opening.at.desc()).limit(1)).first()


def openings(submission: Submission) -> list[Opening]:
    """Every opening, newest first. Their reasons raise CannotOpen when they were tampered with."""
    all_of_it = select(Opening).where(Opening.submission_id == submission.id)
    return list(db.session.scalars(all_of_it.order_by(Opening.at.desc(), Opening.id)))


def look(submission: Submission, by: UUID) -> None:
    """Somebody reads the words through an opening. It stays new: those whose task it is still owe it a first look."""
    audit.record(Event.SUBMISSION_READ, submission, by=by, opened=True)


def watchers(submission: Submission, by: UUID) -> Watchers:
    """Who is told when ``by`` opens it: the team's managers; without any, those who safeguard in it; without any, the
    council's duty inbox. Never only ``by``."""
    for role in (Role.MANAGER, Role.SAFEGUARDING):
        people = db.session.scalars(
            select(Staff)
            .where(
                Staff.active.is_(True),
                Staff.is_admin.is_(False),
                Staff.id != by,
                Staff.memberships.any(
                    (Membership.team_code == submission.team_code) & (Membership.role == role),
                ),
            )
            .order_by(Staff.name, Staff.id)
        ).all()
        if people:
            return Watchers(people=tuple(people))
    duty = snapshot().duty_for(submission.council)
    return Watchers(duty=duty if duty.reachable else None)


def _tell(submission: Submission, by: UUID) -> int:
    """Put the mails in the outbox: reference and link, no reason and no name. Gives how many."""
    found = watchers(submission, by)
    to = [(person.email, submission.team_code) for person in found.people]
    if found.duty and found.duty.inbox:
        to.append((found.duty.inbox, found.duty.code))
    link = url_for("staff.submission", submission_id=submission.id, _external=True)
    for address, team_code in to:
        outbox.opened(address, team_code, reference=submission.reference, link=link, submission_id=submission.id)
    return len(to)
