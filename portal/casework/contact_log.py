"""Who reached a family or a child, or tried to: when, how, who was there, whether the child was seen, what comes next.

Nothing is overwritten. What was written wrongly is struck and written anew, and both stay readable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import and_, func, or_, select

from portal import audit
from portal.accounts import Reach
from portal.audit import Event
from portal.casework import checklists
from portal.casework.models import ContactEntry
from portal.casework.refusals import Refused
from portal.directory import hours
from portal.register import Child
from portal.register.history import leave
from portal.register.merging import ids_of
from portal.register.statuses import EARLIEST
from portal.storage import CannotOpen, db


class Way(StrEnum):
    """How."""

    VISIT_HOME = "visit_home"
    VISIT_ELSEWHERE = "visit_elsewhere"
    MEETING = "meeting"
    PHONE = "phone"
    VIDEO = "video"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    SCHOOL = "school"
    """Through or with a school."""
    SERVICE = "service"
    """Through or with another service, such as a GP or a social worker."""


IN_PERSON = frozenset({Way.VISIT_HOME, Way.VISIT_ELSEWHERE, Way.MEETING, Way.SCHOOL, Way.SERVICE})
"""Where a child can be seen. A face on a screen is none that was seen."""


class Came(StrEnum):
    """What came of it."""

    REACHED = "reached"
    """We met, talked, or had an answer."""
    SENT = "sent"
    """Something was sent, and no answer has come."""
    NOBODY_IN = "nobody_in"
    NO_ANSWER = "no_answer"
    MOVED = "moved"
    """They seem to have moved."""
    WRONG = "wrong"
    """The number or the address is not right."""
    OTHER = "other"
    """It failed for another reason, which the words say."""


class Whom(StrEnum):
    """With whom it was."""

    CHILD = "child"
    PARENT = "parent"
    FAMILY = "family"
    """Somebody else of the family, or nobody knows who of them."""
    SCHOOL = "school"
    SERVICE = "service"
    OTHER = "other"


OF_THE_FAMILY = frozenset({Whom.CHILD, Whom.PARENT, Whom.FAMILY})


class Views(StrEnum):
    """Whether the child was asked what they think."""

    ASKED = "asked"
    DECLINED = "declined"
    """They were offered to say it and did not want to."""
    NOT_ASKED = "not_asked"


class Health(StrEnum):
    """Whether the arrangements for health appointments and vaccinations were asked about (domain.md, named action 4
    of the review of the three councils)."""

    YES = "yes"
    NO = "no"
    NOT_THIS_TIME = "not_this_time"
    """It would have been wrong to ask then; ask next time."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact, or one try, as it is written down."""

    way: Way
    on: date
    came: Came = Came.REACHED
    whom: tuple[Whom, ...] = ()
    there: str = ""
    """Who else was there, and who they are."""
    child_seen: bool = False
    seen_alone: bool = False
    views: Views | None = None
    views_why: str = ""
    """Why the child was not asked, or what they preferred."""
    health: Health | None = None
    said: str = ""
    """What was said, and what came of it."""
    next_step: str = ""
    next_on: date | None = None
    next_by: UUID | None = None
    """Whose the next step is. None: the team's."""

    @property
    def reached(self) -> bool:
        """Whether somebody of the family was reached."""
        return self.came == Came.REACHED and (self.child_seen or bool(OF_THE_FAMILY & set(self.whom)))

    @property
    def wrote(self) -> bool:
        """Whether something was sent to the family, whatever comes of it."""
        return self.came == Came.SENT and bool(OF_THE_FAMILY & set(self.whom))

    @property
    def with_child(self) -> bool:
        """Whether it was with the child, or meant to be."""
        return self.child_seen or Whom.CHILD in self.whom

    @classmethod
    def of(cls, entry: ContactEntry) -> Self:
        """A contact as it was written. Raises CannotOpen when it was tampered with."""
        said: dict[str, Any] = entry.said
        known = {one.name for one in fields(cls)}
        return cls(
            **{name: value for name, value in said.items() if name in known - _CODED},
            way=Way(entry.way),
            on=entry.on,
            came=Came(said["came"]),
            whom=tuple(Whom(one) for one in said.get("whom", ())),
            child_seen=entry.child_seen,
            seen_alone=entry.seen_alone,
            views=Views(said["views"]) if said.get("views") else None,
            health=Health(said["health"]) if said.get("health") else None,
            next_on=entry.next_on,
            next_by=entry.next_by,
        )


_COLUMNS = frozenset({"way", "on", "child_seen", "seen_alone", "next_on", "next_by"})
_CODED = _COLUMNS | {"came", "whom", "views", "health"}


@dataclass(frozen=True)
class Step:
    """Something to do next for a child, from a contact."""

    entry: ContactEntry
    child: Child
    """The record that stands for the child now."""

    @property
    def words(self) -> str:
        """What it is. Show it only to who may read the child. Raises CannotOpen when it was tampered with."""
        return str(self.entry.said.get("next_step", ""))


def record(
    child: Child, contact: Contact, by: UUID, now: datetime, key: UUID | None = None, unasked: bool = False
) -> ContactEntry:
    """Write a contact down. ``key`` is what a form was given when it was drawn: sent twice, it is written once.
    ``unasked``: it went against a stop (casework.ask_first), which is kept with it.

    The caller holds the child's row. Raises Refused for a day to come, and for what contradicts itself.
    """
    if key is not None and db.session.get(ContactEntry, key) is not None:
        if known := written_with(key, child, by):
            return known
        key = None
    _check(contact, hours.local(now).date())
    entry = ContactEntry(
        id=key or uuid4(),
        child_id=child.id,
        way=contact.way,
        on=contact.on,
        reached=contact.reached,
        child_seen=contact.child_seen,
        seen_alone=contact.seen_alone,
        next_on=contact.next_on,
        next_by=contact.next_by if contact.next_on else None,
        at=now,
        by=by,
    )
    entry.said = {
        **{name: value for name, value in asdict(contact).items() if name not in _COLUMNS and value},
        **({"unasked": True} if unasked else {}),
    }
    db.session.add(entry)
    db.session.flush()
    if contact.reached or (contact.came == Came.SENT and OF_THE_FAMILY & set(contact.whom)):
        # it holds the submissions, and the log is held after them: so does whoever reads one, and nobody waits for ever
        checklists.clock_contact(child, contact.on, by, now)
    leave(child, "contact", by, now, {"way": contact.way, "came": contact.came, "on": contact.on.isoformat()})
    audit.record(
        Event.CHILD_CONTACTED, child, by=by, way=str(contact.way), reached=contact.reached, seen=contact.child_seen
    )
    refresh(child, hours.local(now).date())
    return entry


def written_with(key: UUID | None, child: Child, by: UUID) -> ContactEntry | None:
    """What this person has written about this child with the key of a form: the same form, sent once more. None for a
    new key, and for one that belongs to anything else."""
    known = db.session.get(ContactEntry, key) if key else None
    return known if known is not None and known.by == by and known.child_id in ids_of(child) else None


def strike(entry: ContactEntry, child: Child, reason: str, by: UUID, now: datetime) -> None:
    """It was not so. It stays readable, counts for nothing and asks for nothing. A second time does nothing."""
    if entry.struck_at is not None:
        return
    entry.struck_at, entry.struck_by = now, by
    with suppress(CannotOpen):  # what was tampered with can be struck out, and stays as it is
        entry.said = {**entry.said, "struck": reason}
    db.session.flush()
    leave(child, "contact_struck", by, now, {"way": entry.way, "on": entry.on.isoformat(), "reason": reason})
    audit.record(Event.CHILD_CONTACTED, child, by=by, struck=True)
    refresh(child, hours.local(now).date())


def correct(
    entry: ContactEntry,
    child: Child,
    contact: Contact,
    reason: str,
    by: UUID,
    now: datetime,
    key: UUID | None = None,
    unasked: bool = False,
) -> ContactEntry:
    """Strike an entry and write it anew, in one act; it is ``unasked`` as well where the old one was. Pages ask
    ask_first.write_anew. Raises Refused as :func:`record`, and for one that is struck: somebody else was faster."""
    if known := written_with(key, child, by):
        return known
    if entry.struck_at is not None:
        raise Refused("Somebody has struck this out already. Look at what they wrote instead.")
    made = record(child, contact, by, now, key, unasked or bool(entry.said.get("unasked")))
    made.child_id = entry.child_id  # of a record that is merged: taken apart again, it goes with it
    strike(entry, child, reason, by, now)
    return made


def refresh(child: Child, today: date) -> None:
    """Bring the copies on the child's row up to date: when the family was last reached, and the child last seen."""
    del today  # nothing that is written here lies in the future
    ids = ids_of(child)

    def last(which: Any) -> date | None:
        return db.session.scalar(
            select(func.max(ContactEntry.on)).where(
                ContactEntry.child_id.in_(ids), ContactEntry.struck_at.is_(None), which
            )
        )

    child.last_contact_on = last(ContactEntry.reached.is_(True))
    child.last_seen_on = last(ContactEntry.child_seen.is_(True))


def entries(
    child: Child, limit: int, before: tuple[date, datetime, UUID] | None = None, struck: bool = True
) -> list[ContactEntry]:
    """The contacts of a child, newest first; ``before`` is the place after which a page goes on."""
    wanted = select(ContactEntry).where(ContactEntry.child_id.in_(ids_of(child)))
    if not struck:
        wanted = wanted.where(ContactEntry.struck_at.is_(None))
    if before is not None:
        on, at, last = before
        wanted = wanted.where(
            or_(
                ContactEntry.on < on,
                and_(ContactEntry.on == on, ContactEntry.at < at),
                and_(ContactEntry.on == on, ContactEntry.at == at, ContactEntry.id < last),
            )
        )
    newest = wanted.order_by(ContactEntry.on.desc(), ContactEntry.at.desc(), ContactEntry.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def entry_of(child: Child, entry_id: UUID) -> ContactEntry | None:
    """One contact of this child, or of a record that is merged into theirs."""
    found = db.session.get(ContactEntry, entry_id)
    return found if found is not None and found.child_id in ids_of(child) else None


def steps_of(child: Child) -> list[Step]:
    """What is still to do for a child, soonest first."""
    wanted = _open_steps().where(ContactEntry.child_id.in_(ids_of(child)))
    return [Step(one, child) for one in db.session.scalars(wanted)]


def next_steps(staff_id: UUID, until: date, readable: Reach | None = None, limit: int | None = None) -> list[Step]:
    """What one person has to do by a day, soonest first; all of it, or as much as ``limit`` for children that are
    ``readable`` for them. Without that ask for each whether they may read the child: a record can have been restricted,
    or gone to another team, since."""
    return _steps(limit, readable, ContactEntry.next_by == staff_id, ContactEntry.next_on <= until)


def team_steps(
    team_codes: Collection[str], until: date, readable: Reach | None = None, limit: int | None = None
) -> list[Step]:
    """What is to do by a day for children of these teams, and is nobody's; as :func:`next_steps`."""
    theirs = Child.team_code.in_(list(team_codes))
    return _steps(limit, readable, ContactEntry.next_by.is_(None), ContactEntry.next_on <= until, theirs)


def step_done(entry: ContactEntry, child: Child, by: UUID, now: datetime) -> None:
    """The next step of a contact is done. A second time does nothing."""
    if entry.next_on is None or entry.next_done_at is not None:
        return
    entry.next_done_at = now
    leave(child, "step_done", by, now, {"on": entry.next_on.isoformat()})
    audit.record(Event.CHILD_CONTACTED, child, by=by, step_done=True)


def give_step(entry: ContactEntry, child: Child, to: UUID | None, by: UUID | None, now: datetime) -> None:
    """Give a next step that is not done to somebody; ``to`` None: back to the team. The same again does nothing.
    ``by`` None: the portal itself."""
    if entry.next_on is None or entry.next_done_at is not None or entry.next_by == to:
        return
    entry.next_by = to
    leave(child, "step_given", by, now, {"to": str(to) if to else None, "on": entry.next_on.isoformat()})
    audit.record(Event.CHILD_CONTACTED, child, by=by, step_given=True, to_team=to is None)


_SOONEST = (ContactEntry.next_on, ContactEntry.at, ContactEntry.id)


def _open_steps() -> Any:
    standing = (
        ContactEntry.next_on.is_not(None),
        ContactEntry.next_done_at.is_(None),
        ContactEntry.struck_at.is_(None),
    )
    return select(ContactEntry).where(*standing).order_by(*_SOONEST)


def _steps(limit: int | None, readable: Reach | None, *which: Any) -> list[Step]:
    wanted = _open_steps().join(Child, Child.id == ContactEntry.child_id).where(*which)
    if readable is not None:  # of one that is merged the other counts, which is asked below
        wanted = wanted.where(or_(Child.merged_into_id.is_not(None), readable.where(Child)))
    # these are one person's, and not done: said once more, PostgreSQL sees that ix_contact_entry_next has their order
    in_order = wanted.order_by(None).order_by(ContactEntry.next_by, ContactEntry.next_done_at, *_SOONEST)
    found = list(db.session.scalars(in_order.limit(limit)))
    stands = _standing(one.child_id for one in found)
    steps = [Step(one, stands[one.child_id]) for one in found]
    return [one for one in steps if readable is None or readable.covers(one.child)]


def _standing(ids: Iterable[UUID]) -> dict[UUID, Child]:
    """For each of these records the one that stands for it."""
    wanted = select(Child).where(Child.id.in_(set(ids)))
    known = {one.id: one for one in db.session.scalars(wanted)}
    into = {one.merged_into_id for one in known.values() if one.merged_into_id}
    over = {one.id: one for one in db.session.scalars(select(Child).where(Child.id.in_(into)))} if into else {}
    return {key: over[one.merged_into_id] if one.merged_into_id else one for key, one in known.items()}


def _check(contact: Contact, today: date) -> None:
    """Refuse what cannot be."""
    if contact.on > today:
        raise Refused("That day is still to come. Write a contact down once it has happened.")
    if contact.on < EARLIEST:
        raise Refused("That day is too long ago. Check the year.")
    if contact.child_seen and contact.way not in IN_PERSON:
        raise Refused("A child is seen in person only. Say in words how you talked.")
    if contact.child_seen and contact.came != Came.REACHED:
        raise Refused("You say that the child was seen, and that nobody was reached. Only one can be.")
    if contact.seen_alone and not contact.child_seen:
        raise Refused("A child who was seen alone was seen. Check both answers.")
    if bool(contact.next_step) != (contact.next_on is not None):
        raise Refused("A next step needs both words and a day.")
    if contact.next_on is not None and contact.next_on < contact.on:
        raise Refused("The next step lies before this contact. Check the day.")
