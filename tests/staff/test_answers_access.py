"""Who may write with a young person, and that nobody else meets a word of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, select

from portal.accounts import Role
from portal.config import Config
from portal.delivery import sending
from portal.delivery.channels import Maildir
from portal.storage import db
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR, Person
from tests.support.pages import parsed
from tests.support.talks import section

Made = Callable[..., Any]

KEPT_OUT = {
    "an officer of its team": (LUTON, Role.OFFICER, 403),
    "the manager of its team": (LUTON, Role.MANAGER, 403),
    "the auditor of its team": (LUTON, Role.AUDITOR, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING, 404),
    "an officer of another council": (BEDFORD, Role.OFFICER, 404),
    "the site's duty team": (DUTY, Role.SAFEGUARDING, 404),
    "the administrator": (None, None, 403),
}
ACTS = {"answer": {"answer": "Hello", "seen": "9", "do": "send"}, "no-answer": {"why_none": "Thanks", "seen": "9"}}


def snooper(person: Made, who: str) -> Person:
    team, role, _ = KEPT_OUT[who]
    found: Person = person(team, role, name="Kept Out", is_admin=team is None)
    return found


@pytest.mark.parametrize("who", KEPT_OUT)
def test_who_may_not_read_it_can_neither_answer_nor_let_it_rest(
    talk: Made, person: Made, logged: Made, who: str
) -> None:
    one, out = talk(), snooper(person, who)
    one.wrote("Hello?")
    for do in ("send", "look", "put"):
        typed = {**ACTS["answer"], "do": do, "ready_text": "thanks-easy"}
        refused = out.does(one.id, "answer", **typed)
        # Who holds the permission nowhere is refused before anything is looked for.
        assert refused.status_code in (403, KEPT_OUT[who][2])
        assert "Hello?" not in refused.text
    assert out.does(one.id, "no-answer", **ACTS["no-answer"]).status_code in (403, KEPT_OUT[who][2])
    assert len(one.messages) == 1
    assert one.waits_since is not None
    assert one.messages[0][2] is None
    assert logged(by=out.id) == []


@pytest.mark.parametrize("who", KEPT_OUT)
def test_no_word_of_a_message_or_an_answer_is_on_a_page_of_theirs(
    app: Flask, talk: Made, saira: Person, person: Made, stored: Made, marker: Made, who: str
) -> None:
    words = {name: marker(name) for name in ("message", "answer", "reason")}
    one, out = talk(), snooper(person, who)
    one.wrote(words["message"])
    saira.does(one.id, "answer", answer=words["answer"], seen="1", do="send")
    one.wrote("Thank you")
    saira.does(one.id, "no-answer", why_none=words["reason"], seen="3")
    said = saira.page(one.id).text
    assert all(planted in said for planted in words.values())
    addresses = ["/staff/", "/staff/?status=waiting", "/staff/?kind=views", f"/staff/submissions/{one.id}"]
    addresses += [
        "/staff/saved-replies",
        "/staff/saved-replies/new",
        "/staff/audit",
        f"/staff/audit?submission={one.id}",
    ]
    addresses += ["/staff/delivery", "/staff/contacts", "/staff/account"]
    for address in addresses:
        shown = out.client.get(address, follow_redirects=True)
        for planted in words.values():
            assert planted not in shown.text, address
    found = out.client.post("/staff/", data={"csrf_token": out.token(), "reference": stored(one.id).reference})
    assert not [planted for planted in words.values() if planted in found.text]


def test_somebody_it_is_given_to_by_name_may_answer_and_no_colleague_may(
    talk: Made, saira: Person, person: Made
) -> None:
    one, named, colleague = talk(), person(name="Named"), person(name="Colleague")
    one.wrote("Hello?")
    saira.does(one.id, "assign", give_to=str(named.id))
    assert "Hello?" in section(named.page(one.id).text)
    assert colleague.does(one.id, "answer", **ACTS["answer"]).status_code == 403
    assert named.does(one.id, "answer", answer="Hello", seen="1", do="send").status_code == 302
    assert one.messages[1][0] == named.id


def test_who_broke_the_glass_reads_it_and_writes_nothing(talk: Made, manager: Person, logged: Made) -> None:
    one = talk()
    one.wrote("Is anybody there?")
    manager.does(one.id, "open", why_now="Their school called about them this morning.")
    page = manager.page(one.id)
    assert page.status_code == 200
    assert "Is anybody there?" in section(page.text)
    assert not [x for x in parsed(page.data).iter("textarea") if x.get("name") in ("answer", "why_none")]
    assert one.messages[0][2] is None, "those whose task it is still owe it a look"
    for act, typed in ACTS.items():
        assert manager.does(one.id, act, **typed).status_code == 403
    assert len(one.messages) == 1
    assert "submission:answered" not in logged(by=manager.id)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_who_is_not_signed_in_does_anything(client: Any, talk: Made, act: str) -> None:
    one = talk()
    one.wrote("Hello?")
    assert client.post(f"/staff/submissions/{one.id}/{act}", data=ACTS[act]).status_code == 401
    assert client.get(f"/staff/submissions/{one.id}/{act}").status_code == 405
    assert len(one.messages) == 1


@pytest.mark.parametrize("act", ACTS)
def test_no_act_without_a_token(talk: Made, saira: Person, act: str) -> None:
    one = talk()
    one.wrote("Hello?")
    assert saira.client.post(f"/staff/submissions/{one.id}/{act}", data=ACTS[act]).status_code == 422
    assert len(one.messages) == 1
    assert one.waits_since is not None


def test_no_word_is_in_a_plain_column_a_mail_a_log_line_a_title_or_an_address(
    app: Flask, config: Config, talk: Made, saira: Person, marker: Made, caplog: pytest.LogCaptureFixture
) -> None:
    words = {name: marker(name) for name in ("message", "answer", "reason")}
    pages = []
    with caplog.at_level(logging.DEBUG):
        one = talk(contact_how="by_code", notice_email="me@own.example")
        one.wrote(words["message"])
        pages.append(saira.page(one.id))
        pages.append(saira.does(one.id, "answer", answer=words["answer"], seen="1", do="look"))
        pages.append(saira.does(one.id, "answer", answer=words["answer"], seen="1", do="send"))
        one.wrote("Thank you")
        pages.append(saira.does(one.id, "no-answer", why_none=words["reason"], seen="3"))
        with app.app_context():
            while sending.deliver_next(Maildir(config.mail_dir), config):
                pass
    mails = [file.read_text() for file in (config.mail_dir / "new").iterdir()]
    assert len(mails) >= 2
    everything = [caplog.text, *mails, *(page.headers.get("Location", "") for page in pages)]
    for page in pages:
        title = re.search("<title>(.*?)</title>", page.text, re.S)
        everything.append(title[1] if title else "")
    with app.app_context():
        found = MetaData()
        found.reflect(db.engine)
        for table in found.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                everything += [
                    bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview | bytes) else str(value)
                    for value in row.values()
                ]
    for file in (config.mail_dir / "new").iterdir():
        file.unlink()
    assert not [planted for planted in words.values() for text in everything if planted in text]
