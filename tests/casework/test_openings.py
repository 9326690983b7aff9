"""Breaking the glass: whom it is told to, how long it lasts, and that it is no permission."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff
from portal.audit import AuditLine
from portal.casework import openings
from portal.casework.openings import LASTS
from portal.casework.refusals import Refused
from portal.delivery.models import OutboxMessage, Purpose
from portal.storage import db, reads_only
from portal.submissions import Submission, SubmissionEvent
from portal.words import Kind
from tests.staff.conftest import BEDFORD, DUTY, LUTON

Made = Callable[..., Any]
NOW = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
REASON = "A teacher rang: he may be in danger now."


@contextmanager
def acting(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        yield
        db.session.commit()


@pytest.fixture
def one(sent: Made) -> uuid.UUID:
    made: uuid.UUID = sent(Kind.VIEWS, safe="yes")
    return made


def opens(app: Flask, submission_id: uuid.UUID, by: uuid.UUID, now: datetime = NOW, reason: str = REASON) -> None:
    with acting(app):
        openings.open_restricted(db.session.get_one(Submission, submission_id), by, reason, now)


def told(app: Flask) -> list[tuple[str, str | None]]:
    """The addresses that mails about openings go to, and the team each is told for."""
    with app.app_context():
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED))
        return sorted((mail.to, mail.team_code) for mail in mails)


def email(app: Flask, staff_id: uuid.UUID) -> str:
    with app.app_context():
        return str(db.session.get_one(Staff, staff_id).email)


def standing(app: Flask, submission_id: uuid.UUID, by: uuid.UUID, now: datetime) -> bool:
    with app.app_context():
        return openings.standing_opening(db.session.get_one(Submission, submission_id), by, now) is not None


def test_it_lasts_one_hour_for_one_person_and_one_record(app: Flask, person: Made, sent: Made, one: uuid.UUID) -> None:
    olu, ola, other = person().id, person(name="Ola Other").id, sent(Kind.VIEWS, safe="yes")
    opens(app, one, olu)
    assert timedelta(hours=1) == LASTS
    assert standing(app, one, olu, NOW)
    assert standing(app, one, olu, NOW + LASTS - timedelta(seconds=1))
    assert not standing(app, one, olu, NOW + LASTS)
    assert not standing(app, one, olu, NOW + LASTS + timedelta(seconds=1))
    assert not standing(app, one, ola, NOW)
    assert not standing(app, other, olu, NOW)


def test_every_manager_of_the_team_is_told_and_nobody_else(app: Flask, person: Made, one: uuid.UUID) -> None:
    olu = person().id
    managers = [person(role=Role.MANAGER, name=name).id for name in ("Marek", "Mina")]
    person(LUTON, Role.SAFEGUARDING)
    person(BEDFORD, Role.MANAGER)
    opens(app, one, olu)
    assert told(app) == sorted((email(app, each), LUTON) for each in managers)


def test_without_a_manager_safeguarding_is_told(app: Flask, person: Made, one: uuid.UUID) -> None:
    olu, saira = person().id, person(LUTON, Role.SAFEGUARDING).id
    opens(app, one, olu)
    assert told(app) == [(email(app, saira), LUTON)]


def test_without_either_the_councils_duty_inbox_is_told(app: Flask, person: Made, one: uuid.UUID) -> None:
    opens(app, one, person().id)
    assert told(app) == [("duty@luton.example", "luton/duty")]


def test_a_manager_who_opens_it_is_not_told_but_another_is(app: Flask, person: Made, one: uuid.UUID) -> None:
    marek, mina = (person(role=Role.MANAGER, name=name).id for name in ("Marek", "Mina"))
    opens(app, one, marek)
    assert told(app) == [(email(app, mina), LUTON)]


def test_an_only_manager_who_opens_it_is_watched_by_safeguarding(app: Flask, person: Made, one: uuid.UUID) -> None:
    marek, saira = person(role=Role.MANAGER).id, person(LUTON, Role.SAFEGUARDING).id
    opens(app, one, marek)
    assert told(app) == [(email(app, saira), LUTON)]


def test_who_is_both_manager_and_safeguarding_is_never_the_only_one_told(
    app: Flask, person: Made, one: uuid.UUID
) -> None:
    both = person(roles=[(LUTON, Role.MANAGER), (LUTON, Role.SAFEGUARDING)]).id
    opens(app, one, both)
    assert told(app) == [("duty@luton.example", "luton/duty")]


def test_a_manager_who_left_is_not_told(app: Flask, person: Made, one: uuid.UUID) -> None:
    olu, gone, marek = (
        person().id,
        person(role=Role.MANAGER, name="Gone").id,
        person(role=Role.MANAGER, name="Marek").id,
    )
    with app.app_context():
        db.session.get_one(Staff, gone).active = False
        db.session.commit()
    opens(app, one, olu)
    assert told(app) == [(email(app, marek), LUTON)]


def test_in_a_team_of_no_council_the_sites_duty_inbox_is_told(app: Flask, person: Made, sent: Made) -> None:
    nowhere, dana = sent(Kind.VIEWS, council=None, safe="yes"), person(DUTY, Role.OFFICER).id
    opens(app, nowhere, dana)
    assert [team for _, team in told(app)] == [DUTY]


def test_a_second_press_opens_nothing_new_and_tells_nobody_twice(app: Flask, person: Made, one: uuid.UUID) -> None:
    olu = person().id
    person(role=Role.MANAGER)
    opens(app, one, olu)
    opens(app, one, olu, NOW + timedelta(minutes=59), "Another reason altogether.")
    assert len(told(app)) == 1
    assert not standing(app, one, olu, NOW + LASTS), "and it does not last longer"
    opens(app, one, olu, NOW + LASTS)
    assert len(told(app)) == 2


@pytest.mark.parametrize(
    "reason", ["", "         ", "x" * 9, "🙂" * 40, "\0" * 40, "1234567890 !!"], ids=lambda value: value[:12]
)
def test_a_reason_of_no_words_opens_nothing(app: Flask, person: Made, one: uuid.UUID, reason: str) -> None:
    olu = person().id
    with pytest.raises(Refused, match="at least 10 letters"):
        opens(app, one, olu, reason=reason)
    assert not standing(app, one, olu, NOW)
    assert told(app) == []


@pytest.mark.parametrize("kind", [Kind.NOTIFICATION, Kind.REFERRAL])
def test_only_what_is_restricted_can_be_opened(app: Flask, person: Made, sent: Made, kind: Kind) -> None:
    with pytest.raises(Refused, match="not restricted"):
        opens(app, sent(kind), person().id)


def test_the_reason_is_sealed_and_the_log_holds_only_how_many_were_told(
    app: Flask, person: Made, one: uuid.UUID, marker: Made
) -> None:
    reason, olu = marker("reason"), person().id
    person(role=Role.MANAGER)
    opens(app, one, olu, reason=reason)
    with app.app_context():
        found = openings.openings(db.session.get_one(Submission, one))
        assert [row.reason for row in found] == [reason]
        assert reason.encode() not in found[0].reason_sealed
        line = db.session.scalars(select(SubmissionEvent).where(SubmissionEvent.what == "opened_restricted")).one()
        assert line.detail == reason
        assert reason.encode() not in (line.detail_sealed or b"")
        logged = db.session.scalars(select(AuditLine).where(AuditLine.event == "submission:opened-restricted")).one()
        assert (logged.by, logged.subject_id, logged.facts) == (olu, one, {"told": 1})
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED)).one()
        assert reason not in str(mail.context)
        assert "Olu" not in str(mail.context), "nor who it was: that stands behind the sign-in"
