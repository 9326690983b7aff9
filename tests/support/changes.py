"""Telling the council about a change: whole sets of answers, and going through the form without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.families.change import CHANGE
from portal.journeys import Journey
from portal.journeys.journey import field_names
from tests.support.pages import CheckedClient

ROBIN = {"first_name": "Robin", "last_name": "Example", "born": "2015-05-04"}
SAM = {"first_name": "Sam", "last_name": "Example", "born": "2012-11-30"}
PARENT: dict[str, Any] = {
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "children": [ROBIN],
    "your_name": "Alex Example",
    "contact_by": "email",
    "email": "alex@family.example",
}
BACK: dict[str, Any] = {
    **PARENT,
    "what_changed": "back_to_school",
    "school_place": "wanted",
    "schools_wanted": "Invented High School",
    "wanted_from": "As soon as there is a place",
    "wanted_help": "Shorter days at first.",
}
CHANGED_MIND: dict[str, Any] = {
    **PARENT,
    "what_changed": "changed_mind",
    "kept_school": "Invented Primary School",
    "place_now": "written",
    "mind_help": "Please ring the school.",
}
MOVED_OUT: dict[str, Any] = {
    **PARENT,
    "what_changed": "moved_out",
    "postcode": "TQ1 3DR",
    "other_council": "luton",
    "moved_on": "2026-11-02",
    "pass_record": "yes",
    "address": "2 Invented Road\nLuton LU1 2BQ",
    "children": [ROBIN, SAM],
    "contact_by": "phone",
    "phone": "01632 960001",
}
NEW_CONTACT = {
    **PARENT,
    "what_changed": "contact",
    "new_address": "2 Invented Road",
    "new_name": "Alex Example, before that Alex Invented",
    "new_from": "2026-11-02",
    "new_phone": "01632 960777",
    "contact_by": "letter",
}
SIXTEEN = {**PARENT, "what_changed": "turning_16", "next_step": "college", "next_words": "Which colleges are there?"}
LEARNING = {**PARENT, "what_changed": "provision", "provision": "A new tutor for maths."}
WORDS = {**PARENT, "what_changed": "other", "other_words": "We are away until March.", "contact_by": "letter"}
MOST_PAGES = 60


def walk(client: CheckedClient, answers: Mapping[str, Any], journey: Journey = CHANGE, begin: bool = True) -> list[str]:
    """Answer page after page until nothing more is asked; gives the pages. Ends at the check page, or at a page that
    the journey stops at. Not ``begin``: go on with what was begun in this browser."""
    home = f"/families/{journey.code}"
    here = client.submit(home).location if begin else client.get(f"{home}/check").location or f"{home}/check"
    pages: list[str] = []
    for _ in range(MOST_PAGES):
        address = urlsplit(here).path.removeprefix(f"{home}/")
        pages.append(address)
        place = journey.page(address)
        if place is None or (place.step and place.step.ends):
            return pages
        answer = client.submit(here, **_typed(journey, address, answers))
        assert answer.status_code == 303, f"{address}: {answer.text}"
        here = answer.location
    raise AssertionError(f"no end: {pages}")


def send(client: CheckedClient, journey: Journey = CHANGE) -> str:
    """Press send on the check page; gives the thank-you page."""
    return client.submit(f"/families/{journey.code}/check", follow=True).text


def _typed(journey: Journey, address: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sends for one page. The list of children asks for one more while there are more."""
    place = journey.page(address)
    assert place is not None
    children = answers.get("children") or [{}]
    if place.step is None:
        return {}
    given = {**answers, **(children[place.item] if place.item is not None else {})}
    typed: dict[str, Any] = {}
    for name in field_names(place.step):
        value = given.get(name)
        if value is None:
            continue
        if getattr(place.step, name).field_class.__name__ == "DateField":
            typed |= dict(zip((f"{name}-year", f"{name}-month", f"{name}-day"), value.split("-"), strict=True))
        else:
            typed[name] = value
    return typed
