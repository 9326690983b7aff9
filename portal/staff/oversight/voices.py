"""Voices: how many young people sent their words, and how many of them on their own. No word is opened for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs, reach
from portal.audit import Event, record
from portal.directory import snapshot
from portal.staff.blueprint import bp
from portal.submissions.voice_counts import WITH_WHOM, Shown, shown, views_given_alone
from portal.web import writes

YEARS = 2
UNKNOWN = "Council not known"
HEADINGS = {
    "alone": "On their own",
    "friend": "A friend with them",
    "parent_near": "A parent near",
    "helped": "Helped to write",
    "told_what": "Told what to write",
    "": "Not said",
}


@dataclass(frozen=True)
class Line:
    """One month of one council."""

    month: str
    numbers: Shown


@bp.get("/voices")
@needs("figures:read")
@writes
def voices() -> ResponseReturnValue:
    """The finished months of this person's councils, newest first; the look is a line in the audit log."""
    me, now, directory = current_staff(), datetime.now(UTC), snapshot()
    since = now.date().replace(year=now.year - YEARS, day=1)
    months = views_given_alone(_councils(), since, now)
    record(Event.FIGURES_READ, by=me.id)
    tables = []
    for code, group in groupby(sorted(months, key=lambda one: one.council), key=lambda one: one.council):
        council = directory.council(code)
        lines = [Line(f"{one.month:%B %Y}", shown(one)) for one in group]
        tables.append((council.name if council else UNKNOWN, lines))
    return render_template(
        "staff/oversight/voices.html", tables=tables, headings=[HEADINGS[code] for code in WITH_WHOM]
    )


def _councils() -> set[str]:
    """The councils of this person's teams. Who is in a team of no council sees those whose council is not known."""
    directory = snapshot()
    codes = {team.partition("/")[0] for team in reach(current_staff(), "figures:read").ordinary}
    return {code if directory.council(code) else "" for code in codes}
