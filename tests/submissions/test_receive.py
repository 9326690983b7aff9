"""Promises 1 and 2: "sent" is shown only for what is safe, and one send is one record."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select, update

from portal.audit import AuditLine, Event, verify
from portal.delivery.models import OutboxMessage
from portal.directory.models import DirectoryVersion, TeamRow
from portal.families.journey import NOTIFY
from portal.storage import CannotOpen, Key, db, keys, reads_only
from portal.submissions.models import ChildWords, RouteTaken, Submission, Words
from portal.submissions.references import ALPHABET, new_reference
from portal.young_people.journey import VIEWS
from tests.support.answers import NOT_SAFE, NOTIFICATION
from tests.support.drafts import BegunDraft, begin


class Crash(BaseException):
    """The process dies here: nothing in the app may catch it."""


def counts(app: Flask) -> list[int]:
    """Submissions, words, routes, nudges and receipts, audit lines of receiving."""
    with app.app_context():
        kept = [
            db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (Submission, Words, RouteTaken)
        ]
        mails = db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
        lines = select(func.count()).where(AuditLine.event == Event.SUBMISSION_RECEIVED)
        return [*kept, mails, db.session.scalar(lines) or 0]


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@contextmanager
def crash_at(app: Flask, statement: int) -> Iterator[list[int]]:
    """Die at the given statement that is sent to the database; yields a list with the number of statements seen."""
    seen = [0]

    def count(*_args: Any) -> None:
        seen[0] += 1
        if seen[0] == statement:
            raise Crash

    engine = engine_of(app)
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_sent_is_shown_after_record_route_outbox_and_audit_are_committed(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    assert draft.send(client).location.endswith("/families/notify/sent")
    assert counts(app) == [1, 1, 1, 2, 1]
    page = client.get("/families/notify/sent")
    with app.app_context():
        assert db.session.scalars(select(Submission.reference)).one() in page.text
        assert verify() == []


@pytest.mark.usefixtures("steady_directory")
def test_a_crash_at_any_statement_leaves_all_of_it_or_nothing(app: Flask, client: FlaskClient) -> None:
    first = begin(app, NOTIFY, NOTIFICATION)
    with crash_at(app, 0) as seen:
        assert first.send(client).status_code == 303
    thanked = 1
    for statement in range(1, seen[0] + 1):
        draft = begin(app, NOTIFY, NOTIFICATION)
        with crash_at(app, statement), pytest.raises(Crash):
            draft.send(client)
        assert counts(app) == [thanked, thanked, thanked, 2 * thanked, thanked], f"after statement {statement}"
    last = begin(app, NOTIFY, NOTIFICATION)
    with crash_at(app, seen[0] - 2), pytest.raises(Crash):
        last.send(client)
    assert last.send(client).location.endswith("/families/notify/sent"), "the draft is still there to be sent"
    assert counts(app)[0] == thanked + 1


def test_a_commit_that_fails_is_never_thanked_for_and_can_be_tried_again(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    dialect = engine_of(app).dialect

    def full(_connection: Any) -> None:
        raise dialect.loaded_dbapi.OperationalError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(dialect, "do_commit", full)
        answer = draft.send(client)
    assert answer.status_code == 503
    assert "Sent" not in answer.text
    assert counts(app) == [0, 0, 0, 0, 0]
    assert draft.send(client).location.endswith("/families/notify/sent")
    assert counts(app)[0] == 1


@pytest.mark.usefixtures("steady_directory")
def test_nothing_goes_to_a_team_that_another_process_has_just_closed(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    with app.app_context():
        reads_only(False)
        db.session.execute(update(TeamRow).where(TeamRow.code == "luton/home-education").values(active=False))
        db.session.execute(update(DirectoryVersion).values(stamp=uuid.uuid4()))
        db.session.commit()
    assert draft.send(client).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Submission.team_code)).one() == "luton/duty"


def test_a_second_press_of_send_makes_no_second_record(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    first, second = draft.send(client), draft.send(client)
    assert first.location == second.location
    assert counts(app)[0] == 1


def test_back_and_reload_after_sending_lead_to_the_same_thank_you_page(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    draft.send(client)
    for address in ("check", "children/1/name", NOTIFY.steps[0].code):
        assert client.get(f"/families/notify/{address}").location.endswith("/families/notify/sent")
    assert client.get("/families/notify/sent").text == client.get("/families/notify/sent").text
    assert counts(app)[0] == 1


def test_fifty_presses_at_once_make_one_record(app: Flask) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    answers: list[int] = []

    def press() -> None:
        answers.append(draft.send(app.test_client()).status_code)

    threads = [threading.Thread(target=press) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 50
    assert counts(app)[0] == 1


def test_a_second_child_is_never_blocked(app: Flask, client: FlaskClient) -> None:
    begin(app, NOTIFY, NOTIFICATION).send(client)
    begin(app, NOTIFY, NOTIFICATION).send(client)
    assert counts(app)[0] == 2


def test_two_tabs_that_send_different_drafts_send_only_what_was_looked_at(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    other = BegunDraft(draft.cookie, draft.token, "0" * 32)
    page = other.send(client)
    assert page.status_code == 422
    assert "changed in another window" in page.text
    assert counts(app)[0] == 0


def test_a_reference_is_never_made_of_signs_that_look_alike() -> None:
    assert not set("01OIL2Z5SBUAE") & set(ALPHABET)
    references = {new_reference() for _ in range(2000)}
    assert len(references) == 2000
    assert all(len(reference) == 9 and set(reference) <= {*ALPHABET, "-"} for reference in references)


def test_a_young_persons_words_open_only_with_their_own_key_and_in_their_own_row(
    app: Flask, client: FlaskClient
) -> None:
    begin(app, VIEWS, NOT_SAFE, "/young-people/views").send(client)
    begin(app, NOTIFY, NOTIFICATION).send(client)
    with app.app_context():
        young, parent = db.session.scalars(select(ChildWords)).one(), db.session.scalars(select(Words)).one()
        bound = f"young_person_words.said_sealed.{young.id}"
        assert b"I am scared" in keys().open(Key.YOUNG_PEOPLE, young.said_sealed, bound)
        with pytest.raises(CannotOpen):
            keys().open(Key.RECORDS, young.said_sealed, bound)
        with pytest.raises(CannotOpen):
            keys().open(Key.YOUNG_PEOPLE, parent.said_sealed, f"submission_words.said_sealed.{parent.id}")
        with pytest.raises(CannotOpen):
            keys().open(Key.YOUNG_PEOPLE, young.said_sealed, f"young_person_words.said_sealed.{parent.id}")
        flipped = bytearray(young.said_sealed)
        flipped[-1] ^= 1
        with pytest.raises(CannotOpen):
            keys().open(Key.YOUNG_PEOPLE, bytes(flipped), bound)
