"""What the portal is told from outside: every setting, read once, checked once."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from email_validator import EmailNotValidError, validate_email

T = TypeVar("T")

ENGLISH = "en_GB"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_NUMBERS = ("{number}", "{international}")
NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"
"""Where "Leave this page" goes: a page that anybody might have open (GOV.UK, "exit a page quickly")."""
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
"""The portal's own folder of translations."""


def catalogue_in(folder: Path, code: str) -> Path:
    """Where the catalogue of language ``code`` is in a folder of translations, whether it exists or not."""
    return folder / code / "LC_MESSAGES" / "messages.po"


def is_language(code: str) -> bool:
    """Whether this is the code of a language whose dates and plurals are known (Unicode's CLDR), written as here."""
    try:
        return str(Locale.parse(code)) == code
    except (ValueError, UnknownLocaleError):
        return False


def languages_in(folder: Path) -> tuple[str, ...]:
    """The codes of the languages that a folder of translations has: English, then each that has a catalogue there."""
    found = sorted(file.parent.parent.name for file in folder.glob("*/LC_MESSAGES/messages.po"))
    return (ENGLISH, *(code for code in found if code != ENGLISH))


class BadSettings(ValueError):
    """One or more settings are missing or wrong; ``problems`` has one plain sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def text_address(pattern: str, number: str) -> str:
    """The e-mail address that brings a text to ``number`` (447...), by a pattern such as ``{number}@sms.example``."""
    return pattern.replace("{number}", f"0{number[2:]}").replace("{international}", number)


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
    neutral_mail_from: str | None = None
    notify_api_key: str | None = field(default=None, repr=False)
    notify_text_template: str | None = None
    notify_url: str = "https://api.notifications.service.gov.uk"
    text_mail: str | None = None
    exit_url: str = NEUTRAL_PAGE
    site_name: str = "Learning at home"
    translations_dir: Path = TRANSLATIONS
    languages: tuple[str, ...] = (ENGLISH, "pl", "ro", "ur", "bn", "pa")
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
    def sends_texts(self) -> bool:
        """True when there is a way to send text messages."""
        return bool(self.notify_api_key or self.text_mail)

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
            neutral_mail_from=read("NEUTRAL_MAIL_FROM", _address, None),
            notify_api_key=read("NOTIFY_API_KEY", _notify_key, None),
            notify_text_template=read("NOTIFY_TEXT_TEMPLATE", _notify_template, None),
            notify_url=read("NOTIFY_URL", _notify_url, cls.notify_url),
            text_mail=read("TEXT_MAIL", _text_mail, None),
            exit_url=read("EXIT_URL", _exit_url, cls.exit_url),
            site_name=read("SITE_NAME", str, cls.site_name),
            translations_dir=read("TRANSLATIONS_DIR", _folder, cls.translations_dir),
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
    problems += _problems_with_texts(settings)
    if not settings.secure and not _loopback(urlsplit(settings.url).hostname or ""):
        problems.append("PORTAL_URL: people's words may not cross a network in the clear. Use https://")
    offered = languages_in(settings.translations_dir)
    if unknown := [code for code in settings.languages if code not in offered]:
        problems.append(
            f"PORTAL_LANGUAGES: {', '.join(unknown)} is not among {', '.join(offered)},"
            f" which are in {settings.translations_dir}"
        )
    return problems


def _problems_with_texts(settings: Config) -> list[str]:
    problems = []
    if settings.demo and settings.notify_api_key:
        problems.append("PORTAL_NOTIFY_API_KEY: the demonstration never sends real text messages. Leave it empty")
    if bool(settings.notify_api_key) != bool(settings.notify_text_template):
        problems.append("PORTAL_NOTIFY_API_KEY and PORTAL_NOTIFY_TEXT_TEMPLATE: one does not work without the other")
    if settings.notify_api_key and settings.text_mail:
        problems.append("PORTAL_TEXT_MAIL: text messages go through GOV.UK Notify already. Leave it empty")
    if settings.text_mail and not settings.smtp_url and not settings.demo:
        problems.append("PORTAL_TEXT_MAIL: without a mail server nothing leaves this machine. Set PORTAL_SMTP_URL")
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


def _notify_key(raw: str) -> str:
    if not re.fullmatch(rf"\S*?{_UUID}-{_UUID}", raw):
        raise ValueError("it must be a whole API key as GOV.UK Notify shows it once, when it is made")
    return raw


def _notify_template(raw: str) -> str:
    if not re.fullmatch(_UUID, raw):
        raise ValueError(f"{raw!r} is not the ID of a template, such as f33517ff-2a88-4f6e-b855-c550268ce08a")
    return raw


def _notify_url(raw: str) -> str:
    parts = urlsplit(_url(raw))
    if parts.scheme != "https" and not _loopback(parts.hostname or ""):
        raise ValueError(f"{raw!r} does not start with https://")
    return raw.rstrip("/")


def _text_mail(raw: str) -> str:
    if sum(raw.count(number) for number in _NUMBERS) != 1 or raw.count("{") != 1:
        raise ValueError(
            "it must have {number} (07...) or {international} (447...) in it, such as {number}@sms.example"
        )
    _address(text_address(raw, "447700900001"))
    return raw


def _exit_url(raw: str) -> str:
    parts = urlsplit(raw)
    plain = parts.scheme == "https" and parts.hostname and not (parts.username or parts.password)
    if not plain or "?" in raw or "#" in raw or not re.fullmatch(r"[!-~]+", raw):
        raise ValueError(f"{raw!r} is not a plain address that starts with https:// and has no ? and no # in it")
    return raw


def _languages(raw: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip() for code in raw.split(",") if code.strip()))
    if not codes:
        raise ValueError("it must name at least one language, such as en_GB")
    return codes


def _folder(raw: str) -> Path:
    folder = Path(raw).expanduser().resolve()
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    return folder


def _yes_or_no(raw: str) -> bool:
    if raw.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise ValueError("it must be 1 or 0")
    return raw.lower() in ("1", "true", "yes")
