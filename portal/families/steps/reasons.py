"""Why the family home educates: their own words first, then the DfE's list, none of it needed."""

from __future__ import annotations

from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, LongTextField

REASONS = [
    Choice("mental_health", _l("Mental health"), hint=_l("For example, anxiety.")),
    Choice("physical_health", _l("Physical health"), hint=_l("For example, a long illness.")),
    Choice("covid_health", _l("Health worries because of COVID-19"), hint=_l("For your child or somebody at home.")),
    Choice("bullying", _l("Bullying at school"), hint=_l("By children or adults, or online.")),
    Choice(
        "dissatisfaction_send",
        _l("School did not meet my child’s special educational needs"),
        hint=_l("Help was missing, late or did not fit."),
    ),
    Choice(
        "dissatisfaction_general",
        _l("We were not happy with school in other ways"),
        hint=_l("For example, teaching or rules."),
    ),
    Choice("school_suggestion", _l("The school suggested it"), hint=_l("Staff said that it would be better.")),
    Choice("exclusion_risk", _l("My child was at risk of being excluded"), hint=_l("You were told so, or feared it.")),
    Choice("permanent_exclusion", _l("My child was permanently excluded"), hint=_l("Also called being expelled.")),
    Choice(
        "not_preferred_school",
        _l("We did not get the school that we wanted"),
        hint=_l("You were offered another one."),
    ),
    Choice(
        "no_suitable_place",
        _l("We could not find a suitable school with a place"),
        hint=_l("They were full, or too far away."),
    ),
    Choice(
        "place_not_accepted",
        _l("We were offered a school place and have not taken it up yet"),
        hint=_l("You home educate until then."),
    ),
    Choice(
        "did_not_apply",
        _l("We did not apply for a place when our child reached school age"),
        hint=_l("For example, school was never the plan."),
    ),
    Choice(
        "philosophical",
        _l("We believe in learning in another way, or prefer it"),
        hint=_l("You chose it for what it is."),
    ),
    Choice("religious", _l("Our faith"), hint=_l("It is part of how your child learns.")),
    Choice("lifestyle", _l("It fits our way of life"), hint=_l("For example, travel, sport or the stage.")),
    Choice("other", _l("Something else"), hint=_l("Say what on the page before, if you like.")),
]
"""The DfE's primary reasons (domain.md 2) but for "Unknown", which is a council's answer and not a parent's. What
explains each is ours: the DfE's own list has the names alone."""

NOT_SAYING = Choice("no_reason_given", _l("I would rather not say"), divider_before=True)


class ReasonInWords(Step):
    """One box before any list: a single forced reason misses how families decide."""

    code = "reason"
    question = _l("What led you to home education?")
    why = _l(
        "It helps the team understand what matters to you. If school went wrong, it helps to know. The team reads it."
    )

    reason_words = LongTextField(
        question,
        hint=_l("Write as much or as little as you like, or leave it empty. You do not have to give a reason."),
        thing=_l("Your answer"),
    )


class MainReason(Step):
    """The DfE counts one main reason."""

    code = "main-reason"
    question = _l("Which of these comes closest?")
    why = _l("Councils count the reasons for the Department for Education. They send numbers and no names.")

    reason_main = ChoiceField(
        question,
        hint=_l(
            "You can leave it empty. If several fit, choose the one that weighs most. The next page takes the others."
        ),
        choices=[*REASONS, NOT_SAYING],
    )


class OtherReasons(Step):
    """Any number beside the main one."""

    code = "other-reasons"
    question = _l("Did anything else play a part?")
    why = _l("One main reason is never the whole story. The team reads these beside your own words.")

    reasons_also = ChoicesField(question, hint=_l("Choose all that fit, or none."), choices=REASONS)
    asks_alike = True

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("reason_main") not in (None, NOT_SAYING.code)

    def prepare(self, answers: Answers) -> None:
        """Without what explains them: that stood on the page before."""
        self.reasons_also.choices = [
            Choice(one.code, one.label) for one in REASONS if one.code != answers.get("reason_main")
        ]


class YourChoice(Step):
    """For a family that may have been pushed: neutral, and before anything is sent."""

    code = "your-choice"
    question = _l("Home education should be your own choice")
    body = "families/notify/your_choice.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        said = {answers.get("reason_main"), *(answers.get("reasons_also") or [])}
        return bool(said & {"school_suggestion", "exclusion_risk"})
