"""Moving, and being reached in another way."""

from __future__ import annotations

from portal.directory import snapshot
from portal.families.change.what import ChangeStep
from portal.families.regime import with_registers
from portal.families.steps.more import Safety
from portal.journeys import Answers, Label, Step
from portal.submissions.council_steps import council_of
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, DateField, EmailField, LongTextField, PhoneField, TextField
from portal.words import Regime

MOVES = ("moved_in", "moved_out")
CONTACT = ("contact",)
PROVISION = ("provision",)


class Move(ChangeStep):
    """One page for both directions, so that a family which tells both councils says it once."""

    code = "move"
    question = _l("Where did you live before?")
    why = _l(
        "It helps both councils: nobody has to look for a child who only lives somewhere else now. If your old council "
        "may pass on its record, you need not tell everything again."
    )
    of = MOVES

    other_council = ChoiceField(_l("The council where you lived before"))
    other_council_name = TextField(_l("Name of the council or the place"), at_most=200)
    moved_on = DateField(_l("Day of the move, past or planned"), hint=_l("For example, 5 1 2027"), thing=_l("The day"))
    pass_record = ChoiceField(
        _l("May your old council pass on what it holds about your child’s home education?"),
        hint=_l(
            "It is up to you. Only when a child may not be safe, councils share what is needed to protect them, "
            "whatever you choose here."
        ),
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No")), Choice("ask", _l("Ask me first"))],
    )

    def prepare(self, answers: Answers) -> None:
        if answers.get("what_changed") == "moved_out":
            self.question = _l("Where are you moving to?")  # type: ignore[misc]  # this form's own heading
            self.other_council.label.text = str(_l("The council that you move to"))
        here = council_of(answers)
        self.other_council.choices = [
            *(Choice(one.code, one.short_name) for one in snapshot().councils if one.code != here),
            Choice("england", _l("Another council in England"), reveals="other_council_name", divider_before=True),
            Choice("abroad", _l("Outside England")),
            Choice("not_known", _l("I do not know yet, or would rather not say")),
        ]


class Address(ChangeStep):
    """The new home, for whoever moved."""

    code = "address"
    question = _l("What is your new address?")
    why = _l("The team writes to it if you choose letters, and knows that your child lives there now.")
    label_in = {Regime.CNIS: Label.LAW}
    basis = "register-address"
    of = MOVES

    address = LongTextField(
        question,
        hint=_l("You can leave this empty."),
        thing=_l("Your address"),
        autocomplete="street-address",
        at_most=500,
        rows=4,
    )

    @classmethod
    def labelled(cls, answers: Answers) -> Label:
        """What the new council's register holds; the old council's no longer does."""
        return super().labelled(answers) if answers.get("what_changed") == "moved_in" else Label.OPTIONAL


class AddressBefore(ChangeStep):
    """Under the registers: the one before, of whoever moved within a year."""

    code = "address-before"
    of = ("moved_in",)
    question = _l("What was your address before?")
    label = Label.LAW
    basis = "register-address"

    address_before = LongTextField(question, thing=_l("Your address"), at_most=500, rows=4)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return super().asked(answers) and with_registers(answers)


class NewAddress(ChangeStep):
    """What a council's register will hold of it: names and addresses."""

    code = "new-address"
    question = _l("Is your address or a name different?")
    body = "families/change/only_what_is_different.html"
    label_in = {Regime.CNIS: Label.LAW}
    basis = "changes-in-15-days"
    of = CONTACT

    new_address = LongTextField(
        _l("New address, with the postcode"), autocomplete="street-address", at_most=500, rows=4
    )
    new_name = TextField(
        _l("New name"), hint=_l("Yours or a child’s. Say whose it is, and the name before."), at_most=300
    )
    new_from = DateField(_l("From when?"), hint=_l("For example, 5 1 2027"), thing=_l("The day"))


class KeptSafe(Step):
    """Wherever a new address was given: a parent may have moved away from somebody."""

    code = "safety"
    question = Safety.question
    why = Safety.why

    not_to_share_with = Safety.not_to_share_with

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return bool(answers.get("address") or answers.get("new_address"))


class NewPhone(ChangeStep):
    """Up to the family under any law."""

    code = "new-phone"
    question = _l("Is your phone number or email different?")
    body = "families/change/only_what_is_different.html"
    of = CONTACT

    new_phone = PhoneField(_l("New phone number"), autocomplete="tel")
    new_email = EmailField(_l("New email address"), autocomplete="email")


class Hours(ChangeStep):
    """Estimates, and nobody checks them against a timetable (Education Act 1996, section 436C(1), when in force)."""

    code = "hours"
    of = PROVISION
    question = _l("About how many hours a week does your child learn?")
    guidance = _l("An estimate is enough. If your children differ, say how.")
    label = Label.LAW
    basis = "register-hours"

    hours_parents = TextField(_l("With you or another parent"), at_most=100)
    hours_others = TextField(_l("With anybody else"), at_most=100)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return super().asked(answers) and with_registers(answers)


class Providers(ChangeStep):
    """Parents tell of a change here when the council asks, so this is no duty of theirs today."""

    code = "providers"
    of = PROVISION
    question = _l("Who else teaches your child now?")
    body = "families/change/when_asked.html"
    label = Label.MAY
    basis = "providers-when-asked"

    providers = LongTextField(
        question,
        hint=_l("Who they are, where, and about how many hours a week: in all, and without a parent there."),
        thing=_l("Your answer"),
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return super().asked(answers) and with_registers(answers)
