"""Whom they would like to talk to, and how it is safe to reach them, if they want that at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flask import current_app

from portal.config import Config
from portal.journeys import Answers
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import (
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    LongTextField,
    PhoneField,
    TextField,
    today,
)
from portal.young_people.wording import NOT_SAYING, NOT_SURE_CHOICE, Question, Wording


def long_ago() -> date:
    """Before any young person of today was born."""
    return today() - timedelta(days=26 * 366)


class Someone(Question):
    """Theirs to choose, with the one honest limit beside it."""

    code = "someone"
    question = _l("Would you like to talk to someone?")
    shows = "talk"

    wants_contact = ChoiceField(
        question,
        hint=_l("It is okay to say no. If we worry that you are not safe, someone may still have to check on you."),
        choices=[Choice("yes", _l("Yes, please")), Choice("no", _l("No, thank you")), NOT_SURE_CHOICE, NOT_SAYING],
    )


class WithWhomToTalk(Question):
    """Who, and whether alone: a child is nearly always seen in the presence of parents (seed A)."""

    code = "which-one"
    question = _l("Who would you like to talk to?")
    shows = "talk"

    talk_to = ChoicesField(
        _l("You can choose more than one"),
        choices=[
            Choice("home_education", _l("Someone who knows about learning at home")),
            Choice("school_nurse", _l("A school nurse"), hint=_l("For your body and your feelings.")),
            Choice("youth_worker", _l("A youth worker")),
            Choice("safety_person", _l("Someone who keeps children safe")),
            Choice("someone_else", _l("Someone else"), reveals="talk_words"),
        ],
        thing=_l("Your answer"),
    )
    talk_words = TextField(_l("Who would that be?"), at_most=200)
    talk_with = ChoiceField(
        _l("How would you like to talk?"),
        choices=[
            Choice("alone", _l("On my own with them")),
            Choice("with_someone", _l("With someone I choose beside me")),
            NOT_SURE_CHOICE,
            NOT_SAYING,
        ],
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return _may_be_reached(answers)

    def word(self, chosen: Wording) -> None:
        if chosen is Wording.YOUNG:
            self.talk_to.choices = self.talk_to.choices[:2]
            del self.talk_words


class SafeWays(Question):
    """The number or address stands under the way it belongs to, so no other way is ever tried by mistake."""

    code = "details"
    question = _l("How is it safe to reach you?")
    shows = "key"

    contact_how = ChoiceField(
        question,
        hint=_l("Choose a way that only you will see or hear."),
        choices=[
            Choice(
                "by_code",
                _l("Only here, with my own code"),
                hint=_l("You get five words when you send this. With them you can read an answer here."),
                reveals="notice_email",
            ),
            Choice("text_me", _l("Text me"), reveals="text_number"),
            Choice("call_me", _l("Call me"), reveals="call_number"),
            Choice("email_me", _l("Email me"), reveals="own_email"),
            Choice("through_someone", _l("Through someone I trust"), reveals="through_whom"),
            Choice(
                "write_to_me",
                _l("Send me a letter"),
                hint=_l("Someone else at home might open it."),
                reveals="letter_address",
            ),
            Choice("not_at_all", _l("Please do not get in touch")),
            NOT_SAYING,
        ],
    )
    notice_email = EmailField(
        _l("May we email you when there is an answer?"),
        hint=_l("Leave this empty if anyone else can read your emails. The email only says: someone has answered."),
    )
    text_number = PhoneField(_l("What number can we text?"), required=_l("Write the number we can text"))
    call_number = PhoneField(_l("What number can we call?"), required=_l("Write the number we can call"))
    own_email = EmailField(_l("What is your email address?"), required=_l("Write your email address"))
    through_whom = LongTextField(
        _l("Who is it, and how do we reach them?"),
        hint=_l("It could be an aunt, a neighbour or a youth worker."),
        required=_l("Write who it is and how we reach them"),
        at_most=500,
    )
    letter_address = LongTextField(
        _l("What is the address?"), required=_l("Write the address for the letter"), at_most=500
    )

    def word(self, chosen: Wording) -> None:
        config: Config = current_app.extensions["portal.config"]
        if not config.neutral_mail_from:  # a mail whose sender names the council's office is safe for nobody
            by_code, *others = self.contact_how.choices
            self.contact_how.choices = [replace(by_code, reveals=None), *others]
            del self.notice_email

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return _may_be_reached(answers)


class SafeTimes(Question):
    """When, where, and who must not know: what the team has before it when it gets in touch."""

    code = "days"
    question = _l("When is it safe?")
    guidance = _l("We tell the team what you write here. You can leave out any of it.")
    shows = "clock"

    safe_when = TextField(_l("What days and times are good?"), hint=_l("For example, Tuesdays after 3."), at_most=200)
    safe_where = TextField(
        _l("Where is a safe place to talk?"), hint=_l("For example, at my gran’s or in the library."), at_most=200
    )
    safe_word = TextField(
        _l("Is there a word we can say, so that you know it is us?"), hint=_l("For example, “bananas”."), at_most=60
    )
    message_ok = ChoiceField(
        _l("If you do not answer, may we leave a message?"),
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No")), NOT_SAYING],
    )
    may_write = ChoiceField(
        _l("May we send you letters?"),
        hint=_l("Someone else at home might open them."),
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No")), NOT_SAYING],
    )
    must_not_know = TextField(_l("Who should not know that we got in touch?"), at_most=200)

    worded_by = (*Question.worded_by, "contact_how")

    def prepare(self, answers: Answers) -> None:
        super().prepare(answers)
        how = answers.get("contact_how")
        if how in ("email_me", "write_to_me"):
            del self.message_ok
        if how == "write_to_me":
            del self.may_write

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("contact_how") not in (None, NOT_SAYING.code, "by_code", "not_at_all")


class WhoYouAre(Question):
    """Optional to the end; says what leaving it out means."""

    code = "who-you-are"
    question = _l("Would you like to tell us who you are?")
    guidance = _l("You can leave this empty. If you do, it is harder for us to find you and help.")
    shows = "card"

    called = TextField(_l("What should we call you?"), hint=_l("Your real name or another one."), at_most=100)
    born = DateField(
        _l("When were you born?"),
        hint=_l("For example, 27 3 2014"),
        thing=_l("Your date of birth"),
        earliest=long_ago,
        latest=today,
    )
    area = TextField(_l("Which town or village do you live in?"), at_most=100)


def _may_be_reached(answers: Answers) -> bool:
    return answers.get("wants_contact") in ("yes", "not_sure")
