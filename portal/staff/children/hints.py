"""The panel that says which records a submission's children may have already, or whose brothers and sisters they are.

It only shows. Whether two are one child is a person's decision, on the page that joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from portal import audit
from portal.accounts import Staff, may, reach
from portal.audit import Event
from portal.directory import hours
from portal.directory.facts import SHARED
from portal.register import Child, years
from portal.register.facts import identity_shown
from portal.register.matching import Hint, similar
from portal.register.models import ChildSubmission, ChildViews
from portal.register.said import ChildSaid, said
from portal.staff.children.wording import STATUSES
from portal.storage import db
from portal.submissions import Submission
from portal.words import ChildStatus, Kind


@dataclass(frozen=True)
class Similar:
    """One record that may be the child's, in words."""

    child: Child
    name: str
    born: date | None
    year: str | None
    status: str
    why: str


@dataclass(frozen=True)
class Hints:
    """What was found for one child of a submission: ``position`` counts its children from 0."""

    position: int
    name: str
    same: list[Similar]
    """Perhaps the same child."""
    siblings: list[Similar]
    """Perhaps a brother, a sister or a twin."""
    closed: int
    """How many more are there that this person may not read."""


def panel(submission: Submission, me: Staff) -> dict[str, Any]:
    """For a page about ``submission``, whose words ``me`` may read: ``similar``, for each of its children who is on no
    record yet and for whom something was found. Names that are shown are a line in the log."""
    council = submission.council or submission.team_code.partition("/")[0]
    if council == SHARED or not may(me, "child:see"):
        return {"similar": []}
    taken = _taken(submission)
    found = [hints(one, council, me) for one in said(submission) if one.position not in taken]
    shown = sum(len(one.same) + len(one.siblings) for one in found)
    if shown:
        audit.record(Event.CHILD_LISTED, submission, by=me.id, number=shown)
    return {"similar": [one for one in found if one.same or one.siblings or one.closed]}


def hints(child: ChildSaid, council: str, me: Staff) -> Hints:
    """What the register of this council has that is like one child of a submission, as far as ``me`` may know."""
    known = [child.identity, *(one.fact for one in child.facts)]
    found = similar(known, council, reach(me, "child:see"), reach(me, "child:read"))
    today = hours.local(datetime.now(UTC)).date()
    return Hints(
        position=child.position,
        name=child.identity.name,
        same=[_in_words(hint.child, hint, today) for hint in found if hint.child and not hint.sibling],
        siblings=[_in_words(hint.child, hint, today) for hint in found if hint.child and hint.sibling],
        closed=sum(hint.child is None for hint in found),
    )


def _in_words(child: Child, hint: Hint, today: date) -> Similar:
    identity = identity_shown(child)
    born = identity.birthday
    return Similar(
        child=child,
        name=identity.name or "No name yet",
        born=born,
        year=years.spoken(years.year_group(born, today)) if born else None,
        status=STATUSES[ChildStatus(child.status)],
        why=", ".join(hint.reasons),
    )


def _taken(submission: Submission) -> set[int]:
    """The children of the submission that are on a record."""
    if submission.kind == Kind.VIEWS:
        own = select(ChildViews.id).where(ChildViews.submission_id == submission.id, ChildViews.ended_at.is_(None))
        return {0} if db.session.scalar(own.limit(1)) else set()
    rows: Any = select(ChildSubmission.position).where(
        ChildSubmission.submission_id == submission.id, ChildSubmission.ended_at.is_(None)
    )
    return set(db.session.scalars(rows))
