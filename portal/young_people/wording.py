"""Three ways to ask one question, and the answers that stand on many pages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from portal.journeys import Answers, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice

NOT_SURE_CHOICE = Choice("not_sure", _l("I’m not sure"))
NOT_SAYING = Choice("rather_not_say", _l("I don’t want to say"), divider_before=True)
YES_OR_NO = (
    Choice("yes", _l("Yes"), picture="yes"),
    Choice("no", _l("No"), picture="no"),
    Choice("not_sure", _l("I’m not sure"), picture="not-sure"),
    NOT_SAYING,
)
"""For the youngest: up to seven, children think in two choices (Coombes 2021), and a picture helps to read them."""


class Wording(StrEnum):
    """How a question is put: the core is the same, so that answers can be read together."""

    YOUNG = "young"
    """7 or younger: yes, no, not sure, with pictures."""
    EASY = "easy"
    """8 to 11, or whoever chose easy words: a picture beside each question."""
    STANDARD = "standard"


def wording(answers: Answers) -> Wording:
    """The way for this person, from their age and the level they chose."""
    age = answers.get("age_group")
    if age == "under_8":
        return Wording.YOUNG
    return Wording.EASY if age == "8_to_11" or answers.get("level") == "easy" else Wording.STANDARD


class Question(Step):
    """A question in the words of whoever is asked."""

    worded_by: ClassVar[tuple[str, ...]] = ("age_group", "level")
    young: ClassVar[Any] = None
    """The heading for the youngest, where it is not the same."""
    shows: ClassVar[str] = "question"
    """The picture beside it, for all but ``Wording.STANDARD``."""

    def prepare(self, answers: Answers) -> None:
        chosen = wording(answers)
        if chosen is Wording.YOUNG and self.young is not None:
            self.question = self.young  # type: ignore[misc]  # this form's own heading
        if chosen is not Wording.STANDARD:
            self.picture = self.shows
        self.word(chosen)

    def word(self, chosen: Wording) -> None:
        """Fit the fields to the way: choices, labels, or fewer of them."""

    def call(self, words: Mapping[str, Any]) -> None:
        """Give fields other labels, by their names."""
        for name, label in words.items():
            self[name].label.text = label
            self[name].thing = label
