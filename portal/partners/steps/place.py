"""Danger first, then which council; whoever says "danger" is given numbers to call and no form."""

from __future__ import annotations

from portal.directory import snapshot
from portal.directory.cards import Card, card
from portal.journeys import Answers, Label, Step
from portal.submissions.council_steps import (
    CouncilStep,
    ElsewhereStep,
    OtherCouncilStep,
    PostcodeStep,
    council_of,
    outside,
)
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, PostcodeField
from portal.words import TeamRole


def front_doors(answers: Answers) -> list[Card]:
    """The safeguarding front door of the council that these answers lead to; of every council while none is known."""
    directory = snapshot()
    chosen = council_of(answers)
    councils = [one for one in directory.councils if chosen in (None, one.code)]
    doors = [(one, directory.team_for(one.code, TeamRole.FRONT_DOOR)) for one in councils]
    return [card(council, team) for council, team in doors if team]


def in_danger(answers: Answers) -> bool:
    """True when a call has to come before any form."""
    return answers.get("in_danger") == "yes"


class InDanger(Step):
    """The first question, because the answer changes everything after it."""

    code = "danger"
    question = _l("Is a child in danger right now?")
    label = Label.MUST
    needed = True

    in_danger = ChoiceField(
        question,
        hint=_l("If so, call 999 first. Do not wait for this form."),
        choices=[
            Choice("yes", _l("Yes, or I think so")),
            Choice("no", _l("No")),
        ],
        required=_l("Choose whether a child is in danger right now"),
    )


class Postcode(PostcodeStep):
    """The child's home, not the office."""

    question = _l("What is the child’s home postcode?")

    postcode = PostcodeField(
        question,
        hint=_l("It decides which council gets this. If you do not know it, leave it empty."),
        thing=_l("Postcode"),
    )


class OtherCouncil(OtherCouncilStep):
    """Not asked in danger: the page to call is next."""

    question = _l("Is this the child’s council?")
    body = "partners/refer/other_council.html"

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return not in_danger(answers) and super().asked(answers)


class Council(CouncilStep):
    """In a professional's words."""

    question = _l("Which council area does the child live in?")


class CallNow(Step):
    """The end in danger: 999 and the front door. A form would only cost time."""

    code = "call-now"
    question = _l("Call now")
    body = "partners/refer/call_now.html"
    label = Label.NONE
    ends = True

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return in_danger(answers)

    def prepare(self, answers: Answers) -> None:
        self.place = outside(answers)
        self.doors = [] if self.place else front_doors(answers)


class Elsewhere(ElsewhereStep):
    """In a professional's words."""

    question = _l("Please contact the child’s own council")
    body = "partners/refer/elsewhere.html"
