"""How a child's education appears to an officer on one day, and what they saw (Education Act 1996 s.7 and s.437).

Words are "it appears": nobody approves an education, and nobody's children are refused one here. That it appears not
suitable changes no status and serves no notice by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.directory import hours
from portal.register.history import leave
from portal.register.merging import ids_of
from portal.register.models import Child
from portal.register.refusals import Refused
from portal.reviews import standing
from portal.reviews.models import SuitabilityFinding
from portal.storage import db
from portal.words import Suitability

EARLIEST = date(1990, 1, 1)


class Evidence(StrEnum):
    """What an officer went by. No way is better than another: the family chooses how to show its education."""

    REPORT = "report"
    WORK = "work"
    MEETING = "meeting"
    VISIT = "visit"
    CALL = "call"
    OTHER = "other"


NEEDS_EVIDENCE = frozenset({Suitability.SUITABLE, Suitability.NOT_SUITABLE})
"""To say how it appears, somebody must have seen or heard something."""


def find(
    child: Child,
    outcome: Suitability,
    on: date,
    reason: str,
    by: UUID,
    now: datetime,
    evidence: Iterable[str] = (),
    seen: str = "",
) -> SuitabilityFinding:
    """Write down how the education appeared ``on`` a day: ``evidence`` as codes, ``seen`` and ``reason`` in words.

    Raises Refused without a reason, for a day in the future or too long ago, and for an appearance without evidence.
    """
    today = hours.local(now).date()
    if not EARLIEST <= on <= today:
        raise Refused("The day must be today or in the past. Check the year.")
    if not reason.strip():
        raise Refused("Write what makes you say so.")
    codes = [str(Evidence(code)) for code in evidence]
    if outcome in NEEDS_EVIDENCE and not codes:
        raise Refused("Say what you went by.")
    row = SuitabilityFinding(child_id=child.id, outcome=outcome, on=on, at=now, by=by)
    row.said = {"evidence": codes, "seen": seen, "reason": reason}
    db.session.add(row)
    db.session.flush()
    leave(child, "suitability", by, now, {"outcome": str(outcome), "on": on.isoformat(), "reason": reason})
    audit.record(Event.CHILD_FOUND, child, by=by, outcome=str(outcome))
    standing.refresh(child, today)
    return row


def history(child: Child) -> list[SuitabilityFinding]:
    """Every finding, the newest first."""
    rows = select(SuitabilityFinding).where(SuitabilityFinding.child_id.in_(ids_of(child)))
    newest = (SuitabilityFinding.on.desc(), SuitabilityFinding.at.desc(), SuitabilityFinding.id)
    return list(db.session.scalars(rows.order_by(*newest)))
