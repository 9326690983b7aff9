"""The page on which a council says how quickly it means to work, and when school is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import Role
from portal.directory import clocks, hours
from portal.directory.clocks import START, Clocks, Term
from portal.staff.work.clocks import day_of
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import BEDFORD, Person
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
PAGE = "/staff/clocks/luton"
GOOD: dict[str, Any] = {
    "acknowledge": "1",
    "contact": "5",
    "checks": "20",
    "why": "Read on the council’s page of term dates.",
    "version": "0",
    "begins": ["2/9/2026", "2 November 2026", ""],
    "ends": ["23/10/2026", "2026-12-18", ""],
    "do": "save",
}

pytestmark = pytest.mark.usefixtures("directory_anew")


def saves(who: Person, **change: Any) -> TestResponse:
    return who.client.post(PAGE, data={"csrf_token": who.token(), **GOOD, **change})


def said(app: Flask) -> Clocks:
    with app.app_context():
        found = clocks.history("luton")
        return found[0].clocks if found else START


def test_no_term_dates_come_with_the_portal_and_the_page_says_so(manager: Person) -> None:
    assert "Term dates missing." in manager.get(PAGE).text
    assert manager.get("/staff/clocks").headers["Location"].endswith(PAGE)


def test_a_manager_says_it_with_a_reason_and_it_stands_in_the_history(
    app: Flask, manager: Person, logged: Made
) -> None:
    answer = saves(manager)
    assert answer.status_code == 302
    page = manager.get(answer.headers["Location"]).text
    assert "What was promised before stays as it was." in page
    assert "Read on the council’s page of term dates." in page
    assert "Marek Manager" in page
    assert said(app) == Clocks(
        1,
        5,
        20,
        (Term(date(2026, 9, 2), date(2026, 10, 23)), Term(date(2026, 11, 2), date(2026, 12, 18))),
    )
    assert "Term dates missing" not in page or datetime.now(hours.LONDON).date() > date(2026, 12, 18)
    assert logged(by=manager.id)[-1] == "clocks:changed"


def test_it_counts_for_what_comes_in_from_then_on_and_changes_no_promise(
    manager: Person, sent: Made, stored: Made
) -> None:
    before = stored(sent()).contact_by
    first = sent()
    assert saves(manager, contact="60").status_code == 302
    assert stored(first).contact_by == before
    assert stored(sent()).contact_by > before
    assert stored(sent(Kind.VIEWS)).contact_by is None


def test_the_page_of_a_submission_says_where_term_dates_were_missing(manager: Person, sent: Made) -> None:
    one = sent()
    missing = "Term dates missing: working days were counted instead of school days."
    assert missing in manager.page(one).text
    today = datetime.now(UTC).date()
    whole = {"begins": [str(today - timedelta(days=9))], "ends": [str(today + timedelta(days=120))]}
    assert saves(manager, **whole).status_code == 302
    assert missing in manager.page(one).text, "it was promised without them"
    assert missing not in manager.page(sent()).text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"contact": ""}, "Enter a number of days"),
        ({"contact": "0"}, "must be a whole number from 1 to 60"),
        ({"contact": "²"}, "must be a whole number from 1 to 60"),
        ({"contact": "9" * 500}, "must be a whole number from 1 to 60"),
        ({"contact": "-3"}, "must be a whole number from 1 to 60"),
        ({"checks": "ten"}, "must be a whole number from 1 to 60"),
        ({"acknowledge": "🎈"}, "must be a whole number from 0 to 60"),
        ({"contact": ["5", "6"]}, "was sent more than once"),
        ({"why": ""}, "Write why"),
        ({"why": "a" * 501}, "500 characters or fewer"),
        ({"begins": ["31/9/2026"], "ends": ["23/10/2026"]}, "Enter the first day of the term"),
        ({"begins": ["2/9/2026"], "ends": [""]}, "Enter the last day of the term"),
        ({"begins": ["\0=HYPERLINK(1)"], "ends": ["‮١٢"]}, "Enter the first day of the term"),
        ({"begins": ["2/9/2026"], "ends": ["1/9/2026"]}, "cannot be before its first day"),
        ({"begins": ["2/9/2026", "20/10/2026"], "ends": ["23/10/2026", "18/12/2026"]}, "before the one before it"),
        ({"begins": ["2/9/0026"], "ends": ["23/10/0026"]}, "Check the years"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    app: Flask, manager: Person, change: dict[str, Any], says: str
) -> None:
    answer = saves(manager, **change)
    assert answer.status_code == 422
    assert says in answer.text
    assert "There is a problem" in answer.text
    if "why" not in change:
        assert "Read on the council’s page of term dates." in answer.text
    if "begins" not in change:
        assert 'value="2 November 2026"' in answer.text
    elif "\0" not in change["begins"][0]:
        assert f'value="{change["begins"][0]}"' in answer.text
    assert said(app) == START


def test_a_row_is_taken_away_and_more_rows_are_given_without_saving(app: Flask, manager: Person) -> None:
    more = saves(manager, do="more", why="")
    assert more.status_code == 200
    assert more.text.count('name="begins"') == 2 + 3
    assert "There is a problem" not in more.text
    assert said(app) == START
    assert saves(manager, away=["0"]).status_code == 302
    assert [one.begins for one in said(app).terms] == [date(2026, 11, 2)]


def test_of_two_who_save_at_once_the_second_sees_the_first(app: Flask, manager: Person, person: Made) -> None:
    other = person(role=Role.MANAGER, name="Second Manager")
    assert saves(manager).status_code == 302
    answer = saves(other, contact="7", why="Mine.")
    assert answer.status_code == 409
    assert "Marek Manager changed this on" in answer.text
    assert 'value="7"' in answer.text
    assert said(app).contact_days == 5


def test_the_same_again_is_no_change(manager: Person) -> None:
    assert saves(manager).status_code == 302
    assert saves(manager, version="1").headers["Location"].endswith("done=same")


@pytest.mark.parametrize(
    ("team", "role", "read", "edit"),
    [
        ("luton/home-education", Role.OFFICER, 200, 403),
        ("luton/front-door", Role.MANAGER, 200, 302),
        ("luton/home-education", Role.AUDITOR, 200, 403),
        (BEDFORD, Role.MANAGER, 404, 404),
    ],
)
def test_the_councils_staff_read_it_and_its_managers_change_it(
    person: Made, team: str, role: Role, read: int, edit: int
) -> None:
    who = person(team, role)
    assert who.get(PAGE).status_code == read
    assert saves(who).status_code == edit
    assert who.get("/staff/clocks/atlantis").status_code == 404


def test_who_runs_the_site_sees_every_council(person: Made) -> None:
    admin = person(is_admin=True)
    rows = [text_of(one) for one in parsed(admin.get("/staff/clocks").data).iter("tr")]
    assert len(rows) == 1 + 4
    assert sum("missing" in one for one in rows) == 4
    assert saves(admin).status_code == 302


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-09-02", date(2026, 9, 2)),
        ("2/9/2026", date(2026, 9, 2)),
        ("2.9.26", date(2026, 9, 2)),
        (" 2 September 2026 ", date(2026, 9, 2)),
        ("2 sept 2026", date(2026, 9, 2)),
        ("۲/۹/۲۰۲۶", date(2026, 9, 2)),
        ("2/9", None),
        ("2/13/2026", None),
        ("2/9/20266", None),
        ("two/9/2026", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert day_of(typed) == day


def test_a_version_is_never_lost(app: Flask, manager: Person) -> None:
    for number, days in enumerate(("5", "6", "7")):
        assert saves(manager, contact=days, version=str(number)).status_code == 302
    with app.app_context():
        assert [one.clocks.contact_days for one in clocks.history("luton")] == [7, 6, 5]
        db.session.rollback()
