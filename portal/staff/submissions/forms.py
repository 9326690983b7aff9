"""What can be done with a submission, as forms. The names of all fields differ: they stand on one page."""

from __future__ import annotations

from portal.casework.triage import Outcome
from portal.web.fields import Choice, ChoiceField, LongTextField, SelectField
from portal.web.forms import Form

OUTCOMES = {
    Outcome.DONE: "Answered or acted on",
    Outcome.CASE: "It goes on in our own case system",
    Outcome.KNOWN: "We knew this already",
    Outcome.MISTAKE: "Sent by mistake, or a test",
}


class TakeForm(Form):
    """One button."""


class AssignForm(Form):
    """Whom to give it to; the view fills in who can have it."""

    give_to = SelectField("Give it to", required="Choose who gets it")


class NoteForm(Form):
    """A line for the history."""

    note = LongTextField("Note", hint="Everyone who can read this submission can read it.", required="Write the note")


class PassForm(Form):
    """Where it belongs, and why; the view fills in the teams."""

    to_team = SelectField("Team", required="Choose the team it belongs to")
    reason = LongTextField(
        "Why does it belong there?",
        hint="The other team reads this with it.",
        required="Write why it belongs to the other team",
        at_most=1000,
        rows=3,
    )


class CloseForm(Form):
    """What came of it."""

    outcome = ChoiceField(
        "What came of it?",
        choices=[Choice(code, words) for code, words in OUTCOMES.items()],
        required="Choose what came of it",
    )
    closing_words = LongTextField("In a few words (optional)", at_most=1000, rows=3)


class FromAPersonForm(Form):
    """One button."""


class ResendForm(Form):
    """One button."""
