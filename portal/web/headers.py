"""What is said to browsers beside the page: what it may load, what it may keep, and how cookies travel."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.config import Config

View = TypeVar("View", bound=Callable[..., Any])

AT_MOST_BYTES = 256 * 1024
"""The largest form: a long answer in Urdu or Bengali takes nine bytes a letter on its way."""
AT_MOST_PARTS = 300

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SHARED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGES = {
    **SHARED,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000"
_FINDABLE = "findable"


def findable(view: View) -> View:
    """Let search engines list this page. Every page without the mark asks them not to."""
    setattr(view, _FINDABLE, True)
    return view


def init_headers(app: Flask, config: Config) -> None:
    """Guard what comes in and what goes out of every request."""
    if config.proxies:
        behind = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=behind, x_proto=behind, x_host=behind)  # type: ignore[method-assign]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if config.secure else "session",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=AT_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=AT_MOST_BYTES,
        MAX_FORM_PARTS=AT_MOST_PARTS,
    )
    app.session_interface = _Sessions()
    app.before_request(_without_nul)

    laid = PAGES | ({"Strict-Transport-Security": HSTS} if config.secure else {})
    names = {name.lower() for name in laid}

    @app.after_request
    def lay_over(response: Response) -> Response:
        if names.isdisjoint(name.lower() for name, _value in response.headers):
            response.headers.extend(laid)  # no view said otherwise: nothing has to be looked for and replaced
        else:
            response.headers.update(laid)
        if not _is_findable(response):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class _Sessions(SecureCookieSessionInterface):
    """Flask's own signed cookie, with one signer for all requests instead of a new one for each.

    The digest is Flask's, named so that Python takes OpenSSL's HMAC and not its own.
    """

    digest_method = staticmethod(hashlib.sha1)

    def __init__(self) -> None:
        self._signer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def _without_nul() -> None:
    """PostgreSQL refuses a NUL byte deep inside. In a form it is dropped, as nobody means it and the words beside it
    count; an address with one was never a link of ours.
    """
    if "\0" in request.path or b"%00" in request.query_string or b"\0" in request.query_string:
        abort(400)
    if not (request.content_length or "Transfer-Encoding" in request.headers):  # sent in pieces, it has no length
        return
    sent = list(request.form.items(multi=True))
    if any("\0" in part for pair in sent for part in pair):
        request.form = ImmutableMultiDict((name.replace("\0", ""), value.replace("\0", "")) for name, value in sent)


def _is_findable(response: Response) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return response.status_code == 200 and not request.args and getattr(view, _FINDABLE, False)
