"""A young person's words and the register: joined, moved and taken away with no trace that the team can see."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Reach
from portal.audit import AuditLine
from portal.casework import records
from portal.register import Child, children, facts, joins, own_words
from portal.register.facts import Identity, rows_of
from portal.register.matching import similar
from portal.register.models import ChildEvent, ChildFact, MatchKey
from portal.register.refusals import Refused
from portal.reviews import standing
from portal.storage import db
from portal.submissions import Submission, SubmissionEvent
from portal.words import ChildStatus, Kind
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, dump, made, trying

NAMED = {**answers.NOT_SAFE, "called": "Robin", "born": "2015-05-04", "area": "Invented Green"}


def traces(child: Child) -> tuple[object, ...]:
    """All that anybody who reads the record, or the log about it, can see."""
    events = select(ChildEvent.what).where(ChildEvent.child_id == child.id).order_by(ChildEvent.at, ChildEvent.id)
    rows = select(ChildFact.id).where(ChildFact.child_id == child.id)
    logged = select(AuditLine.number).where(AuditLine.subject_id == child.id)
    reviews = [(row.due_on, row.why) for row in standing.open_reviews(child)]
    return (
        dump(child),
        child.next_review_on,
        child.restricted,
        reviews,
        *(list(db.session.scalars(wanted)) for wanted in (events, rows, logged)),
    )


def views_history(views: Submission) -> list[str]:
    wanted = select(SubmissionEvent.what).where(SubmissionEvent.submission_id == views.id)
    return list(db.session.scalars(wanted.order_by(SubmissionEvent.at, SubmissionEvent.id)))


def test_joined_and_taken_away_the_record_shows_nothing(app: Flask) -> None:
    with trying(app):
        (child,) = records.begin_all(arrived(answers.SHORT_NOTIFICATION), LUTON, OLU, NOW)
        before, views = traces(child), arrived(NAMED, Kind.VIEWS)
        row = own_words.join_views(child, views, OLU, NOW)
        assert traces(child) == before
        assert [one.submission_id for one in own_words.views_of(child)] == [views.id]
        found = own_words.child_of_views(views)
        assert found is not None
        assert found.id == child.id
        own_words.split_views(row, OLU, NOW + timedelta(minutes=1))
        own_words.split_views(row, OLU, NOW + timedelta(minutes=2))
        assert traces(child) == before
        assert own_words.views_of(child) == []
        assert [one for one in views_history(views) if "register" in one] == ["on_register", "off_register"]
        logged = select(AuditLine).where(AuditLine.subject_id == views.id, AuditLine.event.contains("link"))
        assert [line.facts for line in db.session.scalars(logged)] == [{}, {}], "that there is one, and not to what"


def test_a_record_of_words_alone_is_restricted_and_stays_so(app: Flask) -> None:
    with trying(app):
        (child,) = records.begin_all(arrived(NAMED, Kind.VIEWS), LUTON, OLU, NOW)
        assert child.restricted
        assert Identity.of(child.identity).name == "Robin"
        with pytest.raises(Refused, match="stays restricted"):
            children.unrestrict(child, "Everybody may know.", OLU, NOW)
        joins.join(child, arrived(answers.SHORT_NOTIFICATION), 0, OLU, NOW)
        with pytest.raises(Refused, match="stays restricted"):
            children.unrestrict(child, "A parent told us too.", OLU, NOW)
        (row,) = own_words.views_of(child)
        own_words.move_views(row, made(), OLU, NOW)
        with pytest.raises(Refused, match="stays restricted"):
            children.unrestrict(child, "The words went, what they told has not.", OLU, NOW)


def test_words_move_to_the_record_that_an_adults_message_made(app: Flask) -> None:
    with trying(app):
        views = arrived(NAMED, Kind.VIEWS)
        (own,) = records.begin_all(views, LUTON, OLU, NOW)
        (child,) = records.begin_all(arrived(answers.SHORT_NOTIFICATION), LUTON, OLU, NOW)
        before = traces(child)
        (row,) = own_words.views_of(own)
        with pytest.raises(Refused, match="was made from these words"):
            own_words.split_views(row, OLU, NOW)
        moved = records.move_views(row, child, OLU, NOW + timedelta(minutes=1))
        assert traces(child) == before
        assert (own.status, own.current, own.status_from) == (ChildStatus.MISTAKE, False, TODAY)
        assert own_words.views_of(own) == []
        assert [one.id for one in own_words.views_of(child)] == [moved.id]
        with pytest.raises(Refused, match="meanwhile"):
            records.move_views(row, child, OLU, NOW)


def test_words_are_one_childs_at_a_time_and_of_the_same_council(app: Flask) -> None:
    with trying(app):
        child, other, views = made(), made(given="Sam"), arrived(NAMED, Kind.VIEWS)
        own_words.join_views(child, views, OLU, NOW)
        with pytest.raises(Refused, match="meanwhile"):
            own_words.join_views(other, views, OLU, NOW)
        with pytest.raises(Refused, match="another way"):
            joins.join(other, views, 0, OLU, NOW)
        with pytest.raises(Refused, match="not a young person’s"):
            own_words.join_views(other, arrived(answers.SHORT_NOTIFICATION), OLU, NOW)
        theirs = arrived({**answers.VIEWS, "council": "bedford"}, Kind.VIEWS, council="bedford")
        with pytest.raises(Refused, match="same council"):
            own_words.join_views(other, theirs, OLU, NOW)


def test_what_the_words_told_stays_theirs_when_they_are_deleted(app: Flask) -> None:
    """Taken off every record and past their period, the words go; a record that was made from them stays."""
    with trying(app):
        views = arrived(NAMED, Kind.VIEWS)
        (own,) = records.begin_all(views, LUTON, OLU, NOW)
        before = kept_marks(own)
        for row in rows_of([own.id]):
            row.source_id = uuid.uuid4()  # as a submission that is not there any more: nothing but its id is left
        children.changed(own)
        assert kept_marks(own) == before, "found by nobody who may not read them"
        with pytest.raises(Refused, match="stays restricted"):
            children.unrestrict(own, "Everybody may know.", OLU, NOW)
        with pytest.raises(Refused, match="Move the words"):
            records.merge(own, made(), "The same child.", OLU, NOW)


def test_that_it_is_another_child_is_not_told_where_it_would_tell_of_the_words(app: Flask) -> None:
    with trying(app):
        everything = Reach(frozenset({LUTON}), frozenset({LUTON}), frozenset(), OLU)
        child = made()
        (own,) = records.begin_all(arrived(NAMED, Kind.VIEWS), LUTON, OLU, NOW)
        facts.record(own, Identity(given="Robin", family="Example", born="2015-05-04"), OLU, NOW)
        children.changed(own)
        assert [hint.child for hint in similar(child, "luton", everything, everything)] == [own]
        before = traces(child)
        children.two_children(child, own, OLU, NOW)
        assert traces(child) == before
        assert similar(child, "luton", everything, everything) == []
        assert similar(own, "luton", everything, everything) == []


def kept_marks(child: Child) -> set[tuple[str, bytes]]:
    return {(row.what, row.mark) for row in db.session.scalars(select(MatchKey).where(MatchKey.child_id == child.id))}
