"""A family that moves between two councils of this site tells both, and types nothing twice.

Each message goes to one team, by its own postcode. The second begins with the answers of the first; only the other
home's postcode is still to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.directory import snapshot
from portal.families.change import ALSO, CHANGE, CHILDREN
from portal.families.change.home import Address, KeptSafe, Move
from portal.families.change.what import WhatChanged
from portal.families.change.who import Child, Contact, LetterAddress, You
from portal.journeys import Journey, drafts
from portal.journeys.progress import Progress
from portal.storage import CannotOpen
from portal.submissions import Submission
from portal.web.forms import Form

TURNED = {"moved_in": "moved_out", "moved_out": "moved_in"}
"""What the move is for the other council."""
CARRIED = (
    "moved_on",
    "pass_record",
    "address",
    "not_to_share_with",
    CHILDREN.code,
    "your_name",
    "contact_by",
    "email",
    "phone",
    "letter_address",
)
SAID_ALREADY = (WhatChanged, Move, Address, KeptSafe, You, Contact, LetterAddress)


@dataclass(frozen=True)
class Offer:
    """The other council, by its short name, and the form of the button that begins the second message."""

    council: str
    form: Form


def offer(journey: Journey, submission: Submission) -> Offer | None:
    """What the thank-you page offers after a move between two councils of this site; None after anything else."""
    other = _other(submission) if journey is CHANGE else None
    served = snapshot().council(other) if other else None
    return Offer(served.short_name, Form()) if served else None


def begin(submission: Submission, now: datetime) -> str | None:
    """Begin the second message in this browser with what the first one said; gives the address of the first page that
    is still to do. None when there is nobody else to tell."""
    if _other(submission) is None:
        return None
    draft = drafts.start(ALSO, now)
    values = _turned(submission)
    pages = [step.code for step in SAID_ALREADY]
    pages += [f"{CHILDREN.code}/{number + 1}/{Child.code}" for number in range(len(values[CHILDREN.code]))]
    # When it was begun is left open: most of it was typed before, and whoever is quick now is no machine.
    made = Progress(ALSO, values, [*pages, CHILDREN.code], carried={"council": _other(submission)})
    drafts.save(draft, made, now)
    return made.next()


def _turned(submission: Submission) -> dict[str, Any]:
    """The same move as the other council needs to hear it. The first message's reference goes with it, where the
    parent sees it and may take it out."""
    said = _answers(submission)
    return {
        "what_changed": TURNED[said["what_changed"]],
        "other_council": submission.council,
        "earlier_reference": submission.reference,
        **{name: said[name] for name in CARRIED if said.get(name) is not None},
    }


def _other(submission: Submission) -> str | None:
    """The code of the served council that the family moves from or to, besides the one that was told."""
    said = _answers(submission)
    other = said.get("other_council")
    served = {council.code for council in snapshot().councils}
    moved = said.get("what_changed") in TURNED
    return other if moved and submission.council and other in served - {submission.council} else None


def _answers(submission: Submission) -> Mapping[str, Any]:
    """What it says; nothing when that does not open, for the thank-you page has to come all the same."""
    try:
        found: Mapping[str, Any] = submission.said["answers"]
    except CannotOpen:
        return {}
    return found
