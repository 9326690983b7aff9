"""The questions that find the right council. The three public faces ask them in their own words."""

from __future__ import annotations

from flask import g

from portal.directory import Directory, snapshot
from portal.directory.postcodes import Found, Outside, Unknown, find
from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, PostcodeField

ELSEWHERE = "elsewhere"
NOT_SURE = "not_sure"


def council_of(answers: Answers) -> str | None:
    """The code of the served council that these answers lead to: found by the postcode, or else chosen.

    None when it is not known, which is the site's duty team's to sort out.
    """
    directory = snapshot()
    found = _found(answers, directory)
    if isinstance(found, Found):
        return found.council_code
    served = {council.code for council in directory.councils}
    chosen = answers.get("council")
    return chosen if chosen in served else None


def outside(answers: Answers) -> Outside | None:
    """Where the postcode lies, when no council of this site serves it; None otherwise. Its name may be unknown."""
    found = _found(answers, snapshot())
    return found if isinstance(found, Outside) else None


def served_councils() -> list[Choice]:
    """The councils of this site as choices, in the order of the alphabet."""
    return [Choice(one.code, one.short_name) for one in snapshot().councils]


def served_names() -> list[str]:
    """The same councils by their whole names."""
    return [one.name for one in snapshot().councils]


def _found(answers: Answers, directory: Directory) -> Found | Outside | Unknown | None:
    postcode = answers.get("postcode")
    if not postcode:
        return None
    known: dict[tuple[int, str], Found | Outside | Unknown] = g.setdefault("places", {})  # a page asks many times
    key = (directory.version, postcode)
    if key not in known:
        known[key] = find(postcode, directory=directory)
    return known[key]


class PostcodeStep(Step):
    """Decides the council: districts straddle councils, so only the full postcode does."""

    code = "postcode"

    postcode = PostcodeField(_l("Postcode"), autocomplete="postal-code")


class OtherCouncilStep(Step):
    """The postcode lies with a council that is not served here. A border can be wrong, so the person decides."""

    code = "other-council"
    question = _l("Is this your council?")
    label = Label.MUST

    where_next = ChoiceField(
        _l("What would you like to do?"),
        choices=[
            Choice("theirs", _l("Yes, show me how to reach it")),
            Choice("ours", _l("No, my council is one of those on this site")),
        ],
        required=_l("Choose “Yes” or “No”"),
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return outside(answers) is not None

    def prepare(self, answers: Answers) -> None:
        self.place = outside(answers)
        self.served = served_names()


class CouncilStep(Step):
    """Asked when the postcode does not decide."""

    code = "council"
    question = _l("Which is your council?")
    label = Label.MUST

    council = ChoiceField(question, required=_l("Choose your council, or “I am not sure”"))

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        if outside(answers):
            return bool(answers.get("where_next") == "ours")
        return council_of(answers) is None

    def prepare(self, answers: Answers) -> None:
        self.council.choices = [
            *served_councils(),
            Choice(
                NOT_SURE,
                _l("I am not sure"),
                hint=_l("Somebody reads it and passes it to the right council."),
                divider_before=True,
            ),
            Choice(ELSEWHERE, _l("Another council")),
        ]


class ElsewhereStep(Step):
    """The end for those whom another council serves: where to find it, and that nothing was sent."""

    code = "elsewhere"
    question = _l("Please contact your own council")
    label = Label.NONE
    ends = True

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("where_next") == "theirs" or answers.get("council") == ELSEWHERE

    def prepare(self, answers: Answers) -> None:
        self.place = outside(answers)
        self.served = served_names()
