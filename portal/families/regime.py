"""Which law is in force where a family lives: what its questions are labelled by, and which of them are asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import g

from portal.directory import snapshot
from portal.directory.chosen import chosen_council, regime_at
from portal.journeys import Answers
from portal.submissions.council_steps import council_of
from portal.words import Regime

PLACE = ("postcode", "council")
"""The answers that the council follows from (portal.submissions.council_steps)."""
_previewed: ContextVar[Regime | None] = ContextVar("previewed", default=None)


def regime_of(answers: Answers) -> str:
    """The regime in force today at the council that these answers lead to; before it is known, what
    :func:`regime_at` says of nobody's council."""
    if previewed := _previewed.get():
        return str(previewed)
    known: dict[tuple[Any, ...], str] = g.setdefault("regimes", {})  # every question asks, and the place stays
    place = (snapshot().version, *(answers.get(name) for name in PLACE))
    if place not in known:
        code = council_of(answers)
        known[place] = str(regime_at(snapshot().council(code) if code else None))
    return known[place]


def with_registers(answers: Answers) -> bool:
    """True where the registers of children not in school are in force for these answers."""
    return bool(answers.get("regime") == Regime.CNIS)


def laws() -> list[tuple[str, list[str]]]:
    """The code of each regime that is in force somewhere on this site, with the names of its councils: for a page
    before it is known where the family lives. Whoever has chosen a council reads of that one alone. Where there is
    but one law, it holds for everybody and needs no names."""
    found: dict[str, list[str]] = {}
    for council in snapshot().councils:
        found.setdefault(regime_of(Answers({"council": council.code})), []).append(council.name)
    if len(found) < 2:
        return [(regime, []) for regime in found]
    if chosen := chosen_council():
        return [(regime, [chosen.name]) for regime, names in found.items() if chosen.name in names]
    return list(found.items())


@contextmanager
def as_if(regime: Regime) -> Iterator[None]:
    """Show the forms as they are under ``regime``, whatever is in force: for a council that looks at what comes."""
    token = _previewed.set(regime)
    try:
        yield
    finally:
        _previewed.reset(token)
