"""The council's matrix: points for what is known of a child, added up, and a rating and interval for the sum.

A plain sum, so that every point stands on a line of its own and can be argued with. Likelihood times vulnerability
(domain practice elsewhere) would make each line's weight depend on all others, and nobody could say why. The matrix
suggests; a person decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.reviews.inputs import INPUTS, Known, why_not
from portal.words import ChildStatus, Rating

COLOURS = (Rating.GREEN, Rating.AMBER, Rating.RED)
"""From light to dark. Triage and not known are no colours: a matrix cannot suggest them."""
UNRATED = (Rating.TRIAGE, Rating.NOT_KNOWN)
MOST_POINTS = 20
LONGEST_TEXT = 600
NOTHING_KNOWN = Known(status=ChildStatus.EHE)
"""A child who is home educated, and that is all."""
_ANY_DAY = date(2000, 1, 1)
_FILE = Path(__file__).with_name("data") / "matrix.toml"


class BadMatrix(ValueError):
    """It cannot be used. ``problems`` are sentences for whoever wrote it, each by the part that it is about."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


@dataclass(frozen=True)
class Band:
    """From one sum to another, both counted; None: as far as it goes."""

    first: int | None
    last: int | None
    rating: Rating
    months: int

    def holds(self, score: int) -> bool:
        return (self.first is None or self.first <= score) and (self.last is None or score <= self.last)

    @property
    def words(self) -> str:
        """ "up to 1", "2 to 3", "7 or more"."""
        if self.first is None:
            return "any sum" if self.last is None else f"{self.last} or less"
        if self.last is None:
            return f"{self.first} or more"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Suggestion:
    """What a matrix suggests for one child on one day, and every line of why."""

    score: int
    rating: Rating
    months: int
    lines: tuple[str, ...]
    matrix: int
    """The number of the council's matrix that suggested it."""

    def as_json(self) -> dict[str, Any]:
        return {
            "score": self.score,
            "rating": str(self.rating),
            "months": self.months,
            "lines": list(self.lines),
            "matrix": self.matrix,
        }


@dataclass(frozen=True)
class Matrix:
    """One council's matrix. ``points`` and ``within`` by the code of the input."""

    points: Mapping[str, int]
    within: Mapping[str, int]
    always_red: frozenset[str]
    bands: tuple[Band, ...]
    texts: Mapping[Rating, str]
    first_months: Mapping[Rating, int]
    concern_days: int
    number: int = 0
    """0 for the one that comes with the portal."""

    def band(self, score: int) -> Band:
        """The one band that this sum lies in."""
        return next(one for one in self.bands if one.holds(score))

    def months_for(self, rating: Rating) -> int:
        """After how many months a child of this rating is looked at again: of several bands the shortest."""
        rating = Rating(rating)
        if rating in UNRATED:
            return self.first_months[rating]
        months = [one.months for one in self.bands if one.rating == rating]
        return min(months or [one.months for one in self.bands])

    def as_json(self) -> dict[str, Any]:
        """As :func:`matrix_from` reads it."""
        bands = [
            {
                **({} if one.first is None else {"from": one.first}),
                **({} if one.last is None else {"to": one.last}),
                "rating": str(one.rating),
                "months": one.months,
            }
            for one in self.bands
        ]
        return {
            "points": dict(self.points),
            "within": dict(self.within),
            "always_red": sorted(self.always_red),
            "bands": bands,
            "texts": {str(rating): text for rating, text in self.texts.items()},
            "first_months": {str(rating): months for rating, months in self.first_months.items()},
            "concern_days": self.concern_days,
        }


def assess(known: Known, matrix: Matrix, day: date) -> Suggestion:
    """What ``matrix`` suggests for what is known of a child on ``day``. Reads nothing else and changes nothing."""
    score, lines = 0, []
    always = []
    for code, each in INPUTS.items():
        points = matrix.points.get(code, 0)
        red = code in matrix.always_red
        if not points and not red:
            continue
        words = each.found(known, day, matrix.within.get(code, 0))
        if words is None:
            continue
        score += points
        if red:
            always.append(f"Always red: {words}")
        if points:
            lines.append(f"{'+' if points > 0 else '−'}{abs(points)} {words}")
    band = matrix.band(score)
    if always:
        return Suggestion(score, Rating.RED, matrix.months_for(Rating.RED), (*always, *lines), matrix.number)
    return Suggestion(score, band.rating, band.months, tuple(lines), matrix.number)


@cache
def own_matrix() -> Matrix:
    """The one that comes with the portal: a proposal for each council to change."""
    return matrix_from(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def matrix_from(said: Mapping[str, Any], number: int = 0) -> Matrix:
    """Read a matrix. Raises BadMatrix with every reason why it cannot be used: what it may not count, a protected
    characteristic or what is left to families among it; sums without a band or with two; a colour without its text."""
    wrong: list[tuple[str, str]] = []
    points = _points(said.get("points"), wrong)
    within = _within(said.get("within"), points, wrong)
    always_red = _always_red(said.get("always_red"), wrong)
    bands = _bands(said.get("bands"), wrong)
    texts = _texts(said.get("texts"), wrong)
    first = _first_months(said.get("first_months"), wrong)
    days = said.get("concern_days")
    if not _whole(days, 1, 60):
        wrong.append(("concern_days", "A new concern must be looked at within 1 to 60 working days."))
    if wrong:
        raise BadMatrix(wrong)
    matrix = Matrix(points, within, always_red, bands, texts, first, int(days or 0), number)
    if assess(NOTHING_KNOWN, matrix, _ANY_DAY).rating is Rating.GREEN:
        raise BadMatrix([("bands", "A child of whom nothing is known would be green. Nobody may take that for green.")])
    return matrix


def _points(said: Any, wrong: list[tuple[str, str]]) -> dict[str, int]:
    points: dict[str, int] = {}
    for code, number in _table(said).items():
        if code not in INPUTS:
            wrong.append((f"points.{code}", why_not(code)))
        elif not _whole(number, -MOST_POINTS, MOST_POINTS):
            wrong.append((f"points.{code}", f"Points must be a whole number from −{MOST_POINTS} to {MOST_POINTS}."))
        elif INPUTS[code].lowers and number > 0:
            wrong.append((f"points.{code}", "This can only lower the sum: points must be 0 or less."))
        elif not INPUTS[code].lowers and number < 0:
            wrong.append((f"points.{code}", "This can only raise the sum: points must be 0 or more."))
        elif number:
            points[code] = number
    return points


def _within(said: Any, points: Mapping[str, int], wrong: list[tuple[str, str]]) -> dict[str, int]:
    within: dict[str, int] = {}
    for code, number in _table(said).items():
        if code not in INPUTS:
            wrong.append((f"within.{code}", why_not(code)))
        elif INPUTS[code].unit is None:
            wrong.append((f"within.{code}", f"“{code}” counts as long as it holds: it takes no time."))
        elif not _whole(number, 1, 60):
            wrong.append((f"within.{code}", f"Enter a whole number of {INPUTS[code].unit} from 1 to 60."))
        else:
            within[code] = number
    for code, number in points.items():
        named = any(part == f"within.{code}" for part, _ in wrong)
        if number and INPUTS[code].unit and code not in within and not named:
            wrong.append((f"within.{code}", f"Say for how many {INPUTS[code].unit} “{code}” counts."))
    return within


def _always_red(said: Any, wrong: list[tuple[str, str]]) -> frozenset[str]:
    codes = [code for code in said if isinstance(code, str)] if isinstance(said, list) else []
    for code in codes:
        if code not in INPUTS:
            wrong.append(("always_red", why_not(code)))
        elif not INPUTS[code].may_be_always_red:
            wrong.append(("always_red", f"“{code}” alone cannot make a child red."))
    return frozenset(codes)


def _bands(said: Any, wrong: list[tuple[str, str]]) -> tuple[Band, ...]:
    bands: list[Band] = []
    for place, one in enumerate(said if isinstance(said, list) else [], 1):
        band = _band(place, _table(one), wrong)
        if band:
            bands.append(band)
    if any(part.startswith("bands.") for part, _ in wrong):
        return ()
    if not bands:
        wrong.append(("bands", "There must be at least one band of points."))
        return ()
    bands.sort(key=lambda band: -10_000 if band.first is None else band.first)
    problem = _not_total(bands) or _not_steady(bands)
    if problem:
        wrong.append(("bands", problem))
    return tuple(bands)


def _band(place: int, said: Mapping[str, Any], wrong: list[tuple[str, str]]) -> Band | None:
    first, last, rating, months = said.get("from"), said.get("to"), said.get("rating"), said.get("months")
    where = f"bands.{place}"
    if not all(end is None or _whole(end, -999, 999) for end in (first, last)):
        wrong.append((where, f"Band {place}: its points must be whole numbers."))
    elif first is not None and last is not None and first > last:
        wrong.append((where, f"Band {place} ends before it begins."))
    elif rating not in COLOURS:
        wrong.append((where, f"Band {place} must be red, amber or green: triage and not known are never suggested."))
    elif not _whole(months, 1, 12):
        wrong.append((where, f"Band {place}: months must be a whole number from 1 to 12."))
    else:
        return Band(first, last, Rating(rating), int(months or 0))
    return None


def _not_total(bands: list[Band]) -> str | None:
    """Why not every sum has exactly one band; None where each has."""
    if bands[0].first is not None:
        return f"No band says what to do below {bands[0].first} points: the first must begin anywhere."
    for before, after in pairwise(bands):
        if before.last is None or after.first is None or after.first <= before.last:
            return f"Two bands overlap: “{before.words}” and “{after.words}”."
        if after.first > before.last + 1:
            return f"No band holds {before.last + 1} points: “{before.words}” is followed by “{after.words}”."
    if bands[-1].last is not None:
        return f"No band says what to do above {bands[-1].last} points: the last must have no end."
    return None


def _not_steady(bands: list[Band]) -> str | None:
    """Why more points would mean less; None where they never do."""
    for before, after in pairwise(bands):
        if COLOURS.index(after.rating) < COLOURS.index(before.rating):
            return f"More points cannot give a lighter colour: “{after.words}” is {after.rating}."
        if after.months > before.months:
            return f"More points cannot give a longer interval: “{after.words}” is {after.months} months."
    if bands[-1].rating is not Rating.RED:
        return "The last band must be red."
    return None


def _texts(said: Any, wrong: list[tuple[str, str]]) -> dict[Rating, str]:
    table = _table(said)
    texts: dict[Rating, str] = {}
    for rating in Rating:
        text = table.get(rating)
        if not isinstance(text, str) or not text.strip():
            wrong.append((f"texts.{rating}", f"Write what {rating.replace('_', ' ')} means here."))
        elif len(text) > LONGEST_TEXT:
            wrong.append((f"texts.{rating}", f"Use {LONGEST_TEXT} characters or fewer."))
        else:
            texts[rating] = text.strip()
    return texts


def _first_months(said: Any, wrong: list[tuple[str, str]]) -> dict[Rating, int]:
    table = _table(said)
    first: dict[Rating, int] = {}
    for rating in UNRATED:
        if _whole(table.get(rating), 1, 12):
            first[rating] = table[rating]
        else:
            wrong.append((f"first_months.{rating}", "Months must be a whole number from 1 to 12."))
    return first


def _table(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}


def _whole(number: Any, least: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
