"""The queue: everything of one's own teams, most urgent and oldest first, however much there is of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import event, insert, text

from portal.accounts import Role, reach
from portal.accounts.models import Membership, Staff
from portal.staff.wording import age, due, working_days
from portal.storage import db, reads_only
from portal.submissions import Status, Submission
from portal.submissions.models import URGENCY_ORDER
from portal.submissions.queue import COUNTED, PAGE, Filters, counts, queue
from portal.words import Kind, Urgency
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR
from tests.support.pages import parsed, text_of
from tests.support.statements import asked, looked_into_by, plans

Made = Callable[..., Any]
NOW = datetime.now(UTC)


def row(number: int, **values: Any) -> dict[str, Any]:
    urgency = values.get("urgency", Urgency.ROUTINE)
    status = values.get("status", Status.NEW)
    return {
        "id": uuid.uuid4(),
        "reference": f"Q{number:07d}",
        "kind": Kind.NOTIFICATION,
        "council": "luton",
        "team_code": LUTON,
        "urgency": urgency,
        "urgency_order": URGENCY_ORDER[urgency],
        "status": status,
        "is_open": status is not Status.CLOSED,
        "restricted": False,
        "flagged": False,
        "received_at": NOW - timedelta(minutes=number),
        "look_by": NOW + timedelta(days=3),
        "language": "en_GB",
        "assignee_id": None,
        "send_key": uuid.uuid4(),
        **values,
    }


@pytest.fixture
def fill(app: Flask) -> Callable[[list[dict[str, Any]]], None]:
    """Put envelopes into the queue."""

    def filled(rows: list[dict[str, Any]]) -> None:
        with app.app_context():
            reads_only(False)
            db.session.execute(insert(Submission), rows)
            db.session.commit()

    return filled


def references(page: Any) -> list[str]:
    """The references on a page of the queue, from top to bottom."""
    heads = [x for x in parsed(page.data).iter("th") if x.get("scope") == "row"]
    return [text_of(head).split()[0] for head in heads]


def link(page: Any, words: str) -> str:
    return next(x.get("href") or "" for x in parsed(page.data).iter("a") if text_of(x) == words)


def test_urgent_first_then_the_oldest(person: Made, fill: Made) -> None:
    fill(
        [
            row(1, urgency=Urgency.ROUTINE),
            row(2, urgency=Urgency.NOW),
            row(3, urgency=Urgency.TODAY),
            row(4, urgency=Urgency.NOW, team_code=LUTON_DOOR),
            row(5, urgency=Urgency.ROUTINE, team_code=LUTON_DOOR),
            row(6, urgency=Urgency.NOW, team_code=BEDFORD, council="bedford"),
            row(7, status=Status.CLOSED),
        ]
    )
    both = person(roles=[(LUTON, Role.OFFICER), (LUTON_DOOR, Role.OFFICER)])
    assert references(both.get("/staff/")) == ["Q0000004", "Q0000002", "Q0000003", "Q0000005", "Q0000001"]


def test_the_fifty_first_is_on_the_next_page_and_none_is_lost_between(person: Made, fill: Made) -> None:
    fill([row(number, urgency=list(Urgency)[number % 3], received_at=NOW) for number in range(2 * PAGE + 1)])
    officer, seen, address = person(), [], "/staff/"
    for expected in (PAGE, PAGE, 1):
        page = officer.get(address)
        assert len(references(page)) == expected
        seen += references(page)
        if expected == PAGE:
            address = link(page, "Next page")
    assert len(set(seen)) == 2 * PAGE + 1
    assert "Next page" not in page.text
    assert references(officer.get(link(page, "First page"))) == seen[:PAGE]


def test_a_page_goes_on_where_it_stood_although_one_was_closed_meanwhile(person: Made, fill: Made, app: Flask) -> None:
    fill([row(number) for number in range(PAGE + 5)])
    officer = person()
    first = officer.get("/staff/")
    with app.app_context():
        reads_only(False)
        last = db.session.scalars(db.select(Submission).where(Submission.reference == references(first)[-1])).one()
        last.status, last.is_open = Status.CLOSED, False
        db.session.commit()
    assert references(officer.get(link(first, "Next page"))) == [f"Q{number:07d}" for number in (4, 3, 2, 1, 0)]


def test_closed_ones_stand_newest_first_and_go_on_over_pages(person: Made, fill: Made) -> None:
    fill([row(n, status=Status.CLOSED, urgency=list(Urgency)[n % 3]) for n in range(PAGE + 3)])
    officer = person()
    first = officer.get("/staff/?status=closed")
    assert references(first) == [f"Q{number:07d}" for number in range(PAGE)]
    assert references(officer.get(link(first, "Next page"))) == [f"Q{n:07d}" for n in range(PAGE, PAGE + 3)]


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ("status=new", {"new", "views", "urgent", "door"}),
        ("status=seen", {"seen"}),
        ("status=in_hand", {"mine", "theirs"}),
        ("status=closed", {"closed"}),
        ("kind=views", {"views"}),
        ("urgency=now", {"urgent"}),
        ("team=luton/front-door", {"door"}),
        ("who=me", {"mine"}),
        ("who=nobody", {"new", "views", "urgent", "door", "seen"}),
        ("kind=notification&who=me&status=in_hand", {"mine"}),
        (
            "kind=nonsense&urgency=&status=nonsense&after=nonsense",
            {"new", "views", "urgent", "door", "seen", "mine", "theirs"},
        ),
        ("team=bedford/home-education", {"new", "views", "urgent", "door", "seen", "mine", "theirs"}),
    ],
)
def test_filters_stand_in_the_address_bar(person: Made, fill: Made, narrowed: str, left: set[str]) -> None:
    me = person(roles=[(LUTON, Role.SAFEGUARDING), (LUTON_DOOR, Role.OFFICER)])
    fill(
        [
            row(1, reference="new"),
            row(2, reference="views", kind=Kind.VIEWS, restricted=True),
            row(3, reference="urgent", urgency=Urgency.NOW),
            row(4, reference="door", team_code=LUTON_DOOR),
            row(5, reference="seen", status=Status.SEEN),
            row(6, reference="mine", status=Status.IN_HAND, assignee_id=me.id),
            row(7, reference="theirs", status=Status.IN_HAND, assignee_id=uuid.uuid4()),
            row(8, reference="closed", status=Status.CLOSED),
            row(9, reference="bedford", team_code=BEDFORD),
        ]
    )
    assert set(references(me.get(f"/staff/?{narrowed}"))) == left


def test_people_of_several_councils_can_narrow_to_one(person: Made, fill: Made) -> None:
    both = person(roles=[(LUTON, Role.OFFICER), (BEDFORD, Role.OFFICER)])
    fill([row(1), row(2, team_code=BEDFORD, council="bedford")])
    assert references(both.get("/staff/?council=bedford")) == ["Q0000002"]
    assert "Council" not in [text_of(x) for x in parsed(person().get("/staff/").data).iter("label")]


def test_the_next_page_keeps_what_was_chosen(person: Made, fill: Made) -> None:
    fill([row(number, kind=Kind.REFERRAL, status=Status.SEEN) for number in range(PAGE + 1)])
    page = person().get("/staff/?kind=referral&status=seen&who=nobody")
    query = urlsplit(link(page, "Next page")).query
    assert all(part in query for part in ("kind=referral", "status=seen", "who=nobody", "after="))


def test_an_empty_queue_says_what_to_do(person: Made, fill: Made) -> None:
    officer = person()
    assert "Nothing is waiting for your team." in officer.get("/staff/").text
    assert "What you close stays here." in officer.get("/staff/?status=closed").text
    assert "Show everything that is open" in officer.get("/staff/?status=seen").text
    fill([row(1)])
    page = officer.get("/staff/?kind=referral")
    assert "Nothing here fits what you chose." in page.text
    assert references(officer.get(link(page, "Show all of them"))) == ["Q0000001"]


def test_counts_are_exact_up_to_five_hundred_and_honest_beyond(person: Made, fill: Made) -> None:
    fill([row(number, status=Status.SEEN if number % 5 else Status.NEW) for number in range(COUNTED)])
    tabs = [
        text_of(x)
        for x in next(
            x for x in parsed(person().get("/staff/").data).iter("nav") if x.get("aria-label") == "By status"
        ).iter("a")
    ]
    assert tabs == ["Open 500", "Waiting for an answer 0", "New 100", "Seen 400", "In hand 0", "Closed"]
    fill([row(COUNTED)])
    tabs = [
        text_of(x)
        for x in next(
            x for x in parsed(person().get("/staff/").data).iter("nav") if x.get("aria-label") == "By status"
        ).iter("a")
    ]
    assert tabs == ["Open 500+", "Waiting for an answer 0", "New", "Seen", "In hand", "Closed"]


@pytest.mark.usefixtures("steady_directory")
def test_the_queue_asks_the_database_as_often_for_fifty_as_for_one(app: Flask, person: Made, fill: Made) -> None:
    manager = person(role=Role.MANAGER)
    asked: list[int] = []
    for rows in ([row(1, assignee_id=manager.id)], [row(n, assignee_id=manager.id) for n in range(2, PAGE + 2)]):
        fill(rows)
        number = 0

        def count(*_: Any) -> None:
            nonlocal number
            number += 1

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            assert manager.get("/staff/").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", count)
        asked.append(number)
    assert asked[0] == asked[1] <= 14


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(status=Status.CLOSED), Filters(status=Status.NEW), Filters(urgency=Urgency.TODAY)],
    ids=["open", "closed", "new", "urgency"],
)
def test_no_page_of_the_queue_reads_the_whole_table(app: Flask, fill: Made, filters: Filters) -> None:
    """Asks both databases how they would go about it, with more rows of other teams than of one's own."""
    teams, statuses = [LUTON, LUTON_DOOR, BEDFORD, "torbay/home-education"], list(Status)
    fill(
        [row(n, team_code=teams[n % 4], status=statuses[n // 4 % 4], urgency=list(Urgency)[n % 3]) for n in range(4000)]
    )
    staff = Staff(email="a@council.example", name="A", password="none", active=True, is_admin=False)
    staff.memberships = [Membership(team_code=code, role=Role.OFFICER) for code in (LUTON, LUTON_DOOR)]
    with app.app_context():
        reads_only(False)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        after = queue(reach(staff, "queue:see"), filters).after
        for read in (
            lambda: queue(reach(staff, "queue:see"), filters),
            lambda: queue(reach(staff, "queue:see"), filters, after),
            lambda: counts(reach(staff, "queue:see")),
        ):
            with asked("FROM submission", "LIMIT") as statements:
                read()
            assert statements
            for plan in plans(statements):
                assert "ix_submission_" in plan, plan
                assert looked_into_by(plan, "team_code"), plan
                assert "Seq Scan" not in plan, plan
                assert "SCAN submission" not in plan, plan


FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 12, 31), date(2027, 1, 4), 1),
        (date(2025, 11, 21), date(2026, 11, 20), 252),
    ],
)
def test_ages_are_in_working_days_with_the_bank_holidays_left_out(start: date, end: date, days: int) -> None:
    assert working_days(start, end) == days


@pytest.mark.parametrize(
    ("received", "look_by", "status", "urgency", "now", "said"),
    [
        (0, 2, Status.NEW, Urgency.ROUTINE, 0.1, ("today", None)),
        (0, 0.2, Status.NEW, Urgency.TODAY, 0.1, ("today", "due today")),
        (0, 0.1, Status.NEW, Urgency.TODAY, 0.2, ("today", "late")),
        (0, 0, Status.NEW, Urgency.NOW, 0.1, ("today", "look at once")),
        (0, 0.2, Status.NEW, Urgency.TODAY, 1, ("less than a day", "late")),
        (0, 0.2, Status.NEW, Urgency.TODAY, 3, ("1 day", "1 day late")),
        (0, 3, Status.NEW, Urgency.ROUTINE, 5.1, ("3 days", "2 days late")),
        (0, 3, Status.SEEN, Urgency.ROUTINE, 5.1, ("3 days", None)),
    ],
)
def test_what_is_late_is_said_only_while_nobody_has_looked(
    received: float, look_by: float, status: Status, urgency: Urgency, now: float, said: tuple[str, str | None]
) -> None:
    one: Any = SimpleNamespace(
        received_at=FRIDAY + timedelta(received), look_by=FRIDAY + timedelta(look_by), status=status, urgency=urgency
    )
    at = FRIDAY + timedelta(now)
    assert (age(one, at), due(one, at)) == said
