"""Whether a link in a page of words leads somewhere: to an address of this site, or to a national service."""

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
from portal.pages import Level, library
from portal.words import TeamRole
from portal.young_people.views import SPACE


def leads(target: str) -> bool:
    """Whether ``target`` (``/privacy``, ``service:childline``) is there for a reader.

    National services are looked for in the files that come with the portal, so that nothing has to run for it.
    """
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
    if endpoint != "young_people.page":
        return True
    return library().page(SPACE, where["slug"], ENGLISH, Level.STANDARD) is not None


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
