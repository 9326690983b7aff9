"""The database itself refuses to delete what must stay, whoever asks it and however."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Uuid, bindparam, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.delivery.models import OutboxMessage, State
from portal.lifecycle import holds
from portal.replies import conversations
from portal.storage import db
from portal.submissions import Submission, removal
from portal.submissions.models import HealthShare
from portal.submissions.removal import MustStay, Stays
from portal.words import Kind
from tests.lifecycle.conftest import SOMEBODY, YEARS_AGO, acting, close, deliver

Made = Callable[..., Any]
BY_SUBMISSION = ("submission_words", "young_person_words", "submission_event", "submission_hold", "conversation")
RAW = {
    "submission": "DELETE FROM submission WHERE id = :one",
    **{table: f"DELETE FROM {table} WHERE submission_id = :one" for table in BY_SUBMISSION},
    "conversation_message": "DELETE FROM conversation_message WHERE conversation_id IN "
    "(SELECT id FROM conversation WHERE submission_id = :one)",
}
WORDS = {Kind.VIEWS: "young_person_words"}


def refused(app: Flask, statement: str, one: uuid.UUID) -> bool:
    """Whether the database refuses it, and for the reason that it gives."""
    asked = text(statement)
    if ":one" in statement:
        asked = asked.bindparams(bindparam("one", one, type_=Uuid))
    with app.app_context():
        try:
            db.session.execute(asked)
            db.session.commit()
        except IntegrityError as error:
            return "this submission must stay" in str(error.orig)
        finally:
            db.session.rollback()
        return False


def left_open(app: Flask, one: uuid.UUID) -> None:
    deliver(app)


def closed_by_who_never_read_it(app: Flask, one: uuid.UUID) -> None:
    deliver(app)
    close(app, one, read=False)


def waiting_to_be_told(app: Flask, one: uuid.UUID) -> None:
    close(app, one)


def told_in_vain(app: Flask, one: uuid.UUID) -> None:
    close(app, one)
    with acting(app):
        db.session.execute(update(OutboxMessage).values(state=State.FAILED, next_at=None))


def kept_by_somebody(app: Flask, one: uuid.UUID) -> None:
    deliver(app)
    close(app, one)
    with acting(app):
        holds.hold(db.session.get_one(Submission, one), "A court has asked for it.", SOMEBODY, datetime.now(UTC))


def not_passed_on(app: Flask, one: uuid.UUID) -> None:
    deliver(app)
    close(app, one)
    with acting(app):
        db.session.add(HealthShare(submission_id=one, child=0))


CASES = {
    Stays.OPEN: left_open,
    Stays.UNREAD: closed_by_who_never_read_it,
    Stays.UNDELIVERED: waiting_to_be_told,
    "undelivered for good": told_in_vain,
    Stays.HELD: kept_by_somebody,
    Stays.NOT_PASSED_ON: not_passed_on,
}


@pytest.mark.parametrize("kind", [Kind.NOTIFICATION, Kind.VIEWS])
@pytest.mark.parametrize("why", CASES)
def test_what_must_stay_is_not_deleted_by_anybody(app: Flask, sent: Made, kind: Kind, why: str) -> None:
    one = sent(kind, at=YEARS_AGO)
    CASES[why](app, one)
    words = WORDS.get(kind, "submission_words")
    for table in ("submission", words):
        assert refused(app, RAW[table], one), table
        assert refused(app, f"DELETE FROM {table}", one), f"all of {table}"
    with app.app_context():
        expected = Stays(why.partition(" ")[0])
        assert expected in removal.reasons(one)
        with pytest.raises(MustStay):
            removal.remove(db.session.get_one(Submission, one))
        db.session.rollback()
        assert db.session.get_one(Submission, one).said["answers"]["words"]


@pytest.fixture
def asked(app: Flask, sent: Made) -> uuid.UUID:
    """A young person wrote, somebody closed it, and the young person wrote again."""
    one: uuid.UUID = sent(Kind.VIEWS, at=YEARS_AGO, safe="yes")
    with acting(app):
        conversations.begin(db.session.get_one(Submission, one), {}, "en_GB", "easy", YEARS_AGO)
    deliver(app)
    close(app, one)
    with acting(app):
        found = conversations.of(one)
        assert found is not None
        conversations.write(found, "One more thing.", YEARS_AGO)
    deliver(app)
    return one


def test_what_a_young_person_wrote_again_opens_it_and_keeps_it(app: Flask, asked: uuid.UUID) -> None:
    with app.app_context():
        assert removal.reasons(asked) == {Stays.OPEN, Stays.UNREAD, Stays.UNANSWERED}
        assert db.session.get_one(Submission, asked).closed_at is None
    for table in ("conversation", "conversation_message", "young_person_words", "submission_event", "submission"):
        assert refused(app, RAW[table], asked), table


@pytest.mark.parametrize("open_question", [True, False])
def test_an_open_question_or_an_unread_message_keeps_even_what_says_that_it_is_closed(
    app: Flask, asked: uuid.UUID, open_question: bool
) -> None:
    with acting(app):
        db.session.execute(update(Submission).values(is_open=False, status="closed", closed_at=YEARS_AGO))
        found = conversations.of(asked)
        assert found is not None
        if open_question:
            conversations.seen_by_staff(found, YEARS_AGO)
        else:
            found.waits_since = None
    with app.app_context():
        assert removal.reasons(asked) == {Stays.UNANSWERED if open_question else Stays.UNREAD}
    assert refused(app, RAW["young_person_words"], asked)
    assert refused(app, RAW["conversation_message"], asked)


def test_a_hold_cannot_be_taken_away_to_get_at_what_it_keeps(app: Flask, sent: Made) -> None:
    one = sent(at=YEARS_AGO)
    kept_by_somebody(app, one)
    assert refused(app, RAW["submission_hold"], one)
    with acting(app):
        holds.lift(db.session.get_one(Submission, one), "The court is done with it.", SOMEBODY, datetime.now(UTC))
    assert not refused(app, RAW["submission_hold"], one)


def test_nothing_can_be_emptied_as_a_whole(app: Flask, over: Made, sent: Made) -> None:
    """PostgreSQL asks no row when it empties a table; SQLite knows no such thing, and asks each."""
    one, still_open = over(), sent()
    with app.app_context():
        way = "TRUNCATE {} CASCADE" if db.engine.dialect.name == "postgresql" else "DELETE FROM {}"
    for table in ("submission", "submission_words"):
        assert refused(app, way.format(table), one), table
    with app.app_context():
        assert {one, still_open} <= set(db.session.scalars(select(Submission.id)))


def test_what_nothing_keeps_can_be_deleted(app: Flask, over: Made) -> None:
    one = over()
    assert not refused(app, RAW["submission_words"], one)
    with app.app_context():
        assert removal.reasons(one) == frozenset()
        assert db.session.scalars(select(Submission.id).where(removal.stays())).all() == []
