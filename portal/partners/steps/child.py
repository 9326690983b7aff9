"""The child, what is known, and what worries."""

from __future__ import annotations

from datetime import date, timedelta

from portal.journeys import Answers, Label, Step
from portal.partners.steps.place import front_doors
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, DateField, LongTextField, TextField, today


def long_ago() -> date:
    """Before any child of today was born."""
    return today() - timedelta(days=26 * 366)


class Child(Step):
    """Names as far as they are known."""

    code = "child"
    question = _l("Who is the child?")
    guidance = _l("Where you do not know a name, write “not known”.")
    label = Label.MUST

    first_name = TextField(_l("First name"), required=_l("Enter the child’s first name, or “not known”"), at_most=100)
    last_name = TextField(_l("Last name"), required=_l("Enter the child’s last name, or “not known”"), at_most=100)
    born = DateField(
        _l("Date of birth"),
        hint=_l("Optional. For example, 27 3 2014"),
        thing=_l("The date of birth"),
        earliest=long_ago,
        latest=today,
    )
    age = TextField(_l("Age, if you do not know the date of birth"), hint=_l("Optional."), width=10, at_most=40)


class HomeAndSchool(Step):
    """What helps to find the family."""

    code = "home"
    question = _l("What do you know about home and school?")
    guidance = _l("Leave out what you do not know.")

    address = LongTextField(_l("Home address"), rows=4, at_most=500)
    school_name = TextField(_l("School, or the last one"), at_most=200)
    other_children = TextField(_l("Other children in the home"), at_most=400)


class Belief(Step):
    """The team checks; nobody has to be sure."""

    code = "education"
    question = _l("How is the child educated, as far as you know?")

    belief = ChoiceField(
        question,
        hint=_l("You do not have to be sure. The team checks."),
        choices=[
            Choice("home_educated", _l("At home")),
            Choice("missing_education", _l("Not at all, or hardly"), hint=_l("The child may be missing education.")),
            Choice("other", _l("In another way, or I do not know")),
        ],
    )


class Worry(Step):
    """Decides the team and how soon. Home education is no worry in itself."""

    code = "worry"
    question = _l("What worries you?")
    guidance = _l("Home education by itself is no reason for concern. Choose all that fit.")
    label = Label.MUST

    worry = ChoicesField(
        _l("Worries about the child"),
        choices=[
            Choice("harm", _l("Harm or abuse")),
            Choice("neglect", _l("Neglect")),
            Choice("not_seen", _l("Nobody has seen the child for some time")),
            Choice("health", _l("Health, or missed appointments")),
            Choice("education", _l("Education")),
            Choice("other", _l("Something else")),
            Choice("none", _l("Nothing: I only want you to know"), divider_before=True, exclusive=True),
        ],
        required=_l("Choose what worries you, or “Nothing: I only want you to know”"),
    )
    worry_words = LongTextField(
        _l("What have you seen or heard?"),
        hint=_l(
            "Optional. Facts, dates and the child’s own words help most. Say when the child was last seen, and by whom."
        ),
        thing=_l("Your answer"),
    )


class CallFirst(Step):
    """For harm and neglect the phone is quicker. The form goes on: both together are best."""

    code = "call-first"
    question = _l("Please call as well")
    body = "partners/refer/call_first.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return bool({"harm", "neglect"} & set(answers.get("worry") or []))

    def prepare(self, answers: Answers) -> None:
        self.doors = front_doors(answers)


class FamilyKnows(Step):
    """The team needs this before it makes contact."""

    code = "family"
    question = _l("Does the family know that you are telling us?")
    guidance = _l("Tell them if you can, unless that could put the child at risk.")
    why = _l("The team reads this before it contacts the family. It may have to say where the information came from.")

    family_knows = ChoiceField(
        _l("Does the family know?"),
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No")), Choice("not_sure", _l("I am not sure"))],
    )
    family_more = LongTextField(
        _l("Is there anything the team should know before it contacts them?"),
        hint=_l("For example, a danger to staff, an interpreter, or why the family was not told."),
        thing=_l("Your answer"),
        rows=4,
    )
