"""Does it look as if a machine had sent this form? Then it is set aside until a person has looked, and never dropped.

Nobody has to prove that they are human: no puzzle, and nothing counted by address, for a whole library shares one. What
is looked at is how the form came. A doubt is decided for the sender: one strong sign sets a form aside, or two weak
ones; a young person's words never are, and nothing that cannot wait.
"""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from portal import audit
from portal.audit import Event
from portal.journeys.progress import Progress
from portal.signs import danger
from portal.storage import db
from portal.submissions import marks
from portal.submissions.history import leave
from portal.submissions.models import Submission, WordsMark
from portal.words import Kind, Urgency

WATCHED = frozenset({Kind.NOTIFICATION, Kind.CHANGE, Kind.REFERRAL})
"""Never a young person's views: what they send may be short, odd or written in a hurry, and is read whatever it is."""
NEVER: Mapping[str, frozenset[str]] = {
    "in_danger": frozenset({"yes"}),
    "worry": frozenset({"harm", "neglect"}),
}
"""Answers with which nothing is set aside, also where a council's own rules call it less than urgent."""

TRAP = "comment"
"""The field that people do not see. Machines like to fill in one of this name; browsers and password managers, which
know names, addresses and cards, have nothing to put there."""
PAGE = timedelta(seconds=0.5)
"""The least time that a person needs for a page. To move to a button and press it takes 1.3 seconds, to make up one's
mind about it 1.35 more (Card, Moran and Newell, "The Keystroke-Level Model", 1980): well under half of that, for those
who let the browser fill in and leave out all that they may."""
COPIES = 3
"""How often the same answers may come within the hour: from somebody who was not sure that it had been sent, and sent
it again, and again. Names and birthdays are answers too, so other families' are never the same."""
LINKS = 3
"""So many web addresses are a sign. One or two may well be a course or a club that a family tells about."""
WEAK = 2
"""How many weak signs are as good as a strong one."""

SET_ASIDE = "set_aside"
CLEARED = "from_a_person"

_ADDRESS = re.compile(r"https?:|\bwww\.", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*(?:/\s*)?[a-z][^<>]*>|\[/?(?:url|link|img)\b", re.IGNORECASE)
_DANGER = re.compile(
    r"\b(?:(?:kill|beat|punch|rape|hit|die)(?:e?[sd]|t?ing|en|er)?\b|dying|suicid|self.?harm|overdos|abus|hurt|bruis"
    r"|danger|unsafe|not safe|neglect|violen|afraid|scared|frighten|threat)",
    re.IGNORECASE,
)
"""How adults speak of a child in danger, beside the words in which children do (portal/signs/danger.py)."""
_NOT_OF_PEOPLE = frozenset({"school_name", "agency_name", "provider_name"})


@dataclass(frozen=True)
class Sending:
    """How a form came, as the server saw it."""

    trapped: bool
    """The field that people do not see was not empty."""
    pages: int
    """How many pages it has for these answers."""
    begun: datetime | None
    """When its draft was begun; None where that is not known."""


def sending(made: Progress, posted: Mapping[str, str]) -> Sending:
    """How the form ``made`` came, whose check page sent ``posted``."""
    return Sending(
        trapped=bool(posted.get(TRAP)),
        pages=len(made.path.places),
        begun=datetime.fromisoformat(made.begun) if made.begun else None,
    )


def reasons(kind: Kind, answers: Mapping[str, Any], urgency: Urgency, how: Sending, now: datetime) -> list[str]:
    """Why this is set aside, as sentences that staff read; empty when it is not.

    Notes a keyed hash of the answers in the database session, for the next that say the same; the caller commits.
    """
    if kind not in WATCHED:
        return []
    times = _times(kind, answers, now)
    if urgency != Urgency.ROUTINE or _never(answers):
        return []
    strong, weak = list(_strong(how, times, now)), list(_weak(answers))
    if not strong and len(weak) < WEAK:
        return []
    return [] if _speaks_of_danger(answers) else strong + weak


def clear(submission: Submission, by: uuid.UUID, now: datetime) -> None:
    """Somebody looked and says that a person sent it: it stands with the others again, and its clock has never stood
    still. Does nothing to one that is not set aside."""
    if not submission.suspect:
        return
    submission.suspect = False
    leave(submission, CLEARED, by, now)
    audit.record(Event.SUSPECT_CLEARED, submission, by=by)


def why(submission: Submission) -> list[str]:
    """The sentences with which it was set aside. Raises CannotOpen when they were tampered with."""
    return [line for one in submission.events if one.what == SET_ASIDE for line in one.detail.splitlines()]


def purge(now: datetime | None = None) -> int:
    """Delete every hash past its time; gives how many."""
    gone = delete(WordsMark).where(WordsMark.expires_at <= (now or datetime.now(UTC))).returning(WordsMark.id)
    return len(db.session.scalars(gone).all())


def _never(answers: Mapping[str, Any]) -> bool:
    given = ((codes, answers.get(name)) for name, codes in NEVER.items())
    return any(codes & set(value if isinstance(value, list) else [value]) for codes, value in given)


def _speaks_of_danger(answers: Mapping[str, Any]) -> bool:
    """In words: in any language, and rather too often than too seldom. It takes time, so it is asked last."""
    return any(_DANGER.search(text) for _, text in _texts(answers)) or bool(danger.words_signs(answers))


def _strong(how: Sending, times: int, now: datetime) -> Iterator[str]:
    if how.trapped:
        yield "A field was filled in that people do not see."
    if how.begun is not None and now - how.begun < how.pages * PAGE:
        seconds = (now - how.begun).total_seconds()
        yield f"All {how.pages} pages were filled in and sent within {seconds:.1f} seconds. Nobody reads so quickly."
    if times > COPIES:
        yield f"The very same answers came {times} times within an hour."


def _weak(answers: Mapping[str, Any]) -> Iterator[str]:
    texts = list(_texts(answers))
    if any(_of_a_person(name) and (_ADDRESS.search(text) or _MARKUP.search(text)) for name, text in texts):
        yield "There is a web address, or code of a web page, where somebody’s name should be."
    addresses = sum(len(_ADDRESS.findall(text)) for _, text in texts)
    if addresses >= LINKS:
        yield f"There are {addresses} web addresses in it."
    if any(_MARKUP.search(text) for name, text in texts if not _of_a_person(name)):
        yield "There is code of a web page in the words."


def _of_a_person(name: str) -> bool:
    return name.endswith("_name") and name not in _NOT_OF_PEOPLE


def _times(kind: Kind, answers: Mapping[str, Any], now: datetime) -> int:
    """How often these answers came within the hour, this time included."""
    said = sorted((name, _plain(text)) for name, text in _texts(answers))
    return marks.times(f"words {kind} {json.dumps(said)}", now)


def _plain(text: str) -> str:
    """The letters and digits of a text: what is left when the same is written with other spaces, dots and capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in an answer with the name of its field, also inside the items of a block."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, name)
