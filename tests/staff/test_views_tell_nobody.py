"""A young person's words that are joined to a child's record: whoever may not read them finds neither them nor any
sign that there are such words, on no page, in no list, search, count, print, calendar, mail or line of the log."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from portal.accounts import Role, Staff
from portal.audit import AuditLine
from portal.casework.models import AskFirst
from portal.delivery.models import OutboxMessage
from portal.register.models import ChildViews
from portal.reviews.feed import make as make_feed
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import LUTON, LUTON_DOOR, Person
from tests.staff.test_everybody_everywhere import everything
from tests.support.answers import TEXT_ONLY
from tests.support.casework import Casework, a_team_at_work, planted
from tests.support.children import acting, lives_at

Made = Callable[..., Any]

CHANGES = (
    (r'name="(csrf_token|key|version)"[^>]*value="[^"]*"', r"\1"),
    (r'value="[^"]*"[^>]*name="(csrf_token|key|version)"', r"\1"),
    (r"(?s)<time.*?</time>", "time"),
    (r"\d{8}T\d{6}Z", "moment"),
)
"""What differs from one look at the same thing to the next."""
KEPT_OUT = {
    "an officer of its team": (LUTON, Role.OFFICER),
    "the manager of its team": (LUTON, Role.MANAGER),
    "the auditor of its team": (LUTON, Role.AUDITOR),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING),
}
THE_LOG = "/staff/audit"
"""Auditors read that somebody joined something, and not to what."""


def plain(answer: TestResponse) -> str:
    text = answer.text
    for pattern, instead in CHANGES:
        text = re.sub(pattern, instead, text)
    return f"{answer.status_code} {answer.headers.get('Location', '')} {text}"


@pytest.fixture
def young(app: Flask, person: Made, sent: Made, saira: Person) -> tuple[Casework, uuid.UUID, list[str]]:
    """A team at work, and a young person's words of which no record knows yet."""
    olu, nadia = person(name="Olu Officer"), person(name="Nadia Named")
    ids = {"officer": olu.id, "named": nadia.id, "safeguarding": saira.id}
    made = a_team_at_work(app, sent, ids, views_joined=False)
    words = {name: planted(name) for name in ("called", "safe_when", "must_not_know", "safe_word", "hard", "area")}
    said = planted("said")
    return made, sent(Kind.VIEWS, words=said, **{**TEXT_ONLY, **words, "born": "2011-02-03"}), [said, *words.values()]


def all_that_is_shown(app: Flask, one: Person, made: Casework, feed: str, typed: list[str]) -> dict[str, str]:
    """Every page, list and search that this person can ask for, with the answer to each."""
    shown: dict[str, str] = {}
    for asked in everything(app, made):
        if asked.method == "GET" and not asked.address.startswith(THE_LOG):
            shown[asked.address] = plain(one.get(asked.address))
    child = made.children["ordinary"]["child_id"]
    for path in ("chronology?print=1", "chronology?sort=views", "chronology?sort=submission", "rating?form=rating"):
        shown[path] = plain(one.get(f"/staff/register/{child}/{path}"))
    with app.app_context():
        lists = [each for each in made.lists() if not each[1].startswith(THE_LOG)]
    for method, path, form in [*lists, *(("POST", "/staff/register/search", {"words": each}) for each in typed)]:
        data = {"csrf_token": one.token(), **form} if method == "POST" else None
        shown[f"{method} {path} {form}"] = plain(one.client.open(path, method=method, data=data))
    shown["the feed"] = plain(one.get(feed))
    return shown


@pytest.mark.parametrize("who", KEPT_OUT)
def test_nothing_tells_that_there_are_words_and_nothing_shows_them(
    app: Flask,
    person: Made,
    saira: Person,
    young: tuple[Casework, uuid.UUID, list[str]],
    caplog: pytest.LogCaptureFixture,
    who: str,
) -> None:
    """Byte for byte but for tokens: once as safeguarding looked and did not join them, once as they are joined."""
    made, views, secrets = young
    one, child = person(*KEPT_OUT[who], name="Kept Out"), made.children["ordinary"]["child_id"]
    join = f"/staff/submissions/{views}/record/0/join?record={child}"
    with acting(app):
        feed = f"/staff/reviews/calendar/{make_feed(db.session.get_one(Staff, one.id), datetime.now(UTC))}.ics"
        lines = {line.id for line in db.session.scalars(select(AuditLine))}
    typed = [secrets[1].split()[1], "3 2 2011", "07700 900111"]
    assert saira.get(join).status_code == 200
    before = all_that_is_shown(app, one, made, feed, typed)
    with acting(app):  # who looked is a page as well: it begins anew, so that the same looks are the same page
        db.session.execute(delete(AuditLine).where(AuditLine.id.not_in(lines)))
    assert saira.get(join).status_code == 200
    with caplog.at_level(logging.DEBUG):
        joined = saira.client.post(join, data={"csrf_token": saira.token(), "record": str(child)})
        assert "done=joined" in joined.location
        after = all_that_is_shown(app, one, made, feed, typed)
    assert [where for where in before if before[where] != after[where]] == []
    assert before.keys() == after.keys()
    assert not [where for where, text in after.items() for words in secrets if words in text]
    assert not [words for words in secrets if words in caplog.text]
    with app.app_context():
        assert db.session.scalar(select(ChildViews.child_id).where(ChildViews.submission_id == views)) == child
        mails = [str(message.context) for message in db.session.scalars(select(OutboxMessage))]
        facts = [str(line.facts) for line in db.session.scalars(select(AuditLine))]
    assert not [words for words in secrets if any(words in text for text in (*mails, *facts))]


def test_a_familys_number_goes_behind_ask_first_and_nothing_says_why(
    app: Flask, person: Made, saira: Person, young: tuple[Casework, uuid.UUID, list[str]]
) -> None:
    """Nothing was asked before: then a young person's words are joined, whose plan stops some ways."""
    made, views, secrets = young
    child, one = made.children["ordinary"]["child_id"], person(name="Kept Out")
    ways = ["4 Marker Street", "07700 900222"]
    lives_at(app, child, *ways)
    feed = "/staff/reviews"
    with acting(app):
        db.session.execute(delete(AskFirst))
    before = all_that_is_shown(app, one, made, feed, [])
    for way in ways:
        assert len([where for where, text in before.items() if way in text]) >= 2, "the record and its details"
    join = f"/staff/submissions/{views}/record/0/join?record={child}"
    assert "done=joined" in saira.client.post(join, data={"csrf_token": saira.token(), "record": str(child)}).location
    after = all_that_is_shown(app, one, made, feed, [])
    assert not [where for where, text in after.items() for words in (*ways, *secrets) if words in text]
    assert not [
        where for where, text in after.items() if text.count("oung person") != before[where].count("oung person")
    ]


def test_who_may_read_the_words_finds_them_on_the_record(
    app: Flask, saira: Person, young: tuple[Casework, uuid.UUID, list[str]]
) -> None:
    """What the test above looks for is there to be found."""
    made, views, secrets = young
    child = made.children["ordinary"]["child_id"]
    join = f"/staff/submissions/{views}/record/0/join?record={child}"
    assert "oung person" not in saira.get(f"/staff/register/{child}/chronology").text
    saira.client.post(join, data={"csrf_token": saira.token(), "record": str(child)})
    assert "Young person’s views" in saira.get(f"/staff/register/{child}/chronology").text
    assert secrets[0] in saira.page(views).text
