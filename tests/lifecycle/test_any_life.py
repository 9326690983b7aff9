"""Whatever happens to a submission, in whatever order: what must stay stays, and nothing else does."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal.audit import AuditLine
from portal.casework import triage
from portal.casework.refusals import Refused
from portal.casework.triage import Outcome
from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, State
from portal.lifecycle import holds
from portal.lifecycle.models import RetentionPeriod
from portal.lifecycle.retention import RetentionKind
from portal.replies import conversations
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.models import HealthShare
from portal.words import Kind
from tests.lifecycle.conftest import SOMEBODY, YEARS_AGO, acting, decide, deliver, purge, there

Made = Callable[..., Any]
AT = YEARS_AGO
REASON = "Somebody has complained."


def read(one: Submission) -> None:
    triage.read(one, SOMEBODY, AT)
    if talk := conversations.of(one.id):
        conversations.seen_by_staff(talk, AT)


def take(one: Submission) -> None:
    triage.take(one, SOMEBODY, AT)


def close(one: Submission) -> None:
    triage.close(one, Outcome.DONE, "", SOMEBODY, AT)


def fail(one: Submission) -> None:
    for message in messages(one):
        if message.state == State.WAITING:
            message.state, message.next_at = State.FAILED, None


def settle(one: Submission) -> None:
    for message in messages(one):
        if message.state == State.FAILED:
            outbox.settle(message, SOMEBODY, AT)


def send_again(one: Submission) -> None:
    for message in messages(one):
        if message.state == State.FAILED:
            outbox.resend(message, SOMEBODY)


def go_out(one: Submission) -> None:
    for message in messages(one):
        if message.state == State.WAITING:
            message.state, message.next_at, message.sent_at = State.SENT, None, AT


def hold(one: Submission) -> None:
    holds.hold(one, REASON, SOMEBODY, AT)


def lift(one: Submission) -> None:
    holds.lift(one, REASON, SOMEBODY, AT)


def ask_for_health(one: Submission) -> None:
    if not shares(one):
        db.session.add(HealthShare(submission_id=one.id, child=0))


def pass_on(one: Submission) -> None:
    for share in shares(one):
        share.passed_at, share.passed_by = AT, SOMEBODY


def write_again(one: Submission) -> None:
    if talk := conversations.of(one.id):
        conversations.write(talk, f"Again {uuid.uuid4()}", AT)


def answer(one: Submission) -> None:
    if talk := conversations.of(one.id):
        conversations.answer(talk, "An answer.", SOMEBODY, AT)


def let_rest(one: Submission) -> None:
    if talk := conversations.of(one.id):
        conversations.needs_no_answer(talk, "Nothing was asked.", SOMEBODY, AT)


def wipe(one: Submission) -> None:
    if talk := conversations.of(one.id):
        conversations.wipe(talk, AT)


def messages(one: Submission) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.submission_id == one.id)))


def shares(one: Submission) -> list[HealthShare]:
    return list(db.session.scalars(select(HealthShare).where(HealthShare.submission_id == one.id)))


ACTS = [
    read, take, close, fail, settle, send_again, go_out, hold, lift,
    ask_for_health, pass_on, write_again, answer, let_rest, wipe,
]  # fmt: skip


def must_stay(one: Submission) -> bool:
    """What the promise says, told in Python from the rows: apart from how the database tells it."""
    talk = conversations.of(one.id)
    was_read = db.session.scalars(
        select(AuditLine.id).where(AuditLine.subject_id == one.id, AuditLine.event == "submission:read")
    ).first()
    return (
        one.is_open
        or not was_read
        or any(message.state != State.SENT and not message.settled_at for message in messages(one))
        or holds.standing(one) is not None
        or any(share.passed_at is None for share in shares(one))
        or (talk is not None and talk.waits_since is not None)
        or (talk is not None and any(each.by is None and each.read_at is None for each in talk.messages))
    )


@settings(max_examples=60)
@given(
    kind=st.sampled_from([Kind.VIEWS, Kind.NOTIFICATION, Kind.REFERRAL]),
    suspect=st.booleans(),
    acts=st.lists(st.sampled_from(ACTS), max_size=12),
    decided=st.sets(st.sampled_from(list(RetentionKind))),
)
@example(kind=Kind.VIEWS, suspect=False, acts=[read, go_out, close], decided=set(RetentionKind))
@example(
    kind=Kind.VIEWS, suspect=False, acts=[read, go_out, close, write_again, go_out, read], decided=set(RetentionKind)
)
@example(kind=Kind.VIEWS, suspect=True, acts=[read, go_out, close], decided={RetentionKind.SET_ASIDE})
@example(kind=Kind.NOTIFICATION, suspect=True, acts=[read, fail, settle, close], decided={RetentionKind.SET_ASIDE})
@example(kind=Kind.NOTIFICATION, suspect=False, acts=[take, go_out, close], decided=set(RetentionKind))
@example(kind=Kind.NOTIFICATION, suspect=False, acts=[read, go_out, close, hold, lift], decided=set(RetentionKind))
def test_what_must_stay_stays_and_what_is_over_goes(
    app: Flask, sent: Made, kind: Kind, suspect: bool, acts: list[Any], decided: set[RetentionKind]
) -> None:
    one = sent(kind, at=AT, safe="yes")
    with acting(app):
        found = db.session.get_one(Submission, one)
        found.suspect = suspect
        if kind is Kind.VIEWS:
            conversations.begin(found, {}, "en_GB", "easy", AT)
        db.session.execute(delete(RetentionPeriod))
    for each in acts:
        with suppress(Refused, conversations.Wiped), acting(app):
            each(db.session.get_one(Submission, one))
    for retained in decided:
        decide(app, retained)
    with app.app_context():
        stays = must_stay(db.session.get_one(Submission, one))
    own = {Kind.VIEWS: RetentionKind.YOUNG_PERSON_VIEWS, Kind.NOTIFICATION: RetentionKind.FAMILY_NOTIFICATION}
    is_of = own.get(kind, RetentionKind.REFERRAL)
    if suspect and kind is not Kind.VIEWS:
        is_of = RetentionKind.SET_ASIDE
    purge(app)
    assert there(app, one) is (stays or is_of not in decided)


def test_the_clock_begins_again_when_it_was_opened_again(app: Flask, sent: Made) -> None:
    one = sent(Kind.VIEWS, at=AT, safe="yes")
    with acting(app):
        conversations.begin(db.session.get_one(Submission, one), {}, "en_GB", "easy", AT)
    decide(app, RetentionKind.YOUNG_PERSON_VIEWS)
    for each in (read, close, write_again, read, answer):
        with acting(app):
            each(db.session.get_one(Submission, one))
    with acting(app):
        triage.close(db.session.get_one(Submission, one), Outcome.DONE, "", SOMEBODY, datetime.now(UTC))
    deliver(app)
    purge(app)
    assert there(app, one)
