"""Nobody who waits is overlooked: marks in the queue, the list of those who wait, and their clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from portal.accounts import Role, Staff, reach
from portal.directory import Team
from portal.directory.hours import LONDON, is_working_day
from portal.replies import waiting
from portal.replies.models import Conversation
from portal.storage import db
from portal.submissions.clock import answer_by
from portal.submissions.queue import PAGE, Filters
from portal.words import Kind, TeamRole, Urgency
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.support.pages import parsed, text_of
from tests.support.statements import asked, plans

Made = Callable[..., Any]
WAITING = "/staff/?status=waiting"


def lines(who: Person, address: str = WAITING) -> list[str]:
    """What each line of the list says."""
    return [text_of(x) for x in parsed(who.get(address).data).iter("tr") if x.get("class") is not None]


def tab(who: Person) -> str:
    links = parsed(who.get("/staff/").data).iter("a")
    return next(text for x in links if (text := text_of(x)).startswith("Waiting for an answer"))


def working_days_ago(number: int) -> datetime:
    """Noon in London, so many working days before today, on a day that is one."""
    day = datetime.now(LONDON).date()
    while number or not is_working_day(day):
        number -= is_working_day(day)
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, 12, tzinfo=LONDON).astimezone(UTC)


def test_who_may_read_it_sees_that_they_wrote_again_and_how_late_it_is(talk: Made, saira: Person) -> None:
    one = talk()
    one.wrote("Hello?", working_days_ago(4))
    (line,) = lines(saira)
    assert "They wrote again, waits 4 days" in line or "They wrote again, waits 5 days" in line
    assert "late)" in line
    assert "They wrote again" in lines(saira, "/staff/")[0]
    assert tab(saira) == "Waiting for an answer 1"


def test_what_they_sent_first_waits_too_when_they_asked_for_an_answer_here(talk: Made, saira: Person) -> None:
    talk(wants_contact="yes", contact_how="by_code")
    assert "They want an answer here, today" in lines(saira)[0]


def test_an_answer_that_nobody_read_is_marked_and_waits_for_nobody(talk: Made, saira: Person) -> None:
    one = talk()
    one.wrote("Hello?", working_days_ago(6))
    one.answered("Hello.", saira.id, working_days_ago(5))
    assert lines(saira) == []
    (line,) = lines(saira, "/staff/")
    assert "Answer not read yet, 5 days" in line or "Answer not read yet, 6 days" in line
    assert "wrote again" not in line
    one.looked()
    assert "Answer not read" not in lines(saira, "/staff/")[0]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_who_may_not_read_it_sees_that_something_waits_and_not_what(talk: Made, person: Made, role: Role) -> None:
    one, who = talk(), person(LUTON, role)
    one.wrote("Hello?", working_days_ago(2))
    (line,) = lines(who)
    assert "Something waits for an answer, 2 days" in line or "Something waits for an answer, 3 days" in line
    assert "wrote" not in line
    assert tab(who) == "Waiting for an answer 1"
    links = [x for x in parsed(who.get(WAITING).data).iter("a") if str(one.id) in (x.get("href") or "")]
    assert bool(links) is (role is not Role.AUDITOR), "to where it can be opened with a reason, for who may"
    one.answered("Hello.", who.id)
    assert "Answer not read" not in lines(who, "/staff/")[0]


@pytest.mark.parametrize(("team", "role"), [(BEDFORD, Role.SAFEGUARDING), (LUTON_DOOR, Role.MANAGER)])
def test_what_waits_in_another_team_is_in_no_list_and_no_count(talk: Made, person: Made, team: str, role: Role) -> None:
    one, who = talk(), person(team, role)
    one.wrote("Hello?")
    for address in (WAITING, f"{WAITING}&team={LUTON}", f"{WAITING}&kind=views"):
        assert lines(who, address) == []
    assert "No young person waits for an answer." in who.get(WAITING).text
    assert tab(who) == "Waiting for an answer 0"


def test_the_longest_wait_stands_first_however_urgent_others_are(talk: Made, saira: Person, stored: Made) -> None:
    waits = {days: talk() for days in (2, 7, 4)}
    for days, one in waits.items():
        one.wrote("Hello?", datetime.now(UTC) - timedelta(days=days))
    order = [stored(waits[days].id).reference for days in (7, 4, 2)]
    assert [line.split()[0] for line in lines(saira)] == order


def test_the_list_can_be_narrowed_like_any_other(talk: Made, saira: Person, stored: Made) -> None:
    one, other = talk(), talk()
    for each in (one, other):
        each.wrote("Hello?")
    saira.does(one.id, "take")
    mine = lines(saira, f"{WAITING}&who=me")
    assert [line.split()[0] for line in mine] == [stored(one.id).reference]
    assert len(lines(saira, f"{WAITING}&who=nobody")) == 1
    assert len(lines(saira, f"{WAITING}&kind=views&urgency=routine")) == 2
    assert lines(saira, f"{WAITING}&kind=referral") == []
    assert lines(saira, f"{WAITING}&urgency=today") == []


def test_more_than_a_page_of_them_is_shown_page_by_page_each_once(
    app: Flask, sent: Made, saira: Person, stored: Made
) -> None:
    ids = [sent(Kind.VIEWS, safe="yes") for _ in range(3)]
    first = stored(ids[0])
    now = datetime.now(UTC)
    with app.app_context():
        copies = []
        for number in range(PAGE):
            values = {column.name: getattr(first, column.name) for column in type(first).__table__.columns}
            copies.append({**values, "id": _uuid(number), "send_key": _uuid(number), "reference": f"B{number:07d}"})
        db.session.execute(insert(type(first)), copies)
        rows = [
            {
                "id": _uuid(1000 + number),
                "submission_id": one,
                "language": "en_GB",
                "level": "easy",
                "began_at": now,
                "waits_since": now - timedelta(minutes=number // 2),  # two by two, as alike as can be
            }
            for number, one in enumerate([*ids, *(copy["id"] for copy in copies)])
        ]
        db.session.execute(insert(Conversation), rows)
        db.session.commit()
    shown, address = [], WAITING
    while address:
        page = parsed(saira.get(address).data)
        shown += [text_of(x).split()[0] for x in page.iter("tr") if x.get("class") is not None]
        address = next((x.get("href") or "" for x in page.iter("a") if x.get("rel") == "next"), "")
    assert len(shown) == len(set(shown)) == PAGE + 3
    assert tab(saira) == f"Waiting for an answer {PAGE + 3}"


def _uuid(number: int) -> uuid.UUID:
    return uuid.UUID(int=number + 1)


@pytest.mark.parametrize("after", ["nonsense", "00000000000000000000000000000001"])
def test_a_page_that_is_no_more_leads_to_the_first(talk: Made, saira: Person, after: str) -> None:
    talk().wrote("Hello?")
    assert len(lines(saira, f"{WAITING}&after={after}")) == 1


def test_the_clock_counts_the_teams_own_working_days_and_one_where_it_is_urgent() -> None:
    team = Team(LUTON, TeamRole.HOME_EDUCATION, "Luton", first_look_days=3)
    friday = datetime(2026, 11, 6, 9, tzinfo=UTC)
    assert answer_by(team, Urgency.ROUTINE, friday) == datetime(2026, 11, 11, 17, tzinfo=LONDON)
    for urgent in (Urgency.NOW, Urgency.TODAY):
        assert answer_by(team, urgent, friday) == datetime(2026, 11, 9, 17, tzinfo=LONDON)
    assert answer_by(None, Urgency.ROUTINE, friday) == datetime(2026, 11, 9, 17, tzinfo=LONDON)
    eve = datetime(2026, 12, 24, 9, tzinfo=UTC)
    assert answer_by(team, Urgency.NOW, eve) == datetime(2026, 12, 29, 17, tzinfo=LONDON)


def test_the_list_is_read_from_its_index_and_by_no_other_way(app: Flask, talk: Made, saira: Person) -> None:
    talk().wrote("Hello?")
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL reads a table of one row as a whole, whatever indexes there are")
        mine = reach(db.session.get_one(Staff, saira.id), "queue:see")
        with asked() as statements:
            waiting.waiting(mine, Filters(kind=Kind.VIEWS, team=LUTON))
            waiting.number_waiting(mine)
        assert statements
        for said in plans(statements):
            assert "SEARCH conversation USING INDEX ix_conversation_waits_since" in said
            assert "ix_submission_queue" not in said
