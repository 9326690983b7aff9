"""The form for what the public sees of a team: as many contacts as there are, and the hours of each weekday."""

from __future__ import annotations

import re
from datetime import date, time
from functools import cache
from itertools import groupby
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.directory import ContactKind, PublicFacts
from portal.directory.public import WEEKDAYS
from portal.directory.table import LONGEST, Slip
from portal.web.fields import JSON, AnswerField, Choice, ChoiceField, DateField, LongTextField, SelectField, TextField
from portal.web.fields.base import latin_digits
from portal.web.forms import Form

MOST_CONTACTS = 12
"""No more can be added on the page; a file may have said more, and then they are all there."""
MOST_ROWS = 60
STRETCHES = 2
"""Stretches of hours a day: before and after lunch. A team whose file has more gets as many."""
MOST_STRETCHES = 6
WHAT_CHANGED = "what_changed"
KINDS = {
    ContactKind.PHONE: "Phone",
    ContactKind.TEXT: "Text messages",
    ContactKind.EMAIL: "Email",
    ContactKind.WEBSITE: "Website",
}
PARTS = ("kind", "value", "label", "note", "source", "verified_on")
_CONTACT = re.compile(r"contact_(\d{1,3})_(.+)")
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)


class TimeField(TextField):
    """A time of day as people type it: "9", "9:30", "17.00", "5 pm". ``moment`` is what it means."""

    direction = "ltr"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, at_most=20, width=5, **rest)

    @property
    def moment(self) -> time | None:
        """The time; None when nothing was typed, or nothing that is a time."""
        found = _TIME.fullmatch(latin_digits(self.data).strip())
        if not found:
            return None
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
        if half and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p") if half else hour
        return time(hour, minute) if hour < 24 and minute < 60 else None

    def check(self) -> str | None:
        if self.moment is None:
            return f"{self.thing} must be a time, like 9:00 or 5:30 pm"
        return None


class ContactsForm(Form):
    """What is the same for every team. :func:`form_for` adds the contacts and the hours."""

    rows: int
    stretches: int

    about = LongTextField(
        "Who the team is and what it does",
        hint="The public reads this on the team’s card. Write to a 13-year-old: short words, “we” and “you”.",
        at_most=LONGEST,
        rows=3,
        thing="Who the team is",
    )
    bank_holidays = ChoiceField(
        "Is the team closed on bank holidays?", choices=[Choice("yes", "Yes"), Choice("no", "No")], inline=True
    )
    what_changed = TextField(
        "What did you change, and why?",
        hint="Colleagues see this in the history. Write no name of a child or a family.",
        thing="What you changed",
        at_most=200,
    )

    def row(self, number: int) -> list[AnswerField]:
        """The fields of one contact."""
        return [self[f"contact_{number}_{part}"] for part in PARTS]

    def day(self, day: str) -> list[tuple[AnswerField, AnswerField]]:
        """The fields of one weekday: opening and closing, a pair for each stretch."""
        return [(self[f"{day}_{n}_from"], self[f"{day}_{n}_to"]) for n in range(1, self.stretches + 1)]

    def filled_rows(self) -> list[int]:
        """The numbers of the contacts in which anything was typed."""
        return [number for number in range(1, self.rows + 1) if any(_typed(field) for field in self.row(number))]

    def typed(self) -> tuple[dict[str, Any], dict[tuple[str | int, ...], str]]:
        """What was typed, as the fields of a team's table in a file; and for each place in it the name of its field
        here, so that what the rules of the files say can stand beside it. Validate first: a date is read then."""
        contacts: list[dict[str, Any]] = []
        hours: list[dict[str, Any]] = []
        names: dict[tuple[str | int, ...], str] = {("about",): "about"}
        for number in self.filled_rows():
            contacts.append(self._contact(number))
            names |= {("contact", len(contacts), part): f"contact_{number}_{part}" for part in PARTS}
        for day in WEEKDAYS:
            for opens, closes in self.day(day):
                if opens.data or closes.data:
                    times = {"from": opens.moment, "to": closes.moment}
                    hours.append({"day": day, **{name: at for name, at in times.items() if at}})
                    names |= {("hours", len(hours), "from"): opens.name, ("hours", len(hours), "to"): closes.name}
        fields = {
            "about": self.about.data or None,
            "closed_on_bank_holidays": self.bank_holidays.data != "no",
            "contact": contacts,
            "hours": hours,
        }
        return fields, names

    def tell(self, slips: list[Slip], names: dict[tuple[str | int, ...], str]) -> None:
        """Put what the rules of the files say beside the fields; a field says one thing at a time."""
        for slip in slips:
            name = names.get(slip.path)
            if name is None:
                self.fail(slip)
            elif not self[name].errors:
                self.fail(_words(slip, self[name]), name)

    def _contact(self, number: int) -> dict[str, Any]:
        found = {part: field.data or None for part, field in zip(PARTS, self.row(number), strict=True)}
        return {name: value for name, value in found.items() if value is not None}


def form_for(rows: int, stretches: int = STRETCHES) -> type[ContactsForm]:
    """The form with this many contacts, and stretches of hours a day."""
    return _form_for(max(0, min(rows, MOST_ROWS)), max(STRETCHES, min(stretches, MOST_STRETCHES)))


@cache
def _form_for(rows: int, stretches: int) -> type[ContactsForm]:
    fields: dict[str, Any] = {"rows": rows, "stretches": stretches}
    for number in range(1, rows + 1):
        fields |= {f"contact_{number}_{part}": field for part, field in _contact_fields(number).items()}
    for day in WEEKDAYS:
        for n in range(1, stretches + 1):
            which = f"{day.capitalize()}, " + ("" if n == 1 else "again, ")
            fields[f"{day}_{n}_from"] = TimeField(f"{which}from")
            fields[f"{day}_{n}_to"] = TimeField(f"{which}to")
    made: type[ContactsForm] = type("ContactsFormOf", (ContactsForm,), fields)
    return made


def _contact_fields(number: int) -> dict[str, Any]:
    def named(words: str) -> str:
        return f"Contact {number}, {words}"

    return {
        "kind": SelectField(
            "What it is",
            thing=named("what it is"),
            choices=[Choice(str(kind), words) for kind, words in KINDS.items()],
        ),
        "value": TextField("Number or address", thing=named("number or address"), at_most=LONGEST),
        "label": TextField("What it is for", thing=named("what it is for"), at_most=200),
        "note": TextField("Note (optional)", thing=named("note"), at_most=200),
        "source": TextField("Where this can be read", thing=named("where this can be read"), at_most=LONGEST),
        "verified_on": DateField(
            "Checked on", thing=named("the day it was checked"), earliest=lambda: date(2000, 1, 1), past_only=True
        ),
    }


def answers_of(facts: PublicFacts) -> dict[str, JSON]:
    """The facts as the answers of the form."""
    answers: dict[str, JSON] = {
        "about": facts.about,
        "bank_holidays": "yes" if facts.closed_on_bank_holidays else "no",
    }
    for number, contact in enumerate(facts.contacts, 1):
        day = contact.verified_on
        values = (str(contact.kind), contact.value, contact.label, contact.note, contact.source)
        answers |= dict(zip((f"contact_{number}_{part}" for part in PARTS), values, strict=False))
        answers[f"contact_{number}_verified_on"] = day.isoformat() if day else None
    for weekday, stretches in groupby(facts.hours, lambda one: one.weekday):
        for n, one in enumerate(stretches, 1):
            answers[f"{WEEKDAYS[weekday]}_{n}_from"] = one.opens.strftime("%H:%M")
            answers[f"{WEEKDAYS[weekday]}_{n}_to"] = one.closes.strftime("%H:%M")
    return answers


def stretches_of(facts: PublicFacts) -> int:
    """How many stretches the day with the most has."""
    days = [one.weekday for one in facts.hours]
    return max((days.count(day) for day in days), default=0)


def without(sent: MultiDict[str, str], number: int) -> MultiDict[str, str]:
    """What was sent, but for one contact; those after it move up."""
    left: MultiDict[str, str] = MultiDict()
    for name, value in sent.items(multi=True):
        found = _CONTACT.fullmatch(name)
        at = int(found[1]) if found else 0
        if found is None or at < number:
            left.add(name, value)
        elif at > number:
            left.add(f"contact_{at - 1}_{found[2]}", value)
    return left


def with_today(sent: MultiDict[str, str], day: date) -> MultiDict[str, str]:
    """What was sent, with every contact in it checked on ``day``."""
    dated = MultiDict(sent)
    there = {
        found[1] for name, value in sent.items(multi=True) if value.strip() and (found := _CONTACT.fullmatch(name))
    }
    for number in there:
        for part in ("day", "month", "year"):
            dated[f"contact_{number}_verified_on-{part}"] = str(getattr(day, part))
    return dated


def _typed(field: AnswerField) -> bool:
    return any(field.parts.values()) if isinstance(field, DateField) else bool(field.data)


def _words(slip: Slip, field: AnswerField) -> str:
    if slip.path[-1] == "kind":
        return f"{field.thing}: choose one"
    if isinstance(field, TimeField) and slip.message == "it is needed":
        return f"{field.thing}: give a time, or leave both times empty"
    return f"{field.thing}: {slip.message}"
