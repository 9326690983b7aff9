"""What is past its period goes with all that hangs on it, what must stay stays, and the log tells of both."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, Uuid, bindparam, func, select, text, update

from portal.accounts import Role
from portal.audit import AuditLine, verify
from portal.casework.models import CheckDone, Climb, Link, Opening, PlanOverride
from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, State
from portal.delivery.trouble import trouble
from portal.families.models import FamilyCode
from portal.journeys.models import Draft
from portal.lifecycle import deletion, holds, purge_submissions
from portal.lifecycle.deletion import NotDeleted
from portal.lifecycle.retention import RetentionKind
from portal.register.models import Child, ChildSubmission, ChildViews
from portal.replies import conversations
from portal.replies.models import Visit
from portal.serving import PERIODIC
from portal.storage import Model, db
from portal.submissions import Submission, removal
from portal.submissions.models import HealthShare
from portal.words import Kind
from tests.lifecycle.conftest import (
    SOMEBODY,
    YEARS_AGO,
    Person,
    acting,
    close,
    decide,
    decide_all,
    deliver,
    purge,
    set_aside,
    there,
)
from tests.staff.conftest import LUTON

Made = Callable[..., Any]
TABLES = Model.metadata.tables


def rows(app: Flask, one: Table, submission_id: uuid.UUID) -> int:
    with app.app_context():
        mine = removal.hangs_on(one, submission_id)
        return db.session.scalar(select(func.count()).select_from(one).where(mine)) or 0


def hang_all_there_is(app: Flask, one: uuid.UUID, other: uuid.UUID) -> None:
    """A row of every kind that can hang on ``one``, each so that it keeps nothing."""
    with acting(app):
        code = conversations.begin(db.session.get_one(Submission, one), {}, "en_GB", "easy", YEARS_AGO)
        assert code
        talk = conversations.of(one)
        assert talk is not None
        conversations.write(talk, "I have a question.", YEARS_AGO)
        conversations.answer(talk, "Here is an answer.", SOMEBODY, YEARS_AGO)
        override = PlanOverride(submission_id=one, way="phone", by=SOMEBODY, at=YEARS_AGO)
        override.reason = "A reason"
        opening = Opening(submission_id=one, by=SOMEBODY, at=YEARS_AGO, until=YEARS_AGO)
        opening.reason = "Another"
        child = Child(reference=f"C-{uuid.uuid4().hex[:8]}", council="luton", team_code="luton/home-education")
        child.identity, child.made_at, child.made_by = {"given": "Robin", "family": "Invented"}, YEARS_AGO, SOMEBODY
        db.session.add(child)
        db.session.flush()
        joined = {"child_id": child.id, "submission_id": one, "at": YEARS_AGO, "by": SOMEBODY, "ended_at": YEARS_AGO}
        db.session.add_all(
            [
                ChildSubmission(position=0, **joined),
                ChildViews(**joined),
                CheckDone(submission_id=one, item="safe", at=YEARS_AGO, by=SOMEBODY),
                Climb(submission_id=one, clock="look", step=0, at=YEARS_AGO),
                override,
                opening,
                Visit(token_hash=uuid.uuid4().bytes, conversation_id=talk.id, expires_at=YEARS_AGO),
                Link(views_id=one, other_id=other, by=SOMEBODY, at=YEARS_AGO),
                FamilyCode(submission_id=one, code_key=uuid.uuid4().bytes),
                HealthShare(submission_id=one, child=0, passed_at=YEARS_AGO, passed_by=SOMEBODY),
            ]
        )
        found = db.session.get_one(Submission, one)
        holds.hold(found, "Somebody has complained.", SOMEBODY, YEARS_AGO)
        holds.lift(found, "The complaint is settled.", SOMEBODY, YEARS_AGO)
    deliver(app)
    close(app, one)


def test_every_table_that_hangs_on_a_submission_is_known() -> None:
    """A new table that names submissions has to be put there, or somebody has to say here why its rows outlive them."""
    hanging, found = {Submission.__tablename__}, True
    while found:
        found = {
            table.name
            for table in TABLES.values()
            if table.name not in hanging
            and (
                any(key.column.table.name in hanging for key in table.foreign_keys)
                or any(column.name == "submission_id" for column in table.columns)
            )
        }
        hanging |= found
    assert hanging - {Submission.__tablename__} == set(removal.GOES_WITH_IT)


def test_it_goes_with_everything_that_hangs_on_it_and_takes_nothing_else(
    app: Flask, sent: Made, over: Made, manager: Person
) -> None:
    other, stays, one = sent(), over(Kind.VIEWS, safe="no"), over(Kind.VIEWS, safe="no")
    hang_all_there_is(app, one, other)
    hang_all_there_is(app, stays, other)
    with app.app_context():
        assert removal.reasons(one) == frozenset()
    elsewhere = {"submission_words"}  # a young person's words stand in a table of their own
    for name in set(removal.GOES_WITH_IT) - elsewhere:
        assert rows(app, TABLES[name], one), f"nothing in {name} to try it with"
    with acting(app):
        holds.hold(db.session.get_one(Submission, stays), "A court has asked for it.", SOMEBODY, datetime.now(UTC))
    before = {name: rows(app, TABLES[name], stays) for name in removal.GOES_WITH_IT}
    decide(app, RetentionKind.YOUNG_PERSON_VIEWS)
    purge(app)
    assert not there(app, one)
    assert {name: rows(app, TABLES[name], one) for name in removal.GOES_WITH_IT} == dict.fromkeys(
        removal.GOES_WITH_IT, 0
    )
    assert there(app, stays)
    assert there(app, other)
    assert {name: rows(app, TABLES[name], stays) for name in removal.GOES_WITH_IT} == before


def test_a_parents_form_goes_and_what_it_was_linked_to_stays(app: Flask, sent: Made, over: Made) -> None:
    one, views = over(), sent(Kind.VIEWS)
    with acting(app):
        db.session.add(Link(views_id=views, other_id=one, by=SOMEBODY, at=YEARS_AGO))
        assert db.session.scalar(select(func.count()).select_from(Draft).where(Draft.submission_id == one)) == 1
    decide_all(app)
    purge(app)
    assert (there(app, one), there(app, views)) == (False, True)
    with app.app_context():
        assert db.session.scalars(select(Link)).all() == []
        assert db.session.scalars(select(Draft.submission_id)).all() == [views]


def test_the_log_keeps_its_lines_and_tells_of_the_deletion_in_codes(app: Flask, over: Made, logged: Made) -> None:
    one = over(words="I live in Invented Lane.")
    with app.app_context():
        reference = db.session.get_one(Submission, one).reference
    before = logged(about=one)
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    purge(app)
    assert logged(about=one) == [*before, "submission:deleted"]
    with app.app_context():
        assert verify() == []
        line = db.session.scalars(select(AuditLine).where(AuditLine.event == "submission:deleted")).one()
        assert (line.subject_id, line.by) == (one, None)
        assert line.facts == {
            "council": "luton",
            "kind": "family_notification",
            "months": 12,
            "team": LUTON,
            "reference": reference,
        }


def test_the_auditor_of_the_team_finds_the_deletion_and_another_councils_does_not(
    app: Flask, over: Made, person: Made, stored: Made
) -> None:
    one = over()
    reference = stored(one).reference
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    purge(app)
    ours = person(LUTON, Role.AUDITOR).get("/staff/audit").text
    assert "A submission was deleted, as its time was over" in ours
    assert f"{reference} (deleted)" in ours
    theirs = person("bedford/home-education", Role.AUDITOR).get("/staff/audit").text
    assert "A submission was deleted" not in theirs
    assert reference not in theirs


def test_nothing_goes_where_nobody_has_decided(app: Flask, over: Made) -> None:
    all_of_them = [over(kind, council) for kind in Kind for council in ("luton", "bedford", None)]
    purge(app)
    assert all(there(app, one) for one in all_of_them)


@pytest.mark.parametrize("decided", RetentionKind)
def test_the_period_of_one_kind_deletes_no_other(app: Flask, over: Made, decided: RetentionKind) -> None:
    of_kind = {
        RetentionKind.YOUNG_PERSON_VIEWS: [over(Kind.VIEWS), over(Kind.VIEWS)],
        RetentionKind.FAMILY_NOTIFICATION: [over(Kind.NOTIFICATION)],
        RetentionKind.FAMILY_CHANGE: [over(Kind.CHANGE)],
        RetentionKind.REFERRAL: [over(Kind.REFERRAL)],
        RetentionKind.SET_ASIDE: [over(Kind.NOTIFICATION), over(Kind.REFERRAL)],
    }
    for one in (*of_kind[RetentionKind.SET_ASIDE], of_kind[RetentionKind.YOUNG_PERSON_VIEWS][0]):
        set_aside(app, one)
    elsewhere = [over(kind, "bedford") for kind in Kind]
    decide(app, decided, 1)
    for kind in RetentionKind:
        decide(app, kind, 1200, council="bedford")
    purge(app)
    gone = {kind for kind, ones in of_kind.items() for one in ones if not there(app, one)}
    assert gone == {decided}
    assert not any(there(app, one) for one in of_kind[decided])
    assert all(there(app, one) for one in elsewhere)


def test_what_nobody_knows_the_council_of_has_a_period_of_its_own(app: Flask, over: Made) -> None:
    nobodys, ours = over(Kind.REFERRAL, None), over(Kind.REFERRAL)
    decide(app, RetentionKind.REFERRAL, council="")
    purge(app)
    assert (there(app, nobodys), there(app, ours)) == (False, True)


def test_one_that_cannot_be_deleted_keeps_no_other_and_is_no_secret(app: Flask, over: Made) -> None:
    """A table that nobody has thought of hangs on one of them: the database keeps both, and the job says so."""
    ones = [over() for _ in range(3)]
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    with acting(app):
        db.session.execute(
            text(
                "CREATE TABLE new_one (submission_id CHAR(32) REFERENCES submission (id))"
                if db.engine.dialect.name == "sqlite"
                else "CREATE TABLE new_one (submission_id uuid REFERENCES submission (id))"
            )
        )
        insert = text("INSERT INTO new_one VALUES (:one)").bindparams(bindparam("one", ones[1], type_=Uuid))
        db.session.execute(insert)
    try:
        with pytest.raises(NotDeleted, match="1 could not be deleted"):
            purge(app)
        assert [there(app, one) for one in ones] == [False, True, False]
        with app.app_context():
            assert db.session.get_one(Submission, ones[1]).said["answers"]["words"], "it is there as a whole"
            assert verify() == []
    finally:
        with acting(app):
            db.session.execute(text("DROP TABLE new_one"))
    purge(app)
    assert not there(app, ones[1])


def test_more_than_fit_into_one_batch_go_in_one_run(app: Flask, over: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.lifecycle.deletion.BATCH", 2)
    ones = [over() for _ in range(5)]
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    purge(app)
    assert not any(there(app, one) for one in ones)


def test_what_somebody_calls_a_persons_after_it_was_found_stays(
    app: Flask, over: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, delete_one = over(), deletion._delete
    set_aside(app, one)
    decide(app, RetentionKind.SET_ASIDE)

    def somebody_is_quicker(submission_id: uuid.UUID, *period: Any) -> bool:
        with db.engine.begin() as connection:
            connection.execute(update(Submission).where(Submission.id == submission_id).values(suspect=False))
        return delete_one(submission_id, *period)

    monkeypatch.setattr(deletion, "_delete", somebody_is_quicker)
    purge(app)
    assert there(app, one)


def test_the_worker_does_it_every_hour() -> None:
    assert [job.minutes for job in PERIODIC if job.run is purge_submissions] == [60]


def test_a_message_that_nobody_needs_any_more_keeps_nothing(app: Flask, sent: Made, logged: Made) -> None:
    one = sent(at=YEARS_AGO)
    close(app, one)
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    with acting(app):
        db.session.execute(update(OutboxMessage).values(state=State.FAILED, next_at=None))
        assert trouble().failed == 1
    purge(app)
    assert there(app, one)
    with acting(app):
        for message in db.session.scalars(select(OutboxMessage)):
            outbox.settle(message, SOMEBODY, datetime.now(UTC))
            outbox.settle(message, SOMEBODY, datetime.now(UTC))
        assert trouble().failed == 0
    assert "nudge:settled" in logged()
    purge(app)
    assert not there(app, one)
