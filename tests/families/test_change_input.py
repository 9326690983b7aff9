"""Whatever is typed into the form for changes, and whatever is gone by then, nothing breaks and no word is lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.families.change import CHANGE
from portal.families.regime import as_if
from portal.journeys.journey import Repeat, field_names
from portal.storage import db
from portal.submissions.models import SenderMark, Submission
from portal.words import Regime
from tests.support.changes import BACK, CHANGED_MIND, MOVED_OUT, PARENT, send, walk
from tests.support.drafts import begin
from tests.support.forms import errors_of
from tests.support.pages import CheckedClient

START = "/families/change"
STRANGE = ["", "\0", "x" * 5000, "🙂", "\u202eabc", "شکریہ", "=HYPERLINK(1)", "yes", "moved_out", "luton", "../..", "0"]
PAGES = [
    f"{part.code}/1/{step.code}" if isinstance(part, Repeat) else step.code
    for part in CHANGE.steps
    for step in (part.steps if isinstance(part, Repeat) else [part])
]


@given(data=st.data())
@settings(max_examples=60)
def test_whatever_is_posted_on_any_page_the_answer_is_a_page(
    app: Flask, client: CheckedClient, data: st.DataObject
) -> None:
    what = data.draw(st.sampled_from([BACK, CHANGED_MIND, MOVED_OUT, {**PARENT, "what_changed": "provision"}]))
    names = [name for step in CHANGE.every_step() for name in field_names(step)]
    with as_if(data.draw(st.sampled_from(Regime))):
        draft = begin(app, CHANGE, what, START)
        name, _, value = draft.cookie.partition("=")
        client.set_cookie(name, value)
        address = data.draw(st.sampled_from([*PAGES, "children", "check", "sent", "tell-also"]))
        posted: dict[str, list[str]] = {"csrf_token": [draft.token]}
        for one, typed in data.draw(
            st.lists(st.tuples(st.sampled_from([*names, "born-day"]), st.sampled_from(STRANGE)), max_size=6)
        ):
            posted.setdefault(one, []).append(typed)
        assert client.post(f"{START}/{address}", data=posted).status_code in (303, 404, 422)
        assert client.get(f"{START}/{address}").status_code in (200, 303, 404)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_whose_draft_is_gone_comes_again_with_what_was_typed(client: CheckedClient, page: str) -> None:
    token = client.get(START).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(f"{START}/{page}", data={"csrf_token": token, "other_words": "We are away until March."})
    assert answer.status_code in (303, 422)
    if page == "your-words":
        assert "We are away until March." in answer.text


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        ("what-changed", {}, "Choose what has changed"),
        ("what-changed", {"what_changed": "something"}, "Choose from the answers shown"),
        ("postcode", {"no_postcode": "have_it", "postcode": "LU1"}, "Enter a full UK postcode"),
        ("move", {"other_council": "torbay"}, "Choose from the answers shown"),
        ("move", {"moved_on-day": "31", "moved_on-month": "2", "moved_on-year": "2026"}, "must be a real date"),
        ("address", {"address": "x" * 501}, "500 characters or fewer"),
        ("children/1/child", {"first_name": "Robin", "last_name": "Example"}, "Enter your child’s date of birth"),
        ("you", {"your_name": " "}, "Enter your full name"),
        ("you", {"your_name": "Alex", "earlier_reference": "x" * 41}, "40 characters or fewer"),
        ("contact", {"contact_by": "email", "email": "nobody"}, "Enter an email address in the right form"),
    ],
)
def test_a_slip_is_named_beside_its_field(
    app: Flask, client: CheckedClient, page: str, typed: dict[str, Any], said: str
) -> None:
    draft = begin(app, CHANGE, MOVED_OUT, START)
    name, _, value = draft.cookie.partition("=")
    client.set_cookie(name, value)
    answer = client.post(f"{START}/{page}", data={"csrf_token": draft.token, **typed})
    assert answer.status_code == 422
    assert said in " ".join(errors_of(answer.data))


def test_any_reference_is_taken_as_it_is_typed(app: Flask, client: CheckedClient) -> None:
    for typed in ("k7md 39qx", "Mine is K7MD39QX, I think", "582-904-631", "🙂"):
        walk(client, {**BACK, "earlier_reference": typed})
        assert "Thank you" in send(client)
        with app.app_context():
            last = db.session.scalars(select(Submission).order_by(Submission.received_at.desc()).limit(1)).one()
            assert last.said["answers"]["earlier_reference"] == typed


def test_a_parents_change_is_a_parents_form_to_whoever_asks_whose_voice_it_is(
    app: Flask, client: CheckedClient
) -> None:
    walk(client, BACK)
    send(client)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SenderMark)) == 1
