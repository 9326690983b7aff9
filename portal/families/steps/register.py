"""What the registers of children not in school hold beside the rest (Education Act 1996, section 436C(1)).

Asked only where they are in force. Nothing of it keeps anybody from sending: what is left out can be told later.
"""

from __future__ import annotations

from portal.families.regime import with_registers
from portal.journeys import Answers, Label, Repeat, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, LongTextField, TextField

LEAVE_OUT = _l(
    "It goes on the council’s register, which the team keeps. You can leave it out here and tell the council in "
    "another way."
)
OTHERS = "others"


class _ForTheRegister(Step):
    label = Label.LAW
    why = LEAVE_OUT

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return with_registers(answers)


class Addresses(_ForTheRegister):
    """The address before, and any further one."""

    code = "addresses"
    question = _l("Do you have other addresses, or moved in the last 12 months?")
    guidance = _l("If not, go on.")
    basis = "register-address"

    address_before = LongTextField(
        _l("Your address before, if you have lived here for less than 12 months"),
        thing=_l("Your address before"),
        at_most=500,
        rows=3,
    )
    addresses_too = LongTextField(
        _l("Other addresses where a child of yours lives some of the time"),
        hint=_l("Write which child lives where."),
        thing=_l("The other addresses"),
        at_most=1000,
        rows=3,
    )


class Parents(_ForTheRegister):
    """Every parent, and who educates. A parent in hiding is told that they need not write it here."""

    code = "parents"
    question = _l("Who are the other parents, and who educates your children?")
    guidance = _l("If it is not safe for you to name somebody, leave it empty and tell the team so.")
    basis = "register-parents"

    other_parents = LongTextField(
        _l("Name and home address of each other parent"),
        hint=_l("If there is none, or you do not know the address, say so."),
        thing=_l("Your answer"),
        at_most=1000,
        rows=4,
    )
    who_educates = ChoicesField(
        _l("Who educates your children?"),
        hint=_l("Choose all that fit."),
        choices=[
            Choice("me", _l("I do")),
            Choice("other_parent", _l("Another parent")),
            Choice(
                OTHERS, _l("Somebody else"), hint=_l("For example, a tutor, a college, an online school or a group.")
            ),
        ],
    )


class Hours(_ForTheRegister):
    """Estimates, as words: whoever learns all day at home has no timetable to add up."""

    code = "hours"
    question = _l("About how many hours a week does your child learn?")
    guidance = _l("A rough guess is enough. If it differs from child to child, write each one.")
    basis = "register-hours"

    hours_parents = TextField(_l("Hours a week with a parent, about"), thing=_l("The hours with a parent"), at_most=200)
    hours_others = TextField(
        _l("Hours a week with other people, about"), thing=_l("The hours with other people"), at_most=200
    )


class Provider(_ForTheRegister):
    """One person or organisation that teaches, on one page."""

    code = "who"
    question = _l("Who else teaches your child?")
    basis = "register-providers"

    provider_name = TextField(_l("Name of the person or organisation"), at_most=200)
    provider_kind = ChoiceField(
        _l("What kind is it?"),
        choices=[
            Choice("tutor", _l("A tutor")),
            Choice("online", _l("An online school or course")),
            Choice("college", _l("A college, or a school for part of the week")),
            Choice("group", _l("A group or club")),
            Choice("other", _l("Something else")),
        ],
    )
    provider_where = TextField(
        _l("Where is it?"),
        hint=_l("The address. If it is online, the website or email."),
        thing=_l("The place"),
        at_most=300,
    )
    provider_hours = TextField(_l("Hours a week, about"), at_most=100)
    provider_alone = TextField(
        _l("How many of these without a parent there, about"), thing=_l("The hours without a parent"), at_most=100
    )


def provider_name(provider: Answers) -> str:
    """What to call one on the list: the name as it was given."""
    return str(provider.get("provider_name") or "")


PROVIDERS = Repeat(
    "providers",
    [Provider],
    at_most=6,
    question=_l("Who else teaches your children?"),
    name=provider_name,
    add=_l("Add somebody else who teaches"),
    asked=lambda answers: with_registers(answers) and OTHERS in (answers.get("who_educates") or []),
)
