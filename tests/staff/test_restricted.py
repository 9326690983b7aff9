"""Promise 6 on the council's side: a young person's words reach those who may read them, and nobody else."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.delivery.models import OutboxMessage, State
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR, Person
from tests.support.pages import parsed

Made = Callable[..., Any]

KEPT_OUT = {
    "an officer of its team": (LUTON, Role.OFFICER),
    "the manager of its team": (LUTON, Role.MANAGER),
    "the auditor of its team": (LUTON, Role.AUDITOR),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING),
    "an officer of another council": (BEDFORD, Role.OFFICER),
    "the site's duty team": (DUTY, Role.SAFEGUARDING),
    "the administrator": (None, None),
}


def every_address(app: Flask, submission_id: uuid.UUID, message_id: uuid.UUID) -> Iterator[tuple[str, str]]:
    """Each method and address that the staff pages answer, about this submission where they take one."""
    team = {"council_code": "luton", "team": "home-education", "number": 1, "way": "phone"}
    team |= {"kind": "young_person_views", "regime": "cnis", "family": "leaving-school"}
    team |= {"position": 0, "topic": "address", "secret": "x"}
    rows = ("message_id", "reply_id", "child_id", "fact_id", "row_id", "entry_id", "merge_id", "cover_id")
    values = {"submission_id": submission_id, **dict.fromkeys(rows, message_id), **team}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("staff."):
                assert rule.arguments <= values.keys(), f"{rule} takes something this test does not know"
                _, path = rule.build(values, append_unknown=False) or (None, "")
                yield from ((method, path) for method in sorted((rule.methods or set()) - {"OPTIONS"}))


@pytest.mark.parametrize("who", KEPT_OUT)
def test_the_words_are_on_no_page_for_those_who_may_not_read_them(
    app: Flask,
    person: Made,
    sent: Made,
    stored: Made,
    marker: Callable[[str], str],
    caplog: pytest.LogCaptureFixture,
    who: str,
) -> None:
    team, role = KEPT_OUT[who]
    words, note, reason = marker("words"), marker("note"), marker("reason")
    with caplog.at_level(logging.DEBUG):
        one = sent(Kind.VIEWS, words=words, safe="yes", hard=words, must_not_know=words, contact_how="call_me")
        reader = person(LUTON, Role.SAFEGUARDING, name="Saira Safeguarding")
        reader.does(one, "note", note=note)
        reader.does(one, "pass", to_team=LUTON_DOOR, reason=reason)
        back = person(LUTON_DOOR, Role.SAFEGUARDING, name="Second Reader")
        back.does(one, "pass", to_team=LUTON, reason=reason)
        assert {words in reader.page(one).text, note in reader.page(one).text, reason in reader.page(one).text} == {
            True
        }
        with app.app_context():
            message = db.session.scalars(select(OutboxMessage)).first()
            assert message is not None
            message.state, message.next_at = State.FAILED, None
            db.session.commit()
            message_id = message.id
        snooper: Person = person(team, role, name="Kept Out", is_admin=team is None)
        addresses = [
            *every_address(app, one, message_id),
            ("GET", "/staff/?kind=views"),
            ("GET", "/staff/?status=new"),
            ("GET", f"/staff/audit?submission={one}"),
            ("POST", "/staff/"),
        ]
        token = snooper.token()
        for method, address in addresses:
            typed = {"csrf_token": token, "reference": stored(one).reference} if method == "POST" else None
            answer = snooper.client.open(address, method=method, data=typed, follow_redirects=True)
            for planted in (words, note, reason):
                assert planted not in answer.text, f"{method} {address}"
    for planted in (words, note, reason):
        assert planted not in caplog.text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_those_who_may_not_read_it_see_it_counted_and_aged(
    person: Made, sent: Made, stored: Made, logged: Made, role: Role
) -> None:
    one, who = sent(Kind.VIEWS, safe="yes"), person(role=role)
    person(LUTON, Role.SAFEGUARDING, name="Saira Safeguarding")
    row = next(x for x in parsed(who.get("/staff/").data).iter("tr") if "Young person" in "".join(x.itertext()))
    said = " ".join("".join(row.itertext()).split())
    shown = "Young person’s views Restricted Luton home education team In turn today New Nobody yet"
    assert said == f"{stored(one).reference} {shown}"
    assert len(list(row.iter("a"))) == (role is not Role.AUDITOR), "the way to open it, with a reason, for who may"
    refused = who.page(one)
    assert refused.status_code == 403
    assert "Saira Safeguarding" in refused.text, "they learn whom to ask"
    assert "because" not in refused.text, "reasons repeat answers"
    assert logged(by=who.id) == []
    assert stored(one).status == "new"


def test_nobody_in_the_team_may_read_it_is_said_aloud(person: Made, sent: Made) -> None:
    one, officer = sent(Kind.VIEWS, safe="yes"), person()
    assert "Nobody in this team can read it yet." in officer.page(one).text


def test_safeguarding_reads_how_to_make_contact_before_anything_else(person: Made, sent: Made, logged: Made) -> None:
    one = sent(
        Kind.VIEWS,
        safe="yes",
        wants_contact="yes",
        contact_how="call_me",
        call_number="07700 900123",
        message_ok="no",
        safe_when="Tuesdays after 3",
        must_not_know="My aunt",
    )
    reader = person(LUTON, Role.SAFEGUARDING)
    page = reader.page(one).text
    box = page[page.index("Before you get in touch") : page.index("What they wrote")]
    for line in (
        "only by calling",
        "leave no message",
        "Tuesdays after 3",
        "Must not know: My aunt",
        "Do not tell the parents",
    ):
        assert line in box
    assert "07700 900123" not in page, "a number is shown when somebody chooses to call, and not before"
    assert logged(by=reader.id) == ["submission:read"]


def test_somebody_it_is_given_to_by_name_may_read_it_and_no_colleague_may(
    person: Made, sent: Made, marker: Callable[[str], str]
) -> None:
    words = marker("words")
    one, reader = sent(Kind.VIEWS, words=words, safe="yes"), person(LUTON, Role.SAFEGUARDING)
    named, colleague = person(name="Named"), person(name="Colleague")
    assert reader.does(one, "assign", give_to=str(named.id)).status_code == 302
    assert words in named.page(one).text
    assert colleague.page(one).status_code == 403
    assert colleague.does(one, "take").status_code == 403


def test_a_team_that_was_told_sees_where_it_is_and_no_more(
    person: Made, sent: Made, marker: Callable[[str], str], logged: Made
) -> None:
    words = marker("words")
    one = sent(Kind.VIEWS, words=words, safe="no")  # to the front door; the home education team is told
    told = person(LUTON, Role.SAFEGUARDING)
    page = told.page(one)
    assert page.status_code == 200
    assert "This is with Luton MASH." in page.text
    assert "You were told so that you know." in page.text
    assert words not in page.text
    assert "safe" not in page.text.split("<main")[1].split("</main")[0].lower(), "nor why it went there"
    assert logged(by=told.id) == []
    for act in ("take", "note", "pass", "close"):
        assert told.does(one, act, note="n", to_team=LUTON, reason="r", outcome="done").status_code == 404


def test_who_may_not_read_it_may_do_nothing_with_it(person: Made, sent: Made, stored: Made) -> None:
    one, manager = sent(Kind.VIEWS, safe="yes"), person(role=Role.MANAGER)
    typed = {"give_to": str(manager.id), "note": "n", "to_team": BEDFORD, "reason": "r", "outcome": "done"}
    for act in ("take", "assign", "note", "pass", "close"):
        assert manager.does(one, act, **typed).status_code == 403
    assert (stored(one).team_code, stored(one).assignee_id, stored(one).status) == (LUTON, None, "new")


def test_passing_one_on_says_where_nobody_could_read_it(person: Made, sent: Made) -> None:
    one, reader = sent(Kind.VIEWS, safe="yes"), person(LUTON, Role.SAFEGUARDING)
    person(LUTON_DOOR, Role.SAFEGUARDING)
    offered = {x.get("value"): "".join(x.itertext()) for x in parsed(reader.page(one).data).iter("option")}
    assert "nobody there can read it" in offered[BEDFORD]
    assert "nobody there can read it" not in offered[LUTON_DOOR]
