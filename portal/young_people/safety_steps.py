"""Whether they are safe, and help at once: on the very next page, before anything else is asked.

An address stays in the browser's history, so none of these says what the page is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from portal.journeys import Answers, Label, Step
from portal.journeys.journey import field_names
from portal.signs import danger
from portal.submissions.council_steps import council_of
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import (
    Choice,
    ChoiceField,
    ChoicesField,
    EmailField,
    LongTextField,
    PhoneField,
    PostcodeField,
    TextField,
)
from portal.young_people.cards import front_door
from portal.young_people.wording import NOT_SAYING, NOT_SURE_CHOICE, YES_OR_NO, Question, Wording

CHOICES = tuple(danger.CHOSEN)
"""The answers that are chosen and can say that somebody is not safe; all that is written can say it too."""

QUIET = {
    "good-and-hard": "ideas",
    "wish": "plans",
    "people": "places",
    "help-to-learn": "learning",
    "around-you": "your-day",
    "anything-else": "your-week",
    "which-one": "notes",
    "details": "more-details",
    "days": "more-days",
    "who-you-are": "last-part",
}
"""The address of the page of help after each page: a word like any other, for it may stand in a browser's history."""

HOW_SAFE = (
    Choice("yes", _l("Yes")),
    Choice("mostly", _l("Mostly")),
    Choice("no", _l("No")),
    NOT_SURE_CHOICE,
    NOT_SAYING,
)


class Safe(Question):
    """Decides urgency, so the limits are said again right here, in sight."""

    code = "around-you"
    question = _l("Do you feel safe?")
    body = "young_people/views/safe.html"
    shows = "shield"

    safe = ChoiceField(_l("Do you feel safe at home?"), choices=HOW_SAFE)
    safe_elsewhere = ChoiceField(_l("Do you feel safe outside home, and online?"), choices=HOW_SAFE)

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            self.call({"safe_elsewhere": _l("Do you feel safe in other places?")})
            self.safe.choices = self.safe_elsewhere.choices = YES_OR_NO


class Worries(Question):
    """What may be happening, to choose or to write. Asked of everybody: one "yes" before must not close this door."""

    code = "anything-else"
    question = _l("Is something wrong?")
    young = _l("You can tell us if something is wrong")
    body = "young_people/views/worries.html"
    shows = "rain"

    worries = ChoicesField(
        _l("Choose any that are true"),
        choices=[
            Choice("someone_scares_me", _l("Someone scares me")),
            Choice("hurt_by_someone", _l("Someone hurts me")),
            Choice("hurting_myself", _l("I hurt myself, or I think about it")),
            Choice("running_away", _l("I think about running away")),
            Choice("something_else", _l("Something else is wrong")),
            Choice("none", _l("None of these"), divider_before=True, exclusive=True),
            Choice("rather_not_say", _l("I don’t want to say"), exclusive=True),
        ],
        thing=_l("Your answer"),
    )
    hurt = ChoiceField(_l("Does anyone hurt you or scare you?"), choices=YES_OR_NO)
    safe_words = LongTextField(
        _l("Do you want to tell us more?"), hint=_l("You can leave this empty."), thing=_l("Your answer")
    )

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            del self.worries
        else:
            del self.hurt


class HelpNow(Step):
    """Help at once. The journey goes on."""

    code = "next"
    question = _l("You can get help right now")
    body = "young_people/views/help_now.html"
    label = Label.NONE
    after: ClassVar[tuple[str, ...]]
    """The answers of the page before this one."""
    before: ClassVar[tuple[str, ...]]
    """All answers before that page."""

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        said = _among(answers, cls.after)
        if not danger.signs(said):
            return False
        # who saw this page for their words need not see it for every word after
        return bool(danger.signs(_among(said, CHOICES))) or not danger.signs(_among(answers, cls.before))

    def prepare(self, answers: Answers) -> None:
        self.door = front_door(council_of(answers))


def with_help(steps: list[type[Step]]) -> list[Any]:
    """``steps``, with a page of help after each one whose answers can say that somebody is not safe."""
    placed: list[type[Step]] = []
    before: tuple[str, ...] = ()
    for step in steps:
        placed.append(step)
        after = tuple(name for name in field_names(step) if name in CHOICES or _is_written(step, name))
        if after:
            page = {"code": QUIET[step.code], "after": after, "before": before, "__module__": __name__}
            placed.append(type(f"HelpAfter{step.__name__}", (HelpNow,), page))
        before += after
    return placed


def _is_written(step: type[Step], name: str) -> bool:
    kind = getattr(step, name).field_class
    return issubclass(kind, TextField) and not issubclass(kind, (EmailField, PhoneField, PostcodeField))


def _among(answers: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: answers[name] for name in names if name in answers}
