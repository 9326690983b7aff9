"""What a family asks the team to mind, in plain sentences that stand above everything else they wrote.

The forms tell families that the team minds it: that it writes and does not call, that it takes care where a child does
not know yet, and that it takes care with the address before it writes or answers anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.config import ENGLISH
from portal.staff.wording import language_name
from portal.submissions import Submission
from portal.words import Kind

FROM_FAMILIES = (Kind.NOTIFICATION, Kind.CHANGE)
FORMATS: Mapping[str, str] = {
    "large_print": "in large print",
    "easy_words": "in easy words with pictures (Easy Read)",
    "audio": "something to listen to",
    "braille": "in Braille",
    "bsl": "in British Sign Language",
}
TALKS: Mapping[str, str] = {
    "phone": "by phone",
    "video": "by video call",
    "out": "face to face, not at their home",
    "home": "face to face, at their home",
    "writing": "in writing",
}


@dataclass(frozen=True)
class Heed:
    """``danger``: whom the address must be kept from, in the family's words; empty when they named nobody."""

    danger: str
    lines: list[str]


def heed(found: Submission) -> Heed | None:
    """What to mind before anybody writes or calls; None when there is nothing, or no family sent it.

    Raises CannotOpen when the words were tampered with.
    """
    if found.kind not in FROM_FAMILIES:
        return None
    said: Mapping[str, Any] = found.said["answers"]
    danger, lines = str(said.get("not_to_share_with") or ""), [*_ways(said, found.language), *_people(said)]
    return Heed(danger, lines) if danger or lines else None


def _ways(said: Mapping[str, Any], language: str) -> Iterator[str]:
    way = said.get("contact_by")
    if way in ("email", "letter"):
        yield f"In writing only, by {way}: do not call. They chose that, and the form said that you would keep to it."
    elif said.get("writing_only"):
        yield "In writing only: do not call. They gave a phone number, so send a text."
    if interpreter := said.get("interpreter"):
        yield f"They would like an interpreter: {interpreter}."
    if language != ENGLISH:
        yield f"They filled this in in {language_name(language)}."
    if formats := _named(FORMATS, said.get("formats")):
        yield f"What you send them should be: {formats}."
    if more := said.get("contact_more"):
        yield f"What makes contact easier: {more}"


def _people(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("child_knows") == "not_yet":
        yield "Their child does not know yet that they have told you."
    elif said.get("child_knows") == "some":
        yield "Not all of their children know yet that they have told you."
    if said.get("other_parent_write") == "no":
        yield "Do not write to the other parent or carer: they said no."
    elif said.get("other_parent_write") == "ask_me":
        yield "Ask them before you write to the other parent or carer."
    if said.get("talk_first") == "yes":
        wish = ", ".join(filter(None, (_named(TALKS, said.get("talk_ways")), said.get("talk_times"))))
        yield f"They would like a talk before they decide{': ' + wish if wish else '.'}"


def _named(words: Mapping[str, str], codes: Any) -> str:
    return ", ".join(words[one] for one in codes or [] if one in words)
