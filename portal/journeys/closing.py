"""A form that somebody walked away from: closed on this device, kept on the server, opened again by who can tell whose
it is; and removed for good by who asks for that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from portal.journeys import drafts
from portal.journeys.journey import Journey
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.storage import db
from portal.web.forms import Form

LOCKED, REMOVE = "locked", "remove"
MOST_TRIES = 5
INVALID = 422
BUTTONS = frozenset({"csrf_token", "keep", "stay", "close", "finish", "late"})
"""What a page of questions sends beside what somebody typed."""


def go(journey: Journey, address: str, **arguments: Any) -> AnyResponse:
    """The way to a page of the journey."""
    return redirect(url_for(journey.endpoint, step=address, **arguments), 303)


def back_by_code(journey: Journey) -> AnyResponse:
    """The way to the page that takes the code of a draft that was put away."""
    assert journey.lock is not None
    return redirect(url_for(journey.lock.way_back, closed=1), 303)


def typed_here() -> dict[str, list[str]]:
    """What the request sent for the fields of its page."""
    return {name: values for name, values in request.form.lists() if name not in BUTTONS}


def hold(draft: Draft, made: Progress, address: str) -> None:
    """Keep what was typed on a page that does not take it now, without keeping anything open or longer for it."""
    place = made.path.place(address)
    if place is not None and place.step is not None and not place.step.ends:
        made.hold(address, typed_here(), calm=True)
        drafts.note(draft, made)


def guard(journey: Journey, draft: Draft, made: Progress, address: str, now: datetime) -> ResponseReturnValue | None:
    """The answer to a request for a page of a form that has closed, or None when the page may be shown.

    Where nobody has said anything yet that tells them from the next person, the form just opens again. A page whose
    script has found that nobody is there says so (``close``): the clock of the server decides whether that is true, for
    somebody may be busy in another window.
    """
    assert journey.lock is not None
    closed = drafts.is_closed(draft, now)
    if address == LOCKED:
        return _locked(journey, draft, made, now) if closed else go(journey, made.where())
    gone = request.method == "POST" and "close" in request.form
    if not gone and not (closed and made.answered(journey.lock.field)):
        return None
    if request.method == "POST":
        hold(draft, made, address)
    return go(journey, LOCKED if closed else address)


def _locked(journey: Journey, draft: Draft, made: Progress, now: datetime) -> ResponseReturnValue:
    lock = journey.lock
    assert lock is not None
    answers = made.answered(lock.field)
    form = lock.key() if answers else Form()
    left = MOST_TRIES - drafts.tries(draft)
    if request.method == "POST" and (left > 0 or not answers) and form.validate():
        if not answers or form[lock.field].stored in answers:
            drafts.take_up(draft, journey, now)
            return go(journey, made.where())
        drafts.count_try(draft)
        db.session.commit()  # a try counts although the page that tells of it is an error
        left -= 1
        if left > 0:
            form.fail(lock.wrong(left), lock.field)
    page = render_template(
        "components/journey/locked.html",
        journey=journey,
        form=form,
        field=form[lock.field] if answers else None,
        left=left,
        by_code=url_for(lock.way_back) if draft.code_key else None,
        gone_at=draft.expires_at,
    )
    return page, INVALID if form.errors else 200


def remove(journey: Journey, draft: Draft, back: str) -> ResponseReturnValue:
    """The page that asks once more, and the removing. ``back`` is the address of the page for whoever would rather
    not."""
    form = Form()
    if request.method == "POST" and form.validate():
        drafts.remove(draft)
        return emptied(go(journey, "", removed=1))
    page = render_template(
        "components/journey/remove.html", journey=journey, form=form, back=back, kept=bool(draft.code_key)
    )
    return page, INVALID if form.errors else 200


def emptied(response: AnyResponse) -> Response:
    """The response, with the wish that the browser drops the pages that it holds."""
    assert isinstance(response, Response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
