"""Which submissions are about which child. A person says so, and may take it back with all that came of it.

What an adult's submission brought to a record knows where it came from. Taken away again, exactly that goes, and the
record is what it would be had the two never met; the register as it was known in between stays as it was.
A young person's words are joined in another way (register.own_words).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register import children, facts, statuses
from portal.register.facts import Identity, OtherName
from portal.register.history import leave
from portal.register.merging import ids_of, stands_for
from portal.register.models import Child, ChildFact, ChildSubmission, HouseholdMember, StatusChange
from portal.register.refusals import Refused
from portal.register.said import ChildSaid, said
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave as leave_at
from portal.words import CURRENT, ChildStatus, Kind

NOTHING_LEFT = (
    "Nothing else is in this record. If it is the same child as another record’s, merge the two; if it should never "
    "have been made, set its status to “Begun by mistake”."
)


@dataclass(frozen=True)
class Brought:
    """What a submission brought to a record: its facts, and the statuses that were set because of it."""

    facts: tuple[ChildFact, ...]
    statuses: tuple[StatusChange, ...]
    households: tuple[UUID, ...]
    """Where the child was said to live with the submission's other children, in the moment in which it was joined."""


def join(child: Child, submission: Submission, position: int, by: UUID, now: datetime) -> ChildSubmission:
    """Say that one child of an adult's submission is this one, and write down what it told of them.

    Names and birthday stay as the record has them; another name is kept beside. A status comes with it where the
    register knew of none on the day on which it came, or where the child had left and is at home again.

    The caller holds the rows of both. Raises Refused when it is joined already, another child of the same submission is
    this one, or the two are different councils'.
    """
    must_fit(child, submission)
    if submission.kind == Kind.VIEWS:
        raise Refused("A young person’s own words are joined in another way.")
    children.must_be_free(submission, position)
    if any(row.submission_id == submission.id for row in joined(child)):
        raise Refused("Another child of this submission is this record already. They cannot be one child.")
    told = _told(submission, position)
    row = ChildSubmission(child_id=child.id, submission_id=submission.id, position=position, at=now, by=by)
    db.session.add(row)
    if told:
        _write_down(child, told, submission, by, now)
    _note_join(child, submission, by, now)
    children.changed(child)
    return row


def joined(child: Child) -> list[ChildSubmission]:
    """Every adult's submission that is about this child now, oldest join first."""
    wanted = select(ChildSubmission).where(
        ChildSubmission.child_id.in_(ids_of(child)), ChildSubmission.ended_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(ChildSubmission.at, ChildSubmission.id)))


def child_of(submission: Submission, position: int) -> Child | None:
    """The record that stands for one child of an adult's submission; None while nobody has said."""
    wanted = select(Child).join(ChildSubmission, ChildSubmission.child_id == Child.id)
    found = db.session.scalar(
        wanted.where(
            ChildSubmission.submission_id == submission.id,
            ChildSubmission.position == position,
            ChildSubmission.ended_at.is_(None),
        )
    )
    return stands_for(found) if found else None


def brought(row: ChildSubmission) -> Brought:
    """What would go with it if it were taken away: for the page that asks first."""
    mine = (ChildFact.child_id == row.child_id, ChildFact.source_id == row.submission_id, ChildFact.struck_at.is_(None))
    set_by_it = (
        StatusChange.child_id == row.child_id,
        StatusChange.source_id == row.submission_id,
        StatusChange.struck_at.is_(None),
    )
    return Brought(
        tuple(db.session.scalars(select(ChildFact).where(*mine).order_by(ChildFact.at, ChildFact.id))),
        tuple(
            db.session.scalars(select(StatusChange).where(*set_by_it).order_by(StatusChange.from_on, StatusChange.at))
        ),
        tuple(db.session.scalars(select(HouseholdMember.household).where(*_came_with(row)))),
    )


def split(row: ChildSubmission, by: UUID, now: datetime) -> Brought:
    """Take a submission away from a record again, with all that it brought: that is struck, and stays readable. What
    officers wrote since stays. Gives what went, for :func:`split_to` and :func:`split_off`.

    Raises Refused when it was taken away meanwhile, and when nothing but it is in the record.
    """
    if row.ended_at is not None:
        raise Refused("This was taken away meanwhile. Look at it again.")
    child = db.session.get_one(Child, row.child_id)
    submission = db.session.get_one(Submission, row.submission_id)
    went = brought(row)
    _must_stay_somebody(child, row)
    for fact in went.facts:
        facts.strike(fact, by, now)
    for status in went.statuses:
        status.struck_at, status.struck_by = now, by
    row.ended_at, row.ended_by = now, by
    db.session.execute(update(HouseholdMember).where(*_came_with(row)).values(ended_at=now, ended_by=by))
    db.session.flush()
    _keep_on_register(child, by, now)
    leave(child, "submission_off", by, now, {"reference": submission.reference})
    leave_at(submission, "off_register", by, now, {"record": child.reference})
    audit.record(Event.CHILD_SPLIT, child, by=by, submission=submission.reference)
    for one in {child, stands_for(child)}:
        statuses.refresh(one, hours.local(now).date())
    children.changed(child)
    return went


def split_to(row: ChildSubmission, to: Child, by: UUID, now: datetime) -> ChildSubmission:
    """It is about another child who has a record: what it brought moves there, with its days.

    Raises Refused as :func:`split` and :func:`join` do; then nothing has moved, and the caller rolls back.
    """
    submission, position = db.session.get_one(Submission, row.submission_id), row.position
    if stands_for(db.session.get_one(Child, row.child_id)).id == to.id:
        raise Refused("It is joined to this record already.")
    went = split(row, by, now)
    must_fit(to, submission)
    if any(one.submission_id == submission.id for one in joined(to)):
        raise Refused("Another child of this submission is this record already. They cannot be one child.")
    moved = ChildSubmission(child_id=to.id, submission_id=submission.id, position=position, at=now, by=by)
    db.session.add(moved)
    for fact in went.facts:
        if fact.topic != OtherName.topic:  # whether it is another name, the other record decides
            _copied(fact, to, by, now)
    told = _told(submission, position)
    if told:
        _other_name(to, told.identity, submission, by, now)
    for status in went.statuses:
        if status.status != ChildStatus.NOT_CONFIRMED:
            _set_status(to, status, by, now)
    if told:
        _first_status(to, told, submission, by, now)
    _into_household(to, went, by, now)
    _note_join(to, submission, by, now)
    statuses.refresh(to, hours.local(now).date())
    children.changed(to)
    return moved


def split_off(row: ChildSubmission, by: UUID, now: datetime) -> Child:
    """It is about a child who has no record yet: one is made in the same team, with what the submission brought.

    Raises Refused as :func:`split` does, and when it does not say who the child is.
    """
    before = db.session.get_one(Child, row.child_id)
    submission = db.session.get_one(Submission, row.submission_id)
    told = _told(submission, row.position)
    if told is None:
        raise Refused("This submission names no child. Make the record by hand.")
    went = split(row, by, now)
    made = children.make(
        told.identity,
        [],
        told.status,
        told.from_on,
        before.council,
        before.team_code,
        by,
        now,
        (submission, row.position),
        before.restricted,
    )
    for fact in went.facts:
        if fact.topic not in (Identity.topic, OtherName.topic):
            _copied(fact, made, by, now)
    for status in went.statuses:
        if statuses.on(made, status.from_on) != status.status:
            _set_status(made, status, by, now)
    _into_household(made, went, by, now)
    statuses.refresh(made, hours.local(now).date())
    children.changed(made)
    return made


def must_fit(child: Child, submission: Submission) -> None:
    """Raises Refused for another council's submission, and for a record that is part of another one."""
    if submission.council != child.council:
        raise Refused("This is not with the same council as the record. Pass it on first.")
    if not child.listed:
        raise Refused("This record is part of another one by now. Join it to that one.")


def _told(submission: Submission, position: int) -> ChildSaid | None:
    return next((one for one in said(submission) if one.position == position), None)


def _write_down(child: Child, told: ChildSaid, submission: Submission, by: UUID, now: datetime) -> None:
    facts.record(child, told.identity, by, now, source_id=submission.id)
    for one in told.facts:
        facts.record(child, one.fact, by, now, one.since, one.until, submission.id)
    _other_name(child, told.identity, submission, by, now)
    _first_status(child, told, submission, by, now)


def _other_name(child: Child, identity: Identity, submission: Submission, by: UUID, now: datetime) -> None:
    """What this source calls the child, where that is another name: the search finds it."""
    known = children.identity_of(child)
    if (identity.given or identity.family) and _plain(identity) != _plain(known):
        name = OtherName(
            given=identity.given, family=identity.family, source=identity.source, source_on=identity.source_on
        )
        facts.record(child, name, by, now, source_id=submission.id)


def _plain(identity: Identity) -> tuple[str, str]:
    return identity.given.casefold(), identity.family.casefold()


def _first_status(child: Child, told: ChildSaid, submission: Submission, by: UUID, now: datetime) -> None:
    """From the day on which somebody told of the child the register knew of them, if it did not before; and who had
    left and is at home again waits to be confirmed, or nobody would look."""
    was = statuses.on(child, told.from_on)
    left = was is not None and was not in CURRENT and was != ChildStatus.OVER_AGE
    if was is None or (left and told.at_home):
        statuses.change(child, ChildStatus.NOT_CONFIRMED, told.from_on, by, now, source_id=submission.id)


def _note_join(child: Child, submission: Submission, by: UUID, now: datetime) -> None:
    leave(child, "submission_on", by, now, {"reference": submission.reference, "kind": str(submission.kind)})
    leave_at(submission, "on_register", by, now, {"record": child.reference})
    audit.record(Event.CHILD_JOINED, child, by=by, submission=submission.reference)


def _copied(fact: ChildFact, to: Child, by: UUID, now: datetime) -> None:
    row = ChildFact(
        child_id=to.id,
        topic=fact.topic,
        since_on=fact.since_on,
        until_on=fact.until_on,
        source_id=fact.source_id,
        at=now,
        by=by,
    )
    row.said = fact.said
    db.session.add(row)


def _set_status(to: Child, status: StatusChange, by: UUID, now: datetime) -> None:
    if statuses.on(to, status.from_on) != status.status:
        statuses.change(to, ChildStatus(status.status), status.from_on, by, now, status.said, status.source_id)


def _must_stay_somebody(child: Child, row: ChildSubmission) -> None:
    """Something has to say who the child is without it."""
    others = [one for one in facts.rows_of([child.id], Identity.topic) if one.source_id != row.submission_id]
    if not others:
        raise Refused(NOTHING_LEFT)


def _keep_on_register(child: Child, by: UUID, now: datetime) -> None:
    """A record whose every status came from what was taken away has been on the register since the first of what is
    left told of it."""
    if statuses.changes([child.id]):
        return
    wanted = (
        select(Submission)
        .join(ChildSubmission, ChildSubmission.submission_id == Submission.id)
        .where(ChildSubmission.child_id == child.id, ChildSubmission.ended_at.is_(None))
        .order_by(Submission.received_at, Submission.id)
    )
    first = db.session.scalar(wanted.limit(1))
    since, source_id = (first.received_at, first.id) if first else (child.made_at, None)
    on = hours.local(since).date()
    row = StatusChange(
        child_id=child.id,
        council=child.council,
        status=ChildStatus.NOT_CONFIRMED,
        from_on=on,
        source_id=source_id,
        at=now,
        by=by,
    )
    db.session.add(row)
    db.session.flush()
    leave(child, "status", by, now, {"status": str(ChildStatus.NOT_CONFIRMED), "from": on.isoformat()})


def _came_with(row: ChildSubmission) -> tuple[ColumnElement[bool], ...]:
    """Conditions on HouseholdMember: put with the submission's other children in the moment in which it was joined."""
    return (
        HouseholdMember.child_id == row.child_id,
        HouseholdMember.at == row.at,
        HouseholdMember.ended_at.is_(None),
    )


def _into_household(child: Child, went: Brought, by: UUID, now: datetime) -> None:
    """Whoever is the submission's child now lives with its other children, if nobody has said otherwise of them."""
    lives = select(HouseholdMember.id).where(
        HouseholdMember.child_id.in_(ids_of(child)), HouseholdMember.ended_at.is_(None)
    )
    if went.households and db.session.scalar(lives.limit(1)) is None:
        db.session.add(HouseholdMember(household=went.households[0], child_id=child.id, at=now, by=by))
