"""The five words: shown once after sending, or once for what is kept for another day, and the only way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal import codes
from portal.codes import Audience
from portal.families.journey import NOTIFY
from portal.journeys import drafts
from portal.journeys.models import Draft
from portal.replies.models import Conversation
from portal.storage import db
from portal.submissions import Submission
from portal.young_people.journey import VIEWS
from tests.support.answers import NOT_SAFE, NOTIFICATION, YOUNGEST
from tests.support.answers import VIEWS as ANSWERS
from tests.support.drafts import BegunDraft, begin
from tests.support.forms import form_of, sent_by

START = "/young-people/views"
KEPT_CODE_IS_DEAD = "The five words from before, with which you kept your answers, do not work any more."
SHOWN = re.compile(r'<ol class="five-words"[^>]*>(.*?)</ol>', re.DOTALL)


def code_on(page: str) -> str | None:
    """The five words of a page, as they are said; None where there are none."""
    found = SHOWN.search(page)
    return " ".join(re.findall(r"<li>(\w+)</li>", found[1])) if found else None


def begun(app: Flask, client: FlaskClient, answers: dict[str, Any] = ANSWERS) -> BegunDraft:
    draft = begin(app, VIEWS, answers, START)
    client.set_cookie(*draft.cookie.split("=", 1))
    return draft


def sent(app: Flask, client: FlaskClient, answers: dict[str, Any] = ANSWERS) -> TestResponse:
    begun(app, client, answers).send(client)
    return client.get(f"{START}/sent")


def kept(app: Flask, client: FlaskClient, typed: str = "I like snails.") -> str:
    draft = begun(app, client, {"council": "luton", "age_group": "12_plus"})
    sent = {"csrf_token": draft.token, "keep": "1", "going_well": typed}
    page = client.post(f"{START}/good-and-hard", data=sent, follow_redirects=True)
    assert page.status_code == 200
    code = code_on(page.text)
    assert code
    again = client.post(f"{START}/good-and-hard", data=sent, follow_redirects=True)
    assert code_on(again.text) == code, "a second press, or an answer that got lost on the way"
    return code


def enter(client: FlaskClient, typed: str) -> TestResponse:
    page = client.get("/young-people/replies")
    return client.post("/young-people/replies", data={**sent_by(form_of(page.data)), "code": typed})


def opens_nothing(client: FlaskClient, typed: str) -> bool:
    answer = enter(client, typed)
    return "We do not know these words" in client.get(answer.location).text


def test_the_thank_you_page_shows_five_words_that_open_the_conversation(app: Flask, client: FlaskClient) -> None:
    code = code_on(sent(app, client).text)
    assert code
    assert len(code.split()) == 5
    with app.app_context():
        conversation = db.session.scalars(select(Conversation)).one()
        assert conversation.code_key == codes.key_for(Audience.YOUNG_PEOPLE, code)
        assert (conversation.language, conversation.level) == ("en_GB", "standard")
    elsewhere = app.test_client()
    assert enter(elsewhere, code).location.endswith("/young-people/replies/messages")


def test_the_words_are_shown_once_and_a_lost_answer_is_forgiven(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = code_on(sent(app, client).text)
    assert code_on(client.get(f"{START}/sent").text) == first  # the first answer never came
    monkeypatch.setattr("portal.submissions.serving.CODE_SHOWN", timedelta(minutes=-1))
    other = app.test_client()
    page = sent(app, other).text
    assert code_on(page) is None
    assert "We showed your five words once" in page


def test_nothing_on_the_server_can_tell_the_code_again(app: Flask, client: FlaskClient) -> None:
    sent(app, client)
    with app.app_context():
        draft = db.session.scalars(select(Draft)).one()
        assert draft.expires_at <= datetime.now(UTC) + timedelta(minutes=15)
        db.session.execute(update(Draft).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        assert drafts.purge() == 1
        db.session.commit()
    assert client.get(f"{START}/sent").location == START


def test_after_leaving_the_page_neither_the_words_nor_the_thanks_come_back(app: Flask, client: FlaskClient) -> None:
    page = sent(app, client)
    cookie = client.get_cookie("session")
    assert cookie
    client.get("/young-people/exit")
    replay = app.test_client()
    replay.set_cookie("session", cookie.value)
    again = replay.get(f"{START}/sent")
    assert again.status_code == 303
    assert page.headers["Cache-Control"] == "no-store"


def test_how_they_read_is_kept_with_the_conversation(app: Flask, client: FlaskClient) -> None:
    sent(app, client, YOUNGEST)
    with app.app_context():
        assert db.session.scalars(select(Conversation)).one().level == "easy"


def test_a_parents_form_begins_no_conversation(app: Flask, client: FlaskClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    client.set_cookie(*draft.cookie.split("=", 1))
    draft.send(client)
    with app.app_context():
        assert not db.session.scalars(select(Conversation)).all()


def test_who_kept_nothing_is_told_of_no_words_from_before(app: Flask, client: FlaskClient) -> None:
    assert KEPT_CODE_IS_DEAD not in sent(app, client).text


def test_whoever_keeps_children_safe_is_named_with_what_they_do(app: Flask, client: FlaskClient) -> None:
    says = "Their job is to help when a child may not be safe."
    page = sent(app, client, NOT_SAFE).text
    assert "Your words are with: Luton MASH." in page
    assert says in page
    assert says not in sent(app, app.test_client()).text


def test_a_young_persons_number_cannot_be_taken_for_a_parents_reference(app: Flask, client: FlaskClient) -> None:
    page = sent(app, client).text
    with app.app_context():
        reference = db.session.scalars(select(Submission.reference)).one()
    assert re.fullmatch(r"\d{3}-\d{3}-\d{3}", reference)
    assert reference in page


def test_what_is_kept_for_another_day_is_opened_by_its_code_alone(app: Flask, client: FlaskClient) -> None:
    code = kept(app, client)
    assert client.get(f"{START}/check").status_code == 303, "this browser has forgotten it"
    elsewhere = app.test_client()
    opened = enter(elsewhere, code.upper())
    assert opened.location.endswith("/check"), "every page was done"
    assert "I like snails." in elsewhere.get(f"{START}/good-and-hard").text


def test_a_copied_cookie_does_not_open_what_was_kept(app: Flask, client: FlaskClient) -> None:
    draft = begun(app, client, {"council": "luton"})
    client.post(f"{START}/feeling", data={"csrf_token": draft.token, "keep": "1", "feeling": "bad"})
    replay = app.test_client()
    replay.set_cookie(*draft.cookie.split("=", 1))
    assert replay.get(f"{START}/feeling").status_code == 303


def test_nothing_is_kept_unless_somebody_asks(app: Flask, client: FlaskClient) -> None:
    draft = begun(app, client, {"council": "luton"})
    client.post(f"{START}/feeling", data={"csrf_token": draft.token, "feeling": "bad"})
    client.get("/young-people/exit")
    with app.app_context():
        assert not db.session.scalars(select(Draft)).all()


def test_leaving_after_coming_back_leaves_it_with_its_code_and_not_here(app: Flask, client: FlaskClient) -> None:
    code = kept(app, client)
    enter(client, code)
    assert client.get(f"{START}/check").status_code == 200
    cookie = client.get_cookie("session")
    assert cookie
    client.get("/young-people/exit")
    replay = app.test_client()
    replay.set_cookie("session", cookie.value)
    assert replay.get(f"{START}/check").status_code == 303
    assert enter(app.test_client(), code).status_code == 303


def test_coming_back_leads_to_the_first_page_that_is_not_done(app: Flask, client: FlaskClient) -> None:
    page = client.get(START)
    client.post(START, data=sent_by(form_of(page.data)))
    page = client.get(f"{START}/council")
    client.post(f"{START}/council", data={**sent_by(form_of(page.data)), "council": "luton", "keep": "1"})
    code = code_on(client.get(f"{START}/kept").text)
    assert code
    assert enter(app.test_client(), code).location.endswith("/before-you-start")


def test_leaving_takes_nothing_of_a_parents_own_form_away(app: Flask, client: FlaskClient) -> None:
    parents = begin(app, NOTIFY, NOTIFICATION)
    mine = begin(app, VIEWS, ANSWERS, START)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # only cookie sessions have it
    with client.session_transaction() as session:
        held = [serializer.loads(one.cookie.partition("=")[2]) for one in (parents, mine)]
        session.update(held[0])
        session["drafts"] = {**held[0]["drafts"], **held[1]["drafts"]}
    assert client.get(f"{START}/check").status_code == 200
    client.get("/young-people/exit")
    assert client.get(f"{START}/check").location == START
    assert client.get("/families/notify/check").status_code == 200


def test_what_is_kept_is_gone_after_a_week_and_cannot_be_sent_twice(app: Flask, client: FlaskClient) -> None:
    code = kept(app, client)
    with app.app_context():
        held = db.session.scalars(select(Draft)).one()
        assert timedelta(days=6, hours=23) < held.expires_at - datetime.now(UTC) <= timedelta(days=7)
    enter(client, code)
    page = client.get(f"{START}/check")
    client.post(f"{START}/check", data=sent_by(form_of(page.data)))
    page = client.get(f"{START}/sent")
    assert code_on(page.text) not in (None, code)
    assert KEPT_CODE_IS_DEAD in page.text
    assert opens_nothing(app.test_client(), code), "its words are sent, and have a code of their own"
    other = kept(app, app.test_client())
    with app.app_context():
        late = datetime.now(UTC) - timedelta(seconds=1)
        db.session.execute(update(Draft).where(Draft.code_key.is_not(None)).values(expires_at=late))
        db.session.commit()
    assert opens_nothing(app.test_client(), other)


def test_wrong_words_beside_the_button_keep_nothing_and_lose_nothing(
    app: Flask, client: FlaskClient, marker: Callable[[str], str]
) -> None:
    draft = begun(app, client, {"council": "luton"})
    words = marker("x" * 4100)
    sent = {"csrf_token": draft.token, "keep": "1", "going_well": words}
    page = client.post(f"{START}/good-and-hard", data=sent, follow_redirects=True)
    assert words in page.text
    assert code_on(page.text) is None


def test_the_page_of_the_code_says_that_nobody_reads_it_yet(app: Flask, client: FlaskClient) -> None:
    draft = begun(app, client, {"council": "luton"})
    page = client.post(f"{START}/feeling", data={"csrf_token": draft.token, "keep": "1"}, follow_redirects=True)
    assert "Nothing is sent yet. Nobody reads your answers while they wait." in page.text
    assert page.headers["Cache-Control"] == "no-store"
