"""A manager's Friday in a real browser, at a desk and on a phone, by keyboard alone: what waits and for whom, several
given away at once, an absence covered, a leaver's work found again, the late reviews, the matrix tried, a restricted
record opened with a reason, clocks and terms changed, and two records made one and two again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from portal.accounts import Role, Staff
from portal.accounts.staff import deactivate
from portal.audit import AuditLine
from portal.casework import triage
from portal.casework.models import ChildOpening, Cover
from portal.delivery.models import OutboxMessage, Purpose
from portal.demo import PASSWORD
from portal.directory.models import ClocksVersion
from portal.directory.write import next_version
from portal.register import Child
from portal.register.models import ChildMerge
from portal.reviews.models import RatingChange
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind, Rating
from tests.staff.test_browser import seen_well
from tests.support.answers import REFERRAL, TEXT_ONLY
from tests.support.browser import DESKTOP, PHONE
from tests.support.casework import BEDFORD, arrives, joins_the_team
from tests.support.children import acting
from tests.support.keyboard import Keyboard
from tests.support.reviews import a_child, today

SECRET = "Zephyrine"
WHY = "A health visitor rang: the father may have found the address."
ONE_CHILD = "One birthday, one address, and the mother spells it in two ways."


DAYS = {"desk": "8", "phone": "9"}
"""How many school days the first contact may take, from each walk on."""


@dataclass(frozen=True)
class Week:
    """What a manager finds on a Friday. The people's names end in the window's, so that two walks do not meet."""

    manager: uuid.UUID
    officer: uuid.UUID
    leaver: uuid.UUID
    read: list[uuid.UUID]
    unread: uuid.UUID
    views: uuid.UUID
    left: uuid.UUID
    """What the leaver was working on."""
    left_child: uuid.UUID
    restricted: uuid.UUID
    twins: list[uuid.UUID]
    """Two records of one child."""
    who: str


@pytest.fixture
def week(inside: Flask, request: pytest.FixtureRequest) -> Iterator[Week]:
    who: str = request.param
    long_ago = datetime.now(UTC) - timedelta(days=60)
    people = {
        role: joins_the_team(inside, f"{name}.{who}", BEDFORD, role)
        for name, role in (
            ("friday.manager", Role.MANAGER), ("friday.officer", Role.OFFICER), ("friday.lead", Role.SAFEGUARDING)
        )
    }  # fmt: skip
    leaver = joins_the_team(inside, f"friday.leaver.{who}", BEDFORD, Role.OFFICER)
    sent = [
        arrives(inside, kind, "bedford", {**answers, "worry": ["education"]}, long_ago)
        for kind, answers in ((Kind.REFERRAL, REFERRAL), (Kind.REFERRAL, REFERRAL), (Kind.REFERRAL, REFERRAL))
    ]
    unread = arrives(inside, Kind.REFERRAL, "bedford", {**REFERRAL, "worry": ["education"]}, long_ago)
    views = arrives(inside, Kind.VIEWS, "bedford", TEXT_ONLY, long_ago)
    with acting(inside):
        now = datetime.now(UTC)
        for one in (*sent, unread, views):
            db.session.get_one(Submission, one).team_code = BEDFORD
        for one in sent:
            triage.read(db.session.get_one(Submission, one), people[Role.OFFICER], now)
        triage.take(db.session.get_one(Submission, sent[2]), leaver, now)
    yield Week(
        people[Role.MANAGER],
        people[Role.OFFICER],
        leaver,
        sent[:2],
        unread,
        views,
        sent[2],
        a_child(inside, f"Lefty {who}", due=-3000, team=BEDFORD, assignee=leaver),
        a_child(inside, SECRET, due=20, team=BEDFORD, restricted=True),
        [a_child(inside, f"Merla {who} {n}", due=30, team=BEDFORD, rating=Rating.GREEN) for n in ("one", "two")],
        who,
    )
    with acting(inside):  # the next walk has people of its own
        for one in people.values():
            deactivate(db.session.get_one(Staff, one))
        # the site is shared: its council keeps the clocks and terms that it had before
        db.session.execute(delete(ClocksVersion).where(ClocksVersion.by == people[Role.MANAGER]))
        next_version(db.session)


@pytest.mark.parametrize(
    ("week", "window"), [("desk", DESKTOP), ("phone", PHONE)], indirect=["week"], ids=["desk", "phone"]
)
def test_a_managers_friday(
    new_page: Callable[..., Page], axe: Callable[[Page], None], inside: Flask, week: Week, window: dict[str, Any]
) -> None:
    page = new_page(**window)
    hands = Keyboard(page, lambda here: seen_well(here, axe))
    with inside.app_context():
        rated = len(list(db.session.scalars(select(RatingChange.id))))
        references = {
            one: db.session.get_one(Submission, one).reference for one in (*week.read, week.unread, week.views)
        }
        children = {one: db.session.get_one(Child, one).reference for one in (week.restricted, *week.twins)}
    page.goto("/staff/")
    hands.types("Email address", f"friday.manager.{week.who}@staff.example")
    hands.types("Password", PASSWORD)
    hands.presses("Sign in")
    hands.look("Today")

    the_oldest_are_given_to_one_person(hands, week, references)
    an_absence_is_covered(hands, week)
    with acting(inside):
        deactivate(db.session.get_one(Staff, week.leaver))
    the_late_reviews_are_counted(hands, week)
    other_points_are_tried(hands)
    a_restricted_record_is_opened(hands, children[week.restricted])
    clocks_and_terms_are_changed(hands, DAYS[week.who])
    two_records_become_one_and_two_again(hands, week, [children[one] for one in week.twins])

    with inside.app_context():
        what_is_kept(week)
        assert len(list(db.session.scalars(select(RatingChange.id)))) == rated, "to try is not to rate"


def the_oldest_are_given_to_one_person(hands: Keyboard, week: Week, references: dict[uuid.UUID, str]) -> None:
    """From the backlog to what is oldest; the preview refuses what nobody read and what is restricted."""
    page = hands.page
    hands.turns_to("Backlog")
    hands.look("Backlog")
    hands.follows("Nobody yet, More")
    hands.look("Queue")
    for reference in references.values():
        hands.ticks(f"Choose {reference}")
    hands.presses("Give them to somebody")
    hands.look("Give 2 submissions to one person")
    refused = page.locator("table", has_text="These stay as they are")
    for one in (week.unread, week.views):
        expect(refused).to_contain_text(references[one])
    hands.errs("Give them to this person", "Choose who gets it")
    hands.selects("Give it to", f"Friday.Officer.{week.who.title()}")
    hands.presses("Give them to this person")
    hands.look("2 given")


def an_absence_is_covered(hands: Keyboard, week: Week) -> None:
    hands.turns_to("Cover")
    hands.look("Cover")
    hands.errs("Set the cover", "Choose who looks after it")
    hands.selects("Whose work?", f"Friday.Officer.{week.who.title()}")
    hands.selects("Who looks after it?", f"Friday.Manager.{week.who.title()} (you)")
    hands.dates("from_on", today())
    hands.dates("until_on", today() + timedelta(days=4))
    hands.presses("Set the cover")
    expect(hands.page.get_by_role("alert")).to_contain_text("It is set.")
    hands.look("Cover")
    hands.turns_to("Today")
    expect(hands.page.locator("main")).to_contain_text("Today you cover for")
    hands.looks_well(hands.page)


def the_late_reviews_are_counted(hands: Keyboard, week: Week) -> None:
    """The review that the leaver left is the longest overdue, and nobody's now."""
    page = hands.page
    hands.turns_to("Reviews")
    hands.look("Reviews")
    row = page.locator("tbody tr", has_text=f"Lefty {week.who}")
    expect(row).to_contain_text("overdue")
    expect(row).to_contain_text("Nobody yet")
    hands.follows("Never contacted")
    hands.look("Reviews")
    expect(page.locator("tbody")).to_contain_text(f"Lefty {week.who}")


def other_points_are_tried(hands: Keyboard) -> None:
    page = hands.page
    hands.turns_to("Matrix")
    hands.look("Matrix")
    hands.presses("Try other points")
    points = "Points: Nobody has said yet how the education appears"
    hands.types(points, "many")
    hands.errs("See who would change", "Points must be a whole number")
    hands.types(points, "9")
    hands.presses("See who would change")
    expect(page.locator("#found")).to_contain_text("would have another suggestion")
    hands.looks_well(page)


def a_restricted_record_is_opened(hands: Keyboard, reference: str) -> None:
    """It is in the list without a name, and its page is an envelope, until there is a reason."""
    page = hands.page
    hands.turns_to("Register")
    row = page.locator("tbody tr", has_text=reference)
    expect(row).to_contain_text("Restricted record")
    assert SECRET not in page.content()
    hands.follows_this(row.get_by_role("link"))
    hands.look("Restricted record")
    assert SECRET not in page.content()
    hands.errs("Open it for one hour", "Write why you need to read it now")
    hands.types("Why do you need to read it now?", WHY)
    hands.presses("Open it for one hour")
    hands.look(SECRET)
    hands.follows("Rating and reviews")
    hands.look(SECRET)


def clocks_and_terms_are_changed(hands: Keyboard, days: str) -> None:
    page = hands.page
    hands.turns_to("Clocks and terms")
    hands.look("Clocks and terms")
    hands.types("First contact with the family", days)
    hands.types("First day of term 1", "4 January 2027")
    hands.types("Last day of term 1", "soon")
    hands.errs("Save", "Enter the last day of the term")
    expect(page.get_by_label("First day of term 2", exact=True)).to_be_visible()
    hands.types("Last day of term 1", "12 February 2027")
    hands.types("Why is it so, or where does it come from?", "The council’s page of term dates.")
    hands.presses("Save")
    expect(page.locator("#history ~ ol, #history + ol")).to_contain_text(f"{days} school days")
    hands.look("Clocks and terms")


def two_records_become_one_and_two_again(hands: Keyboard, week: Week, references: list[str]) -> None:
    page = hands.page
    hands.turns_to("Register")
    hands.follows(f"Merla {week.who} one")
    hands.look(f"Merla {week.who} one")
    hands.follows("The same child has another record")
    hands.errs("Show both", "Enter a reference")
    hands.types("Reference of the other record", references[1])
    hands.presses("Show both")
    hands.look(f"Merla {week.who} one")
    hands.errs("Yes, make them one", "Write how you know")
    hands.chooses("goes_on", "this")
    hands.types("How do you know that they are one child?", ONE_CHILD)
    hands.presses("Yes, make them one")
    expect(page.locator("section[aria-labelledby=merged]")).to_contain_text(ONE_CHILD)
    hands.look(f"Merla {week.who} one")
    hands.follows("Take them apart")
    hands.look(f"Merla {week.who} one")
    hands.presses("Take them apart")
    expect(page.locator("section[aria-labelledby=merged]")).to_have_count(0)
    hands.look(f"Merla {week.who} one")


def what_is_kept(week: Week) -> None:
    """What the database says in the end, and the log with it."""
    found = {one: db.session.get_one(Submission, one) for one in (*week.read, week.unread, week.views, week.left)}
    assert [found[one].assignee_id for one in week.read] == [week.officer] * 2
    assert [found[one].assignee_id for one in (week.unread, week.views, week.left)] == [None] * 3
    assert db.session.get_one(Child, week.left_child).assignee_id is None
    (cover,) = db.session.scalars(select(Cover).where(Cover.staff_id == week.officer))
    assert (cover.covered_by, cover.from_on) == (week.manager, today())
    (opening,) = db.session.scalars(select(ChildOpening).where(ChildOpening.child_id == week.restricted))
    assert opening.by == week.manager
    mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED))
    told = [str(one.context) for one in mails if one.to == f"friday.lead.{week.who}@staff.example"]
    assert len(told) == 1, "the safeguarding lead is told"
    assert not any(words in told[0] for words in (SECRET, WHY))
    merges = list(db.session.scalars(select(ChildMerge).where(ChildMerge.into_id == week.twins[0])))
    assert [one.ended_at is not None for one in merges] == [True]
    theirs = list(db.session.scalars(select(ClocksVersion).where(ClocksVersion.by == week.manager)))
    assert [(one.council_code, str(one.said["contact"])) for one in theirs] == [("bedford", DAYS[week.who])]
    log = select(AuditLine).where(AuditLine.by == week.manager).order_by(AuditLine.number)
    lines = list(db.session.scalars(log))
    for event in ("submission:assigned", "cover:changed", "child:opened-restricted", "child:read", "clocks:changed"):
        assert event in [line.event for line in lines], event
    assert not [line for line in lines if any(word in str(line.facts) for word in (SECRET, WHY, ONE_CHILD, "Merla"))]
