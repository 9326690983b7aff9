"""Children whose parents said yes to being passed on to the school nursing and vaccination team.

Only a yes puts a child here, and only what the parent was told goes on: the name, the date of birth, and how to reach
the parent. Nothing else that was sent with it is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from portal import audit
from portal.accounts import Reach
from portal.audit import Event
from portal.casework import ask_first
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.submissions.history import leave
from portal.submissions.models import HealthShare

AT_ONCE = 50
"""Children on one page."""


@dataclass(frozen=True)
class Child:
    """One line of the list. ``readable`` is False when the words do not open: then only the reference is known."""

    share_id: UUID
    submission_id: UUID
    reference: str
    asked_at: datetime
    readable: bool
    name: str = ""
    born: date | None = None
    parent: str = ""
    ways: tuple[str, ...] = ()
    """The way that the parent chose, and what leads there; nothing where somebody is to be asked first."""
    language: str = ""
    interpreter: str = ""
    """The language of an interpreter that the parents asked for."""
    aside: bool = False
    """True while the submission is set aside: nobody is passed on before a person has looked at it."""
    careful: bool = False
    """True when the family's address must be kept from somebody: what was said of it is read before it is passed on."""


def waiting(reach: Reach, by: UUID) -> tuple[list[Child], int]:
    """The children within reach who were not passed on yet, those who wait longest first, at most :data:`AT_ONCE`; and
    how many there are in all. Leaves an audit line: names are read."""
    mine = select(HealthShare, Submission).join(Submission, Submission.id == HealthShare.submission_id)
    mine = mine.where(HealthShare.passed_at.is_(None), reach.where(Submission))
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    first = mine.order_by(Submission.received_at, HealthShare.submission_id, HealthShare.child).limit(AT_ONCE)
    rows = [(row[0], row[1]) for row in db.session.execute(first)]
    asks = ask_first.joined_to_stopped({submission.id for _, submission in rows})
    found = [_child(share, submission, submission.id in asks) for share, submission in rows]
    audit.record(Event.HEALTH_LIST_READ, by=by, number=len(found))
    return found, total


def passed_on(chosen: Collection[UUID], reach: Reach, by: UUID, now: datetime) -> int:
    """Note that these children were passed on; gives how many. One that is out of reach, is set aside, or was passed on
    or taken off meanwhile, is left alone."""
    rows = [(share, submission) for share, submission in _held(chosen, reach) if not submission.suspect]
    for share, submission in rows:
        share.passed_at, share.passed_by = now, by
        leave(submission, "health_passed", by, now, _which(share))
        audit.record(Event.HEALTH_PASSED, submission, by=by)
    return len(rows)


def taken_off(chosen: Collection[UUID], reach: Reach, by: UUID, now: datetime) -> int:
    """Take children off the list whose parents no longer want it; gives how many."""
    rows = _held(chosen, reach)
    for share, submission in rows:
        leave(submission, "health_taken_off", by, now, _which(share))
        audit.record(Event.HEALTH_TAKEN_OFF, submission, by=by)
        db.session.delete(share)
    db.session.flush()
    return len(rows)


def _which(share: HealthShare) -> str:
    return f"Child {share.child + 1} of this submission"


def _held(chosen: Collection[UUID], reach: Reach) -> list[tuple[HealthShare, Submission]]:
    rows = (
        select(HealthShare, Submission)
        .join(Submission, Submission.id == HealthShare.submission_id)
        .where(HealthShare.id.in_(chosen), HealthShare.passed_at.is_(None), reach.where(Submission))
        .with_for_update(of=HealthShare)
    )
    return [(share, submission) for share, submission in db.session.execute(rows)]


def _child(share: HealthShare, submission: Submission, asks: bool) -> Child:
    known = (share.id, submission.id, submission.reference, submission.received_at)
    try:
        answers = submission.said["answers"]
        child: dict[str, Any] = answers["children"][share.child]
    except (CannotOpen, KeyError, IndexError):
        return Child(*known, readable=False)
    born = child.get("born")
    return Child(
        *known,
        readable=True,
        name=" ".join(filter(None, (child.get("first_name"), child.get("last_name")))),
        born=date.fromisoformat(born) if born else None,
        parent=answers.get("your_name") or "",
        ways=() if asks else _ways(answers),
        language=submission.language,
        interpreter=str(answers.get("interpreter") or ""),
        aside=submission.suspect,
        careful=bool(answers.get("not_to_share_with")),
    )


def _ways(answers: dict[str, Any]) -> tuple[str, ...]:
    """Only the way that the parent chose, so that nobody calls whoever asked for writing only."""
    way = answers.get("contact_by")
    said = answers.get("address") if way == "letter" else answers.get(str(way))
    if way == "phone" and answers.get("writing_only"):
        way = "text"
    return (str(way), str(said)) if said else ()
