"""Telling the council about a change: the right team at the right time, and nothing that holds anybody up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from portal.directory import ROUTING_FIELDS, snapshot
from portal.families.change import CHANGE
from portal.families.regime import as_if
from portal.journeys import Label
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind, Regime, Urgency
from tests.support.changes import BACK, CHANGED_MIND, MOVED_OUT, PARENT, ROBIN, send, walk
from tests.support.journeys import addresses, codes, fields, revealed
from tests.support.pages import CheckedClient, parsed, text_of

COUNCILS = {
    "bedford": "MK40 1AA",
    "central-bedfordshire": "SG18 0AA",
    "luton": "LU1 2BQ",
    "torbay": "TQ1 3DR",
}
BORN = {"born-day": "4", "born-month": "5", "born-year": "2015"}
URGENT = ("back_to_school", "changed_mind")
WHAT = ROUTING_FIELDS[Kind.CHANGE]["what_changed"]


def sent_last(app: Flask) -> Submission:
    with app.app_context():
        found = db.session.scalars(select(Submission).order_by(Submission.received_at.desc()).limit(1)).one()
        _ = found.told, found.words
        return found


def words_of(page: str) -> str:
    return text_of(parsed(page.encode()))


@pytest.mark.parametrize("what", WHAT)
def test_each_change_reaches_the_home_education_team_and_the_two_urgent_ones_admissions_today(
    app: Flask, client: CheckedClient, what: str
) -> None:
    pages = walk(client, {**PARENT, "what_changed": what, "other_words": "We are well."})
    assert pages[-1] == "check"
    assert "Thank you" in send(client)
    found = sent_last(app)
    assert (found.kind, found.council, found.team_code) == (Kind.CHANGE, "luton", "luton/home-education")
    assert found.urgency == (Urgency.TODAY if what in URGENT else Urgency.ROUTINE)
    assert [one.team_code for one in found.told] == (["luton/admissions"] if what in URGENT else [])
    assert not found.flagged


@pytest.mark.parametrize(("council", "postcode"), COUNCILS.items())
@pytest.mark.parametrize("what", ["back_to_school", "moved_out"])
def test_the_postcode_of_the_home_that_the_team_knows_decides(
    app: Flask, client: CheckedClient, council: str, postcode: str, what: str
) -> None:
    walk(client, {**PARENT, "what_changed": what, "postcode": postcode})
    send(client)
    assert sent_last(app).team_code == f"{council}/home-education"


def test_a_family_that_moves_away_is_asked_for_its_old_home_and_one_that_comes_for_its_new_one(
    client: CheckedClient,
) -> None:
    asked = {}
    for what in WHAT:
        client.submit("/families/change")
        client.submit("/families/change/what-changed", what_changed=what)
        asked[what] = text_of(next(parsed(client.get("/families/change/postcode").data).iter("h1")))
    assert "leave" in asked["moved_out"]
    assert "new home" in asked["moved_in"]
    assert "knows" in asked["contact"]
    assert {asked[what] for what in WHAT if what not in ("moved_out", "moved_in", "contact")} == {
        "What is your home postcode?"
    }


def test_nobody_who_does_not_know_their_council_is_lost(app: Flask, client: CheckedClient) -> None:
    walk(client, {**BACK, "no_postcode": "no_fixed_address", "postcode": None, "council": "not_sure"})
    send(client)
    found = sent_last(app)
    assert (found.team_code, found.flagged, found.urgency) == ("shared/duty", True, Urgency.TODAY)


def test_only_what_finds_the_team_and_the_child_and_carries_an_answer_is_needed() -> None:
    needed = {name for _, name, declared in fields(CHANGE) if declared.kwargs.get("required")} - revealed(CHANGE)
    assert needed == {
        "what_changed",
        "no_postcode",  # "I would rather not say" is one of the answers
        "where_next",
        "council",
        "other_words",  # asked only of those who chose "something else"
        "first_name",
        "last_name",
        "born",
        "your_name",
        "contact_by",
    }


def test_every_choice_that_routing_asks_about_can_be_given() -> None:
    assert codes(CHANGE, "what_changed") == set(WHAT)


def any_choice(name: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *sorted(codes(CHANGE, name))])


@given(data=st.data())
@settings(max_examples=60)
def test_whatever_is_left_out_or_chosen_the_form_ends_where_it_can_be_sent(app: Flask, data: st.DataObject) -> None:
    chosen = ("school_place", "place_now", "pass_record", "next_step", "contact_by")
    answers: dict[str, Any] = {name: data.draw(any_choice(name)) for name in chosen}
    answers["what_changed"] = data.draw(st.sampled_from(WHAT))
    answers["other_council"] = data.draw(st.sampled_from([None, "luton", "torbay", "england", "abroad", "nowhere"]))
    answers["postcode"] = data.draw(st.sampled_from(list(COUNCILS.values())))
    answers["no_postcode"] = "have_it"
    with app.app_context(), as_if(data.draw(st.sampled_from(Regime))):
        path = CHANGE.path(answers)
        assert not path.ended
        assert path.places[-1].address in ("contact", "letter-address")
        assert len(path.places) <= 12


def test_a_family_with_a_place_is_not_told_how_to_ask_for_one(app: Flask) -> None:
    with app.app_context():
        assert "school-wanted" not in addresses(CHANGE, {**BACK, "school_place": "found"})
        assert "school-found" in addresses(CHANGE, {**BACK, "school_place": "found"})
        for place in ("wanted", "asked_for", "thinking", None):
            assert "school-wanted" in addresses(CHANGE, {**BACK, "school_place": place})


def test_whoever_wants_a_place_is_shown_the_admissions_team_of_their_council(client: CheckedClient) -> None:
    client.submit("/families/change")
    for address, typed in (
        ("what-changed", {"what_changed": "back_to_school"}),
        ("postcode", {"no_postcode": "have_it", "postcode": "TQ1 3DR"}),
        ("school-place", {"school_place": "wanted"}),
    ):
        client.submit(f"/families/change/{address}", **typed)
    page = client.get("/families/change/school-wanted").text
    assert "Torbay school admissions team" in page
    assert "https://www.torbay.gov.uk" in page
    assert "does not ask for a place" in page
    assert "Nobody can promise you how long" in page


def test_whoever_changed_their_mind_reads_what_to_tell_the_school_before_any_question(client: CheckedClient) -> None:
    walk_to = {"what-changed": {"what_changed": "changed_mind"}, "postcode": {**PARENT}}
    client.submit("/families/change")
    for address, typed in walk_to.items():
        client.submit(f"/families/change/{address}", **{k: v for k, v in typed.items() if isinstance(v, str)})
    words = words_of(client.get("/families/change/changed-mind").text)
    assert 0 < words.index("Please keep the place") < words.index("Name of the school")


def test_only_the_registers_ask_for_hours_others_and_the_address_before(app: Flask) -> None:
    def opened(regime: Regime, what: str) -> set[str]:
        with app.app_context(), as_if(regime):
            return set(addresses(CHANGE, {**PARENT, "what_changed": what}))

    assert opened(Regime.CNIS, "provision") - opened(Regime.PRE_CNIS, "provision") == {"hours", "providers"}
    assert opened(Regime.CNIS, "moved_in") - opened(Regime.PRE_CNIS, "moved_in") == {"address-before"}
    for what in set(WHAT) - {"provision", "moved_in"}:
        assert opened(Regime.CNIS, what) == opened(Regime.PRE_CNIS, what)


@pytest.mark.parametrize(
    ("what", "page", "label"),
    [
        ("contact", "new-address", Label.LAW),
        ("contact", "new-phone", Label.OPTIONAL),
        ("moved_in", "address", Label.LAW),
        ("moved_out", "address", Label.OPTIONAL),
        ("provision", "hours", Label.LAW),
        ("provision", "providers", Label.MAY),
        ("provision", "learning", Label.OPTIONAL),
    ],
)
def test_a_page_says_that_the_law_asks_only_where_it_does(app: Flask, what: str, page: str, label: Label) -> None:
    with app.app_context():
        for regime in Regime:
            with as_if(regime):
                path = CHANGE.path({**PARENT, "what_changed": what})
                place = path.place(page)
                if place is None:
                    assert regime is Regime.PRE_CNIS
                    continue
                assert place.step is not None
                assert place.step.labelled(path.answers) is (label if regime is Regime.CNIS else Label.OPTIONAL)


@pytest.mark.parametrize(("regime", "said"), [(Regime.CNIS, True), (Regime.PRE_CNIS, False)])
def test_the_fifteen_days_are_named_where_they_count_and_nowhere_else(
    client: CheckedClient, regime: Regime, said: bool
) -> None:
    client.submit("/families/change")
    client.submit("/families/change/what-changed", what_changed="contact")
    client.submit("/families/change/postcode", no_postcode="have_it", postcode="LU1 2BQ")
    client.submit("/families/change/children/1/child", first_name="R", last_name="E", **BORN)
    client.submit("/families/change/children")
    with as_if(regime):
        assert ("within 15 days" in client.get("/families/change/new-address").text) is said
        client.submit("/families/change/new-address")
        assert "within 15 days" not in client.get("/families/change/new-phone").text


def test_the_page_about_school_age_says_it_in_the_words_of_the_law(client: CheckedClient) -> None:
    client.submit("/families/change")
    client.submit("/families/change/what-changed", what_changed="turning_16")
    client.submit("/families/change/postcode", no_postcode="have_it", postcode="LU1 2BQ")
    client.submit("/families/change/children/1/child", first_name="R", last_name="E", **BORN)
    client.submit("/families/change/children")
    assert "last Friday in June" in client.get("/families/change/turning-16").text


def test_what_was_given_as_new_need_not_be_typed_again(client: CheckedClient) -> None:
    client.submit("/families/change")
    for address, typed in (
        ("what-changed", {"what_changed": "contact"}),
        ("postcode", {"no_postcode": "have_it", "postcode": "LU1 2BQ"}),
        ("children/1/child", {"first_name": "R", "last_name": "E", **BORN}),
        ("children", {}),
        ("new-address", {}),
        ("new-phone", {"new_email": "new@family.example", "new_phone": "01632 960777"}),
        ("you", {"your_name": "Alex"}),
    ):
        assert client.submit(f"/families/change/{address}", **typed).status_code == 303
    page = client.get("/families/change/contact").text
    assert "new@family.example" in page
    assert "01632 960777" in page
    answer = client.submit("/families/change/contact", contact_by="email", email="")
    assert answer.status_code == 422, "an address that was taken out again is not put back"


def test_letters_are_asked_an_address_only_where_none_was_given(app: Flask) -> None:
    with app.app_context():
        letter = {**PARENT, "contact_by": "letter"}
        assert "letter-address" in addresses(CHANGE, {**letter, "what_changed": "provision"})
        assert "letter-address" not in addresses(CHANGE, {**letter, "what_changed": "moved_in", "address": "1 Road"})
        assert "letter-address" not in addresses(CHANGE, {**letter, "what_changed": "contact", "new_address": "1 Road"})


def statements(app: Flask, act: Callable[[], Any]) -> int:
    """How many statements an act sends to the database."""
    with app.app_context():
        engine = db.engine
    seen = [0]

    def count(*_args: Any) -> None:
        seen[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return seen[0]


@pytest.mark.usefixtures("steady_directory")
def test_the_form_never_tells_whether_a_reference_exists(app: Flask, client: CheckedClient) -> None:
    walk(client, BACK)
    send(client)
    real = sent_last(app).reference
    walk(client, BACK)
    pages, counted = [], []
    for typed in (real, "K7MD-39QX", real.lower().replace("-", " "), "nonsense 🙂 =HYPERLINK(1)"):

        def act(typed: str = typed) -> None:
            answer = client.submit("/families/change/you", your_name="Alex Example", earlier_reference=typed)
            assert answer.status_code == 303
            pages.append(client.get("/families/change/check").text.replace(typed, ""))

        counted.append(statements(app, act))
    first = [line for line in pages[0].splitlines() if "csrf_token" not in line and "typed" not in line]
    for page in pages[1:]:
        assert [line for line in page.splitlines() if "csrf_token" not in line and "typed" not in line] == first
    assert len(set(counted)) == 1


def test_nothing_of_a_change_stands_in_a_plain_column(app: Flask, client: CheckedClient, marker: Any) -> None:
    secret = marker("words")
    walk(client, {**PARENT, "what_changed": "other", "other_words": secret, "earlier_reference": "K7MD-39QX"})
    send(client)
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                assert secret not in str(tuple(row))
        assert secret in str(db.session.scalars(select(Submission)).one().said)


def test_twelve_children_and_no_more(app: Flask) -> None:
    with app.app_context():
        path = CHANGE.path({**BACK, "children": [ROBIN] * 13})
        assert len(path.kept["children"]) == 12


def test_the_councils_this_site_serves_are_offered_but_for_ones_own(app: Flask, client: CheckedClient) -> None:
    walk(client, {**MOVED_OUT, "other_council": None, "children": [ROBIN]})
    page = client.get("/families/change/move").text
    with app.app_context():
        others = {one.code for one in snapshot().councils} - {"torbay"}
    assert 'value="torbay"' not in page
    for code in others:
        assert f'value="{code}"' in page


def test_the_two_urgent_ones_say_once_more_what_they_do_not_do(client: CheckedClient) -> None:
    for answers, said in ((BACK, "does not ask for a school place"), (CHANGED_MIND, "does not keep a school place")):
        walk(client, answers)
        assert said in client.get("/families/change/check").text
