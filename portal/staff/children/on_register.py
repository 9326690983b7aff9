"""The panel of a submission's page: which child's record it is about, and the ways to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts import Staff, allowed, may
from portal.accounts.permissions import Probe
from portal.casework import ask_first
from portal.directory import Team, snapshot
from portal.register import Child, joins, own_words
from portal.register.facts import identity_shown
from portal.register.models import ChildSubmission, ChildViews
from portal.register.said import ChildSaid, said
from portal.staff.children import hints
from portal.staff.children.ask_first import whom_to_ask
from portal.staff.children.hints import Hints
from portal.staff.submissions.held import held
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.words import Kind, TeamRole

DONE = {
    "record-made": "The record is begun.",
    "records-made": "The records are begun.",
    "joined": "It is joined to the record.",
}


@dataclass(frozen=True)
class Joined:
    """The record that it is joined to. ``name`` is None for one that this person may not read, ``opens`` False for one
    that they may not even see is there."""

    child: Child
    row_id: UUID
    name: str | None
    opens: bool
    may_move: bool
    ask: dict[str, Any] | None
    """Whom to ask before anybody gets in touch about the child; None where nobody has to be asked, and for one who
    may not read the record."""


@dataclass(frozen=True)
class Told:
    """One child of the submission, or the one whom it does not name."""

    position: int
    name: str | None
    born: date | None
    joined: Joined | None
    hint: Hints | None


def panel(found: Submission, me: Staff) -> dict[str, Any]:
    """For the page of ``found``, which ``me`` reads: ``on_register`` with each of its children, or None where there is
    nothing to show: set aside, not open to ``me``, or of nobody's register."""
    if found.suspect or not may(me, "submission:read", found) or not may(me, "child:see"):
        return {"on_register": None}
    try:
        similar = {one.position: one for one in hints.panel(found, me)["similar"]}
        children = [_told(one, found, me, similar) for one in said(found)] or [_told(None, found, me, similar)]
    except CannotOpen:
        return {"on_register": None}
    free = [one for one in children if one.joined is None]
    makes = bool(teams_for(found, me))
    return {
        "on_register": {
            "children": children,
            "own_words": found.kind == Kind.VIEWS,
            "may_make": makes,
            "may_join": may(me, "child:change"),
            "may_make_all": makes and len(free) > 1,
            "council_known": snapshot().council(found.council) is not None,
        }
    }


def asks_first(on_register: Mapping[str, Any] | None) -> bool:
    """Whether the panel says that somebody is to be asked before anybody gets in touch about one of the children."""
    return any(one.joined and one.joined.ask for one in (on_register or {}).get("children", ()))


def told_of(submission_id: UUID, position: int) -> tuple[Submission, ChildSaid | None]:
    """A submission, held for this request, and what it says of one of its children; None where it names none at all.

    Aborts as :func:`open_held` does, and with 404 for a child that it does not have.
    """
    found = open_held(submission_id)
    try:
        children = said(found)
    except CannotOpen:
        abort(404)
    told = next((one for one in children if one.position == position), None)
    if told is None and (children or position):
        abort(404)
    return found, told


def open_held(submission_id: UUID) -> Submission:
    """A submission whose words the person at the screen may read, held for this request. Aborts with 404 or 403 where
    they may not, and with 404 while it is set aside: first somebody says that it is from a person."""
    found = held(submission_id)
    allowed("submission:read", found)
    if found.suspect:
        abort(404)
    return found


def record_of(found: Submission, position: int) -> Child | None:
    """The record that a child of it belongs to. Of a young person's words only for who may read them."""
    return own_words.child_of_views(found) if found.kind == Kind.VIEWS else joins.child_of(found, position)


def already(found: Submission, known: Child, me: Staff) -> ResponseReturnValue:
    """The answer where it has a record by now: somebody was quicker, or a button was pressed twice."""
    if request.method == "GET":
        return redirect(url_for("staff.submission", submission_id=found.id, _anchor="on-register"))
    shown = known if may(me, "child:see", known) else None
    return render_template("staff/children/has_record.html", submission=found, known=shown), 422


def teams_for(found: Submission, me: Staff) -> list[Team]:
    """Where ``me`` may begin a record of a child of this submission; the home education team first."""
    return teams_of(found.council, found.kind == Kind.VIEWS, me)


def teams_of(council: str | None, restricted: bool, me: Staff) -> list[Team]:
    """The teams of a council in which ``me`` may begin a record; the home education team first."""
    teams = [
        team
        for team in snapshot().teams
        if council and team.council_code == council and may(me, "child:make", Probe(team.code, restricted))
    ]
    return sorted(teams, key=lambda team: (team.role != TeamRole.HOME_EDUCATION, team.name))


def _told(told: ChildSaid | None, found: Submission, me: Staff, similar: dict[int, Hints]) -> Told:
    position = told.position if told else 0
    named = told is not None and bool(told.identity.given or told.identity.family)
    return Told(
        position=position,
        name=told.identity.name if told and named else None,
        born=told.identity.birthday if told else None,
        joined=next(_joined(found, position, me), None),
        hint=similar.get(position),
    )


def _joined(found: Submission, position: int, me: Staff) -> Iterator[Joined]:
    child = record_of(found, position)
    if child is None:
        return
    reads = may(me, "child:read", child)
    yield Joined(
        child=child,
        row_id=_row_id(found, position),
        name=identity_shown(child).name if reads else None,
        opens=reads or may(me, "child:see", child),
        may_move=may(me, "child:change", child),
        ask=whom_to_ask(child, me) if reads and ask_first.stops(child) else None,
    )


def _row_id(found: Submission, position: int) -> UUID:
    if found.kind == Kind.VIEWS:
        own = select(ChildViews.id).where(ChildViews.submission_id == found.id, ChildViews.ended_at.is_(None))
        return db.session.scalars(own).one()
    row = select(ChildSubmission.id).where(
        ChildSubmission.submission_id == found.id,
        ChildSubmission.position == position,
        ChildSubmission.ended_at.is_(None),
    )
    return db.session.scalars(row).one()
