"""Acts on a child's record that touch several rooms at once: the register, its reviews, the log of contacts.

Each of them leaves every copy on the records' rows right, and no child without a next review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.casework import checklists, contact_log
from portal.directory import hours
from portal.register import Child, children, households, joins, merging, own_words, statuses
from portal.register.facts import Identity
from portal.register.models import ChildMerge, ChildSubmission, ChildViews, StatusChange
from portal.register.said import Said, said
from portal.reviews import schedule, standing
from portal.storage import db
from portal.submissions import Submission
from portal.words import ChildStatus, Kind, Urgency


def begin(
    identity: Identity,
    told: Sequence[Said],
    status: ChildStatus,
    from_on: date,
    council: str,
    team: str,
    by: UUID,
    now: datetime,
    source: tuple[Submission, int] | None = None,
    restricted: bool = False,
) -> Child:
    """Make a record as register.children.make does, and plan its first review; what it is made from is treated as
    :func:`join` does. Raises Refused as that does."""
    child = children.make(identity, told, status, from_on, council, team, by, now, source, restricted)
    schedule.begin(child, by, now)
    if source:
        _heed(child, source[0], by, now)
    return child


def begin_all(
    submission: Submission, team: str, by: UUID, now: datetime, together: Callable[[Child], bool] = lambda known: True
) -> list[Child]:
    """Make a record for each child of an adult's submission that has none, as the submission tells of them, and say
    that they live together, and with those of its children who have one: ``together`` says of each of these whether
    ``by`` may. Gives the new ones. Raises Refused as register.children.make does."""
    council = submission.council or ""
    households.hold_of(submission.id)
    made, all_of_it = [], []
    for one in said(submission):
        by_themselves = submission.kind == Kind.VIEWS
        known = own_words.child_of_views(submission) if by_themselves else joins.child_of(submission, one.position)
        if known is None:
            source = (submission, one.position)
            known = begin(one.identity, one.facts, one.status, one.from_on, council, team, by, now, source)
            made.append(known)
            all_of_it.append(known)
        elif known.council == council and together(known):  # another council's, where it was passed on since
            all_of_it.append(known)
    if len(all_of_it) > 1:
        households.live_together(all_of_it, by, now)
    return made


def join(child: Child, submission: Submission, position: int, by: UUID, now: datetime) -> ChildSubmission:
    """Join a submission to a record (register.joins.join). A professional's, or a change that somebody has to look at
    today, is a new concern: the next review comes forward, never back. Raises Refused as that does."""
    row = joins.join(child, submission, position, by, now)
    schedule.begin(child, by, now)
    _heed(child, submission, by, now)
    return row


def split(row: ChildSubmission, by: UUID, now: datetime) -> Child:
    """Take a submission away from its record (register.joins.split); gives the record. A review that it brought forward
    stays: somebody looks once too often rather than too late."""
    joins.split(row, by, now)
    return _fresh(row.child_id, by, now)


def split_to(row: ChildSubmission, to: Child, by: UUID, now: datetime) -> ChildSubmission:
    """Move a submission and what it brought to another record (register.joins.split_to)."""
    moved = joins.split_to(row, to, by, now)
    _fresh(row.child_id, by, now)
    _fresh(to.id, by, now)
    _heed(to, db.session.get_one(Submission, row.submission_id), by, now)
    return moved


def split_off(row: ChildSubmission, by: UUID, now: datetime) -> Child:
    """Move a submission and what it brought to a record of its own (register.joins.split_off), with a first review."""
    made = joins.split_off(row, by, now)
    _fresh(row.child_id, by, now)
    schedule.begin(made, by, now)
    _heed(made, db.session.get_one(Submission, row.submission_id), by, now)
    return made


def move_views(row: ChildViews, to: Child, by: UUID, now: datetime) -> ChildViews:
    """A young person's words are another record's: one that was made from them, and has nothing else, ends there as
    begun by mistake. The caller asks whether ``by`` may read the words. Raises Refused as register.own_words does."""
    return own_words.move_views(row, to, by, now)


def merge(gone: Child, into: Child, reason: str, by: UUID, now: datetime) -> ChildMerge:
    """Lay two records of one child together (register.merging.merge)."""
    row = merging.merge(gone, into, reason, by, now)
    _fresh(into.id, by, now)
    return row


def take_apart(row: ChildMerge, by: UUID, now: datetime) -> tuple[Child, Child]:
    """Undo one merge (register.merging.take_apart); gives both records."""
    into, gone = merging.take_apart(row, by, now)
    _fresh(into.id, by, now)
    _fresh(gone.id, by, now)
    return into, gone


def change_status(
    child: Child, status: ChildStatus, from_on: date, by: UUID, now: datetime, said: Mapping[str, Any] | None = None
) -> None:
    """Write down what the child is from a day on (register.statuses.change). Who is current by it has a review planned,
    also where there was none any more. Raises Refused as that does."""
    statuses.change(child, status, from_on, by, now, said)
    _planned(child, by, now)


def strike_status(row: StatusChange, child: Child, by: UUID, now: datetime, reason: str) -> None:
    """The child never had this status (register.statuses.strike); a review as for :func:`change_status`."""
    statuses.strike(row, child, by, now, reason)
    _planned(child, by, now)


def found_unsuitable(child: Child, on: date, reason: str, by: UUID, now: datetime) -> None:
    """The education was found not to be suitable: from the day that the officer chooses, the child counts as missing
    education (DfE, EHE collection; Education Act 1996 s.436A). Raises Refused for a day that cannot be."""
    change_status(child, ChildStatus.CME, on, by, now, {"reason": reason})


def _heed(child: Child, submission: Submission, by: UUID, now: datetime) -> None:
    """What joining means for the clocks of both. Never for a young person's own words: a review that moves would tell
    of them."""
    checklists.catch_up(submission, now)
    urgent_change = submission.kind == Kind.CHANGE and submission.urgency != Urgency.ROUTINE
    if submission.kind == Kind.REFERRAL or urgent_change:
        schedule.concern(child, by, now)


def _fresh(child_id: UUID, by: UUID, now: datetime) -> Child:
    """The record, and the one that it is part of, as every room's rows now say they are; a review for who stands on the
    register and has none."""
    child, today = db.session.get_one(Child, child_id), hours.local(now).date()
    for one in dict.fromkeys((child, merging.stands_for(child))):
        statuses.refresh(one, today)
        children.changed(one)
        standing.refresh(one, today)
        contact_log.refresh(one, today)
        _planned(one, by, now)
    return child


def _planned(child: Child, by: UUID, now: datetime) -> None:
    if child.listed and child.current:
        schedule.begin(child, by, now)
