"""Promise 7 and 6: no personal fact in a mail, log line, address, page title or plain column; a young person's words
on no page that anybody else can open."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import MetaData, select

from portal.config import Config
from portal.delivery import sending
from portal.delivery.channels import Maildir
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.journeys.journey import field_names
from portal.partners.journey import REFER
from portal.storage import db
from portal.submissions.models import Submission
from portal.young_people.journey import VIEWS
from tests.support import pdf
from tests.support.answers import NOT_SAFE, NOTIFICATION, REFERRAL
from tests.support.drafts import begin

KINDS = [
    pytest.param(NOTIFY, NOTIFICATION, "/families/notify", id="parent"),
    pytest.param(VIEWS, NOT_SAFE, "/young-people/views", id="young-person"),
    pytest.param(REFER, REFERRAL, "/professionals/refer", id="professional"),
]
FREE_TEXT = ("first_name", "last_name", "liked_name", "school_name", "sen_more", "plans", "your_name", "address",
    "appointments", "going_well", "hard", "safe_words", "called", "area", "must_not_know", "agency_name", "role",
    "worry_words", "reason_words", "contact_more", "wish_words", "friends_words", "help_words", "talk_words",
    "safe_when", "safe_where", "safe_word", "through_whom", "letter_address", "health_more", "helpers_more",
    "interpreter", "other_parent_name", "other_parent_contact", "other_children", "child_differs",
    "not_to_share_with", "first_language", "ethnic_words", "anything_else", "letter_copy", "talk_times")  # fmt: skip


def planted(answers: dict[str, Any], journey: Journey, word: str) -> dict[str, Any]:
    """The answers with ``word`` in every text that a person may write."""
    names = {name for step in journey.every_step() for name in field_names(step)} & set(FREE_TEXT)
    made = {**answers, **{name: f"{word} {name}" for name in names}}
    if "children" in answers:
        made["children"] = [{**child, **{name: f"{word} {name}" for name in names}} for child in answers["children"]]
    return made


def everything_stored(app: Flask) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table as the database holds it, without opening what is sealed."""
    with app.app_context():
        found = MetaData()
        found.reflect(db.engine)
        for table in found.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                for column, value in row.items():
                    raw = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    yield f"{table.name}.{column}", raw.decode("utf-8", "replace")


@pytest.mark.parametrize(("journey", "answers", "start"), KINDS)
def test_no_personal_fact_is_in_a_plain_column_a_mail_a_log_line_or_an_address(
    app: Flask,
    client: FlaskClient,
    config: Config,
    marker: Callable[[str], str],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    journey: Journey,
    answers: dict[str, Any],
    start: str,
) -> None:
    word = marker("planted")
    facts = [word, "2015-05-04", "2012-11-30", "alex@family.example", "jo@surgery.example", "01632 960001", "LU1 2BQ"]
    with caplog.at_level(logging.DEBUG):
        draft = begin(app, journey, planted(answers, journey, word), start)
        for column, value in everything_stored(app):
            assert not [fact for fact in facts if fact in value], f"a draft tells in {column}"
        client.set_cookie(*draft.cookie.split("=", 1))
        check = client.get(f"{start}/check")
        assert word in check.text
        sent = draft.send(client)
        page = client.get(sent.location)
        with app.app_context():
            while sending.deliver_next(Maildir(config.mail_dir), config):
                pass
    for column, value in everything_stored(app):
        assert not [fact for fact in facts if fact in value], f"{column} tells"
    for answer in (check, page):
        title = re.search("<title>(.*?)</title>", answer.text, re.S)
        assert title
        assert not [fact for fact in facts if fact in title[1]]
    assert not [fact for fact in facts if fact in sent.location]
    mails = [file.read_text() for file in (config.mail_dir / "new").iterdir()]
    assert mails
    for mail in mails:
        body = re.sub(r"^To: .*$", "", mail, flags=re.M)
        assert not [fact for fact in facts if fact in body]
        (config.mail_dir / "new").mkdir(exist_ok=True)
    for file in (config.mail_dir / "new").iterdir():
        file.unlink()
    said = caplog.text + capsys.readouterr().out
    assert not [fact for fact in facts if fact in said]


def test_the_word_a_child_wrote_is_on_no_page_that_anybody_else_can_open(
    app: Flask, client: FlaskClient, marker: Callable[[str], str]
) -> None:
    word = marker("mine")
    child = app.test_client()
    begin(app, VIEWS, planted(NOT_SAFE, VIEWS, word), "/young-people/views").send(child)
    unsent = begin(app, VIEWS, planted(NOT_SAFE, VIEWS, word), "/young-people/views")
    assert unsent
    parent = begin(app, NOTIFY, NOTIFICATION)
    parent.send(client)
    with app.app_context():
        known = {str(one.id) for one in db.session.scalars(select(Submission))}
    seen = 0
    for address in sorted(every_address(app, known)):
        page = client.get(address, follow_redirects=False)
        seen += 1
        assert word not in (pdf.words(page.data) if page.mimetype == "application/pdf" else page.text), address
        assert not [value for value in page.headers.values() if word in value]
    assert seen > 60


def every_address(app: Flask, submissions: set[str]) -> set[str]:
    """Every address that the app answers to GET, with every step of every journey and every submission there is."""
    steps = ["", "check", "sent"]
    with app.test_request_context("/"):
        for journey, answers, _ in (one.values for one in KINDS):
            steps += [place.address for place in journey.path(answers).places]
        found = set()
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or set()) or rule.endpoint == "leaving.leave":
                continue
            values = {"step": steps, "code": ["luton"], "submission_id": submissions, "message_id": submissions}
            values |= {"council_code": ["luton"], "team": ["home-education"], "number": ["1"]}
            values |= {"kind": ["young_person_views"], "position": ["0"]}
            values |= {
                name: ["00000000-0000-0000-0000-000000000001"]
                for name in rule.arguments - values.keys()
                if name.endswith("_id")
            }
            names = sorted(rule.arguments)
            choices = [
                dict(zip(names, one, strict=True)) for one in product(*(values.get(name, ["x"]) for name in names))
            ]
            for choice in choices:
                built = rule.build({**rule.defaults, **choice} if rule.defaults else choice, append_unknown=False)
                if built:
                    found.add(built[1])
    return found


def test_after_leaving_nothing_of_the_visit_is_left(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, VIEWS, NOT_SAFE, "/young-people/views")
    client.set_cookie(*draft.cookie.split("=", 1))
    assert "miss my friends" in client.get("/young-people/views/good-and-hard").text
    left = client.get("/young-people/exit")
    assert left.status_code in (302, 303)
    assert not left.location.startswith("/")
    assert left.headers["Cache-Control"] == "no-store"
    assert client.get_cookie("session") is None
    client.set_cookie(*draft.cookie.split("=", 1))  # somebody had copied the cookie
    again = client.get("/young-people/views/good-and-hard")
    assert again.status_code == 303
    assert again.location == "/young-people/views"
    with app.app_context():
        assert "I am scared" not in "".join(value for _, value in everything_stored(app))
