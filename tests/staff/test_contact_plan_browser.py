"""Contact plan, envelope and override in a real browser: at a desk, on a phone, and without a script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.staff.test_browser import seen_well, sign_in

REASON = "A teacher rang: they may be in danger now."
SIZES = ((1280, 900), (390, 844))


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def walk(new_page: Callable[..., Page], number: int, looks_well: Callable[[Page], None], script: bool) -> None:
    """Safeguarding keeps to a plan and lets go of it, an officer opens the envelope, a manager sees who did.

    ``number`` says which young person of the team: what is opened stays opened for an hour.
    """
    page = new_page(java_script_enabled=script)
    sign_in(page, "safeguarding")
    page.goto("/staff/?kind=views&team=luton/home-education")
    with page.expect_navigation():
        page.locator("table a").nth(number).click()
    address = page.url
    expect(page.get_by_role("heading", name="Before you get in touch")).to_be_visible()
    looks_well(page)
    page.goto(f"{address}/contact/visit")
    expect(page.get_by_role("heading", level=1)).to_contain_text("This way is stopped")
    looks_well(page)
    page.goto(f"{address}/contact/visit/against")
    looks_well(page)
    press(page, "Go against their wish")
    expect(page.get_by_role("alert")).to_contain_text("Write why this is needed")
    looks_well(page)
    page.get_by_label("Why is this needed?").fill(REASON)
    press(page, "Go against their wish")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Visit them")
    expect(page.get_by_text("You are going against their wish.")).to_be_visible()
    looks_well(page)
    page.get_by_label("Nobody answered", exact=True).check()
    press(page, "Write it into the history")
    expect(page.locator(".timeline").last).to_contain_text("with a visit, against their contact plan: nobody answered")
    page.locator("summary", has_text="Link a parent").click()
    page.get_by_label("Reference of a parent").fill("2222-2222")
    press(page, "Find it")
    expect(page.get_by_role("alert")).to_contain_text("There is no parent’s or professional’s submission")
    looks_well(page)

    colleague = new_page(java_script_enabled=script)
    sign_in(colleague, "officer")
    colleague.goto(address)
    expect(colleague.get_by_role("heading", name="Open it with a reason")).to_be_visible()
    looks_well(colleague)
    press(colleague, "Open it for one hour")
    expect(colleague.get_by_role("alert")).to_contain_text("Write why you need to read it now")
    looks_well(colleague)
    colleague.get_by_label("Why do you need to read it now?").fill(REASON)
    press(colleague, "Open it for one hour")
    expect(colleague.get_by_text("You opened this with a reason.")).to_be_visible()
    expect(colleague.get_by_role("heading", name="What they wrote")).to_be_visible()
    looks_well(colleague)

    manager = new_page(java_script_enabled=script)
    sign_in(manager, "manager")
    manager.goto(address)
    expect(manager.get_by_text("Olu Demo opened it for one hour")).to_be_visible()
    looks_well(manager)


def test_plan_override_and_envelope_are_accessible_at_a_desk_and_on_a_phone(
    new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    def looks_well(page: Page) -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            seen_well(page, axe)

    walk(new_page, 0, looks_well, script=True)


def test_plan_override_and_envelope_need_no_script(new_page: Callable[..., Page]) -> None:
    walk(new_page, 1, lambda page: None, script=False)
