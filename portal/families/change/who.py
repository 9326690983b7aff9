"""Which children it is about, and whom to answer. Nothing that is typed here is looked up while somebody waits:
the form would else tell a stranger whether a reference exists."""

from __future__ import annotations

from portal.families.steps.children import WhichChild
from portal.families.steps.contact import HowToAnswer
from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import LongTextField, TextField


class Child(WhichChild):
    """Name and date of birth tell the team which child it is."""

    code = "child"
    question = _l("Which child is it about?")
    guidance = _l("If it is about several children, you can add the others next.")
    why = _l(
        "We need a name and a date of birth so that the team finds the right child and does not mix up two children. "
        "The council team that reads this sees them."
    )
    label = Label.MUST


class You(Step):
    """A reference helps staff find what came before. Whether there is such a one, the form does not say."""

    code = "you"
    question = _l("Who are you?")
    why = _l("We need your name so that the team knows whom to answer.")
    label = Label.MUST

    your_name = TextField(_l("Your full name"), required=_l("Enter your full name"), autocomplete="name", at_most=200)
    earlier_reference = TextField(
        _l("Reference of an earlier message, if you have it"),
        hint=_l("Optional. It looks like K7MD-39QX. Small letters and missing dashes are fine."),
        thing=_l("The reference"),
        at_most=40,
        width=10,
        autocomplete="off",
    )


class Contact(HowToAnswer):
    """What was given as new a moment ago stands here already."""

    asks_alike = True

    def prepare(self, answers: Answers) -> None:
        if not self.is_submitted():
            for own, new in ((self.email, "new_email"), (self.phone, "new_phone")):
                own.data = own.data or answers.get(new) or ""


class LetterAddress(Step):
    """Only where no page before has asked for it."""

    code = "letter-address"
    question = _l("Where should letters go?")

    letter_address = LongTextField(
        question,
        hint=_l("You can leave this empty if the team has your address."),
        thing=_l("Your address"),
        autocomplete="street-address",
        at_most=500,
        rows=4,
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        given = answers.get("address") or answers.get("new_address")
        return answers.get("contact_by") == "letter" and not given
