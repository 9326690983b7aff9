"""That a young person's words and what an adult sent are about one child: known only to who may read the words."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.casework.models import Link
from portal.casework.refusals import Refused
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.history import leave
from portal.submissions.references import canonical
from portal.words import Kind

NOT_FOUND = "There is no parent’s or professional’s submission of this council with this reference. Check each sign."
NO_COUNCIL = "Nobody knows yet which council this belongs to. Pass it to the council’s team first."


def find_other(views: Submission, typed: str) -> Submission:
    """What an adult sent to the same council under the reference ``typed``: small letters, spaces and a missing dash
    are forgiven.

    Raises Refused, in the same words whether there is none, it is another council's, or a young person wrote it.
    """
    if views.council is None:
        raise Refused(NO_COUNCIL)
    found = db.session.scalar(select(Submission).where(Submission.reference == canonical(typed)))
    if found is None or not _can_belong(views, found):
        raise Refused(NOT_FOUND)
    return found


def link(views: Submission, other: Submission, by: UUID, now: datetime) -> None:
    """Note that both are about one child. Only the young person's side keeps a trace; a second time does nothing.

    The caller holds the row of ``views``. Raises Refused when the two cannot belong together.
    """
    if not _can_belong(views, other):
        raise Refused(NOT_FOUND)
    if _between(views.id, other.id) is not None:
        return
    db.session.add(Link(views_id=views.id, other_id=other.id, by=by, at=now))
    leave(views, "linked", by, now, {"kind": other.kind, "reference": other.reference})
    # The log is read by auditors, who may not know of the link: it says that there is one, and not to what.
    audit.record(Event.SUBMISSION_LINKED, views, by=by)


def unlink(views: Submission, link_id: UUID, by: UUID, now: datetime) -> None:
    """Take a link of ``views`` away. One that is gone already, or belongs to others, is left alone."""
    found = db.session.get(Link, link_id)
    if found is None or found.views_id != views.id:
        return
    other = db.session.get_one(Submission, found.other_id)
    db.session.delete(found)
    leave(views, "unlinked", by, now, {"kind": other.kind, "reference": other.reference})
    audit.record(Event.SUBMISSION_UNLINKED, views, by=by)


def links_of(views: Submission) -> list[tuple[Link, Submission]]:
    """What a young person's words are linked to, oldest link first. Nothing of another council: they may have been
    passed on since."""
    if views.council is None:
        return []
    found = (
        select(Link, Submission)
        .join(Submission, Submission.id == Link.other_id)
        .where(Link.views_id == views.id, Submission.council == views.council)
        .order_by(Link.at, Link.id)
    )
    return [(one, other) for one, other in db.session.execute(found)]


def views_of(other: Submission) -> list[Submission]:
    """The young people's words that ``other`` is linked to. Show each only to who may read it."""
    found = (
        select(Submission)
        .join(Link, Link.views_id == Submission.id)
        .where(Link.other_id == other.id, Submission.council == other.council)
        .order_by(Link.at, Link.id)
    )
    return list(db.session.scalars(found))


def _can_belong(views: Submission, other: Submission) -> bool:
    return (
        views.kind == Kind.VIEWS
        and other.kind != Kind.VIEWS
        and views.council is not None
        and views.council == other.council
    )


def _between(views_id: UUID, other_id: UUID) -> Link | None:
    return db.session.scalar(select(Link).where(Link.views_id == views_id, Link.other_id == other_id))
