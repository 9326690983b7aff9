"""Another child's record beside the one at hand: found by its reference, or because the two look alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.accounts import Staff, may, reach
from portal.audit import Event
from portal.directory import hours
from portal.register import Child, matching, references, years
from portal.register.facts import identity_shown
from portal.register.merging import stands_for
from portal.register.refusals import Refused
from portal.staff.children.wording import STATUSES
from portal.staff.people import members
from portal.storage import db
from portal.web.fields import TextField
from portal.web.forms import Form
from portal.words import ChildStatus

NONE = "There is no record with this reference that you may see. Check each letter and number."


class ReferenceForm(Form):
    """A record's reference as it was read out or copied."""

    record_reference = TextField(
        "Reference of the other record",
        hint="For example, C-K7MD-39QX. You see both side by side before anything changes.",
        required="Enter a reference, like C-K7MD-39QX",
        at_most=40,
        width=10,
        autocomplete="off",
        thing="The reference",
    )


@dataclass(frozen=True)
class Alike:
    """A record that may be the same child's, in words."""

    child: Child
    name: str
    born: date | None
    year: str | None
    status: str
    why: str


def by_reference(typed: str, me: Staff) -> Child:
    """The record with this reference, or the one that stands for it, which ``me`` may change.

    Raises Refused with a sentence that tells nobody of a record that they may not know of.
    """
    reference = references.canonical(typed)
    found = db.session.scalar(select(Child).where(Child.reference == reference)) if reference else None
    found = stands_for(found) if found else None
    if found is None or not may(me, "child:see", found):
        raise Refused(NONE)
    if not may(me, "child:change", found):
        readers = [one.name for one in members([found.team_code]) if may(one, "child:change", found)]
        raise Refused(f"You may not change this record. Ask {' or '.join(readers) if readers else 'your manager'}.")
    return found


def id_by_reference(typed: str) -> UUID | None:
    """Which record to hold, before :func:`by_reference` says whether one may: two are held in one order."""
    reference = references.canonical(typed)
    return db.session.scalar(select(Child.id).where(Child.reference == reference)) if reference else None


def both_held(first: UUID, second: UUID) -> None:
    """Hold two records until this request is over, in the same order whoever asks, so that nobody waits for ever."""
    ids = sorted({first, second})
    db.session.execute(select(Child.id).where(Child.id.in_(ids)).order_by(Child.id).with_for_update()).all()


def alike(child: Child, me: Staff, siblings: bool = False) -> tuple[list[Alike], int]:
    """Records that may be the same child's as ``me`` may know them, and how many more there are that ``me`` may not
    read. ``siblings``: also those that look more like a brother's, a sister's or a twin's: a child who is called by
    another first name looks like one. Names that are shown are a line in the log."""
    see, read = reach(me, "child:see"), reach(me, "child:read")
    hints = [one for one in matching.similar(child, child.council, see, read) if siblings or not one.sibling]
    today = hours.local(datetime.now(UTC)).date()
    found = [_alike(one.child, one.reasons, today) for one in hints if one.child]
    if found:
        audit.record(Event.CHILD_LISTED, child, by=me.id, number=len(found))
    return found, sum(one.child is None for one in hints)


def _alike(child: Child, reasons: tuple[str, ...], today: date) -> Alike:
    identity = identity_shown(child)
    born = identity.birthday
    return Alike(
        child=child,
        name=identity.name,
        born=born,
        year=years.spoken(years.year_group(born, today)) if born else None,
        status=STATUSES[ChildStatus(child.status)],
        why=", ".join(reasons),
    )
