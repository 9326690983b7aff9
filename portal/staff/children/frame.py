"""What stands around every page of one child's record: who it is, how things are, and the ways to the other pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, after_this_request, render_template, request, url_for
from sqlalchemy import select

from portal import audit
from portal.accounts import allowed, current_staff, may
from portal.audit import Event
from portal.directory import hours, snapshot
from portal.register import Child
from portal.register.facts import Identity, identity_shown
from portal.register.years import year_group
from portal.staff.children.wording import RATINGS, STATUSES, SUITABILITIES
from portal.staff.people import names
from portal.storage import db

TABS = (
    ("Overview", "staff.child"),
    ("Details", "staff.child_details"),
    ("Contacts", "staff.child_contacts"),
    ("Rating and reviews", "staff.child_rating"),
    ("Chronology", "staff.child_chronology"),
    ("Who looked", "staff.child_looks"),
)


def held_child(child_id: UUID, permission: str) -> Child:
    """The child, held until this request is over, so that of two people who write one is the second.

    Aborts with 404 when there is none or it is another team's, and with 403 when the person may know of it but not do
    this. A record that is part of another one leads to nothing: ask :func:`stands_for` first.
    """
    held = select(Child).where(Child.id == child_id).with_for_update()
    found = db.session.scalar(held.execution_options(populate_existing=True))  # as it is now that it is held
    if found is None:
        abort(404)
    allowed(permission, found, known="child:see")
    return found


def framed(template: str, child: Child, **values: Any) -> str:
    """A page of this child's record, with its strip and its tabs. One that shows a form again is a reading too."""
    noted_if_refused(child)
    return render_template(template, **frame(child), **values)


def noted_if_refused(child: Child, page: str = "form") -> None:
    """Note in the log that this record is shown, if the answer to a form is a page that says what is wrong. Nothing
    else of such a request is kept. ``page`` as in staff.children.looks."""
    child_id, by = child.id, current_staff().id

    def note(response: Response) -> Response:
        if response.status_code >= 400:
            db.session.rollback()
            audit.record(Event.CHILD_READ, db.session.get_one(Child, child_id), by=by, page=page)
            db.session.commit()
        return response

    if request.method == "POST":
        after_this_request(note)


def frame(child: Child) -> dict[str, Any]:
    """What the strip and the tabs show. The words are the child's name, birthday and year; the rest are codes."""
    me, today = current_staff(), hours.local(datetime.now(UTC)).date()
    identity = identity_shown(child)
    team = snapshot().team(child.team_code)
    return {
        "child": child,
        "identity": identity,
        "year": year_group(identity.birthday, today) if identity.birthday else None,
        "age_in_years": _age(identity, today),
        "team": team.name if team else child.team_code,
        "officer": names([child.assignee_id]).get(child.assignee_id) if child.assignee_id else None,
        "status_words": STATUSES[child.status],
        "rating_words": RATINGS[child.rating],
        "suitability_words": SUITABILITIES[child.suitability],
        "today": today,
        "may_change": may(me, "child:change", child),
        "tabs": [
            {"text": text, "href": url_for(endpoint, child_id=child.id), "current": _current(endpoint, child)}
            for text, endpoint in TABS
        ],
    }


def _current(endpoint: str, child: Child) -> str | None:
    """What aria-current says of a tab: it is this page, or this page stands under it."""
    if request.endpoint == endpoint:
        return "page"
    address = url_for(endpoint, child_id=child.id)
    under = endpoint != TABS[0][1] and f"{request.path}/".startswith(f"{address}/")
    return "true" if under else None


def _age(identity: Identity, today: Any) -> int | None:
    born = identity.birthday
    if born is None:
        return None
    return int(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
