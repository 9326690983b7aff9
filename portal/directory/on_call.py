"""On-call lines: the mobile number that a team is told by, day or night, of what cannot wait, and when it is read.

For staff alone: no public page, no leaflet and no card shows it. None is known until a council gives one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from portal.directory import hours
from portal.directory.facts import Hours, OnCall, ReadWhen, Team
from portal.directory.public import WEEKDAYS, read_hours
from portal.directory.table import Table

MOBILE = r"(\+44|0) ?7( ?[0-9]){9}"
A_DAY = 2
"""Stretches that a weekday may have: as many as the page for them has room for."""


def line(team: Team, now: datetime) -> str | None:
    """The number to send a text to when something that cannot wait comes to ``team`` at ``now``.

    None when the team has none, or when nobody reads it then. Where the hours of the team are not known, nobody can
    say that it is there: a line that is read while the team is closed gets the text. Raises ValueError for a moment
    without a time zone.
    """
    found = team.on_call
    if found is None or not found.phone or not team.active:
        return None
    match found.when:
        case ReadWhen.ALWAYS:
            read = True
        case ReadWhen.CLOSED:
            read = hours.is_open(team, now) is not True
        case ReadWhen.HOURS:
            local = hours.local(now)
            read = any(_covers(each, local) for each in found.hours)
    return found.phone if read else None


def international(phone: str) -> str:
    """A number of a line as 447700900001."""
    return "44" + re.sub(r"^(44|0)", "", re.sub(r"\D", "", phone))


def read_on_call(table: Table) -> OnCall | None:
    """The line in a team's table; None where there is none. What is wrong is added to the table's problems."""
    if "on_call" not in table.fields():
        return None
    inner = table.table("on_call")
    when = inner.needed("when", ReadWhen) or ReadWhen.ALWAYS
    own = inner.tables("hours")
    found = OnCall(
        phone=inner.text("phone", MOBILE, "a mobile number such as 07700 900001"),
        when=when,
        hours=tuple(
            sorted((read_hours(each, overnight=True) for each in own), key=lambda one: (one.weekday, one.opens))
        ),
    )
    if own and when is not ReadWhen.HOURS:
        inner.wrong("when", f"hours count only with {ReadWhen.HOURS}")
    if when is ReadWhen.HOURS and not own:
        inner.wrong("hours", "it needs at least one")
    for weekday, stretches in Counter(one.weekday for one in found.hours).items():
        if stretches > A_DAY:
            inner.wrong("hours", f"{WEEKDAYS[weekday]} has {stretches} of them. {A_DAY} are allowed")
    inner.done()
    return found


def on_call_fields(found: OnCall) -> dict[str, Any]:
    """A line as the fields of its table, in the order of a file."""
    return {
        "phone": found.phone,
        "when": str(found.when),
        "hours": [{"day": WEEKDAYS[one.weekday], "from": one.opens, "to": one.closes} for one in found.hours],
    }


def on_call_json(found: OnCall) -> dict[str, Any]:
    """A line as JSON can hold it; :func:`on_call_from` reads it back."""
    fields = on_call_fields(found)
    times = [
        {name: value.isoformat() if isinstance(value, time) else value for name, value in each.items()}
        for each in fields["hours"]
    ]
    return fields | {"hours": times}


def on_call_from(stored: Mapping[str, Any]) -> OnCall:
    """The line that :func:`on_call_json` made."""
    return OnCall(
        phone=stored["phone"],
        when=ReadWhen(stored["when"]),
        hours=tuple(
            Hours(WEEKDAYS.index(each["day"]), time.fromisoformat(each["from"]), time.fromisoformat(each["to"]))
            for each in stored["hours"]
        ),
    )


def _covers(stretch: Hours, local: datetime) -> bool:
    same_day = stretch.weekday == local.weekday()
    if stretch.opens < stretch.closes:
        return same_day and stretch.opens <= local.time() < stretch.closes
    day_after = (stretch.weekday + 1) % 7 == local.weekday()
    return (same_day and local.time() >= stretch.opens) or (day_after and local.time() < stretch.closes)
