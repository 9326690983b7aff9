"""What has to be done about a submission of each kind: ticked by people, and by the portal where it knows.

The clocks of a submission stop by their lines: the first contact by one, the checks once all of theirs are ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from portal import audit
from portal.audit import Event
from portal.casework.models import CheckDone
from portal.casework.refusals import Refused
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.directory import clocks, hours
from portal.register import Child
from portal.register.merging import ids_of
from portal.register.models import ChildSubmission, ChildViews
from portal.storage import CannotOpen, db
from portal.submissions import Status, Submission, SubmissionEvent
from portal.submissions.clock import acknowledge_by
from portal.submissions.history import leave
from portal.submissions.models import HealthShare
from portal.words import Kind

CHECKED, UNCHECKED = "checked", "unchecked"
CONTACTED = "contacted"
"""The line of each adult's kind that stops the clock for the first contact."""

Knows = Callable[[Submission], bool]


@dataclass(frozen=True)
class Item:
    """One line. ``knows`` says whether the portal knows by itself that it is done; ``known_only``: nobody else can
    say so. ``asked`` False leaves it out for one submission."""

    code: str
    words: str
    knows: Knows | None = None
    known_only: bool = False
    for_checks: bool = False
    asked: Knows | None = None


@dataclass(frozen=True)
class Line:
    """An item as it stands for one submission. ``by`` is None where the portal ticked it. ``due`` None: no clock."""

    item: Item
    done_at: datetime | None
    by: UUID | None
    due: datetime | None

    @property
    def by_itself(self) -> bool:
        """Whether the portal ticked it, so that nobody takes the tick away."""
        return self.done_at is not None and self.by is None


def _receipt_went_out(submission: Submission) -> bool:
    sent = (OutboxMessage.purpose == Purpose.RECEIPT) & (OutboxMessage.state == State.SENT)
    return _is_there(OutboxMessage.submission_id == submission.id, sent)


def _joined(submission: Submission) -> bool:
    """Whether each child that it tells of stands on the register; where it does not open, nobody can say so."""
    rows = select(func.count()).where(
        ChildSubmission.submission_id == submission.id, ChildSubmission.ended_at.is_(None)
    )
    joined = db.session.scalar(rows) or 0
    if not joined:
        return False
    try:
        return joined >= len(submission.said["answers"].get("children") or [None])
    except CannotOpen:
        return False


def _views_joined(submission: Submission) -> bool:
    return _is_there(ChildViews.submission_id == submission.id, ChildViews.ended_at.is_(None))


def _asked_for_health(submission: Submission) -> bool:
    return _is_there(HealthShare.submission_id == submission.id)


def _health_passed(submission: Submission) -> bool:
    return not _is_there(HealthShare.submission_id == submission.id, HealthShare.passed_at.is_(None))


def _was_read(submission: Submission) -> bool:
    return submission.status != Status.NEW


def _answered(submission: Submission) -> bool:
    reached = SubmissionEvent.what.in_(("answered", "no_answer_needed")) | SubmissionEvent.what.startswith("contact_")
    return _is_there(SubmissionEvent.submission_id == submission.id, reached)


def _is_there(*which: object) -> bool:
    return bool(db.session.scalar(select(exists().where(*which))))  # type: ignore[arg-type]  # conditions


_ACKNOWLEDGED = Item("acknowledged", "They know that it arrived", knows=_receipt_went_out)
_ON_REGISTER = Item("on_register", "Register searched, and a record made or joined", knows=_joined, for_checks=True)
_RECORDS = Item("records", "Education and social care records checked", for_checks=True)

ITEMS: Mapping[Kind, tuple[Item, ...]] = {
    Kind.NOTIFICATION: (
        _ACKNOWLEDGED,
        _ON_REGISTER,
        _RECORDS,
        Item("off_roll", "The school confirms that the child is off its roll, or there was no school", for_checks=True),
        Item("siblings", "Brothers and sisters checked", for_checks=True),
        Item(CONTACTED, "A parent was spoken to or written to"),
        Item(
            "health",
            "Passed on to the health service, as they asked",
            knows=_health_passed,
            known_only=True,
            asked=_asked_for_health,
        ),
    ),
    Kind.CHANGE: (
        _ACKNOWLEDGED,
        _ON_REGISTER,
        Item("record_changed", "The record says what is different now"),
        Item(CONTACTED, "The family was spoken to or written to about it"),
    ),
    Kind.REFERRAL: (
        _ACKNOWLEDGED,
        _ON_REGISTER,
        _RECORDS,
        Item("threshold", "Decided whether it is also for the safeguarding front door"),
        Item(CONTACTED, "The family was reached, or it was decided with a reason not to"),
        Item("told_back", "Whoever referred knows what came of it"),
    ),
    Kind.VIEWS: (
        Item("read", "Somebody has read it", knows=_was_read, known_only=True),
        Item("safe", "Read for danger, and acted on what was found"),
        Item("answered", "They were answered or reached, in a way that their contact plan allows", knows=_answered),
        Item("whose", "We know whose words these are, or that we may not know", knows=_views_joined),
    ),
}
"""Bexley's list of what is done within 15 working days, and what the other kinds need (domain.md 4)."""


WORDS: Mapping[str, str] = {item.code: item.words for items in ITEMS.values() for item in items}
"""Each line's words by its code, for the history."""


def lines(submission: Submission) -> list[Line]:
    """The checklist of this submission, in the order of the work."""
    done = _done(submission)
    return [
        Line(item, row.at if (row := done.get(item.code)) else None, row.by if row else None, _due(submission, item))
        for item in items_of(submission)
    ]


def items_of(submission: Submission) -> list[Item]:
    """What there is to do about this one."""
    return [item for item in ITEMS[Kind(submission.kind)] if item.asked is None or item.asked(submission)]


def tick(submission: Submission, code: str, by: UUID, now: datetime) -> None:
    """Somebody has done it. A second time does nothing.

    The caller holds the submission's row. Raises Refused for a line that it does not have, for one that only the portal
    can know, and when it is closed.
    """
    item = _item(submission, code)
    if item.known_only:
        raise Refused("The portal ticks this by itself once it is done.")
    if code not in _done(submission):
        _tick(submission, item, by, now)
        _stop_clocks(submission)


def untick(submission: Submission, code: str, by: UUID, now: datetime) -> None:
    """It is not done after all; a clock that stopped by it runs again, from where it was. A second time does nothing.

    The caller holds the submission's row. Raises Refused as :func:`tick`, and for what the portal knows by itself.
    """
    item = _item(submission, code)
    row = _done(submission).get(code)
    if row is None:
        return
    if row.by is None:
        raise Refused("The portal ticked this by itself. The tick goes when what it stands for does.")
    _untick(submission, item, row, by, now)
    _stop_clocks(submission)


def catch_up(submission: Submission, now: datetime) -> None:
    """Tick what the portal knows to be done, and take back what is so no more (a record was split off again). A closed
    one stays as it is. The caller holds the submission's row."""
    if not submission.is_open:
        return
    done, changed = _done(submission), False
    for item in items_of(submission):
        if item.knows is None:
            continue
        row, known = done.get(item.code), item.knows(submission)
        if known and row is None:
            _tick(submission, item, None, now)
        elif not known and row is not None and row.by is None:
            _untick(submission, item, row, None, now)
        else:
            continue
        changed = True
    if changed:
        _stop_clocks(submission)


def clock_contact(child: Child, on: date, by: UUID | None = None, now: datetime | None = None) -> int:
    """Somebody of this child's family was reached on a day: the first contact is made for each open submission that is
    joined to the child and came by then. Gives for how many. ``by`` None: the portal knows it from the contact log."""
    moment = now or datetime.now(hours.LONDON)
    joined = select(ChildSubmission.submission_id).where(
        ChildSubmission.child_id.in_(ids_of(child)), ChildSubmission.ended_at.is_(None)
    )
    waits = select(Submission).where(
        Submission.id.in_(joined), Submission.is_open.is_(True), Submission.contacted_at.is_(None)
    )
    number = 0
    held = waits.order_by(Submission.id).with_for_update()  # in one order: brothers and sisters share submissions
    for submission in db.session.scalars(held):
        item = next((one for one in items_of(submission) if one.code == CONTACTED), None)
        if item and hours.local(submission.received_at).date() <= on and CONTACTED not in _done(submission):
            _tick(submission, item, by, moment)
            _stop_clocks(submission)
            number += 1
    return number


def _due(submission: Submission, item: Item) -> datetime | None:
    if item.code == CONTACTED:
        return submission.contact_by
    if item.code == _ACKNOWLEDGED.code:
        return acknowledge_by(clocks.in_force(submission.council, submission.received_at), submission.received_at)
    return submission.checks_by if item.for_checks else None


def _item(submission: Submission, code: str) -> Item:
    item = next((one for one in items_of(submission) if one.code == code), None)
    if item is None:
        raise Refused("There is no such line in its checklist.")
    if not submission.is_open:
        raise Refused("This is closed. Add a note if there is news.")
    return item


def _done(submission: Submission) -> dict[str, CheckDone]:
    rows = db.session.scalars(select(CheckDone).where(CheckDone.submission_id == submission.id))
    return {row.item: row for row in rows}


def _tick(submission: Submission, item: Item, by: UUID | None, now: datetime) -> None:
    db.session.add(CheckDone(submission_id=submission.id, item=item.code, at=now, by=by))
    leave(submission, CHECKED, by, now, item.code)
    audit.record(Event.SUBMISSION_CHECKED, submission, by=by, item=item.code, done=True)


def _untick(submission: Submission, item: Item, row: CheckDone, by: UUID | None, now: datetime) -> None:
    db.session.delete(row)
    leave(submission, UNCHECKED, by, now, item.code)
    audit.record(Event.SUBMISSION_CHECKED, submission, by=by, item=item.code, done=False)


def _stop_clocks(submission: Submission) -> None:
    """Let the clocks say what the lines do. One that stopped keeps the moment at which it did."""
    done = _done(submission)
    contact = done.get(CONTACTED)
    submission.contacted_at = contact.at if contact else None
    checks = [item.code for item in items_of(submission) if item.for_checks]
    all_done = submission.checks_by is not None and all(code in done for code in checks)
    submission.checked_at = max(done[code].at for code in checks) if all_done else None
    db.session.flush()
