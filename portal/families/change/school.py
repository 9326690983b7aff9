"""Back to school, or not gone after all. A place can go to somebody else within days, so these come first."""

from __future__ import annotations

from portal.directory import ContactKind, Team, snapshot
from portal.families.change.what import ChangeStep
from portal.journeys import Answers
from portal.submissions.council_steps import council_of
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, DateField, LongTextField, TextField
from portal.words import TeamRole

BACK = ("back_to_school",)
FOUND = "found"


class _Admissions(ChangeStep):
    """A page that says where a school place is asked for: with the council's admissions team, never here."""

    def prepare(self, answers: Answers) -> None:
        directory = snapshot()
        code = council_of(answers)
        council = directory.council(code) if code else None
        team = directory.team_for(council.code, TeamRole.ADMISSIONS) if council else None
        self.admissions = team.name if team else None
        self.website = _website(team) or (council.website if council else None)


class SchoolPlace(ChangeStep):
    """The first thing that whoever reads it has to know."""

    code = "school-place"
    question = _l("Is there a school place already?")
    why = _l("It tells the team what to do first. A place can go quickly, so this is looked at before other messages.")
    of = BACK

    school_place = ChoiceField(
        question,
        choices=[
            Choice(FOUND, _l("Yes, we have a place")),
            Choice("asked_for", _l("Not yet: we have asked for one and wait for the answer")),
            Choice("wanted", _l("No: we want one and have not asked for it yet")),
            Choice("thinking", _l("We are only thinking about it")),
        ],
    )


class SchoolFound(ChangeStep):
    """Enough for the team to close its side."""

    code = "school-found"
    of = BACK
    question = _l("Which school is it, and from when?")
    guidance = _l("Until the first day there, your child goes on learning at home.")
    why = _l("The team can then close its side, and need not write to you about home education any more.")

    new_school = TextField(_l("Name of the school"), at_most=200)
    starts_on = DateField(
        _l("First day there, if you know it"), hint=_l("For example, 5 1 2027"), thing=_l("The first day there")
    )
    found_help = LongTextField(
        _l("Is there anything that would help your child to start well?"), thing=_l("Your answer")
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return super().asked(answers) and answers.get("school_place") == FOUND


class SchoolWanted(_Admissions):
    """What they hope for, and that asking for it is done elsewhere."""

    code = "school-wanted"
    of = BACK
    question = _l("Which school would you like?")
    body = "families/change/school_wanted.html"
    why = _l("The team can tell you what it knows about places, and what help there is with going back.")

    schools_wanted = LongTextField(
        _l("The schools that you have in mind"),
        hint=_l("One or several. If you do not know yet, leave this empty."),
        thing=_l("Your answer"),
        at_most=1000,
        rows=3,
    )
    wanted_from = TextField(
        _l("When should it be?"), hint=_l("For example, as soon as there is a place, or after Easter."), at_most=200
    )
    wanted_help = LongTextField(
        _l("What would help your child to go back?"),
        hint=_l("For example, support with learning, shorter days at first, or a talk about what went wrong before."),
        thing=_l("Your answer"),
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return super().asked(answers) and answers.get("school_place") != FOUND


class ChangedMind(_Admissions):
    """The place may still be there. What keeps it is a word to the school, so that comes before any question."""

    code = "changed-mind"
    question = _l("Tell the school today")
    body = "families/change/changed_mind.html"
    why = _l("With the name of the school and how far things are, the team can ask about the place for you.")
    of = ("changed_mind",)

    kept_school = TextField(_l("Name of the school"), at_most=200)
    place_now = ChoiceField(
        _l("How far are things?"),
        choices=[
            Choice("not_written", _l("We have not written to the school that our child would leave")),
            Choice("written", _l("We have written, and our child may still be on the school’s list")),
            Choice("off_roll", _l("The school has taken our child off its list")),
            Choice("offer", _l("A place was offered for later, and we had turned it down or not answered")),
            Choice("not_sure", _l("I am not sure")),
        ],
    )
    mind_help = LongTextField(_l("Is there anything that would help now?"), thing=_l("Your answer"))


def _website(team: Team | None) -> str | None:
    """The team's own page, where it has one."""
    contacts = team.contacts if team else ()
    return next((one.value for one in contacts if one.kind is ContactKind.WEBSITE), None)
