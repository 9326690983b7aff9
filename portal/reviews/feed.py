"""A person's reviews as a calendar that their own calendar program fetches: days and references, no name.

Whoever has the address can fetch it without signing in, so it says what a letter's envelope says, and is ended when
the person makes another or leaves. The secret in it is kept as a keyed hash only.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from icalendar import Calendar
from icalendar import Event as Entry
from sqlalchemy import delete, select, update

from portal import audit
from portal.accounts import Staff, reach
from portal.audit import Event
from portal.register.models import Child
from portal.reviews.models import CalendarKey
from portal.storage import db, keys

MOST = 500
"""Reviews in one calendar."""
_LONGEST = 100
_WRONG_TRIES = 60
"""A minute and process, after which only secrets that were right before are looked up."""


class Tries:
    """Spares the database from whoever tries addresses. (Nobody guesses one: a secret has 256 bits.)"""

    def __init__(self) -> None:
        self.wrong: deque[float] = deque()
        self.right: OrderedDict[bytes, None] = OrderedDict()

    def may(self, mark: bytes) -> bool:
        """Whether this one is looked up now."""
        now = time.monotonic()
        while self.wrong and now - self.wrong[0] > 60:
            self.wrong.popleft()
        return mark in self.right or len(self.wrong) < _WRONG_TRIES

    def note(self, mark: bytes, found: bool) -> None:
        """Remember how it went."""
        if not found:
            self.right.pop(mark, None)
            self.wrong.append(time.monotonic())
            return
        self.right[mark] = None
        self.right.move_to_end(mark)
        while len(self.right) > 1000:
            self.right.popitem(last=False)


_tries = Tries()


def make(staff: Staff, now: datetime) -> str:
    """A new secret for this person's calendar; the one before opens nothing from now on. It is told once, here."""
    _end(staff.id, now)
    secret = secrets.token_urlsafe(32)
    row = CalendarKey(staff_id=staff.id, mark=_mark(secret), made_at=now)
    db.session.add(row)
    db.session.flush()
    audit.record(Event.CALENDAR_CHANGED, row, by=staff.id, what="made")
    return secret


def end(staff: Staff, now: datetime) -> None:
    """The calendar's address opens nothing from now on. A second time does nothing."""
    for row in _end(staff.id, now):
        audit.record(Event.CALENDAR_CHANGED, row, by=staff.id, what="ended")


def standing(staff_id: UUID) -> CalendarKey | None:
    """The person's calendar, if they have one."""
    return db.session.scalars(
        select(CalendarKey).where(CalendarKey.staff_id == staff_id, CalendarKey.ended_at.is_(None))
    ).first()


def owner(secret: str) -> Staff | None:
    """Whose calendar a secret opens; None for one that opens nothing, and where the person has left."""
    if not 0 < len(secret) <= _LONGEST:
        return None
    mark = _mark(secret)
    if not _tries.may(mark):
        return None
    wanted = (
        select(Staff)
        .join(CalendarKey, CalendarKey.staff_id == Staff.id)
        .where(CalendarKey.mark == mark, CalendarKey.ended_at.is_(None), Staff.active.is_(True))
    )
    found = db.session.scalars(wanted).first()
    _tries.note(mark, found is not None)
    return found


def end_those_of_leavers(now: datetime) -> int:
    """End the calendars of closed accounts, so that an account that is opened again does not bring an old address back;
    gives how many."""
    left = select(Staff.id).where(Staff.active.is_(False))
    ended = update(CalendarKey).where(CalendarKey.staff_id.in_(left), CalendarKey.ended_at.is_(None))
    return len(db.session.scalars(ended.values(ended_at=now).returning(CalendarKey.id)).all())


def forget_ended(before: datetime) -> None:
    """Delete what was ended long ago."""
    db.session.execute(delete(CalendarKey).where(CalendarKey.ended_at < before))


def reviews_of(staff: Staff) -> list[Child]:
    """The children this person looks after, may read as things are now, and whose review has a day; the next first."""
    mine = (
        reach(staff, "child:read").where(Child),
        Child.assignee_id == staff.id,
        Child.listed.is_(True),
        Child.current.is_(True),
        Child.next_review_on.is_not(None),
    )
    teams = [membership.team_code for membership in staff.memberships]
    wanted = select(Child).where(Child.team_code.in_(teams), *mine)
    return list(db.session.scalars(wanted.order_by(Child.next_review_on, Child.id).limit(MOST)))


def calendar(children: Iterable[Child], links: dict[UUID, str], site: str, url: str, now: datetime) -> bytes:
    """These reviews as a calendar (RFC 5545): each an all-day entry with the record's reference and a link."""
    made = Calendar()
    made.add("prodid", f"-//{site}//Reviews//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Reviews")
    made.add("refresh-interval;value=duration", "PT6H")
    host = urlsplit(url).hostname or "portal"
    for child in children:
        assert child.next_review_on is not None
        entry = Entry()
        entry.add("uid", f"review-{child.id}@{host}")
        entry.add("dtstamp", now)
        entry.add("dtstart", child.next_review_on)
        entry.add("dtend", child.next_review_on + timedelta(days=1))
        entry.add("summary", f"Review {child.reference}")
        entry.add("url", links[child.id])
        entry.add("transp", "TRANSPARENT")
        entry.add("class", "PRIVATE")
        made.add_component(entry)
    return bytes(made.to_ical())


def _end(staff_id: UUID, now: datetime) -> list[CalendarKey]:
    rows = select(CalendarKey).where(CalendarKey.staff_id == staff_id, CalendarKey.ended_at.is_(None))
    found = list(db.session.scalars(rows.with_for_update()))
    for row in found:
        row.ended_at = now
    db.session.flush()
    return found


def _mark(secret: str) -> bytes:
    return keys().mark(b"calendar of reviews\0" + secret.encode())
