"""Health, asked of those who want to tell: schools pass on health offers, at home nobody does unless somebody knows."""

from __future__ import annotations

from portal.families.steps.children import YES_NO_NOT_SURE
from portal.families.steps.more import Topic
from portal.journeys import Answers
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, LongTextField

RATHER_NOT = Choice("rather_not_say", _l("I would rather not say"))
HEALTH_ANSWERS = [*YES_NO_NOT_SURE, RATHER_NOT]


class _AboutHealth(Topic):
    topic = "health"


class Health(_AboutHealth):
    """Who looks after the children's health."""

    code = "health"
    question = _l("Do your children get the health care that they need?")
    guidance = _l("At school, some of this happens by itself. At home it can get lost. You can leave out any of these.")
    why = _l("If something is missing, the team can tell you where to get it. Your answers change nothing else.")

    gp = ChoiceField(_l("Are your children registered with a GP surgery?"), choices=HEALTH_ANSWERS, inline=True)
    dentist = ChoiceField(_l("Do they have a dentist?"), choices=HEALTH_ANSWERS, inline=True)
    vaccinations = ChoiceField(
        _l("Do you know where they can have the vaccinations that schools offer?"), choices=HEALTH_ANSWERS, inline=True
    )
    health_more = LongTextField(
        _l("Is there more to say about their health care?"),
        hint=_l("If it is different for one of your children, write which child."),
        thing=_l("Your answer"),
        at_most=1000,
        rows=3,
    )


class HealthHelp(_AboutHealth):
    """What was missed, what stands in the way, and whether a nurse is welcome."""

    code = "health-help"
    question = _l("Would help with health appointments be useful?")
    why = _l("School nurses are there for children who learn at home too. They only call if you say yes.")

    appointments_missed = ChoiceField(
        _l("Have your children missed any health appointments in the last year?"), choices=HEALTH_ANSWERS, inline=True
    )
    appointments = LongTextField(
        _l("Does anything make appointments hard?"),
        hint=_l("For example, getting there, waiting lists or a child who is anxious."),
        rows=4,
    )
    school_nurse = ChoiceField(
        _l("Would you like the school nursing team to contact you?"),
        choices=[Choice("yes", _l("Yes, please")), Choice("no", _l("No, thank you"))],
        inline=True,
    )


class HealthPass(_AboutHealth):
    """The one question on which anything is passed on: nothing but "yes" does it."""

    code = "health-pass"
    question = _l("May we pass your child’s name on to the health service?")
    guidance = _l(
        "Schools tell the nurses which children there are. For a child at home nobody does, so offers such as "
        "vaccinations may not reach you."
    )
    why = _l(
        "The school nursing and vaccination team needs to know who your child is and how to reach you. It does not see "
        "the rest of what you write here. Without a yes, nothing is passed on. If you change your mind, tell the team."
    )

    health_pass = ChoiceField(
        _l(
            "May we pass your child’s name, date of birth and how to reach you to the school nursing and vaccination "
            "team?"
        ),
        hint=_l("If you tell us about several children, your answer is for all of them."),
        choices=[Choice("yes", _l("Yes, you may")), Choice("no", _l("No, do not pass anything on"))],
    )
    worded_by = ("school_nurse",)

    def prepare(self, answers: Answers) -> None:
        if answers.get("school_nurse") == "yes":
            self.guidance = _l(  # type: ignore[misc]  # this form's own words
                "You would like the school nursing team to contact you. For that we have to pass on who your child is. "
                "The same team can then also tell you about vaccinations."
            )
