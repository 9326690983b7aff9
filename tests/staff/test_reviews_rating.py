"""The page of one child's rating and reviews: what it suggests, what it writes down, and for whom."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from portal.accounts import Role
from portal.register import facts
from portal.register.facts import Supported
from portal.register.models import Child
from portal.reviews import ratings, schedule, standing
from portal.reviews.matrix import own_matrix
from portal.storage import db, reads_only
from portal.words import ChildStatus, Rating, Suitability
from tests.staff.conftest import BEDFORD, LUTON, Person
from tests.support.pages import parsed, text_of
from tests.support.reviews import SOMEBODY, a_child, stored, today

People = Callable[..., Person]
REVIEW = {
    "form": "review",
    "rating": "amber",
    "reason": "Work was shown, and it is coming on.",
    "education": "suitable",
    "evidence": "work",
    "next": "interval",
}
RUBBISH = ["", "x" * 300_000, "👩‍👧 שלום", "=HYPERLINK(1)", "a\x00b", "‮abc"]


@pytest.fixture
def officer(person: People) -> Person:
    return person()


def parts(name: str, day: Any) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def state(person: Person, child_id: uuid.UUID) -> str:
    found = re.search(r'name="state" value="([0-9a-f]+)"', person.get(f"/staff/register/{child_id}/rating").text)
    assert found
    return found[1]


def does(person: Person, child_id: uuid.UUID, query: str = "", **typed: Any) -> TestResponse:
    data = {"csrf_token": person.token(), "state": state(person, child_id), **typed}
    return person.client.post(f"/staff/register/{child_id}/rating{query}", data=data)


def page(person: Person, child_id: uuid.UUID, query: str = "") -> str:
    answer = person.get(f"/staff/register/{child_id}/rating{query}")
    assert answer.status_code == 200, answer.status_code
    return text_of(next(iter(parsed(answer.data).iter("main"))))


def known(app: Flask, child_id: uuid.UUID, kind: str, since: int, until: int | None = None) -> None:
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        child = db.session.get_one(Child, child_id)
        ends = None if until is None else today() - timedelta(days=until)
        began = today() - timedelta(days=since)
        facts.record(child, Supported(kind=kind), SOMEBODY, datetime.now(UTC), began, ends)
        db.session.commit()


def test_the_suggestion_is_explained_line_by_line(app: Flask, officer: Person) -> None:
    child_id = a_child(app)
    known(app, child_id, "cp", 800, 300)
    said = page(officer, child_id)
    ended = (today() - timedelta(days=300)).year
    assert "The matrix suggests Amber" in said
    assert f"+2 child protection plan, ended {ended}" in said
    assert "You decide." in said
    assert all(text in said for text in own_matrix().texts.values()), "what each colour means here"
    known(app, child_id, "s47", 3)
    assert "Always red: section 47 enquiries" in page(officer, child_id)


def test_a_review_is_done_in_one_step(app: Flask, officer: Person) -> None:
    child_id = a_child(app, due=-5)
    answer = does(officer, child_id, **REVIEW, **parts("held_on", today()))
    assert answer.status_code == 303
    child = stored(app, child_id)
    assert (child.rating, child.suitability) == (Rating.AMBER, Suitability.SUITABLE)
    assert (child.rated_on, child.last_reviewed_on, child.rating_is_old) == (today(), today(), False)
    assert child.next_review_on == schedule.after_months(today(), 9)
    said = page(officer, child_id, "?done=reviewed")
    assert "The review is done" in said
    assert "Rated Amber, before: Triage: not rated yet" in said
    assert "Work was shown, and it is coming on." in said
    assert "Education on" in said
    assert "Went by: samples of work" in said
    assert "Olu Officer" in said
    assert "approved" not in said


def test_the_day_of_the_next_review_can_be_chosen_or_left_out_with_a_reason(app: Flask, officer: Person) -> None:
    child_id, later = a_child(app), today() + timedelta(days=500)
    chosen = {**REVIEW, "against": "I know more", "next": "day", **parts("next_on", later), **parts("held_on", today())}
    assert does(officer, child_id, **chosen).status_code == 303
    assert stored(app, child_id).next_review_on == later
    none = {**REVIEW, "against": "I know more", "reason": "Starts school", "next": "none", **parts("held_on", today())}
    assert does(officer, child_id, **none).status_code == 422
    assert does(officer, child_id, **none, none_because="Starts school on Monday").status_code == 303
    assert stored(app, child_id).next_review_on is None
    assert "Starts school on Monday" in page(officer, child_id)
    wrong = {
        **REVIEW,
        "against": "I know more",
        "next": "day",
        **parts("next_on", today() - timedelta(days=3)),
        **parts("held_on", today()),
    }
    answer = does(officer, child_id, **wrong)
    assert answer.status_code == 422
    assert "must be today or later" in answer.text
    assert stored(app, child_id).next_review_on is None
    again = dict(wrong, **parts("next_on", later), csrf_token=officer.token())
    again["state"] = re.search(r'name="state" value="([0-9a-f]+)"', answer.text)[1]
    assert officer.client.post(f"/staff/register/{child_id}/rating", data=again).status_code == 303


def test_another_rating_than_suggested_needs_a_reason_of_its_own(app: Flask, officer: Person) -> None:
    child_id = a_child(app)
    green = {"form": "rating", "rating": "green", "reason": "All is well"}
    answer = does(officer, child_id, **green)
    assert answer.status_code == 422
    assert "The matrix suggests amber. Write why you decided otherwise" in answer.text
    assert "All is well" in answer.text
    assert stored(app, child_id).rating == Rating.TRIAGE
    assert does(officer, child_id, **green, against="I saw more than is written").status_code == 303
    assert "Not as suggested, because: I saw more than is written" in page(officer, child_id)
    assert stored(app, child_id).rating == Rating.GREEN


def test_every_mistake_is_said_beside_its_field_and_costs_no_word(app: Flask, officer: Person) -> None:
    child_id = a_child(app)
    answer = does(officer, child_id, form="review", against="Kept words")
    assert answer.status_code == 422
    for message in (
        "Choose a rating",
        "Write what you found, and why this rating",
        "Choose how the education appears",
        "Enter the day of the review",
        "Choose when the next review is",
    ):
        assert message in answer.text
    assert "Kept words" in answer.text
    unseen = does(officer, child_id, **{**REVIEW, "evidence": ""}, **parts("held_on", today()))
    assert "Choose what you went by" in unseen.text
    future = does(officer, child_id, **REVIEW, **parts("held_on", today() + timedelta(days=2)))
    assert "The day of the review must be today or in the past" in future.text
    assert does(officer, child_id, form="nothing").status_code == 404


@pytest.mark.parametrize("rubbish", RUBBISH)
@pytest.mark.parametrize("form", ["review", "rating", "education", "day", "missing"])
def test_rubbish_is_a_message_and_never_a_fault(app: Flask, officer: Person, form: str, rubbish: str) -> None:
    child_id = a_child(app)
    fields = (
        "rating",
        "reason",
        "education",
        "evidence",
        "next",
        "plan",
        "day-day",
        "held_on-year",
        "missing_from-day",
    )
    data = [("csrf_token", officer.token()), ("state", state(officer, child_id)), ("form", form)]
    data += [(name, rubbish) for name in fields for _ in range(2)]
    answer = officer.client.post(f"/staff/register/{child_id}/rating", data=MultiDict(data))
    assert answer.status_code in (400, 404, 413, 422)
    assert stored(app, child_id).rating == Rating.TRIAGE


def test_an_appearance_alone_can_be_written_and_cme_is_offered_and_never_set_by_itself(
    app: Flask, officer: Person
) -> None:
    child_id = a_child(app)
    finding = {"form": "education", "education": "not_suitable", "evidence": "visit", "reason": "No work at all"}
    assert does(officer, child_id, **finding, **parts("found_on", today())).status_code == 303
    child = stored(app, child_id)
    assert (child.suitability, child.status) == (Suitability.NOT_SUITABLE, ChildStatus.EHE)
    other = a_child(app, "Other")
    assert does(officer, other, form="missing", **parts("missing_from", today())).status_code == 404
    said = page(officer, child_id)
    assert "Section 437(1) of the Education Act 1996" in said
    assert "at least 15 days" in said
    assert "The portal serves nothing by itself" in said
    assert "It appears not suitable" in said
    assert does(officer, child_id, form="missing").status_code == 422
    assert does(officer, child_id, form="missing", **parts("missing_from", today())).status_code == 303
    assert stored(app, child_id).status == ChildStatus.CME
    assert "Set the status" not in page(officer, child_id)


def test_the_day_can_be_changed_with_a_reason(app: Flask, officer: Person) -> None:
    child_id, day = a_child(app), today() + timedelta(days=100)
    assert does(officer, child_id, form="day", plan="day", **parts("day", day)).status_code == 422
    assert does(officer, child_id, form="day", plan="day", reason="Abroad", **parts("day", day)).status_code == 303
    assert stored(app, child_id).next_review_on == day
    assert does(officer, child_id, form="day", plan="none", reason="At school soon").status_code == 303
    assert stored(app, child_id).next_review_on is None
    assert "At school soon" in page(officer, child_id)


def test_of_two_people_the_second_sees_what_the_first_wrote_and_loses_nothing(
    app: Flask, officer: Person, person: People
) -> None:
    other, child_id = person(name="Other Officer"), a_child(app)
    before = state(officer, child_id)
    assert does(other, child_id, form="rating", rating="amber", reason="First words").status_code == 303
    typed = {"form": "rating", "rating": "amber", "reason": "Second words", "state": before}
    answer = officer.client.post(f"/staff/register/{child_id}/rating", data={"csrf_token": officer.token(), **typed})
    assert answer.status_code == 409
    assert "Somebody has written here since" in answer.text
    assert "First words" in answer.text
    assert "Second words" in answer.text
    assert does(officer, child_id, form="rating", rating="amber", reason="Second words").status_code == 303


def test_a_button_pressed_twice_writes_once(app: Flask, officer: Person) -> None:
    child_id = a_child(app)
    typed = {"csrf_token": officer.token(), "state": state(officer, child_id), **REVIEW, **parts("held_on", today())}
    address = f"/staff/register/{child_id}/rating"
    assert officer.client.post(address, data=typed).status_code == 303
    assert officer.client.post(address, data=typed).status_code == 303
    with app.app_context():
        child = db.session.get_one(Child, child_id)
        assert len(ratings.history(child)) == 1
        assert len(standing.open_reviews(child)) == 1


def test_each_look_and_each_decision_is_logged(app: Flask, officer: Person, logged: Callable[..., list[str]]) -> None:
    child_id = a_child(app)
    does(officer, child_id, **REVIEW, **parts("held_on", today()))
    done = logged(by=officer.id, about=child_id)
    assert done == ["child:read", "child:suitability", "child:rated", "child:reviewed", "child:review-planned"]


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_read_and_who_may_decide(app: Flask, person: People, role: Role | None, restricted: bool) -> None:
    child_id = a_child(app, restricted=restricted)
    someone = person(LUTON, role) if role else person(is_admin=True)
    may = role is Role.SAFEGUARDING or (role in (Role.OFFICER, Role.MANAGER) and not restricted)
    answer = someone.get(f"/staff/register/{child_id}/rating")
    assert (answer.status_code == 200) is may
    assert ("Robin" in answer.text) is may
    post = {"csrf_token": someone.token(), "form": "rating", "rating": "red", "reason": "Because"}
    assert someone.client.post(f"/staff/register/{child_id}/rating", data=post).status_code == (409 if may else 403)
    assert stored(app, child_id).rating == Rating.TRIAGE


def test_another_council_does_not_learn_that_it_exists(app: Flask, person: People) -> None:
    child_id = a_child(app, team=BEDFORD)
    someone = person()
    assert someone.get(f"/staff/register/{child_id}/rating").status_code == 404
    post = {"csrf_token": someone.token(), "form": "rating"}
    assert someone.client.post(f"/staff/register/{child_id}/rating", data=post).status_code == 404
    assert someone.get(f"/staff/register/{uuid.uuid4()}/rating").status_code == 404


def test_the_way_to_the_next_child_of_the_list_stays_at_hand(app: Flask, officer: Person) -> None:
    one, other = a_child(app, "One", -9), a_child(app, "Other", -5)
    query = "?which=overdue&who=nobody"
    assert (
        f"/staff/reviews/next?but={one}&amp;which=overdue&amp;who=nobody"
        in officer.get(f"/staff/register/{one}/rating{query}").text
    )
    answer = does(officer, one, query, **REVIEW, **parts("held_on", today()))
    assert "which=overdue" in answer.location
    assert "Next in the list" in officer.get(answer.location).text
    assert str(other) in officer.get(f"/staff/reviews/next{query}&but={one}").location


def test_what_the_same_review_finds_counts_for_what_is_suggested(app: Flask, officer: Person) -> None:
    child_id = a_child(app)
    assert "It appears suitable: Green, every 12 months" in page(officer, child_id)
    green = {**REVIEW, "rating": "green", **parts("held_on", today())}
    assert does(officer, child_id, **green).status_code == 303
    with app.app_context():
        (row,) = ratings.history(db.session.get_one(Child, child_id))
        assert row.said["suggested"]["rating"] == Rating.GREEN
        assert row.said["against"] == ""
    assert stored(app, child_id).next_review_on == schedule.after_months(today(), 12)


@pytest.mark.parametrize("form", ["review", "rating", "education", "day", "missing", "rubbish"])
def test_each_form_can_be_opened_by_its_address(app: Flask, officer: Person, form: str) -> None:
    child_id = a_child(app)
    words = {
        "rating": "A rating only",
        "education": "How the education appears only",
        "day": "Another day for the review",
    }
    assert words.get(form, "Mark the review as done") in page(officer, child_id, f"?form={form}")
