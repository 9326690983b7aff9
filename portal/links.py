"""Whether a link in a page of words leads somewhere: to an address of this site, to a national service, or to a
sentence of the law."""

from __future__ import annotations

from functools import cache

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal import PUBLIC
from portal.config import ENGLISH
from portal.directory import DATA, Directory, Team
from portal.directory.read import read
from portal.directory.service_links import UnknownService, address
from portal.families.space import SPACE as FAMILIES
from portal.law import SENTENCES
from portal.pages import Level, library
from portal.words import TeamRole
from portal.young_people.views import SPACE as YOUNG_PEOPLE

PAGES_OF = {"young_people.page": YOUNG_PEOPLE, "family_pages.page": FAMILIES}
"""The endpoints that show one page of words, and of which space."""
LAW = "law:"


def leads(target: str) -> bool:
    """Whether ``target`` (``/privacy``, ``service:childline``, ``law:costs``) is there for a reader.

    National services are looked for in the files that come with the portal, so that nothing has to run for it.
    """
    if target.startswith(LAW):
        return any(one.code == target.removeprefix(LAW) for one in SENTENCES)
    if not target.startswith("/"):
        try:
            address(target, _services())
        except UnknownService:
            return False
        return True
    try:
        endpoint, where = _site().url_map.bind("").match(target)
    except (HTTPException, RequestRedirect):
        return False
    if endpoint not in PAGES_OF:
        return True
    return library().page(PAGES_OF[endpoint], where["slug"], ENGLISH, Level.STANDARD) is not None


@cache
def _site() -> Flask:
    """The public addresses, without anything that answers there."""
    app = Flask("addresses", static_folder=None)
    for pages in PUBLIC:
        app.register_blueprint(pages)
    return app


@cache
def _services() -> Directory:
    nobody = Team("shared/duty", TeamRole.DUTY, "")
    return Directory(councils=(), teams=(), rules=(), duty_team=nobody, services=tuple(read(DATA).services))
