"""The register as it stood on one day: how many had which status, who came and went since another day, and who they
were. Nothing is kept for it: it is made again from what is written down, as known now or as known then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import audit
from portal.accounts import Reach, Staff, current_staff, needs, reach
from portal.audit import Event
from portal.directory import hours
from portal.register import Child, statuses
from portal.register.facts import identity_shown
from portal.register.statuses import Stock
from portal.staff.blueprint import bp
from portal.staff.children.wording import STATUSES
from portal.storage import db
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
    then = _register(see, on, as_known_then)
    before = _register(see, since, as_known_then) if since else None
    counted = Counter(then.values())
    current = [one for one, status in then.items() if status in CURRENT]
    children = db.session.scalars(select(Child).where(Child.id.in_(current[: MOST * 4]), read.where(Child)))
    readable = sorted(children, key=lambda child: child.reference)
    return Told(
        numbers=[(STATUSES[status], counted[status]) for status in ChildStatus if counted[status]],
        current=len(current),
        stock=statuses.between(before, then, CURRENT) if before is not None else None,
        names=[(one, identity_shown(one).name, STATUSES[then[one.id]]) for one in readable[:MOST]],
        closed=_closed(current, read),
        more=len(readable) > MOST or len(current) > MOST * 4,
    )


def _register(see: Reach, on: date, as_known_then: bool) -> dict[UUID, ChildStatus]:
    """Everybody with a status on that day whom ``see`` covers."""
    midnight = datetime.combine(on + timedelta(1), time(), hours.LONDON).astimezone(UTC)
    councils = {team.partition("/")[0] for team in see.ordinary | see.restricted}
    found: dict[UUID, ChildStatus] = {}
    for council in sorted(councils):
        found |= statuses.register_on(council, on, midnight if as_known_then else None)
    mine = set(db.session.scalars(select(Child.id).where(see.where(Child))))
    return {one: status for one, status in found.items() if one in mine}


def _closed(ids: list[UUID], read: Reach) -> int:
    readable = set(db.session.scalars(select(Child.id).where(read.where(Child))))
    return sum(one not in readable for one in ids)
