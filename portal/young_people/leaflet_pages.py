"""The page of leaflets and cards, the PDFs on it, and the short addresses that cards lead to."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import structlog
from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import public
from portal.directory import snapshot
from portal.printing import Unprintable
from portal.web.headers import findable
from portal.web.kept import kept_by
from portal.web.language import direction, html_language, own_name
from portal.young_people.leaflets import Leaflet, NoSuchLeaflet, behind, find_leaflet, known_size, leaflets, printed
from portal.young_people.reader import choices, reader, remember

log = structlog.get_logger(__name__)
bp = Blueprint("leaflets", __name__)
bp.after_request(remember)


@bp.get("/young-people/leaflets")
@public
@findable
@kept_by(choices)
def index() -> str:
    """Every leaflet and card for the council that was chosen, and how to print and fold them."""
    council = reader().council
    found = leaflets(council) if council else []
    by_language = [
        {
            "name": own_name(locale),
            "lang": html_language(locale),
            "direction": direction(locale),
            "files": {leaflet.name: _file(leaflet) for leaflet in of},
        }
        for locale, of in groupby(found, key=lambda leaflet: leaflet.locale)
    ]
    return render_template(
        "young_people/leaflets.html",
        council=council,
        councils=snapshot().councils,
        by_language=by_language,
        names=_names(),
    )


@bp.get("/young-people/leaflets/<council>/<locale>/<name>.pdf")
@public
def pdf(council: str, locale: str, name: str) -> Response:
    """One leaflet or card, to look at or to keep under a name that says nothing."""
    try:
        leaflet = find_leaflet(council, locale, name)
        content = printed(leaflet).content
    except NoSuchLeaflet:
        abort(404)
    except Unprintable as fault:
        log.error("leaflet cannot be made", council=council, reason=str(fault))
        abort(404)
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


@bp.get("/y/<code>")
@public
def from_card(code: str) -> ResponseReturnValue:
    """Where a card's code leads: the council's pages in the card's language, or the front page when it says nothing."""
    found = behind(code)
    if found is None:
        return redirect(url_for("young_people.index"))
    council, lang = found
    return redirect(url_for("young_people.index", council=council, lang=lang))


def _file(leaflet: Leaflet) -> Mapping[str, object]:
    where = url_for("leaflets.pdf", council=leaflet.council.code, locale=leaflet.locale, name=leaflet.name)
    size = known_size(leaflet)
    return {"href": where, "kilobytes": max(1, round(size / 1000)) if size else None}


def _names() -> dict[str, str]:
    """What each file is, in words; in the order of the page."""
    return {
        "a4-standard": _("Leaflet, one A4 sheet"),
        "a5-standard": _("Leaflet to fold, A5"),
        "a4-easy": _("Easy words, one A4 sheet"),
        "a5-easy": _("Easy words, to fold, A5"),
        "card": _("One card for a pocket"),
        "cards": _("Ten cards on an A4 sheet"),
    }
