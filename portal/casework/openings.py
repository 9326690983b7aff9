"""Breaking the glass: one of the team who may not read a restricted record reads it for an hour, with a reason.

A restricted record is a young person's words, or a child's record. An opening is no permission. It is asked for by the
pages that show the one record, and by nothing else: no list, search, count, export or other act knows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from portal import audit
from portal.accounts import Membership, Role, Staff
from portal.audit import Event
from portal.casework.models import ChildOpening, Opening
from portal.casework.refusals import Refused, reason_given
from portal.delivery import outbox
from portal.directory import Team, snapshot
from portal.register import Child
from portal.register.history import leave as leave_on_child
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave

LASTS = timedelta(hours=1)
OPENED = "opened"
"""The template of the mail that says so."""
Restricted: TypeAlias = Submission | Child
AnOpening: TypeAlias = Opening | ChildOpening


@dataclass(frozen=True)
class Watchers:
    """Who is told of an opening by email: people by name, or the inbox of a duty team when there is nobody to name."""

    people: tuple[Staff, ...] = ()
    duty: Team | None = None


def open_restricted(record: Restricted, by: UUID, reason: str, now: datetime) -> AnOpening:
    """Open a young person's words or a child's record to ``by`` for one hour, and tell whoever watches over the team.

    One that still stands is given back, and nobody is told twice. The caller holds the record's row, and has asked
    whether ``by`` may do this. Raises Refused for a record that is not restricted, or a reason of fewer than ten
    letters.
    """
    if not record.restricted:
        raise Refused("This is not restricted. There is nothing to open.")
    reason = reason_given(reason)
    if standing := standing_opening(record, by, now):
        return standing
    opening = _new(record, by, now)
    opening.reason = reason
    db.session.add(opening)
    if isinstance(record, Child):
        leave_on_child(record, "opened_restricted", by, now, reason)
    else:
        leave(record, "opened_restricted", by, now, reason)
    told = tell(record, by)
    audit.record(Event.CHILD_OPENED if isinstance(record, Child) else Event.RESTRICTED_OPENED, record, by=by, told=told)
    return opening


def standing_opening(record: Restricted, by: UUID, now: datetime) -> AnOpening | None:
    """The opening that lets ``by`` read it now. Who left the team since has one too: ask the permission as well."""
    kind = _kind(record)
    mine = _of(record).where(kind.by == by, kind.until > now)
    found: AnOpening | None = db.session.scalars(mine.order_by(kind.at.desc()).limit(1)).first()
    return found


def openings(record: Restricted) -> list[AnOpening]:
    """Every opening, newest first. Their reasons raise CannotOpen when they were tampered with."""
    kind = _kind(record)
    return list(db.session.scalars(_of(record).order_by(kind.at.desc(), kind.id)))


def look(record: Restricted, by: UUID, **facts: str) -> None:
    """Somebody reads it through an opening. Young people's words stay new: those whose task it is still owe them a
    first look."""
    read = Event.CHILD_READ if isinstance(record, Child) else Event.SUBMISSION_READ
    audit.record(read, record, by=by, opened=True, **facts)


def watchers(record: Restricted, by: UUID) -> Watchers:
    """Who is told when ``by`` opens it: the team's managers; without any, those who safeguard in it; without any, the
    council's duty inbox. Never only ``by``."""
    return _first_of(record, by, (Role.MANAGER, Role.SAFEGUARDING))


def safeguards(record: Restricted, by: UUID) -> Watchers:
    """Who is told of what those who safeguard must know: they, without ``by``; without any, as :func:`watchers`."""
    return _first_of(record, by, (Role.SAFEGUARDING, Role.MANAGER))


def told_of(record: Restricted, by: UUID, what: str) -> Watchers:
    """Who is told of what ``by`` did with it, by the template of the mail."""
    return watchers(record, by) if what == OPENED else safeguards(record, by)


def tell(record: Restricted, by: UUID, what: str = OPENED) -> int:
    """Put the mails about what ``by`` did in the outbox: reference and link, no reason and no name. Gives how many."""
    to = told_of(record, by, what)
    mails = [(person.email, record.team_code) for person in to.people]
    if to.duty and to.duty.inbox:
        mails.append((to.duty.inbox, to.duty.code))
    about = None if isinstance(record, Child) else record.id
    for address, team_code in mails:
        outbox.opened(
            address,
            team_code,
            reference=record.reference,
            link=_page(record),
            submission_id=about,
            template=what,
            by=by,
        )
    return len(mails)


def _first_of(record: Restricted, by: UUID, roles: tuple[Role, ...]) -> Watchers:
    for role in roles:
        people = db.session.scalars(
            select(Staff)
            .where(
                Staff.active.is_(True),
                Staff.is_admin.is_(False),
                Staff.id != by,
                Staff.memberships.any(
                    (Membership.team_code == record.team_code) & (Membership.role == role),
                ),
            )
            .order_by(Staff.name, Staff.id)
        ).all()
        if people:
            return Watchers(people=tuple(people))
    duty = snapshot().duty_for(record.council)
    return Watchers(duty=duty if duty.reachable else None)


def _kind(record: Restricted) -> Any:
    return ChildOpening if isinstance(record, Child) else Opening


def _of(record: Restricted) -> Any:
    if isinstance(record, Child):
        return select(ChildOpening).where(ChildOpening.child_id == record.id)
    return select(Opening).where(Opening.submission_id == record.id)


def _new(record: Restricted, by: UUID, now: datetime) -> AnOpening:
    if isinstance(record, Child):
        return ChildOpening(child_id=record.id, by=by, at=now, until=now + LASTS)
    return Opening(submission_id=record.id, by=by, at=now, until=now + LASTS)


def _page(record: Restricted) -> str:
    if isinstance(record, Child):
        return url_for("staff.child", child_id=record.id, _external=True)
    return url_for("staff.submission", submission_id=record.id, _external=True)
