"""Cover: named days, a colleague of the same team, and an end that comes by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.accounts import Role, Staff, deactivate
from portal.casework import cover, today, triage
from portal.casework.refusals import Refused
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON

Made = Callable[..., Any]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
MONDAY = NOW.date()


def staff(one: Any) -> Staff:
    return db.session.get_one(Staff, one.id)


def test_it_begins_and_ends_by_itself_and_can_be_ended_before(app: Flask, person: Made, logged: Made) -> None:
    away, stays = person(), person(name="Nadia Named")
    with app.app_context():
        reads_only(False)
        row = cover.set_cover(
            staff(away), staff(stays), MONDAY + timedelta(days=1), MONDAY + timedelta(days=3), away.id, NOW
        )
        db.session.flush()
        days = [cover.covered_by(stays.id, MONDAY + timedelta(days=number)) for number in range(6)]
        assert days == [[], [away.id], [away.id], [away.id], [], []]
        assert cover.who_covers(away.id, MONDAY + timedelta(days=2)) == [stays.id]
        cover.end(row, away.id, NOW)
        cover.end(row, away.id, NOW)
        assert cover.covered_by(stays.id, MONDAY + timedelta(days=2)) == []
        db.session.commit()
    assert logged(about=away.id) == ["cover:changed", "cover:changed"]


def test_the_same_again_makes_no_second_and_days_that_overlap_are_refused(app: Flask, person: Made) -> None:
    away, stays = person(), person(name="Nadia Named")
    with app.app_context():
        reads_only(False)
        first = cover.set_cover(staff(away), staff(stays), MONDAY, MONDAY, away.id, NOW)
        assert cover.set_cover(staff(away), staff(stays), MONDAY, MONDAY, away.id, NOW) is first
        with pytest.raises(Refused, match="already"):
            cover.set_cover(staff(away), staff(stays), MONDAY, MONDAY + timedelta(days=1), away.id, NOW)


@pytest.mark.parametrize(
    ("from_on", "until_on", "says"),
    [
        (MONDAY, MONDAY - timedelta(days=1), "before the first day"),
        (MONDAY - timedelta(days=9), MONDAY - timedelta(days=1), "over already"),
        (MONDAY, MONDAY + timedelta(days=400), "a year at most"),
    ],
)
def test_days_that_cannot_be_are_refused(app: Flask, person: Made, from_on: date, until_on: date, says: str) -> None:
    away, stays = person(), person(name="Nadia Named")
    with app.app_context():
        reads_only(False)
        with pytest.raises(Refused, match=says):
            cover.set_cover(staff(away), staff(stays), from_on, until_on, away.id, NOW)


def test_nobody_covers_for_themselves_nor_from_another_team_nor_after_they_left(app: Flask, person: Made) -> None:
    away, elsewhere, gone = person(), person(BEDFORD, name="Bea"), person(name="Gone")
    with app.app_context():
        reads_only(False)
        with pytest.raises(Refused, match="for themselves"):
            cover.set_cover(staff(away), staff(away), MONDAY, MONDAY, away.id, NOW)
        with pytest.raises(Refused, match="in no team with"):
            cover.set_cover(staff(away), staff(elsewhere), MONDAY, MONDAY, away.id, NOW)
        deactivate(staff(gone))
        with pytest.raises(Refused, match="in no team with"):
            cover.set_cover(staff(away), staff(gone), MONDAY, MONDAY, away.id, NOW)


def test_what_is_theirs_stands_marked_in_the_list_of_who_covers_and_only_what_those_may_read(
    app: Flask, person: Made, sent: Made
) -> None:
    now = datetime.now(UTC)
    away, stays = person(role=Role.SAFEGUARDING), person(name="Nadia Named")
    plain, views = sent(), sent(Kind.VIEWS)
    with app.app_context():
        reads_only(False)
        for one in (plain, views):
            found = db.session.get_one(Submission, one)
            triage.read(found, away.id, now)
            triage.take(found, away.id, now)
        assert today.own(staff(stays), now).entries == []
        cover.set_cover(staff(away), staff(stays), now.date(), now.date(), away.id, now)
        inbox = today.own(staff(stays), now)
        assert [one.key for one in inbox.entries] == [plain], "their permissions stay their own"
        assert inbox.covered == {away.id}
        assert inbox.entries[0].owner == away.id
        assert inbox.entries[0].submission.team_code == LUTON
        later = now + timedelta(days=2)
        assert today.own(staff(stays), later).entries == []
