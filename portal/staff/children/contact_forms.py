"""The forms of the contact log: in full at a desk, and in five taps on a doorstep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.accounts import Staff
from portal.casework.contact_log import IN_PERSON, Came, Contact, Health, Views, Way, Whom
from portal.directory import hours
from portal.register.statuses import EARLIEST
from portal.staff.children.contact_wording import CAME, HEALTH, VIEWS, WAYS, WHOM
from portal.web.fields import JSON, Choice, ChoiceField, ChoicesField, DateField, LongTextField, SelectField, TextField
from portal.web.fields.date import today
from portal.web.forms import Form

TEAM = "team"
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


def _choices(words: Mapping[Any, str], **reveals: str) -> list[Choice]:
    return [Choice(str(code), text, reveals=reveals.get(str(code))) for code, text in words.items()]


class ContactForm(Form):
    """One contact, or one try. The view fills in whose a next step can be."""

    way = SelectField("How was it?", choices=_choices(WAYS), required="Choose how it was")
    on = DateField(
        "Which day was it?", required="Enter the day", thing="The day", earliest=lambda: EARLIEST, past_only=True
    )
    came = ChoiceField("What came of it?", choices=_choices(CAME), required="Choose what came of it")
    whom = ChoicesField("With whom was it, or who was it meant for?", choices=_choices(WHOM))
    there = TextField("Who was there? (optional)", hint="Names, and who they are.", at_most=500, thing="Who was there")
    child_seen = ChoiceField(
        "Did you see the child in person?",
        choices=[Choice("yes", "Yes", reveals="seen_alone"), Choice("no", "No")],
    )
    seen_alone = ChoiceField(
        "Did you see the child alone, without a parent?",
        choices=YES_NO,
        inline=True,
        required="Say whether you saw the child alone",
    )
    views = ChoiceField("Did you ask what the child thinks?", choices=_choices(VIEWS, not_asked="views_why"))
    views_why = TextField("Why not?", required="Say why the child was not asked", at_most=500, thing="Why not")
    health = ChoiceField(
        "Did you ask about health appointments and vaccinations?",
        hint="Whether they are registered with a doctor and a dentist, and how they hear of vaccinations.",
        choices=_choices(HEALTH),
    )
    said = LongTextField("What was said, and what came of it? (optional)", at_most=8000, rows=6, thing="What was said")
    next_step = TextField("What is the next step? (optional)", at_most=300, thing="The next step")
    next_on = DateField("By which day?", thing="The day of the next step", latest=lambda: today() + timedelta(3 * 366))
    next_by = SelectField("Whose is it?", nothing="Mine")
    happened = ChoicesField(
        "Has it happened already?", choices=[Choice("yes", "Yes. Write it down, and tell those who safeguard.")]
    )

    def offer(self, people: Iterable[Staff], me: Staff) -> None:
        """Those whom a next step can be given to."""
        others = [Choice(str(one.id), one.name) for one in people if one.id != me.id]
        self.next_by.choices = [*others, Choice(TEAM, "The team’s, until somebody takes it")]

    def agrees(self) -> bool:
        """Say beside the fields what does not go together. True if nothing is wrong."""
        way, came, seen = Way(self.way.data), Came(self.came.data), self.child_seen.data
        if came == Came.REACHED and not self.whom.data:
            self.fail("Choose with whom it was", "whom")
        if way in IN_PERSON and came == Came.REACHED and not seen:
            self.fail("Say whether you saw the child", "child_seen")
        if seen == "yes" and way not in IN_PERSON:
            self.fail("A child is seen in person only. Say in words how you talked", "child_seen")
        elif seen == "yes" and came != Came.REACHED:
            self.fail("You say that nobody was reached. Check both answers", "child_seen")
        if self.next_step.data and not self.next_on.data:
            self.fail("Say by which day the next step is due", "next_on")
        elif self.next_on.data and not self.next_step.data:
            self.fail("Say what the next step is", "next_step")
        elif self.next_on.data and self.on.data and self.next_on.data < self.on.data:
            self.fail("The next step cannot be due before this contact", "next_on")
        return not self.errors

    def contact(self, me: Staff) -> Contact:
        """What was typed. Validate first."""
        to = self.next_by.data
        return Contact(
            way=Way(self.way.data),
            on=self.on.data,
            came=Came(self.came.data),
            whom=tuple(one for one in Whom if one in self.whom.chosen),
            there=self.there.data,
            child_seen=self.child_seen.data == "yes",
            seen_alone=self.seen_alone.data == "yes",
            views=Views(self.views.data) if self.views.data else None,
            views_why=self.views_why.data,
            health=Health(self.health.data) if self.health.data else None,
            said=self.said.data,
            next_step=self.next_step.data,
            next_on=self.next_on.data,
            next_by=None if to == TEAM else UUID(to) if to else me.id,
        )


class CorrectForm(ContactForm):
    """The same, with why it is written anew."""

    why_anew = TextField(
        "Why is it written anew?",
        hint="It stays readable as it was, struck out, with this beside it.",
        required="Say why it is written anew",
        at_most=300,
        thing="Why it is written anew",
    )


class StrikeForm(Form):
    """Why an entry never was so."""

    why_struck = TextField(
        "Why is it wrong?",
        hint="It stays readable, struck out, with this beside it.",
        required="Say why it is wrong",
        at_most=300,
        thing="Why it is wrong",
    )


class StepForm(Form):
    """One button."""


QUICK_NEXT: Mapping[str, tuple[str, str, int]] = {
    "none": ("Nothing now", "", 0),
    "call": ("Call them in the next 2 working days", "Call them", 2),
    "again": ("Come again within 5 working days", "Come again", 5),
    "write": ("Write to them within 5 working days", "Write to them", 5),
    "safeguarding": ("Talk to those who safeguard, today", "Talk to those who safeguard", 0),
}
"""What comes next after a doorstep: the button, the words of the step, and in how many working days it is due."""


class QuickForm(Form):
    """A visit at home, today, while standing in front of the door."""

    was_in = ChoiceField(
        "Was anybody in?",
        choices=[
            Choice("reached", "Yes", reveals="saw_child"),
            Choice("nobody_in", "Nobody in"),
            Choice("moved", "They seem to have moved"),
        ],
        required="Say whether anybody was in",
    )
    saw_child = ChoiceField(
        "Did you see the child?",
        choices=[Choice("yes", "Yes", reveals="saw_alone"), Choice("no", "No")],
        required="Say whether you saw the child",
    )
    saw_alone = ChoiceField("Alone, without a parent?", choices=YES_NO, required="Say whether you saw the child alone")
    health = ChoicesField(
        "Health", choices=[Choice("yes", "I asked about health appointments and vaccinations")], thing="Health"
    )
    what_next = ChoiceField(
        "What comes next?",
        choices=[Choice(code, words) for code, (words, _, _) in QUICK_NEXT.items()],
        required="Choose what comes next",
    )
    line = TextField("One line (optional)", at_most=300, thing="Your line")
    happened = ChoicesField(
        "Has it happened already?", choices=[Choice("yes", "Yes. Write it down, and tell those who safeguard.")]
    )

    def contact(self, me: Staff, day: date) -> Contact:
        """What was tapped. Validate first."""
        came, seen = Came(self.was_in.data), self.saw_child.data == "yes"
        _, step, days = QUICK_NEXT[self.what_next.data]
        met = ((Whom.CHILD,) if seen else ()) + (Whom.FAMILY,)
        return Contact(
            way=Way.VISIT_HOME,
            on=day,
            came=came,
            whom=met if came == Came.REACHED else (),
            child_seen=seen,
            seen_alone=self.saw_alone.data == "yes",
            health=Health.YES if came == Came.REACHED and self.health.data else None,
            said=self.line.data,
            next_step=step,
            next_on=(hours.working_days_after(day, days) if days else day) if step else None,
            next_by=me.id,
        )


class BeginForm(Form):
    """Whom somebody wants to reach, and how, before they do."""

    how = SelectField("How do you want to get in touch?", choices=_choices(WAYS), required="Choose how")
    who = ChoiceField(
        "With whom?",
        choices=[
            Choice("child", "With the child, or where the child may hear of it"),
            Choice("others", "With parents or others only"),
        ],
        required="Choose with whom",
    )


def answers_of(contact: Contact) -> dict[str, JSON]:
    """A contact that was written as the answers of its form."""
    return {
        "way": contact.way,
        "on": contact.on.isoformat(),
        "came": contact.came,
        "whom": [str(one) for one in contact.whom],
        "there": contact.there,
        "child_seen": "yes" if contact.child_seen else "no" if contact.way in IN_PERSON else None,
        "seen_alone": "yes" if contact.seen_alone else "no" if contact.child_seen else None,
        "views": contact.views,
        "views_why": contact.views_why,
        "health": contact.health,
        "said": contact.said,
        "next_step": contact.next_step,
        "next_on": contact.next_on.isoformat() if contact.next_on else None,
        "next_by": None if contact.next_on is None else str(contact.next_by) if contact.next_by else TEAM,
    }
