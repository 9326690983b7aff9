"""The audit log as an auditor reads it: their own teams, no word of anybody's, and each look is a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts import Role
from portal.audit import verify
from tests.staff.conftest import BEDFORD, LUTON
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]


def lines(page: Any) -> list[str]:
    """Who, what and about what, for each line shown."""
    rows = [x for body in parsed(page.data).iter("tbody") for x in body.iter("tr")]
    return [" | ".join(text_of(cell) for cell in list(row)[2:]) for row in rows]


@pytest.fixture
def auditor(person: Made) -> Any:
    return person(role=Role.AUDITOR, name="Ada Auditor")


def test_an_auditor_sees_who_did_what_to_which_submission(person: Made, sent: Made, stored: Made, auditor: Any) -> None:
    one, officer = sent(words="Not for auditors."), person()
    officer.page(one)
    officer.does(one, "note", note="Not for auditors either.")
    reference = stored(one).reference
    page = auditor.get("/staff/audit")
    assert lines(page) == [
        f"Olu Officer | Wrote a note | {reference}",
        f"Olu Officer | Read a submission | {reference}",
        f"The public, or the portal itself | A submission came in | {reference}",
    ]
    assert "Not for auditors" not in page.text


def test_each_look_at_the_log_is_a_line_in_it(sent: Made, auditor: Any, logged: Made, app: Flask) -> None:
    one = sent()
    auditor.get("/staff/audit")
    auditor.get(f"/staff/audit?submission={one}")
    assert logged(by=auditor.id) == ["audit:read", "audit:read"]
    assert logged(about=one)[-1] == "audit:read"
    assert lines(auditor.get("/staff/audit"))[1] == "Ada Auditor | Read this log | "
    with app.app_context():
        assert verify() == []


def test_it_can_be_narrowed_to_a_person_and_to_a_submission(
    person: Made, sent: Made, stored: Made, auditor: Any
) -> None:
    one, two = sent(), sent()
    olu, ola = person(), person(name="Ola Other")
    olu.page(one)
    ola.page(two)
    assert lines(auditor.get(f"/staff/audit?person={ola.id}")) == [
        f"Ola Other | Read a submission | {stored(two).reference}"
    ]
    found = auditor.client.post(
        "/staff/audit", data={"csrf_token": auditor.token(), "reference": stored(one).reference.lower()}
    )
    assert found.location == f"/staff/audit?submission={one}"
    assert lines(auditor.get(found.location))[0] == f"Olu Officer | Read a submission | {stored(one).reference}"
    assert not lines(auditor.get(f"/staff/audit?submission={two}&person={olu.id}"))


def test_another_councils_lines_are_not_there(person: Made, sent: Made, stored: Made, auditor: Any) -> None:
    theirs, stranger = sent(council="bedford"), person(BEDFORD, name="Bea Bedford")
    stranger.page(theirs)
    page = auditor.get("/staff/audit")
    assert "Bea Bedford" not in page.text
    assert stored(theirs).reference not in page.text
    for address in (
        f"?submission={theirs}",
        f"?person={stranger.id}",
        "?person=nonsense",
        f"?submission={stranger.id}",
    ):
        assert auditor.get(f"/staff/audit{address}").status_code == 404
    for reference in (stored(theirs).reference, "2222-2222", ""):
        typed = {"csrf_token": auditor.token(), "reference": reference}
        assert auditor.client.post("/staff/audit", data=typed).status_code == 422


def test_what_ones_own_people_do_elsewhere_is_shown_without_saying_to_what(
    person: Made, sent: Made, stored: Made, auditor: Any
) -> None:
    theirs = sent(council="bedford")
    both = person(roles=[(LUTON, Role.OFFICER), (BEDFORD, Role.OFFICER)], name="In Both")
    both.page(theirs)
    page = auditor.get("/staff/audit")
    assert lines(page) == ["In Both | Read a submission | A submission of another team"]
    assert stored(theirs).reference not in page.text


def test_the_fifty_first_line_is_on_the_next_page(person: Made, sent: Made, auditor: Any) -> None:
    one, officer = sent(), person()
    for _ in range(50):
        officer.page(one)
    first = auditor.get("/staff/audit")
    assert len(lines(first)) == 50
    address = next(x.get("href") for x in parsed(first.data).iter("a") if text_of(x) == "Next page")
    assert [line.split(" | ")[1] for line in lines(auditor.get(address))] == ["A submission came in"]


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "0x1", "٣", "9" * 30])
def test_a_page_that_never_was_is_the_first(sent: Made, auditor: Any, nonsense: str) -> None:
    sent()
    assert len(lines(auditor.get(f"/staff/audit?before={nonsense}"))) == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.SAFEGUARDING])
def test_only_auditors_open_it(person: Made, role: Role) -> None:
    who = person(role=role)
    assert who.get("/staff/audit").status_code == 403
    assert "Audit log" not in who.get("/staff/").text


def test_an_auditor_sees_the_queue_and_opens_nothing(sent: Made, stored: Made, auditor: Any, logged: Made) -> None:
    one = sent(words="Not for auditors.")
    page = auditor.get("/staff/")
    assert stored(one).reference in page.text
    assert f"/staff/submissions/{one}" not in page.text
    refused = auditor.page(one)
    assert refused.status_code == 403
    assert "Not for auditors." not in refused.text
    assert logged(by=auditor.id) == []
