"""A child's record in a real browser, by keyboard alone: from what was sent to a record, merged, and taken apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from portal.journeys import drafts
from portal.storage import db, reads_only
from portal.submissions import receive
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.staff.test_browser import seen_well, sign_in
from tests.support.answers import REFERRAL, SHORT_NOTIFICATION

SIZES = ((1280, 900), (390, 844))
WHY = "The same birthday, and the mother says so."


def sent(inside: Flask, family: str) -> tuple[str, str]:
    """What a parent and a doctor sent about one child: the addresses of both."""
    child = {"first_name": "Wilhelmina", "last_name": family, "born": "2015-05-04"}
    notice = {**SHORT_NOTIFICATION, "children": [{**SHORT_NOTIFICATION["children"][0], **child}]}
    referral = {**REFERRAL, **child, "first_name": "Wilhelmine"}
    addresses = []
    with inside.test_request_context("/", method="POST"):
        reads_only(False)
        for kind, answers in ((Kind.NOTIFICATION, notice), (Kind.REFERRAL, referral)):
            now = datetime.now(UTC)
            one = receive(drafts.start(VIEWS, now), kind, "luton", answers, [], "en_GB", now)
            addresses.append(f"/staff/submissions/{one.id}")
        db.session.commit()
    return addresses[0], addresses[1]


def enter(page: Page, target: Locator) -> None:
    """Reach a link or a button from the keyboard and press Enter."""
    expect(target).to_be_visible()
    target.focus()
    expect(target).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("script", "family"), [(True, "Quillfeather"), (False, "Thistledown")], ids=["with a script", "without"]
)
def test_from_what_was_sent_to_a_record_to_a_merge_and_back(
    new_page: Callable[..., Page], axe: Callable[[Page], None], inside: Flask, script: bool, family: str
) -> None:
    def looks_well() -> None:
        if script:
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                seen_well(page, axe)

    notice, referral = sent(inside, family)
    page = new_page(java_script_enabled=script)
    sign_in(page, "officer")
    page.goto(notice)
    expect(page.get_by_role("heading", name="On the register")).to_be_visible()
    looks_well()
    enter(page, page.get_by_role("button", name="Make a record of Wilhelmina"))
    looks_well()
    page.get_by_label("First names").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_label("Last name").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    if page.get_by_label("None of the records shown above is this child").count():
        page.get_by_label("None of the records shown above is this child").check()
    enter(page, page.get_by_role("button", name="Make the record"))
    expect(page.get_by_role("alert")).to_contain_text("Enter a first or a last name")
    looks_well()
    page.get_by_label("First names").focus()
    page.keyboard.type("Wilhelmina")
    page.get_by_label("Last name").focus()
    page.keyboard.type(family)
    if page.get_by_label("None of the records shown above is this child").count():
        page.get_by_label("None of the records shown above is this child").check()
    enter(page, page.get_by_role("button", name="Make the record"))
    expect(page.get_by_text("The record is begun.")).to_be_visible()
    looks_well()
    enter(page, page.locator("#on-register ~ .told a").first)
    first = page.url
    looks_well()
    enter(page, page.locator('.topic a[href$="/details/add/support"]'))
    looks_well()
    enter(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("alert")).to_contain_text("Choose what it is")
    looks_well()
    page.get_by_label("What is it?").select_option("early_help")
    page.get_by_label("Where do we know this from?").select_option("parent")
    enter(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("It is written down.")).to_be_visible()
    looks_well()

    page.goto(referral)
    expect(page.get_by_role("link", name="Compare and join").first).to_be_visible()
    looks_well()
    enter(page, page.get_by_role("button", name="Make a record of Wilhelmine"))
    expect(page.get_by_role("heading", name="Look at these first")).to_be_visible()
    enter(page, page.get_by_role("button", name="Make the record"))
    expect(page.get_by_role("alert")).to_contain_text("say that none of them is this child")
    looks_well()
    sure = page.get_by_label("None of the records shown above is this child")
    sure.focus()
    page.keyboard.press("Space")
    expect(sure).to_be_checked()
    enter(page, page.get_by_role("button", name="Make the record"))
    enter(page, page.locator("#on-register ~ .told a").first)
    expect(page.get_by_role("heading", name="Perhaps the same child")).to_be_visible()
    looks_well()
    second = page.url
    enter(page, page.get_by_role("link", name=f"Compare with Wilhelmina {family}"))
    looks_well()
    enter(page, page.get_by_role("button", name="Yes, make them one"))
    expect(page.get_by_role("alert")).to_contain_text("Write how you know")
    looks_well()
    page.get_by_label("How do you know that they are one child?").focus()
    page.keyboard.type(WHY)
    enter(page, page.get_by_role("button", name="Yes, make them one"))
    expect(page.get_by_text("The two records are one now.")).to_be_visible()
    looks_well()
    page.goto(second)
    assert page.url == first, "the address of the other record leads to the one that goes on"
    expect(page.get_by_text(WHY).first).to_be_visible()
    enter(page, page.get_by_role("link", name="Take them apart"))
    looks_well()
    enter(page, page.get_by_role("button", name="Take them apart"))
    expect(page.get_by_text("The two records are apart again.")).to_be_visible()
    page.goto(second)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Wilhelmine {family}")

    page.goto(first)
    enter(page, page.get_by_role("link", name="This is about another child").first)
    looks_well()
    enter(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("alert")).to_contain_text("Choose whom it is about")
    looks_well()
    page.goto(f"{first}/household")
    looks_well()
    enter(page, page.get_by_role("button", name="They live together").last)
    expect(page.get_by_role("alert")).to_contain_text("Enter a reference")
    looks_well()


def test_a_manager_restricts_a_record_from_the_keyboard(
    new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page, "manager")
    page.goto("/staff/register/new")
    seen_well(page, axe)
    enter(page, page.get_by_role("button", name="Make the record"))
    seen_well(page, axe)
    page.get_by_label("First names").fill("Bartholomew")
    page.get_by_label("Status").select_option("ehe")
    page.get_by_label("Where do we know this from?").select_option("school")
    enter(page, page.get_by_role("button", name="Make the record"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bartholomew")
    enter(page, page.get_by_role("link", name="Restrict the record"))
    enter(page, page.get_by_role("button", name="Restrict the record"))
    expect(page.get_by_role("alert")).to_contain_text("Write why")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        seen_well(page, axe)
    page.get_by_label("Why?").fill("Their address must not be seen by many.")
    enter(page, page.get_by_role("button", name="Restrict the record"))
    expect(page.get_by_text("The record is restricted now.")).to_be_visible()
    expect(page.get_by_text("Bartholomew")).to_have_count(0)
