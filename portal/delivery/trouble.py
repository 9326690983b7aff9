"""How the sending goes: everything that can go wrong without a page to show it, as staff and the health page say it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from portal.config import Config
from portal.delivery.models import Heartbeat, Medium, OutboxMessage, Purpose, State
from portal.directory import NoDirectory, snapshot
from portal.storage import db

WORKER = "worker"
"""The heartbeat of whoever sends the mails."""
SEEN_WITHIN = timedelta(seconds=60)
SENT_WITHIN = timedelta(minutes=15)
JOB_GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Trouble:
    """How the sending goes. Everything that can go wrong without a page to show it."""

    failed: int
    """Nudges by mail given up: teams that were not told. Other failed mails show on the page of their submission."""
    oldest_waiting: timedelta | None
    """How long the oldest mail not yet sent has waited; None when there is none."""
    worker_seen: timedelta | None
    """How long ago a worker was last well; None when there never was one."""
    late_jobs: tuple[str, ...] = ()
    """Periodic jobs that should have come to a good end by now."""
    failed_texts: int = 0
    """Texts to on-call lines given up."""
    untold: int = 0
    """Mails to managers given up: a restricted record was opened, or something is past its clock, and they do not
    know."""
    mute_lines: int = 0
    """On-call lines that are set while the site has no way to send a text."""

    @property
    def ready(self) -> bool:
        """False when the machinery itself does not work: the health page turns red."""
        working = self.worker_seen is not None and self.worker_seen <= SEEN_WITHIN
        return working and (self.oldest_waiting or timedelta()) <= SENT_WITHIN and not self.late_jobs

    @property
    def sentences(self) -> list[str]:
        """What to tell staff, one plain sentence for each trouble; empty when all is well."""
        said = []
        if self.worker_seen is None or self.worker_seen > SEEN_WITHIN:
            said.append("E-mail is not being sent: the mail worker is not running. Tell whoever looks after this site.")
        if self.oldest_waiting and self.oldest_waiting > SENT_WITHIN:
            said.append(f"A message has been waiting for {_minutes(self.oldest_waiting)}. It will be tried again.")
        if self.failed == 1:
            said.append("1 e-mail to a team could not be delivered. The team may not know that something is waiting.")
        elif self.failed:
            said.append(f"{self.failed} e-mails to teams could not be delivered. The teams may not know.")
        said += _of_texts(self.failed_texts, self.mute_lines)
        if self.untold:
            # not what about: the health page says it to anyone
            said.append(f"{_count(self.untold, 'e-mail to a manager', 'e-mails to managers')} could not be delivered.")
        said += [f"The job “{name}” has not finished when it should have." for name in self.late_jobs]
        return said


def trouble(now: datetime | None = None) -> Trouble:
    """How the sending goes at ``now``. Costs the same with a hundred thousand mails as with one."""
    now = now or datetime.now(UTC)
    config: Config = current_app.extensions["portal.config"]
    told = select(OutboxMessage.purpose, OutboxMessage.medium, func.count()).where(
        OutboxMessage.state == State.FAILED, OutboxMessage.settled_at.is_(None)
    )
    kinds = db.session.execute(told.group_by(OutboxMessage.purpose, OutboxMessage.medium))
    given_up = {(purpose, medium): number for purpose, medium, number in kinds}
    beats = {beat.name: beat for beat in db.session.scalars(select(Heartbeat))}
    seen = beats[WORKER].at if WORKER in beats else None
    return Trouble(
        failed=given_up.get((Purpose.NUDGE, Medium.MAIL), 0),
        oldest_waiting=_since(_oldest_unsent(), now),
        worker_seen=_since(seen, now),
        late_jobs=tuple(sorted(name for name, beat in beats.items() if beat.due_at and beat.due_at + JOB_GRACE < now)),
        failed_texts=given_up.get((Purpose.NUDGE, Medium.TEXT), 0),
        untold=sum(given_up.get((one, Medium.MAIL), 0) for one in (Purpose.OPENED, Purpose.CLIMBED)),
        mute_lines=0 if config.sends_texts else _lines(),
    )


def _lines() -> int:
    """How many active teams have an on-call line."""
    with suppress(NoDirectory):
        return sum(team.active and team.on_call is not None for team in snapshot().teams)
    return 0


def _of_texts(failed: int, mute: int) -> list[str]:
    said = []
    if failed:
        said.append(
            f"{_count(failed, 'text to an on-call line', 'texts to on-call lines')} could not be delivered. "
            "Something urgent may be waiting that nobody knows of."
        )
    if mute:
        said.append(
            f"{_count(mute, 'team has', 'teams have')} an on-call line, but this site has no way to send texts: nobody "
            "is told by text of what is urgent. Tell whoever looks after this site."
        )
    return said


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _oldest_unsent() -> datetime | None:
    firsts = [
        db.session.scalars(
            select(OutboxMessage.created_at)
            .where(OutboxMessage.state == state)
            .order_by(OutboxMessage.created_at)
            .limit(1)
        ).first()
        for state in (State.WAITING, State.SENDING)
    ]
    return min((first for first in firsts if first), default=None)


def _since(then: datetime | None, now: datetime) -> timedelta | None:
    return None if then is None else max(now - then, timedelta())  # a clock put back does not make the past future


def _minutes(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
