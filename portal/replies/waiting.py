"""What waits: young people for an answer, and answers for a young person. It opens no sealed word.

Few conversations wait at one time, and ``ix_conversation_waits_since`` holds them in their order: what is asked here
costs the same whether there are a hundred submissions behind it or a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, tuple_

from portal.directory import Directory
from portal.replies.conversations import of
from portal.replies.models import Conversation
from portal.storage import UtcDateTime, db
from portal.submissions.clock import answer_by
from portal.submissions.models import Submission
from portal.submissions.queue import COUNTED, PAGE, Filters, Page, Reach, within
from portal.words import Urgency


@dataclass(frozen=True)
class Mark:
    """How long something has waited about one submission: their words for an answer, ours for being read."""

    waits_since: datetime | None
    unread_since: datetime | None
    first: bool
    """True when it is what they sent first that waits."""


def marks(submission_ids: Iterable[UUID]) -> dict[UUID, Mark]:
    """The marks of those of these submissions that have any."""
    ids = list(submission_ids)
    if not ids:
        return {}
    found = select(Conversation).where(
        Conversation.submission_id.in_(ids),
        Conversation.waits_since.is_not(None) | Conversation.unread_since.is_not(None),
    )
    return {one.submission_id: mark_of(one) for one in db.session.scalars(found)}


def mark_of(conversation: Conversation) -> Mark:
    """What waits in one conversation."""
    first = conversation.waits_since == conversation.began_at
    return Mark(conversation.waits_since, conversation.unread_since, first)


def waiting(reach: Reach, filters: Filters, after: UUID | None = None) -> Page:
    """One page of the submissions within ``reach`` that wait for an answer, the longest first. ``filters.status`` is
    not looked at: one that waits is shown whatever its status says.

    ``after`` is the last submission of the page before. One that waits no more leads to the first page.
    """
    wanted = select(Submission).join(*_WAITS).where(*within(reach, filters), _WAITS_NOW)
    last = of(after) if after else None
    if last and last.waits_since:
        wanted = wanted.where(_beyond(last.waits_since, last.id))
    lines = list(db.session.scalars(wanted.order_by(_SINCE, Conversation.id).limit(PAGE + 1)))
    return Page(lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None)


def number_waiting(reach: Reach) -> int:
    """How many submissions within ``reach`` wait for an answer, counted up to one more than :data:`COUNTED`."""
    some = select(Submission.id).join(*_WAITS).where(*within(reach, Filters()), _WAITS_NOW)
    return db.session.scalars(select(func.count()).select_from(some.limit(COUNTED + 1).subquery())).one()


def all_waiting() -> list[tuple[Submission, datetime]]:
    """Every submission of every team that waits for an answer, and since when, the longest first: held until the
    caller's transaction is over, so that of two who ask at once one waits."""
    held = select(Submission, _SINCE).join(*_WAITS).where(_WAITS_NOW).with_for_update(of=Submission)
    return [
        (submission, since) for submission, since in db.session.execute(held.order_by(_SINCE, Conversation.id)) if since
    ]


def due(submission: Submission, since: datetime, directory: Directory) -> datetime:
    """By when somebody should have answered what a young person wrote at ``since``."""
    return answer_by(directory.team(submission.team_code), Urgency(submission.urgency), since)


_SINCE = Conversation.waits_since
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WAITS_NOW = _SINCE > _LONG_AGO
"""That it is set, in words that lead every database to the index."""
_WAITS = (Conversation, Conversation.submission_id == Submission.id)


def _beyond(since: datetime, conversation_id: UUID) -> ColumnElement[bool]:
    here = tuple_(_SINCE, Conversation.id)
    return here > tuple_(literal(since, UtcDateTime), literal(conversation_id, Conversation.id.type))
