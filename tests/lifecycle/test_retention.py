"""Periods: each council's own, each kind's own, nothing until somebody has decided, and no slip of the hand counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.lifecycle import retention
from portal.lifecycle.outlook import COUNTED, Outlook, outlook
from portal.lifecycle.retention import NOTICE, OutOfRange, PeriodMeanwhile, RetentionKind, SamePeriod, closed_before
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.removal import Stays
from portal.words import Kind
from tests.lifecycle.conftest import SOMEBODY, YEARS_AGO, acting, close, decide, deliver, set_aside

Made = Callable[..., Any]
NOW = datetime.now(UTC)
NOTICES = RetentionKind.FAMILY_NOTIFICATION
moments = st.integers(1_577_836_800, 4_733_510_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(closed=moments, months=st.integers(1, 1200))
def test_a_period_is_over_on_the_day_that_the_page_names_and_not_before(closed: datetime, months: int) -> None:
    first = retention.goes_on(closed, months)
    assert closed <= closed_before(first, months)
    assert closed > closed_before(first - timedelta(seconds=1), months)


def test_a_month_counts_as_people_count_it() -> None:
    assert closed_before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert closed_before(datetime(2026, 1, 15, tzinfo=UTC), 24) == datetime(2024, 1, 15, tzinfo=UTC)
    assert retention.goes_on(datetime(2024, 1, 31, 9, tzinfo=UTC), 1) == datetime(2024, 3, 1, tzinfo=UTC)


def test_no_period_comes_with_the_portal(app: Flask) -> None:
    with app.app_context():
        assert retention.in_force(NOW + timedelta(days=10_000)) == {}


def test_a_shorter_period_counts_after_a_week_and_a_longer_one_at_once(app: Flask) -> None:
    def counts(at: datetime) -> int | None:
        with app.app_context():
            return retention.in_force(at).get(("luton", NOTICES))

    day = timedelta(days=1)
    decide(app, NOTICES, 24, at=NOW)
    assert (counts(NOW + NOTICE - day), counts(NOW + NOTICE)) == (None, 24)
    decide(app, NOTICES, 12, at=NOW + 30 * day)
    assert (counts(NOW + 31 * day), counts(NOW + 37 * day)) == (24, 12)
    decide(app, NOTICES, 36, at=NOW + 40 * day)
    assert counts(NOW + 40 * day) == 36
    decide(app, NOTICES, 1, at=NOW + 60 * day)
    decide(app, NOTICES, 36, at=NOW + 61 * day)
    assert {counts(NOW + n * day) for n in range(60, 90)} == {36}, "a slip that was put right never counted"
    decide(app, NOTICES, None, at=NOW + 90 * day)
    assert counts(NOW + 90 * day) is None


def test_a_period_is_of_one_council_and_one_kind(app: Flask) -> None:
    decide(app, NOTICES, 24)
    with app.app_context():
        assert dict(retention.in_force(NOW)) == {("luton", NOTICES): 24}


def test_a_decision_knows_what_it_replaces(app: Flask, periods: Made, logged: Made) -> None:
    with acting(app):
        for months in (0, -1, 1201):
            with pytest.raises(OutOfRange):
                retention.decide("luton", NOTICES, months, 0, "Slip", SOMEBODY, NOW)
        with pytest.raises(SamePeriod):
            retention.decide("luton", NOTICES, None, 0, "Nothing is nothing", SOMEBODY, NOW)
        retention.decide("luton", NOTICES, 24, 0, "Schedule 3.2", SOMEBODY, NOW)
        with pytest.raises(PeriodMeanwhile) as meanwhile:
            retention.decide("luton", NOTICES, 12, 0, "Too late", SOMEBODY, NOW)
        assert meanwhile.value.latest.months == 24
        retention.decide("luton", NOTICES, 12, 1, "Schedule 3.3", SOMEBODY, NOW)
    assert [(one.number, one.months, one.why) for one in periods()] == [
        (1, 24, "Schedule 3.2"),
        (2, 12, "Schedule 3.3"),
    ]
    assert logged() == ["retention:changed"] * 2


@pytest.mark.parametrize("suspect", [False, True])
@pytest.mark.parametrize("kind", Kind)
def test_every_submission_is_of_exactly_one_kind(app: Flask, sent: Made, kind: Kind, suspect: bool) -> None:
    one = sent(kind)
    if suspect:
        set_aside(app, one)
    with app.app_context():
        found = db.session.get_one(Submission, one)
        expected = retention.kind_of(found)
        matching = [
            of
            for of in RetentionKind
            if db.session.query(Submission).where(retention.are(of)).one_or_none() is not None
        ]
    assert matching == [expected]
    assert (expected is RetentionKind.YOUNG_PERSON_VIEWS) is (kind is Kind.VIEWS)
    assert (expected is RetentionKind.SET_ASIDE) is (suspect and kind is not Kind.VIEWS)


def seen(app: Flask, kind: RetentionKind = NOTICES, council: str = "luton") -> Outlook:
    with app.app_context():
        return outlook(council, kind, datetime.now(UTC))


def test_the_outlook_counts_what_goes_and_says_why_the_rest_stays(app: Flask, over: Made, sent: Made) -> None:
    over()
    over()
    over(Kind.REFERRAL)
    over(council="bedford")
    soon = sent()
    deliver(app)
    close(app, soon, at=NOW - timedelta(days=350))
    waits = sent(at=YEARS_AGO)  # the nudge about it never went out
    close(app, waits)
    assert seen(app) == Outlook(0, 0, {}), "nothing is decided"
    decide(app, NOTICES, 12, at=NOW)
    assert seen(app) == Outlook(0, 3, {}), "it counts in a week"
    decide(app, RetentionKind.REFERRAL, 12)
    assert seen(app, RetentionKind.REFERRAL) == Outlook(1, 1, {})
    with acting(app):
        for one in retention.decided("luton", NOTICES):
            one.at = YEARS_AGO
    assert seen(app) == Outlook(2, 3, {Stays.UNDELIVERED: 1})
    assert seen(app, council="bedford") == Outlook(0, 0, {})


def test_beyond_a_thousand_nothing_is_counted(app: Flask, over: Made) -> None:
    decide(app, NOTICES)
    one = over()
    with acting(app):
        first = db.session.get_one(Submission, one)
        row = {column.key: getattr(first, column.key) for column in Submission.__table__.columns}
        for number in range(COUNTED + 5):
            made = {"id": uuid.uuid4(), "reference": f"N{number}", "send_key": uuid.uuid4()}
            db.session.add(Submission(**row | made))
    looks = seen(app)
    assert looks.now == 1
    assert looks.stay == {Stays.UNREAD: COUNTED + 1}
