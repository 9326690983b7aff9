"""Who looked at one child's record: each reading, search, print and opening, from the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import audit
from portal.accounts import current_staff, may, needs
from portal.audit import AuditLine, Event
from portal.register.merging import ids_of
from portal.staff.blueprint import bp
from portal.staff.children.frame import framed
from portal.staff.children.writing import writing
from portal.staff.people import names
from portal.storage import db
from portal.web import writes

PAGE = 50
LOOKS = {
    Event.CHILD_READ: "Read it",
    Event.CHILD_PRINTED: "Printed it",
    Event.CHILD_OPENED: "Opened it with a reason",
    Event.OPENINGS_READ: "Read why others opened it",
    Event.AUDIT_READ: "Read who looked at it",
}
HOW: Mapping[str, str] = {
    "found": ", from a search",
    "opened": ", while it was open to them for an hour",
}
PAGES: Mapping[str, str] = {
    "overview": "overview",
    "details": "details",
    "contacts": "contacts",
    "rating": "rating and reviews",
    "chronology": "chronology",
    "household": "household",
    "begin": "before getting in touch",
    "ask-first": "ask first",
    "in-danger": "where the child lives, because somebody was in danger",
    "form": "a form",
    "beside": "comparing it with something else",
}
"""One word for every comparison: "with what was sent to us" would tell of a young person's words."""


@dataclass(frozen=True)
class Look:
    """One line."""

    at: datetime
    who: str
    what: str
    page: str


@bp.get("/register/<uuid:child_id>/looks")
@needs("child:see")
@writes
def child_looks(child_id: UUID) -> ResponseReturnValue:
    """For who may read the record, and for the auditors of its team. This look is itself a line."""
    child, me = writing(child_id, "child:see", page=""), current_staff()
    reads = may(me, "child:read", child)
    if not (reads or may(me, "audit:read", child)):
        abort(403)
    before = request.args.get("before", "")
    lines = _lines(ids_of(child), int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None)
    audit.record(Event.AUDIT_READ, child, by=me.id)
    values: dict[str, Any] = {
        "looks": _worded(lines[:PAGE]),
        "first": url_for("staff.child_looks", child_id=child.id) if "before" in request.args else None,
        "next": url_for("staff.child_looks", child_id=child.id, before=lines[PAGE - 1].number)
        if len(lines) > PAGE
        else None,
    }
    if reads:
        return framed("staff/children/looks.html", child, **values)
    return render_template("staff/children/looks_closed.html", child=child, **values)


def _lines(ids: list[UUID], before: int | None) -> list[AuditLine]:
    wanted = select(AuditLine).where(AuditLine.subject_id.in_(ids), AuditLine.event.in_([str(one) for one in LOOKS]))
    if before is not None:
        wanted = wanted.where(AuditLine.number < before)
    return list(db.session.scalars(wanted.order_by(AuditLine.number.desc()).limit(PAGE + 1)))


def _worded(lines: list[AuditLine]) -> list[Look]:
    known = names(line.by for line in lines)
    return [
        Look(
            at=line.at,
            who=known.get(line.by, "Somebody") if line.by else "The portal itself",
            what=LOOKS[Event(line.event)] + "".join(words for fact, words in HOW.items() if line.facts.get(fact)),
            page=PAGES.get(str(line.facts.get("page", "")), ""),
        )
        for line in lines
    ]
