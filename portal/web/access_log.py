"""One line per request: what kind of page, how it went, how long. Never an address, a query or a person."""

from __future__ import annotations

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def init_access_log(app: Flask) -> None:
    """Log the endpoint's name, the status and the milliseconds of every request."""

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        taken = round((perf_counter() - g.get("started", perf_counter())) * 1000, 1)
        log.info("request", endpoint=request.endpoint or "none", status=response.status_code, ms=taken)
        return response
