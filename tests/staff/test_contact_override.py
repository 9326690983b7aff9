"""Going against a young person's contact plan: by whom, with what reason, and for how long."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.casework.contact_plan import Way
from portal.casework.models import PlanOverride
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.plans import REASON, STOPPED, address, box, buttons, goes_against, posts
from tests.support.answers import TEXT_ONLY
from tests.support.forms import errors_of

Made = Callable[..., Any]


# Going against it


@pytest.mark.parametrize("way", STOPPED)
def test_a_reason_opens_a_stopped_way_for_one_contact(
    saira: Person, one: uuid.UUID, app: Flask, logged: Made, way: str
) -> None:
    asked = saira.get(address(one, way, "/against"))
    assert asked.status_code == 200
    assert "It ends after one contact, or after 24 hours." in asked.text
    for theirs in ("07700 900111", "bananas", "only by text"):
        assert theirs not in asked.text, "no look, so no answer of theirs"
    assert logged(by=saira.id) == []
    decided = goes_against(saira, one, way)
    assert decided.location == address(one, way)
    shown = saira.get(decided.location)
    assert shown.status_code == 200
    for said in ("You are going against their wish.", "They asked to be reached only by text.", REASON, "bananas"):
        assert said in shown.text
    if way is Way.PHONE:
        assert "07700 900111" in shown.text
        assert "They gave this number for text messages only." in shown.text
    assert f"{REASON}" in saira.page(one).text, "and in the history"
    came = {"through": "spoke", "letter": "sent", "email": "sent"}.get(way, "reached")
    assert posts(saira, one, way, "/done", came=came).status_code == 302
    page = saira.page(one).text
    assert "against their contact plan" in page
    assert saira.get(address(one, way)).status_code == 409, "one contact, and it is used up"
    acts = [event for event in logged(by=saira.id) if event != "submission:read"]
    assert acts == ["plan:overridden", "submission:contacted"]


def test_the_page_says_which_way_one_has_opened_against_their_wish(saira: Person, one: uuid.UUID) -> None:
    goes_against(saira, one)
    page = saira.page(one)
    assert buttons(page) == ["Call them, against their wish", "Text them"]
    assert "A call may be heard by somebody at home." in box(page)


def test_it_ends_by_itself_after_a_day(saira: Person, one: uuid.UUID, app: Flask) -> None:
    goes_against(saira, one)
    with app.app_context():
        decided = db.session.scalars(select(PlanOverride)).one()
        decided.at -= timedelta(hours=24, seconds=1)
        db.session.commit()
    assert saira.get(address(one)).status_code == 409
    assert buttons(saira.page(one)) == ["Text them"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write why this is needed"),
        ("   \n ", "Write why this is needed"),
        ("\0\0\0\0\0\0\0\0\0\0\0\0", "Write why this is needed"),
        ("urgent", "Write why, in at least 10 letters."),
        ("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", "Write why, in at least 10 letters."),
        ("............", "Write why, in at least 10 letters."),
        ("x" * 1001, "Your reason must have 1000 characters or fewer"),
        ("x" * 200_000, "Your reason must have 1000 characters or fewer"),
    ],
    ids=lambda value: value[:24],
)
def test_a_reason_that_says_nothing_opens_nothing(
    saira: Person, one: uuid.UUID, logged: Made, typed: str, says: str
) -> None:
    answer = goes_against(saira, one, reason=typed)
    assert answer.status_code == 422
    assert errors_of(answer.data) == [says]
    assert saira.get(address(one)).status_code == 409
    assert "plan:overridden" not in logged(by=saira.id)


@pytest.mark.parametrize(
    "reason", ["She may be hurt 🙂 tonight.", "اس کو آج رات خطرہ ہو سکتا ہے", "a\0b She may be hurt"]
)
def test_a_reason_in_any_script_is_kept(saira: Person, one: uuid.UUID, reason: str) -> None:
    assert goes_against(saira, one, reason=reason).status_code == 302
    assert reason.replace("\0", "") in saira.get(address(one)).text


def test_nothing_is_decided_without_a_token(saira: Person, one: uuid.UUID, logged: Made) -> None:
    answer = saira.client.post(address(one, "phone", "/against"), data={"why_against": REASON})
    assert answer.status_code == 422
    assert REASON in answer.text
    assert saira.client.post(address(one, "text"), data={}).status_code == 302, "no number without one either"
    assert logged(by=saira.id) == []


def test_two_people_who_decide_at_once_each_decide_for_themselves(
    person: Made, saira: Person, one: uuid.UUID, app: Flask, logged: Made
) -> None:
    people = [saira, person(LUTON, Role.SAFEGUARDING, name="Second Reader")]
    tokens, ready, answers = [each.token() for each in people], threading.Barrier(2), []

    def decide(who: Person, token: str) -> None:
        ready.wait()
        data = {"csrf_token": token, "why_against": REASON}
        answers.append(who.client.post(address(one, "phone", "/against"), data=data).status_code)

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(people, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    with app.app_context():
        assert sorted(row.by for row in db.session.scalars(select(PlanOverride))) == sorted(each.id for each in people)
    assert logged(about=one).count("plan:overridden") == 2
    assert posts(saira, one, "phone", "/done", came="reached").status_code == 302
    assert people[1].get(address(one)).status_code == 200, "one person's contact ends nobody else's decision"


# Who may


def test_an_officer_it_is_given_to_keeps_to_the_plan_and_is_told_who_can_decide(named: Person, one: uuid.UUID) -> None:
    page = named.page(one)
    assert buttons(page) == ["Text them"]
    assert "Only Saira Safeguarding can decide to go against their wish, with a reason." in box(page)
    assert "Go against" not in page.text
    assert "07700 900111" in posts(named, one, "text").text
    refused = named.get(address(one))
    assert refused.status_code == 409
    assert "Only Saira Safeguarding can decide" in refused.text
    assert named.get(address(one, "phone", "/against")).status_code == 403
    assert goes_against(named, one).status_code == 403


def test_a_manager_it_is_given_to_may_decide(person: Made, saira: Person, one: uuid.UUID) -> None:
    manager = person(role=Role.MANAGER, name="Marek Manager")
    assert goes_against(manager, one).status_code == 403
    saira.does(one, "assign", give_to=str(manager.id))
    assert goes_against(manager, one).status_code == 302
    assert manager.get(address(one)).status_code == 200


def test_who_decides_in_another_team_is_an_officer_here(person: Made, saira: Person, one: uuid.UUID) -> None:
    both = person(roles=[(BEDFORD, Role.SAFEGUARDING), (LUTON, Role.OFFICER)], name="In Both")
    saira.does(one, "assign", give_to=str(both.id))
    assert both.get(address(one, "text")).status_code == 200
    assert both.get(address(one, "phone", "/against")).status_code == 403
    assert goes_against(both, one).status_code == 403
    assert both.get(address(one)).status_code == 409


KEPT_OUT = {
    "an officer of its team": (LUTON, Role.OFFICER, 403),
    "the manager of its team": (LUTON, Role.MANAGER, 403),
    "the auditor of its team": (LUTON, Role.AUDITOR, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING, 404),
    "an officer of another council": (BEDFORD, Role.OFFICER, 404),
    "the administrator": (None, None, 403),
}


@pytest.mark.parametrize("who", KEPT_OUT)
def test_nobody_else_reaches_them_or_learns_how(person: Made, sent: Made, marker: Made, logged: Made, who: str) -> None:
    team, role, status = KEPT_OUT[who]
    planted = {name: marker(name) for name in ("text_number", "safe_when", "safe_word", "must_not_know", "safe_where")}
    one = sent(Kind.VIEWS, **{**TEXT_ONLY, **planted})
    snooper: Person = person(team, role, name="Kept Out", is_admin=team is None)
    for way in (*WAYS_OF_PAGES, "code"):
        for act in ("", "/against", "/done"):
            answers = [posts(snooper, one, way, act, why_against=REASON, came="reached", contact_note="n")]
            answers += [snooper.get(address(one, way, act))] if act != "/done" else []
            for answer in answers:
                # who may decide nothing anywhere is refused before it is asked about what
                assert answer.status_code == status or (answer.status_code == 403 and act == "/against")
                assert not [words for words in planted.values() if words in answer.text]
                assert "only by text" not in answer.text
    assert logged(by=snooper.id) == []


WAYS_OF_PAGES = [way for way in Way if way is not Way.CODE]


def test_nobody_who_is_not_signed_in_gets_there(client: Any, one: uuid.UUID) -> None:
    for act in ("", "/against"):
        assert client.get(address(one, "text", act)).location.startswith("/staff/sign-in")
    assert client.post(address(one, "text", "/done")).status_code == 401


def test_what_was_decided_and_written_is_in_no_plain_column_and_no_log(
    saira: Person, one: uuid.UUID, app: Flask, marker: Made, caplog: pytest.LogCaptureFixture
) -> None:
    reason, note = marker("reason"), marker("note")
    goes_against(saira, one, reason=reason)
    posts(saira, one, "phone", "/done", came="reached", contact_note=note)
    assert reason in saira.page(one).text
    assert note in saira.page(one).text
    with app.app_context():
        for mapper in db.Model.registry.mappers:
            for row in db.session.execute(select(*mapper.local_table.columns)):
                assert reason not in str(tuple(row))
                assert note not in str(tuple(row))
        found = db.session.get_one(Submission, one)
        assert found.assignee_id is None, "reaching out takes it from nobody"
    assert reason not in caplog.text
    assert note not in caplog.text
