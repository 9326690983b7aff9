"""That no child is without a review or a written reason unseen, and that teams hear of what is overdue."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cli import portal as command
from portal.config import Config
from portal.delivery import jobs
from portal.delivery.mail import compose
from portal.delivery.models import OutboxMessage, State
from portal.delivery.trouble import trouble
from portal.register import statuses
from portal.register.models import Child
from portal.reviews import nightly, reminders, schedule
from portal.reviews.models import Review
from portal.serving import PERIODIC
from portal.storage import db, reads_only
from portal.words import ChildStatus, Rating
from tests.support.clock import set_clock
from tests.support.reviews import SOMEBODY, a_child, stored, today

Tell = Callable[[datetime], list[OutboxMessage]]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ours() -> list[jobs.Periodic]:
    return [job for job in PERIODIC if job.name == "check-reviews"]


def test_a_child_without_a_plan_turns_the_health_page_red_until_a_person_sets_one(app: Flask) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        reads_only(False)
        jobs.expect(ours(), now)
        jobs.beat(now)
        jobs.run_due(app, ours(), now)
        assert trouble(now).late_jobs == ()
    child_id = a_child(app, "Robin", None)
    later = now + timedelta(hours=2)
    with app.app_context():
        reads_only(False)
        jobs.run_due(app, ours(), later)
        assert trouble(later).late_jobs == ("check-reviews",)
        assert not trouble(later).ready
        child = db.session.get_one(Child, child_id)
        schedule.no_review(child, "Starts school", SOMEBODY, later)
        db.session.commit()
        jobs.run_due(app, ours(), later + timedelta(hours=1))
        assert trouble(later + timedelta(hours=1)).late_jobs == ()


def test_it_refreshes_copies_that_differ_and_says_so(app: Flask) -> None:
    child_id = a_child(app, "Robin", 30, Rating.AMBER)
    with app.app_context():
        reads_only(False)
        child = db.session.get_one(Child, child_id)
        child.rating, child.next_review_on = Rating.GREEN, None
        db.session.commit()
        found = nightly.check(today())
        assert found.refreshed == [child.reference]
        assert found.without == []
        assert nightly.check(today()).refreshed == []
        db.session.commit()
    assert stored(app, child_id).rating == Rating.AMBER
    assert stored(app, child_id).next_review_on == today() + timedelta(days=30)


def test_a_status_whose_day_has_come_begins(app: Flask) -> None:
    child_id = a_child(app, "Robin")
    with app.app_context():
        reads_only(False)
        child = db.session.get_one(Child, child_id)
        statuses.change(child, ChildStatus.SCHOOL, today() + timedelta(days=3), SOMEBODY, datetime.now(UTC))
        assert nightly.begin_statuses(today()) == []
        assert child.status == ChildStatus.EHE
        assert nightly.begin_statuses(today() + timedelta(days=3)) == [child.reference]
        assert (child.status, child.current) == (ChildStatus.SCHOOL, False)
        assert nightly.begin_statuses(today() + timedelta(days=3)) == []
        statuses.change(child, ChildStatus.EHE, today() + timedelta(days=5), SOMEBODY, datetime.now(UTC))
        assert nightly.begin_statuses(today() + timedelta(days=400)) == [child.reference], "however long nobody looked"
        db.session.rollback()


def test_the_command_says_which_and_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.cli.create_app", lambda: app)
    runner = app.test_cli_runner()
    child_id = a_child(app, "Robin", 5)
    good = runner.invoke(command, ["reviews", "check"])
    assert good.exit_code == 0, good.output
    assert "Every current child has a review planned" in good.output
    with app.app_context():
        reads_only(False)
        db.session.query(Review).delete()
        db.session.commit()
    bad = runner.invoke(command, ["reviews", "check"])
    assert bad.exit_code == 1
    reference = stored(app, child_id).reference
    assert f"{reference}: no review is planned, and nobody wrote why." in bad.output
    assert f"{reference}: its copies were out of date" in bad.output
    assert stored(app, child_id).next_review_on is None  # no plan is made up
    assert "Robin" not in bad.output


@pytest.fixture
def tell(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], list[OutboxMessage]]:
    """Run the reminders as if it were then, and give every mail that is in the outbox."""

    def run(now: datetime) -> list[OutboxMessage]:
        set_clock(monkeypatch, now, "portal.reviews.reminders", "portal.delivery.outbox")
        with app.app_context():
            reads_only(False)
            reminders.remind_of_reviews(app)
            db.session.commit()
            return mails()

    return run


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "reviews")))


def due_on(app: Flask, child_id: uuid.UUID, day: date) -> None:
    with app.app_context():
        reads_only(False)
        child = db.session.get_one(Child, child_id)
        child.next_review_on = day
        db.session.commit()


def test_a_team_hears_once_a_week_of_overdue_reviews_and_no_name(app: Flask, tell: Tell) -> None:
    for days in (-5, -1, 0):
        due_on(app, a_child(app, "Robin"), MONDAY.date() + timedelta(days=days))
    tell(MONDAY)
    (mail,) = tell(MONDAY + timedelta(days=2))
    with app.app_context():
        mail = db.session.get_one(OutboxMessage, mail.id)
        assert mail.team_code == "luton/home-education"
        assert mail.context["number"] == "2"
        assert "Robin" not in str(mail.context)
        config: Config = app.extensions["portal.config"]
        sent = compose(mail, config, MONDAY)
        assert sent["Subject"] == "2 reviews are overdue"
        assert "http://127.0.0.1:8000/staff/reviews" in sent.get_content()
        assert "Robin" not in sent.get_content()
        mail.state, mail.next_at = State.SENT, None
        db.session.commit()
    assert len(tell(MONDAY + timedelta(days=7))) == 2
    assert len(tell(MONDAY + timedelta(days=15))) == 2  # the first is forgotten, a third is added


@pytest.mark.parametrize("at", [MONDAY - timedelta(days=1), MONDAY - timedelta(hours=3)])
def test_nobody_is_told_on_a_sunday_or_at_night(app: Flask, tell: Tell, at: datetime) -> None:
    due_on(app, a_child(app, "Robin"), at.date() - timedelta(days=9))
    assert tell(at) == []


def test_a_team_without_anything_overdue_hears_nothing(app: Flask, tell: Tell) -> None:
    due_on(app, a_child(app, "Robin"), MONDAY.date())
    due_on(app, a_child(app, "Gone", status=ChildStatus.SCHOOL), MONDAY.date() - timedelta(days=9))
    assert tell(MONDAY) == []
