"""Families with something different to tell: in time for a school place, after a move, and from another device."""

from __future__ import annotations

from flask import Flask

from portal.words import Urgency
from tests.support import browser as windows
from tests.support.answers import CHILD, SHORT_NOTIFICATION
from tests.support.changes import BACK, CHANGED_MIND, MOVED_OUT
from tests.support.effort import written_down
from tests.support.live import Site
from tests.support.personas import (
    Arrives,
    Held,
    holds_what_was_said,
    mail_about,
    mails_naming,
    never_pressed,
    reached,
)

CHANGE = "/families/change"
ALSO = "/families/change-also"
NOTIFY = "/families/notify"
ARRIVED = "It has arrived"
NO_PLACE = "This message does not ask for a school place."


def test_a_family_that_changed_its_mind_is_told_to_write_to_the_school_today_and_admissions_hears_of_it(
    family: Arrives, records: Flask, live_site: Site
) -> None:
    minds = family(CHANGED_MIND, CHANGE, java_script_enabled=False)
    minds.to_the_check_page()
    assert "Tell the school today" in minds.read["changed-mind"]
    held = minds.sent()
    assert "If your child is still on the school’s list, write to the school that your child stays." in held.page
    assert NO_PLACE in held.page
    never_pressed(minds)
    holds_what_was_said(minds, held)
    reached(records, held, "luton/home-education", Urgency.TODAY, told=("luton/admissions",))
    mail = mail_about(live_site.data_dir, held.reference, "alex@family.example").get_content()
    assert "it does not give your child a school place" in " ".join(mail.split())
    assert "Robin" not in mail
    assert minds.follow(held) == ARRIVED


def test_a_child_who_goes_back_to_school_is_looked_at_today_and_the_family_hears_who_gives_places(
    family: Arrives, records: Flask, live_site: Site
) -> None:
    back = family(BACK, CHANGE)
    back.to_the_check_page()
    assert "admissions" in back.read["school-wanted"]
    held = back.sent()
    written_down("Back to school", back.effort)
    assert NO_PLACE in held.page
    assert "do not wait for our answer" in held.page
    never_pressed(back)
    holds_what_was_said(back, held)
    reached(records, held, "luton/home-education", Urgency.TODAY, told=("luton/admissions",))
    assert mail_about(live_site.data_dir, held.reference, "alex@family.example")
    assert back.follow(held) == ARRIVED


def test_a_family_that_moves_from_torbay_to_luton_tells_both_and_types_once(
    family: Arrives, records: Flask, live_site: Site
) -> None:
    moves = family(MOVED_OUT, CHANGE, more_children=1)
    moves.to_the_check_page()
    assert "the home that you leave, or have left" in moves.read["postcode"]
    first = moves.sent()
    holds_what_was_said(moves, first)
    left = reached(records, first, "torbay/home-education", Urgency.ROUTINE)
    typed_before = moves.effort.fields
    moves.press("form[action$=tell-also] button")
    moves.start = ALSO
    moves.answers = {"no_postcode": "have_it", "postcode": "LU1 2BQ"}
    moves.go_on()
    assert moves.effort.fields == typed_before + 1, "one more postcode, and nothing else again"
    second = moves.sent()
    come = reached(records, second, "luton/home-education", Urgency.ROUTINE)
    assert second.reference != first.reference
    assert (left.said["what_changed"], come.said["what_changed"]) == ("moved_out", "moved_in")
    assert (left.said["other_council"], come.said["other_council"]) == ("luton", "torbay")
    for same in ("address", "moved_on", "children", "your_name", "phone"):
        assert left.said[same] == come.said[same]
    for typed in ("2 Invented Road", "01632 960001", "Alex Example"):
        assert typed in " ".join(second.answers)
    never_pressed(moves)
    assert [to for to in mails_naming(live_site.data_dir, second.reference) if "family" in to] == []
    assert moves.follow(second) == ARRIVED
    moves.page.goto(f"{CHANGE}/sent")
    again = Held(first.reference, first.code, "", [], "")
    assert moves.follow(again) == ARRIVED, "the first one is followed by its own five words"


def test_a_form_saved_on_one_device_is_sent_from_another(family: Arrives, records: Flask, live_site: Site) -> None:
    phone = family(SHORT_NOTIFICATION)
    phone.begin()
    phone.go_on(until="children/1/leaving")
    phone.give(last_day=CHILD["last_day"])
    phone.press("button[name=keep]")
    words = " ".join(phone.page.locator(".five-words li").all_inner_texts())
    phone.press("button[name=close]")
    phone.page.goto(f"{NOTIFY}/check")
    assert "Robin" not in phone.page.content(), "nothing is left to see on the first"

    desk = family(SHORT_NOTIFICATION, **windows.DESKTOP, is_mobile=False, has_touch=False)
    desk.front()
    desk.press('main a[href="/families/return"]')
    desk.give(code=words)
    desk.press(".actions button")
    assert desk.address == "children/1/support", "the page after the one that was saved"
    desk.told = phone.told
    desk.go_on()
    held = desk.sent()
    assert held.code != words
    holds_what_was_said(desk, held)
    never_pressed(desk)
    reached(records, held, "luton/home-education", Urgency.ROUTINE)
    assert mail_about(live_site.data_dir, held.reference, "alex@family.example")
    assert desk.follow(held) == ARRIVED
    desk.page.goto("/families/return")
    desk.give(code=words)
    desk.page.click(".actions button")
    assert desk.page.locator(".govuk-error-summary").count(), "the words of the unsent form open nothing any more"
