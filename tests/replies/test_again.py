"""A young person writes again: who is told, how soon somebody must look, and where words of danger go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit import verify
from portal.casework import triage
from portal.casework.triage import Outcome
from portal.delivery.models import Purpose
from portal.directory.models import TeamRow
from portal.storage import db
from portal.submissions.models import Status, Told
from portal.words import Urgency
from tests.replies.conftest import NOW, STAFF, Sending, Sent, acting, forget_nudges, history, mails, nudged

DANGER = "Please help me. My dad hits me every day."


def test_writing_again_tells_the_team_with_nothing_of_it(app: Flask, sent: Sent, marker: Callable[[str], str]) -> None:
    forget_nudges(app)
    word = marker("written again")
    sent.wrote(word, NOW)
    assert nudged(app) == ["luton/home-education"]
    with app.app_context():
        assert word not in str(mails(Purpose.NUDGE)[0].context)


def test_a_closed_one_is_opened_again_and_is_due_anew(app: Flask, sending: Sending) -> None:
    one = sending(at=NOW - timedelta(days=60))
    with acting(app):
        triage.read(one.submission, STAFF, NOW)
        triage.take(one.submission, STAFF, NOW)
        triage.close(one.submission, Outcome.DONE, "", STAFF, NOW)
    one.wrote(now=NOW + timedelta(minutes=1))  # of two lines of one moment either may come last
    with app.app_context():
        submission = one.submission
        assert submission.is_open
        assert submission.status == Status.NEW
        assert submission.assignee_id is None
        assert submission.look_by > NOW
        assert history(one)[-1] == "wrote_again"


def test_an_open_one_stays_with_whoever_has_it(app: Flask, sent: Sent) -> None:
    with acting(app):
        triage.take(sent.submission, STAFF, NOW)
    sent.wrote(now=NOW)
    with app.app_context():
        assert sent.submission.assignee_id == STAFF
        assert sent.submission.status == Status.IN_HAND


def test_words_of_danger_go_to_the_front_door_at_once_and_say_why(app: Flask, sent: Sent) -> None:
    with acting(app):
        triage.take(sent.submission, STAFF, NOW)
    forget_nudges(app)
    sent.wrote(DANGER, NOW)
    assert nudged(app) == ["luton/front-door", "luton/home-education"]
    with app.app_context():
        submission = sent.submission
        assert submission.team_code == "luton/front-door"
        assert (submission.urgency, submission.urgency_order) == (Urgency.NOW, 0)
        assert submission.look_by == NOW
        assert submission.status == Status.NEW
        assert submission.assignee_id is None
        assert [one.team_code for one in submission.told] == ["luton/home-education"]
        why = next(route.why for route in submission.routes if route.team_code == "luton/front-door")
        assert why[0] == "The young person wrote again."
        assert any("hurt" in reason for reason in why)
        assert verify() == []


def test_the_team_that_had_it_is_told_also_where_the_rules_name_another(app: Flask, sent: Sent) -> None:
    with acting(app):
        sent.submission.team_code = "luton/send"
    forget_nudges(app)
    sent.wrote(DANGER, NOW)
    with app.app_context():
        assert {one.team_code for one in sent.submission.told} >= {"luton/send"}
    assert "luton/send" in nudged(app)


def test_words_of_danger_at_the_front_door_stay_there_and_its_people_are_told_again(
    app: Flask, sending: Sending
) -> None:
    one = sending(safe="no")
    with acting(app):
        triage.take(one.submission, STAFF, NOW)
    forget_nudges(app)
    one.wrote(DANGER, NOW)
    assert "luton/front-door" in nudged(app)
    with app.app_context():
        assert one.submission.team_code == "luton/front-door"
        assert one.submission.assignee_id == STAFF
        assert db.session.scalar(select(func.count()).select_from(Told)) == 1


def test_words_of_danger_about_a_closed_one_open_it(app: Flask, sending: Sending) -> None:
    one = sending()
    with acting(app):
        triage.read(one.submission, STAFF, NOW)
        triage.close(one.submission, Outcome.DONE, "", STAFF, NOW)
    one.wrote(DANGER, NOW)
    with app.app_context():
        assert one.submission.is_open
        assert one.submission.team_code == "luton/front-door"


def test_words_from_nowhere_known_go_to_the_duty_team(app: Flask, sending: Sending) -> None:
    one = sending(council=None)
    one.wrote(DANGER, NOW)
    with app.app_context():
        assert one.submission.team_code == "shared/duty"
        assert one.submission.urgency == Urgency.NOW
        assert one.submission.flagged


@pytest.mark.usefixtures("directory_anew")
@pytest.mark.parametrize("words", ["Hello again.", DANGER])
def test_words_for_a_team_that_is_no_more_still_reach_people(app: Flask, sent: Sent, words: str) -> None:
    with acting(app):
        team = db.session.scalars(select(TeamRow).where(TeamRow.code == "luton/home-education")).one()
        team.active = False
    app.extensions.pop("portal.directory", None)
    forget_nudges(app)
    sent.wrote(words, NOW)
    with app.app_context():
        assert sent.submission.team_code != "luton/home-education"
    assert nudged(app)
    assert "luton/home-education" not in nudged(app)
    if words == DANGER:
        assert nudged(app)[0] == "luton/front-door"
