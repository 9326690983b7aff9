"""Forms for what can be written into a child's record: one for each topic, and what each becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.families.steps.more import ETHNIC_GROUPS
from portal.families.steps.reasons import REASONS
from portal.register import facts
from portal.register.facts import Fact, Identity, System
from portal.staff.children.wording import IDENTIFIERS, PREVIOUS, SOURCES, STATUSES, SUPPORTS
from portal.web.fields import (
    AnswerField,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    LongTextField,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
)
from portal.web.fields.base import latin_digits
from portal.web.forms import Form

YES_NO = [Choice("yes", "Yes"), Choice("no", "No"), Choice("not_sure", "Not known")]
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""Its first letter checks the rest (DfE, Unique pupil numbers: a guide for schools and local authorities)."""
_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]")


def _choices(words: dict[Any, str]) -> list[Choice]:
    return [Choice(str(code), text) for code, text in words.items()]


SHARED = ("since", "until", "source", "source_on", "note")


class Sourced(Form):
    """What every topic asks besides its own words: where it is known from. It stands below them."""

    source = SelectField("Where do we know this from?", choices=_choices(SOURCES), required="Choose where it is from")
    source_on = DateField("Which day is that from?", hint="The day of the letter, call or entry.", past_only=True)
    note = LongTextField("Anything else about it", at_most=1000, rows=2)

    def questions(self) -> list[AnswerField]:
        """Its own questions first, then those that every topic asks."""
        return sorted(super().questions(), key=lambda field: field.short_name in SHARED)


class FactForm(Sourced):
    """A topic whose facts have days."""

    since = DateField("From when?", hint="Leave it empty if nobody knows.", thing="The first day")
    until = DateField("Until when?", hint="Only if it is over.", thing="The last day")

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and self.since.data and self.until.data and self.until.data < self.since.data:
            self.fail("The last day is before the first one", "until")
            return False
        return good


class IdentityForm(Sourced):
    """Who the child is: written anew as a whole. A name so far is still found; it has no days of its own."""

    given = TextField("First names", required="Enter the first name", at_most=100, autocomplete="off")
    family = TextField("Last name", required="Enter the last name", at_most=100, autocomplete="off")
    known_as = TextField("Likes to be called", at_most=100, autocomplete="off")
    born = DateField("Date of birth", past_only=True, thing="The date of birth")
    sex = ChoiceField(
        "Sex",
        hint="As the DfE counts it.",
        choices=[Choice("female", "Female"), Choice("male", "Male")],
        inline=True,
    )
    ethnicity = SelectField(
        "Ethnic group",
        hint="Only as the family gave it. It is never part of a rating.",
        choices=ETHNIC_GROUPS,
        nothing="Not given",
    )
    ethnicity_words = TextField("In their own words", at_most=200)
    language = TextField("Language at home", at_most=100)
    interpreter = TextField("Interpreter wished for", at_most=100)


class OtherNameForm(FactForm):
    given = TextField("First names", required="Enter the first name", at_most=100, autocomplete="off")
    family = TextField("Last name", required="Enter the last name", at_most=100, autocomplete="off")


class AddressForm(FactForm):
    lines = LongTextField("Address", required="Enter the address", at_most=500, rows=3)
    postcode = PostcodeField("Postcode")
    kind = ChoiceField(
        "What is it?",
        choices=[
            Choice("home", "Where the child lives"),
            Choice("also", "Another place where the child lives at times"),
            Choice("before", "Where the child lived before"),
        ],
        required="Choose what it is",
    )


class AdultForm(FactForm):
    name = TextField("Full name", required="Enter the name", at_most=200, autocomplete="off")
    relation = TextField("What are they to the child?", hint="Such as mother, father, grandparent, foster carer.")
    responsible = ChoiceField("Do they have parental responsibility?", choices=YES_NO, inline=True)
    lives_with = ChoiceField("Does the child live with them?", choices=YES_NO, inline=True)
    educates = ChoiceField("Do they educate the child?", choices=YES_NO, inline=True)
    phone = PhoneField("Phone")
    email = EmailField("Email")
    address = LongTextField("Address, if it is another one", at_most=500, rows=2)
    writing_only = ChoicesField("How to reach them", choices=[Choice("yes", "In writing only, as they asked")])


class SupportForm(FactForm):
    kind = SelectField("What is it?", choices=_choices(SUPPORTS), required="Choose what it is")


class NoneKnownForm(Sourced):
    """Somebody who should know says that there is none: another thing than that nobody has asked."""

    about = ChoiceField(
        "Of what is there none?",
        choices=[
            Choice("sen", "Special educational needs"),
            Choice("social_care", "Help and protection from social care, now and before"),
        ],
        required="Choose of what there is none",
    )


class IdentifierForm(FactForm):
    system = SelectField("Whose number is it?", choices=_choices(IDENTIFIERS), required="Choose whose number it is")
    value = TextField("Number", required="Enter the number", at_most=40, width=20, autocomplete="off")

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and self.system.data == System.UPN and not is_upn(self.value.data):
            self.fail("That is no UPN. It has 13 signs, like A123456789012. Check each of them.", "value")
            return False
        return good


class PercentField(TextField):
    """How many of a hundred, as people write it; the matrix reads it as reviews.known does."""

    direction = "ltr"
    inputmode = "decimal"

    def check(self) -> str | None:
        typed = latin_digits(self.data).rstrip("%").strip()
        if re.fullmatch(r"\d{1,3}(\.\d+)?", typed, re.ASCII) and float(typed) <= 100:
            return None
        return f"{self.thing} must be a number from 0 to 100, like 87"


class SchoolForm(FactForm):
    kind = SelectField("What kind of place?", choices=_choices(PREVIOUS), required="Choose what kind of place it was")
    name = TextField("Name", at_most=200)
    off_roll_confirmed = ChoicesField(
        "The school roll", choices=[Choice("yes", "The school has confirmed that the child is off its roll")]
    )
    attendance = PercentField("Attendance in the last year, in percent", at_most=10, width=5, thing="Attendance")
    signs = ChoicesField(
        "When the child left",
        hint="As the family or the school says.",
        choices=[
            Choice("suggested", "The school suggested home education"),
            Choice("exclusion", "Excluded, or at risk of it"),
        ],
    )


class ReasonsForm(FactForm):
    main = SelectField("Main reason", id="main_reason", choices=REASONS, nothing="Not given")
    also = ChoicesField("Others", choices=REASONS)
    words = LongTextField("In the family’s own words", at_most=4000, rows=4)


class ProvisionForm(FactForm):
    plans = LongTextField("How the child is educated", at_most=4000, rows=4)
    hours_parents = TextField("Hours a week with a parent, about", at_most=100, width=10)
    hours_others = TextField("Hours a week with others, about", at_most=100, width=10)
    providers = LongTextField("Who else teaches the child, and where", at_most=4000, rows=3)


@dataclass(frozen=True)
class Topic:
    """How one topic is called, asked for and written down. ``fill`` makes of what was typed what is written, and
    ``unfill`` the way back."""

    code: str
    title: str
    one: str
    form: type[Sourced]
    fact: type[Fact]
    fill: Callable[[dict[str, Any]], dict[str, Any]] = lambda typed: typed
    unfill: Callable[[dict[str, Any]], dict[str, Any]] = lambda said: said


def _adult(typed: dict[str, Any]) -> dict[str, Any]:
    return {**typed, "writing_only": bool(typed.get("writing_only"))}


def _adult_shown(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "writing_only": ["yes"] if said.get("writing_only") else []}


def _school_shown(said: dict[str, Any]) -> dict[str, Any]:
    signs = [name for name in ("suggested", "exclusion") if said.get(name)]
    return {**said, "off_roll_confirmed": ["yes"] if said.get("off_roll_confirmed") else [], "signs": signs}


def _school(typed: dict[str, Any]) -> dict[str, Any]:
    signs = typed.pop("signs", None) or []
    return {
        **typed,
        "off_roll_confirmed": bool(typed.get("off_roll_confirmed")),
        "suggested": "suggested" in signs,
        "exclusion": "exclusion" in signs,
    }


TOPICS = (
    Topic("identity", "Who the child is", "who the child is", IdentityForm, Identity),
    Topic("other_name", "Other names", "another name", OtherNameForm, facts.OtherName),
    Topic("address", "Addresses", "an address", AddressForm, facts.Address),
    Topic("adult", "Parents and carers", "a parent or carer", AdultForm, facts.Adult, _adult, _adult_shown),
    Topic("support", "Support, protection and needs", "support, protection or a need", SupportForm, facts.Supported),
    Topic("none_known", "Asked, and there is none", "that there is none", NoneKnownForm, facts.NoneKnown),
    Topic(
        "school",
        "School and other provision",
        "a school or other place",
        SchoolForm,
        facts.School,
        _school,
        _school_shown,
    ),
    Topic("reasons", "Why home education", "the reasons", ReasonsForm, facts.Reasons),
    Topic("provision", "How the child is educated", "how the child is educated", ProvisionForm, facts.Provision),
    Topic("identifier", "Numbers in other systems", "a number", IdentifierForm, facts.Identifier),
)
BY_CODE = {topic.code: topic for topic in TOPICS}


class EndForm(Form):
    """It was so, and is over."""

    until = DateField("What was the last day?", required="Enter the last day", thing="The last day")


class StrikeForm(Form):
    """It never was so."""

    why = LongTextField("Why was it wrong?", required="Write why it was wrong", at_most=1000, rows=3)


class StatusForm(Form):
    """What the child is from a day on."""

    status = ChoiceField("Status", choices=_choices(STATUSES), required="Choose the status")
    from_on = DateField("From which day?", required="Enter the day", thing="The day")
    where_to = TextField("Where to?", hint="The school, council or place, if they left.", at_most=200)
    why = LongTextField("Why, and how do we know?", required="Write how we know", at_most=1000, rows=3)


def written(topic: Topic, form: Sourced) -> Fact:
    """The fact that a filled form means. Validate first."""
    typed = {name: value for name, value in form.stored().items() if value not in (None, "", [])}
    for name in ("since", "until"):
        typed.pop(name, None)
    return topic.fact.of(topic.fill(dict(typed)))


def is_upn(typed: str) -> bool:
    """Whether this can be a pupil's number: a letter, eleven digits and a digit or letter, and the letter is right."""
    signs = "".join(typed.upper().split())
    if not _UPN.fullmatch(signs):
        return False
    last = int(signs[12]) if signs[12].isdigit() else UPN_LETTERS.index(signs[12])
    total = sum(weight * int(digit) for weight, digit in enumerate(signs[1:12], start=2)) + 13 * last
    return UPN_LETTERS[total % 23] == signs[0]
