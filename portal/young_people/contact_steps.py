"""How it is safe to reach a young person, if they want that at all."""

from __future__ import annotations

from datetime import date, timedelta

from portal.journeys import Answers, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, DateField, EmailField, LongTextField, PhoneField, TextField, today
from portal.young_people.wording import NOT_SAYING, NOT_SURE_CHOICE


def long_ago() -> date:
    """Before any young person of today was born."""
    return today() - timedelta(days=26 * 366)


class WouldYouLikeContact(Step):
    """Theirs to choose, with the one honest limit beside it."""

    code = "someone"
    question = _l("Would you like someone to get in touch?")

    wants_contact = ChoiceField(
        question,
        hint=_l("It is okay to say no. If we worry that you are not safe, someone may still have to check on you."),
        choices=[Choice("yes", _l("Yes, please")), Choice("no", _l("No, thank you")), NOT_SURE_CHOICE, NOT_SAYING],
    )


class SafeWays(Step):
    """The number or address stands under the way it belongs to, so no other way is ever tried by mistake."""

    code = "safe-ways"
    question = _l("How is it safe to reach you?")

    contact_how = ChoiceField(
        question,
        hint=_l("Choose a way that only you will see or hear."),
        choices=[
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
            NOT_SAYING,
        ],
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

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("wants_contact") in ("yes", "not_sure")


class SafeTimes(Step):
    """When, whether a message may wait, and who must not know: read by the team before it dials."""

    code = "safe-times"
    question = _l("When is it safe?")
    guidance = _l("We tell the team what you write here. You can leave out any of it.")

    safe_when = TextField(_l("What days and times are good?"), hint=_l("For example, Tuesdays after 3."), at_most=200)
    message_ok = ChoiceField(
        _l("If you do not answer, may we leave a message?"),
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No")), NOT_SAYING],
    )
    must_not_know = TextField(_l("Who should not know that we got in touch?"), at_most=200)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("contact_how") not in (None, NOT_SAYING.code)


class WhoYouAre(Step):
    """Optional to the end; says what leaving it out means."""

    code = "who-you-are"
    question = _l("Would you like to tell us who you are?")
    guidance = _l("You can leave this empty. If you do, it is harder for us to find you and help.")

    called = TextField(_l("What should we call you?"), hint=_l("Your real name or another one."), at_most=100)
    born = DateField(
        _l("When were you born?"),
        hint=_l("For example, 27 3 2014"),
        thing=_l("Your date of birth"),
        earliest=long_ago,
        latest=today,
    )
    area = TextField(_l("Which town or village do you live in?"), at_most=100)
