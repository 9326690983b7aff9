"""From a row of the outbox to a mail: plain text, in the reader's language, with nothing from outside in a header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from jinja2 import Environment, StrictUndefined

from portal.config import Config
from portal.delivery.channels import NotNow
from portal.delivery.models import OutboxMessage, Purpose
from portal.web.catalogues import speaking

_SEVEN_BIT = SMTP.clone(cte_type="7bit")  # not every server on the way passes other letters through whole


class BadAddress(Exception):
    """No mail can go to this address, whatever server is asked. The exception never carries the address."""


def compose(message: OutboxMessage, config: Config, now: datetime) -> EmailMessage:
    """The mail for ``message``: the template's first line is the subject, the rest the text.

    Its Message-ID is the row's for ever, so a mail sent twice can be told by it.
    Raises BadAddress; CannotOpen when the sealed row was tampered with; jinja2.TemplateError when the template and
    its context do not fit.
    """
    facts = message.context
    subject, _rest, text = _render(message.template, message.language, facts | _site(facts, config))
    mail = envelope(message.id, message.to, config, now, _neutral(message.language) if _is_watched(message) else None)
    mail["Subject"] = subject.strip()
    mail.set_content(text.strip() + "\n")
    mail["Content-Language"] = message.language.replace("_", "-")  # last: set_content forgets it
    return mail


def envelope(message_id: UUID, to: str, config: Config, now: datetime, neutral: str | None = None) -> EmailMessage:
    """A mail without subject and text. With ``neutral``, a sender's name, no header says what site it comes from, as
    far as the settings allow. Raises BadAddress.
    """
    sender = config.neutral_mail_from if neutral else config.mail_from
    if sender is None:
        raise NotNow("No neutral sender is set (PORTAL_NEUTRAL_MAIL_FROM), and the office's own would tell too much.")
    mail = EmailMessage(policy=_SEVEN_BIT)
    mail["From"] = Address(display_name=neutral or config.site_name, addr_spec=sender)
    mail["To"] = _address(to)
    mail["Date"] = format_datetime(now)
    site = sender.rpartition("@")[2] if neutral else urlsplit(config.url).hostname
    mail["Message-ID"] = f"<outbox-{message_id}@{site}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"  # Exchange answers automatic mail unless it is told not to
    return mail


def _is_watched(message: OutboxMessage) -> bool:
    """True for a mail that somebody else may see before its reader does."""
    return message.purpose == Purpose.ANSWERED


def _neutral(language: str) -> str:
    with speaking(language):
        return str(_("A message"))


def _render(template: str, language: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    with speaking(language):
        return _templates().get_template(f"emails/{template}.txt").render(context).strip().partition("\n")


def _templates() -> Environment:
    """The app's templates, but a fact that is missing is an error and not a hole, and an empty line is one: in plain
    text it is what keeps two paragraphs apart, also where a condition stands. Kept, so that each compiles once."""
    kept = current_app.extensions
    if "portal.mails" not in kept:
        kept["portal.mails"] = current_app.jinja_env.overlay(
            undefined=StrictUndefined, trim_blocks=False, lstrip_blocks=False
        )
    environment: Environment = kept["portal.mails"]
    return environment


def _site(context: Mapping[str, Any], config: Config) -> dict[str, str]:
    """What every mail may say of the site. Links are put on the site's own address, whatever Host a request claimed."""
    link = urlsplit(str(context.get("link", "")))
    return {"site": config.site_name, "link": config.url + link._replace(scheme="", netloc="").geturl()}


def _address(raw: str) -> Address:
    """One plain address and nothing else. Letters outside ASCII are not taken: few servers carry them unharmed."""
    try:
        address = Address(addr_spec=raw)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress from error
    if address.addr_spec != raw or not raw.isascii() or " " in raw or "." not in address.domain:
        raise BadAddress
    return address
