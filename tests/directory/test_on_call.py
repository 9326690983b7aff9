"""A team's on-call line: when it is read, where it comes from, and that it lies open nowhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, scoped_session

from portal.audit import AuditLine
from portal.directory import (
    DATA,
    BadDirectory,
    Hours,
    OnCall,
    ReadWhen,
    Team,
    check,
    edit,
    export,
    hours,
    load,
    snapshot,
)
from portal.directory.models import OnCallVersion
from portal.directory.on_call import international, line
from portal.directory.public import as_fields
from portal.words import TeamRole

Write = Callable[..., Path]

DUTY, PHONE = "luton/duty", "07700 900001"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SOMEBODY = uuid.uuid4()
NIGHT = """
[[team.on_call.hours]]
day = "friday"
from = 17:00:00
to = 09:00:00
"""
OPEN = tuple(Hours(day, time(9), time(17)) for day in range(5))


def team(when: ReadWhen, *own: Hours, opening: tuple[Hours, ...] = OPEN, **more: Any) -> Team:
    told = OnCall(PHONE, when, own)
    return Team(code=DUTY, role=TeamRole.DUTY, name="Duty desk", hours=opening, on_call=told, **more)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=hours.LONDON)  # type: ignore[misc,arg-type]  # any number of parts


def with_line(small: str, when: str = "always", phone: str = PHONE, own: str = "") -> str:
    inbox = 'inbox = "duty@luton.example"\n'
    assert inbox in small
    return small.replace(inbox, f'{inbox}\n[team.on_call]\nphone = "{phone}"\nwhen = "{when}"\n{own}\n')


def now_set() -> OnCall | None:
    found = snapshot(fresh=True).team(DUTY)
    assert found
    return found.on_call


def change(version: int | None = None, **fields: Any) -> int:
    at = edit.on_call_version_of(DUTY) if version is None else version
    return edit.change_on_call(DUTY, fields, at, "Changed", SOMEBODY, NOW)


# When a text goes there

MINUTES = st.integers(0, 2 * 365 * 24 * 60)
MOMENTS = MINUTES.map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
TIMES = st.times().map(lambda at: at.replace(microsecond=0))


@given(MOMENTS)
def test_a_line_is_read_always_or_exactly_while_the_team_is_closed(now: datetime) -> None:
    assert line(team(ReadWhen.ALWAYS), now) == PHONE
    there = hours.is_open(team(ReadWhen.CLOSED), now)
    assert (line(team(ReadWhen.CLOSED), now) is None) is there


@given(MOMENTS)
def test_a_team_whose_hours_nobody_knows_is_never_taken_to_be_there(now: datetime) -> None:
    assert line(team(ReadWhen.CLOSED, opening=()), now) == PHONE


def test_christmas_day_and_a_bank_holiday_count_as_closed() -> None:
    assert line(team(ReadWhen.CLOSED), london(2026, 12, 25, 11)) == PHONE
    assert line(team(ReadWhen.CLOSED, closed_on_bank_holidays=False), london(2026, 12, 25, 11)) is None


@pytest.mark.parametrize(
    ("at", "read"),
    [
        ((2026, 11, 27, 16, 59), False),  # a Friday
        ((2026, 11, 27, 17, 0), True),
        ((2026, 11, 27, 23, 59, 59), True),
        ((2026, 11, 28, 0, 0), True),
        ((2026, 11, 28, 8, 59), True),
        ((2026, 11, 28, 9, 0), False),
        ((2026, 11, 29, 20, 0), True),  # Sunday to Monday
        ((2026, 11, 30, 3, 0), True),
        ((2026, 11, 26, 20, 0), False),
        ((2026, 7, 3, 17, 30), True),  # summer: by London's clocks, not by UTC
        ((2026, 7, 3, 16, 30), False),
    ],
)
def test_hours_of_its_own_go_on_into_the_next_day(at: tuple[int, ...], read: bool) -> None:
    own = team(ReadWhen.HOURS, Hours(4, time(17), time(9)), Hours(6, time(18), time(6)))
    assert line(own, london(*at)) == (PHONE if read else None)


@given(MOMENTS, st.integers(0, 6), TIMES, TIMES)
def test_in_a_week_a_line_is_read_exactly_as_long_as_its_hours_say(
    start: datetime, weekday: int, opens: time, closes: time
) -> None:
    own = team(ReadWhen.HOURS, Hours(weekday, opens, closes))
    day = start.astimezone(hours.LONDON).date()
    begins = datetime.combine(day + timedelta((weekday - day.weekday()) % 7), opens)
    ends = datetime.combine(begins.date() + timedelta(0 if closes > opens else 1), closes)
    second = timedelta(seconds=1)
    for moment, read in ((begins, True), (ends - second, True), (ends, False), (begins - second, False)):
        assert (line(own, moment.replace(tzinfo=hours.LONDON)) == PHONE) is read


def test_whole_days_leave_no_gap_at_midnight() -> None:
    every_day = team(ReadWhen.HOURS, *(Hours(day, time(0), time(0)) for day in range(7)))
    for minute in range(0, 7 * 24 * 60, 7):
        assert line(every_day, london(2026, 11, 23) + timedelta(minutes=minute)) == PHONE


def test_no_number_or_no_team_is_no_text() -> None:
    assert line(Team(code=DUTY, role=TeamRole.DUTY, name="Duty"), NOW) is None
    assert line(team(ReadWhen.ALWAYS, active=False), NOW) is None
    with pytest.raises(ValueError, match="time zone"):
        line(team(ReadWhen.CLOSED), datetime(2026, 11, 23))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize("phone", ["07700 900001", "+44 7700 900001", "+447700900001", "07700900001"])
def test_a_number_is_the_same_however_it_is_written(phone: str) -> None:
    assert international(phone) == "447700900001"


# Where it comes from


def test_no_real_council_has_one_that_it_did_not_give_us(session: scoped_session[Session]) -> None:
    load(DATA, session)
    assert [each.code for each in snapshot().teams if each.on_call] == []
    assert "on_call" not in "".join(file.read_text(encoding="utf-8") for file in DATA.glob("*.toml"))


@pytest.mark.parametrize(("when", "own"), [("always", ""), ("closed", ""), ("hours", NIGHT)])
def test_a_file_gives_a_team_its_line_and_the_export_gives_it_back(
    session: scoped_session[Session], write: Write, small: str, when: str, own: str
) -> None:
    load(write(with_line(small, when, own=own)), session)
    told = now_set()
    assert told == OnCall(PHONE, ReadWhen(when), (Hours(4, time(17), time(9)),) if own else ())
    exported = write(export(session), "exported.toml")
    before = snapshot()
    load(write(small), session)
    assert now_set() is None
    load(exported, session)
    assert snapshot() == before
    assert load(exported, session).nothing_new


BROKEN = [
    ({"phone": "01582 547653"}, "on_call: phone: '01582 547653' does not look like a mobile number such as 07700"),
    ({"phone": "07700 90000"}, "does not look like a mobile number"),
    ({"phone": "07700 9000012"}, "does not look like a mobile number"),
    ({"phone": "call me"}, "does not look like a mobile number"),
    ({"phone": ""}, "phone: it is needed"),
    ({"when": "at night"}, "when: 'at night' is not one of always, closed, hours"),
    ({"when": "hours"}, "hours: it needs at least one"),
    ({"own": NIGHT}, "when: hours count only with hours"),
    ({"when": "hours", "own": NIGHT * 3}, "hours: friday has 3 of them. 2 are allowed"),
    ({"own": 'source = "https://luton.example"\n'}, "source: this field is not known here"),
]


@pytest.mark.parametrize(("wrong", "says"), BROKEN, ids=[says for _, says in BROKEN])
def test_a_line_that_cannot_be_is_refused(
    session: scoped_session[Session], write: Write, small: str, wrong: dict[str, str], says: str
) -> None:
    with pytest.raises(BadDirectory) as refused:
        load(write(with_line(small, **wrong)), session)
    assert any(says in problem for problem in refused.value.problems), refused.value.problems


def test_what_a_manager_set_stands_until_the_file_says_something_new(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(small), session)
    change(phone="07700 900002", when="closed")
    report = load(write(small.replace("Luton Council", "Luton Borough Council")), session)
    assert report.kept == (DUTY,)
    assert now_set() == OnCall("07700 900002", ReadWhen.CLOSED)
    load(write(with_line(small)), session)
    assert now_set() == OnCall(PHONE), "the file says something new"
    change(phone="07700 900003", when="always")
    load(write(with_line(small)), session)
    assert now_set() == OnCall("07700 900003"), "it says the same as before"
    load(write(small), session)
    assert now_set() is None, "it takes its line away"


def test_a_change_is_a_version_with_who_when_and_why_and_a_line_in_the_log(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(small), session)
    before = snapshot().version
    assert change(phone=PHONE, when="always") == 1
    assert change(phone="07700 900002", when="closed") == 2
    assert change() == 3
    assert now_set() is None
    assert snapshot().version == before + 3
    newest, second, first = edit.on_call_history(DUTY)
    assert (newest.line, second.line, first.line) == (None, OnCall("07700 900002", ReadWhen.CLOSED), OnCall(PHONE))
    assert (newest.number, newest.by, newest.at, newest.what_changed) == (3, SOMEBODY, NOW, "Changed")
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [one.facts for one in lines] == [
        {"how": "on-call", "version": number, "line": there} for number, there in ((1, True), (2, True), (3, False))
    ]
    assert {one.event for one in lines} == {"contacts:changed"}


def test_the_second_of_two_is_told_and_the_same_again_is_no_version(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(small), session)
    change(phone=PHONE, when="always")
    with pytest.raises(edit.LineMeanwhile) as meanwhile:
        change(version=0, phone="07700 900002", when="always")
    assert meanwhile.value.latest.line == OnCall(PHONE)
    with pytest.raises(edit.NothingChanged):
        change(phone=PHONE, when="always")
    with pytest.raises(edit.BadFacts):
        change(phone="nobody", when="always")
    with pytest.raises(edit.NotThere):
        edit.change_on_call("luton/nobody", {"phone": PHONE, "when": "always"}, 0, "x", SOMEBODY, NOW)
    assert len(edit.on_call_history(DUTY)) == 1


def test_what_the_public_sees_is_changed_without_losing_the_line(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(with_line(small)), session)
    found = snapshot().team(DUTY)
    assert found
    fields = as_fields(found.public) | {"about": "We help."}
    edit.change(DUTY, fields, edit.version_of(DUTY), "Words", SOMEBODY, NOW)
    assert now_set() == OnCall(PHONE)


# That it lies open nowhere


def test_the_number_lies_open_nowhere_in_the_database(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(with_line(small, phone="07700 900987")), session)
    change(phone="07700 900986", when="always")
    session.commit()
    for (table,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
        held = str(session.execute(text(f'SELECT * FROM "{table}"')).all()).replace(" ", "")
        assert "90098" not in held, table


def test_it_is_none_of_the_public_facts(session: scoped_session[Session], write: Write, small: str) -> None:
    load(write(with_line(small)), session)
    found = snapshot().team(DUTY)
    assert found
    for shown in (repr(found), repr(found.public), repr(edit.history(DUTY))):
        assert "900001" not in shown


def test_a_line_that_was_tampered_with_stops_no_page_and_is_told(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(with_line(small)), session)
    session.execute(update(OnCallVersion).values(line_sealed=b"x" * 60))
    session.commit()
    current_app.extensions.pop("portal.directory", None)
    found = snapshot(fresh=True).team(DUTY)
    assert found
    assert line(found, NOW) is None
    problems = [str(one) for one in check(snapshot(), date(2026, 11, 23))]
    assert (
        f"warning: {DUTY}: Its on-call number cannot be read, so nobody is told by text. Type it in again." in problems
    )
    assert export(session)
    change(phone=PHONE, when="always")
    assert now_set() == OnCall(PHONE)


def test_a_line_for_when_the_team_is_closed_wants_the_teams_hours(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(with_line(small, "closed")), session)
    problems = [one.message for one in check(snapshot(), date(2026, 11, 23)) if one.about == DUTY]
    assert problems == [
        "Its on-call line is read while it is closed, but its hours are not known: texts go out at any time."
    ]
