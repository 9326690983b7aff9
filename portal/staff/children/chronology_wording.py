"""The entries of a chronology in words. Words are opened here, and only for the entries that one page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for

from portal.accounts import Staff, may
from portal.casework.chronology import Entry, Sort
from portal.register.models import ChildMerge
from portal.staff.children.contacts import worded as contacts_worded
from portal.staff.children.fact_words import head, kept_back
from portal.staff.children.wording import RATINGS, STATUSES, SUITABILITIES
from portal.staff.people import names
from portal.staff.reviews.wording import EVIDENCE, WHYS
from portal.staff.wording import KINDS, spoken_day
from portal.storage import CannotOpen

SORTS: Mapping[Sort, str] = {
    Sort.SUBMISSION: "What was sent to us",
    Sort.VIEWS: "Young person’s views",
    Sort.CONTACT: "Contacts",
    Sort.LETTER: "Letters",
    Sort.MEETING: "Meetings",
    Sort.RATING: "Ratings",
    Sort.REVIEW: "Reviews",
    Sort.STATUS: "Statuses",
    Sort.SUITABILITY: "Suitability",
    Sort.FACT: "Facts",
    Sort.RECORD: "The record itself",
}
MARKS: Mapping[Sort, str] = {
    Sort.SUBMISSION: "Sent to us",
    Sort.VIEWS: "Views",
    Sort.CONTACT: "Contact",
    Sort.LETTER: "Letter",
    Sort.MEETING: "Meeting",
    Sort.RATING: "Rating",
    Sort.REVIEW: "Review",
    Sort.STATUS: "Status",
    Sort.SUITABILITY: "Suitability",
    Sort.FACT: "Fact",
    Sort.RECORD: "Record",
}
TOPICS = {
    "identity": "Name and birthday",
    "other_name": "Another name",
    "address": "Address",
    "adult": "Parent or carer",
    "identifier": "Number in another system",
    "school": "School or provision",
    "reasons": "Reasons for home education",
    "provision": "How the child is educated",
    "none_known": "Asked, and there is none",
    "not_same": "Looks alike, and is another child",
}
RECORD = {
    "made": "The record was made",
    "assigned": "Who looks after it was changed",
    "restricted": "The record was restricted",
    "unrestricted": "The record is not restricted any more",
    "opened_restricted": "Opened for an hour by somebody who may not read it otherwise",
    "in_danger": "The address was shown because somebody was in danger; nobody was asked first",
    "submission_on": "Something that was sent to us was joined to it",
    "submission_off": "Something that was sent to us was taken off it",
    "agreed": "Somebody who safeguards agreed to a contact",
    "merged": "Laid together with another record",
    "apart": "Taken apart from another record",
}
WITH_A_REASON = ("restricted", "unrestricted", "opened_restricted", "in_danger")
DOES_NOT_OPEN = "The words do not open. They were changed, or the key is missing."


@dataclass(frozen=True)
class Line:
    """One entry as it is shown."""

    day: date
    sort: str
    what: str
    words: list[str]
    who: str | None
    address: str | None = None
    """The page with more of it, for who may open that."""
    struck: bool = False
    rating: str | None = None
    """A rating's code, so that it is shown as colour, word and shape."""


def worded(entries: Iterable[Entry], reader: Staff, asks_first: bool) -> list[Line]:
    """Entries of a chronology in words, for this reader. ``asks_first``: without the addresses that facts say, as
    somebody is to be asked before anybody gets in touch."""
    listed = list(entries)
    known = names(one.by for one in listed)
    return [_line(one, known, reader, asks_first) for one in listed]


def _line(entry: Entry, known: Mapping[UUID, str], reader: Staff, asks_first: bool) -> Line:
    try:
        what, words = _fact(entry, asks_first) if entry.sort is Sort.FACT else SAID[entry.sort](entry)
    except CannotOpen:
        what, words = MARKS[entry.sort], [DOES_NOT_OPEN]
    return Line(
        day=entry.on,
        sort=MARKS[entry.sort],
        what=what,
        words=[one for one in words if one],
        who=known.get(entry.by, "Somebody") if entry.by else None,
        address=_address(entry, reader),
        struck=entry.struck,
        rating=str(entry.row.rating) if entry.sort is Sort.RATING else None,
    )


def _address(entry: Entry, reader: Staff) -> str | None:
    if entry.sort not in (Sort.SUBMISSION, Sort.VIEWS) or not may(reader, "submission:read", entry.row):
        return None
    return url_for("staff.submission", submission_id=entry.row.id)


Said = tuple[str, list[str]]


def _came(entry: Entry) -> Said:
    return f"{KINDS[entry.row.kind]} came in, {entry.row.reference}", []


def _contact(entry: Entry) -> Said:
    line = contacts_worded([entry.row])[0]
    seen = "child seen alone" if entry.row.seen_alone else "child seen" if entry.row.child_seen else "child not seen"
    what = f"{line.way}: {line.came.lower()}, {seen}" if line.contact else line.way
    if line.contact is None:
        return what, [DOES_NOT_OPEN]
    next_step = line.contact.next_step
    return what, [
        f"With: {', '.join(filter(None, (line.whom, line.contact.there)))}" if line.whom or line.contact.there else "",
        line.contact.said,
        f"Next step by {spoken_day(entry.row.next_on)}: {next_step}" if next_step else "",
        "Nobody was asked first." if line.unasked else "",
        f"Struck out: {line.struck}" if line.struck else "",
    ]


def _rated(entry: Entry) -> Said:
    said = entry.row.said
    return RATINGS[entry.row.rating], [str(said.get("reason", "")), str(said.get("against", ""))]


def _found(entry: Entry) -> Said:
    said = entry.row.said
    seen = ", ".join(EVIDENCE.get(one, str(one)).lower() for one in said.get("evidence") or [])
    return SUITABILITIES[entry.row.outcome], [
        f"Seen: {seen}" if seen else "",
        str(said.get("seen") or ""),
        str(said.get("reason") or ""),
    ]


def _review(entry: Entry) -> Said:
    said = entry.row.said or {}
    if entry.what == "done":
        return "Review held", [str(said.get("outcome") or "")]
    if entry.row.due_on is None:
        return "No review is planned", [str(said.get("reason") or "")]
    why = WHYS.get(entry.row.why, str(entry.row.why))
    return f"Next review set for {spoken_day(entry.row.due_on)}: {why}", [str(said.get("reason") or "")]


def _status(entry: Entry) -> Said:
    said = entry.row.said or {}
    return STATUSES[entry.row.status], [str(said.get(one) or "") for one in ("reason", "to", "note")]


def _fact(entry: Entry, asks_first: bool) -> Said:
    said, topic = entry.row.said, entry.row.topic
    if asks_first:
        said = kept_back(topic, said)
    is_its_name = topic == "support"  # a support has no other name than what it is
    name = head(topic, said) if is_its_name else TOPICS.get(topic, topic)
    verb = {"began": "from this day", "known": "written down", "ended": "until this day", "struck": "struck out"}
    return f"{name}: {verb[entry.what]}", ["" if is_its_name else head(topic, said), str(said.get("note") or "")]


def _of_record(entry: Entry) -> Said:
    if isinstance(entry.row, ChildMerge):
        return RECORD[entry.what], [str(entry.row.reason)] if entry.what == "merged" else []
    detail = entry.row.detail if entry.row.detail_sealed else None
    if entry.what in WITH_A_REASON and isinstance(detail, str):
        return RECORD[entry.what], [detail]
    if entry.what in ("submission_on", "submission_off") and isinstance(detail, dict):
        return RECORD[entry.what], [str(detail.get("reference", ""))]
    return RECORD[entry.what], []


SAID: Mapping[Sort, Callable[[Entry], Said]] = {
    Sort.SUBMISSION: _came,
    Sort.VIEWS: _came,
    Sort.CONTACT: _contact,
    Sort.LETTER: _contact,
    Sort.MEETING: _contact,
    Sort.RATING: _rated,
    Sort.REVIEW: _review,
    Sort.STATUS: _status,
    Sort.SUITABILITY: _found,
    Sort.RECORD: _of_record,
}
