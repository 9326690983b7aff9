"""What goes into the outbox, what is sealed in it, and what staff and the health page may know of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.audit import AuditLine
from portal.delivery import jobs, outbox, sending
from portal.delivery.models import DeliveryAttempt, OutboxMessage, State
from portal.delivery.queue import Bell
from portal.delivery.trouble import Trouble, trouble
from portal.storage import db
from tests.delivery.post_office import PostOffice, add, given_up, hurry
from tests.support.statements import asked, plans

Post = Callable[[], int]
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time a worker was woken, and how many mails it could see then."""
    seen: list[int] = []

    def ring(_bell: Bell) -> None:
        with db.engine.connect() as other:
            seen.append(len(other.execute(text("SELECT id FROM outbox_message")).all()))

    monkeypatch.setattr(Bell, "ring", ring)
    return seen


def test_a_worker_is_woken_after_the_commit_and_not_before(app: Flask, rung: list[int]) -> None:
    with db.session.begin_nested():
        outbox.receipt(
            "parent@home.example", template="referral_receipt", context={}, language="pl", submission_id=None
        )
    assert rung == []
    db.session.commit()
    assert rung == [1]
    db.session.commit()
    assert rung == [1]


def test_a_request_that_fails_leaves_no_mail(app: Flask) -> None:
    outbox.receipt("parent@home.example", template="referral_receipt", context={}, language="pl", submission_id=None)
    db.session.rollback()
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_worker_that_cannot_be_woken_costs_nobody_their_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_config: object) -> None:
        raise OSError("no queue here")

    monkeypatch.setattr("portal.delivery.queue.make_huey", broken)
    monkeypatch.setattr(app.extensions["portal.delivery"], "_huey", None)
    assert add().state == State.WAITING


def test_no_address_and_no_word_lies_open_in_the_database(app: Flask) -> None:
    add("marker-inbox@council.example", reference="MARK-EREF")
    for table in (OutboxMessage, DeliveryAttempt):
        for row in db.session.execute(select(table.__table__)).all():
            assert "marker" not in str(row).lower()
            assert "EREF" not in str(row)


def test_staff_see_state_tries_and_error_but_no_address(app: Flask, office: PostOffice, post: Post) -> None:
    submission = uuid.uuid4()
    add("refused-marker@council.example", submission_id=submission)
    post()
    (seen,) = outbox.state_of(submission)
    assert (seen.state, seen.attempts) == (State.WAITING, 1)
    assert seen.error == "The mail server refused the address or the mail (550)."
    assert "marker" not in repr(seen)


def test_a_failed_nudge_can_be_sent_again_to_the_inbox_of_today(app: Flask, office: PostOffice, post: Post) -> None:
    message = add("not an address")
    post()
    (failed,) = given_up()
    assert failed.id == message.id
    staff = uuid.uuid4()
    outbox.resend(failed, staff, to="new@council.example")
    db.session.commit()
    post()
    assert [mail["To"] for mail in office.mails] == ["new@council.example"]
    line = db.session.scalars(select(AuditLine)).one()
    assert (line.by, line.subject_id, line.facts) == (staff, message.id, {"purpose": "nudge", "redirected": True})


def test_only_a_failed_mail_is_sent_again_and_only_once(app: Flask, office: PostOffice, post: Post) -> None:
    message = add()
    with pytest.raises(outbox.NotFailed):
        outbox.resend(message, uuid.uuid4())
    db.session.rollback()
    post()
    with pytest.raises(outbox.NotFailed):
        outbox.resend(message, uuid.uuid4())
    db.session.rollback()
    assert len(office.mails) == 1
    assert db.session.scalars(select(AuditLine)).all() == []


def test_a_restored_backup_sends_nothing_by_itself(app: Flask, office: PostOffice, post: Post) -> None:
    sent = add("first@council.example").id
    post()
    add("second@council.example")
    sending.lease(datetime.now(UTC), "when the backup was made")
    add("third@council.example")
    assert outbox.hold() == 2
    db.session.commit()
    assert post() == 0
    assert sent not in {held.id for held in given_up()}
    assert trouble().failed == 2
    outbox.resend(given_up()[1], uuid.uuid4())
    db.session.commit()
    post()
    assert [str(mail["To"]) for mail in office.mails] == ["first@council.example", "third@council.example"]


def test_all_is_well_when_a_worker_lives_and_nothing_waits_long(app: Flask) -> None:
    jobs.beat(NOW)
    well = trouble(NOW + timedelta(seconds=59))
    assert (well.ready, well.sentences) == (True, [])


def test_a_worker_that_stopped_or_never_ran_turns_health_red(app: Flask) -> None:
    assert trouble(NOW) == Trouble(0, None, None)
    assert not trouble(NOW).ready
    jobs.beat(NOW)
    assert not trouble(NOW + timedelta(seconds=61)).ready
    assert "not running" in trouble(NOW + timedelta(seconds=61)).sentences[0]


def test_a_mail_that_waits_too_long_turns_health_red(app: Flask) -> None:
    now = datetime.now(UTC)
    add()
    for later, ready in ((14, True), (16, False)):
        jobs.beat(now + timedelta(minutes=later))
        state = trouble(now + timedelta(minutes=later))
        assert state.ready is ready
    assert state.oldest_waiting is not None
    assert "16 minutes" in state.sentences[0] or "15 minutes" in state.sentences[0]


def test_staff_are_told_of_a_team_that_was_not_told(app: Flask, post: Post) -> None:
    add("nowhere")
    outbox.receipt("nowhere", template="referral_receipt", context={}, language="ur", submission_id=None)
    db.session.commit()
    post()
    jobs.beat(datetime.now(UTC))
    state = trouble()
    assert (state.failed, state.ready) == (1, True)
    assert state.sentences == [
        "1 e-mail to a team could not be delivered. The team may not know that something is waiting."
    ]


def test_a_clock_put_back_is_not_seen_as_the_future(app: Flask) -> None:
    jobs.beat(NOW)
    assert trouble(NOW - timedelta(hours=1)).worker_seen == timedelta(0)


def test_what_is_due_and_what_is_oldest_is_found_by_an_index(app: Flask) -> None:
    """Constant time on a hundred thousand rows: no statement on the outbox reads the whole table."""
    with asked("outbox_message") as found:
        sending.lease(NOW, "nobody")
        sending.mend_clock(NOW)
        trouble(NOW)
        outbox.state_of(uuid.uuid4())
    db.session.rollback()
    statements = [one for one in found if "FROM outbox_message" in one[0] or "UPDATE outbox_message" in one[0]]
    assert len(statements) == 6
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET plan_cache_mode = force_custom_plan")
        for said in plans(statements, connection):
            assert "ix_outbox_message_" in said, said
            assert "SCAN outbox" not in said, said
            assert "Seq Scan" not in said, said


def test_a_mail_is_due_or_done_and_the_database_knows(app: Flask) -> None:
    add()
    with pytest.raises(Exception, match="ck_outbox_message_next_at"):
        db.session.execute(text("UPDATE outbox_message SET state = 'sent'"))
    db.session.rollback()
    hurry()
