"""What a parent's change may be about: an earlier message with the reference that they gave, and what differs.

It is only ever shown. A person decides whether both are about one child; nothing is linked here. A young person's
words are never looked at, whatever somebody types as a reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.accounts import Staff, reach
from portal.audit import Event
from portal.staff.wording import KINDS
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.submissions.references import canonical
from portal.words import Kind

FROM_PARENTS = (Kind.NOTIFICATION, Kind.CHANGE)
CONTACT: Mapping[str, tuple[str, ...]] = {
    "Name": ("new_name", "your_name"),
    "Address": ("new_address", "address", "letter_address"),
    "Postcode": ("postcode",),
    "Phone": ("new_phone", "phone"),
    "Email": ("new_email", "email"),
}
"""What is laid side by side, and the answers it may stand in: what was given as new counts first."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in both."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Match:
    """What was found for the reference that the parent gave. ``submission_id`` None: nothing that this person may
    read, which is said in the same words whether there is such a reference or not."""

    reference: str
    submission_id: UUID | None = None
    kind: str = ""
    received_at: datetime | None = None
    children: list[str] = field(default_factory=list)
    """The names in the change of those whose date of birth stands in both. Empty: it is uncertain."""
    differences: list[Difference] = field(default_factory=list)
    careful: bool = False
    """True when the earlier message asks to keep the family's address from somebody: a change does not repeat it."""


def panel(found: Submission, me: Staff) -> dict[str, Match | None]:
    """For the page of ``found``, which ``me`` is reading: ``match`` when it is a parent's change and a reference was
    given in it. Opening the earlier message to compare is a reading of it, and is logged as one."""
    if found.kind != Kind.CHANGE:
        return {"match": None}
    said = _answers(found)
    typed = str(said.get("earlier_reference") or "")
    return {"match": _match(found, said, typed, me) if typed else None}


def _match(found: Submission, said: Mapping[str, Any], typed: str, me: Staff) -> Match:
    earlier = _earlier(found, canonical(typed), me)
    if earlier is None:
        return Match(typed)
    then = _answers(earlier)
    births = {one.get("born") for one in then.get("children") or []} - {None}
    same = [one for one in said.get("children") or [] if one.get("born") in births]
    audit.record(Event.SUBMISSION_READ, earlier, by=me.id)
    return Match(
        earlier.reference,
        earlier.id,
        KINDS[Kind(earlier.kind)],
        earlier.received_at,
        [f"{one.get('first_name') or ''} {one.get('last_name') or ''}".strip() for one in same],
        _differences(then, said) if same else [],
        careful=bool(same and then.get("not_to_share_with")),
    )


def _earlier(found: Submission, reference: str, me: Staff) -> Submission | None:
    """What a parent sent before under the reference, if ``me`` may read it."""
    mine = select(Submission).where(
        Submission.reference == reference,
        Submission.kind.in_(FROM_PARENTS),
        Submission.restricted.is_(False),
        Submission.received_at < found.received_at,
        reach(me, "submission:read").where(Submission),
    )
    return db.session.scalars(mine).one_or_none()


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Old and new of what the change gives and the earlier message had otherwise, or not at all."""
    pairs = ((what, _first(then, names), _first(now, names)) for what, names in CONTACT.items())
    return [Difference(what, old, new) for what, old, new in pairs if new and _plain(old) != _plain(new)]


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(said[name]) for name in names if said.get(name)), "")


def _plain(text: str) -> str:
    """The same for what is only written in another way: capitals, spaces, commas and line ends."""
    return "".join(sign for sign in text.casefold() if sign.isalnum() or sign in "@+")


def _answers(submission: Submission) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = submission.said["answers"]
    except CannotOpen:  # its own page says so
        return {}
    return found
