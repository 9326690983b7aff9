"""The young people's pages. Every one of them can be left at once and leaves nothing behind."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import public
from portal.codes import Audience
from portal.directory import Found, snapshot
from portal.directory.cards import Card, card
from portal.directory.chosen import regime_at
from portal.directory.service_links import UnknownService, address
from portal.law import drawn
from portal.pages import library, page_after
from portal.replies import typed
from portal.submissions.serving import Codes, serve
from portal.web.catalogues import is_checked
from portal.web.headers import findable
from portal.web.kept import kept_by
from portal.web.language import direction, locale_code
from portal.words import TeamRole
from portal.young_people.by_code import begin, keep
from portal.young_people.cards import cards_of
from portal.young_people.journey import VIEWS
from portal.young_people.leaving import take_nothing_of_a_visit_that_was_left
from portal.young_people.reader import choices, reader, remember
from portal.young_people.shown_again import WhereTheyLive

SPACE = "young-people"
"""The folder of these pages among the translations, and where they stand on the site."""

log = structlog.get_logger(__name__)
bp = Blueprint("young_people", __name__, url_prefix=f"/{SPACE}")
bp.before_request(take_nothing_of_a_visit_that_was_left)
bp.after_request(remember)


@bp.get("")
@public
@findable
@kept_by(choices)
def index() -> str:
    """The way in: what there is to read, who can help, and the form."""
    return _show("index", "index.html")


@bp.get("/<slug>")
@public
@findable
@kept_by(choices)
def page(slug: str) -> str:
    """One page of words."""
    if slug == "index":
        abort(404)  # it stands at the front
    return _show(slug, "page.html")


@bp.get("/people")
@public
@findable
@kept_by(choices)
def people() -> str:
    """National services, and the teams of the council that was chosen."""
    council = reader().council
    return _show("people", "people.html", cards=cards_of(council) if council else [])


@bp.route("/find-council", methods=["GET", "POST"])
@public
def find_council() -> ResponseReturnValue:
    """From a postcode to the council's people. The postcode goes nowhere, not even into an address; one that leads to
    no council is shown again by a page that is asked for, as all that is typed in this space."""
    now = datetime.now(UTC)
    if request.method == "POST":
        form = WhereTheyLive()
        place = form.place() if form.validate() else None
        if isinstance(place, Found):
            return redirect(url_for("young_people.people", council=place.council_code) + "#people", 303)
        return redirect(url_for("young_people.find_council", again=form.keep(now)), 303)
    name = request.args.get("again", "")
    before = typed.find(name, now)
    form = WhereTheyLive.from_before(name, before) if before else WhereTheyLive()
    return render_template(
        "young_people/find_council.html",
        form=form,
        place=form.place() if before and not form.summary_errors else None,
        council=reader().council,
        councils=snapshot().councils,
    )


@bp.route("/views", defaults={"step": ""}, methods=["GET", "POST"])
@bp.route("/views/<path:step>", methods=["GET", "POST"])
@public
def views(step: str) -> ResponseReturnValue:
    """A young person's own form."""
    return serve(VIEWS, step, Codes(Audience.YOUNG_PEOPLE, begin, keep), _home)


def _home() -> dict[str, Card | None]:
    """The home education team of the reader's council, so that the start page can say when a person answers."""
    council = reader().council
    team = snapshot().team_for(council.code, TeamRole.HOME_EDUCATION) if council else None
    return {"home": card(council, team) if council and team else None}


def _show(slug: str, template: str, **more: object) -> str:
    """The page called ``slug`` in the reader's language and level, or a 404."""
    who = reader()
    found = library().page(SPACE, slug, locale_code(), who.level, who.council_code)
    if found is None:
        abort(404)
    directory = snapshot()
    contents = library().contents(SPACE, locale_code(), who.level, who.council_code)
    return render_template(
        f"young_people/{template}",
        page=found,
        runs=direction(found.locale),
        words=found.html(_reach, lambda code: drawn(code, regime_at(who.council))),
        reader=who,
        council=who.council,
        councils=directory.councils,
        checked=found.checked and is_checked(locale_code()),
        contents=contents,
        next_page=page_after(found, contents),
        **more,
    )


def _reach(link: str) -> tuple[str, str]:
    """The number or site of a national service. Should one have gone, the way to all the others."""
    try:
        return address(link, snapshot())
    except UnknownService as missing:
        log.error("a page names a service that is not there", reason=str(missing))
        return url_for("young_people.people"), _("People who can help")
