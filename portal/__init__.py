"""A site where families who home educate, young people and professionals reach the right council team."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from portal.config import Config

ROOT = Path(__file__).parent.parent


def create_app(config: Config | None = None) -> Flask:
    """The portal as a Flask app.

    ``config`` defaults to the environment. Raises BadSettings, or FileNotFoundError when the encryption keys are not
    there; refuses to start when a route has no access rule.
    """
    from portal import logs
    from portal.accounts import guard, init_accounts
    from portal.delivery import init_delivery
    from portal.directory import init_postcodes
    from portal.families.views import bp as families
    from portal.partners.views import bp as partners
    from portal.site.brand import bp as brand
    from portal.site.brand import init_brand
    from portal.site.health import bp as health
    from portal.site.views import bp as site
    from portal.staff import blueprints as staff
    from portal.storage import init_storage
    from portal.web import init_web
    from portal.web.access_log import init_access_log
    from portal.young_people.views import bp as young_people

    config = config or Config.from_environment(os.environ)
    logs.configure(readable=config.demo)
    app = Flask("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config["SECRET_KEY"] = config.secret_key
    app.extensions["portal.config"] = config
    init_storage(app, config)
    init_access_log(app)  # first, because what it says is said last: after the commit
    init_web(app, config)
    init_postcodes(app, config)
    init_delivery(app, config)
    init_accounts(app, config)
    for blueprint in (site, brand, health, young_people, families, partners, *staff):
        app.register_blueprint(blueprint)
    init_brand(app)
    guard(app)
    return app
