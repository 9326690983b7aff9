"""Saying back what somebody answered, in words, from the steps themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.journeys.answers import Json
from portal.journeys.journey import Journey, Path, Place, field_names


@dataclass(frozen=True)
class Row:
    """One question and what was answered to it. ``answer`` is empty when nothing was."""

    question: str
    answer: list[str]
    address: str


@dataclass
class Section:
    """The rows of one item of a repeat block (``title`` names it), or of the journey itself (``title`` is None)."""

    title: str | None
    rows: list[Row] = field(default_factory=list)

    def as_json(self) -> dict[str, Json]:
        """What a submission keeps, so that staff read the questions as they were asked."""
        return {"title": self.title, "rows": [{"question": row.question, "answer": row.answer} for row in self.rows]}


def review(journey: Journey, path: Path) -> list[Section]:
    """Every question on the path with its answer, in the current language, in order."""
    sections: list[Section] = [Section(None)]
    last: Any = (None, None)
    for place in path.places:
        here = (place.block.code if place.block else None, place.item)
        if here != last:
            sections.append(Section(_title(place, path)))
            last = here
        if place.step is not None:
            sections[-1].rows += _rows(place, path)
    return [section for section in sections if section.rows]


def _title(place: Place, path: Path) -> str | None:
    if place.block is None or place.item is None:
        return None
    return str(place.block.name(path.answers_at(place)))


def _rows(place: Place, path: Path) -> list[Row]:
    assert place.step is not None
    answers = path.answers_at(place)
    form = place.step.viewed({name: answers.get(name) for name in field_names(place.step)})
    form.prepare(answers)
    questions = form.questions()
    rows = []
    for one in form.answers():
        value = answers.get(one.short_name)
        if one in questions or value is not None:
            question = place.step.question if questions == [one] else one.label.text
            rows.append(Row(str(question), [] if value is None else one.shown(value), place.address))
    return rows
