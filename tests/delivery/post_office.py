"""A post office that does what each address says, and what tests of the outbox do again and again."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select, update

from portal.config import Config
from portal.delivery import outbox
from portal.delivery.models import DeliveryAttempt, OutboxMessage, State
from portal.storage import db, reads_only
from portal.words import Kind, Urgency
from tests.delivery.worker_process import work

LINK = "https://evil.example/staff/submissions/8d7f"


@dataclass
class PostOffice:
    """A real SMTP server. The first word of an address says what happens to it."""

    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    begun: int = 0
    data_seconds: float = 0.0
    let_go: bool = False
    """Ends the silence of every address that keeps silent."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def keep_silent(self) -> None:
        while not self.let_go:
            await asyncio.sleep(0.01)

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd looks for
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        match address.partition("@")[0].partition("-")[0]:
            case "refused":
                return f"550 no {address} here"
            case "busy":
                return f"451 {address} later"
            case "silent":
                await self.keep_silent()
            case "dropped":
                server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        self.begun += 1
        word = envelope.rcpt_tos[0].partition("@")[0].partition("-")[0]
        if word == "full":
            return "552 mailbox full"
        if word == "broken":
            server.transport.abort()
            return "451 gone"
        if word == "thoughtful":
            await self.keep_silent()
        await asyncio.sleep(self.data_seconds)
        mail = message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"


def add(inbox: str = "team@council.example", **more: Any) -> OutboxMessage:
    """A nudge in the outbox, committed."""
    values: dict[str, Any] = {
        "kind": Kind.NOTIFICATION,
        "reference": "ABCD-EFGH",
        "urgency": Urgency.ROUTINE,
        "link": LINK,
        "submission_id": None,
    }
    message = outbox.nudge("luton/home-education", inbox, **values | more)
    db.session.commit()
    return message


def given_up() -> list[OutboxMessage]:
    """What a person has to look at, oldest first."""
    failed = select(OutboxMessage).where(OutboxMessage.state == State.FAILED)
    return list(db.session.scalars(failed.order_by(OutboxMessage.created_at)))


def attempts(message_id: uuid.UUID) -> list[DeliveryAttempt]:
    """Every try at one message, oldest first."""
    tries = select(DeliveryAttempt).where(DeliveryAttempt.message_id == message_id)
    return list(db.session.scalars(tries.order_by(DeliveryAttempt.at)))


def hurry() -> None:
    """As if the wait, or the lease, of every unsent mail were over."""
    unsent = OutboxMessage.state.in_([State.WAITING, State.SENDING])
    db.session.execute(update(OutboxMessage).where(unsent).values(next_at=datetime.now(UTC)))
    db.session.commit()


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something that another thread or process does."""
    end = time.monotonic() + seconds
    reads_only(True)  # looking must not hold up whoever works
    try:
        while not true():
            db.session.rollback()
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)
    finally:
        db.session.rollback()
        reads_only(False)


class WorkerProcess:
    """A real worker in a process of its own, forked from one that has read the program already."""

    def __init__(self, config: Config, log: Path, **settings: Any) -> None:
        self.log = log
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.delivery.worker_process"])
        self.process = context.Process(target=work, args=[config, log, settings])
        self.process.start()

    @property
    def said(self) -> str:
        """All that it wrote, to its log and anywhere else."""
        return self.log.read_text() if self.log.exists() else ""

    def started(self) -> WorkerProcess:
        """Wait until it is at work."""
        until(lambda: "worker started" in self.said)
        return self

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.join()

    def stop(self, how: int = signal.SIGTERM) -> tuple[int | None, float]:
        """Ask it to stop; gives its exit code and how long it took."""
        began = time.monotonic()
        assert self.process.pid is not None
        os.kill(self.process.pid, how)
        self.process.join(10)
        return self.process.exitcode, time.monotonic() - began
