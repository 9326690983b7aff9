"""Saying back what somebody answered, in words, from the steps themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.journeys.answers import Answers, Json
from portal.journeys.journey import Path, Place, field_names
from portal.journeys.step import Label, Step
from portal.web.fields import AnswerField
from portal.web.language import current_locale


@dataclass(frozen=True)
class Row:
    """One question and what was answered to it. ``answer`` is empty when nothing was."""

    question: str
    answer: list[str]
    address: str
    law: bool = False
    """True where the law in force says that parents tell this."""


@dataclass
class Section:
    """The rows of one item of a repeat block (``title`` names it), or of the journey itself (``title`` is None)."""

    title: str | None
    rows: list[Row] = field(default_factory=list)

    @property
    def left_out(self) -> list[Row]:
        """The rows with no answer, but for those that the law in force asks for."""
        return [row for row in self.rows if not row.answer and not row.law]

    def as_json(self) -> dict[str, Json]:
        """What a submission keeps, so that staff read the questions as they were asked."""
        return {"title": self.title, "rows": [{"question": row.question, "answer": row.answer} for row in self.rows]}


def review(path: Path, whole: bool = True) -> list[Section]:
    """Every question on the path with its answer, in the current language, in order. Not ``whole``: without those that
    are not said back to the person who sits there."""
    language = str(current_locale())
    sections: list[Section] = [Section(None)]
    last: Any = (None, None)
    for place in path.places:
        here = (place.block.code if place.block else None, place.item)
        if here != last:
            sections.append(Section(_title(place, path)))
            last = here
        if place.step is not None and field_names(place.step) and (whole or place.step.said_back):
            sections[-1].rows += _rows(place.step, place.address, path.answers_at(place), language)
    return [section for section in sections if section.rows]


def _title(place: Place, path: Path) -> str | None:
    if place.block is None or place.item is None:
        return None
    return str(place.block.name(path.answers_at(place)))


@dataclass(frozen=True)
class _Question:
    """One field as a reader needs it: what was asked, and the field that puts an answer into words."""

    words: str
    field: AnswerField
    on_the_page: bool
    """False for a field that only a choice reveals."""


_asked: dict[tuple[Any, ...], list[_Question]] = {}
"""The questions of a step in a language and in its wordings: the same for everybody, unless more depends on answers."""


def _questions(step: type[Step], answers: Answers, language: str) -> list[_Question]:
    key = (step, language, *(answers.get(name) for name in step.worded_by))
    if key in _asked:
        return _asked[key]
    form = step.viewed({})
    if not step.asks_alike:  # what is kept must not be filled in
        form.prepare(answers)
    shown = form.questions()
    heads = [] if form.guidance or form.body else shown  # the page's heading asks it, alone
    found = [
        _Question(str(form.question if heads == [one] else one.label.text), one, one in shown) for one in form.answers()
    ]
    if step.prepare is Step.prepare or step.worded_by or step.asks_alike:
        _asked[key] = found
    return found


def _rows(step: type[Step], address: str, answers: Answers, language: str) -> list[Row]:
    law = step.labelled(answers) is Label.LAW
    rows = []
    for question in _questions(step, answers, language):
        value = answers.get(question.field.short_name)
        if question.on_the_page or value is not None:
            rows.append(Row(question.words, [] if value is None else question.field.shown(value), address, law))
    return rows
