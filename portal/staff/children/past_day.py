"""The register as it stood on one day: how many had which status, who came and went since another day, and who they
were. Nothing is kept for it: it is made again from what is written down, as known now or as known then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import Staff, current_staff, needs, reach
from portal.audit import Event
from portal.directory import hours
from portal.register import Child
from portal.register.facts import identity_shown
from portal.register.past_days import PastDay
from portal.register.statuses import Stock
from portal.staff.blueprint import bp
from portal.staff.children.wording import STATUSES
from portal.web.fields import Choice, ChoiceField, DateField, today
from portal.web.forms import Form
from portal.words import CURRENT, ChildStatus

MOST = 500
"""Names on one page. The numbers count everybody."""
THEN, NOW = "then", "now"


class DayForm(Form):
    """Which day, compared with which, and with whose knowledge."""

    on = DateField("Which day?", required="Enter the day", thing="The day", latest=today)
    since = DateField(
        "Compared with which earlier day?",
        hint="Leave it empty if you only want to know that one day.",
        thing="The earlier day",
        latest=today,
    )
    known = ChoiceField(
        "As it is known when?",
        choices=[
            Choice(NOW, "As we know it now", hint="With all that was written down, corrected or laid together since."),
            Choice(THEN, "As it was known that day", hint="As the register would have said at the end of that day."),
        ],
        required="Choose as it is known when",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and self.since.data and self.since.data >= self.on.data:
            self.fail("The earlier day must be before the other one", "since")
            return False
        return good


@dataclass(frozen=True)
class Told:
    """One day's register, as far as one person may know it."""

    numbers: list[tuple[str, int]]
    current: int
    stock: Stock | None
    names: list[tuple[Child, str, str]]
    closed: int
    """How many of those on the register that day this person may not read."""
    more: bool


@bp.get("/register/day")
@needs("child:see")
def register_day() -> ResponseReturnValue:
    """Ask for a day."""
    return render_template("staff/children/past_day.html", form=DayForm.filled({"known": NOW}), told=None)


@bp.post("/register/day")
@needs("child:see")
def show_register_day() -> ResponseReturnValue:
    """The register of that day. Which names were shown is a line in the log."""
    form, me = DayForm(), current_staff()
    if not form.validate():
        return render_template("staff/children/past_day.html", form=form, told=None), 422
    told = _told(me, form.on.data, form.since.data, form.known.data == THEN)
    audit.record(Event.CHILD_LISTED, by=me.id, number=len(told.names))
    return render_template(
        "staff/children/past_day.html", form=form, told=told, day=form.on.data, since=form.since.data
    )


def _told(me: Staff, on: date, since: date | None, as_known_then: bool) -> Told:
    see, read = reach(me, "child:see"), reach(me, "child:read")
    councils = sorted({team.partition("/")[0] for team in see.ordinary | see.restricted})
    then = [PastDay(one, on, _known_at(on, as_known_then), see) for one in councils]
    numbers = [
        day.numbers(read, CURRENT, PastDay(day.council, since, _known_at(since, as_known_then), see) if since else None)
        for day in then
    ]
    counted = sum((one.counts for one in numbers), Counter[ChildStatus]())
    current, readable = sum(counted[status] for status in CURRENT), sum(one.readable for one in numbers)
    found = [one for day in then for one in day.names(read, CURRENT, MOST)]
    names = sorted(found, key=lambda one: one[0].reference)[:MOST]
    return Told(
        numbers=[(STATUSES[status], counted[status]) for status in ChildStatus if counted[status]],
        current=current,
        stock=_together(one.stock for one in numbers) if since else None,
        names=[(child, identity_shown(child).name, STATUSES[status]) for child, status in names],
        closed=current - readable,
        more=readable > MOST,
    )


def _together(stocks: Iterable[Stock]) -> Stock:
    every = list(stocks)
    return Stock(
        before=sum(one.before for one in every),
        came=sum(one.came for one in every),
        went=sum(one.went for one in every),
        after=sum(one.after for one in every),
    )


def _known_at(on: date, as_known_then: bool) -> datetime | None:
    """The end of that day, where the register is told as it was known then."""
    midnight = datetime.combine(on + timedelta(1), time(), hours.LONDON).astimezone(UTC)
    return midnight if as_known_then else None
