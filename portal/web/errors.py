"""One error page for everything that goes wrong. It needs no database and no context of its own."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, request
from flask_babel import gettext as _
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.web.page import page_context

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)
"""What SQLAlchemy raises when the database is locked, full, stopped or out of reach."""
RETRY_AFTER = "30"
WORTH_SENDING_AGAIN = (429, 500, 503)
LAST_RESORT = """<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><title>Sorry, something went wrong</title>
<h1>Sorry, something went wrong</h1>
<p>Please try again in a few minutes. If someone is in danger, call 999. Childline is free, any time: 0800 1111.</p>
</html>
"""


def status_of(error: SQLAlchemyError) -> int:
    """503 when the database could not be reached and a second try may work, 500 for a fault of ours."""
    return 503 if isinstance(error, UNREACHABLE) else 500


def error_page(status: int) -> Response:
    """The page for ``status``, in the reader's language. Falls back to plain English if even that cannot be made."""
    try:
        title, says = _words(status)
        # Not render_template: that runs the context processors of other rooms, and one of them may be what broke.
        template = current_app.jinja_env.get_template("errors/error.html")
        page = template.render(**page_context(), status=status, heading=title, says=says, unsent=_unsent(status))
    except Exception as error:
        current_app.logger.error("error page failed: %s", type(error).__name__)
        page = LAST_RESORT
    response = current_app.response_class(page, status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def init_errors(app: Flask) -> None:
    """Answer every error with :func:`error_page`. In tests an unexpected error still reaches the test."""
    app.register_error_handler(HTTPException, _http_error)
    for unreachable in UNREACHABLE:
        app.register_error_handler(unreachable, _database_error)


def _http_error(error: HTTPException) -> Response:
    response = error_page(error.code or 500)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value  # Allow of a 405, Retry-After of a 429
    return response


def _database_error(error: SQLAlchemyError) -> Response:
    current_app.logger.error("database unreachable: %s", type(error).__name__)
    return error_page(503)


def _unsent(status: int) -> list[tuple[str, str]]:
    """What was typed, so that one press sends it again and nobody loses words to our fault. Never a password."""
    if request.method != "POST" or status not in WORTH_SENDING_AGAIN:
        return []
    typed = list(request.form.items(multi=True))
    return [] if any("password" in name for name, _value in typed) else typed


def _words(status: int) -> tuple[str, list[str]]:
    """Heading and sentences for a status; one honest pair for all that have none of their own."""
    match status:
        case 401:
            return _("You need to sign in"), [_("Sign in to see this page.")]
        case 403:
            return _("This page is not for you to see"), [
                _("If you think you should be able to see it, ask the person who looks after this site.")
            ]
        case 404 | 410:
            return _("We cannot find this page"), [
                _("The address may be mistyped, or the page may have moved."),
                _("Answers that were not sent are removed after 24 hours, unless you saved them."),
            ]
        case 405:
            return _("This page cannot be opened like that"), [_("Start again from the first page.")]
        case 413:
            return _("That was too much at once"), [_("Go back, make what you wrote shorter, then try again.")]
        case 429:
            return _("You have tried too many times"), [_("Wait a few minutes, then try again.")]
        case 503:
            return _("Sorry, the site is busy or being repaired"), [_("Wait a minute, then try again.")]
        case _ if status >= 500:
            return _("Sorry, something went wrong on our side"), [
                _("Try again in a few minutes. If it happens again, tell your council through its own website.")
            ]
        case _:
            return _("Sorry, we could not read what was sent"), [_("Go back and try again.")]
