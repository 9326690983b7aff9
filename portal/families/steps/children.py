"""What we ask about each child."""

from __future__ import annotations

from datetime import date

from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, DateField, LongTextField, TextField, today

OLDEST = 19
"""In years. Older people are past any duty of a council towards home education."""

YES_NO_NOT_SURE = [
    Choice("yes", _l("Yes")),
    Choice("no", _l("No")),
    Choice("not_sure", _l("I am not sure")),
]
NO_SCHOOL_ROLL = frozenset({"never_in_school", "home_educated_elsewhere", "early_years"})
"""Kinds of previous education that have no school roll to be taken off."""


def oldest_birthday() -> date:
    """The day on which somebody who is just too old for this form was born."""
    now = today()
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - OLDEST, day=day)


def asked_about_school(answers: Answers) -> bool:
    """School is left out where there never was one."""
    return answers.get("stage") != "never_school"


def was_at_school(answers: Answers) -> bool:
    """True unless the answers say that the child was on no school's roll."""
    return asked_about_school(answers) and answers.get("school_type") not in NO_SCHOOL_ROLL


class ChildName(Step):
    """Needed: without a name nobody can tell which child this is."""

    code = "name"
    question = _l("What is your child’s name?")
    why = _l(
        "We need a name and a date of birth so that the team finds the right child and does not mix up two children. "
        "The council team that reads this sees them."
    )
    label = Label.MUST

    first_name = TextField(_l("First name"), required=_l("Enter your child’s first name"), at_most=100)
    last_name = TextField(_l("Last name"), required=_l("Enter your child’s last name"), at_most=100)
    liked_name = TextField(
        _l("Name your child likes to be called"), hint=_l("Optional. Only if it is another one."), at_most=100
    )


class ChildBirth(Step):
    """Date of birth tells two children of one name apart; sex is only counted."""

    code = "birth"
    question = _l("When was your child born?")
    why = _l(
        "The date of birth helps the team find the right child. You can leave out the other question. Councils count "
        "girls and boys for the Department for Education. They send numbers and no names."
    )
    label = Label.MUST

    born = DateField(
        _l("Date of birth"),
        hint=_l("For example, 27 3 2014"),
        thing=_l("Your child’s date of birth"),
        required=_l("Enter your child’s date of birth"),
        earliest=oldest_birthday,
        latest=today,
        past_only=True,
    )
    sex = ChoiceField(
        _l("Sex"),
        hint=_l("Optional."),
        choices=[
            Choice("female", _l("Female")),
            Choice("male", _l("Male")),
            Choice("rather_not_say", _l("I would rather not say")),
        ],
        inline=True,
    )


class School(Step):
    """The DfE's list of previous education (domain.md 2)."""

    code = "school"
    question = _l("Which school did your child go to last?")
    guidance = _l("If your child still goes to school, tell us about that one.")
    why = _l(
        "It helps the team see what support your child had. The kind of school is counted for the Department for "
        "Education, without names."
    )

    school_name = TextField(_l("Name of the school"), at_most=200)
    school_type = ChoiceField(
        _l("What kind of school is it?"),
        choices=[
            Choice("maintained", _l("A school run by the council")),
            Choice("academy", _l("An academy")),
            Choice("free_school", _l("A free school")),
            Choice("independent", _l("An independent or private school")),
            Choice("special", _l("A special school")),
            Choice("pupil_referral_unit", _l("A pupil referral unit")),
            Choice("alternative_provision", _l("Other alternative provision")),
            Choice("early_years", _l("A nursery or childminder")),
            Choice("home_educated_elsewhere", _l("None: we home educated in another area"), divider_before=True),
            Choice("never_in_school", _l("None: my child has never been to a school")),
            Choice("elsewhere_or_unknown", _l("Somewhere else, or I am not sure")),
        ],
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return asked_about_school(answers)


class SpecialSchool(Step):
    """One of the two cases in which a letter to the school is not enough."""

    code = "special-school"
    question = _l("Is your child at a special school because a council arranged the place?")
    why = _l("Different rules apply to these places. If you say yes, the next page explains them.")

    special_school = ChoiceField(
        question,
        hint=_l("A place is often arranged through an education, health and care plan (EHC plan)."),
        choices=YES_NO_NOT_SURE,
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return was_at_school(answers)


class SpecialSchoolExplained(Step):
    """Explains and goes on; never blocks."""

    code = "special-school-explained"
    question = _l("If a council arranged the special school place")
    body = "families/notify/special_school.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("special_school") in ("yes", "not_sure")


class AttendanceOrder(Step):
    """The other case in which a letter to the school is not enough."""

    code = "attendance-order"
    question = _l("Is there a school attendance order for your child?")
    why = _l("Most families have never had one. If you have, the next page explains what it changes.")

    attendance_order = ChoiceField(
        question,
        hint=_l("This is a formal paper from a council. It names the school that a child must go to."),
        choices=YES_NO_NOT_SURE,
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return was_at_school(answers)


class AttendanceOrderExplained(Step):
    """Explains and goes on; never blocks."""

    code = "attendance-order-explained"
    question = _l("If there is a school attendance order")
    body = "families/notify/attendance_order.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("attendance_order") in ("yes", "not_sure")


class Leaving(Step):
    """The letter to the school is what takes a child off the roll; this form is not."""

    code = "leaving"
    question = _l("When does your child leave school?")
    guidance = _l("Telling us does not take your child off the school’s list. Your own letter to the school does.")
    body = "families/notify/letter.html"
    why = _l("If the school tells us something else, the team can sort it out with you.")

    last_day = DateField(
        _l("Last day at school, past or planned"),
        hint=_l("For example, 19 12 2025"),
        thing=_l("The last day at school"),
    )
    school_letter = ChoiceField(
        _l("Have you written to the school that your child will be home educated?"),
        choices=[
            Choice("sent", _l("Yes"), reveals="letter_sent_on"),
            Choice("not_yet", _l("Not yet")),
            Choice("rather_not_say", _l("I would rather not say")),
        ],
    )
    letter_sent_on = DateField(_l("When did you send it?"), thing=_l("The day you sent the letter"), latest=today)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return was_at_school(answers) and answers.get("stage") != "thinking"


class Support(Step):
    """SEN support and EHC plans; a plan at a mainstream school is no reason to need permission."""

    code = "support"
    question = _l("Does your child have special educational needs?")
    why = _l(
        "Your child may have a right to support, and an EHC plan is still looked at each year. At a mainstream school "
        "you do not need permission to home educate, with or without a plan."
    )

    sen = ChoiceField(
        _l("Special educational needs"),
        choices=[
            Choice("none", _l("No")),
            Choice("support", _l("Yes, with SEN support at school")),
            Choice("ehc_plan", _l("Yes, with an education, health and care plan (EHC plan)")),
            Choice("assessing", _l("We have asked for an assessment, or it is going on now")),
            Choice("rather_not_say", _l("I would rather not say"), divider_before=True),
        ],
    )
    sen_more = LongTextField(
        _l("Is there anything about this that you want the team to know?"), thing=_l("Your answer")
    )
