"""Making a child's record and changing it: each act with its history line, its audit line and fresh marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register import blind, facts, statuses
from portal.register.facts import Fact, Identity, NotSame, OtherName, Source
from portal.register.history import leave
from portal.register.merging import holds_own_words, ids_of, stands_for
from portal.register.models import Child, ChildFact, ChildSubmission, ChildViews
from portal.register.references import new_reference
from portal.register.refusals import Refused
from portal.register.said import Said
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave as leave_at
from portal.words import ChildStatus, Kind

ONLY_ITS_WORDS = (
    "This record was made from a young person’s own words and from nothing else, so it stays restricted. When an adult "
    "tells of the same child, make a record from that, and move the words there."
)
FILLED = ("born", "sex", "known_as", "ethnicity", "ethnicity_words", "language", "interpreter")
"""What of an identity is taken from another source where the first one left it open."""


def make(
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
    """Begin a record of a child in one team of a council. ``source``: the submission, and which child of it, from
    which it is made; both hang together from then on, and what the submission told is known to come from there.

    One that is made from a young person's words alone is always restricted, and nothing outside it tells of them.
    Raises Refused for a day that cannot be, for another council's submission, and when that child of it has a record
    already.
    """
    submission = source[0] if source else None
    by_themselves = submission is not None and submission.kind == Kind.VIEWS
    if submission is not None and submission.council != council:
        raise Refused("This is not with the same council as the record. Pass it on first.")
    if source:
        must_be_free(*source)
    child = Child(
        reference=new_reference(),
        council=council,
        team_code=team,
        restricted=restricted or by_themselves,
        made_at=now,
        made_by=by,
        listed=True,
    )
    child.identity = identity.as_json()
    db.session.add(child)
    db.session.flush()
    if source:
        db.session.add(_join_row(child, source, by, now))
    facts.record(child, identity, by, now, source_id=submission.id if submission else None)
    for one in told:
        facts.record(child, one.fact, by, now, one.since, one.until, submission.id if submission else None)
    leave(child, "made", by, now, None if submission is None else {"kind": str(submission.kind)})
    audit.record(Event.CHILD_MADE, child, by=by, restricted=child.restricted)
    if submission is not None:
        leave_at(submission, "on_register", by, now, {"record": child.reference})
    if submission is not None and by_themselves:
        # Auditors read the log and may not know of the join: it says that there is one, and not to what.
        audit.record(Event.SUBMISSION_LINKED, submission, by=by)
    statuses.change(child, status, from_on, by, now, source_id=submission.id if submission else None)
    changed(child)
    return child


def must_be_free(submission: Submission, position: int) -> None:
    """Raises Refused when that child of the submission belongs to a record already."""
    if submission.kind == Kind.VIEWS:
        wanted = select(ChildViews.id).where(ChildViews.submission_id == submission.id, ChildViews.ended_at.is_(None))
    else:
        wanted = select(ChildSubmission.id).where(
            ChildSubmission.submission_id == submission.id,
            ChildSubmission.position == position,
            ChildSubmission.ended_at.is_(None),
        )
    if db.session.scalar(wanted.limit(1)) is not None:
        raise Refused("This has been joined to a record meanwhile. Look at it again.")


def identity_of(child: Child) -> Identity:
    """Who the child is by all that stands: what an officer wrote last, or else what the record was made from. What that
    leaves open is filled from the other sources, the record's own before those of records merged into it.

    A submission that is joined later never changes a name or a birthday; taken away again, it leaves nothing behind.
    """
    order = {child_id: place for place, child_id in enumerate(ids_of(child))}
    rows = facts.held(facts.rows_of(order, Identity.topic), Identity)
    if not rows:
        return Identity.of(child.identity)
    written = sorted((one for one in rows if one.row.source_id is None), key=lambda one: one.row.at, reverse=True)
    brought = [one for one in rows if one.row.source_id is not None]
    ranked = sorted([*written, *brought], key=lambda one: (order[one.row.child_id], one.row.source_id is not None))
    first, *others = ranked
    return _filled(first.fact, [one.fact for one in others if not _seen_by(first.row, one.row)])


def _seen_by(first: ChildFact, other: ChildFact) -> bool:
    """Whether an officer who wrote ``first`` had ``other`` in front of them: what they left out is left out."""
    return first.source_id is None and other.child_id == first.child_id and other.at <= first.at


def _filled(first: Identity, others: list[Identity]) -> Identity:
    if not (first.given or first.family):
        named = next((one for one in others if one.given or one.family), first)
        first = replace(first, given=named.given, family=named.family)
    for other in others:
        blanks = {name: getattr(other, name) for name in FILLED if not getattr(first, name) and getattr(other, name)}
        first = replace(first, **blanks)
    return first


def changed(child: Child) -> None:
    """Bring what the row says of who the child is, and the marks to find them by, up to date. For a record that is part
    of another one the other follows."""
    identity = identity_of(child)
    child.identity, child.leaves_mark = identity.as_json(), blind.leaves_mark(identity.birthday)
    db.session.flush()
    blind.refresh(child)
    standing = stands_for(child)
    if standing.id != child.id:
        changed(standing)


def set_identity(child: Child, identity: Identity, by: UUID, now: datetime) -> None:
    """An officer says who the child is. The same again does nothing. A name the child had so far is still found."""
    before = identity_of(child)
    if replace(before, source="", source_on=None, note="") == replace(identity, source="", source_on=None, note=""):
        return
    own = [row.at for row in facts.rows_of([child.id], Identity.topic)]
    at = max([now, *(one + timedelta(microseconds=1) for one in own)])
    facts.record(child, identity, by, at)
    if (before.given, before.family) != (identity.given, identity.family) and (before.given or before.family):
        # not that the child said so: it is of no submission, and a record made from their words may not tell of them
        source = Source.OFFICER if before.source == Source.CHILD else before.source
        facts.record(child, OtherName(given=before.given, family=before.family, source=source), by, at)
    _noted(child, "identity", by, now, {"before": before.name, "now": identity.name})


def add(
    child: Child, fact: Fact, by: UUID, now: datetime, since: date | None = None, until: date | None = None
) -> ChildFact:
    """Write something more down. What holds one at a time ends what held so far on the day before.

    Raises Refused for days in the wrong order.
    """
    _in_order(since, until)
    if fact.single:
        _end_those_before(child, fact.topic, since or hours.local(now).date())
    row = facts.record(child, fact, by, now, since, until)
    _noted(child, "added", by, now, {"topic": fact.topic})
    return row


def _end_those_before(child: Child, topic: str, day: date) -> None:
    for row in facts.rows_of([child.id], topic):
        if row.until_on is None:
            # of two that begin on one day the one written last counts
            row.until_on = max(day - timedelta(1), row.since_on or date.min)


def _let_go_on(struck: ChildFact) -> None:
    """What one that never was so had ended goes on, as if nobody had written it."""
    began = struck.since_on or hours.local(struck.at).date()
    for row in facts.rows_of([struck.child_id], struck.topic):
        if row.until_on == max(began - timedelta(1), row.since_on or date.min):
            row.until_on = None


def end(child: Child, row: ChildFact, on: date, by: UUID, now: datetime) -> None:
    """It held until this day, which counts. Raises Refused for a day before it began."""
    _in_order(row.since_on, on)
    row.until_on = on
    _noted(child, "ended", by, now, {"topic": row.topic, "until": on.isoformat()})


def correct(
    child: Child,
    row: ChildFact,
    fact: Fact,
    by: UUID,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> ChildFact:
    """It was written down wrongly: the wrong one is struck and the right one stands in its place, from the same source,
    and in the same record where ``child`` stands for several.

    Raises Refused for days in the wrong order, and for one that was struck already.
    """
    if row.struck_at is not None:
        raise Refused("Somebody has struck this out meanwhile. Look at it again.")
    _in_order(since, until)
    facts.strike(row, by, now)
    right = facts.record(db.session.get_one(Child, row.child_id), fact, by, now, since, until, row.source_id)
    _noted(child, "corrected", by, now, {"topic": fact.topic}, row)
    return right


def strike(child: Child, row: ChildFact, by: UUID, now: datetime, reason: str) -> None:
    """It never was so. A second time does nothing. Raises Refused for the last row that says who the child is."""
    if row.struck_at is not None:
        return
    if row.topic == Identity.topic and len(facts.rows_of([row.child_id], Identity.topic)) == 1:
        raise Refused("This is all that says who the child is. Write down the right name first.")
    facts.strike(row, by, now)
    if facts.TOPICS[row.topic].single:
        db.session.flush()
        _let_go_on(row)
    _noted(child, "struck", by, now, {"topic": row.topic, "reason": reason}, row)


def two_children(one: Child, other: Child, by: UUID, now: datetime) -> None:
    """These two records look alike and are two children: neither is shown as perhaps the other's any more. The same
    again does nothing. They can still be laid together, if that was wrong. Of a record that was made from a young
    person's words nothing stands in one that was not: who reads that one would learn of the words."""
    for child, beside in ((one, other), (other, one)):
        tells = holds_own_words(beside) and not holds_own_words(child)
        if not tells and beside.reference not in not_same(child):
            facts.record(child, NotSame(value=beside.reference), by, now)
            _noted(child, "not_same", by, now, {"other": beside.reference})


def not_same(child: Child) -> set[str]:
    """The references of the records that look like this child's and are another's."""
    return {one.fact.value for one in facts.held(facts.rows_of(ids_of(child), NotSame.topic), NotSame)}


def assign(child: Child, to: UUID | None, by: UUID, now: datetime) -> None:
    """Say who looks after the child; None: nobody, the team. The same again does nothing."""
    if child.assignee_id == to:
        return
    child.assignee_id = to
    leave(child, "assigned", by, now, to.hex if to else None)
    audit.record(Event.CHILD_ASSIGNED, child, by=by, to=to.hex if to else "nobody")


def restrict(child: Child, reason: str, by: UUID, now: datetime) -> None:
    """From now on only those who safeguard and the officer named for it read the record. Twice does nothing."""
    if not child.restricted:
        child.restricted = True
        leave(child, "restricted", by, now, reason)
        audit.record(Event.CHILD_RESTRICTED, child, by=by, restricted=True)


def unrestrict(child: Child, reason: str, by: UUID, now: datetime) -> None:
    """The team reads it again. Twice does nothing.

    Raises Refused while anything in it was told by the child: the team would learn that the child wrote.
    """
    if not child.restricted:
        return
    if holds_own_words(child):
        raise Refused(ONLY_ITS_WORDS)
    child.restricted = False
    leave(child, "unrestricted", by, now, reason)
    audit.record(Event.CHILD_RESTRICTED, child, by=by, restricted=False)


def _join_row(child: Child, source: tuple[Submission, int], by: UUID, now: datetime) -> ChildSubmission | ChildViews:
    submission, position = source
    if submission.kind == Kind.VIEWS:
        return ChildViews(child_id=child.id, submission_id=submission.id, at=now, by=by)
    return ChildSubmission(child_id=child.id, submission_id=submission.id, position=position, at=now, by=by)


def _noted(
    child: Child, what: str, by: UUID, now: datetime, detail: dict[str, str], row: ChildFact | None = None
) -> None:
    """``row``: the fact that it is about, which may be in a record that ``child`` stands for: the marks are there."""
    leave(child, what, by, now, detail)
    audit.record(Event.CHILD_CHANGED, child, by=by, what=what)
    changed(db.session.get_one(Child, row.child_id) if row else child)


def _in_order(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Refused("The last day is before the first. Check both.")
