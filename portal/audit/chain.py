"""Adding a line to the chain, and finding out whether anybody touched it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select

from portal.audit.models import AuditHead, AuditLine, Event
from portal.storage import Model, db, keys

START = b"the first line follows"
HEAD_ID = uuid.UUID(int=1)


def record(event: Event, subject: Model | None = None, by: uuid.UUID | None = None, **facts: str | int | bool) -> None:
    """Add one line to the session and flush it with all that is pending: ``event``, about ``subject``, done by the
    staff member ``by`` (None: the public or the portal itself).

    ``facts`` are codes and counts. Names, addresses and words do not belong in them: the log outlives the record.
    """
    with db.session.no_autoflush:  # all that belongs to the act goes to the database in one flush, below
        head = db.session.execute(select(AuditHead).with_for_update()).scalar_one_or_none()
    if head is None:
        head = AuditHead(id=HEAD_ID, number=0, tag=START, seal=b"")
        db.session.add(head)
    line = AuditLine(
        number=head.number + 1,
        at=datetime.now(UTC),
        event=str(event),
        by=by,
        subject_kind=None if subject is None else subject.__tablename__,
        subject_id=None if subject is None else subject.id,
        facts=facts,
    )
    line.tag = keys().sign(_text(line, head.tag))
    head.number, head.tag = line.number, line.tag
    head.seal = keys().sign(_head_text(head))
    db.session.add(line)
    db.session.flush()


def verify() -> list[int]:
    """The numbers of the lines that were edited, moved or removed; empty when the log is whole."""
    return list(_broken())


def _broken() -> Iterator[int]:
    head = db.session.execute(select(AuditHead)).scalar_one_or_none()
    tag, number = START, 0
    for line in db.session.scalars(select(AuditLine).order_by(AuditLine.number).execution_options(yield_per=500)):
        yield from range(number + 1, line.number)
        if not keys().signed(_text(line, tag), line.tag):
            yield line.number
        tag, number = line.tag, line.number
    if head is None:
        yield from range(1, number + 1)
        return
    yield from range(number + 1, head.number + 1)
    if not keys().signed(_head_text(head), head.seal) or (number >= head.number and head.tag != tag):
        yield head.number


def _text(line: AuditLine, previous: bytes) -> bytes:
    parts = [
        previous.hex(),
        line.number,
        line.at.isoformat(),
        line.event,
        line.by and line.by.hex,
        line.subject_kind,
        line.subject_id and line.subject_id.hex,
        line.facts,
    ]
    return json.dumps(parts, sort_keys=True).encode()


def _head_text(head: AuditHead) -> bytes:
    return f"{head.number}:{head.tag.hex()}".encode()
