"""What the other rooms read: kept in memory, never out of date."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import delete, event
from sqlalchemy.orm import Session, scoped_session

from portal.directory import DATA, Directory, NoDirectory, load, snapshot
from portal.directory.models import TeamRow
from portal.storage import db
from portal.words import Kind, TeamRole

Write = Callable[..., Path]


def test_before_anything_is_loaded_it_says_so(session: scoped_session[Session]) -> None:
    with pytest.raises(NoDirectory, match="Load it first"):
        snapshot()


def test_without_the_site_s_duty_team_there_is_no_directory(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(small[: small.index('[[team]]\ncode = "shared/duty"')]), session)
    with pytest.raises(NoDirectory, match="shared/duty"):
        snapshot()


def test_it_costs_at_most_one_query_until_something_changes(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    first = snapshot()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert snapshot() is first
    assert asked == [], "within a second nothing is asked"
    assert snapshot(fresh=True) is first
    assert len(asked) == 1
    load(write((DATA / "luton.toml").read_text(encoding="utf-8").replace("Luton MASH", "Luton front door")), session)
    changed = snapshot()
    assert changed.version == first.version + 1
    assert changed.team("luton/front-door").name == "Luton front door"
    assert first.team("luton/front-door").name == "Luton MASH"


def test_a_load_that_is_rolled_back_leaves_no_trace(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    session.commit()
    luton = (DATA / "luton.toml").read_text(encoding="utf-8")
    for name in ("First", "Second"):
        load(write(luton.replace("Luton MASH", name)), session)
        assert snapshot().team("luton/front-door").name == name
        session.rollback()
        assert snapshot(fresh=True).team("luton/front-door").name == "Luton MASH"


def test_two_databases_at_the_same_version_are_not_mixed_up(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(DATA, session)
    assert len(snapshot().councils) == 4
    for table in reversed(db.metadata.sorted_tables):
        session.execute(delete(table))
    load(write(small), session)
    assert snapshot().version == 1
    assert len(snapshot().councils) == 1


def test_reading_it_does_not_flush_what_a_request_has_half_done(session: scoped_session[Session]) -> None:
    load(DATA, session)
    session.commit()
    session.add(TeamRow(code="luton/duty"))  # breaks several constraints if it is flushed
    snapshot()
    session.rollback()


def test_many_threads_see_the_same(session: scoped_session[Session]) -> None:
    load(DATA, session)
    session.commit()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy hides it

    def read(_: int) -> Directory:
        with app.app_context():
            return snapshot()

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(read, range(64)))
    assert all(each == seen[0] for each in seen)


def test_councils_stand_in_the_order_of_the_alphabet(shipped: Directory) -> None:
    assert [council.short_name for council in shipped.councils] == [
        "Bedford",
        "Central Bedfordshire",
        "Luton",
        "Torbay",
    ]


def test_teams_are_found_by_council_and_role(shipped: Directory) -> None:
    assert shipped.team_for("luton", TeamRole.FRONT_DOOR).code == "luton/front-door"
    assert shipped.team_for("luton", TeamRole.SCHOOL_NURSING) is None
    assert shipped.team_for("leeds", TeamRole.DUTY) is None
    assert shipped.team_for(None, TeamRole.DUTY) == shipped.duty_team
    assert shipped.duty_for("luton").code == "luton/duty"
    assert shipped.duty_for(None) == shipped.duty_for("leeds") == shipped.duty_team
    assert {team.role for team in shipped.teams_of("torbay")} == {
        TeamRole.HOME_EDUCATION,
        TeamRole.FRONT_DOOR,
        TeamRole.SEND,
        TeamRole.ADMISSIONS,
        TeamRole.DUTY,
    }
    assert shipped.council(None) is None
    assert shipped.council("leeds") is None


def test_the_most_urgent_rules_are_tried_first_and_the_last_of_each_kind_always_fits(shipped: Directory) -> None:
    order = ["now", "today", "routine"]
    for kind in Kind:
        rules = shipped.rules_for(kind, "luton")
        urgency = [order.index(rule.urgency) for rule in rules]
        assert urgency == sorted(urgency)
        assert [not rule.when for rule in rules] == [False] * (len(rules) - 1) + [True]
