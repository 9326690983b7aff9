"""The card of a team: it says when a person answers, and never lets an old number pass for a sure one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask, render_template_string

from portal.directory import Council, Hours, PublicContact, Team, snapshot
from portal.directory.cards import Card, card
from tests.support.pages import parsed, text_of

WEEK = tuple(
    Hours(day, time(opens), time(closes)) for day in range(5) for opens, closes in ((9, 12), (13, 17))
)  # fmt: skip
DOOR = "luton/front-door"
DRAW = '{% from "components/team_card.html" import team_card %}{{ team_card(card, "Title", "What they do", urgent) }}'


def team_and_council(**changes: object) -> tuple[Council, Team]:
    directory = snapshot(fresh=True)
    council, team = directory.council("luton"), directory.team(DOOR)
    assert council
    assert team
    return council, replace(team, **{"hours": WEEK, **changes})  # type: ignore[arg-type]  # any field by name


def drawn(app: Flask, at: str, language: str = "en_GB", urgent: bool = True, **changes: object) -> tuple[Card, str]:
    """The card at a moment in London, and its HTML in a language."""
    with app.test_request_context(f"/?lang={language}"):
        council, team = team_and_council(**changes)
        made = card(council, team, datetime.fromisoformat(at))
        return made, render_template_string(DRAW, card=made, urgent=urgent)


def said(app: Flask, at: str, **changes: object) -> list[str]:
    """The pill, and what stands right below it where there is more to say."""
    made, html = drawn(app, at, **changes)
    pills = [text_of(one) for one in parsed(html.encode()).iter("span") if "pill" in (one.get("class") or "").split()]
    return [*pills, *([made.opens] if made.bank_holiday and made.opens else [])]


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2026-11-23T09:00+00:00", ["Answers now"]),
        ("2026-11-23T08:59+00:00", ["Answers again today at 9:00 am"]),
        ("2026-11-23T12:00+00:00", ["Answers again today at 1:00 pm"]),
        ("2026-11-23T17:00+00:00", ["Answers again tomorrow at 9:00 am"]),
        ("2026-11-20T17:00+00:00", ["Answers again on Monday at 9:00 am"]),  # a Friday
        ("2026-12-24T18:00+00:00", ["Answers again on Tuesday at 9:00 am"]),  # Christmas, a weekend, and the 28th free
        ("2026-12-25T10:00+00:00", ["Closed today: bank holiday", "Answers again on Tuesday at 9:00 am"]),
        ("2026-07-06T08:30+00:00", ["Answers now"]),  # half past nine in London's summer
        ("2026-07-06T07:30+00:00", ["Answers again today at 9:00 am"]),
    ],
)
def test_it_says_when_a_person_answers(app: Flask, at: str, says: list[str]) -> None:
    assert said(app, at) == says


def test_a_day_that_is_a_week_or_more_away_has_a_date(app: Flask) -> None:
    mondays = (Hours(0, time(10), time(12)),)
    assert said(app, "2026-11-24T10:00+00:00", hours=mondays) == ["Answers again on Monday at 10:00 am"]
    # 28 December is a bank holiday
    assert said(app, "2026-12-22T10:00+00:00", hours=mondays) == ["Answers again on Monday 4 January at 10:00 am"]
    assert said(app, "2026-11-23T12:00+00:00", hours=mondays) == ["Answers again on Monday 30 November at 10:00 am"]


def test_a_team_that_works_on_bank_holidays_answers_then(app: Flask) -> None:
    assert said(app, "2026-12-25T10:00+00:00", closed_on_bank_holidays=False) == ["Answers now"]


def test_without_known_hours_nothing_is_said_about_them(app: Flask) -> None:
    made, html = drawn(app, "2026-12-25T10:00+00:00", hours=())
    assert (made.open_now, made.opens, made.bank_holiday) == (None, None, False)
    assert "pill" not in html
    assert "Opening hours" not in html


def test_a_team_with_only_a_website_is_never_said_to_answer(app: Flask) -> None:
    site = PublicContact("website", "https://www.luton.gov.uk", "Site", "https://www.luton.gov.uk", date(2026, 11, 3))
    assert said(app, "2026-11-23T09:30+00:00", contacts=(site,)) == []


def test_it_tells_who_they_are_what_they_do_how_to_reach_them_and_where_that_was_read(app: Flask) -> None:
    made, html = drawn(app, "2026-11-23T09:30+00:00")
    text = text_of(parsed(html.encode()))
    for shown in (
        "Title",
        "Luton MASH",
        "What they do",
        "We listen when a child or young person may not be safe",
        "01582 547653",
        "In office hours.",
        "Monday to Friday, 9:00 am to 12:00 pm, 1:00 pm to 5:00 pm",
        "Closed on bank holidays",
        "We checked this on 3 November 2026. Where we found it: blmkhealthandcarepartnership.org.",
    ):
        assert shown in text
    assert 'href="tel:01582547653"' in html
    assert not made.is_old


def test_after_six_months_it_says_so_and_still_shows_the_number(app: Flask) -> None:
    warning = "We last checked this more than six months ago. Please check on the council’s website."
    for at, old in (("2027-05-05T12:00+00:00", False), ("2027-05-06T12:00+00:00", True)):
        made, html = drawn(app, at, urgent=False)
        assert made.is_old is old
        assert (warning in html) is old
        assert ('href="https://www.luton.gov.uk"' in html) is old
        assert "01582 547653" in html


def test_an_old_number_for_out_of_hours_is_told_where_it_is_shown(app: Flask) -> None:
    fresh = PublicContact("phone", "01632 960001", "Call", "https://luton.example", date(2027, 5, 1))
    for urgent in (True, False):
        made, html = drawn(app, "2027-05-06T12:00+00:00", urgent=urgent, contacts=(fresh,))
        assert not made.is_old
        assert ("more than six months ago" in html) is urgent is ("0300 300 8123" in html)


def test_two_numbers_of_one_kind_say_what_each_is_for(app: Flask) -> None:
    day, source = date(2026, 11, 3), "https://luton.example"
    two = tuple(PublicContact("phone", f"01632 96000{n}", f"Desk {n}", source, day) for n in (1, 2))
    assert "Desk 1" not in drawn(app, "2026-11-23T09:30+00:00", contacts=two[:1])[1]
    both = drawn(app, "2026-11-23T09:30+00:00", contacts=two)[1]
    assert "Desk 1" in both
    assert "Desk 2" in both


def test_in_urdu_days_are_urdu_and_numbers_and_latin_words_run_left_to_right(app: Flask) -> None:
    made, html = drawn(app, "2026-11-20T17:00+00:00", language="ur")
    assert made.opens
    assert "پیر" in made.opens
    assert "پیر" in made.times[0]
    assert '<bdi dir="ltr">01582 547653</bdi>' in html
    assert '<bdi dir="ltr" class="long">blmkhealthandcarepartnership.org</bdi>' in html
    assert '<bdi lang="en-GB">Luton MASH</bdi>' in html
    assert "نومبر" in html


def test_what_staff_typed_can_break_nothing_on_the_card(app: Flask) -> None:
    day = date(2026, 11, 3)
    nasty = PublicContact("website", "https://luton.example/?a=1&b=<", "<b>&", "https://[", day, "</section>")
    html = drawn(app, "2026-11-23T09:30+00:00", contacts=(nasty,), about="<script>alert(1)</script>")[1]
    assert "<script>" not in html
    assert "<b>" not in html
    assert html.count("</section>") == 1


def test_a_moment_needs_its_zone_only_when_it_is_given(app: Flask) -> None:
    with app.test_request_context("/"):
        council, team = team_and_council()
        assert card(council, team).today in {datetime.now(UTC).date(), date.today()}  # noqa: DTZ011 - either side of midnight will do
