"""Which team knows the family: by the postcode of the home that the change is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.families.steps import place
from portal.journeys import Answers, Label
from portal.submissions.council_steps import PostcodeStep
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, PostcodeField

NEW_HOME = _l("What is the postcode of your new home?")
OLD_HOME = _l("What is the postcode of the home that you leave, or have left?")
KNOWN_HOME = _l("What is the postcode of the home that the council knows?")
HERE = _l("What is your home postcode?")
LEFT = _l("Which council’s area do you leave, or have you left?")
QUESTIONS: Mapping[str, Any] = {"moved_in": NEW_HOME, "moved_out": OLD_HOME, "contact": KNOWN_HOME}
HINTS: Mapping[str, Any] = {
    "moved_in": _l("It shows which council is yours now."),
    "moved_out": _l("The team there knows you. We ask where you move to on the next pages."),
    "contact": _l("If your address is new, give the postcode of the one before. We ask for the new one next."),
}


class Postcode(PostcodeStep):
    """The home that the team knows: for a family that moves away the old one, for one that comes the new one."""

    question = HERE
    label = Label.NONE  # an answer is needed, a postcode is not
    why = _l("It tells us which council you belong to. We look it up here and ask no other company.")
    worded_by = ("what_changed",)

    no_postcode = ChoiceField(
        question,
        hint=_l("Council borders run through the middle of towns and villages. A full postcode shows your side."),
        choices=[
            Choice("have_it", _l("I have a postcode"), reveals="postcode"),
            Choice("no_fixed_address", _l("We have no fixed address")),
            Choice("just_moved", _l("I do not know it")),
            Choice("rather_not_say", _l("I would rather not say")),
        ],
        required=_l("Choose “I have a postcode”, or the answer that fits you best"),
    )
    postcode = PostcodeField(_l("Postcode"), required=_l("Enter the postcode"), autocomplete="postal-code")

    def prepare(self, answers: Answers) -> None:
        what = answers.get("what_changed") or ""
        self.question = QUESTIONS.get(what, HERE)  # type: ignore[misc]  # this form's own heading
        self.no_postcode.label.text = str(self.question)
        self.no_postcode.hint = HINTS.get(what, self.no_postcode.hint)
        if what == "moved_out":
            self.postcode.autocomplete = "off"  # a browser would fill in the home of today


class Council(place.Council):
    """Asked when the postcode does not decide."""

    def prepare(self, answers: Answers) -> None:
        super().prepare(answers)
        if answers.get("what_changed") == "moved_out":
            self.question = LEFT  # type: ignore[misc]
            self.council.label.text = str(self.question)
