"""The same act on several submissions: looked at first, then done one by one, each with its own history and log.

What a person has to look at for itself is refused each time, with the reason: a young person's words, what nobody has
read, what is set aside, what has a question open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts import Staff, may
from portal.accounts.permissions import Probe
from portal.casework import triage
from portal.casework.refusals import Refused
from portal.casework.triage import Outcome
from portal.replies import conversations
from portal.storage import db
from portal.submissions import Status, Submission

MOST = 100
"""At once. More nobody has looked at."""

log = structlog.get_logger(__name__)


class Act(StrEnum):
    """What can be done with several."""

    ASSIGN = "assign"
    CLOSE = "close"


class Came(StrEnum):
    """What came of one of them."""

    DONE = "done"
    ALREADY = "already"
    """It was so before, perhaps by a second press of the button."""
    REFUSED = "refused"
    FAILED = "failed"
    """The database did not take it. Nothing of it was done."""


@dataclass(frozen=True)
class Seen:
    """A submission as it was when somebody chose it."""

    id: UUID
    state: str

    @property
    def mark(self) -> str:
        """What a page gives back for it."""
        return f"{self.id.hex}~{self.state}"

    @classmethod
    def of(cls, mark: str) -> Self | None:
        """From what came back; None for what names no submission."""
        code, _, state = mark.partition("~")
        try:
            return cls(UUID(code), state)
        except ValueError:
            return None


@dataclass(frozen=True)
class Result:
    """What came of one, or what would: ``why`` is there where it is refused."""

    submission: Submission
    came: Came
    why: str | None = None


def seen(submission: Submission) -> Seen:
    """It as it is now: how far it is and with whom, and nothing that anybody wrote."""
    whose = submission.assignee_id.hex if submission.assignee_id else ""
    return Seen(submission.id, f"{submission.team_code}.{submission.status}.{whose}")


def refusal(submission: Submission, me: Staff) -> str | None:
    """Why ``me`` cannot do anything to this one among several, as a sentence; None where nothing stands against it."""
    if submission.restricted:
        return "A young person’s words. Each is read and given for itself."
    if not may(me, "work:bulk", submission):
        return "You may not do this in its team."
    if submission.suspect:
        return "It is set aside, because it looks as if a machine had sent it. Look at it for itself."
    if submission.status == Status.CLOSED:
        return "It is closed already."
    if submission.status == Status.NEW:
        return "Nobody has read it yet."
    conversation = conversations.of(submission.id)
    if conversation is not None and conversation.waits_since is not None:
        return "It has a question that waits for an answer."
    return None


def preview(ids: Iterable[UUID], me: Staff) -> list[Result]:
    """What would happen to each of these that ``me`` may know of, in the order of the queue. Changes nothing."""
    return [
        Result(one, Came.REFUSED if (why := refusal(one, me)) else Came.DONE, why)
        for one in _found(ids)
        if may(me, "queue:see", one)
    ]


def assign(chosen: Iterable[Seen], to: Staff, me: Staff, now: datetime) -> list[Result]:
    """Give each to ``to``. Commits after each."""

    def already(one: Submission) -> str | None:
        same = one.assignee_id == to.id and one.status == Status.IN_HAND
        return f"{to.name} has it already." if same else None

    def act(one: Submission) -> None:
        if not may(to, "submission:read", Probe(one.team_code, one.restricted, to.id)):
            raise Refused(f"{to.name} could not read it.")
        triage.assign(one, to.id, me.id, now)

    return _each(chosen, me, already, act)


def close(chosen: Iterable[Seen], outcome: Outcome, words: str, me: Staff, now: datetime) -> list[Result]:
    """Close each with the same outcome and words. Commits after each."""

    def already(one: Submission) -> str | None:
        return "It is closed already." if one.status == Status.CLOSED else None

    def act(one: Submission) -> None:
        triage.close(one, outcome, words, me.id, now)

    return _each(chosen, me, already, act)


Already = Callable[[Submission], str | None]
Do = Callable[[Submission], None]


def _each(chosen: Iterable[Seen], me: Staff, already: Already, act: Do) -> list[Result]:
    """One after the other, each in a transaction of its own: one that fails keeps none of the others."""
    results = []
    for one in list(chosen)[:MOST]:
        held = select(Submission).where(Submission.id == one.id).with_for_update()
        found = db.session.scalar(held.execution_options(populate_existing=True))
        if found is None or not may(me, "queue:see", found):
            db.session.rollback()
            continue
        results.append(_one(found, one, me, already, act))
    return results


def _one(found: Submission, chosen: Seen, me: Staff, already: Already, act: Do) -> Result:
    """Do it to one that is held, unless it is so already, must not be, or is not as it was when it was chosen."""
    came, why = Came.REFUSED, refusal(found, me)
    if not found.restricted and may(me, "work:bulk", found) and (so := already(found)):
        came, why = Came.ALREADY, so
    elif why is None and seen(found) != chosen:
        why = "Somebody has changed it since you chose it. Look at it again."
    try:
        if why is None:
            act(found)
            came = Came.DONE
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        came, why = Came.REFUSED, str(refused)
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("not done among several", submission=str(chosen.id), error=type(error).__name__)
        came, why = Came.FAILED, "It could not be saved just now. Nothing of it was done."
    return Result(found, came, why)


def _found(ids: Iterable[UUID]) -> list[Submission]:
    wanted = select(Submission).where(Submission.id.in_(list(ids)[:MOST]))
    order = (Submission.urgency_order, Submission.received_at, Submission.id)
    return list(db.session.scalars(wanted.order_by(*order)))
