"""A site where families who home educate, young people and professionals reach the right council team."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from portal import logs
from portal.accounts import guard, init_accounts
from portal.config import Config
from portal.delivery import init_delivery
from portal.directory import init_postcodes, init_snapshot
from portal.families.coming_back import bp as coming_back
from portal.families.following_pages import bp as following_pages
from portal.families.letter_pages import bp as letter_pages
from portal.families.receipt_pages import bp as receipt_pages
from portal.families.space import bp as family_pages
from portal.families.views import bp as families_pages
from portal.law import init_law
from portal.partners.views import bp as partners_pages
from portal.site.brand import bp as brand_pages
from portal.site.brand import init_brand
from portal.site.health import bp as health_pages
from portal.site.views import bp as site_pages
from portal.staff import blueprints as staff_pages
from portal.storage import init_storage
from portal.web import init_web
from portal.web.access_log import init_access_log
from portal.young_people.leaflet_pages import bp as leaflet_pages
from portal.young_people.leaving import bp as leaving_pages
from portal.young_people.replies import bp as replies_pages
from portal.young_people.views import bp as young_people_pages

ROOT = Path(__file__).parent.parent
PUBLIC = (
    site_pages,
    brand_pages,
    health_pages,
    young_people_pages,
    leaving_pages,
    leaflet_pages,
    replies_pages,
    families_pages,
    coming_back,
    family_pages,
    letter_pages,
    receipt_pages,
    following_pages,
    partners_pages,
)


def create_app(config: Config | None = None) -> Flask:
    """The portal as a Flask app.

    ``config`` defaults to the environment. Raises BadSettings, or FileNotFoundError when the encryption keys are not
    there; refuses to start when a route has no access rule.
    """
    config = config or Config.from_environment(os.environ)
    logs.configure(readable=config.demo)
    app = Flask("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config["SECRET_KEY"] = config.secret_key
    app.extensions["portal.config"] = config
    init_storage(app, config)
    init_access_log(app)  # first, because what it says is said last: after the commit
    init_web(app, config)
    init_postcodes(app, config)
    init_snapshot(app)
    init_law(app)
    init_delivery(app, config)
    init_accounts(app, config)
    for pages in (*PUBLIC, *staff_pages):
        app.register_blueprint(pages)
    init_brand(app)
    guard(app)
    return app
