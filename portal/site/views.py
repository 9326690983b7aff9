"""The chooser, the pages that say how the site is run, and the sign of life."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template

from portal import directory
from portal.accounts import public
from portal.web import findable
from portal.web.kept import kept

bp = Blueprint("site", __name__)

STATEMENT_PREPARED = date(2026, 11, 21)
"""The day the accessibility statement was last looked over: the regulations ask for it on the page."""


@bp.get("/")
@public
@findable
@kept
def chooser() -> str:
    """Three doors: young people, families, professionals."""
    return render_template("site/chooser.html")


@bp.get("/accessibility")
@public
@findable
@kept
def accessibility() -> str:
    """What was tested, what was not, and how to say that something does not work."""
    return render_template("site/accessibility.html", prepared=STATEMENT_PREPARED)


@bp.get("/privacy")
@public
@findable
@kept
def privacy() -> str:
    """What is held, who sees it, why that is lawful, for how long, and a person's rights."""
    return render_template("site/privacy.html", councils=directory.snapshot().councils)


@bp.get("/cookies")
@public
@findable
@kept
def cookies() -> str:
    """The few cookies there are."""
    return render_template("site/cookies.html")


@bp.get("/contact")
@public
@findable
@kept
def contact() -> str:
    """Who runs the site: each council and its own website."""
    return render_template("site/contact.html", councils=directory.snapshot().councils)


@bp.get("/health")
@public
def health() -> Response:
    """The process answers. Whether it can also work is told by ``/health/ready``."""
    return Response("ok", mimetype="text/plain")
