"""The parents' forms as they are under one law or the other: every page on one, to be read and not to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import needs
from portal.config import ENGLISH
from portal.directory import Council
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.families.regime import as_if
from portal.journeys import Answers, Journey, Step
from portal.journeys.journey import Path
from portal.law import SENTENCES, sentence
from portal.staff.blueprint import bp
from portal.staff.council.law import load_council
from portal.staff.council.law_items import REGIMES
from portal.web.catalogues import speaking
from portal.web.fields import ChoicesField
from portal.words import Regime

FAMILIES: Mapping[str, tuple[str, Journey, dict[str, Any]]] = {
    "leaving-school": ("A child leaves a mainstream school", NOTIFY, {"children": [{"school_type": "academy"}]}),
    "special-school": (
        "A child at a special school, and a school attendance order",
        NOTIFY,
        {"children": [{"school_type": "special", "special_school": "yes", "attendance_order": "yes"}]},
    ),
    "never-at-school": ("A child who was never at a school", NOTIFY, {"stage": "never_school"}),
    "back-to-school": ("A child goes back to school", CHANGE, {"what_changed": "back_to_school"}),
    "other-ways": ("The way a child learns is different", CHANGE, {"what_changed": "provision"}),
}
"""Made-up families, each with the answers that lead through what matters to it."""
ENOUGH = 12


@dataclass(frozen=True)
class Page:
    """One page of the form, ready to be drawn."""

    step: Step
    label: str
    answers: Answers


@bp.get("/law/<council_code>/form/<regime>")
@bp.get("/law/<council_code>/form/<regime>/<family>")
@needs("law:read")
def law_preview(council_code: str, regime: str, family: str = "leaving-school") -> ResponseReturnValue:
    """The form that a family of this council meets under ``regime``. Nothing can be sent from it, nothing is kept."""
    council = load_council("law:read", council_code)
    if regime not in list(Regime) or family not in FAMILIES:
        abort(404)
    chosen = Regime(regime)
    _, journey, answers = FAMILIES[family]
    with speaking(ENGLISH), as_if(chosen):
        return render_template(
            "staff/council/law_preview.html",
            council=council,
            regime=chosen,
            other=next(one for one in Regime if one is not chosen),
            regimes={str(code): words for code, words in REGIMES.items()},
            family=family,
            families={code: words for code, (words, _, _) in FAMILIES.items()},
            journey=journey,
            pages=_pages(journey, _fullest(journey, council, answers)),
            sentences=[found for code in _codes() if (found := sentence(code, chosen))],
        )


def _fullest(journey: Journey, council: Council, answers: Mapping[str, Any]) -> Path:
    """The longest way of such a family through the form: whatever may be chosen beside other things is chosen."""
    values: dict[str, Any] = {"no_postcode": "rather_not_say", "council": council.code, **answers}
    path = journey.path(values)
    for _ in range(ENOUGH):
        for place in path.places:
            if place.step is not None and place.block is None:
                form = place.step.viewed({})
                form.prepare(path.answers)
                chosen = {
                    one.short_name: [choice.code for choice in one.choices if not choice.exclusive]
                    for one in form.answers()
                    if isinstance(one, ChoicesField)
                }
                values |= {name: codes for name, codes in chosen.items() if name not in answers}
        longer = journey.path(values)
        if len(longer.places) == len(path.places):
            break
        path = longer
    return path


def _pages(journey: Journey, path: Path) -> list[Page]:
    found = []
    for place in path.places:
        if place.step is None:
            continue
        answers = path.answers_at(place)
        form = place.step.viewed({})
        assert isinstance(form, Step)
        form.prepare(answers)
        found.append(Page(form, str(place.step.labelled(answers).value or ""), answers))
    return found


def _codes() -> list[str]:
    return list(dict.fromkeys(one.code for one in SENTENCES))
