"""What is told to the people who run the site, before it hurts anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.directory import Council, Directory, PublicContact, Rule, Team, check, contrast
from portal.directory.hours import known_until
from portal.words import Kind, TeamRole, Urgency

TODAY = date(2026, 11, 21)

WEBSITE_ONLY = "warning: {}: The public sees only a website: add a number or an e-mail address."


def messages(directory: Directory, today: date = TODAY) -> list[str]:
    return [str(problem) for problem in check(directory, today)]


def change_team(directory: Directory, code: str, **values: object) -> Directory:
    teams = tuple(replace(team, **values) if team.code == code else team for team in directory.teams)
    duty_team = next((team for team in teams if team.code == directory.duty_team.code), directory.duty_team)
    return replace(directory, teams=teams, duty_team=duty_team)


def change_council(directory: Directory, code: str, **values: object) -> Directory:
    councils = tuple(replace(each, **values) if each.code == code else each for each in directory.councils)
    return replace(directory, councils=councils)


def test_the_shipped_councils_are_clean_but_for_what_must_be_asked_of_them(shipped: Directory) -> None:
    assert messages(shipped) == [
        WEBSITE_ONLY.format(code)
        for code in (
            "bedford/front-door",
            "central-bedfordshire/home-education",
            "luton/home-education",
            "torbay/front-door",
            "torbay/home-education",
        )
    ]


def without_inbox(directory: Directory) -> Directory:
    return change_team(directory, "luton/home-education", inbox=None)


def without_site_duty(directory: Directory) -> Directory:
    return change_team(directory, "shared/duty", active=False)


def without_council_duty(directory: Directory) -> Directory:
    return change_team(directory, "luton/duty", active=False)


def with_two_claims(directory: Directory) -> Directory:
    return change_council(directory, "luton", areas=("E06000032", "E06000055"))


def without_out_of_hours(directory: Directory) -> Directory:
    luton = directory.council("luton")
    return change_council(directory, "luton", out_of_hours=replace(luton.out_of_hours, text=""))


def with_a_rumoured_number(directory: Directory) -> Directory:
    luton = directory.council("luton")
    return change_council(directory, "luton", out_of_hours=replace(luton.out_of_hours, source=None))


def with_a_pale_colour(directory: Directory) -> Directory:
    return change_council(directory, "luton", colour="#ffc857")


def with_an_unchecked_contact(directory: Directory) -> Directory:
    rumour = PublicContact(kind="phone", value="01632 960002", label="Call us")
    return change_team(directory, "luton/home-education", unchecked=(rumour,))


def without_any_contact(directory: Directory) -> Directory:
    return change_team(directory, "luton/front-door", contacts=())


def without_a_send_team(directory: Directory) -> Directory:
    return change_team(directory, "luton/send", active=False)


def without_a_front_door(directory: Directory) -> Directory:
    return change_team(directory, "luton/front-door", active=False)


def without_a_last_rule(directory: Directory) -> Directory:
    rules = tuple(rule for rule in directory.rules if rule.kind is not Kind.VIEWS or rule.when)
    return replace(directory, rules=rules)


def with_a_rule_too_late(directory: Directory) -> Directory:
    late = Rule(Kind.VIEWS, {"safe": frozenset({"no"})}, TeamRole.FRONT_DOOR, Urgency.NOW, "Too late.")
    return replace(directory, rules=(*directory.rules, late))


def with_a_rule_to_nobody(directory: Directory) -> Directory:
    lost = Rule(Kind.VIEWS, {}, TeamRole.DUTY, Urgency.NOW, "To nobody.", council="luton", team="luton/gone")
    return replace(directory, rules=(lost, *directory.rules))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (without_inbox, "error: luton/home-education: It has no inbox, so nothing can reach it."),
        (without_site_duty, "error: shared/duty: The duty team of the site cannot be reached."),
        (without_council_duty, "error: luton: It has no duty team for what no other team gets."),
        (with_two_claims, "error: luton: The area E06000055 is also another council's."),
        (with_two_claims, "error: bedford: The area E06000055 is also another council's."),
        (without_out_of_hours, "warning: luton: It does not say what to do out of hours."),
        (
            with_a_rumoured_number,
            "warning: luton: Its out-of-hours number has no source or date, so it is not shown.",
        ),
        (with_a_pale_colour, "error: luton: White text on #ffc857 has a contrast of 1.5; 4.5 is needed."),
        (
            with_an_unchecked_contact,
            "warning: luton/home-education: 01632 960002 has no source or no date, so it is not shown.",
        ),
        (without_any_contact, "warning: luton/front-door: The public has no way to reach it."),
        (
            without_a_send_team,
            "warning: luton: It has no send team to tell: “A child is at a special school.”",
        ),
        (
            without_a_front_door,
            "warning: luton: It has no front-door team: “The young person does not feel safe.” goes to the duty team.",
        ),
        (without_a_last_rule, "error: rules: No rule takes every views: one without conditions is needed."),
        (
            with_a_rule_too_late,
            "warning: rules: “Too late.” comes after a rule that takes every views: it never counts.",
        ),
        (
            with_a_rule_to_nobody,
            "error: luton: “To nobody.” names luton/gone, which is not an active team.",
        ),
    ],
)
def test_each_problem_is_told(shipped: Directory, broken: Callable[[Directory], Directory], message: str) -> None:
    assert message not in messages(shipped)
    assert message in messages(broken(shipped))


def test_a_number_is_old_after_six_months_and_not_before(shipped: Directory) -> None:
    old = "warning: luton/front-door: 01582 547653 was last checked on 2026-11-03, over six months ago."
    assert old not in messages(shipped, date(2027, 5, 5))
    assert old in messages(shipped, date(2027, 5, 6))


def test_a_website_is_old_after_a_year_and_not_before(shipped: Directory) -> None:
    old = "warning: luton/send: https://sendiasluton.co.uk was last checked on 2026-11-03, over a year ago."
    assert old not in messages(shipped, date(2027, 11, 3))
    assert old in messages(shipped, date(2027, 11, 4))


def test_a_national_service_grows_old_as_a_team_does(shipped: Directory) -> None:
    old = "warning: childline: 0800 1111 was last checked on 2026-11-03, over six months ago."
    assert old not in messages(shipped, date(2027, 5, 5))
    assert old in messages(shipped, date(2027, 5, 6))


def test_the_number_for_out_of_hours_grows_old(shipped: Directory) -> None:
    old = "warning: luton: Its out-of-hours number was last checked over six months ago."
    assert old not in messages(shipped, date(2027, 5, 5))
    assert old in messages(shipped, date(2027, 5, 6))


def test_a_check_that_is_still_to_come_is_told(shipped: Directory) -> None:
    early = "luton/front-door: 01582 547653 is said to be checked on 2026-11-03, which is still to come."
    assert f"warning: {early}" in messages(shipped, date(2026, 11, 2))
    assert f"warning: {early}" not in messages(shipped, date(2026, 11, 3))


def test_the_end_of_the_known_bank_holidays_is_told_in_time_and_then_loudly(shipped: Directory) -> None:
    until = known_until()
    assert f"warning: holidays: Bank holidays are known only until {until}. Update govuk-bank-holidays soon." in (
        messages(shipped, date(until.year, 10, 1))
    )
    first, *_ = check(shipped, date(until.year + 1, 1, 1))
    assert first.serious
    assert first.about == "holidays"


def test_a_missing_postcode_file_is_an_error(shipped: Directory, tmp_path: Path) -> None:
    first, *_ = check(shipped, TODAY, postcodes=tmp_path / "nothing.sqlite")
    assert first.serious
    assert first.about == "postcodes"


def test_errors_come_first(shipped: Directory) -> None:
    serious = [problem.serious for problem in check(without_inbox(shipped), TODAY)]
    assert serious == sorted(serious, reverse=True)


def test_contrast_is_reckoned_as_the_guidelines_say() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff", "#767676") == contrast("#767676")


def test_a_rumour_is_never_among_what_the_public_sees(shipped: Directory) -> None:
    def shown(thing: Team | Council) -> bool:
        return all(contact.checked for contact in thing.contacts) if isinstance(thing, Team) else True

    assert all(shown(team) for team in shipped.teams)
    published = {contact.value for team in shipped.teams for contact in team.contacts}
    # found on pages too old, or never confirmed
    assert not published & {"01234 223599", "01234 718700", "pupil.services@torbay.gov.uk"}


def test_no_inbox_of_a_real_council_is_in_the_shipped_files(shipped: Directory) -> None:
    assert all(team.inbox.endswith(".example") for team in shipped.teams)


def test_links_are_made_from_contacts() -> None:
    assert PublicContact("phone", "0300 300 8585", "Call").href == "tel:03003008585"
    assert PublicContact("text", "07700 900001", "Text").href == "sms:07700900001"
    assert PublicContact("email", "a@b.example", "Mail").href == "mailto:a@b.example"
    assert PublicContact("website", "https://b.example", "Site").href == "https://b.example"
