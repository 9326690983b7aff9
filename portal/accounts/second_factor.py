"""The second factor: codes from an authenticator app, sealed at rest, each used once."""

from __future__ import annotations

import base64
from typing import Any

import qrcode  # type: ignore[import-untyped]
from flask_security import Totp
from markupsafe import Markup
from passlib.totp import TOTP, AppWallet, TokenError  # type: ignore[import-untyped]

from portal.accounts.models import Staff
from portal.storage import CannotOpen, Key, keys

BOUND_TO = "staff.totp"
QUIET = 4
"""Empty modules around a QR code (ISO/IEC 18004)."""


class Wallet(AppWallet):  # type: ignore[misc]
    """Seals each app's secret with the portal's own keyset, in the browser's cookie while it is set up and in the
    database after."""

    @property
    def has_secrets(self) -> bool:
        return True

    def encrypt_key(self, key: bytes) -> dict[str, Any]:
        """What is stored instead of ``key``."""
        return {"v": 1, "k": base64.b64encode(keys().seal(Key.RECORDS, key, BOUND_TO)).decode()}

    def decrypt_key(self, enckey: dict[str, Any]) -> tuple[bytes, bool]:
        """The key, and that it need not be stored anew. Raises ValueError when it does not open."""
        try:
            return keys().open(Key.RECORDS, base64.b64decode(enckey["k"]), BOUND_TO), False
        except CannotOpen as error:
            raise ValueError("the authenticator app's secret does not open") from error


class AppCodes(Totp):
    """Flask-Security's codes with our wallet, an inline picture, and no code taken twice (RFC 6238 section 5.2)."""

    def __init__(self, secrets: Any, issuer: str) -> None:
        self._totp = TOTP.using(issuer=issuer, wallet=Wallet())

    def verify_totp(self, token: str, totp_secret: str, user: Staff, window: int = 0) -> bool:  # type: ignore[override]
        """Whether ``token`` is a code of this secret, at most ``window`` seconds off, and later than the last used."""
        last = user.totp_counter if totp_secret == user.tf_totp_secret else None  # a new phone starts its own count
        try:
            user.totp_counter = self._totp.verify(token, totp_secret, window=window, last_counter=last).counter
        except TokenError:
            return False
        return True

    def generate_qrcode(self, username: str, totp: str) -> str:
        """An ``<svg>`` for the page itself: our content policy lets no ``data:`` picture in."""
        return picture(self.get_totp_uri(username, totp), "QR code for your authenticator app")


def picture(text: str, name: str) -> Markup:
    """``text`` as a QR code, drawn as one inline SVG path; ``name`` is what a screen reader says."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{name}" width="240" height="240" '
        'viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<rect width="{size}" height="{size}" fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>'
    ).format(name=name, size=len(rows), path=path)
