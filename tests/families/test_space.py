"""The parents' pages of words: short, plain, and never the law in words of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from portal.directory import hours, snapshot
from portal.law import SENTENCES, says
from portal.pages import Level, Page, library
from portal.pages.render import Block
from portal.web.fields import today
from portal.words import Regime, TeamRole
from tests.support.pages import CheckedClient, parsed, text_of

HOME = "/families"
ENGLISH = [page for page in library().pages if page.space == "families" and page.locale == "en_GB"]
SLUGS = sorted(page.slug for page in ENGLISH if page.slug != "index")
OWN_WORDS = re.compile(r"\b(the law says|by law|must|legal(ly)?|section \d|Act \d|apply|application|approv\w*)\b", re.I)
"""How a page would state the law by itself, and words that make a choice look like a duty."""


def under(app: Flask, monkeypatch: pytest.MonkeyPatch, **regimes: Regime) -> None:
    """Let the site believe that these councils have worked under that law since yesterday."""
    with app.app_context():
        whole = snapshot()
    councils = tuple(
        replace(one, regime=regimes[one.code.replace("-", "_")], regime_from=today() - timedelta(1))
        if one.code.replace("-", "_") in regimes
        else one
        for one in whole.councils
    )
    changed = replace(whole, councils=councils, version=whole.version + 1)
    for module in ("portal.directory.chosen", "portal.families.space"):
        monkeypatch.setattr(f"{module}.snapshot", lambda: changed)


def words(app: Flask, code: str, regime: Regime) -> str:
    with app.test_request_context("/"):
        return says(code, regime)


def read(client: CheckedClient, address: str) -> str:
    """All that a page says, as text."""
    return text_of(parsed(client.get(address).data))


def texts(blocks: list[Block]) -> list[str]:
    said: list[str] = []
    for block in blocks:
        said += [block["text"]] if "text" in block else []
        said += [item["text"] for item in block.get("items", [])]
        said += texts(block.get("blocks", []))
    return said


def test_the_space_has_every_page_that_was_promised() -> None:
    assert SLUGS == [
        "attendance-orders",
        "complaints",
        "costs-and-exams",
        "going-back-to-school",
        "health-without-school",
        "special-needs",
        "special-schools",
        "taking-your-child-off-the-roll",
        "thinking-about-it",
        "what-happens-next",
        "your-childs-voice",
        "your-information",
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_is_there_with_its_title_and_nothing_left_unfilled(client: CheckedClient, slug: str) -> None:
    answer = client.get(f"{HOME}/{slug}")
    page = library().page("families", slug, "en_GB", Level.STANDARD)
    assert page
    assert answer.status_code == 200
    assert text_of(next(parsed(answer.data).iter("h1"))) == page.title
    assert not re.search(r"::|(service|site|page|picture|law):[a-z]", answer.text)
    assert "X-Robots-Tag" not in answer.headers


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.slug)
def test_a_page_is_short_and_states_no_law_of_its_own(page: Page) -> None:
    said = " ".join([page.title, page.summary, *texts(page.blocks)])
    if page.slug != "index":
        assert 60 <= len(said.split()) <= 270
    assert not OWN_WORDS.search(said), OWN_WORDS.search(said)


@pytest.mark.parametrize("regime", list(Regime))
def test_a_page_gives_the_law_of_the_readers_council_with_its_source(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch, regime: Regime
) -> None:
    under(app, monkeypatch, luton=regime)
    whole = {one.code: one for one in SENTENCES if one.regime in (None, regime)}
    for page in ENGLISH:
        told = read(client, f"{page.address}?council=luton")
        for code in re.findall(r"^::law ([a-z0-9-]+)$", page.markdown, re.M):
            sentence = words(app, code, regime)
            assert bool(sentence) is (code in whole)
            if sentence:
                assert f"{sentence} Source: {whole[code].source}" in told
        others = {words(app, one.code, one.regime) for one in SENTENCES if one.regime not in (None, regime)}
        assert not [one for one in others if one in told], page.slug


def test_readers_of_two_councils_each_get_their_own_law_also_from_what_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    under(app, monkeypatch, luton=Regime.CNIS)
    luton, bedford = app.test_client(), app.test_client()
    luton.get(f"{HOME}?council=luton")
    bedford.get(f"{HOME}?council=bedford")
    before, after = (words(app, "never-at-school", one) for one in Regime)
    for _ in range(2):  # the second time from what is kept
        page = f"{HOME}/taking-your-child-off-the-roll"
        assert after in unescape(luton.get(page).text)
        assert before in unescape(bedford.get(page).text)
        assert before not in unescape(luton.get(page).text)


def test_whoever_has_chosen_no_council_is_told_that_the_law_differs_and_only_then(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, told = f"{HOME}/thinking-about-it", "The law is not the same at every council"
    assert told not in read(client, page)
    under(app, monkeypatch, luton=Regime.CNIS)
    assert told in read(client, page)
    assert told not in read(client, f"{HOME}/health-without-school"), "there is no law on that page"
    assert told not in read(client, f"{page}?council=luton")


def test_when_every_council_has_the_registers_nobody_needs_to_choose_one(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        codes = [one.code.replace("-", "_") for one in snapshot().councils]
    under(app, monkeypatch, **dict.fromkeys(codes, Regime.CNIS))
    assert words(app, "tell-in-15-days", Regime.CNIS) in read(client, f"{HOME}/taking-your-child-off-the-roll")


def test_the_front_page_has_three_ways_in_before_all_else(client: CheckedClient) -> None:
    main = next(one for one in parsed(client.get(HOME).data).iter("div") if one.get("id") == "main")
    links = [one.get("href") for one in main.iter("a")]
    assert links[:3] == [f"{HOME}/thinking-about-it", f"{HOME}/notify", f"{HOME}/change"]
    assert {f"{HOME}/letter", f"{HOME}/follow", f"{HOME}/return"} <= set(links)
    assert {f"{HOME}/{slug}" for slug in SLUGS} <= set(links)


@pytest.mark.parametrize(
    ("slug", "role"),
    [
        ("special-schools", TeamRole.SEND),
        ("going-back-to-school", TeamRole.ADMISSIONS),
        ("complaints", TeamRole.HOME_EDUCATION),
    ],
)
def test_a_page_ends_with_the_team_to_ask(app: Flask, client: CheckedClient, slug: str, role: TeamRole) -> None:
    with app.app_context():
        team = snapshot().team_for("bedford", role)
    assert team
    assert team.name not in read(client, f"{HOME}/{slug}")
    assert team.name in read(client, f"{HOME}/{slug}?council=bedford")
    assert team.name in read(client, f"{HOME}/{slug}"), "the choice is kept for this visit"


def test_a_council_without_such_a_team_shows_who_knows_about_home_education(app: Flask, client: CheckedClient) -> None:
    with app.app_context():
        bare = next(one for one in snapshot().councils if not snapshot().team_for(one.code, TeamRole.SCHOOL_NURSING))
        team = snapshot().team_for(bare.code, TeamRole.HOME_EDUCATION)
    assert team
    assert team.name in read(client, f"{HOME}/health-without-school?council={bare.code}")


def test_by_when_is_the_teams_own_number_of_working_days(app: Flask, client: CheckedClient) -> None:
    with app.app_context():
        team = snapshot().team_for("luton", TeamRole.HOME_EDUCATION)
    assert team
    day = hours.answers(team, datetime.now(UTC))
    told = read(client, f"{HOME}/what-happens-next?council=luton")
    assert f"The team means to read it by {day.day} {day:%B %Y}." in told
    assert "means to read it by" not in read(app.test_client(), f"{HOME}/what-happens-next")  # type: ignore[arg-type]


def test_a_complaint_is_sent_to_the_council_s_own_website(app: Flask, client: CheckedClient) -> None:
    def sites(address: str) -> set[Any]:
        return {one.get("href") for one in parsed(client.get(address).data).iter("a")}

    with app.app_context():
        every = {one.website for one in snapshot().councils}
        torbay = snapshot().council("torbay")
    assert torbay
    assert every <= sites(f"{HOME}/complaints")
    assert sites(f"{HOME}/complaints?council=torbay") & every == {torbay.website}


def test_the_card_to_hand_over_is_that_of_the_council_and_language(client: CheckedClient) -> None:
    client.get(f"{HOME}?council=luton&lang=pl")
    links = [one.get("href", "") for one in parsed(client.get(f"{HOME}/your-childs-voice").data).iter("a")]
    card = next(link for link in links if link.endswith(".pdf"))
    assert card == "/young-people/leaflets/luton/pl/card.pdf"
    assert client.get(card).mimetype == "application/pdf"


def test_a_postcode_leads_to_its_council_and_goes_nowhere_else(client: CheckedClient) -> None:
    answer = client.submit(f"{HOME}/find-council", postcode="lu1 2bq")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HOME}?council=luton#council")
    elsewhere = client.submit(f"{HOME}/find-council", postcode="AL1 3JE").text
    assert f'href="{HOME}?council=luton#council"' in elsewhere, "or chosen from the list, which leads to the same place"
    assert "St Albans" in elsewhere or "Hertfordshire" in elsewhere


@pytest.mark.parametrize("typed", ["", "x", "LU1 0AA", "🙂", "ء" * 500, "=HYPERLINK(1)"])
def test_a_postcode_that_is_none_is_met_with_words_beside_it(client: CheckedClient, typed: str) -> None:
    answer = client.submit(f"{HOME}/find-council", postcode=typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("made_up", ["nowhere", "<b>", "a" * 5000, "luton%0d%0aX: y", "🙂"])
def test_what_somebody_made_up_is_not_kept(client: CheckedClient, made_up: str) -> None:
    assert client.get(HOME, query_string={"council": made_up}).status_code == 200
    assert not client.get_cookie("council")


@pytest.mark.parametrize("address", ["nowhere", "index", "costs-and-exams.standard", "..%2f..", "%00", "x" * 3000])
def test_a_page_that_is_not_there_says_so(client: CheckedClient, address: str) -> None:
    assert client.get(f"{HOME}/{address}").status_code in (400, 404)


def test_reading_leaves_no_cookie_but_what_was_chosen(client: CheckedClient) -> None:
    for slug in SLUGS:
        assert not client.get(f"{HOME}/{slug}").headers.getlist("Set-Cookie")
