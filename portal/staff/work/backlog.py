"""The backlog: what is open by stage, by age and by person. Each number leads to the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs, reach
from portal.casework import backlog as work
from portal.casework.backlog import Age, Number, Row
from portal.directory import snapshot
from portal.staff.blueprint import bp
from portal.staff.people import members
from portal.staff.submissions.history import team_name
from portal.staff.submissions.queue import ME, NOBODY
from portal.staff.wording import STATUSES
from portal.submissions.queue import Reach

AGES = {
    Age.TODAY: "Today",
    Age.TWO: "1–2 days",
    Age.FIVE: "3–5 days",
    Age.TEN: "6–10 days",
    Age.FIFTEEN: "11–15 days",
    Age.MORE: "More",
}
"""In working days."""


@dataclass(frozen=True)
class Cell:
    """A number and the list behind it; no list where there is nothing."""

    number: Number
    href: str | None
    label: str


@dataclass(frozen=True)
class Line:
    """One row of a table."""

    name: str
    cells: list[Cell]
    total: Cell


@bp.get("/backlog")
@needs("queue:see")
def backlog() -> ResponseReturnValue:
    """What is open in the teams of this person, or in one of them."""
    me, now, directory = current_staff(), datetime.now(UTC), snapshot()
    mine = reach(me, "queue:see")
    teams = {code: team_name(code, directory) for code in sorted(mine.ordinary | mine.restricted)}
    team = request.args.get("team", "")
    chosen = frozenset({team}) & teams.keys()
    whose: Reach = _Narrowed(mine, chosen) if chosen else mine
    people = {one.id: one.name for one in members(chosen or teams)}
    kept = {"team": team} if chosen else {}
    return render_template(
        "staff/work/backlog.html",
        ages=list(AGES.values()),
        stages=[
            _line(STATUSES[stage], row, {**kept, "status": stage})
            for stage, row in zip(work.STAGES, work.by_stage(whose, now), strict=True)
        ],
        people=[_person(row, people, kept, me.id) for row in work.by_person(whose, people, now)],
        teams=teams,
        team=team if chosen else "",
    )


class _Narrowed:
    """The reach of somebody, in some of their teams only."""

    def __init__(self, whole: Reach, teams: frozenset[str]) -> None:
        self.ordinary, self.restricted = whole.ordinary & teams, whole.restricted & teams
        self.where = whole.where


def _person(row: Row, people: dict[UUID, str], kept: dict[str, str], me: UUID) -> Line:
    if not isinstance(row.of, UUID):
        return _line("Nobody yet", row, {**kept, "who": NOBODY})
    return _line(people[row.of], row, {**kept, "who": ME if row.of == me else row.of.hex})


def _line(name: str, row: Row, args: dict[str, Any]) -> Line:
    cells = [_cell(row.by_age[age], f"{name}, {words}", {**args, "age": age}) for age, words in AGES.items()]
    return Line(name, cells, _cell(row.total, f"{name}, all", args))


def _cell(number: Number, label: str, args: dict[str, Any]) -> Cell:
    return Cell(number, url_for("staff.queue", **args) if number.number else None, label)
