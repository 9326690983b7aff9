"""One's own reviews in one's own calendar program: the page that makes the address, and the address itself."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs, public
from portal.config import Config
from portal.reviews import feed
from portal.staff.blueprint import bp
from portal.web.forms import Form


@bp.get("/reviews/calendar")
@needs("child:read")
def calendar() -> ResponseReturnValue:
    """Whether this person has one, and a button to make or end it."""
    return _page()


@bp.post("/reviews/calendar")
@needs("child:read")
def change_calendar() -> ResponseReturnValue:
    """Make an address, which is shown this once; or end the one there is."""
    form, now, me = Form(), datetime.now(UTC), current_staff()
    if not form.validate_on_submit():
        return _page(form), 422
    if request.form.get("do") == "end":
        feed.end(me, now)
        return _page(done="The address is ended: it opens nothing any more.")
    secret = feed.make(me, now)
    return _page(address=_site().url + url_for("staff.calendar_feed", secret=secret))


@bp.get("/reviews/calendar/<secret>.ics")
@public
def calendar_feed(secret: str) -> ResponseReturnValue:
    """The reviews of whoever holds this address, as things are now. A wrong one finds nothing, like any address that
    is not there."""
    staff = feed.owner(secret)
    if staff is None:
        abort(404)
    site, children = _site(), feed.reviews_of(staff)
    links = {child.id: site.url + url_for("staff.child_rating", child_id=child.id) for child in children}
    said = feed.calendar(children, links, site.site_name, site.url, datetime.now(UTC))
    answer = Response(said, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _page(form: Form | None = None, address: str | None = None, done: str | None = None) -> str:
    return render_template(
        "staff/reviews/calendar.html",
        form=form or Form.filled({}),
        standing=feed.standing(current_staff().id),
        address=address,
        done=done,
    )


def _site() -> Config:
    found: Config = current_app.extensions["portal.config"]
    return found
