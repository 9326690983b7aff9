"""Which young person's words are which child's: in a table of its own, and known only to who may read the words.

The record's own history and the log say nothing of it that anybody else can see. Every function here is for callers who
have asked whether the person at the screen may read the words.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register import children, facts, statuses
from portal.register.facts import Identity
from portal.register.joins import must_fit
from portal.register.merging import ids_of, stands_for
from portal.register.models import Child, ChildViews
from portal.register.refusals import Refused
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave as leave_at
from portal.words import ChildStatus, Kind


def join_views(child: Child, views: Submission, by: UUID, now: datetime) -> ChildViews:
    """Say that a young person's words are this child's. The record tells nobody, and nothing of them is written in it:
    the words' own history has it, for who may read them.

    The caller asks whether ``by`` may read the words, and holds both rows. Raises Refused when they are joined already
    or cannot belong together.
    """
    if views.kind != Kind.VIEWS:
        raise Refused("These are not a young person’s own words.")
    must_fit(child, views)
    children.must_be_free(views, 0)
    row = ChildViews(child_id=child.id, submission_id=views.id, at=now, by=by)
    db.session.add(row)
    leave_at(views, "on_register", by, now, {"record": child.reference})
    # Auditors read the log and may not know of the join: it says that there is one, and not to what.
    audit.record(Event.SUBMISSION_LINKED, views, by=by)
    return row


def split_views(row: ChildViews, by: UUID, now: datetime) -> None:
    """They are not this child's after all. A second time does nothing. Raises Refused for a record that was made from
    them and has nothing else: it would be nobody's."""
    if row.ended_at is not None:
        return
    if _made_from(row):
        raise Refused(
            "This record was made from these words. Move them to the right one, or set its status “Begun by mistake”."
        )
    _end_views(row, by, now)


def move_views(row: ChildViews, to: Child, by: UUID, now: datetime) -> ChildViews:
    """They are another record's. One that was made from them, and has nothing else, ends there: begun by mistake.

    The caller asks whether ``by`` may read the words. Raises Refused as :func:`join_views` does, and when they were
    taken away meanwhile.
    """
    if row.ended_at is not None:
        raise Refused("These words were taken away meanwhile. Look at them again.")
    before = db.session.get_one(Child, row.child_id)
    if stands_for(before).id == to.id:
        raise Refused("They are joined to this record already.")
    views = db.session.get_one(Submission, row.submission_id)
    if _made_from(row) and before.status != ChildStatus.MISTAKE:
        statuses.change(before, ChildStatus.MISTAKE, hours.local(now).date(), by, now)
    _end_views(row, by, now)
    db.session.flush()
    return join_views(to, views, by, now)


def _end_views(row: ChildViews, by: UUID, now: datetime) -> None:
    views = db.session.get_one(Submission, row.submission_id)
    child = db.session.get_one(Child, row.child_id)
    row.ended_at, row.ended_by = now, by
    leave_at(views, "off_register", by, now, {"record": child.reference})
    audit.record(Event.SUBMISSION_UNLINKED, views, by=by)


def views_of(child: Child) -> list[ChildViews]:
    """The young person's words that are this child's. Only for who may read each of them: the caller asks."""
    wanted = select(ChildViews).where(ChildViews.child_id.in_(ids_of(child)), ChildViews.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(ChildViews.at, ChildViews.id)))


def child_of_views(views: Submission) -> Child | None:
    """The record that a young person's words belong to; None while nobody has said. Only for who may read them."""
    wanted = select(Child).join(ChildViews, ChildViews.child_id == Child.id)
    found = db.session.scalar(wanted.where(ChildViews.submission_id == views.id, ChildViews.ended_at.is_(None)))
    return stands_for(found) if found else None


def _made_from(row: ChildViews) -> bool:
    """Whether nothing but these words says who the child is, in the record and in all that are one with it."""
    whole = ids_of(stands_for(db.session.get_one(Child, row.child_id)))
    return {one.source_id for one in facts.rows_of(whole, Identity.topic)} == {row.submission_id}
