"""Promise 4: a mail is retried until delivered or a person is told, and one bad address never delays another."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from portal.delivery import outbox, sending
from portal.delivery.channels import Smtp
from portal.delivery.models import DeliveryAttempt, OutboxMessage, Outcome, State
from portal.delivery.queue import bell
from portal.delivery.trouble import trouble
from portal.storage import db
from tests.delivery.post_office import PostOffice, add, attempts, hurry, until

Post = Callable[[], int]
MINUTE = timedelta(minutes=1)


def row(message: OutboxMessage) -> OutboxMessage:
    db.session.rollback()
    found = db.session.get(OutboxMessage, message.id, populate_existing=True)
    assert found is not None
    db.session.expunge(found)
    db.session.rollback()
    return found


def fresh() -> uuid.UUID:
    """The id of a new nudge."""
    return add(submission_id=uuid.uuid4()).id


def threads_of_a_worker(app: Flask, office: PostOffice, n: int) -> list[threading.Thread]:
    """``n`` threads that each send until nothing is due."""
    channel = Smtp(office.url, "portal.example")

    def work() -> None:
        with app.app_context():
            while sending.deliver_next(channel, bell(app).config):
                pass

    started = [threading.Thread(target=work) for _ in range(n)]
    for thread in started:
        thread.start()
    return started


def test_a_mail_is_delivered_and_its_row_says_so(app: Flask, office: PostOffice, post: Post) -> None:
    message = add()
    assert post() == 1
    seen = row(message)
    assert (seen.state, seen.attempts, seen.next_at, seen.owner, seen.error) == (State.SENT, 1, None, None, None)
    assert seen.sent_at is not None
    assert [attempt.outcome for attempt in attempts(message.id)] == [Outcome.SENT]
    assert len(office.mails) == 1
    assert post() == 0


def test_the_oldest_due_mail_goes_first_and_what_is_not_due_stays(app: Flask, office: PostOffice, post: Post) -> None:
    first, second, later = add(reference="AAAA-1111"), add(reference="BBBB-2222"), add(reference="CCCC-3333")
    now = datetime.now(UTC)
    for message, at in ((first, now - MINUTE), (second, now - 2 * MINUTE), (later, now + MINUTE)):
        db.session.execute(update(OutboxMessage).where(OutboxMessage.id == message.id).values(next_at=at))
    db.session.commit()
    post()
    assert [str(mail["Subject"])[-9:] for mail in office.mails] == ["BBBB-2222", "AAAA-1111"]
    assert row(later).state == State.WAITING


def test_waits_grow_to_an_hour_and_are_never_all_alike() -> None:
    for tries in range(1, 13):
        waits = {sending.wait(tries).total_seconds() for _ in range(50)}
        wanted = min(30 * 2 ** (tries - 1), 3600)
        assert all(min(wanted * 0.8, 3600) <= seconds <= min(wanted * 1.2, 3600) for seconds in waits)
        assert len(waits) > 1 or wanted == 3600


def test_a_busy_server_is_tried_twelve_times_and_then_a_person_is_told(
    app: Flask, office: PostOffice, post: Post
) -> None:
    message = add("busy@council.example")
    ends = []
    for _ in range(12):
        before = datetime.now(UTC)
        assert post() == 1
        assert post() == 0, "it waits before the next try"
        ends.append((row(message).next_at or before) - before)
        hurry()
    assert ends[:-1] == sorted(ends[:-1]) or ends[6] > ends[0] * 10
    seen = row(message)
    assert (seen.state, seen.attempts, seen.error) == (State.FAILED, 12, "The mail server asked to try later (451).")
    assert trouble().failed == 1
    assert len(attempts(message.id)) == 12
    hurry()
    assert post() == 0


def test_a_refused_address_is_given_up_sooner(app: Flask, office: PostOffice, post: Post) -> None:
    message = add("refused@council.example")
    for _ in range(6):
        post()
        hurry()
    assert (row(message).state, row(message).attempts) == (State.FAILED, 5)


def test_a_mail_goes_out_when_the_server_is_back(app: Flask, office: PostOffice, post: Post) -> None:
    message = add()
    away = Smtp("smtp://127.0.0.1:1", "portal.example", silence=0.5)
    assert sending.deliver_next(away, bell(app).config)
    assert row(message).error == "The mail server could not be reached (ConnectionRefusedError)."
    hurry()
    post()
    assert (row(message).state, row(message).error) == (State.SENT, None)
    assert len(office.mails) == 1


SLOW = ("silent", "thoughtful")


@pytest.mark.parametrize("bad", [*SLOW, "refused", "busy", "dropped", "broken", "not an address"])
def test_one_bad_address_never_delays_another(
    app: Flask, office: PostOffice, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending.Turn, "AT_MOST", 0.1)
    first = add(bad if " " in bad else f"{bad}@council.example")
    good = [fresh() for _ in range(6)]
    threads = threads_of_a_worker(app, office, 2)
    until(lambda: len(office.mails) == len(good))
    assert row(first).state == (State.SENDING if bad in SLOW else State.FAILED if " " in bad else State.WAITING)
    office.let_go = True
    for thread in threads:
        thread.join()
    sent = select(OutboxMessage.id).where(OutboxMessage.state == State.SENT)
    assert set(good) <= set(db.session.scalars(sent))


def test_no_transaction_is_open_while_a_mail_is_on_its_way(app: Flask, office: PostOffice) -> None:
    add("silent@council.example")
    (thread,) = threads_of_a_worker(app, office, 1)
    until(lambda: db.session.scalar(select(func.count()).where(OutboxMessage.state == State.SENDING)))
    db.session.rollback()
    began = time.monotonic()
    add()
    assert time.monotonic() - began < 2.0, "a transaction of the worker's would hold this up for five seconds"
    office.let_go = True
    thread.join()


def test_eight_threads_send_each_mail_exactly_once(app: Flask, office: PostOffice) -> None:
    for n in range(60):
        outbox.receipt(
            f"parent-{n}@home.example",
            template="referral_receipt",
            context=RECEIPT,
            language="en_GB",
            submission_id=None,
        )
    db.session.commit()
    for thread in threads_of_a_worker(app, office, 8):
        thread.join()
    assert len(office.ids) == len(set(office.ids)) == 60
    assert {str(mail["To"]) for mail in office.mails} == {f"parent-{n}@home.example" for n in range(60)}


def test_two_workers_never_hold_the_same_mail(app: Flask) -> None:
    for _ in range(20):
        add()
    now = datetime.now(UTC)
    taken: list[uuid.UUID] = []

    def take(owner: str) -> None:
        with app.app_context():
            while got := sending.lease(now, owner, 3):
                taken.extend(message.id for message in got)

    threads = [threading.Thread(target=take, args=[name]) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20


def test_what_a_dead_worker_held_is_taken_up_when_its_time_is_over(app: Flask, office: PostOffice, post: Post) -> None:
    message = add()
    (held,) = sending.lease(datetime.now(UTC), "dead")
    assert post() == 0
    assert sending.lease(datetime.now(UTC) + sending.LEASE - MINUTE / 6, "early") == []
    hurry()
    post()
    assert held.id == message.id
    assert row(message).state == State.SENT
    assert [attempt.outcome for attempt in attempts(message.id)] == [Outcome.UNKNOWN, Outcome.SENT]


def test_only_the_holder_writes_what_became_of_a_try(app: Flask) -> None:
    message = add()
    now = datetime.now(UTC)
    (slow,) = sending.lease(now, "slow")
    (quick,) = sending.lease(now + sending.LEASE, "quick")
    assert not sending.record(slow, Outcome.REFUSED, "late", 1.0)
    assert (row(message).state, row(message).owner) == (State.SENDING, "quick")
    assert sending.record(quick, Outcome.SENT, None, 1.0)
    assert not sending.record(slow, Outcome.LATER, "later still", 1.0)
    assert row(message).state == State.SENT
    assert {attempt.outcome for attempt in attempts(message.id)} == {Outcome.UNKNOWN, Outcome.SENT}


def test_a_mail_that_was_taken_back_while_it_was_being_sent_is_not_tried_again(app: Flask, office: PostOffice) -> None:
    about = uuid.uuid4()
    message = outbox.answered("mine@letters.example", language="en_GB", submission_id=about)
    db.session.commit()
    (held,) = sending.lease(datetime.now(UTC), "busy")
    outbox.withdraw_answered(about)
    db.session.commit()
    assert not sending.record(held, Outcome.LATER, "come back later", 1.0)
    assert db.session.get(OutboxMessage, message.id) is None
    assert sending.lease(datetime.now(UTC) + 2 * sending.LEASE, "next") == []
    assert office.mails == []


def test_a_mail_that_brings_down_every_worker_is_given_up_and_seen(app: Flask) -> None:
    message, now = add(), datetime.now(UTC)
    for _ in range(sending.TRIES):
        now += sending.LEASE
        assert sending.lease(now, "doomed")
    assert sending.lease(now + sending.LEASE, "spared") == []
    assert (row(message).state, trouble().failed) == (State.FAILED, 1)
    assert row(message).error == "The worker stopped while it was sending. The mail may arrive twice."


def test_a_clock_put_back_does_not_strand_a_mail(app: Flask, office: PostOffice, post: Post) -> None:
    message = add()
    db.session.execute(update(OutboxMessage).values(next_at=datetime.now(UTC) + timedelta(days=300)))
    db.session.commit()
    assert post() == 0
    sending.mend_clock(datetime.now(UTC))
    assert post() == 1
    assert row(message).state == State.SENT


def test_a_clock_that_leaps_ahead_loses_nothing(app: Flask, office: PostOffice, post: Post) -> None:
    message = add()
    (held,) = sending.lease(datetime.now(UTC), "slow")
    (again,) = sending.lease(datetime.now(UTC) + timedelta(days=1), "quick")
    assert sending.record(again, Outcome.SENT, None, 1.0)
    assert not sending.record(held, Outcome.SENT, None, 1.0)
    assert row(message).state == State.SENT


def test_a_mend_leaves_ordinary_waits_alone(app: Flask) -> None:
    message = add()
    sending.lease(datetime.now(UTC), "one")
    before = row(message).next_at
    sending.mend_clock(datetime.now(UTC))
    assert row(message).next_at == before


def test_a_mail_that_went_out_is_written_down_though_the_database_was_away(
    app: Flask, office: PostOffice, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, real, calls = add(), sending.record, []

    def away(*given: object) -> bool:
        calls.append(given)
        if len(calls) < 3:
            raise OperationalError("UPDATE", {}, Exception("locked"))
        return real(*given)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(sending, "record", away)
    monkeypatch.setattr(sending, "PAUSES", (0.01,) * 5)
    post()
    assert (row(message).state, len(office.mails), len(calls)) == (State.SENT, 1, 3)


def test_a_tampered_row_is_kept_back_and_the_others_go(app: Flask, office: PostOffice, post: Post) -> None:
    bad, good = add(), add()
    other = select(OutboxMessage.to_sealed).where(OutboxMessage.id == good.id).scalar_subquery()
    db.session.execute(update(OutboxMessage).where(OutboxMessage.id == bad.id).values(to_sealed=other))
    db.session.commit()
    post()
    assert len(office.mails) == 1
    assert row(good).state == State.SENT
    assert "does not open" in (row(bad).error or "")


def test_threads_hand_over_one_at_a_time_but_do_not_wait_for_a_slow_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash then doubles one mail and not as many as there are threads."""
    at_once, most, lock = 0, 0, threading.Lock()

    class Slow:
        def send(self, mail: EmailMessage, at_the_door: Callable[[], object] = lambda: None) -> None:
            nonlocal at_once, most
            at_the_door()
            with lock:
                at_once += 1
                most = max(most, at_once)
            time.sleep(1.0 if "slow" in str(mail["To"]) else 0.01)
            with lock:
                at_once -= 1

    for _ in range(12):
        add()

    def work() -> None:
        with app.app_context():
            while sending.deliver_next(Slow(), bell(app).config):
                pass

    def all_done() -> float:
        began = time.monotonic()
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        until(lambda: not db.session.scalar(select(func.count()).where(OutboxMessage.state == State.WAITING)))
        took = time.monotonic() - began
        for thread in threads:
            thread.join()
        return took

    all_done()
    assert most == 1
    monkeypatch.setattr(sending.Turn, "AT_MOST", 0.1)
    add("slow@council.example")
    for _ in range(4):
        add()
    assert all_done() < 0.9


def test_logs_name_no_address_no_reference_and_no_team(
    app: Flask, office: PostOffice, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    for word in ("refused", "busy", "dropped", "not an address"):
        add(f"{word}-marker@council.example", reference="MARK-EREF")
    post()
    said = capsys.readouterr()
    for planted in ("marker", "council.example", "MARK-EREF", "luton"):
        assert planted not in said.out + said.err
    assert said.out.count("mail tried") == 4
    for attempt in db.session.scalars(select(DeliveryAttempt)):
        assert "marker" not in (attempt.error or "")


RECEIPT = {"reference": "ABCD-EFGH", "team": "Luton home education team", "phone": "", "email": ""}
