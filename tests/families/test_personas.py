"""Whole families with a phone, from the front page to the receipt: each reaches its team, and is told what is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal.directory import snapshot
from portal.law import says
from portal.web.catalogues import speaking
from portal.words import Regime, Urgency
from tests.support.answers import CHILD, FOUR_CHILDREN, LEAST, NOTIFICATION, REGISTER_ANSWERS, SHORT_NOTIFICATION
from tests.support.browser import assert_accessible
from tests.support.effort import SLOWEST, written_down
from tests.support.live import Site
from tests.support.personas import (
    Arrives,
    holds_what_was_said,
    mail_about,
    mails_naming,
    never_pressed,
    packed,
    reached,
    registers_at,
    signed_in,
)

NOW = Regime.PRE_CNIS
HUMAN = 500
"""Milliseconds on each page at least: whoever is quicker is set aside as a machine (portal.submissions.suspicion)."""
ARRIVED = "It has arrived"
REGISTER_PAGES = {"enquiries", "addresses", "parents", "who", "hours"}
"""Asked under the registers alone."""
NOT_THE_SCHOOL = "Telling the council does not do that for you."
URDU = {
    **LEAST,
    "stage": "already",
    "first_name": "علی",
    "last_name": "مثال",
    "your_name": "عائشہ مثال",
    "email": "ayesha@family.example",
    "reason_words": "میرا بیٹا سکول میں بہت اداس تھا۔",
    "more": ["talking"],
    "interpreter": "اردو",
}


def law(records: Flask, code: str, regime: Regime = NOW, language: str = "en_GB") -> str:
    with records.test_request_context("/"), speaking(language):
        return says(code, regime)


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_first_time_parent_writes_the_letter_and_tells_the_council_on_the_same_phone(
    family: Arrives, records: Flask, live_site: Site, new_page: Callable[..., Page]
) -> None:
    first = family({**SHORT_NOTIFICATION, "letter_with": "yes"})
    first.visit = lambda page, name: page.wait_for_timeout(HUMAN)
    first.front()
    first.press('main a[href="/families/letter"]')
    first._look("letter")
    assert NOT_THE_SCHOOL in first.read["letter"]
    first.give(special_school="no", attendance_order="no")
    first.press("#questions button")
    first._look("write")
    typed = {"first_name_1": "Robin", "last_name_1": "Example", "born_1": CHILD["born"]}
    first.give(school_name=CHILD["school_name"], last_day=CHILD["last_day"], your_name="Alex Example", **typed)
    first.press("form.question > button:not(.govuk-visually-hidden)")
    first._look("done")
    letter = first.page.locator("#letter p").all_inner_texts()
    assert any("Robin Example" in line for line in letter)
    first.press("button[name=tell]")
    first.go_on()
    first.told += [line for paragraph in letter for line in paragraph.splitlines()]
    held = first.sent()
    written_down("One child, with the letter to the school first", first.effort)
    assert first.effort.doing < SLOWEST
    assert "letter-copy" in first.read
    assert one_line(law(records, "mainstream-permission")) in one_line(first.read["sent"])
    assert NOT_THE_SCHOOL in first.read["children/1/leaving"]
    assert NOT_THE_SCHOOL in first.read["check"]
    never_pressed(first)
    holds_what_was_said(first, held)
    reached(records, held, "luton/home-education", Urgency.ROUTINE)
    mail = mail_about(live_site.data_dir, held.reference, "alex@family.example").get_content()
    assert NOT_THE_SCHOOL in one_line(mail)
    assert "Robin" not in mail
    assert held.code not in mail
    assert first.follow(held) == ARRIVED
    desk = new_page()
    signed_in(desk, "officer@luton.example")
    assert held.reference in desk.inner_text("main")


def test_four_children_two_at_a_special_school_without_javascript(family: Arrives, records: Flask) -> None:
    four = family(
        {**SHORT_NOTIFICATION, "children": FOUR_CHILDREN}, more_children=3, java_script_enabled=False, is_mobile=True
    )
    four.to_the_check_page()
    explained = [name for name in four.read if name.endswith("rules-explained")]
    assert explained == ["children/1/rules-explained", "children/2/rules-explained"]
    for name in explained:
        assert one_line(law(records, "special-school-consent")) in one_line(four.read[name])
        assert "Go on and send this as usual." in four.read[name]
    held = four.sent()
    written_down("Four children", four.effort)
    never_pressed(four)
    holds_what_was_said(four, held)
    sent = reached(records, held, "luton/home-education", Urgency.ROUTINE, told=("luton/send",))
    children = sent.said["children"]
    assert [(child["first_name"], child["born"]) for child in children] == [
        (child["first_name"], child["born"]) for child in FOUR_CHILDREN
    ]
    assert [child.get("special_school") for child in children] == ["yes", "yes", None, "no"]
    assert [child.get("school_name") for child in children].count("Invented Primary School") == 3
    assert four.follow(held) == ARRIVED


def test_whoever_wants_only_letters_is_offered_no_call_by_keyboard_alone(
    family: Arrives, records: Flask, live_site: Site
) -> None:
    answers = {**LEAST, "stage": "already", "address": "1 Invented Street\nLuton", "contact_by": "letter"}
    writer = family({**answers, "email": None, "writing_only": ["yes"]}, keyboard=True)
    writer.to_the_check_page()
    assert "Please write to me and do not call" in writer.read["check"]
    held = writer.sent()
    holds_what_was_said(writer, held)
    never_pressed(writer)
    sent = reached(records, held, "luton/home-education", Urgency.ROUTINE)
    said = sent.said
    assert (said["contact_by"], said["writing_only"]) == ("letter", ["yes"])
    assert {"phone", "email"}.isdisjoint(said)
    offers = [line for line in held.page.splitlines() if "call you" in line or "phone you" in line]
    assert offers == []
    assert "You can always ask for answers in writing only." in held.page
    assert writer.follow(held) == ARRIVED
    assert [to for to in mails_naming(live_site.data_dir, held.reference) if "family" in to] == []


def test_a_mother_who_reads_urdu_goes_the_whole_way_in_it_and_staff_read_the_questions_in_english(
    family: Arrives, records: Flask, live_site: Site, new_page: Callable[..., Page]
) -> None:
    ways: set[str | None] = set()
    mother = family(URDU, locale="en-GB")
    mother.visit = lambda page, name: ways.add(page.locator("html").get_attribute("dir"))
    mother.page.goto("/families")
    mother.page.locator(".languages summary").first.click()
    mother.press('.languages a[lang="ur"]')
    mother.press('main a[href="/families/notify"]')
    mother._look("start")
    mother.press("main form button")
    mother.go_on()
    held = mother.sent()
    assert ways == {"rtl"}
    for code in ("letter-takes-off-roll", "mainstream-permission"):
        said = law(records, code, language="ur")
        assert said != law(records, code)
        assert one_line(said) in one_line(held.page)
    typed = [URDU[name] for name in ("reason_words", "your_name", "first_name", "interpreter")]
    assert [words for words in typed if packed(words) not in packed(held.page)] == []
    # Only whole words without dotted letters: the dots are drawn apart, and what reads the PDF here reads them as well.
    assert [words for words in ("اردو", "سکول") if words not in held.paper] == []
    mail = mail_about(live_site.data_dir, held.reference, "ayesha@family.example").get_content()
    assert one_line(law(records, "letter-takes-off-roll", language="ur")) in one_line(mail)
    assert NOT_THE_SCHOOL not in one_line(mail)
    assert URDU["your_name"] not in mail
    assert URDU["reason_words"] not in mail
    mother.follow(held)
    assert mother.page.locator("html").get_attribute("dir") == "rtl"
    sent = reached(records, held, "luton/home-education", Urgency.ROUTINE)
    assert sent.language == "ur"
    desk = new_page()
    signed_in(desk, "officer@luton.example")
    desk.goto(f"/staff/submissions/{sent.id}")
    seen = desk.inner_text("main")
    assert "What led you to home education?" in seen
    assert URDU["reason_words"] in seen


def test_a_child_who_was_never_at_a_school_is_asked_about_none(family: Arrives, records: Flask) -> None:
    never = family(
        {**LEAST, "stage": "never_school", "postcode": "TQ1 3DR", "contact_by": "phone", "phone": "01632 960001"}
    )
    never.to_the_check_page()
    asked = " ".join(never.read)
    assert not [page for page in ("school", "rules", "leaving") if f"/{page}" in asked]
    assert "school’s list" not in never.read["check"]
    held = never.sent()
    assert "If your child is at a school" not in held.page
    assert "Letter" not in held.page
    never_pressed(never)
    holds_what_was_said(never, held)
    reached(records, held, "torbay/home-education", Urgency.ROUTINE)
    assert never.follow(held) == ARRIVED


def test_where_two_councils_meet_the_whole_postcode_decides_or_the_family_does(family: Arrives, records: Flask) -> None:
    homes = [
        ("MK45 3AB", "bedford/home-education", SHORT_NOTIFICATION, "One child, all that everybody is asked"),
        ("MK45 3AQ", "central-bedfordshire/home-education", LEAST, "One child, the least that can be sent"),
        ("MK45 3BG", "shared/duty", LEAST, None),
    ]
    for postcode, team, answers, counted in homes:
        home = family({**answers, "postcode": postcode, "council": "not_sure"})
        if answers is SHORT_NOTIFICATION:
            home.visit = lambda page, name: page.wait_for_timeout(HUMAN)
        home.to_the_check_page()
        assert ("council" in home.read) is (team == "shared/duty"), "asked only where the postcode is not known"
        with records.app_context():
            known = snapshot().team(team)
            assert known is not None
            assert f"This goes to: {known.name}." in home.read["check"]
        held = home.sent()
        holds_what_was_said(home, held)
        never_pressed(home)
        sent = reached(records, held, team, Urgency.ROUTINE)
        assert sent.flagged is (team == "shared/duty")
        if answers is SHORT_NOTIFICATION:
            assert not sent.suspect, "at a human pace nobody is taken for a machine"
        if counted:
            written_down(counted, home.effort)
            assert home.effort.doing < SLOWEST


@pytest.fixture(scope="module")
def registers(records: Flask) -> Iterator[None]:
    """The registers of children not in school are in force in Central Bedfordshire, and nowhere else."""
    with registers_at(records, "central-bedfordshire"):
        yield


@pytest.mark.usefixtures("registers")
def test_where_the_registers_are_in_force_their_questions_say_so_and_none_keeps_anybody(
    family: Arrives, records: Flask
) -> None:
    early = family({**SHORT_NOTIFICATION, "postcode": "MK45 3AQ"})
    early.to_the_check_page()
    labelled = {name for name, text in early.read.items() if "The law says that parents tell this" in text}
    assert labelled == {"address", "addresses", "parents", "hours"}
    for name in ("address", "parents", "hours"):
        assert one_line(law(records, f"register-{name}", Regime.CNIS)) in one_line(early.read[name])
    assert "The law asks parents for this. You can also tell the council later" in one_line(early.read["check"])
    held = early.sent()
    assert one_line(law(records, "changes-in-15-days", Regime.CNIS)) in one_line(held.page)
    never_pressed(early)
    holds_what_was_said(early, held)
    reached(records, held, "central-bedfordshire/home-education", Urgency.ROUTINE)
    assert early.follow(held) == ARRIVED


@pytest.mark.usefixtures("registers")
def test_whoever_tells_all_there_is_to_tell_gets_all_of_it_back(family: Arrives, records: Flask) -> None:
    everything = {**NOTIFICATION, **REGISTER_ANSWERS, "more": [*NOTIFICATION["more"], "differs"]}
    special = {**CHILD, "special_school": "yes", "attendance_order": "yes", "enquiries": "no"}
    children = [special, {**NOTIFICATION["children"][1], "enquiries": "not_sure"}]
    tells = {"children": children, "postcode": "MK45 3AQ", "child_differs": "Sam lives with Jo at weekends."}
    longest = family({**everything, **tells}, more_children=1)

    def look(page: Page, name: str) -> None:
        if name.rpartition("/")[2] in REGISTER_PAGES:
            assert_accessible(page)

    longest.visit = look
    longest.to_the_check_page()
    assert {name.rpartition("/")[2] for name in longest.read} >= REGISTER_PAGES
    held = longest.sent()
    written_down("Two children, every topic, and the registers’ questions", longest.effort)
    kept_off = ("Keeping our address safe from somebody", NOTIFICATION["not_to_share_with"])
    longest.told = [line for line in longest.told if line not in kept_off]
    holds_what_was_said(longest, held)  # and so nothing of whom the address is kept from, who may see the paper
    team = "central-bedfordshire/home-education"
    sent = reached(records, held, team, Urgency.TODAY, told=("central-bedfordshire/send",))
    assert sent.said["not_to_share_with"] == NOTIFICATION["not_to_share_with"]
    assert sent.said["providers"] == REGISTER_ANSWERS["providers"]
