"""Style sheets, scripts and pictures: built ahead, named after their content, kept by browsers for a year."""

from __future__ import annotations

import json
import re
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from portal.config import Config
from portal.web.headers import HSTS, SHARED

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
PREFIX = "/static/"
HASHED = re.compile(r"\.[0-9a-f]{10}\.\w+$")
YEAR = 365 * 24 * 60 * 60
FILES = {**SHARED, "Content-Security-Policy": "default-src 'none'; style-src 'self'"}


class _Files(WhiteNoise):  # type: ignore[misc]
    FOREVER = YEAR

    def immutable_file_test(self, path: str, url: str) -> bool:
        return bool(HASHED.search(url))


def init_assets(app: Flask, config: Config) -> None:
    """Serve ``static/build`` under ``/static/`` and give templates ``asset("public.css")``, its hashed address.

    Raises FileNotFoundError when the assets were never built. ``asset`` raises KeyError for an unknown name.
    """
    addresses = {name: PREFIX + hashed for name, hashed in json.loads((BUILD / "manifest.json").read_text()).items()}
    app.jinja_env.globals["asset"] = addresses.__getitem__

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in FILES.items():
            headers[name] = value
        if config.secure:
            headers["Strict-Transport-Security"] = HSTS

    app.wsgi_app = _Files(  # type: ignore[method-assign]
        app.wsgi_app, root=str(BUILD), prefix=PREFIX, allow_all_origins=False, add_headers_function=add_headers
    )
