"""Who looked at a child's record: every reading, print and opening, for those who may read it and their auditors."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal import audit
from portal.accounts import Role
from portal.audit import Event
from portal.staff.oversight.audit import EVENTS
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_children_contacts import main_of
from tests.support.children import acting, begun, found
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]


def rows(page: Any) -> list[list[str]]:
    body = parsed(page.data).find(".//tbody")
    return [] if body is None else [[text_of(cell) for cell in row][1:] for row in body]


def looks(who: Person, child_id: uuid.UUID, more: str = "") -> Any:
    return who.get(f"/staff/register/{child_id}/looks{more}")


def test_each_look_is_a_line_with_who_and_what_newest_first(app: Flask, person: Made) -> None:
    child, other = begun(app), begun(app)
    olu, ann = person(), person(name="Ann Other")
    for which in ("", "/contacts", "/chronology?print=1"):
        olu.get(f"/staff/register/{child}{which}")
    ann.get(f"/staff/register/{other}")
    olu.get(f"/staff/register/{child}?found=1")
    assert rows(looks(ann, child)) == [
        ["Olu Officer", "Read it, from a search", "overview"],
        ["Olu Officer", "Printed it", "chronology"],
        ["Olu Officer", "Read it", "chronology"],
        ["Olu Officer", "Read it", "contacts"],
        ["Olu Officer", "Read it", "overview"],
    ]
    assert rows(looks(olu, child))[0] == ["Ann Other", "Read who looked at it", "–"], "looking is a look"


def test_an_opening_and_the_looks_through_it_are_told_apart(app: Flask, person: Made, saira: Person) -> None:
    child, olu = begun(app, restricted=True), person()
    olu.client.post(
        f"/staff/register/{child}/open", data={"csrf_token": olu.token(), "why_now": "A teacher rang just now."}
    )
    olu.get(f"/staff/register/{child}/details")
    assert rows(looks(saira, child)) == [
        ["Olu Officer", "Read it, while it was open to them for an hour", "details"],
        ["Olu Officer", "Opened it with a reason", "–"],
    ]


ROLES = {
    "an officer of its team": (LUTON, Role.OFFICER, 200, 403),
    "its manager": (LUTON, Role.MANAGER, 200, 403),
    "safeguarding of its team": (LUTON, Role.SAFEGUARDING, 200, 200),
    "its auditor": (LUTON, Role.AUDITOR, 200, 200),
    "the auditor of another team": (LUTON_DOOR, Role.AUDITOR, 404, 404),
    "an officer of another council": (BEDFORD, Role.OFFICER, 404, 404),
    "the administrator": (None, None, 403, 403),
}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("restricted", [False, True], ids=["ordinary", "restricted"])
def test_every_role(app: Flask, person: Made, who: str, restricted: bool) -> None:
    team, role, ordinary, closed = ROLES[who]
    child = begun(app, restricted=restricted, given="Zephyrine")
    one: Person = person(team, role, is_admin=team is None)
    page = looks(one, child)
    assert page.status_code == (closed if restricted else ordinary)
    if role == Role.AUDITOR:
        assert "Zephyrine" not in page.text, "an auditor sees who looked and not at whom"


def test_pages_hold_each_line_once_and_a_broken_place_is_the_first_page(app: Flask, person: Made) -> None:
    child, olu = begun(app), person()
    with acting(app):
        for number in range(60):
            audit.record(Event.CHILD_READ, found(child), by=olu.id, page="overview", number=number)
    first = looks(olu, child)
    link = next(x.get("href") for x in parsed(first.data).iter("a") if x.get("rel") == "next")
    assert re.fullmatch(rf"/staff/register/{child}/looks\?before=\d+", str(link))
    assert (len(rows(first)), len(rows(olu.get(str(link))))) == (50, 10)
    for broken in ("?before=x", "?before=-1", "?before=" + "9" * 30):
        assert looks(olu, child, broken).status_code == 200


def test_the_log_about_others_is_not_on_it(app: Flask, person: Made) -> None:
    child, olu = begun(app), person()
    with acting(app):
        audit.record(Event.CHILD_CHANGED, found(child), by=olu.id)
        audit.record(Event.SUBMISSION_READ, found(child), by=olu.id)
    assert "Nobody has looked yet." in main_of(looks(olu, child))


def test_the_audit_log_says_in_words_what_was_done_to_a_record(app: Flask, person: Made) -> None:
    child, elsewhere, olu = begun(app), begun(app, team=BEDFORD), person()
    olu.get(f"/staff/register/{child}/contacts")
    person(BEDFORD).get(f"/staff/register/{elsewhere}/contacts")
    said = main_of(person(role=Role.AUDITOR).get("/staff/audit"))
    with app.app_context():
        assert f"Olu Officer Read a child’s record {found(child).reference}" in said
        assert found(elsewhere).reference not in said


def test_the_audit_log_has_words_for_everything_that_leaves_a_line() -> None:
    assert set(Event) == set(EVENTS)
