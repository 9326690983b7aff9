"""Ways out of the house: an SMTP server, or a folder of mails (Maildir) where there is none."""

from __future__ import annotations

import mailbox
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.config import Config

SILENCE = 20.0
"""Seconds to wait for any one answer of a server."""
PATIENCE = 60.0
"""Seconds for the whole conversation: a server that drips one byte at a time is hung up on. Far below a lease."""


class NotNow(Exception):
    """The mail did not go out, and a later try may succeed. The text is short and free of addresses."""


class Refused(Exception):
    """The server will not take this address or this mail. The text is short and free of addresses."""


class Channel(Protocol):
    """A way out."""

    def send(self, mail: EmailMessage, at_the_door: Callable[[], object] = ...) -> None:
        """Hand ``mail`` over; when this returns, somebody else has promised to keep it.

        ``at_the_door`` is called when all that is left is the handing over itself: from here on a crash may mean
        that the mail went out and nobody knows. Raises NotNow or Refused.
        """


def channel_for(config: Config) -> Channel:
    """The channel that the settings name."""
    if config.smtp_url:
        return Smtp(config.smtp_url, urlsplit(config.url).hostname or "localhost")
    return Maildir(config.mail_dir)


class Smtp:
    """A mail server at ``smtp://`` (plain: a server on this machine), ``smtps://`` or ``smtp+starttls://``.

    ``name`` is what the portal calls itself there.
    """

    def __init__(self, url: str, name: str, silence: float = SILENCE, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        self.name = name
        self.host = parts.hostname or ""
        self.scheme = parts.scheme
        self.port = parts.port or {"smtps": smtplib.SMTP_SSL_PORT, "smtp+starttls": 587}.get(parts.scheme, 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.silence, self.patience = silence, patience
        # kept: reading the machine's certificates costs more than the rest of a mail
        self.tls = None if parts.scheme == "smtp" else ssl.create_default_context()

    def send(self, mail: EmailMessage, at_the_door: Callable[[], object] = lambda: None) -> None:
        with _unreachable_is_not_now(), self._connected() as server:
            _accepted(server.mail(_bare(mail["From"])))
            _accepted(server.rcpt(_bare(mail["To"])))
            at_the_door()
            try:
                _accepted(server.data(bytes(mail)))
            except smtplib.SMTPDataError as error:
                _accepted((error.smtp_code, b""))

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self.name, timeout=self.silence, context=self.tls
            )
        else:
            server = smtplib.SMTP(self.host, self.port, self.name, timeout=self.silence)
        hang_up = threading.Timer(self.patience, _cut, [server])
        hang_up.daemon = True
        hang_up.start()
        try:
            if self.scheme == "smtp+starttls":
                server.starttls(context=self.tls)
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.putcmd("quit")  # no waiting for its answer: that the mail went out is to be written down now
        finally:
            hang_up.cancel()
            server.close()


class Maildir:
    """A folder that mail programs can read. A mail appears in it whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage, at_the_door: Callable[[], object] = lambda: None) -> None:
        at_the_door()
        try:
            for part in ("tmp", "cur", "new"):  # before mailbox looks: it trips over a folder that another thread makes
                (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            mailbox.Maildir(self.folder).add(mail.as_bytes(policy=mail.policy.clone(linesep="\n")))
        except (OSError, mailbox.Error) as error:
            raise NotNow(f"The mail folder cannot be written ({type(error).__name__}).") from error


def _cut(server: smtplib.SMTP) -> None:
    connection = server.sock
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits on it, which close() does not


def _bare(address: object) -> str:
    first: Address = address.addresses[0]  # type: ignore[attr-defined]  # of a header that is an Address
    return first.addr_spec


def _accepted(answer: tuple[int, bytes]) -> None:
    """Raises Refused or NotNow unless the server took it. What it says is left out: it may repeat the address."""
    code = answer[0]
    if 500 <= code < 600:
        raise Refused(f"The mail server refused the address or the mail ({code}).")
    if not 200 <= code < 300:
        raise NotNow(f"The mail server asked to try later ({code}).")


@contextmanager
def _unreachable_is_not_now() -> Iterator[None]:
    """Whatever goes wrong around a mail is no fault of its address: turn it into NotNow."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise NotNow(f"The mail server does not accept the portal's password ({error.smtp_code}).") from error
    except ssl.SSLError as error:
        raise NotNow("The mail server's certificate or encryption is not right.") from error
    except (OSError, smtplib.SMTPException) as error:
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib hides it
            raise NotNow("The mail server did not answer in time.") from error
        raise NotNow(f"The mail server could not be reached ({type(error).__name__}).") from error
