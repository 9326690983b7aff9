"""Taking a submission away for good, with everything that hangs on it, unless something says that it stays."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Uuid, column, delete, or_, select, table

from portal.delivery.models import OutboxMessage
from portal.journeys.models import Draft
from portal.storage import Model, db
from portal.submissions.models import Submission


class Stays(StrEnum):
    """Why a submission may not be deleted now. The database says so (``submission_that_stays``), and refuses itself."""

    OPEN = "open"
    UNREAD = "unread"
    """The log knows of nobody who read it, or something that a young person wrote there."""
    UNANSWERED = "unanswered"
    UNDELIVERED = "undelivered"
    """A message about it waits to be sent, or could not be, and nobody has said that it need not be."""
    HELD = "held"
    NOT_PASSED_ON = "not_passed_on"
    """A parent asked for a child to be passed on to the health service, and nobody has."""
    ON_REGISTER = "on_register"
    """It belongs to a child on the register, and stays for as long as the child's record does."""


STAYS = table("submission_that_stays", column("submission_id", Uuid), column("why"))

GOES_WITH_IT = (
    "conversation_visit",
    "conversation_message",
    "conversation",
    "young_person_link",
    "contact_plan_override",
    "restricted_opening",
    "family_code",
    "health_share",
    "check_done",
    "climb",
    "child_submission",
    "child_views",
    "submission_words",
    "young_person_words",
    "submission_told",
    "submission_route",
    "submission_event",
    "submission_hold",
    "delivery_attempt",
    "outbox_message",
    "draft",
)
"""Every table with rows that hang on a submission, in the order in which they can go. They are named, not found: what
a later table holds may be worth more than the submission that it began with, and until somebody has decided and put it
here the database keeps both."""
NAMED_ONLY = frozenset({OutboxMessage.__table__.c.submission_id, Draft.__table__.c.submission_id})
"""Columns that name a submission without a foreign key."""


class MustStay(Exception):
    """It may not be deleted now."""

    def __init__(self, reasons: frozenset[Stays]) -> None:
        super().__init__(", ".join(sorted(reasons)))
        self.reasons = reasons


def stays() -> ColumnElement[bool]:
    """A condition on Submission: something says that it stays."""
    # The offset skips nothing: with it PostgreSQL asks about each submission by its id, and reads all tables without.
    return select(STAYS.c.why).where(STAYS.c.submission_id == Submission.id).offset(0).exists()


def reasons(submission_id: UUID) -> frozenset[Stays]:
    """Everything that says that it stays; empty when nothing does."""
    found = select(STAYS.c.why).distinct().where(STAYS.c.submission_id == submission_id)
    return frozenset(Stays(why) for why in db.session.scalars(found))


def remove(submission: Submission) -> None:
    """Delete it and every row that hangs on it. The log of who did what and who looked keeps its lines.

    The caller holds the submission's row and commits. Raises MustStay and deletes nothing when something says that it
    stays.
    """
    submission_id = submission.id
    mine = OutboxMessage.submission_id == submission_id
    db.session.execute(select(OutboxMessage.id).where(mine).with_for_update())  # nobody sends one again meanwhile
    if found := reasons(submission_id):
        raise MustStay(found)
    tables = Model.metadata.tables
    for name in GOES_WITH_IT:
        _delete(tables[name], hangs_on(tables[name], submission_id))
    _delete(tables[Submission.__tablename__], Submission.__table__.c.id == submission_id)


def hangs_on(one: Table, submission_id: UUID) -> ColumnElement[bool]:
    """A condition on a table: its row belongs to this submission, or to a row that does."""
    ways: list[ColumnElement[bool]] = [mine == submission_id for mine in one.columns if mine in NAMED_ONLY]
    for key in one.foreign_keys:
        target = key.column.table
        if target.name == Submission.__tablename__:
            ways.append(key.parent == submission_id)
        elif target.name in GOES_WITH_IT:
            ways.append(key.parent.in_(select(key.column).where(hangs_on(target, submission_id))))
    return or_(*ways)


def _delete(one: Table, rows: ColumnElement[bool]) -> None:
    db.session.execute(delete(one).where(rows), execution_options={"synchronize_session": False})
