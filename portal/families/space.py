"""The parents' pages of words: Markdown, the law of the reader's own council, and the team to ask."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime

import structlog
from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import public
from portal.directory import Council, Found, hours, snapshot
from portal.directory.cards import Card, card
from portal.directory.chosen import chosen_council, regime_at, regimes_differ, remember_council
from portal.directory.service_links import UnknownService, address
from portal.directory.where import WhereYouLive
from portal.law import drawn
from portal.pages import Level, library, page_after
from portal.web.catalogues import is_checked
from portal.web.fields import today
from portal.web.headers import findable
from portal.web.kept import kept_by
from portal.web.language import direction, locale_code
from portal.words import TeamRole

SPACE = "families"
"""The folder of these pages among the translations, and where they stand on the site."""
ASKED: Mapping[str, TeamRole] = {
    "special-needs": TeamRole.SEND,
    "special-schools": TeamRole.SEND,
    "health-without-school": TeamRole.SCHOOL_NURSING,
    "going-back-to-school": TeamRole.ADMISSIONS,
}
"""Whom a page sends its reader to; the home education team, where nothing is said here."""
NEXT = "what-happens-next"
"""The page that says by which day a team reads what is sent now."""

log = structlog.get_logger(__name__)
bp = Blueprint("family_pages", __name__, url_prefix=f"/{SPACE}")
bp.after_request(remember_council)


def choices() -> Hashable:
    """All that these pages show beside their address and language, for keeping them."""
    council = chosen_council()
    return council.code if council else None, regime_at(council), today(), snapshot().version


@bp.get("/<slug>")
@public
@findable
@kept_by(choices)
def page(slug: str) -> str:
    """One page of words."""
    if slug == "index":
        abort(404)  # it stands at the front
    return show(slug, "page.html")


@bp.route("/find-council", methods=["GET", "POST"])
@public
def find_council() -> ResponseReturnValue:
    """From a postcode to the council, and to the front page. The postcode goes nowhere, not even into an address."""
    form = WhereYouLive()
    place = form.place() if form.validate_on_submit() else None
    if isinstance(place, Found):
        return redirect(url_for("families.index", council=place.council_code) + "#council", 303)
    shown = render_template(
        "families/find_council.html", form=form, place=place, council=chosen_council(), councils=snapshot().councils
    )
    return shown, 422 if form.errors else 200


def team_card(council: Council | None, role: TeamRole = TeamRole.HOME_EDUCATION) -> Card | None:
    """The card of the council's team with that role, or of its home education team where it has none; None where there
    is no council to ask."""
    if council is None:
        return None
    directory = snapshot()
    teams = (directory.team_for(council.code, one) for one in (role, TeamRole.HOME_EDUCATION))
    team = next((one for one in teams if one), None)
    return card(council, team) if team else None


def show(slug: str, template: str) -> str:
    """The page called ``slug`` in the reader's language, or a 404."""
    council, directory = chosen_council(), snapshot()
    where = (locale_code(), Level.STANDARD, council.code if council else None)
    found = library().page(SPACE, slug, *where)
    if found is None:
        abort(404)
    regime = regime_at(council)
    contents = library().contents(SPACE, *where)
    asked = team_card(council, ASKED.get(slug, TeamRole.HOME_EDUCATION))
    return render_template(
        f"families/{template}",
        page=found,
        runs=direction(found.locale),
        words=found.html(_reach, lambda code: drawn(code, regime)),
        regime=regime,
        unsettled=council is None and regimes_differ() and "::law" in found.markdown,
        council=council,
        councils=directory.councils,
        checked=found.checked and is_checked(locale_code()),
        contents=contents,
        next_page=page_after(found, contents),
        card=asked,
        reads_by=hours.answers(asked.team, datetime.now(UTC)) if asked and slug == NEXT else None,
    )


def _reach(link: str) -> tuple[str, str]:
    """The number or site of a national service. Should one have gone, the way to the council's own people."""
    try:
        return address(link, snapshot())
    except UnknownService as missing:
        log.error("a page names a service that is not there", reason=str(missing))
        return url_for("families.index") + "#council", _("People who can help")
