"""Acts that touch several rooms: every copy is right after them, and no child is without a next review."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.casework import contact_log, records
from portal.casework.contact_log import Contact, Way, Whom
from portal.directory import hours
from portal.register import Child, joins, statuses
from portal.register.refusals import Refused
from portal.register.said import said
from portal.reviews import ratings, schedule, standing
from portal.words import ChildStatus, Kind, Rating, Urgency
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, made, trying

LATER = NOW + timedelta(minutes=1)
URGENT = {
    "what_changed": "back_to_school",
    "school_place": "found",
    "starts_on": "2026-11-09",
    "children": [{"first_name": "Robin", "last_name": "Example", "born": "2015-05-04"}],
    "your_name": "Alex Example",
}


def with_review(child: Child) -> Child:
    schedule.begin(child, OLU, NOW)
    return child


def test_each_child_of_a_form_gets_a_record_a_review_and_a_household(app: Flask) -> None:
    with trying(app):
        form = arrived(answers.NOTIFICATION)
        made_now = records.begin_all(form, LUTON, OLU, NOW)
        assert [one.identity["given"] for one in made_now] == ["Robin", "Sam"]
        assert all(one.next_review_on and one.next_review_on > TODAY for one in made_now)
        assert records.begin_all(form, LUTON, OLU, LATER) == [], "a second press makes nobody twice"
        for position, child in enumerate(made_now):
            found = joins.child_of(form, position)
            assert found is not None
            assert found.id == child.id


def test_a_young_person_gets_one_record_however_often_it_is_pressed(app: Flask) -> None:
    with trying(app):
        views = arrived(answers.VIEWS, Kind.VIEWS)
        (own,) = records.begin_all(views, LUTON, OLU, NOW)
        assert own.restricted
        assert records.begin_all(views, LUTON, OLU, LATER) == []


def test_another_councils_submission_makes_no_record_here(app: Flask) -> None:
    with trying(app):
        theirs = arrived({**answers.SHORT_NOTIFICATION, "postcode": "MK40 1AA"}, council="bedford")
        (told,) = said(theirs)
        with pytest.raises(Refused, match="same council"):
            records.begin(told.identity, told.facts, told.status, told.from_on, "luton", LUTON, OLU, NOW, (theirs, 0))


def test_only_who_has_no_record_yet_gets_one(app: Flask) -> None:
    with trying(app):
        form, known = arrived(answers.NOTIFICATION), with_review(made())
        records.join(known, form, 0, OLU, NOW)
        (sam,) = records.begin_all(form, LUTON, OLU, LATER)
        assert sam.identity["given"] == "Sam"
        assert [one.id for one in records.households.household(sam)] == [known.id]


def test_only_records_that_one_may_change_and_of_this_council_are_said_to_live_with_them(app: Flask) -> None:
    with trying(app):
        form, closed = arrived(answers.NOTIFICATION), with_review(made(restricted=True))
        records.join(closed, form, 0, OLU, NOW)
        (sam,) = records.begin_all(form, LUTON, OLU, LATER, together=lambda known: not known.restricted)
        assert records.households.household(sam) == records.households.household(closed) == []
    with trying(app):
        form, theirs = arrived(answers.NOTIFICATION), with_review(made())
        records.join(theirs, form, 0, OLU, NOW)
        form.council = "bedford"  # it was passed on since
        (sam,) = records.begin_all(form, "bedford/home-education", OLU, LATER)
        assert records.households.household(sam) == []


def test_who_is_current_again_has_a_review_planned(app: Flask) -> None:
    with trying(app):
        robin, sam = with_review(made()), with_review(made(given="Sam", status=ChildStatus.SCHOOL))
        row = records.merge(sam, robin, "The same birthday.", OLU, NOW)
        schedule.done(robin, "All is well.", OLU, NOW)
        records.take_apart(row, OLU, LATER)
        assert sam.next_review_on is None, "a child at school needs none"
        records.change_status(sam, ChildStatus.EHE, TODAY, OLU, LATER)
        assert sam.next_review_on
        again = made(given="Kim", status=ChildStatus.EHE)
        left = statuses.change(again, ChildStatus.SCHOOL, TODAY, OLU, NOW)
        records.strike_status(left, again, OLU, LATER, "It was another child.")
        assert again.next_review_on


def test_a_professionals_message_brings_the_review_forward(app: Flask) -> None:
    with trying(app):
        child = with_review(made())
        before = child.next_review_on
        records.join(child, arrived(answers.REFERRAL, Kind.REFERRAL), 0, OLU, NOW)
        assert before is not None
        assert child.next_review_on is not None
        assert TODAY < child.next_review_on < before


def test_a_change_of_the_urgent_sort_is_a_concern_and_another_is_none(app: Flask) -> None:
    with trying(app):
        child = with_review(made())
        before, change = child.next_review_on, arrived(URGENT, Kind.CHANGE)
        assert change.urgency != Urgency.ROUTINE
        slow = arrived({**URGENT, "what_changed": "provision", "provision": "A tutor."}, Kind.CHANGE)
        assert slow.urgency == Urgency.ROUTINE
        records.join(child, slow, 0, OLU, NOW)
        assert child.next_review_on == before
        records.join(child, change, 0, OLU, NOW)
        assert before is not None
        assert child.next_review_on is not None
        assert child.next_review_on < before


def test_a_concern_never_puts_a_review_back(app: Flask) -> None:
    with trying(app):
        child = with_review(made())
        tomorrow = hours.working_days_after(TODAY, 1)
        schedule.plan(child, tomorrow, "They asked for it.", OLU, NOW)
        records.join(child, arrived(answers.REFERRAL, Kind.REFERRAL), 0, OLU, NOW)
        assert child.next_review_on == tomorrow


def test_a_young_persons_words_move_no_review(app: Flask) -> None:
    with trying(app):
        (own,) = records.begin_all(arrived(answers.NOT_SAFE, Kind.VIEWS), LUTON, OLU, NOW)
        ordinary = with_review(made())
        assert own.next_review_on == ordinary.next_review_on


def test_taken_away_moved_or_split_off_every_record_is_right_and_has_a_review(app: Flask) -> None:
    with trying(app):
        child, other = with_review(made()), made(given="Sam")
        told = arrived(answers.REFERRAL, Kind.REFERRAL)
        row = records.join(child, told, 0, OLU, NOW)
        moved = records.split_to(row, other, OLU, LATER)
        assert other.next_review_on is not None, "a record that had none has one now"
        split_off = records.split_off(moved, OLU, LATER + timedelta(minutes=1))
        assert split_off.next_review_on is not None
        row = records.join(child, arrived(URGENT, Kind.CHANGE), 0, OLU, LATER)
        assert records.split(row, OLU, LATER + timedelta(minutes=2)).id == child.id
        assert joins.joined(child) == joins.joined(other) == []


def test_who_is_current_again_after_a_split_has_a_review_also_where_it_was_joined_to_a_part_of_the_record(
    app: Flask,
) -> None:
    with trying(app):
        robin, sam, change = made(), made(given="Sam"), arrived(URGENT, Kind.CHANGE)
        row = joins.join(sam, change, 0, OLU, NOW)
        statuses.change(sam, ChildStatus.SCHOOL, TODAY, OLU, NOW, source_id=change.id)
        records.merge(sam, robin, "The same birthday.", OLU, NOW)
        assert (robin.current, robin.next_review_on) == (False, None)
        records.split(row, OLU, LATER)
        assert robin.current
        assert robin.next_review_on


def test_why_a_child_at_school_needs_no_review_says_nothing_once_they_are_not_at_school_after_all(app: Flask) -> None:
    with trying(app):
        child, change = with_review(made()), arrived(URGENT, Kind.CHANGE)
        row = records.join(child, change, 0, OLU, NOW)
        statuses.change(child, ChildStatus.SCHOOL, TODAY, OLU, NOW, source_id=change.id)
        schedule.no_review(child, "At school since today.", OLU, LATER)
        records.split(row, OLU, LATER + timedelta(minutes=1))
        assert child.current
        assert child.next_review_on
        schedule.no_review(child, "Moves away in a week.", OLU, LATER + timedelta(minutes=2))
        schedule.begin(child, OLU, LATER + timedelta(minutes=3))
        assert child.next_review_on is None, "what was written while the child is here stays"


def test_a_merge_and_its_undoing_bring_every_copy_up_to_date(app: Flask) -> None:
    with trying(app):
        robin, sam = with_review(made()), with_review(made(given="Sam"))
        ratings.rate(robin, Rating.RED, "Nobody has seen the child.", OLU, NOW)
        seen = Contact(way=Way.VISIT_HOME, on=TODAY, whom=(Whom.CHILD,), child_seen=True)
        contact_log.record(robin, seen, OLU, NOW)
        statuses.change(robin, ChildStatus.CME, TODAY, OLU, NOW)
        copies = (sam.rating, sam.last_seen_on, sam.status, sam.next_review_on)
        row = records.merge(robin, sam, "The same child.", OLU, LATER)
        assert (sam.rating, sam.last_seen_on, sam.status) == (Rating.RED, TODAY, ChildStatus.CME)
        assert sam.next_review_on == min(one.due_on for one in standing.open_reviews(sam) if one.due_on)
        into, gone = records.take_apart(row, OLU, LATER)
        assert (into.rating, into.last_seen_on, into.status, into.next_review_on) == copies
        assert (gone.rating, gone.last_seen_on, gone.status) == (Rating.RED, TODAY, ChildStatus.CME)
        assert gone.next_review_on is not None


def test_found_unsuitable_the_child_is_missing_education_from_the_day_the_officer_chose(app: Flask) -> None:
    with trying(app):
        child = made(status=ChildStatus.EHE, from_on=date(2025, 9, 1))
        records.found_unsuitable(child, date(2026, 10, 12), "No reply to two letters.", OLU, NOW)
        assert statuses.on(child, date(2026, 10, 11)) == ChildStatus.EHE
        assert statuses.on(child, date(2026, 10, 12)) == ChildStatus.CME
        assert (child.status, child.current) == (ChildStatus.CME, True)
        assert child.next_review_on is not None
        with pytest.raises(Refused):
            records.found_unsuitable(child, date(2026, 10, 12), "Again.", OLU, LATER)
