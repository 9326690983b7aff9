"""What somebody who is gone was working on goes back to their team: at once when their account or their teams change,
and by a sweep for whatever slipped through. Nothing lies in the list of somebody who never opens it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy import not_, select
from sqlalchemy.exc import SQLAlchemyError

from portal import audit
from portal.accounts import Staff, reach
from portal.accounts.staff import when_changed
from portal.audit import Event
from portal.casework import contact_log
from portal.casework.models import ContactEntry
from portal.register import Child
from portal.register.history import leave as leave_on_child
from portal.storage import db
from portal.submissions import Status, Submission
from portal.submissions.history import leave

RETURNED = "returned"
AT_ONCE = 100
"""Looked for at once, so that nobody waits for the whole of a long list."""

log = structlog.get_logger(__name__)


def give_back(staff: Staff, by: UUID | None, now: datetime) -> int:
    """Return to its team whatever ``staff`` has and may not read any more; gives how many things. Flushes.

    ``by`` is who changed the account; None where nobody did it in person.
    """
    number = 0
    while found := _submissions(staff):
        for submission in found:
            _return_submission(submission, staff.id, by, now)
        number += len(found)
    while children := _children(staff):
        for child in children:
            child.assignee_id = None
            leave_on_child(child, RETURNED, by, now, {"from": str(staff.id)})
            audit.record(Event.CHILD_ASSIGNED, child, by=by, returned=True)
        db.session.flush()
        number += len(children)
    return number + _return_steps(staff, by, now)


def sweep(app: Flask) -> None:
    """Return the work of everybody who is gone. Commits after each person; one that fails does not keep the others.

    Raises NotReturned at the end when there was such a one, so that the job counts as failed.
    """
    del app
    failed = 0
    for staff_id in list(db.session.scalars(select(Staff.id).order_by(Staff.id))):
        try:
            give_back(db.session.get_one(Staff, staff_id), None, datetime.now(UTC))
            db.session.commit()
        except SQLAlchemyError as error:
            db.session.rollback()
            log.error("work not returned", staff=str(staff_id), error=type(error).__name__)
            failed += 1
    if failed:
        raise NotReturned(f"the work of {failed} people could not be returned")


class NotReturned(Exception):
    """Some work of people who are gone is still in their hands."""


def _submissions(staff: Staff) -> list[Submission]:
    theirs = select(Submission).where(
        Submission.assignee_id == staff.id,
        Submission.is_open.is_(True),
        not_(reach(staff, "submission:read").where(Submission)),
    )
    return list(db.session.scalars(theirs.limit(AT_ONCE).with_for_update()))


def _return_submission(submission: Submission, was: UUID, by: UUID | None, now: datetime) -> None:
    submission.assignee_id = None
    if submission.status == Status.IN_HAND:
        submission.status = Status.SEEN
    leave(submission, RETURNED, by, now, was.hex)
    audit.record(Event.SUBMISSION_RETURNED, submission, by=by)


def _children(staff: Staff) -> list[Child]:
    theirs = select(Child).where(
        Child.assignee_id == staff.id, Child.listed.is_(True), not_(reach(staff, "child:read").where(Child))
    )
    return list(db.session.scalars(theirs.limit(AT_ONCE).with_for_update()))


def _steps(staff: Staff) -> list[contact_log.Step]:
    """What they were to do next for children that they may not read any more."""
    readable = reach(staff, "child:read")
    waits = select(ContactEntry.id).where(
        ContactEntry.next_by == staff.id, ContactEntry.next_done_at.is_(None), ContactEntry.struck_at.is_(None)
    )
    if not db.session.scalars(waits.limit(1)).first():
        return []
    return [one for one in contact_log.next_steps(staff.id, date.max) if not readable.covers(one.child)]


def _return_steps(staff: Staff, by: UUID | None, now: datetime) -> int:
    found = _steps(staff)
    for step in found:
        contact_log.give_step(step.entry, step.child, None, by, now)
    return len(found)


def _account_changed(staff: Staff, by: UUID | None) -> None:
    give_back(staff, by, datetime.now(UTC))


when_changed.append(_account_changed)
