"""An officer’s Monday in a real browser, at a desk and on a phone, by keyboard alone: what came is read, put where it
belongs and ticked off, a family is visited, a child is rated and reviewed, and Today is shorter than before."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import AuditLine
from portal.casework.contact_log import Came, Contact, Health, Way
from portal.casework.models import ContactEntry
from portal.demo import PASSWORD
from portal.register import Child
from portal.register.models import ChildSubmission
from portal.reviews import ratings, standing
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind, Rating
from tests.staff.test_browser import seen_well
from tests.support.answers import CHILD, REFERRAL, SHORT_NOTIFICATION
from tests.support.browser import DESKTOP, PHONE
from tests.support.casework import arrives, joins_the_team
from tests.support.keyboard import Keyboard
from tests.support.reviews import a_child, today

NEXT = date(2027, 3, 1)
REASON = "They showed a diary and two books. I am not worried."
AGAINST = "Nothing that it counts has been true since the spring."


@dataclass(frozen=True)
class Morning:
    """What waits for one officer: a notice and a referral that nobody has read, and a review that is overdue."""

    officer: uuid.UUID
    email: str
    notice: uuid.UUID
    referral: uuid.UUID
    known: uuid.UUID
    """The child whom the referral is about; the next review is far away."""
    late: uuid.UUID


@pytest.fixture
def morning(inside: Flask, request: pytest.FixtureRequest) -> Morning:
    """In a team of its own, so that nothing else is on that officer's list."""
    council: str = request.param
    team, now = f"{council}/home-education", datetime.now(UTC)
    name = f"monday.{council}"
    officer = joins_the_team(inside, name, team, Role.OFFICER)
    robin = {**CHILD, "first_name": "Robyn", "last_name": "Cloudberry"}
    return Morning(
        officer,
        f"{name}@staff.example",
        arrives(inside, Kind.NOTIFICATION, council, {**SHORT_NOTIFICATION, "children": [robin]}, now - timedelta(20)),
        arrives(
            inside,
            Kind.REFERRAL,
            council,
            {**REFERRAL, "first_name": "Jamie", "last_name": "Invented", "worry": ["education"]},
            now - timedelta(10),
        ),
        a_child(inside, "Jamie", due=300, team=team, assignee=officer, rating=Rating.GREEN),
        a_child(inside, "Ottilie", due=-30, team=team, assignee=officer),
    )


@pytest.mark.parametrize(
    ("morning", "window"),
    [("torbay", DESKTOP), ("central-bedfordshire", PHONE)],
    indirect=["morning"],
    ids=["desk", "phone"],
)
def test_an_officers_monday(
    new_page: Callable[..., Page],
    axe: Callable[[Page], None],
    inside: Flask,
    morning: Morning,
    window: dict[str, Any],
) -> None:
    page = new_page(**window)
    hands = Keyboard(page, lambda here: seen_well(here, axe))
    page.goto("/staff/")
    hands.types("Email address", morning.email)
    hands.types("Password", PASSWORD)
    hands.presses("Sign in")
    hands.look("Today")
    before = page.locator(".todo-line").count()

    hands.presses("Start with the first")
    the_notice_becomes_a_record(hands)
    the_referral_is_joined(hands)
    the_family_is_visited(hands)
    hands.turns_to("Today")
    the_late_review_is_done(hands)
    the_child_is_found_again(hands)

    hands.turns_to("Today")
    hands.look("Today")
    assert page.locator(".todo-line").count() < before
    with inside.app_context():
        what_is_kept(morning)


def the_notice_becomes_a_record(hands: Keyboard) -> None:
    """It is read; no record is the same child's, though one is near; one is begun, and the list is ticked."""
    page = hands.page
    hands.look("Parent")
    hands.presses("Make a record of Robyn Cloudberry")
    hands.look("Make a record")
    hands.types("First names", "")
    hands.types("Last name", "")
    hands.errs("Make the record", "Enter a first or a last name")
    hands.types("First names", "Robyn")
    hands.types("Last name", "Cloudberry")
    hands.presses("Make the record")
    expect(page.get_by_role("alert")).to_contain_text("The record is begun.")
    hands.look("Parent")
    undone = page.locator(".check-button", has_text="Done")
    for left in range(undone.count(), 0, -1):
        expect(undone).to_have_count(left)
        hands.follows_this(undone.first)
    expect(page.locator("#checklist")).to_contain_text("all done")
    hands.look("Parent")
    hands.follows_this(page.locator(".next-up a"))


def the_referral_is_joined(hands: Keyboard) -> None:
    """The next thing is about a child who has a record: both are looked at side by side, and it is joined."""
    page = hands.page
    hands.look("referral")
    expect(page.locator("main")).to_contain_text("Perhaps the same child")
    hands.follows("Join it to a record")
    hands.errs("Show both", "Enter a reference")
    hands.follows("Back to what was sent")
    hands.follows(re.compile("Compare and join.*Jamie"))
    hands.look("Is this the same child?")
    hands.presses("Yes, join them")
    expect(page.get_by_role("alert")).to_contain_text("It is joined to the record.")
    hands.unfolds("Close it")
    hands.errs("Close it", "Choose what came of it")
    hands.chooses("outcome", "done")
    hands.presses("Close it")
    hands.look("referral")
    hands.follows_this(page.locator("section[aria-labelledby=on-register] .told a").first)
    hands.look("Jamie Invented")


def the_family_is_visited(hands: Keyboard) -> None:
    """On the doorstep: the child is seen, alone, and what comes next is said. Indoors, what was asked is added."""
    page = hands.page
    hands.follows("Contacts")
    hands.look("Jamie Invented")
    hands.presses("On the doorstep")
    hands.look("On the doorstep")
    hands.errs("Save", "Say whether anybody was in")
    hands.chooses("was_in", "reached")
    hands.chooses("saw_child", "yes")
    hands.chooses("saw_alone", "yes")
    hands.chooses("what_next", "write")
    hands.types("One line (optional)", "They have joined a group.")
    hands.presses("Save")
    expect(page.locator("main")).to_contain_text("They have joined a group.")
    hands.look("Jamie Invented")
    hands.follows("Write it anew")
    hands.chooses("health", "yes")
    hands.errs("Save", "Say why it is written anew")
    hands.types("Why is it written anew?", "I asked about the doctor as well.")
    hands.presses("Save")
    expect(page.locator("main")).to_contain_text("Struck out")


def the_late_review_is_done(hands: Keyboard) -> None:
    """A rating against what the matrix suggests, with a reason for each, and a day for the next review."""
    page = hands.page
    hands.follows("Ottilie Invented")
    hands.look("Ottilie Invented")
    if "/rating" not in page.url:
        hands.follows("Rating and reviews")
    hands.errs("Mark the review as done", "Choose a rating")
    suggested = page.locator("#suggests").inner_text()
    other = "amber" if "Green" in suggested else "green"
    hands.chooses("rating", other)
    hands.types("What did you find, and why this rating?", REASON)
    hands.errs("Mark the review as done", "Write why you decided otherwise")
    hands.types("Why not as the matrix suggests?", AGAINST)
    hands.chooses("next", "day")
    hands.dates("next_on", NEXT)
    hands.presses("Mark the review as done")
    expect(page.locator("main")).to_contain_text("The review is done, and the next one is planned.")
    hands.look("Ottilie Invented")


def the_child_is_found_again(hands: Keyboard) -> None:
    """By a name that is spelled as it sounds; and the chronology shows the contact alone."""
    page = hands.page
    hands.turns_to("Register")
    hands.presses("Search")
    hands.errs("Search", "Type")
    hands.types("Name, date of birth, reference, postcode or number", "Jaimie Invendet")
    hands.presses("Search")
    hands.look("Find a child")
    hands.follows("Jamie Invented")
    hands.follows(re.compile("^Chronology$"))
    hands.look("Jamie Invented")
    everything = page.locator(".timeline > li").count()
    hands.selects("Show", "Contacts")
    hands.presses("Show these")
    assert 0 < page.locator(".timeline > li").count() < everything
    expect(page.locator(".timeline")).to_contain_text("They have joined a group.")
    hands.looks_well(page)


def what_is_kept(morning: Morning) -> None:
    """What the database says in the end, and the log with it."""
    notice, referral = (db.session.get_one(Submission, one) for one in (morning.notice, morning.referral))
    assert (notice.status, referral.status) == ("seen", "closed")
    rows = {row.submission_id: row.child_id for row in db.session.scalars(select(ChildSubmission)) if not row.ended_at}
    assert rows[morning.referral] == morning.known
    assert rows[morning.notice] not in (morning.known, morning.late)
    known, late = db.session.get_one(Child, morning.known), db.session.get_one(Child, morning.late)
    assert known.next_review_on is not None
    assert known.next_review_on < today() + timedelta(days=60), "a new concern brings the review forward"
    assert (known.last_contact_on, known.last_seen_on) == (today(), today())
    (entry,) = [
        Contact.of(row)
        for row in db.session.scalars(select(ContactEntry).where(ContactEntry.child_id == morning.known))
        if row.struck_at is None
    ]
    assert (entry.way, entry.came, entry.child_seen, entry.seen_alone) == (Way.VISIT_HOME, Came.REACHED, True, True)
    assert (entry.health, entry.next_step, entry.said) == (Health.YES, "Write to them", "They have joined a group.")
    last = ratings.history(late)[0]
    assert (last.said["reason"], last.said["against"], last.by) == (REASON, AGAINST, morning.officer)
    assert (late.rating, late.last_reviewed_on, late.next_review_on) == (last.rating, today(), NEXT)
    assert [one.due_on for one in standing.open_reviews(late)] == [NEXT]
    log = select(AuditLine).where(AuditLine.by == morning.officer).order_by(AuditLine.number)
    lines = list(db.session.scalars(log))
    for event in (
        "submission:read", "child:made", "child:joined", "child:contacted", "child:rated", "child:reviewed",
        "child:searched", "child:read",
    ):  # fmt: skip
        assert event in [line.event for line in lines], event
    assert not [line for line in lines if any(word in str(line.facts) for word in ("Jamie", "Invented", "diary"))]
