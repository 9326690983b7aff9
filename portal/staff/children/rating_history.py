"""What was decided about one child's rating, education and reviews, in words, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.register import Child
from portal.reviews import ratings, schedule, suitability
from portal.reviews.models import RatingChange, Review, SuitabilityFinding
from portal.reviews.schedule import Why
from portal.reviews.suitability import Evidence
from portal.staff.children.wording import RATINGS, SUITABILITIES
from portal.staff.people import names
from portal.staff.reviews.wording import EVIDENCE, WHYS
from portal.staff.wording import spoken_day
from portal.words import Rating, Suitability


@dataclass(frozen=True)
class Entry:
    """One thing that was decided. ``words`` are what somebody typed; ``folded`` what may stay folded away."""

    at: datetime
    by: str
    what: str
    rating: Rating | None = None
    words: list[str] = field(default_factory=list)
    folded_title: str = ""
    folded: list[str] = field(default_factory=list)


def entries(child: Child) -> list[Entry]:
    """Everything, the newest first."""
    rated, found, held = ratings.history(child), suitability.history(child), schedule.history(child)
    people = names([*(row.by for row in rated), *(row.by for row in found), *(_people(held))])
    told = [_rated(row, people) for row in rated]
    told += [_found(row, people) for row in found]
    told += [entry for row in held for entry in _reviews(row, people)]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _people(held: list[Review]) -> list[UUID | None]:
    return [who for row in held for who in (row.by, row.ended_by)]


def _rated(row: RatingChange, people: Mapping[UUID, str]) -> Entry:
    said: Mapping[str, Any] = row.said
    was, now = said.get("was"), Rating(row.rating)
    before = RATINGS[Rating(was)] if was in list(Rating) else ""
    what = f"Rated {RATINGS[now]}, confirmed" if was == now else f"Rated {RATINGS[now]}, before: {before or 'nothing'}"
    suggested = said.get("suggested")
    title, lines = "", []
    if suggested:
        number = suggested["matrix"]
        which = f"number {number}" if number else "the portal’s own"
        title = (
            f"The matrix ({which}) suggested {RATINGS[Rating(suggested['rating'])].lower()}, "
            f"{suggested['months']} months, {suggested['score']} points"
        )
        lines = list(suggested["lines"]) or ["Nothing that it counts was known."]
    against = f"Not as suggested, because: {said['against']}" if said.get("against") else ""
    words = [text for text in (said["reason"], against) if text]
    return Entry(row.at, people.get(row.by, "Somebody"), what, now, words, title, lines)


def _found(row: SuitabilityFinding, people: Mapping[UUID, str]) -> Entry:
    said: Mapping[str, Any] = row.said
    by = [EVIDENCE[Evidence(code)].lower() for code in said.get("evidence", []) if code in list(Evidence)]
    went_by = f"Went by: {', '.join(by)}" if by else ""
    words = [text for text in (said.get("reason", ""), went_by, said.get("seen", "")) if text]
    what = f"Education on {spoken_day(row.on)}: {SUITABILITIES[Suitability(row.outcome)].lower()}"
    return Entry(row.at, people.get(row.by, "Somebody"), what, words=words)


def _reviews(row: Review, people: Mapping[UUID, str]) -> list[Entry]:
    said: Mapping[str, Any] = row.said or {}
    why = WHYS[Why(row.why)] if row.why in list(Why) else ""
    told = []
    if row.due_on is not None or row.why == Why.NONE:
        what = f"Review planned for {spoken_day(row.due_on)}: {why}" if row.due_on else "No review planned"
        by = people.get(row.by, "Somebody") if row.by else "The portal"
        told.append(Entry(row.at, by, what, words=[said["reason"]] if said.get("reason") else []))
    if row.done_on is not None and row.ended_at is not None:
        by = people.get(row.ended_by, "Somebody") if row.ended_by else "The portal"
        told.append(
            Entry(row.ended_at, by, f"Review held on {spoken_day(row.done_on)}", words=[said.get("outcome", "")])
        )
    return told
