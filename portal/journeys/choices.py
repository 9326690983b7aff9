"""What a journey's forms can answer, for those who must prove that every answer is handled."""

from __future__ import annotations

from portal.journeys.answers import Answers
from portal.journeys.journey import Journey


def offered(journey: Journey) -> dict[str, tuple[str, ...]]:
    """Field name to the codes that its choices offer, over all steps. Needs a request context: forms are made."""
    found: dict[str, tuple[str, ...]] = {}
    for step in journey.every_step():
        form = step.viewed({})
        form.prepare(Answers({}))
        for one in form.answers():
            codes = tuple(dict.fromkeys(choice.code for choice in getattr(one, "known", ())))
            if codes:
                found[one.short_name] = codes
    return found
