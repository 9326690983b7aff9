"""Adding a line to a child's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from portal.register.models import Child, ChildEvent
from portal.storage import db


def leave(child: Child, what: str, by: UUID | None, now: datetime, detail: Any = None) -> None:
    """Note what happened to this record: ``what`` is a code that the pages have words for, ``detail`` sealed JSON.
    ``by`` None: the portal itself."""
    event = ChildEvent(child_id=child.id, at=now, by=by, what=what)
    if detail is not None:
        event.detail = detail
    db.session.add(event)
