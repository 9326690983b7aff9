"""Text messages: what one says, and the two ways out: GOV.UK Notify, or the council's mail-to-text gateway.

A text tells an on-call line that something urgent waits. It lies open on the lock of somebody's phone, so it holds a
team's name, a reference and where to sign in, and nothing about anybody.
"""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from requests import RequestException, Timeout

from portal.config import Config, text_address
from portal.delivery.channels import PATIENCE, SILENCE, Channel, NotNow, Refused
from portal.delivery.mail import BadAddress, envelope
from portal.delivery.models import OutboxMessage
from portal.directory.on_call import MOBILE, international

LONGEST = 160
"""Signs that go out as one text. A longer one is cut in two, and the second may come late, or first."""
PERSONALISATION = "text"
"""The one gap of the template in GOV.UK Notify, ``((text))``."""
YOURS = "your team"
_TWICE = frozenset("^{}\\[~]|")
"""Signs that count as two in a text (GSM 03.38)."""
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "`": "'"})

# The library writes the server's words into the log, and they may hold the number.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Text:
    """One text message: ``number`` as 447700900001, ``words`` that fit into one, and the id of its row."""

    id: UUID
    number: str
    words: str


class Texts(Protocol):
    """A way out for text messages."""

    def send(self, text: Text, at_the_door: Callable[[], object] = ...) -> None:
        """Hand ``text`` over, as Channel.send does with a mail. Raises NotNow or Refused."""


def texts_for(config: Config, mail: Channel) -> Texts | None:
    """The way out that the settings name; None when there is none."""
    if not config.sends_texts:
        return None
    if config.notify_api_key and config.notify_text_template:
        return Notify(config.notify_api_key, config.notify_text_template, config.notify_url)
    return Gateway(config, mail)


def compose(message: OutboxMessage, config: Config) -> Text:
    """The text for ``message``. Raises BadAddress; CannotOpen when the sealed row was tampered with."""
    if not re.fullmatch(MOBILE, message.to):
        raise BadAddress
    facts = message.context
    link = config.url + urlsplit(str(facts["link"]))._replace(scheme="", netloc="").geturl()
    return Text(message.id, international(message.to), words(str(facts["team"]), str(facts["reference"]), link))


def words(team: str, reference: str, link: str) -> str:
    """What the text says, in signs that every phone shows and at most 160 of them.

    What does not fit is left out: first the team's name, then the way to the very submission, which whoever signs in
    finds at the top of the queue, then both, then every link: one that is cut leads nowhere.
    """
    front = urlsplit(link)._replace(path="/staff/", query="", fragment="").geturl()
    for whom, where in ((team, f": {link}"), (YOURS, f": {link}"), (team, f": {front}"), (YOURS, f": {front}")):
        said = _say(whom, reference, where)
        if _signs(said) <= LONGEST:
            return said
    return _say(YOURS, reference, ".")


class Notify:
    """GOV.UK Notify. The template there must say ``((text))`` and nothing else.

    "Handed over" is that Notify has taken it; whether a phone was on, Notify's own pages say.
    """

    def __init__(self, key: str, template: str, url: str, silence: float = SILENCE, patience: float = PATIENCE) -> None:
        self.key, self.template, self.url = key, template, url
        self.silence, self.patience = silence, patience

    def send(self, text: Text, at_the_door: Callable[[], object] = lambda: None) -> None:
        at_the_door()
        try:
            taken = _within(self.patience, lambda: self._send(text))
        except HTTPError as error:
            raise _told(error) from error
        except TimeoutError as error:
            raise NotNow("GOV.UK Notify did not answer in time.") from error
        except (APIError, RequestException, OSError) as error:
            raise NotNow(f"GOV.UK Notify could not be understood ({type(error).__name__}).") from error
        if not isinstance(taken, dict) or not taken.get("id"):
            raise NotNow("Something else than GOV.UK Notify answered.")

    def _send(self, text: Text) -> Any:
        # made anew for each text: the library's client is not for several threads
        client: Any = NotificationsAPIClient(self.key, base_url=self.url, timeout=self.silence)  # type: ignore[no-untyped-call]
        with client.request_session:
            return client.send_sms_notification(
                phone_number=f"+{text.number}",
                template_id=self.template,
                personalisation={PERSONALISATION: text.words},
                reference=str(text.id),
            )


class Gateway:
    """A mail to an address such as 07700900001@sms.example, which a gateway of the council's turns into a text."""

    def __init__(self, config: Config, mail: Channel) -> None:
        assert config.text_mail
        self.config, self.pattern, self.mail = config, config.text_mail, mail

    def send(self, text: Text, at_the_door: Callable[[], object] = lambda: None) -> None:
        mail = envelope(text.id, text_address(self.pattern, text.number), self.config, datetime.now(UTC))
        mail.set_content(text.words + "\n", charset="us-ascii", cte="7bit")  # not every gateway joins a folded line
        self.mail.send(mail, at_the_door)


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """What ``call`` gives. Raises TimeoutError when it takes longer, whatever it waits for.

    Its thread is then left to itself: a server that drips its answer must not hold up who sends the rest.
    """
    answer: Future[Any] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer.result(seconds)


def _told(error: HTTPError) -> NotNow | Refused:
    """What an answer of Notify's means. What it says is left out: it may repeat the number.

    https://docs.notifications.service.gov.uk/rest-api.html: 400 for a number or a template that cannot be used, 403
    for a wrong key or clock, 429 for too many, 500 for trouble of its own.
    """
    if error.response is None:
        cause = error.__cause__
        if isinstance(cause, Timeout):
            return NotNow("GOV.UK Notify did not answer in time.")
        return NotNow(f"GOV.UK Notify could not be reached ({type(cause).__name__}).")
    match error.status_code:
        case 400:
            return Refused("GOV.UK Notify refused the number or the template (400).")
        case 401 | 403:
            return NotNow(f"GOV.UK Notify does not accept the portal's key ({error.status_code}).")
        case code:
            return NotNow(f"GOV.UK Notify asked to try later ({code}).")


def _say(whom: str, reference: str, where: str) -> str:
    return _plain(f"Urgent: something new is waiting for {whom}. Reference {reference}. Sign in{where}")


def _plain(said: str) -> str:
    """The same in the signs of a plain text message; what has no plain form is left out."""
    letters = unicodedata.normalize("NFKD", said.translate(_PLAIN))
    return letters.encode("ascii", "ignore").decode()


def _signs(said: str) -> int:
    return len(said) + sum(letter in _TWICE for letter in said)
