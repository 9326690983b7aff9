"""A family that moves between two councils of this site tells both, each message to one team, nothing typed twice."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from portal.families.change import ALSO, CHANGE
from portal.journeys import drafts
from portal.journeys.models import Draft
from portal.storage import db
from portal.submissions import Submission
from tests.support.changes import BACK, MOVED_OUT, PARENT, send, walk
from tests.support.journeys import addresses
from tests.support.pages import CheckedClient

OFFER = "Tell Luton too"
NEW_HOME = {"no_postcode": "have_it", "postcode": "LU1 2BQ"}


class Arrived(NamedTuple):
    """One message as it came."""

    reference: str
    council: str | None
    team: str
    answers: dict[str, Any]
    suspect: bool


def everything(app: Flask) -> list[Arrived]:
    """What was sent, oldest first."""
    with app.app_context():
        found = db.session.scalars(select(Submission).order_by(Submission.received_at))
        return [Arrived(one.reference, one.council, one.team_code, one.said["answers"], one.suspect) for one in found]


def tell_also(client: CheckedClient) -> str:
    """Press the button on the thank-you page; gives the first page that is still asked."""
    return press(client).location or ""


def press(client: CheckedClient) -> Any:
    token = client.get("/families/change/sent").text.partition('tell-also"')[2]
    value = token.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post("/families/change/tell-also", data={"csrf_token": value})


def moved(client: CheckedClient, **answers: Any) -> None:
    walk(client, {**MOVED_OUT, "children": [MOVED_OUT["children"][0]], **answers})
    assert OFFER in send(client)


def test_from_torbay_to_luton_each_is_told_once_with_the_same_answers(app: Flask, client: CheckedClient) -> None:
    moved(client)
    assert tell_also(client).endswith("/families/change-also/postcode")
    assert walk(client, NEW_HOME, ALSO, begin=False) == ["postcode", "check"]
    assert "Thank you" in send(client, ALSO)
    left, came = everything(app)
    assert (left.council, left.team) == ("torbay", "torbay/home-education")
    assert (came.council, came.team) == ("luton", "luton/home-education")
    before, after = left.answers, came.answers
    assert (before["what_changed"], after["what_changed"]) == ("moved_out", "moved_in")
    assert (before["other_council"], after["other_council"]) == ("luton", "torbay")
    same = {"children", "your_name", "contact_by", "phone", "moved_on", "pass_record", "address"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["earlier_reference"] == left.reference


def test_the_other_way_round_the_old_council_is_offered(app: Flask, client: CheckedClient) -> None:
    walk(client, {**PARENT, "what_changed": "moved_in", "other_council": "torbay", "address": "1 Invented Street"})
    assert "Tell Torbay too" in send(client)
    tell_also(client)
    assert walk(client, {**NEW_HOME, "postcode": "TQ1 3DR"}, ALSO, begin=False) == ["postcode", "check"]
    send(client, ALSO)
    assert [(one.council, one.answers["what_changed"]) for one in everything(app)] == [
        ("luton", "moved_in"),
        ("torbay", "moved_out"),
    ]


def test_the_first_thank_you_page_stays_with_its_code(app: Flask, client: CheckedClient) -> None:
    moved(client)
    before = client.get("/families/change/sent").text
    tell_also(client)
    walk(client, NEW_HOME, ALSO, begin=False)
    second = send(client, ALSO)
    first, came = everything(app)
    after = client.get("/families/change/sent").text
    assert first.reference in after
    assert came.reference in second
    code = [line for line in before.splitlines() if "five-words" in line]
    assert all(line in after for line in code)
    assert OFFER not in second
    assert "Tell Torbay too" not in second, "both know by now"


@pytest.mark.parametrize(
    "answers",
    [
        BACK,
        {**MOVED_OUT, "other_council": "england", "other_council_name": "Invented County Council"},
        {**MOVED_OUT, "other_council": "abroad"},
        {**MOVED_OUT, "other_council": None},
    ],
    ids=["no move", "another council", "abroad", "not said"],
)
def test_nothing_is_offered_where_there_is_no_second_council_to_tell(
    app: Flask, client: CheckedClient, answers: dict[str, Any]
) -> None:
    walk(client, {**answers, "children": [answers["children"][0]]})
    assert "tell-also" not in send(client)
    assert press(client).location.endswith("/families/change/sent")
    assert len(everything(app)) == 1


def test_the_second_message_is_not_taken_for_a_machines_because_it_is_quick(app: Flask, client: CheckedClient) -> None:
    moved(client)
    tell_also(client)
    walk(client, NEW_HOME, ALSO, begin=False)
    send(client, ALSO)
    first, second = everything(app)
    assert first.suspect, "this test types faster than any parent"
    assert not second.suspect


def test_pressing_twice_begins_one_second_message(app: Flask, client: CheckedClient) -> None:
    moved(client)
    tell_also(client)
    tell_also(client)
    with app.app_context():
        assert len(list(db.session.scalars(select(Draft).where(Draft.journey == ALSO.code)))) == 1


def test_without_a_sent_message_or_a_token_nothing_begins(app: Flask, client: CheckedClient) -> None:
    assert client.post("/families/change/tell-also").status_code == 303
    moved(client)
    assert client.post("/families/change/tell-also", data={"csrf_token": "old"}).location.endswith("/change/sent")
    assert client.get("/families/change-also/check").location.startswith("/families/change-also")
    assert client.get("/families/change-also").location == "/families/change"
    with app.app_context():
        assert not list(db.session.scalars(select(Draft).where(Draft.journey == ALSO.code)))


def test_what_the_parent_does_not_want_to_pass_on_can_be_changed_before_it_is_sent(
    app: Flask, client: CheckedClient
) -> None:
    moved(client)
    tell_also(client)
    walk(client, NEW_HOME, ALSO, begin=False)
    client.submit("/families/change-also/you", your_name="Alex Example", earlier_reference="")
    client.submit("/families/change-also/move", other_council="not_known", pass_record="no")
    send(client, ALSO)
    answers = everything(app)[-1].answers
    assert "earlier_reference" not in answers
    assert (answers["other_council"], answers["pass_record"]) == ("not_known", "no")


def test_a_second_message_left_alone_is_forgotten_like_any_draft(app: Flask, client: CheckedClient) -> None:
    moved(client)
    tell_also(client)
    with app.app_context():
        draft = db.session.scalars(select(Draft).where(Draft.journey == ALSO.code)).one()
        assert drafts.purge(draft.expires_at.replace(year=draft.expires_at.year + 1)) >= 1
        db.session.commit()
    assert "/families/change-also?lost=1" in client.get("/families/change-also/postcode").location


def test_whom_the_new_address_is_kept_from_reaches_both_teams_and_no_page_to_keep(
    app: Flask, client: CheckedClient
) -> None:
    moved(client, not_to_share_with="Marker Person")
    assert "Marker Person" not in client.get("/families/change/sent").text
    tell_also(client)
    assert walk(client, NEW_HOME, ALSO, begin=False) == ["postcode", "check"]
    assert "Marker Person" not in send(client, ALSO)
    assert [one.answers["not_to_share_with"] for one in everything(app)] == ["Marker Person"] * 2


def test_nobody_without_a_new_address_is_asked_whom_it_is_kept_from(app: Flask) -> None:
    with app.app_context():
        for what in ("moved_out", "contact"):
            values = {**MOVED_OUT, "what_changed": what, "address": None}
            assert "safety" not in addresses(CHANGE, values)
        assert "safety" in addresses(CHANGE, {**MOVED_OUT, "what_changed": "contact", "new_address": "2 Invented Road"})
