"""Default deny: a page nobody declared is a page nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import Staff
from portal.accounts.permissions import MAY, Thing, may

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed in"
CLOSED = "closed"
_ACCESS = "access"
FRONT_DOOR, LANDING = "/staff/", "/staff/today"
"""The address that people know, and where they land when they have signed in."""

NOT_OURS = {
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.two_factor_setup": PUBLIC,  # between password and code nobody is signed in yet: these three
    "security.two_factor_token_validation": PUBLIC,  # pages check for themselves that the password was right
    "security.mf_recovery": PUBLIC,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.two_factor_setup_validate": CLOSED,
    "security.two_factor_rescue": CLOSED,
    "security.tf_select": CLOSED,
}
"""The rule of every endpoint whose view is not written here. A new one in a later release is closed."""


class Undeclared(Exception):
    """Some endpoints say nothing about who may open them, so the app does not start."""

    def __init__(self, endpoints: list[str]) -> None:
        super().__init__(f"no access rule for {', '.join(endpoints)}: use public, signed_in or needs(...)")


def public(view: View) -> View:
    """Anyone may open this page."""
    return _declare(view, PUBLIC)


def signed_in(view: View) -> View:
    """Any member of staff who is signed in may open this page, whatever they are in which team."""
    return _declare(view, SIGNED_IN)


def needs(permission: str) -> Callable[[View], View]:
    """Only staff who hold ``permission`` somewhere may open this page. A view that shows one thing also asks
    :func:`allowed` about that thing. Raises KeyError for a permission that is not in the table."""
    MAY[permission]

    def declare(view: View) -> View:
        return _declare(view, permission)

    return declare


def allowed(permission: str, thing: Thing, known: str = "queue:see") -> None:
    """Go on only if the signed-in person holds ``permission`` for ``thing``.

    Aborts with 404 when the thing is in another team, so that nobody learns it exists; with 403 when the person may
    know of it (they hold ``known``) but not do this.
    """
    staff = current_staff()
    if not may(staff, permission, thing):
        abort(403 if may(staff, known, thing) else 404)


def current_staff() -> Staff:
    """The person who is signed in. Aborts with 401 when nobody is: ask only on pages that need it."""
    if not current_user.is_authenticated:
        abort(401)
    staff: Staff = current_user._get_current_object()
    return staff


def access(app: Flask, endpoint: str) -> str | None:
    """The rule of an endpoint: ``public``, ``signed in``, ``closed`` or a permission; None when nobody declared one."""
    declared: str | None = getattr(app.view_functions.get(endpoint), _ACCESS, None)
    return declared or NOT_OURS.get(endpoint)


def undeclared(app: Flask) -> list[str]:
    """Every endpoint without a rule."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if access(app, rule.endpoint) is None})


def guard(app: Flask) -> None:
    """Ask before every request whether this person may open this page. Call it last, when every route is there.

    Raises Undeclared when one of them has no rule.
    """
    if missing := undeclared(app):
        raise Undeclared(missing)
    app.before_request(_ask)


def _ask() -> ResponseReturnValue | None:
    if request.endpoint is None:  # no such address: Flask says so itself
        return None
    rule = access(current_app, request.endpoint)
    if rule is None or rule == CLOSED:
        abort(404)
    if request.blueprint == "security" and request.is_json:
        abort(415)
    if rule == PUBLIC:
        return None
    if not current_user.is_authenticated or _lacks_second_factor(current_user):
        return _sign_in_first()
    if rule != SIGNED_IN and not may(current_staff(), rule):
        abort(403)
    return None


def _lacks_second_factor(staff: Staff) -> bool:
    return bool(current_app.config["SECURITY_TWO_FACTOR_REQUIRED"]) and not staff.has_second_factor


def _sign_in_first() -> ResponseReturnValue:
    ended = "1" if g.get("sign_in_ended") else None
    if request.method in ("GET", "HEAD"):
        wanted = request.full_path.rstrip("?")
        # whoever only comes in lands on what needs them first, and not on the queue
        return redirect(url_for("security.login", next=LANDING if wanted == FRONT_DOOR else wanted, ended=ended))
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if any("password" in name for name, _ in typed):
        typed = []
    return render_template("staff/accounts/interrupted.html", typed=typed), 401


def _declare(view: View, rule: str) -> View:
    setattr(view, _ACCESS, rule)
    return view
