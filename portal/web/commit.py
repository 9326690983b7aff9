"""The one commit of a request, made before the page that says it worked can leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from sqlalchemy.exc import SQLAlchemyError

from portal.storage import db, reads_only
from portal.web.errors import error_page, status_of

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_WRITES = "writes"


def writes(view: View) -> View:
    """Mark a view that changes the database when it is only asked for (a draft begun, a look that is logged)."""
    setattr(view, _WRITES, True)
    return view


def init_commit(app: Flask) -> None:
    """Commit what a view changed if it succeeded, and nothing otherwise."""
    app.before_request(_say_what_comes)
    app.after_request(_commit)
    app.teardown_request(lambda _error: reads_only(False))


def _say_what_comes() -> None:
    reads_only(not _may_write())


def _may_write() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS or getattr(view, _WRITES, False)


def _commit(response: Response) -> Response:
    if not _may_write():
        return response
    if response.status_code >= 400:
        db.session.rollback()  # also after a commit that failed: its connection would go back in a transaction
        return response
    try:
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        session.modified = False  # nothing may be remembered of what was not kept
        current_app.logger.error("commit failed: %s", type(error).__name__)
        return error_page(status_of(error))
    return response
