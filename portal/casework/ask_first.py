"""Before anybody gets in touch about a child: a young person's contact plan is held to, and some must be asked first.

A stop has two causes: those who safeguard have set it by hand, or a young person's words are joined to the record and
their plan stops something. Who may read those words is told what the plan says. For everybody else there is only "ask
first", the same to the letter whichever cause it has: so nothing that they can see is written for either of the two,
neither in the child's history nor about the child in the audit log.

Set by hand, it holds for all who live with the child: the same parents are reached through each of them. A plan is
about that young person alone, for whoever knows of it. Who does not sees "ask first" on the whole household for either:
if it stood on one child only, it would tell them that this child has written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.accounts import Staff, may
from portal.audit import Event
from portal.casework import contact_log, contact_plan, openings
from portal.casework.contact_log import Contact, Way
from portal.casework.contact_plan import DANGER
from portal.casework.models import AskedFirst, AskFirst, ContactEntry
from portal.casework.refusals import Refused, reason_given
from portal.register import Child, households
from portal.register.history import leave
from portal.register.merging import ids_of, stands_for
from portal.register.models import ChildEvent, ChildSubmission, ChildViews
from portal.storage import db
from portal.submissions import Submission

LASTS = timedelta(days=7)
"""How long it holds that somebody agreed: what is known of a family changes."""
IN_DANGER = "in_danger"
"""What a child's history and the mail call it."""

PLANNED: Mapping[Way, contact_plan.Way] = {
    Way.VISIT_HOME: contact_plan.Way.VISIT,
    Way.VISIT_ELSEWHERE: contact_plan.Way.VISIT,
    Way.MEETING: contact_plan.Way.VISIT,
    Way.PHONE: contact_plan.Way.PHONE,
    Way.VIDEO: contact_plan.Way.PHONE,
    Way.TEXT: contact_plan.Way.TEXT,
    Way.EMAIL: contact_plan.Way.EMAIL,
    Way.LETTER: contact_plan.Way.LETTER,
    Way.SCHOOL: contact_plan.Way.THROUGH,
    Way.SERVICE: contact_plan.Way.THROUGH,
}
"""What a young person's plan calls each way."""
NO_VIDEO = f"They did not ask for a video call. {DANGER[contact_plan.Way.PHONE]}"


class Stopped(Refused):
    """This way is stopped. ``reasons`` is empty for who may not know why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons) or "Ask first.")
        self.reasons = reasons


@dataclass(frozen=True)
class Asking:
    """What one person may know of what is to be heeded before anybody gets in touch about a child."""

    plain: bool
    """There is something that this person may not know: they see "ask first" and nothing else."""
    by_hand: AskFirst | None
    """Set by those who safeguard, for those who may read why."""
    beside: list[tuple[AskFirst, Child]]
    """The same, set on the record of somebody who lives with the child."""
    views: list[Submission]
    """Young people's words that this person may read, with a plan that stops something."""
    planned_beside: list[Child]
    """Who lives with the child and has such a plan: it stops nothing here for who may read it, and colleagues ask."""

    def why(self, way: Way, with_child: bool) -> list[str] | None:
        """Why a way is stopped; an empty list for who may not know why; None when it is open.

        A young person's plan is about reaching that young person; what those who safeguard ask for is about everybody.
        """
        reasons = []
        if with_child:
            reasons += [reason for one in self.views if (reason := _planned(one, way))]
        if self.by_hand is not None:
            reasons.append(f"Those who safeguard set “Ask first”: {self.by_hand.reason}")
        for row, other in self.beside:
            reasons.append(f"Those who safeguard set “Ask first” on {other.reference}, same household: {row.reason}")
        return reasons if reasons or self.plain else None


def asking(child: Child, staff: Staff) -> Asking | None:
    """What ``staff`` has to heed; None when there is nothing. Raises CannotOpen when a reason was tampered with."""
    stands = households.homes_of_all([child])[child.id]
    by_hand, stopping = _by_hand(stands), [(one, of) for one, of in _joined(stands) if _stops_anything(one)]
    if not stopping and not by_hand:
        return None
    records = {each: db.session.get_one(Child, each) for each in {stands[row.child_id] for row in by_hand}}
    known = [row for row in by_hand if may(staff, "child:ask-first", records[stands[row.child_id]])]
    readable = [(one, stands[of]) for one, of in stopping if may(staff, "submission:read", one)]
    own = [row for row in known if stands[row.child_id] == stands[child.id]]
    others = dict.fromkeys(of for _, of in readable if of != stands[child.id])
    return Asking(
        plain=len(readable) < len(stopping) or len(known) < len(by_hand),
        by_hand=own[0] if own else None,
        beside=[(row, records[stands[row.child_id]]) for row in known if row not in own],
        views=[one for one, of in readable if of == stands[child.id]],
        planned_beside=[db.session.get_one(Child, of) for of in others],
    )


def must_allow(child: Child, way: Way, with_child: bool, staff: Staff, now: datetime) -> AskedFirst | None:
    """Go on only if ``staff`` may get in touch in this way now: ask it before every contact begins.

    Gives the agreement that it rests on, or None where nothing stops it. Raises Stopped.
    """
    found = asking(child, staff)
    reasons = found.why(way, with_child) if found else None
    if reasons is None:
        return None
    agreed = agreement(child, way, now)
    if agreed is None:
        raise Stopped(reasons)
    return agreed


def write_down(
    child: Child, contact: Contact, staff: Staff, now: datetime, key: UUID | None = None, happened: bool = False
) -> ContactEntry:
    """Write a contact down if nothing stopped it, or somebody had agreed, which is used up by it.

    ``happened``: it went ahead without asking. What happened is always written down; then it says so, and those who
    safeguard are told by email. Raises Stopped, and Refused as contact_log.record does.
    """
    if contact_log.written_with(key, child, staff.id) is not None:
        return contact_log.record(child, contact, staff.id, now, key)
    try:
        agreed = must_allow(child, contact.way, contact.with_child, staff, now)
    except Stopped:
        if not happened:
            raise
        entry = contact_log.record(child, contact, staff.id, now, key, unasked=True)
        openings.tell(child, staff.id, "unasked")
        return entry
    entry = contact_log.record(child, contact, staff.id, now, key)
    if agreed is not None:
        agreed.used_at = now
    return entry


def write_anew(
    entry: ContactEntry,
    child: Child,
    contact: Contact,
    reason: str,
    staff: Staff,
    now: datetime,
    key: UUID | None = None,
) -> bool:
    """Correct an entry. Gives whether those who safeguard were told.

    Where it now says another day, way, company or outcome, they are told as of a new one that went ahead, or a stop
    could be passed by rewriting an old contact; a change of notes tells nobody. To what an agreement was given before,
    it is given still, if the way is the same. Raises Refused as contact_log.correct does.
    """
    if contact_log.written_with(key, child, staff.id) is not None:
        contact_log.correct(entry, child, contact, reason, staff.id, now, key)
        return False
    stopped, agreed = False, _rested_on(entry, child, contact.way)
    if agreed is None and _act(Contact.of(entry)) != _act(contact):
        try:
            agreed = must_allow(child, contact.way, contact.with_child, staff, now)
        except Stopped:
            stopped = True
    contact_log.correct(entry, child, contact, reason, staff.id, now, key, unasked=stopped)
    if agreed is not None:
        agreed.used_at = now
    if stopped:
        openings.tell(child, staff.id, "unasked")
    return stopped


def shown_in_danger(child: Child, reason: str, by: UUID, now: datetime) -> None:
    """Somebody has to tell the police or an ambulance now where the child lives: nobody is asked first, and those who
    safeguard are told by email, once an hour. The caller holds the child's row, and shows the addresses.

    Raises Refused for a reason of fewer than ten letters.
    """
    reason = reason_given(reason)
    lately = select(ChildEvent.id).where(
        ChildEvent.child_id == child.id,
        ChildEvent.what == IN_DANGER,
        ChildEvent.by == by,
        ChildEvent.at > now - openings.LASTS,
    )
    known = db.session.scalar(lately.limit(1)) is not None
    leave(child, IN_DANGER, by, now, reason)
    if not known:
        openings.tell(child, by, IN_DANGER)


def ask_first(child: Child, reason: str, by: UUID, now: datetime) -> AskFirst:
    """Set it by hand. The caller holds the child's row. Raises Refused when it stands already, and for a reason of
    fewer than ten letters."""
    reason = reason_given(reason)
    if _by_hand(ids_of(child)):
        raise Refused("“Ask first” is set already.")
    row = AskFirst(child_id=child.id, at=now, by=by)
    row.reason = reason
    db.session.add(row)
    db.session.flush()
    audit.record(Event.ASK_FIRST, row, by=by, set=True)  # about the row: the child's own lines tell nobody of it
    return row


def ask_no_more(child: Child, by: UUID, now: datetime) -> None:
    """Take away what was set by hand on this record. What a young person's plan stops goes on, and what was set for
    somebody who lives with the child. A second time does nothing."""
    for row in _by_hand(ids_of(child)):  # records that were merged can have one each
        row.ended_at, row.ended_by = now, by
        db.session.flush()
        audit.record(Event.ASK_FIRST, row, by=by, set=False)


def history(child: Child) -> list[AskFirst]:
    """Every time that it was set by hand, newest first: for those who safeguard."""
    wanted = select(AskFirst).where(AskFirst.child_id.in_(ids_of(child)))
    return list(db.session.scalars(wanted.order_by(AskFirst.at.desc(), AskFirst.id)))


def agree(child: Child, way: Way, reason: str, by: UUID, now: datetime) -> AskedFirst:
    """Somebody who safeguards agrees that the family or the child is reached in one way: once, within a week.

    One that stands is given back. The caller holds the child's row. Raises Refused when nothing has to be asked, and
    for a reason of fewer than ten letters.
    """
    reason = reason_given(reason)
    if not stops(child):
        raise Refused("Nothing has to be asked first. There is nothing to agree to.")
    if standing := agreement(child, way, now):
        return standing
    row = AskedFirst(child_id=child.id, way=way, at=now, by=by)
    row.reason = reason
    db.session.add(row)
    db.session.flush()
    leave(child, "agreed", by, now, {"way": way})
    audit.record(Event.ASK_FIRST, child, by=by, way=str(way), agreed=True)
    return row


def agreement(child: Child, way: Way, now: datetime) -> AskedFirst | None:
    """That somebody agreed to this way, while it holds."""
    return next((one for one in agreements(child, now) if one.way == way), None)


def agreements(child: Child, now: datetime) -> list[AskedFirst]:
    """All that hold now."""
    wanted = select(AskedFirst).where(
        AskedFirst.child_id.in_(ids_of(child)), AskedFirst.used_at.is_(None), AskedFirst.at > now - LASTS
    )
    return list(db.session.scalars(wanted.order_by(AskedFirst.at, AskedFirst.id)))


def _act(contact: Contact) -> tuple[object, ...]:
    """What was done, without the notes on it: when, how, with whom, and what came of it."""
    company = (frozenset(contact.whom), contact.child_seen, contact.seen_alone)
    return (contact.on, contact.way, contact.came, *company)


def _rested_on(entry: ContactEntry, child: Child, way: Way) -> AskedFirst | None:
    """What was agreed to, and used up by this entry in the moment in which it was written."""
    wanted = select(AskedFirst).where(
        AskedFirst.child_id.in_(ids_of(child)), AskedFirst.used_at == entry.at, AskedFirst.way == way
    )
    return db.session.scalars(wanted.limit(1)).first()


def stops(child: Child) -> bool:
    """Whether anything has to be heeded before anybody gets in touch about this child, or about who lives with them."""
    return bool(_stopped([child]))


def joined_to_stopped(submission_ids: Iterable[UUID], reader: Staff | None = None) -> set[UUID]:
    """Those of these messages of adults that are joined to the record of a child about whom somebody is to be asked
    first; with a ``reader`` only of records that they may read. However many, the database is asked as often."""
    wanted = (
        select(ChildSubmission.submission_id, Child)
        .join(Child, Child.id == ChildSubmission.child_id)
        .where(ChildSubmission.submission_id.in_(list(submission_ids)), ChildSubmission.ended_at.is_(None))
    )
    found = [(row[0], row[1]) for row in db.session.execute(wanted)]
    rows = [(one, child) for one, child in found if reader is None or may(reader, "child:read", stands_for(child))]
    stopped = _stopped([child for _, child in rows]) if rows else set()
    return {submission_id for submission_id, child in rows if child.id in stopped}


def _stopped(children: Iterable[Child]) -> set[UUID]:
    homes = households.homes_of_all(children)
    whole = set().union(*homes.values())
    why = {row.child_id for row in _by_hand(whole)} | {of for one, of in _joined(whole) if _stops_anything(one)}
    return {child_id for child_id, home in homes.items() if not why.isdisjoint(home)}


def _by_hand(ids: Iterable[UUID]) -> list[AskFirst]:
    wanted = select(AskFirst).where(AskFirst.child_id.in_(list(ids)), AskFirst.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(AskFirst.at, AskFirst.id)))


def _joined(ids: Iterable[UUID]) -> list[tuple[Submission, UUID]]:
    """Young people's words, each with the record that they are joined to."""
    wanted = (
        select(Submission, ChildViews.child_id)
        .join(ChildViews, ChildViews.submission_id == Submission.id)
        .where(ChildViews.child_id.in_(list(ids)), ChildViews.ended_at.is_(None))
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted.order_by(ChildViews.at, ChildViews.id))]


def _stops_anything(views: Submission) -> bool:
    return any(contact_plan.why_stopped(views, way) for way in contact_plan.Way)


def _planned(views: Submission, way: Way) -> str | None:
    reason = contact_plan.why_stopped(views, PLANNED[way])
    return NO_VIDEO if reason is None and way is Way.VIDEO else reason
