"""Joining what was sent to a record, and saying later that it is about another child. A person looks and decides."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.register import Child, facts, joins, own_words
from portal.register.facts import Adult
from portal.register.models import ChildSubmission, ChildViews
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.answers import REFERRAL, SHORT_NOTIFICATION, VIEWS
from tests.support.children import begun
from tests.support.one_child import NASTY, PEOPLE, child_of, day, posts, whoever

Made = Callable[..., Any]
REASON = "The parents rang about a leak."


def at(submission: uuid.UUID, position: int = 0) -> str:
    return f"/staff/submissions/{submission}/record/{position}/join"


def reference(app: Flask, child_id: uuid.UUID) -> str:
    with app.app_context():
        return db.session.get_one(Child, child_id).reference


def joined_to(app: Flask, submission: uuid.UUID) -> uuid.UUID | None:
    with app.app_context():
        child = joins.child_of(db.session.get_one(Submission, submission), 0)
        return child.id if child else None


def row_of(app: Flask, submission: uuid.UUID) -> uuid.UUID:
    with app.app_context():
        for table in (ChildSubmission, ChildViews):
            wanted = select(table.id).where(table.submission_id == submission, table.ended_at.is_(None))
            if row := db.session.scalar(wanted):
                return row
    raise AssertionError("it is joined to nothing")


def another(app: Flask, child: uuid.UUID, submission: uuid.UUID) -> str:
    return f"/staff/register/{child}/sent/{row_of(app, submission)}/another"


@pytest.fixture
def notice(sent: Made) -> uuid.UUID:
    """A parent's notice about Robin Example."""
    return uuid.UUID(str(sent(**SHORT_NOTIFICATION)))


@pytest.fixture
def views(sent: Made) -> uuid.UUID:
    """A young person of Luton wrote."""
    return uuid.UUID(str(sent(Kind.VIEWS, **{**VIEWS, "called": "Robin"})))


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_works_on_both_joins_them(app: Flask, person: Made, notice: uuid.UUID, who: str) -> None:
    child, somebody = begun(app), whoever(person, who)
    works = who in ("officer", "manager", "safeguarding")
    expected = {"auditor": 403, "admin": 403, "other team": 404, "other council": 404}.get(who, 200)
    page = somebody.get(f"{at(notice)}?record={child}")
    assert page.status_code == expected
    assert ("Robin" in page.text) == works
    assert posts(somebody, at(notice), record=str(child)).status_code == (302 if works else expected)
    assert joined_to(app, notice) == (child if works else None)
    moves = somebody.get(another(app, child, notice)).status_code if works else 200
    assert moves == 200


def test_it_is_found_by_its_reference_looked_at_and_joined_once(
    app: Flask, person: Made, notice: uuid.UUID, logged: Made
) -> None:
    child, officer = begun(app), person()
    typed = reference(app, child).lower().replace("-", " ")
    found = posts(officer, at(notice), record_reference=typed)
    assert found.status_code == 303
    page = officer.get(found.location).text
    assert "Is this the same child?" in page
    assert "Different" in page, "the last names differ"
    assert "Only in what was sent" in page
    assert joined_to(app, notice) is None, "a look joins nothing"
    assert posts(officer, at(notice), record=str(child)).status_code == 302
    assert joined_to(app, notice) == child
    assert "child:joined" in logged(by=officer.id, about=child)
    again = posts(officer, at(notice), record=str(child))
    assert again.status_code == 422
    assert "It has a record already" in again.text
    assert officer.get(at(notice)).status_code == 302
    assert "It is about another child" in officer.page(notice).text
    assert "Alex Example" in officer.get(f"/staff/register/{child}").text


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_a_wrong_reference_gets_a_message_beside_the_field(
    app: Flask, person: Made, notice: uuid.UUID, typed: str
) -> None:
    child, officer = begun(app), person()
    answer = posts(officer, at(notice), record_reference=typed)
    assert answer.status_code == 422
    assert "record_reference-error" in answer.text
    assert posts(officer, at(notice), record=typed).status_code == 422
    posts(officer, at(notice), record=str(child))
    address = another(app, child, notice)
    assert posts(officer, address, whose="other", record_reference=typed).status_code == 422
    assert posts(officer, address, whose=typed, record=typed).status_code == 422
    assert posts(officer, f"/staff/register/{child}/same", record_reference=typed).status_code == 422
    assert posts(officer, f"/staff/register/{child}/household", record_reference=typed).status_code == 422


def test_nobody_learns_of_a_record_by_guessing_its_reference(app: Flask, person: Made, notice: uuid.UUID) -> None:
    officer = person()
    elsewhere, nowhere = begun(app, team=BEDFORD), "C-2222-2222"
    closed = begun(app, restricted=True, given="Hidden")
    answers = [
        posts(officer, at(notice), record_reference=typed).text for typed in (reference(app, elsewhere), nowhere)
    ]
    assert all("There is no record with this reference that you may see." in answer for answer in answers)
    hidden = posts(officer, at(notice), record_reference=reference(app, closed))
    assert "You may not change this record." in hidden.text
    assert "Hidden" not in hidden.text
    assert posts(officer, at(notice), record=str(elsewhere)).status_code == 404
    assert posts(officer, at(notice), record=str(closed)).status_code == 403
    assert officer.get(f"{at(notice)}?record={closed}").status_code == 403
    assert joined_to(app, notice) is None


def test_what_was_joined_to_the_wrong_child_moves_with_all_that_it_brought(
    app: Flask, person: Made, notice: uuid.UUID, logged: Made
) -> None:
    wrong, right, officer = begun(app), begun(app, given="Sam"), person()
    posts(officer, at(notice), record=str(wrong))
    address = another(app, wrong, notice)
    page = officer.get(address).text
    assert "What goes with it" in page
    assert "Parents and carers: Alex Example" in page
    found = posts(officer, address, whose="other", record_reference=reference(app, right))
    assert found.status_code == 303
    assert "Move it to" in officer.get(found.location).text
    assert joined_to(app, notice) == wrong
    moved = posts(officer, address, record=str(right))
    assert child_of(moved) == right
    assert joined_to(app, notice) == right
    with app.app_context():
        assert not facts.held(facts.rows_of([wrong]), Adult)
        assert [one.fact.name for one in facts.held(facts.rows_of([right]), Adult)] == ["Alex Example"]
    assert "child:split" in logged(by=officer.id, about=wrong)
    again = posts(officer, address, record=str(right))
    assert again.status_code == 422
    assert "taken away from this record meanwhile" in officer.get(address).text


def test_what_was_joined_to_the_wrong_child_becomes_a_record_of_its_own(
    app: Flask, person: Made, notice: uuid.UUID
) -> None:
    wrong, officer = begun(app), person()
    posts(officer, at(notice), record=str(wrong))
    made = posts(officer, another(app, wrong, notice), whose="new")
    assert made.status_code == 302, made.text
    assert joined_to(app, notice) == child_of(made) != wrong
    assert "Robin Example" in officer.get(f"/staff/register/{child_of(made)}").text


def test_it_can_only_be_taken_away_and_waits_for_a_record_again(app: Flask, person: Made, notice: uuid.UUID) -> None:
    child, officer = begun(app), person()
    posts(officer, at(notice), record=str(child))
    assert posts(officer, another(app, child, notice)).status_code == 422
    assert posts(officer, another(app, child, notice), whose="nobody").status_code == 302
    assert joined_to(app, notice) is None
    assert "Make a record" in officer.page(notice).text


def test_a_record_keeps_what_it_was_made_from(app: Flask, person: Made, notice: uuid.UUID) -> None:
    officer = person()
    form = {"given": "Robin", "family": "Example", "status": "ehe"}
    form |= day("from_on", 2026, 11, 3) | day("born", 2015, 5, 4)
    assert posts(officer, f"/staff/submissions/{notice}/record/0", **form).status_code == 302
    child = joined_to(app, notice)
    assert child is not None
    answer = posts(officer, another(app, child, notice), whose="nobody")
    assert answer.status_code == 422
    assert "Nothing else is in this record." in answer.text
    assert joined_to(app, notice) == child


def test_another_childs_join_cannot_be_moved_through_this_one(app: Flask, person: Made, notice: uuid.UUID) -> None:
    mine, other, officer = begun(app), begun(app, given="Sam"), person()
    posts(officer, at(notice), record=str(other))
    row = row_of(app, notice)
    assert officer.get(f"/staff/register/{mine}/sent/{row}/another").status_code == 404
    assert posts(officer, f"/staff/register/{mine}/sent/{row}/another", whose="nobody").status_code == 404
    assert joined_to(app, notice) == other


def test_a_young_persons_words_are_joined_where_only_their_readers_see_it(
    app: Flask, person: Made, views: uuid.UUID, saira: Person
) -> None:
    child, right = begun(app), begun(app, given="Sam")
    officer, manager = person(), person(LUTON, Role.MANAGER)
    before = officer.get(f"/staff/register/{child}").text
    for somebody in (officer, manager):
        assert posts(somebody, at(views), record=str(child)).status_code in (403, 404)
    assert "tells nobody of these words" in saira.get(f"{at(views)}?record={child}").text
    assert posts(saira, at(views), record=str(child)).status_code == 302
    code = reference_of(app, views)
    assert code in saira.get(f"/staff/register/{child}").text
    address = another(app, child, views)
    for somebody in (officer, manager):
        page = somebody.get(f"/staff/register/{child}").text
        assert code not in page
        assert "Young person" not in page
        assert somebody.get(address).status_code == 404
        assert posts(somebody, address, whose="nobody").status_code == 404
    assert plain(before) == plain(officer.get(f"/staff/register/{child}").text), "the page is the same as without"
    assert "A child who has no record yet" not in saira.get(address).text
    assert posts(saira, address, whose="new").status_code == 422
    assert child_of(posts(saira, address, record=str(right))) == right
    with app.app_context():
        found = own_words.child_of_views(db.session.get_one(Submission, views))
        assert found is not None
        assert found.id == right
    assert posts(saira, another(app, right, views), whose="nobody").status_code == 302


def test_who_opened_a_record_with_a_reason_reads_it_and_joins_nothing(
    app: Flask, person: Made, notice: uuid.UUID
) -> None:
    closed, officer = begun(app, restricted=True), person()
    opened = posts(officer, f"/staff/register/{closed}/open", why_now=REASON)
    assert opened.status_code == 302
    page = officer.get(f"/staff/register/{closed}").text
    assert "The same child has another record" not in page
    assert posts(officer, at(notice), record=str(closed)).status_code == 403


def test_a_referral_is_joined_to_the_child_whom_it_may_be_about(app: Flask, person: Made, sent: Made) -> None:
    child, officer = begun(app), person()
    one = sent(Kind.REFERRAL, **{**REFERRAL, "last_name": "Invented"})
    panel = officer.page(one).text
    assert "Compare and join" in panel
    assert f"record={child}" in panel
    assert posts(officer, at(one), record=str(child)).status_code == 302
    assert "A concern that somebody told us" in officer.get(f"/staff/register/{child}").text


def reference_of(app: Flask, submission: uuid.UUID) -> str:
    with app.app_context():
        return db.session.get_one(Submission, submission).reference


def plain(page: str) -> str:
    """A page without what differs each time it is asked for, and without “Ask first”, which says whom and not why."""
    told = re.sub(r'<section class="note note--rose" aria-labelledby="ask-first">.*?</section>\n', "", page, flags=re.S)
    told = re.sub(r'<p class="muted">[^<]*<a href="#ask-first">.*?</p>', "", told)
    return "\n".join(line for line in told.splitlines() if "csrf_token" not in line)
