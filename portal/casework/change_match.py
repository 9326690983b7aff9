"""What a parent's change may be about: an earlier message with the reference that they gave, and what differs.

It is only ever shown. A person decides whether both are about one child; nothing is linked here. A young person's
words are never looked at, whatever somebody types as a reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.accounts import Reach
from portal.audit import Event
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
REACHES = CONTACT.keys() - {"Name"}
"""What of it leads to the family."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in both."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Earlier:
    """The earlier message that was found."""

    submission_id: UUID
    kind: Kind
    received_at: datetime
    children: list[str]
    """The names in the change of those whose date of birth stands in both. Empty: it is uncertain."""
    differences: list[Difference]
    careful: bool
    """True when it asks to keep the family's address from somebody: a change does not repeat it."""


@dataclass(frozen=True)
class Match:
    """What was found for the reference that the parent gave. ``earlier`` None: nothing within reach, which is said in
    the same words whether there is such a reference or not."""

    reference: str
    earlier: Earlier | None = None


def match(change: Submission, reach: Reach, by: UUID) -> Match | None:
    """What a parent's ``change`` may be about, within the ``reach`` of whoever reads it; None when no reference was
    given in it, or it is no change. Opening the earlier message to compare is a reading of it, and is logged as one.
    """
    if change.kind != Kind.CHANGE:
        return None
    said = _answers(change)
    typed = str(said.get("earlier_reference") or "")
    if not typed:
        return None
    earlier = _earlier(change, canonical(typed), reach)
    if earlier is None:
        return Match(typed)
    audit.record(Event.SUBMISSION_READ, earlier, by=by)
    return Match(earlier.reference, _compared(earlier, said))


def _earlier(change: Submission, reference: str, reach: Reach) -> Submission | None:
    """What a parent sent before under the reference."""
    mine = select(Submission).where(
        Submission.reference == reference,
        Submission.kind.in_(FROM_PARENTS),
        Submission.restricted.is_(False),
        Submission.received_at < change.received_at,
        reach.where(Submission),
    )
    return db.session.scalars(mine).one_or_none()


def _compared(earlier: Submission, said: Mapping[str, Any]) -> Earlier:
    """What is the same and what differs; a reference alone shows no fact of the earlier message."""
    then = _answers(earlier)
    births = {one.get("born") for one in then.get("children") or []} - {None}
    same = [one for one in said.get("children") or [] if one.get("born") in births]
    return Earlier(
        earlier.id,
        Kind(earlier.kind),
        earlier.received_at,
        [f"{one.get('first_name') or ''} {one.get('last_name') or ''}".strip() for one in same],
        _differences(then, said) if same else [],
        careful=bool(same and then.get("not_to_share_with")),
    )


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
