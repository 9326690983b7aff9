"""Looking at a journey from outside: its path for some answers, and what each field was declared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms.fields.core import UnboundField

from portal.journeys import Journey, Step
from portal.journeys.journey import field_names


def addresses(journey: Journey, answers: Mapping[str, Any]) -> list[str]:
    """The pages that these answers lead through."""
    return [place.address for place in journey.path(answers).places]


def fields(journey: Journey) -> Iterator[tuple[type[Step], str, UnboundField]]:
    """Every field of every page: its page, its name and how it was declared."""
    for step in journey.every_step():
        for name in field_names(step):
            yield step, name, getattr(step, name)


def codes(journey: Journey, field: str) -> set[str]:
    """The codes that a choice is declared with."""
    declared = next(declared for _, name, declared in fields(journey) if name == field)
    return {choice.code for choice in declared.kwargs["choices"]}


def revealed(journey: Journey) -> set[str]:
    """The names of the fields that only a choice brings up."""
    return {
        choice.reveals
        for _, _, declared in fields(journey)
        for choice in declared.kwargs.get("choices", ())
        if choice.reveals
    }
