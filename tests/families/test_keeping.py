"""A parent can stop on any page, and goes on where they stopped with five words, on any device."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import codes
from portal.codes import Audience, CodeTry
from portal.codes.throttle import PER_CODE
from portal.families.change import ALSO, CHANGE
from portal.families.journey import NOTIFY
from portal.families.models import FamilyCode
from portal.journeys import Journey
from portal.journeys.models import Draft
from portal.replies.models import Conversation
from portal.storage import db
from portal.submissions import Submission
from portal.young_people.journey import VIEWS
from tests.support.answers import NOTIFICATION, YOUNGEST
from tests.support.changes import CHANGED_MIND
from tests.support.drafts import begin
from tests.support.kept import RETURN, begun, come_back, drafts_now, elsewhere, kept, let_go_by, press
from tests.support.pages import CheckedClient
from tests.support.sent import code_on

START = "/families/notify"
HALF = "We are still thinking what to write & how <3 بہت"
SHOWN = "We are still thinking what to write &amp; how &lt;3 بہت"
UNKNOWN = "We do not know these words. Check each one and the order they are in."


def test_five_words_open_the_form_on_another_device_with_what_was_typed(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client, "plans", plans=HALF)
    other = elsewhere(app)
    opened = come_back(other, words.upper().replace(" ", " - "))
    assert opened.location == f"{START}/check", "every page was done"
    assert SHOWN in other.get(f"{START}/plans").text


def test_a_form_goes_on_at_the_next_page(app: Flask, client: CheckedClient) -> None:
    begun(app, client, {"stage": "decided"}, done=False)
    words = code_on(client.get(press(client, f"{START}/where-you-are", "keep").location).text)
    assert come_back(elsewhere(app), words).location == f"{START}/postcode"


@pytest.mark.parametrize(
    ("page", "typed", "shown"),
    [
        ("children/1/name", {"first_name": "", "last_name": HALF, "born-day": "31", "born-month": "2"}, [SHOWN, "31"]),
        ("contact", {"email": "alex@fam"}, ["alex@fam"]),
        ("plans", {"plans": "x" * 20_000}, ["x" * 20_000]),
        ("contact", {"contact_by": "phone", "phone": "=HYPERLINK(1)\u202e🙂"}, ["=HYPERLINK(1)\u202e🙂"]),
    ],
)
def test_what_is_half_typed_or_wrong_is_kept_and_comes_back_without_a_reproach(
    app: Flask, client: CheckedClient, page: str, typed: dict[str, str], shown: list[str]
) -> None:
    words = kept(app, client, page, **typed)
    other = elsewhere(app)
    opened = come_back(other, words)
    assert opened.location == f"{START}/{page}", "there they stopped"
    again = other.get(opened.location).text
    assert all(part in again for part in shown)
    assert "There is a problem" not in again


def test_it_can_be_kept_on_every_page(app: Flask, client: CheckedClient) -> None:
    with app.test_request_context():
        places = [place.address for place in NOTIFY.path(NOTIFICATION).places]
    for address in [*places, "check"]:
        begun(app, client)
        page = client.get(f"{START}/{address}")
        assert "Save and come back later" in page.text, address
        assert press(client, f"{START}/{address}", "keep").location == f"{START}/kept", address
        assert press(client, f"{START}/kept", "go_on").status_code == 303, address


def test_the_page_says_until_when_and_how_to_come_back_and_that_nobody_reads_it(
    app: Flask, client: CheckedClient
) -> None:
    kept(app, client)
    page = client.get(f"{START}/kept").text
    assert "Nothing is sent yet. Nobody at the council reads your answers while they wait." in page
    assert 'href="/families/return"' in page
    assert "print this page" in page
    (draft,) = drafts_now(app)
    assert timedelta(days=27, hours=23) < draft.expires_at - datetime.now(UTC) <= timedelta(days=28)
    with app.test_request_context():
        day = app.jinja_env.filters["dateformat"](draft.expires_at, "long")
    assert f"We keep your answers until {day}." in page


def test_a_second_press_of_the_button_keeps_the_same_words(app: Flask, client: CheckedClient) -> None:
    draft = begun(app, client)
    sent = {"csrf_token": draft.token, "keep": "1", "plans": "Museums."}
    pages = [client.post(f"{START}/plans", data=sent, follow_redirects=True).text for _ in range(2)]
    assert code_on(pages[0])
    assert code_on(pages[0]) == code_on(pages[1])


def test_who_comes_back_and_saves_again_has_the_same_words_for_another_28_days(
    app: Flask, client: CheckedClient
) -> None:
    words = kept(app, client)
    let_go_by(app, timedelta(days=20))
    other = elsewhere(app)
    come_back(other, words)
    (draft,) = drafts_now(app)
    assert draft.expires_at < datetime.now(UTC) + timedelta(days=9), "coming back alone moves nothing"
    assert code_on(other.get(press(other, f"{START}/plans", "keep").location).text) == words
    (draft,) = drafts_now(app)
    assert draft.expires_at > datetime.now(UTC) + timedelta(days=27)
    assert come_back(elsewhere(app), words).status_code == 303


def test_the_form_is_closed_on_the_device_where_it_was_saved(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    assert press(client, f"{START}/kept", "close").headers["Clear-Site-Data"] == '"cache"'
    for address in ("kept", "plans", "check", "remove"):
        assert "Sam" not in client.get(f"{START}/{address}", follow_redirects=True).text
    assert come_back(elsewhere(app), words).status_code == 303


def test_the_words_are_shown_for_half_an_hour_and_more_if_somebody_asks(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    let_go_by(app, timedelta(minutes=29))
    more = press(client, f"{START}/kept", "stay", email="alex@fam")
    assert code_on(more.text) == words
    assert 'value="alex@fam"' in more.text
    let_go_by(app, timedelta(minutes=29))
    assert code_on(client.get(f"{START}/kept").text) == words
    let_go_by(app, timedelta(minutes=31))
    assert client.get(f"{START}/kept").location == f"{RETURN}?closed=1"
    assert "Your five words open them." in client.get(f"{RETURN}?closed=1").text


def test_words_typed_in_another_window_after_saving_are_kept_with_the_rest(app: Flask, client: CheckedClient) -> None:
    draft = begun(app, client)
    words = code_on(client.get(press(client, f"{START}/plans", "keep").location).text)
    late = client.post(f"{START}/address", data={"csrf_token": draft.token, "address": HALF})
    assert late.location == f"{START}/kept"
    other = elsewhere(app)
    assert come_back(other, words).location == f"{START}/address"
    assert SHOWN in other.get(f"{START}/address").text


def test_a_copied_cookie_opens_nothing_of_what_was_kept_or_removed(app: Flask, client: CheckedClient) -> None:
    draft = begun(app, client)
    words = code_on(client.get(press(client, f"{START}/plans", "keep").location).text)
    press(client, f"{START}/kept", "close")
    replay = elsewhere(app)
    replay.set_cookie(*draft.cookie.split("=", 1))
    assert replay.get(f"{START}/check").location == f"{START}?lost=1"
    other = elsewhere(app)
    come_back(other, words)
    held = other.get_cookie("session")
    assert held
    press(other, f"{START}/remove", "now")
    replay.set_cookie("session", held.value)
    assert replay.get(f"{START}/check").location == f"{START}?lost=1"


def test_answers_are_removed_at_once_and_their_words_open_nothing(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    other = elsewhere(app)
    asked = come_back(other, words, "remove")
    assert asked.location == f"{START}/remove"
    assert len(drafts_now(app)) == 1, "it asks once more"
    gone = press(other, f"{START}/remove", "now")
    assert "Your answers are removed. Nothing was sent." in other.get(gone.location).text
    assert drafts_now(app) == []
    assert UNKNOWN in come_back(other, words).text


def test_after_sending_the_words_open_nothing_and_the_page_that_thanks_is_gone_within_a_day(
    app: Flask, client: CheckedClient
) -> None:
    words = kept(app, client)
    come_back(client, words)
    page = client.get(f"{START}/check")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    (draft,) = drafts_now(app)
    client.post(f"{START}/check", data={"csrf_token": token, "draft": draft.id.hex})
    assert UNKNOWN in come_back(elsewhere(app), words).text
    (draft,) = drafts_now(app)
    assert draft.expires_at <= datetime.now(UTC) + timedelta(days=1)
    assert draft.code_key is None
    assert draft.remind_at is None
    with app.app_context():
        assert "keeper" not in draft.state, "nor is an address kept"
        assert len(db.session.scalars(select(Submission)).all()) == 1


def test_28_days_later_it_is_gone(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    let_go_by(app, timedelta(days=28, minutes=1))
    assert UNKNOWN in come_back(client, words).text


@pytest.mark.parametrize("journey", [CHANGE, ALSO], ids=lambda one: one.code)
def test_a_change_is_kept_the_same_way(app: Flask, client: CheckedClient, journey: Journey) -> None:
    draft = begin(app, journey, CHANGED_MIND, f"/families/{journey.code}")
    client.set_cookie(*draft.cookie.split("=", 1))
    words = code_on(client.get(press(client, f"{draft.journey}/you", "keep", your_name="").location).text)
    assert come_back(elsewhere(app), words).location == f"{draft.journey}/you"


def test_wrong_and_unknown_and_gone_words_look_the_same_and_are_counted(app: Flask, client: CheckedClient) -> None:
    gone = kept(app, client)
    let_go_by(app, timedelta(days=29))
    pages = [
        come_back(client, typed) for typed in (gone, "rainbow button giraffe teacup violin", "no such thing", "🙂")
    ]
    assert {page.status_code for page in pages} == {422}
    assert all(UNKNOWN in page.text for page in pages)
    with app.app_context():
        tries = db.session.scalars(select(CodeTry)).all()
        assert [(one.audience, one.found) for one in tries] == [(Audience.FAMILIES, False)] * 4


@pytest.mark.parametrize("typed", ["", "   ", "\0", "x" * 50_000, "\u202eword", "=HYPERLINK(1)"])
def test_whatever_is_typed_as_words_gets_a_plain_answer(client: CheckedClient, typed: str) -> None:
    assert come_back(client, typed).status_code == 422


def test_words_that_are_tried_too_often_stop_working_for_a_while(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    with app.app_context():
        (draft,) = db.session.scalars(select(Draft))
        for _ in range(PER_CODE):
            codes.throttle.count(Audience.FAMILIES, draft.code_key, True, datetime.now(UTC))  # type: ignore[attr-defined]
        db.session.commit()
    assert UNKNOWN in come_back(elsewhere(app), words).text


def test_a_young_persons_words_open_nothing_here_and_a_parents_nothing_there(app: Flask, client: CheckedClient) -> None:
    parents = kept(app, client)
    young = elsewhere(app)
    draft = begin(app, VIEWS, YOUNGEST, "/young-people/views")
    young.set_cookie(*draft.cookie.split("=", 1))
    page = young.post("/young-people/views/feeling", data={"csrf_token": draft.token, "keep": "1", "feeling": "yes"})
    childs = code_on(young.get(page.location).text)
    assert childs
    assert UNKNOWN in come_back(elsewhere(app), childs).text
    there = press(elsewhere(app), "/young-people/replies", "open", code=parents)
    assert "/views" not in (there.location or "")
    assert come_back(elsewhere(app), parents).status_code == 303, "they are good where they belong"


def test_the_words_of_something_that_was_sent_open_no_form(app: Flask, client: CheckedClient) -> None:
    begun(app, client).send(client)
    follow = code_on(client.get(f"{START}/sent").text)
    assert follow
    assert UNKNOWN in come_back(elsewhere(app), follow).text
    with app.app_context():
        assert len(db.session.scalars(select(FamilyCode)).all()) == 1
        assert not db.session.scalars(select(Conversation)).all()


def test_a_form_begun_here_gives_way_and_the_page_says_so(app: Flask, client: CheckedClient) -> None:
    words = kept(app, client)
    other = elsewhere(app)
    assert "yours takes its place" not in other.get(RETURN).text
    begun(app, other, {"stage": "thinking"})
    assert "yours takes its place" in other.get(RETURN).text
    come_back(other, words)
    assert len(drafts_now(app)) == 1


def test_the_start_page_tells_of_what_was_saved_and_a_new_form_leaves_it_alone(
    app: Flask, client: CheckedClient
) -> None:
    words = kept(app, client)
    page = client.get(START)
    assert "Your five words open them on any device." in page.text
    assert "Go on with your answers" not in page.text, "not without the words"
    press(client, START, "start")
    assert come_back(elsewhere(app), words).status_code == 303
