"""How the pages about the work say why something needs somebody now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import url_for

from portal.accounts import Reach, Staff, reach
from portal.casework import climbing
from portal.casework.today import Entry, Why
from portal.directory import hours
from portal.register.facts import identity_shown
from portal.staff.wording import KINDS, ago, owed, spoken_day, working_days
from portal.storage import CannotOpen
from portal.submissions import Status, Submission
from portal.words import Kind, Urgency

LATE = {
    "look": "Nobody has looked at it",
    "contact": "Nobody has been in touch with the family yet",
    "checks": "The checks are not done yet",
}


@dataclass(frozen=True)
class Line:
    """One line of a list of what to do. ``href`` None: it is counted, and this person may not open it."""

    why: str
    """Its code, for a mark."""
    reason: str
    late: str | None
    """"due today", "2 days late"; None when nothing is owed yet."""
    what: str
    reference: str
    href: str | None
    restricted: bool
    whose: str | None
    """Whose it is, where it is another's; None where it is one's own."""
    covered: bool
    """It is the work of a colleague whom this person covers today."""


class Speaker:
    """Puts entries into words for one person: what each may read is asked once for all of them.

    ``opens`` False: no name and no word of a child's record is read, for a page that leaves no line in the log.
    """

    def __init__(
        self, me: Staff, known: Mapping[UUID, str], covered: frozenset[UUID], now: datetime, opens: bool = True
    ) -> None:
        self.me, self.known, self.covered, self.now, self.opens = me, known, covered, now, opens
        self.today = hours.local(now).date()
        self.readable: Reach = reach(me, "submission:read")
        self.openable: Reach = reach(me, "submission:open-restricted")
        self.seen: Reach = reach(me, "queue:see")

    def line(self, entry: Entry) -> Line:
        """One entry as a line."""
        one = entry.submission
        return Line(
            why=entry.why,
            reason=self.reason(entry),
            late=self.late(entry),
            what=KINDS[Kind(one.kind)] if one else self._name(entry),
            reference=one.reference if one else entry.child.reference if entry.child else "",
            href=self.href(entry),
            restricted=bool(one and one.restricted) or bool(entry.child and entry.child.restricted),
            whose=self._whose(entry),
            covered=entry.owner in self.covered,
        )

    def reason(self, entry: Entry) -> str:
        """Why it needs this person, as a sentence without its full stop."""
        if entry.climbed and entry.submission:
            return f"Climbed to you, because {climbing.WORDS[entry.climbed.clock]} {self._since(entry.submission)}"
        if entry.why is Why.URGENT and entry.submission:
            when = "Look at it at once" if entry.submission.urgency == Urgency.NOW else "Look at it today"
            return f"{when}: nobody has read it"
        if entry.why is Why.LATE:
            return LATE[entry.clock or "look"]
        if entry.why is Why.WAITS and entry.submission:
            who = "A young person waits" if self.readable.covers(entry.submission) else "Something waits"
            since = ago(entry.due, self.now) if isinstance(entry.due, datetime) else "today"
            return f"{who} for an answer, {since if since == 'today' else f'for {since}'}"
        if entry.why is Why.STEP:
            return f"Next step: {self._step(entry)}" if self.opens else "A next step is due"
        if entry.why is Why.REVIEW and isinstance(entry.due, date):
            return "Review overdue" if entry.due < self.today else f"Review by {spoken_day(entry.due)}"
        if entry.why is Why.NEW and entry.submission:
            return "New, and nobody has it yet" if entry.submission.status == Status.NEW else "Nobody has it yet"
        return "It goes on"

    def late(self, entry: Entry) -> str | None:
        """What is owed to it."""
        if entry.why is Why.WAITS or entry.due is None:
            return None
        if isinstance(entry.due, datetime):
            return owed(entry.due, self.now)
        if entry.due == self.today:
            return "due today"
        days = working_days(entry.due, self.today) if entry.due < self.today else 0
        return f"{days} day{'' if days == 1 else 's'} late" if days else "late" if entry.due < self.today else None

    def href(self, entry: Entry) -> str | None:
        """Where it is dealt with."""
        if entry.child is not None:
            endpoint = "staff.child_contacts" if entry.why is Why.STEP else "staff.child_rating"
            return url_for(endpoint, child_id=entry.child.id)
        one = entry.submission
        assert one is not None
        leads = self.readable.covers(one) or self.openable.covers(one) or not self.seen.covers(one)
        return url_for("staff.submission", submission_id=one.id) if leads else None

    def _whose(self, entry: Entry) -> str | None:
        if entry.owner is None or entry.owner == self.me.id:
            return None
        return self.known.get(entry.owner, "Somebody")

    def _since(self, submission: Submission) -> str:
        said = ago(submission.received_at, self.now)
        return "since it came today" if said == "today" else f"for {said}"

    def _step(self, entry: Entry) -> str:
        try:
            return entry.step.words if entry.step else ""
        except CannotOpen:
            return "what was written does not open"

    def _name(self, entry: Entry) -> str:
        if not self.opens:
            return "A child’s record"
        return identity_shown(entry.child).name if entry.child else ""
