"""The two pages about one's own account that Flask-Security does not have."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.guard import current_staff, public, signed_in

bp = Blueprint("accounts", __name__, url_prefix="/staff")

DONE = {
    "password": "Your password is changed. You are signed out everywhere else.",
    "app": "Your authenticator app is set up.",
}


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """What one is in which team, and the ways to change password, app and codes."""
    return render_template(
        "staff/accounts/account.html", staff=current_staff(), done=DONE.get(request.args.get("done", ""))
    )


@bp.get("/signed-out")
@public
def signed_out() -> ResponseReturnValue:
    """Where signing out leads."""
    return render_template("staff/accounts/signed_out.html")
