"""Forms for beginning a child's record."""

from __future__ import annotations

from typing import Any

from portal.staff.children.details_forms import Sourced
from portal.staff.children.wording import STATUSES
from portal.web.fields import AnswerField, Choice, ChoiceField, ChoicesField, DateField, SelectField, TextField
from portal.web.forms import Form
from portal.words import ChildStatus

BEGINS_AS = [Choice(str(code), words) for code, words in STATUSES.items() if code != ChildStatus.MISTAKE]
SURE = Choice("yes", "None of the records shown above is this child")
NOT_FIRST = ("sure",)


class _Who(Form):
    """Who the child is and from when the register knows of them."""

    given = TextField("First names", at_most=100, autocomplete="off")
    family = TextField("Last name", at_most=100, autocomplete="off")
    known_as = TextField("Likes to be called", at_most=100, autocomplete="off")
    born = DateField("Date of birth", past_only=True, thing="The date of birth")
    sex = ChoiceField(
        "Sex",
        hint="As the DfE counts it. Leave it open if nobody said.",
        choices=[Choice("female", "Female"), Choice("male", "Male")],
        inline=True,
    )
    status = SelectField("Status", choices=BEGINS_AS, required="Choose the status")
    from_on = DateField(
        "From which day?",
        hint="The day on which the council learnt of it.",
        required="Enter the day",
        past_only=True,
        thing="The day",
    )
    team = SelectField("Team", hint="Its team reads the record and looks after the child.")
    sure = ChoicesField("Have you looked at them?", choices=[SURE])

    named = True
    """Whether a name has to be given: nobody leaves one out by mistake."""

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.named and not (self.given.data or self.family.data) and not self.given.errors:
            self.fail("Enter a first or a last name", "given")
            return False
        return good


class MakeForm(_Who):
    """From what was sent. The view fills in what was said and who of the family has a record."""

    takes = ChoicesField("What goes into the record with it", hint="Take out what is plainly wrong.")
    lives = ChoicesField("Who of the same message lives with the child?")


class MakeAllForm(Form):
    """For all children of a submission, as it tells of them."""

    team = SelectField("Team", hint="Its team reads the records and looks after the children.")
    sure_of_all = ChoicesField(
        "Have you looked at them?", choices=[Choice("yes", "None of the records shown above is one of these children")]
    )


class HandForm(_Who, Sourced):
    """From a letter, a call or an older list."""

    def questions(self) -> list[AnswerField]:
        """Who the child is first, then where it is known from; the last two stand where the page puts them."""
        return [field for field in super().questions() if field.short_name not in ("team", "sure")]
