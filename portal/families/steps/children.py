"""What we ask about each child: who they are, their school, what is different for them, and what support they have."""

from __future__ import annotations

from datetime import date

from portal.families.regime import with_registers
from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, DateField, LongTextField, TextField, today

MOST_CHILDREN = 12
"""In one message or letter."""
OLDEST = 19
"""In years. Older people are past any duty of a council towards home education."""

YES_NO_NOT_SURE = [
    Choice("yes", _l("Yes")),
    Choice("no", _l("No")),
    Choice("not_sure", _l("I am not sure")),
]
NO_SCHOOL_ROLL = frozenset({"never_in_school", "home_educated_elsewhere", "early_years"})
"""Kinds of previous education that have no school roll to be taken off."""
PERHAPS = ("yes", "not_sure")


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


class WhichChild(Step):
    """What tells one child from another, and no more."""

    first_name = TextField(_l("First name"), required=_l("Enter your child’s first name"), at_most=100)
    last_name = TextField(_l("Last name"), required=_l("Enter your child’s last name"), at_most=100)
    born = DateField(
        _l("Date of birth"),
        hint=_l("For example, 27 3 2014"),
        thing=_l("Your child’s date of birth"),
        required=_l("Enter your child’s date of birth"),
        earliest=oldest_birthday,
        latest=today,
        past_only=True,
    )


def child_name(child: Answers) -> str:
    """What to call a child on the list: the names as they were given."""
    return f"{child.get('first_name') or ''} {child.get('last_name') or ''}".strip()


class ChildName(WhichChild):
    """Needed: without a name and a birthday nobody can tell which child this is. Sex is only counted."""

    code = "name"
    question = _l("Your child’s name and date of birth")
    why = _l(
        "We need a name and a date of birth so that the team finds the right child and does not mix up two children. "
        "The council team that reads this sees them. Councils count girls and boys for the Department for Education. "
        "They send numbers and no names."
    )
    label = Label.MUST
    needed = True

    liked_name = TextField(
        _l("Name your child likes to be called"), hint=_l("Optional. Only if it is another one."), at_most=100
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

    asks_alike = True

    def prepare(self, answers: Answers) -> None:
        """Brothers and sisters mostly share a last name: for a further child it stands there, to be changed."""
        if not self.is_submitted() and not self.last_name.data and not answers.get("first_name"):
            given = (child.get("last_name") for child in answers.get("children") or [])
            self.last_name.data = next((name for name in given if name), "")


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


class Rules(Step):
    """The two cases in which a letter to the school is not enough, whatever the regime."""

    code = "rules"
    question = _l("Does either of these apply to your child?")
    guidance = _l("For most families the answer to both is no. If it is yes, you can send this all the same.")
    why = _l("In these two cases a letter to the school is not enough. If you say yes, the next page explains it.")
    basis = "mainstream-permission"

    special_school = ChoiceField(
        _l("Is your child at a special school because a council arranged the place?"),
        hint=_l("A place is often arranged through an education, health and care plan (EHC plan)."),
        choices=YES_NO_NOT_SURE,
        inline=True,
    )
    attendance_order = ChoiceField(
        _l("Is there a school attendance order for your child?"),
        hint=_l("This is a formal paper from a council. It names the school that a child must go to."),
        choices=YES_NO_NOT_SURE,
        inline=True,
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return was_at_school(answers)


class Enquiries(Step):
    """The third case, with the registers only (Education Act 1996, section 434A). A family may leave it out."""

    code = "enquiries"
    question = _l("Is a council making enquiries because your child may be at risk of harm?")
    why = _l(
        "Your answer stops nothing, and you can leave it out. If you say yes, the next page explains what it changes."
    )
    label = Label.MAY
    basis = "enquiries-consent"

    enquiries = ChoiceField(
        question,
        hint=_l("Say yes too if your child has a plan to protect them (a child protection plan)."),
        choices=[*YES_NO_NOT_SURE, Choice("rather_not_say", _l("I would rather not say"), divider_before=True)],
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return with_registers(answers) and was_at_school(answers)


class RulesExplained(Step):
    """Explains and goes on; never blocks."""

    code = "rules-explained"
    question = _l("What is different for your child")
    body = "families/notify/rules_explained.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return any(answers.get(name) in PERHAPS for name in ("special_school", "attendance_order", "enquiries"))


class Leaving(Step):
    """The letter to the school is what takes a child off the roll; this form is not."""

    code = "leaving"
    question = _l("When does your child leave school?")
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
        "The team can tell you what support goes on at home. If there is a plan, a special educational needs team "
        "may read this too."
    )
    basis = "plan-reviewed"

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
        _l("Is there anything about this that you want the team to know?"), thing=_l("Your answer"), rows=4
    )


class LetterCopy(Step):
    """For a parent who wrote the letter on this site: it is kept only if it goes with the form."""

    code = "letter-copy"
    question = _l("Send a copy of your letter to the school with this?")
    guidance = _l("This copy is for the council only. You still send the letter to the school yourself.")
    why = _l("The team can then see what you told the school, and help if the school does not answer.")
    only_carried = True

    letter_with = ChoiceField(
        _l("Send a copy"),
        choices=[
            Choice("yes", _l("Yes, send a copy"), reveals="letter_copy"),
            Choice("no", _l("No, send this without the letter")),
        ],
    )
    letter_copy = LongTextField(_l("Your letter to the school"), at_most=4000, rows=12)
