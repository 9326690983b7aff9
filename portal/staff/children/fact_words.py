"""What is known of a child, and what somebody told of one, in the words of staff pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.families.steps.more import ETHNIC_GROUPS
from portal.families.steps.reasons import REASONS
from portal.register.facts import Source
from portal.staff.children.wording import IDENTIFIERS, PREVIOUS, SOURCES, SUPPORTS
from portal.staff.wording import spoken_day

OF_CODES: dict[str, Mapping[Any, Any]] = {
    "ethnicity": {one.code: one.label for one in ETHNIC_GROUPS},
    "main": {one.code: one.label for one in REASONS},
    "also": {one.code: one.label for one in REASONS},
    "support.kind": SUPPORTS,
    "school.kind": PREVIOUS,
    "system": IDENTIFIERS,
    "about": {"sen": "No special educational needs", "social_care": "No help or protection, now or before"},
    "address.kind": {
        "home": "Where the child lives",
        "also": "Another place where the child lives at times",
        "before": "Where the child lived before",
    },
    "responsible": {"yes": "Yes", "no": "No", "not_sure": "Not known"},
    "lives_with": {"yes": "Yes", "no": "No", "not_sure": "Not known"},
    "educates": {"yes": "Yes", "no": "No", "not_sure": "Not known"},
    "sex": {"female": "Female", "male": "Male"},
    "placed": {"yes": "Yes", "no": "No", "not_sure": "Not known"},
    "attendance_order": {"yes": "Yes", "no": "No", "not_sure": "Not known"},
}
"""The words for what a field holds as a code; ``topic.field`` where two topics use one name."""
HEADS = ("about", "kind", "name", "lines", "given", "family", "system", "value", "main", "plans")
"""Fields whose words say what a fact is; the others are told below."""
YES = {
    "writing_only": "In writing only, as they asked",
    "off_roll_confirmed": "The school has confirmed that the child is off its roll",
    "suggested": "The school suggested home education",
    "exclusion": "Excluded, or at risk of it",
}
LABELS = {
    "known_as": "Likes to be called",
    "born": "Born",
    "sex": "Sex",
    "ethnicity": "Ethnic group",
    "ethnicity_words": "Ethnic group, in their own words",
    "language": "Language at home",
    "interpreter": "Interpreter wished for",
    "postcode": "Postcode",
    "relation": "Is",
    "responsible": "Parental responsibility",
    "lives_with": "The child lives with them",
    "educates": "Educates the child",
    "phone": "Phone",
    "email": "Email",
    "address": "Address",
    "reach": "How to reach them",
    "name": "Name",
    "attendance": "Attendance, percent",
    "placed": "A council arranged the place at a special school",
    "attendance_order": "School attendance order",
    "also": "Others",
    "kind": "",
    "words": "In their own words",
    "hours_parents": "Hours a week with a parent",
    "hours_others": "Hours a week with others",
    "providers": "Who else teaches",
}

REACHES = {"adult": ("phone", "email", "address"), "address": ("lines", "postcode")}
"""What of a fact leads to a family: a number that somebody could dial, a door that somebody could knock on."""
NOT_SHOWN = "Not shown here: ask first"

_SOURCES: Mapping[str, str] = {str(code): words for code, words in SOURCES.items()}
_ABOUT_IT = ("source", "source_on", "note")


def kept_back(topic: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """A fact without its numbers and addresses: for the pages of a child about whom somebody is to be asked first.
    They stand where a contact begins, which asks (casework.ask_first.must_allow)."""
    left = {name: value for name, value in said.items() if name not in REACHES.get(topic, ())}
    if len(left) == len(said):
        return said
    return {**left, "lines" if topic == "address" else "reach": NOT_SHOWN}


def head(topic: str, said: Mapping[str, Any]) -> str:
    """What a fact is, in one line; never empty."""
    if topic == "address":
        lines, postcode = str(said.get("lines", "")), str(said.get("postcode", ""))
        return "\n".join(filter(None, (lines, postcode if postcode not in lines else ""))) or "–"
    heads = [_words(topic, name, said[name]) for name in HEADS if said.get(name) and _is_head(topic, name)]
    return (" ".join(heads) if topic in ("identity", "other_name") else ": ".join(heads)) or "–"


def more(topic: str, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All else that a fact says, as label and words; the label is empty where the words need none."""
    told = [
        (LABELS.get(name, name), _words(topic, name, value))
        for name, value in said.items()
        if value not in (False, "", None) and name not in _ABOUT_IT and name not in YES
        if (topic, name) != ("address", "postcode")
        if not (name in HEADS and _is_head(topic, name))
    ]
    told += [("", YES[name]) for name, value in said.items() if name in YES and value]
    if said.get("note"):
        told.append(("Note", str(said["note"])))
    return told


def source(said: Mapping[str, Any], hidden: bool = False) -> str:
    """Where it is known from, and of which day that is. ``hidden``: from words that the reader may not know of."""
    words = SOURCES[Source.OTHER] if hidden else _SOURCES.get(said.get("source", ""), str(said.get("source", "")))
    if said.get("source_on"):
        words += f", {spoken_day(date.fromisoformat(said['source_on']))}"
    return words


def days(since: date | None, until: date | None) -> str:
    """From when to when it holds; empty where nobody knows either."""
    if since and until:
        return f"{spoken_day(since)} to {spoken_day(until)}"
    if since:
        return f"since {spoken_day(since)}"
    return f"until {spoken_day(until)}" if until else ""


def _is_head(topic: str, name: str) -> bool:
    return not (topic == "address" and name == "kind")


def _words(topic: str, name: str, value: Any) -> str:
    words = OF_CODES.get(f"{topic}.{name}") or OF_CODES.get(name) or {}
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value)
    if name == "born":
        return spoken_day(date.fromisoformat(value))
    return str(words.get(value, value))
