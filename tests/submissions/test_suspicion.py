"""No puzzles: what looks as if a machine had sent it waits for a person, and nobody who is one is kept waiting."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.delivery.models import OutboxMessage
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.journeys.models import Draft
from portal.lifecycle import purge_marks
from portal.partners.journey import REFER
from portal.storage import db, reads_only
from portal.submissions import Submission, suspicion
from portal.submissions.models import WordsMark
from portal.submissions.suspicion import COPIES, PAGE, TRAP, Sending
from portal.words import Kind, Urgency
from portal.young_people.journey import VIEWS
from tests.support.answers import NOTIFICATION, REFERRAL
from tests.support.answers import VIEWS as THEIR_VIEWS
from tests.support.drafts import begin

IN_TURN = {**REFERRAL, "worry": [], "worry_words": "They moved here in May."}
MOVED = {"what_changed": "moved_in", "no_postcode": "have_it", "postcode": "LU1 2BQ", "your_name": "Alex Example"}
ADDRESSES = {
    NOTIFY.code: "/families/notify",
    CHANGE.code: "/families/change",
    REFER.code: "/professionals/refer",
    VIEWS.code: "/young-people/views",
}
WATCHED = [(NOTIFY, NOTIFICATION), (CHANGE, MOVED), (REFER, IN_TURN)]
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
SLOWLY = Sending(trapped=False, pages=20, begun=NOW - timedelta(minutes=4))
Sent = Callable[..., Submission]


@pytest.fixture
def arrives(app: Flask, client: FlaskClient) -> Sent:
    """``arrives(journey, answers, seconds=..., **posted)``: sent from its check page, so long after it was begun."""

    def made(journey: Journey, answers: dict[str, Any], seconds: float = 240, **posted: str) -> Submission:
        draft = begin(app, journey, answers, ADDRESSES[journey.code])
        with app.app_context():
            reads_only(False)
            kept = db.session.get(Draft, uuid.UUID(draft.draft_id))
            assert kept is not None
            kept.state = {**kept.state, "begun": (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()}
            db.session.commit()
        name, _, value = draft.cookie.partition("=")
        client.set_cookie(name, value)
        data = {"csrf_token": draft.token, "draft": draft.draft_id, **posted}
        sent = client.post(f"{draft.journey}/check", data=data)
        assert sent.status_code == 303
        assert sent.location.endswith("/sent")
        with app.app_context():
            return db.session.scalars(select(Submission).where(Submission.send_key == uuid.UUID(draft.draft_id))).one()

    return made


@pytest.fixture
def why(app: Flask) -> Callable[[Submission], list[str]]:
    """The sentences that its history keeps."""

    def read(submission: Submission) -> list[str]:
        with app.app_context():
            found = db.session.get(Submission, submission.id)
            assert found is not None
            return suspicion.why(found)

    return read


@pytest.mark.parametrize(("journey", "answers"), WATCHED)
def test_what_a_person_sends_is_not_set_aside(arrives: Sent, journey: Journey, answers: dict[str, Any]) -> None:
    assert not arrives(journey, answers).suspect
    assert not arrives(journey, answers, **{TRAP: ""}).suspect


@pytest.mark.parametrize(("journey", "answers"), WATCHED)
def test_a_field_that_nobody_sees_and_somebody_filled_in_sets_it_aside(
    arrives: Sent, why: Any, journey: Journey, answers: dict[str, Any]
) -> None:
    one = arrives(journey, answers, **{TRAP: "Buy now"})
    assert one.suspect
    assert why(one) == ["A field was filled in that people do not see."]


@pytest.mark.parametrize(("journey", "answers"), WATCHED)
def test_a_form_sent_quicker_than_anybody_can_press_the_buttons_is_set_aside(
    arrives: Sent, why: Any, journey: Journey, answers: dict[str, Any]
) -> None:
    one = arrives(journey, answers, seconds=0.2)
    assert one.suspect
    assert re.fullmatch(r"All \d+ pages were filled in and sent within \d\.\d seconds\. Nobody .*", why(one)[0])


@pytest.mark.parametrize(
    ("pages", "seconds"),
    [(7, 9), (18, 17), (20, 24), (110, 75)],
    ids=["all filled in by the browser", "next, next, next", "a very quick typist", "twelve children, pasted"],
)
def test_nobody_is_too_quick_who_presses_every_button_by_hand(app: Flask, pages: int, seconds: float) -> None:
    """Somewhat over a second for each press of a button is the quickest there is; here it is even less."""
    how = Sending(trapped=False, pages=pages, begun=NOW - timedelta(seconds=seconds))
    with app.app_context():
        assert suspicion.reasons(Kind.NOTIFICATION, NOTIFICATION, Urgency.ROUTINE, how, NOW) == []
        just = Sending(trapped=False, pages=pages, begun=NOW - pages * PAGE)
        assert suspicion.reasons(Kind.CHANGE, MOVED, Urgency.ROUTINE, just, NOW) == []


def test_a_draft_whose_beginning_is_not_known_is_not_called_quick(app: Flask, client: FlaskClient) -> None:
    begin(app, NOTIFY, NOTIFICATION).send(client)
    with app.app_context():
        assert not db.session.scalars(select(Submission.suspect)).one()


@pytest.mark.parametrize("journey", [NOTIFY, CHANGE, REFER])
def test_the_beginning_of_a_draft_is_known_to_the_server_alone(
    app: Flask, client: FlaskClient, journey: Journey
) -> None:
    """It stands in the sealed state, stays there while pages are saved, and no browser can set it."""
    start = ADDRESSES[journey.code]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(start).text)
    assert token is not None
    before = datetime.now(UTC)
    first = client.post(start, data={"csrf_token": token[1], "begun": "2020-01-01T00:00:00+00:00"}).location
    page = client.get(first)
    assert page.status_code == 200
    choice = re.search(r'type="radio" value="([^"]+)"|value="([^"]+)" type="radio"', page.text)
    name = re.search(r'name="(\w+)" type="radio"', page.text)
    assert choice
    assert name
    saved = client.post(
        first.partition("?")[0],
        data={"csrf_token": token[1], name[1]: choice[1] or choice[2], "begun": "2020-01-01T00:00:00+00:00"},
    )
    assert saved.status_code == 303
    with app.app_context():
        begun = datetime.fromisoformat(db.session.scalars(select(Draft)).one().state["begun"])
    assert before <= begun <= datetime.now(UTC)


def test_the_same_answers_may_come_again_but_not_without_end(arrives: Sent, why: Any) -> None:
    """From any number of drafts and browsers; one letter less makes them another family's."""
    for _ in range(COPIES):
        assert not arrives(NOTIFY, NOTIFICATION).suspect
    again = {**NOTIFICATION, "plans": "we read together  and go to the Museum", "address": "1 invented street Luton"}
    one = arrives(NOTIFY, again)
    assert one.suspect
    assert why(one) == [f"The very same answers came {COPIES + 1} times within an hour."]
    assert not arrives(NOTIFY, {**NOTIFICATION, "your_name": "Alexa Example"}).suspect
    sibling = {**NOTIFICATION["children"][0], "born": "2016-05-04"}
    assert not arrives(NOTIFY, {**NOTIFICATION, "children": [sibling]}).suspect


def test_after_an_hour_the_same_answers_count_from_the_start(app: Flask) -> None:
    def reasons(at: datetime) -> list[str]:
        how = Sending(trapped=False, pages=20, begun=None)
        return suspicion.reasons(Kind.NOTIFICATION, NOTIFICATION, Urgency.ROUTINE, how, at)

    with app.app_context():
        assert not any(reasons(NOW) for _ in range(COPIES))
        assert reasons(NOW + timedelta(minutes=49))
        assert not reasons(NOW + timedelta(minutes=61))


@pytest.mark.parametrize(
    ("given", "set_aside"),
    [
        ({"your_name": "Alex https://buy.example"}, False),
        ({"your_name": "<b>Alex</b> O’Neill & <Sam>"}, False),
        ({"plans": "https://a.example www.b.example http://c.example"}, False),
        ({"plans": "https://a.example and www.b.example"}, False),
        ({"plans": 'See <a href="https://buy.example">here</a>'}, False),
        ({"school_name": "https://school.example", "plans": "https://a.example https://b.example"}, False),
        ({"your_name": "www.buy.example", "plans": "[url=https://a.example]a[/url]"}, True),
        ({"your_name": "www.buy.example", "plans": "https://a.example https://b.example"}, True),
        ({"plans": "<a href='https://a.example'>a</a> https://b.example https://c.example"}, True),
        ({"children": [{"first_name": "https://a.example"}], "plans": "<a href=x>x</a>"}, True),
        ({"plans": "1 < 2 and 3 > 2, <3 our school, https: and www are what we learn"}, False),
    ],
)
def test_one_weak_sign_is_none_and_two_are_enough(app: Flask, given: dict[str, Any], set_aside: bool) -> None:
    with app.app_context():
        answers = {**NOTIFICATION, **given}
        assert bool(suspicion.reasons(Kind.NOTIFICATION, answers, Urgency.ROUTINE, SLOWLY, NOW)) is set_aside


def test_no_words_take_long_to_look_at(app: Flask) -> None:
    """The database is held meanwhile, and everybody else waits."""
    answers = {**NOTIFICATION, "plans": "<" + " " * 40_000 + "1"}
    began = time.process_time()
    with app.app_context():
        assert not suspicion.reasons(Kind.NOTIFICATION, answers, Urgency.ROUTINE, SLOWLY, NOW)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("kind", "answers", "urgency"),
    [
        (Kind.REFERRAL, IN_TURN, Urgency.NOW),
        (Kind.REFERRAL, IN_TURN, Urgency.TODAY),
        (Kind.CHANGE, {**MOVED, "what_changed": "back_to_school"}, Urgency.TODAY),
        (Kind.REFERRAL, {**IN_TURN, "in_danger": "yes"}, Urgency.ROUTINE),
        (Kind.REFERRAL, {**IN_TURN, "worry": ["other", "harm"]}, Urgency.ROUTINE),
        (Kind.REFERRAL, {**IN_TURN, "worry": ["neglect"]}, Urgency.ROUTINE),
        (Kind.REFERRAL, {**IN_TURN, "worry_words": "I think that he hits her."}, Urgency.ROUTINE),
        (Kind.NOTIFICATION, {**NOTIFICATION, "plans": "She wants to kill herself."}, Urgency.ROUTINE),
        (Kind.VIEWS, THEIR_VIEWS, Urgency.ROUTINE),
    ],
)
def test_nothing_that_cannot_wait_is_set_aside_whatever_it_looks_like(
    app: Flask, kind: Kind, answers: dict[str, Any], urgency: Urgency
) -> None:
    worst = Sending(trapped=True, pages=50, begun=NOW)
    with app.app_context():
        for _ in range(COPIES + 2):
            assert suspicion.reasons(kind, {**answers, "your_name": "www.a.example"}, urgency, worst, NOW) == []
        assert suspicion.reasons(Kind.REFERRAL, IN_TURN, Urgency.ROUTINE, worst, NOW)


def test_a_child_in_danger_is_never_set_aside_on_the_way_in(arrives: Sent) -> None:
    for answers in (REFERRAL, {**REFERRAL, "worry": ["harm"]}, {**IN_TURN, "worry_words": "We are afraid for her."}):
        assert not arrives(REFER, answers, seconds=0, **{TRAP: "x"}).suspect


def test_a_young_persons_words_are_never_looked_at_for_it(app: Flask, client: FlaskClient, arrives: Sent) -> None:
    assert not arrives(VIEWS, THEIR_VIEWS, seconds=0, **{TRAP: "x"}).suspect
    draft = begin(app, VIEWS, THEIR_VIEWS, "/young-people/views")
    name, _, value = draft.cookie.partition("=")
    client.set_cookie(name, value)
    assert f'name="{TRAP}"' not in client.get("/young-people/views/check").text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WordsMark)) == 0


def test_its_sender_sees_what_everybody_sees_and_its_team_and_clock_are_the_same(
    app: Flask, client: FlaskClient, arrives: Sent
) -> None:
    def plain(one: Submission) -> str:
        page = client.get("/families/notify/sent").text.replace(one.reference, "REFERENCE")
        return re.sub(r'value="[^"]*"|nonce="[^"]*"|(?s:<ol class="five-words".*?</ol>)|[a-z]+( [a-z]+){4}</', "", page)

    real = arrives(NOTIFY, NOTIFICATION)
    seen = plain(real)
    doubted = arrives(NOTIFY, NOTIFICATION, **{TRAP: "x"})
    assert doubted.suspect
    assert plain(doubted) == seen
    for what in ("team_code", "urgency", "status", "is_open", "look_by", "flagged", "council"):
        assert getattr(doubted, what) == getattr(real, what), what
    with app.app_context():
        mails = {
            one.id: sorted(
                db.session.scalars(select(OutboxMessage.purpose).where(OutboxMessage.submission_id == one.id))
            )
            for one in (real, doubted)
        }
    assert mails[real.id] == mails[doubted.id] != []


def test_its_check_page_names_the_field_for_those_who_see_it_and_hides_it_from_all(
    app: Flask, client: FlaskClient
) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION)
    name, _, value = draft.cookie.partition("=")
    client.set_cookie(name, value)
    page = client.get("/families/notify/check").text
    block = re.search(r'<div class="govuk-visually-hidden" aria-hidden="true">.*?</div>', page, re.S)
    assert block
    assert "Leave this empty" in block[0]
    assert f'name="{TRAP}" type="text" tabindex="-1" autocomplete="off"' in block[0]


@pytest.mark.parametrize("typed", [" ", "é" * 5000, "=HYPERLINK(1)", "‮\u0000x"])
def test_whatever_is_in_the_field_is_taken(arrives: Sent, typed: str) -> None:
    assert arrives(CHANGE, MOVED, **{TRAP: typed}).suspect


def test_what_is_kept_of_the_words_tells_nothing_and_is_gone_after_the_hour(app: Flask, arrives: Sent) -> None:
    arrives(NOTIFY, NOTIFICATION)
    assert set(WordsMark.__table__.columns.keys()) == {"id", "mark", "expires_at"}
    with app.app_context():
        reads_only(False)
        kept = db.session.scalars(select(WordsMark)).one()
        assert kept.expires_at.minute % 10 == kept.expires_at.second == 0
        assert suspicion.purge(datetime.now(UTC)) == 0
        kept.expires_at = datetime.now(UTC) - timedelta(minutes=1)
        db.session.commit()
        purge_marks(app)
        db.session.commit()
        assert db.session.scalars(select(WordsMark)).all() == []
