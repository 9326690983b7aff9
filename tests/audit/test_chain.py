"""The audit log: a line that was edited, moved or removed is found."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal.audit import AuditHead, AuditLine, Event, record, verify
from portal.storage import db


@pytest.fixture
def log(app: Flask) -> Iterator[None]:
    with app.app_context():
        for number in range(5):
            record(Event.SUBMISSION_READ, by=uuid.uuid4(), step=number)
        db.session.commit()
        yield


@pytest.mark.usefixtures("log")
def test_an_untouched_log_is_whole() -> None:
    assert verify() == []
    assert db.session.scalars(select(AuditLine.number).order_by(AuditLine.number)).all() == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "change",
    [{"event": "submission:noted"}, {"by": uuid.uuid4()}, {"facts": {"step": 9}}, {"subject_id": uuid.uuid4()}],
)
def test_an_edited_line_is_named(change: dict[str, object]) -> None:
    db.session.execute(update(AuditLine).where(AuditLine.number == 3).values(**change))
    assert 3 in verify()


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("gone", [[1], [3], [5], [4, 5]])
def test_a_removed_line_is_named_wherever_it_stood(gone: list[int]) -> None:
    db.session.execute(delete(AuditLine).where(AuditLine.number.in_(gone)))
    assert set(gone) <= set(verify())


@pytest.mark.usefixtures("log")
def test_cutting_off_the_end_and_turning_the_head_back_is_found() -> None:
    third = db.session.scalars(select(AuditLine).where(AuditLine.number == 3)).one()
    db.session.execute(delete(AuditLine).where(AuditLine.number > 3))
    db.session.execute(update(AuditHead).values(number=3, tag=third.tag))
    assert verify() == [3]


@pytest.mark.usefixtures("log")
def test_two_lines_that_changed_places_are_found() -> None:
    db.session.execute(update(AuditLine).where(AuditLine.number == 2).values(number=99))
    db.session.execute(update(AuditLine).where(AuditLine.number == 3).values(number=2))
    db.session.execute(update(AuditLine).where(AuditLine.number == 99).values(number=3))
    assert {2, 3} <= set(verify())


@pytest.mark.usefixtures("log")
def test_emptying_the_log_is_found() -> None:
    db.session.execute(delete(AuditLine))
    assert verify()
