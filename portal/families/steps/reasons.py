"""Why the family home educates: their own words first, then the DfE's list, none of it needed."""

from __future__ import annotations

from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, LongTextField

REASONS = [
    Choice("mental_health", _l("Mental health"), hint=_l("For example, anxiety.")),
    Choice("physical_health", _l("Physical health"), hint=_l("For example, a long illness.")),
    Choice("covid_health", _l("Health worries because of COVID-19")),
    Choice("bullying", _l("Bullying at school")),
    Choice("dissatisfaction_send", _l("School did not meet my child’s special educational needs")),
    Choice("dissatisfaction_general", _l("We were not happy with school in other ways")),
    Choice("school_suggestion", _l("The school suggested it")),
    Choice("exclusion_risk", _l("My child was at risk of being excluded")),
    Choice("permanent_exclusion", _l("My child was permanently excluded")),
    Choice("not_preferred_school", _l("We did not get the school that we wanted")),
    Choice("no_suitable_place", _l("We could not find a suitable school with a place")),
    Choice("place_not_accepted", _l("We were offered a school place and have not taken it up yet")),
    Choice("did_not_apply", _l("We did not apply for a place when our child reached school age")),
    Choice("philosophical", _l("We believe in learning in another way, or prefer it")),
    Choice("religious", _l("Our faith")),
    Choice("lifestyle", _l("It fits our way of life"), hint=_l("For example, travel, sport or the stage.")),
    Choice("other", _l("Something else")),
]
"""The DfE's primary reasons (domain.md 2) but for "Unknown", which is a council's answer and not a parent's."""

NOT_SAYING = Choice("no_reason_given", _l("I would rather not say"), divider_before=True)


class ReasonInWords(Step):
    """One box before any list: a single forced reason misses how families decide."""

    code = "reason"
    question = _l("What led you to home education?")
    why = _l("It helps the team understand what matters to you. If school went wrong, it helps to know.")

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
        hint=_l("If several fit, choose the one that weighs most. The next page takes the others."),
        choices=[*REASONS, NOT_SAYING],
    )


class OtherReasons(Step):
    """Any number beside the main one."""

    code = "other-reasons"
    question = _l("Did anything else play a part?")

    reasons_also = ChoicesField(question, hint=_l("Choose all that fit, or none."), choices=REASONS)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("reason_main") not in (None, NOT_SAYING.code)

    def prepare(self, answers: Answers) -> None:
        self.reasons_also.choices = [one for one in REASONS if one.code != answers.get("reason_main")]


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
