"""Families who go through the parents' forms in a real browser, and what each of them holds in the end."""

from __future__ import annotations

import email.policy
import mailbox
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from babel.dates import format_date
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from portal.demo import PASSWORD
from portal.directory import regimes, snapshot
from portal.law import SENTENCES
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import Regime
from tests.support import pdf
from tests.support.effort import CountedWalk

FRONT = "/families"
FOLLOW = "/families/follow"
PATIENCE = 20
"""Seconds until a mail that does not come is given up."""
UNASKED = re.compile(
    r"\b(approv\w*|must register|registration is|apply for home|application|refus\w*)\b", re.IGNORECASE
)
"""Words with which a form makes a choice look like a favour."""
LATER = timedelta(seconds=1.2)
"""How long a server may go on with the directory that it knows (portal.directory.snapshot)."""


@dataclass(frozen=True)
class Held:
    """What a family has after sending."""

    reference: str
    code: str
    page: str
    """All words of the thank-you page."""
    answers: list[str]
    """What that page says the family sent, line by line."""
    paper: str
    """All words of the PDF."""


@dataclass
class Family(CountedWalk):
    """A family that comes in by the front page and taps its way on."""

    read: dict[str, str] = field(default_factory=dict)
    """What stood on each page."""
    told: list[str] = field(default_factory=list)
    """What it said, as it typed it or as the label that it chose has it."""

    def _open(self) -> None:
        self.front()
        self.press(f'main a[href="{self.start}"]')

    def front(self) -> None:
        """Come to the front page, which everybody finds."""
        self.page.goto(FRONT)
        self.read["front"] = self.page.inner_text("main")

    def press(self, selector: str) -> None:
        """Tap a link or a button that leads to another page."""
        self._press(selector)

    def give(self, **answers: Any) -> None:
        """Fill in the page that is open."""
        self._fill(answers)

    def send(self) -> str:
        """Press send; gives the reference."""
        reference = super().send()
        self.read["sent"] = self.page.inner_text("main")
        return reference

    def sent(self) -> Held:
        """Press send, and take with you what there is to take."""
        reference = self.send()
        paper = self.page.request.get(f"{self.start}/sent.pdf")
        assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
        return Held(
            reference,
            " ".join(self.page.locator(".five-words li").all_inner_texts()),
            self.read["sent"],
            self.page.locator("section[aria-labelledby=what-you-sent] dd p.typed").all_inner_texts(),
            pdf.words(paper.body()),
        )

    def follow(self, held: Held) -> str:
        """Go from the thank-you page to the one that says how far it is; gives its heading."""
        self.press(f'main a[href="{FOLLOW}"]')
        self._type("[name=reference]", held.reference)
        self._type("[name=code]", held.code)
        self.press(".actions button")
        assert held.reference in self.page.inner_text("main")
        return self.page.locator("h1").inner_text()

    def _look(self, name: str) -> None:
        super()._look(name)
        self.read[name] = self.page.inner_text("main")

    def _give(self, name: str, value: str) -> None:
        kind = self._kind(name)
        if self._shown(name):
            if kind == "date":
                self.told.append(format_date(date.fromisoformat(value), "long", "en_GB"))
            elif kind in ("radio", "checkbox"):
                chosen = self.page.locator(f'main form [name="{name}"][value="{value}"]')
                self.told.append(self.page.locator(f'label[for="{chosen.get_attribute("id")}"]').inner_text().strip())
            else:
                self.told += value.splitlines()
        super()._give(name, value)


Arrives = Callable[..., Family]
"""What the fixture ``family`` is (tests/families/conftest.py)."""


def packed(text: str) -> str:
    """Without what only lays words out: spaces, and places where a long word may be broken."""
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")


def holds_what_was_said(family: Family, held: Held) -> None:
    """The receipt has each answer and no other, on the page and on paper."""
    shown = {packed(line) for line in held.answers}
    said = {packed(line) for line in family.told}
    paper = packed(held.paper)
    assert said - shown == set(), f"not on the page: {said - shown}"
    assert shown - said == set(), "on the page, and never said"
    assert {line for line in said if line not in paper} == set(), "not on paper"
    assert packed(held.reference) in paper
    assert packed(held.code) not in paper


def never_pressed(family: Family) -> None:
    """No page speaks as if there were something to ask for. Of permission only the law does."""
    laws = [str(one.text) for one in SENTENCES]
    for name, text in family.read.items():
        own = text
        for law in laws:
            own = own.replace(law, "")
        assert not UNASKED.findall(own), (name, UNASKED.findall(own))
        assert "permission" not in own, name


@dataclass(frozen=True)
class Reached:
    """What the council has of it."""

    id: UUID
    said: dict[str, Any]
    """The answers by code."""
    language: str
    suspect: bool
    flagged: bool


def reached(records: Flask, held: Held, team: str, urgency: str, told: tuple[str, ...] = ()) -> Reached:
    """It is with that one team and nobody else, as urgent as that; ``told`` only hear that it came. Gives what the
    council has."""
    with records.app_context():
        found = db.session.scalars(select(Submission).where(Submission.reference == held.reference)).one()
        assert [route.team_code for route in found.routes] == [team]
        assert (found.team_code, found.urgency, found.is_open) == (team, urgency, True)
        assert sorted(one.team_code for one in found.told) == sorted(told)
        known = snapshot().team(team)
        assert known is not None
        assert known.name in held.page
        return Reached(found.id, found.said["answers"], found.language, found.suspect, found.flagged)


def mail_about(data_dir: Path, reference: str, to: str) -> EmailMessage:
    """The mail to ``to`` about what was sent, once the worker has put it into the mailbox."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for mail in _mails(data_dir):
            if mail["To"] == to and reference in str(mail["Subject"]):
                return mail
        time.sleep(0.2)
    raise AssertionError(f"no mail about {reference} to {to}")


def mails_naming(data_dir: Path, reference: str) -> list[str]:
    """To whom mails went that name ``reference``."""
    return [str(mail["To"]) for mail in _mails(data_dir) if reference in f"{mail['Subject']}{mail.get_content()}"]


def _mails(data_dir: Path) -> Iterator[EmailMessage]:
    for raw in mailbox.Maildir(data_dir / "mail"):
        mail = email.message_from_bytes(raw.as_bytes(), _class=EmailMessage, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        yield mail


@contextmanager
def registers_at(records: Flask, council: str) -> Iterator[None]:
    """Let the registers be in force at ``council`` for a while, on the running site too."""
    _change(records, council, Regime.CNIS, (datetime.now(UTC) - timedelta(days=1)).date())
    yield
    _change(records, council, Regime.PRE_CNIS, None)


def _change(records: Flask, council: str, regime: Regime, since: date | None) -> None:
    now = datetime.now(UTC)
    with records.test_request_context("/", method="POST"):
        reads_only(False)
        said = regimes.history(council)
        regimes.change(council, regime, since, said[0].number if said else 0, "For a test.", UUID(int=7), now)
        db.session.commit()
        snapshot(fresh=True)
    time.sleep(LATER.total_seconds())


def signed_in(page: Page, who: str) -> None:
    """Sign in to the demonstration as one of its invented staff."""
    page.goto("/staff/")
    page.get_by_label("Email address").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.goto("/staff/")
