"""The parent who writes, and how to answer. Only a name and one way to answer are needed."""

from __future__ import annotations

from dataclasses import replace

from portal.families.regime import with_registers
from portal.families.steps.children import YES_NO_NOT_SURE
from portal.families.steps.contact import HowToAnswer
from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, LongTextField, TextField
from portal.words import Regime


class YourName(Step):
    """Needed: somebody to write back to."""

    code = "your-name"
    question = _l("Who are you?")
    why = _l("We need your name so that the team knows whom to answer.")
    label = Label.MUST
    needed = True

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
    """Letters need it; a register of children not in school holds it."""

    code = "address"
    question = _l("What is your address?")
    why = _l("The team that reads this sees it. It uses it for letters, and to tell two families of one name apart.")
    label_in = {Regime.CNIS: Label.LAW}
    basis = "register-address"

    address = LongTextField(
        question,
        hint=_l("You can leave this empty. If you would like letters, the team needs it."),
        autocomplete="street-address",
        at_most=500,
        rows=4,
    )
    worded_by = ("regime",)

    def prepare(self, answers: Answers) -> None:
        if with_registers(answers):
            self.address.hint = _l(
                "You can leave this out here and tell the council in another way. If you would like letters, the team "
                "needs it."
            )


class Talk(Step):
    """For a family that has not decided: a talk costs nothing and ties nobody."""

    code = "talk"
    question = _l("Would you like to talk with the team before you decide?")
    guidance = _l("A talk does not tie you to anything. You can ask what you like, and stop when you like.")
    why = _l("Some things are easier to ask than to read. Nobody calls you about this unless you say yes.")

    talk_first = ChoiceField(
        _l("Would you like a talk?"),
        choices=[Choice("yes", _l("Yes, please"), reveals="talk_ways"), Choice("no", _l("No, thank you"))],
    )
    talk_ways = ChoicesField(
        _l("In which way would you like to talk?"),
        choices=[
            Choice("phone", _l("By phone")),
            Choice("video", _l("By video call")),
            Choice("out", _l("Face to face, not at our home")),
            Choice("home", _l("Face to face, at our home")),
            Choice("writing", _l("In writing")),
        ],
    )
    talk_times = TextField(_l("Which days and times suit you?"), thing=_l("Your answer"), at_most=200)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("stage") == "thinking"


class Contact(HowToAnswer):
    """The same for the first message, whose address was asked for before."""

    needed = True

    writing_only = ChoicesField(
        _l("Only in writing?"),
        hint=_l("Optional."),
        choices=[Choice("yes", _l("Please write to me and do not call"))],
    )

    asks_alike = True

    def prepare(self, answers: Answers) -> None:
        *others, letter = self.contact_by.choices
        if answers.get("address"):
            self.contact_by.choices = [*others, replace(letter, hint=_l("To the address that you gave."))]
        else:
            self.contact_by.choices = others
            self.contact_by.hint = _l("If you would like letters, go back one page and add your address.")
