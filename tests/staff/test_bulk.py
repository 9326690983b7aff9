"""Several at once, as pages: chosen in the queue, looked at first, done, and said what came of each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.accounts import Role
from portal.words import Kind
from tests.staff.conftest import BEDFORD, Person
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]


def boxes(who: Person, address: str = "/staff/") -> list[Any]:
    return [one for one in parsed(who.get(address).data).iter("input") if one.get("name") == "one"]


def marks(who: Person, *ids: uuid.UUID) -> list[str]:
    return [value for one in boxes(who) if (value := one.get("value") or "")[:32] in {each.hex for each in ids}]


def posts(who: Person, path: str, **data: Any) -> TestResponse:
    return who.client.post(f"/staff/queue/several{path}", data={"csrf_token": who.token(), **data})


def test_a_manager_chooses_in_the_queue_and_an_officer_does_not(person: Made, manager: Person, sent: Made) -> None:
    sent()
    assert len(boxes(manager)) == 1
    assert boxes(manager)[0].get("checked") is None
    assert boxes(manager, "/staff/?all=1")[0].get("checked") is not None
    assert boxes(person()) == []
    assert boxes(manager, "/staff/?status=closed") == []


def test_the_preview_names_what_will_happen_and_what_is_refused_and_changes_nothing(
    manager: Person, sent: Made, stored: Made, logged: Made
) -> None:
    read, unread, views = sent(), sent(), sent(Kind.VIEWS)
    manager.page(read)
    page = posts(manager, "", act="close", one=marks(manager, read, unread, views))
    assert page.status_code == 200
    tables = {text_of(next(one.iter("caption"))): text_of(one) for one in parsed(page.data).iter("table")}
    assert stored(read).reference in tables["These will be closed"]
    assert stored(unread).reference + "Parent’s notice Nobody has read it yet." in tables["These stay as they are"]
    assert "Each is read and given for itself." in tables["These stay as they are"]
    assert "Close 1 submission" in text_of(next(parsed(page.data).iter("h1")))
    assert all("closed" not in event for event in logged(by=manager.id))


def test_giving_them_says_what_came_of_each_and_a_second_press_does_nothing(
    person: Made, manager: Person, sent: Made, stored: Made, logged: Made
) -> None:
    officer, ids = person(name="Nadia Named"), [sent() for _ in range(2)]
    unread = sent()
    for one in ids:
        manager.page(one)
    chosen = marks(manager, *ids, unread)
    for number, says in ((2, "2 are given to Nadia Named."), (0, "Nadia Named has it already.")):
        page = posts(manager, "/do", act="assign", one=chosen, give_to=str(officer.id))
        assert page.status_code == 200
        assert says in page.text
        assert f"{number} given" in text_of(next(parsed(page.data).iter("h1")))
        assert f"{stored(unread).reference}: Nobody has read it yet." in text_of(next(parsed(page.data).iter("main")))
    assert [stored(one).assignee_id for one in (*ids, unread)] == [officer.id, officer.id, None]
    assert logged(by=manager.id).count("submission:assigned") == 2


def test_closing_needs_an_outcome_and_keeps_what_was_typed(manager: Person, sent: Made, stored: Made) -> None:
    one = sent()
    manager.page(one)
    chosen = marks(manager, one)
    page = posts(manager, "/do", act="close", one=chosen, closing_words="All the same family. =HYPERLINK(1)")
    assert page.status_code == 422
    assert "Choose what came of it" in page.text
    assert "All the same family. =HYPERLINK(1)" in page.text
    assert stored(one).is_open
    done = posts(manager, "/do", act="close", one=chosen, outcome="known", closing_words="All the same family.")
    assert "1 is closed." in done.text
    assert not stored(one).is_open


@pytest.mark.parametrize("path", ["", "/do"])
@pytest.mark.parametrize(
    "data",
    [{}, {"act": "close"}, {"act": "nonsense", "one": ["x"]}, {"act": "assign", "one": ["", "~", "\0", "🎈" * 3000]}],
)
def test_who_chose_nothing_is_told_so(manager: Person, path: str, data: dict[str, Any]) -> None:
    answer = posts(manager, path, **data)
    assert answer.status_code == 302
    assert "choose at least one submission" in manager.get(answer.headers["Location"]).text


def test_nobody_of_another_team_learns_that_it_is_there(
    person: Made, manager: Person, sent: Made, stored: Made
) -> None:
    one = sent()
    manager.page(one)
    bea = person(BEDFORD, Role.MANAGER, name="Bea")
    page = posts(bea, "", act="assign", one=marks(manager, one))
    assert stored(one).reference not in page.text
    done = posts(bea, "/do", act="close", one=marks(manager, one), outcome="done")
    assert stored(one).reference not in done.text
    assert stored(one).is_open


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_who_may_not_do_it_has_no_such_page(person: Made, role: Role) -> None:
    who = person(role=role)
    for path in ("", "/do"):
        assert posts(who, path, act="close", one=[f"{uuid.uuid4().hex}~x"]).status_code == 403
    assert who.get("/staff/queue/several").status_code == 403


def test_coming_back_by_the_address_leads_to_the_queue(manager: Person) -> None:
    assert manager.get("/staff/queue/several").headers["Location"] == "/staff/"


def test_the_checklist_is_ticked_from_the_page_and_only_by_who_may(
    person: Made, saira: Person, sent: Made, stored: Made, logged: Made
) -> None:
    officer, one = person(), sent()
    officer.page(one)
    assert officer.does(one, "checklist", tick="records").headers["Location"].endswith("done=ticked#checklist")
    page = officer.page(one).text
    assert "Olu Officer ticked: Education and social care records checked" in page
    assert 'name="untick" value="records"' in page
    assert officer.does(one, "checklist", untick="records").headers["Location"].endswith("done=unticked#checklist")
    for nonsense in ("", "nonsense", "🎈", "health"):
        assert officer.does(one, "checklist", tick=nonsense).status_code in (302, 400)
    assert person(role=Role.AUDITOR).does(one, "checklist", tick="records").status_code == 403
    assert person(BEDFORD).does(one, "checklist", tick="records").status_code == 404
    views = sent(Kind.VIEWS)
    assert officer.does(views, "checklist", tick="safe").status_code == 403
    saira.page(views)
    assert saira.does(views, "checklist", tick="safe").status_code == 302
    assert "Saira Safeguarding ticked: Read for danger" in saira.page(views).text
    assert logged(about=one).count("submission:checked") == 2
    assert stored(one).contacted_at is None
