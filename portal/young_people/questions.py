"""What a young person is asked: one core, put in the words of their age. Each can be left out."""

from __future__ import annotations

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, LongTextField
from portal.young_people.wording import NOT_SAYING, NOT_SURE_CHOICE, YES_OR_NO, Question, Wording

ANSWER = _l("Your answer")
EMPTY_IS_OKAY = _l("A few words are enough. You can leave it empty.")
OFTEN = (
    Choice("yes", _l("Yes")),
    Choice("some", _l("Sometimes")),
    Choice("no", _l("No")),
    NOT_SURE_CHOICE,
    NOT_SAYING,
)


class Feeling(Question):
    """Words with faces, as many good as bad; three up to 11, for fewer can tell five apart (peers D)."""

    code = "feeling"
    question = _l("How do you feel about learning at home?")
    young = _l("Do you like learning at home?")
    shows = "feelings"

    feeling = ChoiceField(
        question,
        hint=_l("There is no right answer."),
        choices=[
            Choice("great", _l("Great"), picture="face-great"),
            Choice("good", _l("Good"), picture="face-good"),
            Choice("okay", _l("Okay"), picture="face-okay"),
            Choice("not_good", _l("Not good"), picture="face-not-good"),
            Choice("bad", _l("Bad"), picture="face-bad"),
            *YES_OR_NO,
        ],
    )

    def word(self, chosen: Wording) -> None:
        *faces, yes, no, not_sure, unsaid = self.feeling.choices
        if chosen is Wording.YOUNG:
            self.feeling.choices = [yes, no, not_sure, unsaid]
        elif chosen is Wording.EASY:
            self.feeling.choices = [*faces[1:4], unsaid]
        else:
            self.feeling.choices = [*faces, unsaid]


class HadSay(Question):
    """Whether the decision heard the child (seed A, point 2)."""

    code = "your-say"
    question = _l("Did you get a say?")
    young = _l("Did someone ask what you want?")
    shows = "raise-hand"

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

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            self.had_say.hint = _l("Before you began to learn at home.")
            self.had_say.choices = YES_OR_NO


class GoodAndHard(Question):
    """In their own words; the youngest get one box instead of two."""

    code = "good-and-hard"
    question = _l("What is good, and what is hard?")
    young = _l("What do you want to tell us?")
    guidance = _l("You are not in trouble, whatever you write.")
    shows = "pencil"

    going_well = LongTextField(_l("What is going well?"), hint=EMPTY_IS_OKAY, thing=ANSWER)
    hard = LongTextField(_l("What is hard?"), hint=_l("It can be big or small."), thing=ANSWER)

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            self.call({"going_well": _l("It can be a good thing or a bad thing.")})
            del self.hard


class Wish(Question):
    """What they would like; nobody promises it."""

    code = "wish"
    question = _l("What would you like to happen?")
    young = _l("Would you like to go to a school?")
    shows = "school"

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
    wish_words = LongTextField(_l("Tell us more, if you like"), thing=ANSWER)

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            del self.wish_words
            self.wish.choices = [
                Choice("go_school", _l("Yes"), picture="yes"),
                Choice("stay_home", _l("No"), picture="no"),
                *YES_OR_NO[2:],
            ]


class People(Question):
    """Friends and things to do, and an adult to turn to."""

    code = "people"
    question = _l("The people you know")
    young = _l("Friends and grown-ups")
    shows = "friends"

    friends = ChoiceField(
        _l("Do you see friends and do things that you like, as often as you want?"),
        choices=OFTEN,
    )
    friends_words = LongTextField(_l("What would you like to do more?"), hint=EMPTY_IS_OKAY, thing=ANSWER)
    trusted_adult = ChoiceField(
        _l("Is there an adult you trust?"),
        hint=_l("Someone you could tell if something was wrong."),
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No")), NOT_SURE_CHOICE, NOT_SAYING],
    )

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            del self.friends_words
            self.call(
                {
                    "friends": _l("Do you play with other children?"),
                    "trusted_adult": _l("Is there a grown-up you can tell when you are sad?"),
                }
            )
            self.trusted_adult.hint = None
            self.friends.choices = self.trusted_adult.choices = YES_OR_NO


class HelpToLearn(Question):
    """Whether they get the help they need, special needs among it."""

    code = "help-to-learn"
    question = _l("Do you get the help you need to learn?")
    young = _l("Does someone help you to learn?")
    shows = "extra-help"

    help_learn = ChoiceField(
        question,
        hint=_l("It can be help with reading, or books, or a computer, or any other help."),
        choices=[
            *OFTEN[:2],
            Choice("no", _l("No"), reveals="help_words"),
            *OFTEN[3:],
        ],
    )
    help_words = LongTextField(_l("What would help you?"), hint=EMPTY_IS_OKAY, thing=ANSWER)

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            del self.help_words
            self.help_learn.hint = None
            self.help_learn.choices = YES_OR_NO


class Health(Question):
    """Whether health care reaches them, now that no school nurse comes by (seed A, point 5)."""

    code = "health"
    question = _l("Can you see a doctor or a dentist when you need to?")
    young = _l("Do you see a doctor when you are ill?")
    shows = "doctor"

    health = ChoiceField(question, choices=OFTEN)

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            self.health.choices = YES_OR_NO
