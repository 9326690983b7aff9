"""The next review: a concern never puts it off, one stands open at a time, and the copies say what the rows say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.casework import records
from portal.directory import hours
from portal.register import Child, merging, statuses
from portal.register.refusals import Refused
from portal.reviews import nightly, ratings, schedule, standing, suitability
from portal.reviews.inputs import Known
from portal.reviews.matrix import Suggestion, assess, own_matrix
from portal.reviews.models import RatingChange, Review
from portal.reviews.schedule import Why
from portal.reviews.suitability import Evidence
from portal.storage import db
from portal.words import ChildStatus, Rating, Suitability
from tests.support import answers
from tests.support.register import NOW, OLU, TODAY, arrived, made, trying

AMBER = assess(Known(), own_matrix(), TODAY)


def begun() -> Child:
    child = made()
    schedule.begin(child, OLU, NOW)
    return child


def test_a_new_record_has_its_first_review_at_once(app: Flask) -> None:
    with trying(app):
        child = begun()
        assert child.next_review_on == schedule.after_months(TODAY, own_matrix().first_months[Rating.TRIAGE])
        first = standing.open_reviews(child)
        assert schedule.begin(child, OLU, NOW) is first[0]
        assert standing.open_reviews(child) == first


acts = st.lists(
    st.one_of(
        st.just(("concern", 0)),
        st.tuples(st.just("plan"), st.integers(0, 700)),
        st.tuples(st.just("rate"), st.sampled_from([Rating.RED, Rating.AMBER, Rating.GREEN])),
        st.just(("none", 0)),
        st.tuples(st.just("done"), st.integers(1, 12)),
    ),
    max_size=8,
)


@settings(max_examples=15)
@given(acts, st.integers(0, 400))
def test_neither_a_concern_nor_a_rating_ever_puts_a_review_off(
    app: Flask, before: list[tuple[str, int | Rating]], later: int
) -> None:
    with trying(app):
        child, now = begun(), NOW
        for what, value in before:
            now += timedelta(hours=1)
            if what == "concern":
                schedule.concern(child, OLU, now)
            elif what == "rate":
                ratings.rate(child, Rating(value), "Because", OLU, now)
            elif what == "none":
                schedule.no_review(child, "Because", OLU, now)
            elif what == "plan":
                schedule.plan(child, TODAY + timedelta(days=int(value)), "Because", OLU, now)
            else:
                schedule.done(child, "All well", OLU, now, months=int(value))
            assert len(standing.open_reviews(child)) == 1
        now += timedelta(days=later)
        was = child.next_review_on
        schedule.concern(child, None, now)
        soon = hours.working_days_after(hours.local(now).date(), own_matrix().concern_days)
        assert child.next_review_on is not None
        assert child.next_review_on <= soon
        assert was is None or child.next_review_on <= was
        for rating in Rating:
            was = child.next_review_on
            ratings.rate(child, rating, "Because", OLU, now)
            assert child.next_review_on <= was
        assert len(standing.open_reviews(child)) == 1


def test_only_a_person_sets_a_later_day_and_writes_why(app: Flask) -> None:
    with trying(app):
        child = begun()
        later = TODAY + timedelta(days=300)
        with pytest.raises(Refused, match="why"):
            schedule.plan(child, later, " ", OLU, NOW)
        schedule.plan(child, later, "They are abroad until then", OLU, NOW)
        assert child.next_review_on == later
        assert standing.open_reviews(child)[0].said == {"reason": "They are abroad until then"}
        for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=900), date.max):
            with pytest.raises(Refused):
                schedule.plan(child, day, "Because", OLU, NOW)
        with pytest.raises(Refused, match="why"):
            schedule.no_review(child, "", OLU, NOW)


def test_a_review_on_the_very_day_of_a_concern_stays_with_its_reason(app: Flask) -> None:
    with trying(app):
        child = begun()
        soon = hours.working_days_after(TODAY, own_matrix().concern_days)
        schedule.plan(child, soon, "They are back that day", OLU, NOW)
        planned = standing.open_reviews(child)
        schedule.concern(child, OLU, NOW)
        assert standing.open_reviews(child) == planned


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 3), 1, date(2026, 12, 3)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),  # the last of the month is a Saturday
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 9, 25), 3, date(2026, 12, 24)),  # Christmas Day
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_so_many_months_later_is_a_working_day_and_never_in_the_next_month(day: date, months: int, later: date) -> None:
    assert schedule.after_months(day, months) == later


def test_a_review_that_is_done_plans_the_next_one_by_the_rating(app: Flask) -> None:
    with trying(app):
        child = begun()
        ratings.rate(child, Rating.GREEN, "All is well", OLU, NOW)
        assert child.next_review_on < schedule.after_months(TODAY, 12)  # the first one stays where it was
        schedule.done(child, "All is well", OLU, NOW + timedelta(hours=1))
        assert child.next_review_on == schedule.after_months(TODAY, 12)
        assert child.last_reviewed_on == TODAY
        with pytest.raises(Refused, match="came of"):
            schedule.done(child, "", OLU, NOW)
        with pytest.raises(Refused, match="still to come"):
            schedule.done(child, "Well", OLU, NOW, on=TODAY + timedelta(days=1))
        schedule.done(child, "Leaves for school on Monday", OLU, NOW, none_because="Starts school")
        assert child.next_review_on is None
        assert nightly.number_without() == 0


def test_a_reason_for_none_from_before_the_child_left_is_none_for_one_who_is_back(app: Flask) -> None:
    with trying(app):
        child, later = begun(), NOW + timedelta(days=200)
        schedule.no_review(child, "Starts school on Monday", OLU, NOW)
        records.change_status(child, ChildStatus.SCHOOL, TODAY + timedelta(days=6), OLU, NOW)
        records.change_status(child, ChildStatus.FLEXI, TODAY, OLU, NOW)
        assert child.next_review_on is None, "until then the reason holds"
        statuses.refresh(child, TODAY + timedelta(days=6))
        records.join(child, arrived(answers.SHORT_NOTIFICATION, at=later), 0, OLU, later)
        assert (child.status, child.planned) == (ChildStatus.NOT_CONFIRMED, True)
        assert child.next_review_on == schedule.after_months(hours.local(later).date(), 1)
        schedule.no_review(child, "Turns 16 next month", OLU, later)
        schedule.begin(child, OLU, later + timedelta(days=1))
        assert child.next_review_on is None, "the new reason stands"


def test_a_rating_older_than_the_last_review_is_said_to_be_old(app: Flask) -> None:
    with trying(app):
        child = begun()
        ratings.rate(child, Rating.AMBER, "Little is known", OLU, NOW)
        assert not child.rating_is_old
        schedule.done(child, "Looked at", OLU, NOW + timedelta(days=30))
        assert child.rating_is_old
        ratings.rate(child, Rating.AMBER, "Still so", OLU, NOW + timedelta(days=30))
        assert not child.rating_is_old


def test_a_rating_needs_its_reason_and_another_one_when_it_is_not_what_was_suggested(app: Flask) -> None:
    with trying(app):
        child = begun()
        with pytest.raises(Refused, match="why"):
            ratings.rate(child, Rating.AMBER, "", OLU, NOW, AMBER)
        with pytest.raises(Refused, match="otherwise"):
            ratings.rate(child, Rating.GREEN, "All well", OLU, NOW, AMBER)
        row = ratings.rate(child, Rating.GREEN, "All well", OLU, NOW, AMBER, "I have seen more than is written here")
        assert row.said["suggested"] == AMBER.as_json()
        assert row.said["was"] == Rating.TRIAGE
        assert child.rating == Rating.GREEN
        ratings.rate(child, Rating.GREEN, "Still well", OLU, NOW + timedelta(days=1))
        confirmed, first = ratings.history(child)
        assert (confirmed.said["was"], confirmed.rating) == (Rating.GREEN, Rating.GREEN)
        assert first.said["against"] == "I have seen more than is written here"


def test_a_suggested_interval_counts_when_its_rating_is_chosen(app: Flask) -> None:
    with trying(app):
        child = begun()
        schedule.plan(child, TODAY + timedelta(days=600), "Because", OLU, NOW)
        nine = Suggestion(3, Rating.AMBER, 9, (), 0)
        ratings.rate(child, Rating.AMBER, "Little is known", OLU, NOW, nine)
        assert child.next_review_on == schedule.after_months(TODAY, 9)


def test_what_appears_is_written_with_what_was_seen_and_changes_no_status(app: Flask) -> None:
    with trying(app):
        child = begun()
        status = child.status
        with pytest.raises(Refused, match="went by"):
            suitability.find(child, Suitability.NOT_SUITABLE, TODAY, "No work at all", OLU, NOW)
        for day in (TODAY + timedelta(days=1), date(1066, 10, 14)):
            with pytest.raises(Refused, match="day"):
                suitability.find(child, Suitability.NOT_KNOWN, day, "Because", OLU, NOW)
        suitability.find(child, Suitability.NOT_SUITABLE, TODAY, "No work at all", OLU, NOW, [Evidence.VISIT], "Books")
        assert (child.suitability, child.status) == (Suitability.NOT_SUITABLE, status)
        before = TODAY - timedelta(days=90)
        suitability.find(child, Suitability.SUITABLE, before, "An older report", OLU, NOW, [Evidence.REPORT])
        assert child.suitability == Suitability.NOT_SUITABLE  # the newer day counts, not the newer line


def test_two_records_laid_together_have_the_earlier_review_and_are_apart_again_with_one_each(app: Flask) -> None:
    with trying(app):
        one, other = begun(), begun()
        schedule.plan(one, TODAY + timedelta(days=40), "Because", OLU, NOW)
        schedule.plan(other, TODAY + timedelta(days=20), "Because", OLU, NOW)
        row = records.merge(other, one, "The same child", OLU, NOW)
        assert one.next_review_on == TODAY + timedelta(days=20)
        schedule.done(one, "Looked at both", OLU, NOW)
        assert len(standing.open_reviews(one)) == 1
        merge = row if hasattr(row, "into_id") else merging.standing_merges(one)[0]
        for child in records.take_apart(merge, OLU, NOW + timedelta(hours=1)):
            assert child.next_review_on is not None
        assert nightly.number_without() == 0


def test_a_review_that_only_the_other_record_had_is_one_for_both(app: Flask) -> None:
    with trying(app):
        one, other = made(), begun()
        assert nightly.number_without() == 1
        records.merge(other, one, "The same child", OLU, NOW)
        assert [row.child_id for row in standing.open_reviews(one)] == [other.id]
        assert nightly.number_without() == 0


def test_the_reasons_are_sealed(app: Flask) -> None:
    with trying(app):
        child = begun()
        ratings.rate(child, Rating.RED, "A sentence to look for", OLU, NOW)
        schedule.plan(child, TODAY, "A sentence to look for", OLU, NOW)
        for model in (RatingChange, Review):
            for row in db.session.execute(select(model.__table__)).mappings():
                assert b"sentence to look for" not in b"".join(v for v in row.values() if isinstance(v, bytes))
        assert db.session.scalar(select(func.count()).select_from(RatingChange)) == 1


def test_whatever_was_planned_a_reason_is_kept_with_the_plan(app: Flask) -> None:
    with trying(app):
        child = begun()
        schedule.no_review(child, "Starts school on Monday", OLU, NOW)
        schedule.concern(child, OLU, NOW)
        told = schedule.history(child)
        assert [row.why for row in told].count(Why.NONE) == 1
        assert {(row.said or {}).get("reason") for row in told} >= {"Starts school on Monday"}
        assert child.next_review_on is not None
