"""Contacts, ask first and the chronology in a real browser: a doorstep on a phone, a desk by keyboard, no script."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from portal.demo import PASSWORD
from tests.staff.test_browser import seen_well
from tests.support.browser import DESKTOP, PHONE
from tests.support.children import asks, begun, contacted
from tests.support.pdf import sizes, words

SIZES = ((1280, 900), (390, 844))


def enter(page: Page, who: str, address: str) -> None:
    page.goto(address)
    page.get_by_label("Email address").fill(f"{who}@luton.example")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    page.goto(address)
    assert address in page.url


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def at(child_id: uuid.UUID, page: str = "") -> str:
    return f"/staff/register/{child_id}{page}"


def chosen(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).first.check()


def test_a_doorstep_is_five_taps_on_a_phone(
    new_page: Callable[..., Page], inside: Flask, axe: Callable[[Page], None]
) -> None:
    child = begun(inside)
    page = new_page(**PHONE)
    enter(page, "officer", at(child, "/contacts/doorstep"))
    seen_well(page, axe)
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Say whether anybody was in")
    seen_well(page, axe)
    expect(page.get_by_text("Did you see the child?")).to_be_hidden()
    page.get_by_label("One line (optional)").fill("All well, come again in spring.")
    for question, answer in (
        ("Was anybody in?", "Yes"),
        ("Did you see the child?", "Yes"),
        ("Alone, without a parent?", "No"),
        ("What comes next?", "Call them in the next 2 working days"),
    ):
        box = page.get_by_role("group", name=question).get_by_label(answer, exact=True).first
        size = box.bounding_box()
        assert size, question
        assert size["height"] >= 48, f"{question}: a thumb misses {size}"
        assert size["width"] >= 200, f"{question}: a thumb misses {size}"
        box.tap()
    seen_well(page, axe)
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("It is in the contact log.")
    expect(page.locator(".timeline")).to_contain_text("Child seen, not alone")
    expect(page.get_by_role("heading", name="Next steps")).to_be_visible()
    seen_well(page, axe)


def test_a_contact_is_written_and_ticked_by_keyboard(new_page: Callable[..., Page], inside: Flask) -> None:
    child = begun(inside)
    page = new_page(**DESKTOP)
    enter(page, "officer", at(child, "/contacts/new"))

    def to(question: str) -> None:
        """Go on with the Tab key until a field of this question has the focus."""
        for _ in range(80):
            page.keyboard.press("Tab")
            label = page.evaluate(
                "(document.activeElement.closest('fieldset')?.querySelector('legend') || "
                "document.activeElement.labels?.[0] || document.activeElement).textContent.trim()"
            )
            if label.startswith(question):
                return
        raise AssertionError(f"the keyboard does not lead to {question}")

    to("How was it?")
    page.keyboard.type("Phone")
    to("What came of it?")
    page.keyboard.press("Space")
    to("With whom was it")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    to("What was said")
    page.keyboard.type("They will send a plan.")
    to("What is the next step?")
    page.keyboard.type("Look for the plan")
    to("By which day?")
    for part in ("1", "2", "2027"):
        page.keyboard.type(part)
        page.keyboard.press("Tab")
    to("Save")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("They will send a plan.")
    with page.expect_navigation():
        page.get_by_role("button", name="Done : Look for the plan").focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That step is done.")


def test_ask_first_and_the_envelope_look_well_in_every_state(
    new_page: Callable[..., Page], inside: Flask, axe: Callable[[Page], None]
) -> None:
    def looks_well(page: Page) -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            seen_well(page, axe)

    child, closed = begun(inside), begun(inside, restricted=True)
    page = new_page(**DESKTOP)
    enter(page, "safeguarding", at(child, "/ask-first"))
    looks_well(page)
    press(page, "Ask to be asked first")
    expect(page.get_by_role("alert")).to_contain_text("Write why you must be asked first")
    looks_well(page)
    page.get_by_label("Why must you be asked first?").fill("They told us of something at home.")
    press(page, "Ask to be asked first")
    looks_well(page)
    press(page, "Agree")
    expect(page.get_by_role("alert")).to_contain_text("Choose which way is open")
    looks_well(page)

    officer = new_page(**DESKTOP)
    enter(officer, "officer", at(child, "/contacts/begin"))
    looks_well(officer)
    press(officer, "Go on")
    expect(officer.get_by_role("alert")).to_contain_text("Choose with whom")
    looks_well(officer)
    officer.get_by_label("How do you want to get in touch?").select_option("Phone call")
    chosen(officer, "With whom?", "With parents or others only")
    press(officer, "Go on")
    expect(officer.get_by_role("heading", name="Phone call: this way is stopped")).to_be_visible()
    looks_well(officer)
    officer.goto(at(child, "/contacts/doorstep"))
    for question, answer in (("Was anybody in?", "Nobody in"), ("What comes next?", "Nothing now")):
        chosen(officer, question, answer)
    press(officer, "Save")
    expect(officer.get_by_text("Has it happened already?")).to_be_visible()
    looks_well(officer)
    officer.get_by_label("Yes. Write it down, and tell those who safeguard.").check()
    press(officer, "Save")
    expect(officer.locator(".timeline")).to_contain_text("Nobody was asked first")
    looks_well(officer)
    for rest in ("/chronology", "/chronology?print=1", "/looks"):
        officer.goto(at(child, rest))
        looks_well(officer)
    officer.goto(at(closed))
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Restricted record")
    looks_well(officer)
    press(officer, "Open it for one hour")
    expect(officer.get_by_role("alert")).to_contain_text("Write why you need to read it now")
    looks_well(officer)
    officer.get_by_label("Why do you need to read it now?").fill("A teacher rang just now.")
    press(officer, "Open it for one hour")
    expect(officer.get_by_text("You opened this with a reason.")).to_be_visible()
    looks_well(officer)


def test_a_doorstep_needs_no_script(new_page: Callable[..., Page], inside: Flask) -> None:
    child = begun(inside)
    asks(inside, child)
    page = new_page(java_script_enabled=False, **PHONE)
    enter(page, "officer", at(child, "/contacts/doorstep"))
    expect(page.get_by_text("Talk to Saira Demo before you get in touch about this child.")).to_be_visible()
    for question, answer in (("Was anybody in?", "They seem to have moved"), ("What comes next?", "Nothing now")):
        chosen(page, question, answer)
    page.get_by_label("One line (optional)").fill("The neighbour says: last week.")
    press(page, "Save")
    expect(page.get_by_label("One line (optional)")).to_have_value("The neighbour says: last week.")
    page.get_by_label("Yes. Write it down, and tell those who safeguard.").check()
    press(page, "Save")
    expect(page.locator(".timeline")).to_contain_text("They seem to have moved".lower())


def test_on_paper_every_sheet_says_whose_record_it_is_and_who_printed_it(
    new_page: Callable[..., Page], inside: Flask
) -> None:
    child = begun(inside)
    for n in range(25):
        contacted(inside, child, said=f"Call {n}.")
    page = new_page(**DESKTOP)
    enter(page, "officer", at(child, "/chronology?print=1"))
    paper = page.pdf()
    said, sheets = words(paper), len(sizes(paper))
    assert sheets > 1
    assert said.count("printed by Olu Demo") == sheets
    for screen in ("Queue", "Sign out", "Use your browser", "Back to"):
        assert screen not in said
