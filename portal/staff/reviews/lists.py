"""Reviews: whose is late, whose comes soon, and who has fallen through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import Reach, Staff, current_staff, may, needs, reach
from portal.audit import Event
from portal.directory import hours, snapshot
from portal.register import Child, years
from portal.register.facts import identity_shown
from portal.register.lists import Count
from portal.reviews import lists, nightly
from portal.reviews.lists import Filters, Which
from portal.staff.blueprint import bp
from portal.staff.children.wording import RATINGS
from portal.staff.people import names, workers
from portal.staff.reviews.wording import CAPTIONS, EMPTY, LISTS, when
from portal.staff.submissions.queue import ME, NOBODY, Choice, uuid_or_none
from portal.web import writes
from portal.words import Rating

RATES = frozenset({Which.OVERDUE, Which.DUE, Which.STALE, Which.UNPLANNED})
"""The lists whose next act is a rating or a review: their rows lead there, the others' to the overview."""
KEPT = ("which", "who", "team", "rating")
"""What in an address says which list somebody is working through."""


@dataclass(frozen=True)
class Line:
    """One row. Without ``name`` it is a record that this person may know of and not read: only when, and whose."""

    child: Child
    name: str | None
    year: str | None
    rating: str
    officer: str | None
    when: str
    overdue: bool
    href: str
    unplanned: str
    """Why no review is planned, where none is."""


@bp.get("/reviews")
@needs("child:see")
@writes
def reviews() -> ResponseReturnValue:
    """One list, the longest waiting first. How many names were shown is one line in the log."""
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    which, choices = _which(request.args), _choices(reach(me, "child:see"), request.args)
    kept = {choice.name: choice.code for choice in choices if choice.code}
    filters, mine = _filters(kept, me.id), _reach(me, kept)
    page = lists.page(mine, which, filters, today, uuid_or_none(request.args.get("after")))
    shown = _lines(page.children, me, today, {"which": which, **kept})
    audit.record(Event.CHILD_LISTED, by=me.id, which=str(which), number=sum(line.name is not None for line in shown))
    readable = reach(me, "child:read")
    return render_template(
        "staff/reviews/lists.html",
        lines=shown,
        which=which,
        caption=CAPTIONS[which],
        empty=EMPTY[which],
        tabs=_tabs(mine, which, filters, today, kept),
        rated=_rated(readable, filters) if readable else [],
        choices=choices,
        removals=[(choice, _address(which, kept, without=choice.name)) for choice in choices if choice.chosen],
        without=nightly.number_without(mine.ordinary | mine.restricted),
        first=_address(which, kept) if "after" in request.args else None,
        next=_address(which, {**kept, "after": page.after.hex}) if page.after else None,
        start=next((line.href for line in shown if line.name is not None), None),
        may_matrix=may(me, "matrix:read"),
        may_calendar=may(me, "child:read"),
    )


@bp.get("/reviews/next")
@needs("child:read")
def next_review() -> ResponseReturnValue:
    """Lead to the first child of a list that this person may read, but the one they come from; or to the list, when
    there is no other."""
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    kept = list_from(request.args, me)
    which = _which(request.args)
    filters = _filters(kept, me.id)
    child = lists.first(reach(me, "child:read"), which, filters, today, uuid_or_none(request.args.get("but")))
    if child is None:
        return redirect(_address(which, {name: code for name, code in kept.items() if name != "which"}))
    return redirect(_row_address(child, which, {**kept, "which": str(which)}))


def list_from(args: Mapping[str, str], me: Staff) -> dict[str, str]:
    """Which list somebody works through, as their address says; empty when they come from none."""
    if args.get("which") not in list(Which):
        return {}
    chosen = {choice.name: choice.code for choice in _choices(reach(me, "child:see"), args) if choice.code}
    return {"which": str(args["which"]), **chosen}


def _which(args: Mapping[str, str]) -> Which:
    return Which(args["which"]) if args.get("which") in list(Which) else Which.OVERDUE


def _reach(me: Staff, kept: Mapping[str, str]) -> Reach:
    """What the list covers. By rating it holds only what this person may read, for to be in it tells the rating."""
    return reach(me, "child:read" if "rating" in kept else "child:see")


def _filters(kept: Mapping[str, str], me: UUID) -> Filters:
    who = kept.get("who", "")
    return Filters(
        assignee=me if who == ME else uuid_or_none(who),
        nobodys=who == NOBODY,
        team=kept.get("team"),
        rating=Rating(kept["rating"]) if "rating" in kept else None,
    )


def _choices(mine: Reach, args: Mapping[str, str]) -> list[Choice]:
    """What the lists can be narrowed by. A code that is not on offer counts for nothing."""
    teams = mine.ordinary | mine.restricted
    people = {str(one.id): one.name for one in workers(teams)}
    offered: list[tuple[str, str, str, Mapping[str, str]]] = [
        ("who", "Officer", "Anybody", {ME: "Me", NOBODY: "Nobody yet", **people}),
        ("rating", "Rating", "Any", {str(code): words for code, words in RATINGS.items()}),
    ]
    if len(teams) > 1:
        directory = snapshot()
        named = {code: team.name for code in sorted(teams) if (team := directory.team(code))}
        offered.append(("team", "Team", "All", named))
    return [
        Choice(name, label, nothing, options, code if (code := args.get(name, "")) in options else "")
        for name, label, nothing, options in offered
    ]


def _lines(children: Iterable[Child], me: Staff, today: date, kept: Mapping[str, str]) -> list[Line]:
    children = list(children)
    readable = reach(me, "child:read")
    officers = names(child.assignee_id for child in children)
    without = nightly.without_among([child.id for child in children if child.next_review_on is None])
    return [_line(child, readable.covers(child), officers, without, today, kept) for child in children]


def _line(
    child: Child,
    opens: bool,
    officers: Mapping[UUID, str],
    without: set[UUID],
    today: date,
    kept: Mapping[str, str],
) -> Line:
    identity = identity_shown(child) if opens else None
    born = identity.birthday if identity else None
    day = child.next_review_on
    return Line(
        child=child,
        name=identity.name if identity else None,
        year=years.spoken(years.year_group(born, today)) if born else None,
        rating=RATINGS[Rating(child.rating)],
        officer=officers.get(child.assignee_id) if child.assignee_id else None,
        when=when(day, today) if day else "None",
        overdue=day is not None and day < today,
        href=_row_address(child, Which(kept["which"]), kept) if opens else url_for("staff.child", child_id=child.id),
        unplanned="" if day else "nobody wrote why" if child.id in without else "a reason is written",
    )


def _row_address(child: Child, which: Which, kept: Mapping[str, str]) -> str:
    given: dict[str, Any] = dict(kept)
    endpoint = "staff.child_rating" if which in RATES else "staff.child"
    return url_for(endpoint, child_id=child.id, **given)


def _tabs(mine: Reach, which: Which, filters: Filters, today: date, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "text": words,
            "count": _number(lists.count(mine, one, filters, today)),
            "urgent": one is Which.OVERDUE,
            "href": _address(one, kept),
            "current": one is which,
        }
        for one, words in LISTS.items()
    ]


def _rated(readable: Reach, filters: Filters) -> list[tuple[Rating, str, str]]:
    """Each rating with its words and how many have it: what nobody has rated stands by itself."""
    found = lists.rated(readable, Filters(filters.assignee, filters.nobodys, filters.team))
    return [(rating, RATINGS[rating], _number(count)) for rating, count in found.items()]


def _number(found: Count) -> str:
    return f"{found.number}+" if found.more else str(found.number)


def _address(which: Which, kept: Mapping[str, str], without: str | None = None) -> str:
    args: dict[str, Any] = {name: value for name, value in kept.items() if name not in (without, "which")}
    return url_for("staff.reviews", which=str(which) if which is not Which.OVERDUE else None, **args)
