"""One child's chronology: everything in one line of days, narrowed, and on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import current_staff, needs
from portal.audit import Event
from portal.casework import ask_first, chronology
from portal.casework.chronology import Place, Sort
from portal.staff.blueprint import bp
from portal.staff.children.chronology_wording import SORTS, worded
from portal.staff.children.frame import framed
from portal.staff.children.openings import reading
from portal.web import writes

PAGE = 50
PRINTED = 500
"""Entries on paper at once: as much as anybody reads. The next ones are printed from the next page."""


@bp.get("/register/<uuid:child_id>/chronology")
@needs("child:see")
@writes
def child_chronology(child_id: UUID) -> ResponseReturnValue:
    """The newest entries first; narrowed to a sort or a year; with ``print=1`` as it goes on paper, which is logged as
    a print of its own."""
    child, me = reading(child_id, "chronology"), current_staff()
    years = chronology.years(child, me)
    sort = next((one for one in Sort if one == request.args.get("sort")), None)
    if sort is Sort.VIEWS and not chronology.may_show_views(child, me):
        sort = None
    year = next((one for one in years if str(one) == request.args.get("year")), None)
    before = Place.read(request.args.get("before", ""))
    prints = request.args.get("print") == "1"
    page = chronology.timeline(child, me, [sort] if sort else (), year, before, PRINTED if prints else PAGE)
    if prints:
        audit.record(Event.CHILD_PRINTED, child, by=me.id, page="chronology", number=len(page.entries))
    kept: dict[str, Any] = {"child_id": child.id, "sort": sort and str(sort), "year": year}
    shown = [one for one in Sort if one is not Sort.VIEWS or chronology.may_show_views(child, me)]
    return framed(
        "staff/children/chronology_print.html" if prints else "staff/children/chronology.html",
        child,
        lines=worded(page.entries, me, ask_first.stops(child)),
        sorts=[(str(one), SORTS[one]) for one in shown],
        sort=sort,
        sort_words=SORTS[sort] if sort else None,
        years=years,
        chosen_year=year,
        kept=kept,
        printed_at=datetime.now(UTC),
        first=url_for("staff.child_chronology", **kept) if before else None,
        next=url_for("staff.child_chronology", **kept, before=str(page.before), print="1" if prints else None)
        if page.before
        else None,
        paper=url_for("staff.child_chronology", **kept, before=request.args.get("before") if before else None, print=1),
    )
