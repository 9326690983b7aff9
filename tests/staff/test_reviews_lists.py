"""The lists of reviews: who stands in which, for whom, and that nobody is left out of sight."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts import Role
from portal.register import Child
from portal.reviews import standing
from portal.storage import db, reads_only
from portal.submissions import queue
from portal.words import ChildStatus, Rating
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.pages import parsed, text_of
from tests.support.reviews import a_child, stored, today

People = Callable[..., Person]


@pytest.fixture
def officer(person: People) -> Person:
    return person()


def shown(person: Person, query: str = "") -> str:
    answer = person.get(f"/staff/reviews{query}")
    assert answer.status_code == 200
    return text_of(next(iter(parsed(answer.data).iter("main"))))


def rows(person: Person, query: str = "") -> list[str]:
    tree = parsed(person.get(f"/staff/reviews{query}").data)
    return [text_of(row) for body in tree.iter("tbody") for row in body.iter("tr")]


def tab(person: Person, words: str) -> str:
    tree = parsed(person.get("/staff/reviews").data)
    return next(text_of(link) for link in tree.iter("a") if text_of(link).startswith(words))


def test_each_list_holds_those_it_is_for(app: Flask, officer: Person) -> None:
    last = today() - timedelta(days=400)
    a_child(app, "Overdue", -5, assignee=officer.id, last_contact_on=last)
    a_child(app, "Longest", -50, assignee=officer.id, last_contact_on=last)
    a_child(app, "Soon", 0, assignee=officer.id, last_contact_on=last)
    a_child(app, "Later", 90, assignee=officer.id, last_contact_on=last)
    a_child(app, "Nobodys", 80, last_contact_on=last)
    a_child(app, "Never", 80, assignee=officer.id)
    a_child(app, "Stale", 80, assignee=officer.id, last_contact_on=last, rating_is_old=True)
    a_child(app, "Unplanned", None, assignee=officer.id, last_contact_on=last)
    a_child(app, "Gone", -5, status=ChildStatus.SCHOOL)

    def names(query: str) -> list[str]:
        return [row.split()[0] for row in rows(officer, query) if "Invented" in row]

    assert names("") == ["Longest", "Overdue"]
    assert names("?which=due") == ["Soon"]
    assert names("?which=nobodys") == ["Nobodys"]
    assert names("?which=never") == ["Never"]
    assert names("?which=stale") == ["Stale"]
    assert names("?which=unplanned") == ["Unplanned"]
    assert names("?which=rubbish") == ["Longest", "Overdue"]
    assert tab(officer, "Overdue") == "Overdue 2"
    assert tab(officer, "No review planned") == "No review planned 1"
    assert "5 days overdue" in shown(officer)
    assert "1 child has no review planned, and nobody wrote why" in shown(officer)
    assert "nobody wrote why" in rows(officer, "?which=unplanned")[0]


def test_a_list_can_be_narrowed_to_ones_own_and_to_a_rating(app: Flask, officer: Person, person: People) -> None:
    other = person(name="Other Officer")
    a_child(app, "Mine", -5, Rating.RED, officer.id)
    a_child(app, "Theirs", -6, Rating.AMBER, other.id)
    a_child(app, "Nobodys", -7)
    assert len(rows(officer)) == 3
    assert rows(officer, "?who=me")[0].startswith("Mine")
    assert rows(officer, f"?who={other.id}")[0].startswith("Theirs")
    assert rows(officer, "?who=nobody")[0].startswith("Nobodys")
    assert rows(officer, "?rating=red")[0].startswith("Mine")
    assert rows(officer, "?rating=triage")[0].startswith("Nobodys")
    assert len(rows(officer, "?who=rubbish&rating=rubbish&team=rubbish&after=rubbish")) == 3
    assert "Nothing here fits what you chose" in shown(officer, "?rating=green")


def test_triage_and_not_known_are_in_no_count_of_green(app: Flask, officer: Person) -> None:
    a_child(app, "Triage", -5)
    a_child(app, "Unknown", -5, Rating.NOT_KNOWN)
    a_child(app, "Green", -5, Rating.GREEN)
    said = shown(officer)
    assert "Green 1" in said
    assert "Triage: not rated yet 1" in said
    assert "Not known 1" in said
    assert len(rows(officer, "?rating=green")) == 1
    marks = re.findall(r'class="rating rating--([a-z-]+)"', officer.get("/staff/reviews").text)
    assert sorted(marks) == sorted(["triage", "not-known", "green", "red", "amber", "green", "triage", "not-known"])


def test_a_restricted_record_is_counted_and_tells_nothing_but_when_and_whose(
    app: Flask, officer: Person, saira: Person
) -> None:
    a_child(app, "Secretgivenname", -5, Rating.RED, restricted=True)
    assert tab(officer, "Overdue") == "Overdue 1"
    (row,) = rows(officer)
    assert "Restricted record" in row
    assert "Secretgivenname" not in row
    assert "Red" not in row
    assert rows(officer, "?rating=red") == []
    assert "Red 0" in shown(officer)
    assert rows(saira)[0].startswith("Secretgivenname")
    assert len(rows(saira, "?rating=red")) == 1


@pytest.mark.parametrize("role", list(Role))
def test_everybody_of_a_team_sees_its_lists_and_nobody_elses(app: Flask, person: People, role: Role) -> None:
    a_child(app, "Ourchild", -5)
    a_child(app, "Theirchild", -5, team=BEDFORD)
    someone = person(LUTON, role)
    said = " ".join(rows(someone))
    assert "Theirchild" not in said
    assert ("Ourchild" in said) is (role is not Role.AUDITOR)
    assert len(rows(someone)) == 1
    assert tab(someone, "Overdue") == "Overdue 1"


def test_who_is_in_no_team_sees_no_list(person: People) -> None:
    assert person(is_admin=True).get("/staff/reviews").status_code == 403


def test_a_look_at_a_list_is_logged_once_with_the_number_of_names(
    app: Flask, officer: Person, logged: Callable[..., list[str]]
) -> None:
    a_child(app, "Robin", -5)
    officer.get("/staff/reviews")
    assert logged(by=officer.id) == ["child:listed"]


@pytest.mark.parametrize("which", ["overdue", "due", "nobodys", "never", "stale", "unplanned"])
def test_pages_go_on_where_the_one_before_ended(
    app: Flask, officer: Person, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.reviews.lists.PAGE", 2)
    for number in range(3):
        a_child(app, f"Late{number}", {"overdue": -9, "due": 3, "unplanned": None}.get(which, 40), rating_is_old=True)
        a_child(app, f"Day{number}", {"overdue": -5 - number, "due": 9 - number, "unplanned": None}.get(which, 30))
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        some = db.session.query(Child).order_by(Child.id).limit(2).all()
        for child in some:
            child.rating_is_old = True
            if which in ("nobodys", "stale"):
                child.next_review_on, child.planned = None, False
        db.session.commit()
        expected = db.session.query(Child).count()
        if which == "stale":
            expected = db.session.query(Child).filter(Child.rating_is_old).count()
    seen: list[str] = []
    query = f"?which={which}"
    while True:
        answer = officer.get(f"/staff/reviews{query}").text
        seen += re.findall(r'class="sub">(C-[A-Z0-9-]+)', answer)
        following = re.search(r'href="/staff/reviews(\?[^"]*after=[^"]*)"', answer)
        if not following:
            break
        query = following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == expected


def test_next_leads_from_one_child_of_a_list_to_the_other_and_back_to_the_list(app: Flask, officer: Person) -> None:
    one, other = a_child(app, "One", -9), a_child(app, "Other", -5)
    a_child(app, "Restricted", -20, restricted=True)
    answer = officer.get(f"/staff/reviews/next?which=overdue&but={one}")
    assert f"/staff/register/{other}/rating?which=overdue" in answer.location
    assert f"/staff/register/{one}/rating" in officer.get("/staff/reviews/next?which=overdue").location
    assert officer.get(f"/staff/reviews/next?which=due&who=me&but={one}").location == "/staff/reviews?which=due&who=me"


def test_nothing_is_counted_further_than_it_helps(app: Flask, officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert queue.COUNTED == 500
    monkeypatch.setattr("portal.register.lists.COUNTED", 2)
    for number in range(4):
        a_child(app, f"Robin{number}", -5)
    assert tab(officer, "Overdue") == "Overdue 2+"


def test_a_copy_says_what_the_rows_say(app: Flask) -> None:
    child_id = a_child(app, "Robin", -5, Rating.AMBER)
    child = stored(app, child_id)
    with app.app_context():
        found = standing.of_many({child_id: [child_id]}, today())[child_id]
    assert {name: getattr(found, name) for name in standing.FIELDS} == {
        name: getattr(child, name) for name in standing.FIELDS
    }
    assert uuid.UUID(str(child.id)) == child_id
