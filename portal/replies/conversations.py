"""Talking on by code: what a young person writes, what staff answer, and what each side has seen.

Every act changes the state, the submission's history and, where somebody wrote or ended something, the audit log.
That a young person looked is kept as far as staff need it (an answer was read, and when) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import exists, func, select

from portal import audit, codes
from portal.audit import Event
from portal.codes import Audience
from portal.config import Config
from portal.delivery import outbox
from portal.replies import again, visits
from portal.replies.models import Conversation, Message
from portal.storage import CannotOpen, db, keys
from portal.submissions import Submission
from portal.submissions.history import leave

LONGEST = 5_000
"""Signs in one message, of either side."""
A_DAY = timedelta(days=1)
MOST_A_DAY = 20
"""Messages of one young person in 24 hours."""


class Wiped(Exception):
    """The young person ended the code: what is written here now would never be read."""


class TooLong(Exception):
    """More than :data:`LONGEST` signs, or none at all."""


class TooMany(Exception):
    """:data:`MOST_A_DAY` messages came within a day already."""


def begin(submission: Submission, answers: Mapping[str, Any], language: str, level: str, now: datetime) -> str:
    """Make the conversation of a submission that was just received; gives its code, which is kept nowhere.

    ``answers`` are the young person's, by code. Who wants to hear from the team in this way is owed an answer from
    now on. ``language`` and ``level`` say how they read.
    """
    code, key = _fresh()
    asked = answers.get("contact_how") == "by_code" and answers.get("wants_contact") in ("yes", "not_sure")
    conversation = Conversation(
        submission_id=submission.id,
        code_key=key,
        language=language,
        level=level,
        began_at=now,
        waits_since=now if asked else None,
    )
    db.session.add(conversation)
    db.session.flush()
    return code


def of(submission_id: UUID) -> Conversation | None:
    """The conversation of a submission. None for one that has none, such as a parent's."""
    return db.session.scalars(select(Conversation).where(Conversation.submission_id == submission_id)).one_or_none()


def found_by(key: bytes) -> Conversation | None:
    """The conversation whose code has this key (``codes.key_for``); None when there is none, or it was wiped."""
    return db.session.scalars(select(Conversation).where(Conversation.code_key == key)).one_or_none()


def write(conversation: Conversation, words: str, now: datetime, send_key: str = "") -> None:
    """The young person writes again. Only for a browser in which the code was typed (:mod:`portal.replies.visits`).

    The team is told, a closed submission is opened again, and words that may speak of danger go where such words go
    (:mod:`portal.replies.again`). The same ``words`` from the same form (``send_key``) are kept once.

    Raises Wiped, TooLong, or TooMany.
    """
    submission = _held(conversation)
    if not 0 < len(words) <= LONGEST:
        raise TooLong
    # Keyed, so that nobody with the database can test what was written against the row's id.
    row_id = UUID(bytes=sha256(keys().mark(f"{conversation.id} {send_key} {words}".encode())).digest()[:16])
    if send_key and db.session.get(Message, row_id) is not None:
        return
    if _written_since(conversation, now - A_DAY) >= MOST_A_DAY:
        raise TooMany
    message = Message(id=row_id if send_key else None, conversation_id=conversation.id, at=now, by=None)
    message.words = words
    conversation.messages.append(message)
    conversation.waits_since = conversation.waits_since or now
    leave(submission, "wrote_again", None, now)
    again.came(submission, words, now)
    audit.record(Event.VIEWS_WROTE_AGAIN, submission)


def answer(conversation: Conversation, words: str, by: UUID, now: datetime) -> Message:
    """A member of staff answers. All that the young person wrote so far counts as read and as answered.

    When they gave an address as safe for this, it gets a mail that tells nothing but that somebody has answered; not
    again while an answer waits to be read. Raises Wiped or TooLong.
    """
    submission = _held(conversation)
    if not 0 < len(words) <= LONGEST:
        raise TooLong
    message = Message(conversation_id=conversation.id, at=now, by=by)
    message.words = words
    conversation.messages.append(message)
    seen_by_staff(conversation, now)
    conversation.waits_since = None
    if conversation.unread_since is None:
        conversation.unread_since = now
        if address := safe_address(submission):
            outbox.answered(address, language=conversation.language, submission_id=submission.id)
    leave(submission, "answered", by, now)
    audit.record(Event.SUBMISSION_ANSWERED, submission, by=by)
    return message


def needs_no_answer(conversation: Conversation, reason: str, by: UUID, now: datetime) -> None:
    """A member of staff decides that nothing is owed any more, and says why. Does nothing where nothing is owed."""
    submission = _held(conversation, wiped_too=True)
    if conversation.waits_since is None:
        return
    conversation.waits_since = None
    leave(submission, "no_answer_needed", by, now, reason)
    audit.record(Event.SUBMISSION_NEEDS_NO_ANSWER, submission, by=by)


def seen_by_staff(conversation: Conversation, now: datetime) -> None:
    """Somebody of the team has the young person's messages before them."""
    _mark_read((message for message in conversation.messages if message.by is None), now)


def seen_by_young_person(conversation: Conversation, now: datetime) -> None:
    """The young person has the team's answers before them: those of ``conversation.messages`` as it was loaded."""
    _mark_read((message for message in conversation.messages if message.by is not None), now)
    db.session.refresh(conversation, ["unread_since"], with_for_update=True)  # another answer may come this moment
    unread = select(func.min(Message.at)).where(
        Message.conversation_id == conversation.id, Message.by.is_not(None), Message.read_at.is_(None)
    )
    conversation.unread_since = db.session.scalar(unread)
    db.session.flush()


def wipe(conversation: Conversation, now: datetime) -> None:
    """End the code and every visit. The team keeps what it was told, and a question that is open stays open: a person
    decides what becomes of it. Wiping twice does nothing more.
    """
    submission = _held(conversation, wiped_too=True)
    if conversation.wiped_at is not None:
        return
    conversation.code_key, conversation.wiped_at, conversation.unread_since = None, now, None
    visits.end_all(conversation)
    outbox.withdraw_answered(submission.id)
    leave(submission, "wiped", None, now)
    audit.record(Event.VIEWS_WIPED, submission)


def safe_address(submission: Submission) -> str | None:
    """Where a mail is safe, if the young person named such an address for the way they chose.

    None where no neutral sender is set: a mail that names the council's office in its sender is not safe.
    """
    config: Config = current_app.extensions["portal.config"]
    if not config.neutral_mail_from:
        return None
    try:
        answers = submission.said["answers"]
    except CannotOpen:
        return None  # the answer still counts; that the words do not open, the page says
    fields = {"email_me": "own_email", "by_code": "notice_email"}
    return answers.get(fields.get(answers.get("contact_how"), "")) or None


def _fresh() -> codes.Fresh:
    """A code that nobody has, and its key."""
    made = codes.fresh(Audience.YOUNG_PEOPLE)
    while db.session.scalar(select(exists().where(Conversation.code_key == made.key))):
        made = codes.fresh(Audience.YOUNG_PEOPLE)
    return made


def _held(conversation: Conversation, wiped_too: bool = False) -> Submission:
    """The submission, then the conversation, held until the request is over: always in this order, so that two sides
    at once take turns. Raises Wiped unless ``wiped_too``.
    """
    submission = db.session.scalars(
        select(Submission).where(Submission.id == conversation.submission_id).with_for_update()
    ).one()
    db.session.refresh(conversation, with_for_update=True)
    if conversation.wiped_at is not None and not wiped_too:
        raise Wiped
    return submission


def _written_since(conversation: Conversation, then: datetime) -> int:
    theirs = select(func.count()).where(
        Message.conversation_id == conversation.id, Message.by.is_(None), Message.at > then
    )
    return db.session.scalars(theirs).one()


def _mark_read(messages: Iterable[Message], now: datetime) -> None:
    for message in messages:
        message.read_at = message.read_at or now
    db.session.flush()
