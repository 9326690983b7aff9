"""The young person's own form: a few calm questions, each of which can be left out but the place."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from portal.directory import snapshot
from portal.directory.cards import card
from portal.directory.postcodes import UNKNOWN, find
from portal.journeys import Answers, Journey, Label, Step
from portal.submissions.council_steps import (
    ELSEWHERE,
    NOT_SURE,
    council_of,
    outside,
    served_councils,
    served_names,
)
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, LongTextField, PostcodeField
from portal.words import Kind, TeamRole
from portal.young_people.contact_steps import SafeTimes, SafeWays, WhoYouAre, WouldYouLikeContact
from portal.young_people.wording import NOT_SAYING, NOT_SURE_CHOICE

NOT_SAFE = ("no", "not_sure", "mostly")
"""Answers to "Do you feel safe?" after which help is shown at once."""


class WithWhom(Step):
    """Tells whose words these are; a child is nearly always seen with a parent there."""

    code = "with-whom"
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
    """Only a band: it decides how many faces to show, and no more."""

    code = "age"
    question = _l("How old are you?")

    age_group = ChoiceField(
        question,
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


class Feeling(Step):
    """Five words in balanced order; three for the youngest, who cannot tell five apart (peers D)."""

    code = "feeling"
    question = _l("How do you feel about learning at home?")

    feeling = ChoiceField(
        question,
        hint=_l("There is no right answer."),
        choices=[
            Choice("great", _l("Great")),
            Choice("good", _l("Good")),
            Choice("okay", _l("Okay")),
            Choice("not_good", _l("Not good")),
            Choice("bad", _l("Bad")),
            NOT_SAYING,
        ],
    )

    def prepare(self, answers: Answers) -> None:
        if answers.get("age_group") == "under_8":
            said = answers.get("feeling")  # before the age was changed: still to be shown in words
            self.feeling.choices = [
                one for one in self.feeling.choices if one.code not in ("great", "bad") or one.code == said
            ]


class HadSay(Step):
    """Whether the decision heard the child (seed A, point 2)."""

    code = "your-say"
    question = _l("Did you get a say?")

    had_say = ChoiceField(
        question,
        hint=_l("Learning at home is a big choice. Did anyone ask what you think?"),
        choices=[
            Choice("yes", _l("Yes")),
            Choice("some", _l("A bit")),
            Choice("no", _l("No")),
            NOT_SURE_CHOICE,
            NOT_SAYING,
        ],
    )


class GoingWell(Step):
    """In their own words."""

    code = "going-well"
    question = _l("What is going well?")

    going_well = LongTextField(
        question, hint=_l("A few words are enough. You can leave it empty."), thing=_l("Your answer")
    )


class Hard(Step):
    """In their own words."""

    code = "hard"
    question = _l("What is hard?")

    hard = LongTextField(
        question,
        hint=_l("It can be big or small. You are not in trouble. You can leave it empty."),
        thing=_l("Your answer"),
    )


class Wish(Step):
    """What they would like; nobody promises it."""

    code = "wish"
    question = _l("What would you like to happen?")

    wish = ChoiceField(
        question,
        hint=_l("We cannot promise it. But we want to know."),
        choices=[
            Choice("stay_home", _l("Keep learning at home")),
            Choice("go_school", _l("Go to a school")),
            Choice("something_else", _l("Something else"), reveals="wish_words"),
            NOT_SURE_CHOICE,
            NOT_SAYING,
        ],
    )
    wish_words = LongTextField(_l("Tell us more, if you like"), thing=_l("Your answer"))


class Safe(Step):
    """Decides urgency, so the limits are said again right here, in sight."""

    code = "safe"
    question = _l("Do you feel safe?")
    body = "young_people/views/safe.html"

    safe = ChoiceField(
        _l("Think of home, being online, and anywhere else."),
        choices=[
            Choice("yes", _l("Yes")),
            Choice("mostly", _l("Mostly")),
            Choice("no", _l("No")),
            NOT_SURE_CHOICE,
            NOT_SAYING,
        ],
        thing=_l("Do you feel safe?"),
    )


class HelpNow(Step):
    """Help at once, before anything else is asked. The journey goes on."""

    code = "help-now"
    question = _l("You can get help right now")
    body = "young_people/views/help_now.html"
    label = Label.NONE

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("safe") in NOT_SAFE

    def prepare(self, answers: Answers) -> None:
        directory = snapshot()
        council = directory.council(council_of(answers))
        door = directory.team_for(council.code, TeamRole.FRONT_DOOR) if council else None
        self.door = card(council, door) if council and door else None


class More(Step):
    """Somebody who has just said "no" may want to say why."""

    code = "more"
    question = _l("Do you want to tell us more?")
    body = "young_people/views/more.html"

    safe_words = LongTextField(_l("Your words"), thing=_l("Your answer"))

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("safe") in NOT_SAFE


VIEWS = Journey(
    code="views",
    kind=Kind.VIEWS,
    endpoint="young_people.views",
    title=_l("Tell us what you think"),
    folder="young_people/views",
    steps=[
        WithWhom,
        AnotherTime,
        Age,
        Place,
        FurtherAway,
        Feeling,
        HadSay,
        GoingWell,
        Hard,
        Wish,
        Safe,
        HelpNow,
        More,
        WouldYouLikeContact,
        SafeWays,
        SafeTimes,
        WhoYouAre,
    ],
    lifetime=timedelta(hours=2),
    send_anytime=True,
    resumable=False,
    check_heading=_l("Look at your words before you send them"),
)
