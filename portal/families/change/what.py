"""What has changed: it decides what else is asked, and how soon somebody looks."""

from __future__ import annotations

from typing import ClassVar

from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, LongTextField


class ChangeStep(Step):
    """A page that only some changes need."""

    of: ClassVar[tuple[str, ...]]
    """Which: codes of ``what_changed``."""

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("what_changed") in cls.of


class WhatChanged(Step):
    """A school place can be gone within days, so the first two are looked at today."""

    code = "what-changed"
    question = _l("What has changed?")
    why = _l("It decides which questions we ask, and how soon somebody looks at your answers.")
    label = Label.MUST

    what_changed = ChoiceField(
        question,
        choices=[
            Choice("back_to_school", _l("Our child goes back to school, or wants to")),
            Choice("changed_mind", _l("We have changed our mind, and home education has not begun yet")),
            Choice("moved_in", _l("We have moved here from another council’s area")),
            Choice("moved_out", _l("We are moving to another council’s area, or have moved")),
            Choice(
                "contact",
                _l("Our address, phone number, email or name is different"),
                hint=_l("Choose this too if you moved and your council is the same."),
            ),
            Choice("provision", _l("The way our child learns is different")),
            Choice("turning_16", _l("Our child is 16, or nearly")),
            Choice("other", _l("Something else")),
        ],
        required=_l("Choose what has changed"),
    )


class InYourWords(ChangeStep):
    """Whatever the list does not have. Without any words there would be nothing to read."""

    code = "your-words"
    question = _l("What would you like to tell the team?")
    label = Label.MUST
    of = ("other",)

    other_words = LongTextField(
        question, thing=_l("Your answer"), required=_l("Write what you would like to tell the team")
    )


class Provision(ChangeStep):
    """In words. No form of learning is asked for."""

    code = "learning"
    question = _l("How does your child learn now?")
    body = "families/change/learning.html"
    why = _l("The team keeps a note of how your child learns. A few words are enough.")
    of = ("provision",)

    provision = LongTextField(
        _l("What is different now?"),
        hint=_l("For example, a new tutor, group or online school, or another way of learning at home."),
    )


class TurningSixteen(ChangeStep):
    """Compulsory school age ends on one day of the year for everybody (Education Act 1996, section 8)."""

    code = "turning-16"
    question = _l("What comes after school age?")
    body = "families/change/school_age.html"
    why = _l("It helps the team know when it need not write to you any more. It changes nothing else.")
    of = ("turning_16",)

    next_step = ChoiceField(
        _l("What will your child do next?"),
        choices=[
            Choice("college", _l("College or sixth form")),
            Choice("training", _l("An apprenticeship or training")),
            Choice("work", _l("Work, with or without study")),
            Choice("home", _l("Go on learning at home")),
            Choice("other", _l("Something else")),
            Choice("not_sure", _l("We do not know yet"), divider_before=True),
        ],
    )
    next_words = LongTextField(_l("Is there anything that you want to say or ask about this?"), thing=_l("Your answer"))
