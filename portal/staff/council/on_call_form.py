"""The form for a team's on-call line: the number, when it is read, and hours of its own."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from portal.directory import OnCall, ReadWhen
from portal.directory.on_call import A_DAY
from portal.directory.public import WEEKDAYS
from portal.directory.table import Slip
from portal.staff.council.contact_form import TimeField
from portal.web.fields import JSON, AnswerField, Choice, ChoiceField, TextField
from portal.web.forms import Form

READ = {
    ReadWhen.ALWAYS: "Day and night",
    ReadWhen.CLOSED: "While the team is closed, by the hours that the public sees",
    ReadWhen.HOURS: "At hours of its own",
}


class OnCallForm(Form):
    """The line as it is typed. :data:`OnCallFormWithHours` adds the hours."""

    phone = TextField(
        "Mobile number",
        hint="Such as 07700 900001. Only your managers and whoever runs this site see it.",
        thing="Mobile number",
        at_most=40,
        width=20,
    )
    when = ChoiceField(
        "When does somebody read what comes to it?",
        choices=[Choice(str(when), words) for when, words in READ.items()],
        thing="When somebody reads it",
    )
    what_changed = TextField(
        "What did you change, and why?",
        hint="Colleagues see this in the history. Write no number and no name.",
        thing="What you changed",
        at_most=200,
    )

    def day(self, day: str) -> list[tuple[AnswerField, AnswerField]]:
        """The fields of one weekday: from and to, a pair for each stretch."""
        return [(self[f"{day}_{n}_from"], self[f"{day}_{n}_to"]) for n in range(1, A_DAY + 1)]

    def typed(self) -> tuple[dict[str, Any], dict[tuple[str | int, ...], str]]:
        """What was typed, as the fields of the line's table in a file; and for each place in it the name of its field
        here, so that what the rules of the files say can stand beside it."""
        hours: list[dict[str, Any]] = []
        names: dict[tuple[str | int, ...], str] = {("on_call", part): part for part in ("phone", "when")}
        for day in WEEKDAYS:
            for begins, ends in self.day(day):
                if begins.data or ends.data:
                    times = {"from": begins.moment, "to": ends.moment}
                    hours.append({"day": day, **{name: at for name, at in times.items() if at}})
                    place = ("on_call", "hours", len(hours))
                    names |= {(*place, "from"): begins.name, (*place, "to"): ends.name}
        fields: dict[str, Any] = {"phone": self.phone.data or "", "hours": hours}
        return fields | ({"when": self.when.data} if self.when.data else {}), names

    def tell(self, slips: list[Slip], names: dict[tuple[str | int, ...], str]) -> None:
        """Put what the rules of the files say beside the fields; a field says one thing at a time."""
        for slip in slips:
            name = names.get(slip.path, "when" if slip.path[-1] == "hours" else "")
            if not name:
                self.fail(slip)
            elif not self[name].errors:
                self.fail(_words(slip, self[name]), name)


def _hours() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for day in WEEKDAYS:
        for n in range(1, A_DAY + 1):
            which = f"{day.capitalize()}, " + ("" if n == 1 else "again, ")
            fields |= {f"{day}_{n}_from": TimeField(f"{which}from"), f"{day}_{n}_to": TimeField(f"{which}to")}
    return fields


OnCallFormWithHours: type[OnCallForm] = type("OnCallFormWithHours", (OnCallForm,), _hours())


def answers_of(line: OnCall | None) -> dict[str, JSON]:
    """The line as the answers of the form; where there is none, nothing is chosen."""
    if line is None:
        return {}
    answers: dict[str, JSON] = {"phone": line.phone, "when": str(line.when)}
    for weekday, stretches in groupby(line.hours, lambda one: one.weekday):
        for n, one in enumerate(stretches, 1):
            answers[f"{WEEKDAYS[weekday]}_{n}_from"] = one.opens.strftime("%H:%M")
            answers[f"{WEEKDAYS[weekday]}_{n}_to"] = one.closes.strftime("%H:%M")
    return answers


def _words(slip: Slip, field: AnswerField) -> str:
    match slip.path[-1]:
        case "when" if "needed" in slip.message:
            return f"{field.thing}: choose one"
        case "when":
            return f"{field.thing}: hours were given below. Choose “{READ[ReadWhen.HOURS]}”, or empty them"
        case "hours":
            return f"{field.thing}: give the hours below"
        case "from" | "to" if slip.message == "it is needed":
            return f"{field.thing}: give a time, or leave both times empty"
        case _:
            return f"{field.thing}: {slip.message}"
