"""What the portal is told from outside: every setting, read once, checked once."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

T = TypeVar("T")

LANGUAGES = {"en_GB": "English", "pl": "Polski", "ro": "Română", "ur": "اردو", "bn": "বাংলা"}
"""Languages the portal can offer, each named in its own script."""


class BadSettings(ValueError):
    """One or more settings are missing or wrong; ``problems`` has one plain sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Config:
    """The settings of one running portal. Build it with :meth:`from_environment`; it never changes after."""

    secret_key: str
    data_dir: Path
    database_url: str
    url: str
    bind: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    proxies: int = 0
    smtp_url: str | None = None
    mail_from: str = "home-education@portal.example"
    site_name: str = "Learning at home"
    languages: tuple[str, ...] = tuple(LANGUAGES)
    demo: bool = False

    @property
    def secure(self) -> bool:
        """True where the public meets the site over TLS: cookies are then ``Secure`` and ``__Host-``."""
        return self.url.startswith("https://")

    @property
    def keys_file(self) -> Path:
        """The encryption keysets. Back this file up apart from the database: without it nothing can be read."""
        return self.data_dir / "keys.json"

    @property
    def mail_dir(self) -> Path:
        """The Maildir that takes the mail when there is no SMTP server."""
        return self.data_dir / "mail"

    @property
    def queue_file(self) -> Path:
        """Huey's own database, when the portal's is SQLite."""
        return self.data_dir / "queue.sqlite"

    @property
    def postcodes_file(self) -> Path:
        """Every UK postcode and its council, baked from ONS data at set-up."""
        return self.data_dir / "postcodes.sqlite"

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Config:
        """Read ``PORTAL_*`` from ``env``.

        Raises BadSettings naming every missing or wrong setting at once.
        """
        read = _Reader(env)
        data_dir = read("DATA_DIR", lambda raw: Path(raw).expanduser().resolve(), Path("var").resolve())
        port = read("PORT", _port, 8000)
        settings = cls(
            secret_key=read("SECRET_KEY", _secret),
            data_dir=data_dir,
            database_url=read("DATABASE_URL", _database_url, f"sqlite:///{data_dir / 'portal.sqlite'}"),
            url=read("URL", _url, f"http://127.0.0.1:{port}"),
            bind=read("BIND", str, "127.0.0.1"),
            port=port,
            workers=read("WORKERS", _positive, 2),
            proxies=read("PROXIES", _count, 0),
            smtp_url=read("SMTP_URL", _smtp_url, None),
            mail_from=read("MAIL_FROM", _address, cls.mail_from),
            site_name=read("SITE_NAME", str, cls.site_name),
            languages=read("LANGUAGES", _languages, cls.languages),
            demo=read("DEMO", _yes_or_no, False),
        )
        read.check(settings)
        return settings


class _Reader:
    """Collects every problem instead of stopping at the first, so that one start shows all there is to mend."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def __call__(self, name: str, parse: Callable[[str], T], *default: T) -> T:
        raw = self.env.get(f"PORTAL_{name}", "").strip()
        if not raw:
            if not default:
                self.problems.append(f"PORTAL_{name} is not set. It is needed.")
            return default[0] if default else cast(T, None)
        try:
            return parse(raw)
        except ValueError as error:
            self.problems.append(f"PORTAL_{name}: {error}.")
            return default[0] if default else cast(T, None)

    def check(self, settings: Config) -> None:
        """Rules that join several settings."""
        if not self.problems:
            self.problems += _joint_problems(settings)
        if self.problems:
            raise BadSettings(self.problems)


def _joint_problems(settings: Config) -> list[str]:
    problems = []
    if settings.demo and not _loopback(settings.bind):
        problems.append("PORTAL_BIND: the demonstration only listens on this machine. Use 127.0.0.1")
    if settings.demo and not _loopback(urlsplit(settings.url).hostname or ""):
        problems.append("PORTAL_URL: the demonstration only answers on this machine. Use http://127.0.0.1")
    if settings.demo and settings.smtp_url:
        problems.append("PORTAL_SMTP_URL: the demonstration never sends real mail. Leave it empty")
    if not settings.secure and not _loopback(urlsplit(settings.url).hostname or ""):
        problems.append("PORTAL_URL: people's words may not cross a network in the clear. Use https://")
    return problems


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(raw: str) -> str:
    if len(raw) < 32:
        raise ValueError("it must have at least 32 characters")
    return raw


def _port(raw: str) -> int:
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        raise ValueError(f"{raw!r} is not a port number from 1 to 65535")
    return int(raw)


def _positive(raw: str) -> int:
    if not raw.isdecimal() or int(raw) < 1:
        raise ValueError(f"{raw!r} is not a whole number above 0")
    return int(raw)


def _count(raw: str) -> int:
    if not raw.isdecimal():
        raise ValueError(f"{raw!r} is not a whole number")
    return int(raw)


def _database_url(raw: str) -> str:
    if raw.startswith("postgresql://"):
        return raw.replace("postgresql://", "postgresql+psycopg://", 1)
    if raw.startswith(("sqlite:///", "postgresql+psycopg://")):
        return raw
    raise ValueError("it must start with sqlite:/// or postgresql://")


def _url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"{raw!r} is not a site address such as https://learning-at-home.example")
    return raw.rstrip("/")


def _smtp_url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise ValueError("it must look like smtp+starttls://user:password@mail.example:587")
    return raw


def _address(raw: str) -> str:
    try:
        return validate_email(raw, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"{raw!r} is not an e-mail address") from error


def _languages(raw: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in raw.split(",") if code.strip())
    unknown = [code for code in codes if code not in LANGUAGES]
    if unknown or not codes:
        raise ValueError(f"{', '.join(unknown) or 'nothing'} is not among {', '.join(LANGUAGES)}")
    return codes


def _yes_or_no(raw: str) -> bool:
    if raw.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise ValueError("it must be 1 or 0")
    return raw.lower() in ("1", "true", "yes")
