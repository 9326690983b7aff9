"""What every page shares: headers, language, error pages, assets, components and the one commit of a request."""

from __future__ import annotations

from flask import Flask

from portal.config import Config
from portal.web.assets import init_assets
from portal.web.commit import init_commit, writes
from portal.web.components import init_components
from portal.web.errors import init_errors
from portal.web.headers import findable, init_headers
from portal.web.language import init_language
from portal.web.page import init_page
from portal.web.pictures import init_pictures

__all__ = ["findable", "init_web", "writes"]


def init_web(app: Flask, config: Config) -> None:
    """Wire the shared parts of every page into ``app``.

    Call it before any room adds its own ``before_request``. The order counts: what is done after a request runs
    backwards, so the commit comes first and the headers are laid over whatever page it led to.
    """
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.pop("config", None)  # a template has no business with settings and secrets
    init_headers(app, config)
    init_language(app, config)
    init_page(app)
    init_pictures(app)
    init_errors(app)
    init_assets(app, config)
    init_components(app)
    init_commit(app)
