"""The page that finds a child: what was typed stays on the page and out of the address, the log and everything else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff
from portal.audit import AuditLine
from portal.register import children
from portal.register.facts import Identity, School
from portal.staff.children.hints import panel
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import ChildStatus
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.answers import NOTIFICATION
from tests.support.pages import parsed, text_of

PAGE = "/staff/register/search"
SOMEBODY = uuid.UUID(int=5)
Made = Callable[..., uuid.UUID]
People = Callable[..., Person]


@pytest.fixture
def made(app: Flask) -> Made:
    """``made(given, family, born, team=..., restricted=...)``: a record begun by hand."""

    def make(
        given: str = "Amira",
        family: str = "Khan",
        born: str | None = "2014-04-03",
        team: str = LUTON,
        restricted: bool = False,
    ) -> uuid.UUID:
        with app.test_request_context("/", method="POST"):
            reads_only(False)
            identity = Identity(given=given, family=family, born=born)
            council, now = team.split("/")[0], datetime.now(UTC)
            child = children.make(
                identity, [], ChildStatus.EHE, date(2026, 1, 12), council, team, SOMEBODY, now, restricted=restricted
            )
            children.add(child, School(name="Icknield High School"), SOMEBODY, now)
            db.session.commit()
            return child.id

    return make


def said(answer: Any) -> str:
    return text_of(parsed(answer.data))


def find(person: Person, words: str = "", **typed: str) -> Any:
    return person.client.post(PAGE, data={"csrf_token": person.token(), "words": words, **typed})


def test_a_child_is_found_and_the_page_says_why(person: People, made: Made) -> None:
    child = made()
    answer = find(person(), "khan amira")
    assert answer.status_code == 200
    shown = said(answer)
    for words in (
        "1 child found",
        "Amira Khan",
        "3 April 2014",
        "Home educated",
        "Triage: not rated yet",
        "Nobody yet",
    ):
        assert words in shown
    assert f'href="/staff/register/{child}?found=1"' in answer.text
    assert "Looked for name: khan amira." in shown


def test_what_was_typed_stays_in_its_field_and_in_no_address(person: People, made: Made) -> None:
    made()
    answer = find(person(), "Khan", name="Amira", **{"born-day": "3", "born-month": "4", "born-year": "2014"})
    page = parsed(answer.data)
    values = {field.get("name"): field.get("value") for field in page.iter("input")}
    assert (values["words"], values["name"], values["born-year"]) == ("Khan", "Amira", "2014")
    for link in page.iter("a"):
        assert "khan" not in (link.get("href") or "").lower()
    assert "Khan" not in find_title(answer.text)
    opened = person().get(f"{PAGE}?words=Khan")
    assert "Looked for" not in opened.text, "an address searches nothing"


def find_title(text: str) -> str:
    return text.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ({"name": "kahn"}, True),
        ({"school": "Icknield"}, True),
        ({"school": "Icknield", "name": "Brown"}, False),
        ({"born-day": "4", "born-month": "3", "born-year": "2014"}, True),
        ({"born-day": "5", "born-month": "3", "born-year": "2014"}, False),
        ({"postcode": "LU1 2BQ"}, False),
        ({"number": "A1 2"}, False),
    ],
)
def test_more_ways_to_find_a_child(person: People, made: Made, typed: dict[str, str], finds: bool) -> None:
    made()
    shown = said(find(person(), **typed))
    assert ("1 child found" in shown) == finds
    assert ("No record that you may read fits all of this." in shown) != finds


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Type a name, a date of birth, a reference, a postcode or a number"),
        ({"words": "   "}, "Type a name"),
        ({"words": "😀 👨‍👩‍👧"}, "There is nothing in this to search by."),
        ({"words": "\0"}, "Type a name"),
        ({"words": "\u200f\u202e!"}, "There is nothing in this to search by."),
        ({"words": "x" * 10_000}, "What you look for must have 200 characters or fewer"),
        ({"words": "Khan 31/2/2014"}, "31/2/2014 is not a date. Type it like 27 3 2014."),
        ({"postcode": "nowhere"}, "Enter a full UK postcode"),
        ({"born-day": "3"}, "must include a month and a year"),
        ({"number": "ü"}, "There is nothing in this to search by."),
    ],
)
def test_what_cannot_be_searched_is_said_beside_its_field(
    person: People, made: Made, logged: Callable[..., list[str]], typed: dict[str, str], message: str
) -> None:
    made()
    officer = person()
    answer = find(officer, **typed)
    assert answer.status_code == 422
    assert message in said(answer)
    assert logged(by=officer.id) == [], "nothing was searched"


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "محمد", "<script>alert(1)</script>", "%' OR 1=1 --", "x" * 200, "1 " * 100]
)
@pytest.mark.parametrize("page", ["", "0", "-1", "9" * 40, "²", "x"])
def test_any_other_words_are_an_ordinary_search(person: People, words: str, page: str) -> None:
    assert find(person(), words, page=page).status_code == 200


def test_two_values_for_one_field_are_refused(person: People) -> None:
    officer = person()
    data = {"csrf_token": officer.token(), "words": ["Khan", "Smith"]}
    assert officer.client.post(PAGE, data=data).status_code == 422


def test_restricted_records_are_counted_and_never_named(person: People, saira: Person, made: Made) -> None:
    child = made("Zubaida", "Quill", restricted=True)
    answer = find(person(), "Quill")
    shown = said(answer)
    assert "1 record that you may not read fits as well." in shown
    assert "No child found" in shown
    assert "Zubaida" not in answer.text
    assert str(child) not in answer.text
    assert "Zubaida Quill" in said(find(saira, "Quill"))
    auditor = find(person(LUTON, Role.AUDITOR), "Quill")
    assert "1 record that you may not read" in said(auditor)
    assert "Zubaida" not in auditor.text


def test_another_councils_children_are_never_found(person: People, made: Made) -> None:
    made("Zubaida", "Quill")
    answer = find(person(BEDFORD, Role.SAFEGUARDING), "Quill 3 4 2014")
    assert "No child found" in said(answer)
    assert "may not read fits" not in said(answer)


def test_the_log_says_that_somebody_searched_and_not_for_whom(app: Flask, person: People, made: Made) -> None:
    made("Zubaida", "Quill")
    officer = person()
    find(officer, "Zubaida Quill 3/4/2014")
    with app.app_context():
        [line] = db.session.scalars(select(AuditLine).where(AuditLine.by == officer.id))
        assert (line.event, line.subject_id) == ("child:searched", None)
        assert line.facts == {"by_what": "names,born", "found": 1, "unread": 0, "page": 1}


def test_many_are_paged_by_buttons_that_carry_no_words(person: People, made: Made) -> None:
    for number in range(23):
        made(f"Child{number}")
    officer = person()
    first = find(officer, "Khan")
    assert "23 children found, page 1 of 2" in said(first)
    assert 'form="find" name="page" value="2"' in first.text
    second = find(officer, "Khan", page="2")
    assert "page 2 of 2" in said(second)
    assert second.text.count("<bdi>Child") == 3


def test_the_panel_of_a_submission_names_who_is_like_its_children(
    app: Flask, person: People, made: Made, sent: Callable[..., uuid.UUID]
) -> None:
    same = made("Robyn", "Example", "2015-04-05")
    twin = made("Alex", "Example", "2015-05-04")
    made("Robin", "Example", "2015-05-04", restricted=True)
    made("Robin", "Example", "2015-05-04", team=BEDFORD)
    submission_id, officer = sent(**NOTIFICATION), person()
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        submission, me = db.session.get_one(Submission, submission_id), db.session.get_one(Staff, officer.id)
        first = panel(submission, me)["similar"][0]
        db.session.commit()
        assert (first.position, first.name, first.closed) == (0, "Robin Example", 1)
        assert [one.child.id for one in first.same] == [same]
        assert first.same[0].why == "first name sounds alike, day and month of the birthday the other way round"
        assert [one.child.id for one in first.siblings] == [twin]
        lines = db.session.scalars(select(AuditLine).where(AuditLine.by == me.id)).all()
        assert [line.event for line in lines] == ["child:listed"]
