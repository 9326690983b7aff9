"""Where the family is: with its decision, and on the map."""

from __future__ import annotations

from portal.journeys import Label, Step
from portal.submissions.council_steps import CouncilStep, ElsewhereStep, OtherCouncilStep, PostcodeStep
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, PostcodeField


class WhereYouAre(Step):
    """Decides whether school is asked about at all."""

    code = "where-you-are"
    question = _l("Where are you with home education?")
    why = _l("It helps the team start in the right place, and saves you questions that do not fit.")

    stage = ChoiceField(
        question,
        hint=_l("You can write to us at any point. Telling us does not tie you to anything."),
        choices=[
            Choice("thinking", _l("We are thinking about it"), hint=_l("Nothing is decided yet.")),
            Choice("decided", _l("We have decided to home educate and have not started")),
            Choice("already", _l("We already home educate")),
            Choice("never_school", _l("We home educate and our child has never been to a school")),
            Choice("moved_here", _l("We home educated before and have moved to this area")),
        ],
    )


class Postcode(PostcodeStep):
    """The family's home."""

    question = _l("What is your home postcode?")
    label = Label.MUST  # an answer is needed, a postcode is not
    needed = True
    why = _l("It tells us which council you belong to. We look it up here and ask no other company.")

    no_postcode = ChoiceField(
        question,
        hint=_l("Council borders run through the middle of towns and villages. A full postcode shows your side."),
        choices=[
            Choice("have_it", _l("I have a postcode"), reveals="postcode"),
            Choice("no_fixed_address", _l("We have no fixed address")),
            Choice("just_moved", _l("We have just moved and I do not know it yet")),
            Choice("rather_not_say", _l("I would rather not say")),
        ],
        required=_l("Choose “I have a postcode”, or the answer that fits you best"),
    )
    postcode = PostcodeField(_l("Postcode"), required=_l("Enter your postcode"), autocomplete="postal-code")


class OtherCouncil(OtherCouncilStep):
    """In the family's words."""

    body = "families/notify/other_council.html"
    needed = True
    why = _l("Each family belongs to one council. We only send to the councils on this site.")


class Council(CouncilStep):
    """In the family's words."""

    needed = True
    why = _l("We need this to find the right team. If you are not sure, say so and we will find out.")

    council = ChoiceField(
        CouncilStep.question,
        hint=_l("It is the one that you pay council tax to. Its name is on the bill."),
        required=_l("Choose your council, or “I am not sure”"),
    )


class Elsewhere(ElsewhereStep):
    """In the family's words."""

    label = Label.NONE
    body = "families/notify/elsewhere.html"
