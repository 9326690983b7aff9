"""What comes before the questions: whose words these are, how to leave, how old, and where."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from portal.directory.postcodes import UNKNOWN, find
from portal.journeys import Answers, Label, Step
from portal.submissions.council_steps import ELSEWHERE, NOT_SURE, outside, served_councils, served_names
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, PostcodeField
from portal.young_people.wording import NOT_SAYING


class Ready(Step):
    """Stands before everything: what "Leave this page" does and cannot do, and how hard the words may be."""

    code = "before-you-start"
    question = _l("Before you begin")
    body = "young_people/views/ready.html"
    label = Label.NONE

    level = ChoiceField(
        _l("Which words do you like best?"),
        choices=[
            Choice("easy", _l("Easy words, with pictures"), picture="book"),
            Choice("standard", _l("Standard words"), picture="reading"),
        ],
    )


class WithWhom(Step):
    """Tells whose words these are; a child is nearly always seen with a parent there, who must not read the answer."""

    code = "with-whom"
    said_back = False
    question = _l("Who is with you right now?")

    with_whom = ChoiceField(
        question,
        hint=_l("Any answer is okay. It helps us know whose words these are."),
        choices=[
            Choice("alone", _l("I am on my own")),
            Choice("friend", _l("A friend is with me")),
            Choice("parent_near", _l("A parent or carer is near")),
            Choice("helped", _l("Someone is helping me to write")),
            Choice("told_what", _l("Someone is telling me what to write")),
            NOT_SAYING,
        ],
    )


class AnotherTime(Step):
    """For somebody who is not free to write. Its words are safe to be read over a shoulder."""

    code = "another-time"
    question = _l("You can do this now or later")
    body = "young_people/views/another_time.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("with_whom") in ("parent_near", "told_what")


class Age(Step):
    """Only a band: it decides how the questions are put, and no more."""

    code = "age"
    question = _l("How old are you?")

    age_group = ChoiceField(
        question,
        hint=_l("It helps us ask in the right words."),
        choices=[
            Choice("under_8", _l("7 or younger")),
            Choice("8_to_11", _l("8 to 11")),
            Choice("12_plus", _l("12 or older")),
            NOT_SAYING,
        ],
    )


class Place(Step):
    """The one answer that is needed: it decides who reads the rest."""

    code = "council"
    question = _l("Where do you live?")
    label = Label.MUST
    needed = True

    council = ChoiceField(
        question,
        hint=_l("This is the only answer we need. It takes your words to the right people."),
        required=_l("Choose where you live, or “I’m not sure”"),
    )
    postcode = PostcodeField(
        _l("Your postcode"),
        hint=_l("It looks like LU1 2BQ. You can find it on a letter to your home."),
        required=_l("Write your postcode, or choose another answer"),
    )

    def prepare(self, answers: Answers) -> None:
        self.council.choices = [
            *served_councils(),
            Choice("by_postcode", _l("Find it by my postcode"), reveals="postcode", divider_before=True),
            Choice(ELSEWHERE, _l("Somewhere else")),
            Choice(NOT_SURE, _l("I’m not sure")),
        ]

    def validate_postcode(self, field: PostcodeField) -> None:
        """A postcode nobody has would leave the words without a place."""
        if self.council.data == "by_postcode" and field.data and find(field.data) is UNKNOWN:
            raise ValidationError(_("We do not know that postcode. Check it, or choose another answer"))


class FurtherAway(Step):
    """Another council's child is not sent away: the words still reach a person."""

    code = "further-away"
    question = _l("You can still write to us")
    body = "young_people/views/further_away.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("council") == ELSEWHERE or bool(outside(answers))

    def prepare(self, answers: Answers) -> None:
        self.place = outside(answers)
        self.served = served_names()
