"""What is kept to say answers back quickly is the same for everybody, and holds nothing of anybody."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey, Step, review
from portal.journeys.review import Section
from tests.support.answers import NOTIFICATION

ALIKE = [step for journey in (NOTIFY, CHANGE) for step in journey.every_step() if step.asks_alike]
CHANGED = {**NOTIFICATION, "what_changed": "contact", "new_email": "new@family.example"}


def said(app: Flask, journey: Journey, answers: dict[str, object]) -> list[Section]:
    """The review of these answers by somebody who is the first to see it."""
    review._asked.clear()
    with app.test_request_context("/"):
        return review.review(journey.path(answers))


@pytest.mark.parametrize(("journey", "answers"), [(NOTIFY, NOTIFICATION), (CHANGE, CHANGED)], ids=["notify", "change"])
def test_a_question_that_is_asked_alike_is_said_back_as_it_was_shown(
    app: Flask, monkeypatch: pytest.MonkeyPatch, journey: Journey, answers: dict[str, object]
) -> None:
    quick = said(app, journey, answers)
    for step in ALIKE:
        monkeypatch.setattr(step, "asks_alike", False)
    assert quick == said(app, journey, answers)
    assert {row.address for section in quick for row in section.rows}


def test_a_step_that_is_asked_alike_says_so_only_where_there_is_something_to_prepare() -> None:
    assert ALIKE
    assert not [step for step in ALIKE if step.prepare is Step.prepare or step.worded_by]


def test_nothing_that_somebody_answered_is_kept_for_the_next(app: Flask) -> None:
    one, other = NOTIFICATION["children"]
    said(app, NOTIFY, {**NOTIFICATION, "children": [{}, one, other]})  # the last name stands there for the first, too
    assert {key[0] for key in review._asked} & set(ALIKE)
    fields = [question.field for asked in review._asked.values() for question in asked]
    assert not [field.name for field in fields if field.data]


def test_a_second_family_reads_its_own_answers(app: Flask) -> None:
    other = {**NOTIFICATION, "your_name": "Sasha Other", "children": NOTIFICATION["children"][:1]}
    first = said(app, NOTIFY, NOTIFICATION)
    with app.test_request_context("/"):
        second = review.review(NOTIFY.path(other))
    assert "Sasha Other" in str(second)
    assert "Alex Example" not in str(second)
    assert "Alex Example" in str(first)
