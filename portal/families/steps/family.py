"""Health, people who help, plans, and the parent who writes. Only a name and one way to answer are needed."""

from __future__ import annotations

from portal.families.steps.children import YES_NO_NOT_SURE
from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, EmailField, LongTextField, PhoneField, TextField

RATHER_NOT = Choice("rather_not_say", _l("I would rather not say"))
HEALTH_ANSWERS = [*YES_NO_NOT_SURE, RATHER_NOT]


class Health(Step):
    """Schools pass on health offers; at home nobody does unless the family knows where they come from now."""

    code = "health"
    question = _l("Do your children get the health care that they need?")
    guidance = _l("At school, some of this happens by itself. At home it can get lost. You can leave out any of these.")
    why = _l("If something is missing, the team can tell you where to get it. Your answers change nothing else.")

    gp = ChoiceField(_l("Are your children registered with a GP surgery?"), choices=HEALTH_ANSWERS, inline=True)
    dentist = ChoiceField(_l("Do they have a dentist?"), choices=HEALTH_ANSWERS, inline=True)
    vaccinations = ChoiceField(
        _l("Do you know where they can have the vaccinations that schools offer?"), choices=HEALTH_ANSWERS, inline=True
    )


class HealthHelp(Step):
    """What stands in the way, and whether a nurse should call."""

    code = "health-help"
    question = _l("Would help with health appointments be useful?")
    why = _l("School nurses are there for children who learn at home too. They only call if you say yes.")

    appointments = LongTextField(
        _l("Does anything make appointments hard?"),
        hint=_l("For example, getting there, waiting lists or a child who is anxious."),
    )
    school_nurse = ChoiceField(
        _l("Would you like the school nursing team to contact you?"),
        choices=[Choice("yes", _l("Yes, please")), Choice("no", _l("No, thank you"))],
        inline=True,
    )


class Helpers(Step):
    """Optional: who already knows the family."""

    code = "helpers"
    question = _l("Does anybody already help your family?")
    guidance = _l("Only if you want the team to know. It can save you from telling your story twice.")

    helpers = ChoicesField(
        _l("Who helps your family"),
        hint=_l("Choose all that fit, or none."),
        choices=[
            Choice("social_worker", _l("A social worker")),
            Choice("early_help", _l("An early help or family support worker")),
            Choice("send", _l("A special educational needs team or adviser")),
            Choice("health", _l("A health service, such as mental health or speech therapy")),
            Choice("community", _l("A charity, faith group or home education group")),
            Choice("other", _l("Somebody else")),
        ],
    )
    helpers_more = LongTextField(_l("Is there anything else the team should know about this?"), thing=_l("Your answer"))


class Plans(Step):
    """Optional, and with no picture of school behind it."""

    code = "plans"
    question = _l("What do you have in mind so far?")
    why = _l("It gives the team something to talk about with you. You can also tell them later, or in another way.")

    plans = LongTextField(
        question,
        hint=_l("A few words are enough. You need no timetable, no lessons and no National Curriculum."),
        thing=_l("Your answer"),
    )


class YourName(Step):
    """Needed: somebody to write back to."""

    code = "your-name"
    question = _l("Who are you?")
    why = _l("We need your name so that the team knows whom to answer.")
    label = Label.MUST

    your_name = TextField(_l("Your full name"), required=_l("Enter your full name"), autocomplete="name", at_most=200)
    relation = ChoiceField(
        _l("What are you to the children?"),
        hint=_l("Optional."),
        choices=[
            Choice("parent", _l("Parent")),
            Choice("step_parent", _l("Step-parent or a parent’s partner")),
            Choice("relative", _l("Grandparent or other relative")),
            Choice("foster_carer", _l("Foster carer")),
            Choice("other", _l("Somebody else who looks after them")),
        ],
    )
    parental_responsibility = ChoiceField(
        _l("Do you have parental responsibility?"),
        hint=_l(
            "Optional. These are the rights and duties that the law gives a parent. Others can get them from a court."
        ),
        choices=YES_NO_NOT_SURE,
        inline=True,
    )


class Address(Step):
    """Optional; letters need it."""

    code = "address"
    question = _l("What is your address?")

    address = LongTextField(
        question,
        hint=_l("You can leave this empty. If you would like letters, the team needs it."),
        autocomplete="street-address",
        at_most=500,
    )


class Contact(Step):
    """One way to answer is needed; the family chooses which."""

    code = "contact"
    question = _l("How should the team contact you?")
    guidance = _l("If you choose email or letter, the team writes and does not call. That is fine.")
    why = _l(
        "We need one way to answer you. If you give an email address, we also send you a short note that your message "
        "arrived. It names no child."
    )
    label = Label.MUST

    contact_by = ChoiceField(
        _l("Best way to contact you"),
        choices=[
            Choice("email", _l("By email"), reveals="email"),
            Choice("phone", _l("By phone"), reveals="phone"),
            Choice("letter", _l("By letter"), hint=_l("To the address that you gave.")),
        ],
        required=_l("Choose how the team should contact you"),
    )
    email = EmailField(_l("Email address"), required=_l("Enter your email address"), autocomplete="email")
    phone = PhoneField(
        _l("Phone number"),
        required=_l("Enter your phone number"),
        autocomplete="tel",
    )
    contact_more = LongTextField(
        _l("Is there anything that makes contact easier for you?"),
        hint=_l("Optional. For example, an interpreter, large print, or a good time to call."),
        at_most=500,
    )

    def prepare(self, answers: Answers) -> None:
        if not answers.get("address"):
            self.contact_by.choices = [one for one in self.contact_by.choices if one.code != "letter"]
            self.contact_by.hint = _l("If you would like letters, go back one page and add your address.")
