"""The register: one list of the children of one's teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import Staff, current_staff, may, needs, reach
from portal.audit import Event
from portal.directory import hours, snapshot
from portal.register import Child, lists, years
from portal.register.facts import identity_shown
from portal.register.lists import Counts, Filters
from portal.staff.blueprint import bp
from portal.staff.children.wording import RATINGS, STATUSES
from portal.staff.people import names, workers
from portal.staff.submissions.queue import ME, NOBODY, Choice, uuid_or_none
from portal.submissions.queue import COUNTED
from portal.web import writes
from portal.words import CURRENT, ChildStatus, Rating

LEFT = "left"
"""Stands in the address for all statuses that are not current."""
DONE = {"restricted": "The record is restricted now.", "assigned": "The officer is changed."}


@dataclass(frozen=True)
class Line:
    """One row. ``name``, ``year`` and ``rating`` are None for a record that this person may know of and not read."""

    child: Child
    name: str | None
    year: str | None
    status: str
    rating: str | None
    officer: str | None
    overdue: bool


@bp.get("/register")
@needs("child:see")
@writes
def register() -> ResponseReturnValue:
    """The children that this person's teams have on the register. Which names were shown is one line in the log."""
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    mine = reach(me, "child:see")
    choices = _choices(mine.ordinary | mine.restricted, request.args)
    chosen = {choice.name: choice.code for choice in choices if choice.code}
    status = request.args.get("status", "")
    # by rating it holds only what this person may read, for to be in it tells the rating
    listed = reach(me, "child:read") if "rating" in chosen else mine
    page = lists.listed(listed, _filters(status, chosen, me.id), uuid_or_none(request.args.get("after")))
    shown = lines(page.children, me, today)
    audit.record(Event.CHILD_LISTED, by=me.id, number=sum(line.name is not None for line in shown))
    return render_template(
        "staff/children/register.html",
        lines=shown,
        tabs=_tabs(lists.counts(mine), status, chosen),
        status=status,
        choices=choices,
        removals=[(choice, _address(status, chosen, without=choice.name)) for choice in choices if choice.chosen],
        first=_address(status, chosen) if "after" in request.args else None,
        next=_address(status, {**chosen, "after": page.after.hex}) if page.after else None,
        may_make=may(me, "child:make"),
        done=DONE.get(request.args.get("done", "")),
    )


def lines(children: Iterable[Child], me: Staff, today: Any) -> list[Line]:
    """These records as rows for ``me``: each is within reach of "child:see", and not each may be read."""
    children = list(children)
    readable = reach(me, "child:read")
    officers = names(child.assignee_id for child in children)
    return [_line(child, readable.covers(child), officers, today) for child in children]


def _line(child: Child, opens: bool, officers: Mapping[UUID, str], today: Any) -> Line:
    identity = identity_shown(child) if opens else None
    born = identity.birthday if identity else None
    return Line(
        child=child,
        name=identity.name if identity else None,
        year=years.spoken(years.year_group(born, today)) if born else None,
        status=STATUSES[ChildStatus(child.status)],
        rating=RATINGS[Rating(child.rating)] if opens else None,
        officer=officers.get(child.assignee_id) if child.assignee_id else None,
        overdue=bool(child.current and child.next_review_on and child.next_review_on < today),
    )


def _filters(status: str, chosen: Mapping[str, str], me: UUID) -> Filters:
    statuses = CURRENT
    if status == LEFT:
        statuses = frozenset(ChildStatus) - CURRENT
    elif status in list(ChildStatus):
        statuses = frozenset({ChildStatus(status)})
    who = chosen.get("who", "")
    return Filters(
        statuses=statuses,
        rating=Rating(chosen["rating"]) if "rating" in chosen else None,
        team=chosen.get("team"),
        assignee=me if who == ME else uuid_or_none(who),
        nobodys=who == NOBODY,
    )


def _choices(teams: frozenset[str], args: Mapping[str, str]) -> list[Choice]:
    """What the list can be narrowed by. A code that is not on offer counts for nothing."""
    people = {str(one.id): one.name for one in workers(teams)}
    offered: list[tuple[str, str, str, Mapping[str, str]]] = [
        ("rating", "Rating", "Any", {str(code): words for code, words in RATINGS.items()}),
        ("who", "Officer", "Anybody", {ME: "Me", NOBODY: "Nobody yet", **people}),
    ]
    if len(teams) > 1:
        directory = snapshot()
        named = {code: team.name for code in sorted(teams) if (team := directory.team(code))}
        offered.append(("team", "Team", "All", named))
    return [
        Choice(name, label, nothing, options, code if (code := args.get(name, "")) in options else "")
        for name, label, nothing, options in offered
    ]


def _tabs(found: Counts, status: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    groups: list[tuple[str, str, frozenset[ChildStatus]]] = [("", "All current", CURRENT)]
    groups += [(str(one), STATUSES[one], frozenset({one})) for one in ChildStatus if one in CURRENT]
    groups.append((LEFT, "Left", frozenset(ChildStatus) - CURRENT))
    return [
        {"text": words, "count": _number(found, group), "href": _address(code, kept), "current": code == status}
        for code, words, group in groups
    ]


def _number(found: Counts, group: frozenset[ChildStatus]) -> str:
    number = sum(found.by_status[one] for one in group)
    return f"{min(number, COUNTED)}+" if group & found.more or number > COUNTED else str(number)


def _address(status: str, kept: Mapping[str, str], without: str | None = None) -> str:
    args: dict[str, Any] = {name: value for name, value in kept.items() if name != without}
    return url_for("staff.register", status=status or None, **args)
