"""A child's record that is about to be written into."""

from __future__ import annotations

from uuid import UUID

from flask import request

from portal import audit
from portal.accounts import current_staff
from portal.audit import Event
from portal.register import Child
from portal.staff.children.frame import held_child
from portal.storage import db


def writing(child_id: UUID, permission: str, page: str = "form") -> Child:
    """The record, held for this request. Of one that was merged meanwhile, the one that stands for it: what somebody
    has typed for it belongs there. Aborts as :func:`held_child` does.

    Where the page is only asked for, it is read: that is in the log, as ``page`` (staff.children.looks). "" for a view
    that leaves a line of its own.
    """
    found = held_child(child_id, permission)
    if found.merged_into_id is not None:
        db.session.expire(found)
        found = held_child(found.merged_into_id or found.id, permission)
    if request.method == "GET" and page:
        audit.record(Event.CHILD_READ, found, by=current_staff().id, page=page)
    return found
