"""What may be linked to a young person's words, and on which side it leaves a trace."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.audit import AuditLine
from portal.casework import links
from portal.casework.links import NO_COUNCIL, NOT_FOUND
from portal.casework.models import Link
from portal.casework.refusals import Refused
from portal.storage import db
from portal.submissions import Submission, SubmissionEvent
from portal.words import Kind

Made = Callable[..., Any]
NOW = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
SAIRA = uuid.UUID(int=9)


def one(submission_id: uuid.UUID) -> Submission:
    return db.session.get_one(Submission, submission_id)


@pytest.mark.parametrize("kind", [Kind.NOTIFICATION, Kind.REFERRAL])
def test_a_reference_is_found_however_it_is_typed(app: Flask, sent: Made, kind: Kind) -> None:
    views, other = sent(Kind.VIEWS, safe="yes"), sent(kind)
    with app.app_context():
        reference = one(other).reference
        for typed in (reference, reference.lower(), reference.replace("-", ""), f" {reference.replace('-', ' – ')} "):
            assert links.find_other(one(views), typed).id == other


def test_what_cannot_be_linked_looks_like_what_never_was(app: Flask, sent: Made) -> None:
    views, another = sent(Kind.VIEWS, safe="yes"), sent(Kind.VIEWS, safe="yes")
    elsewhere, nowhere = sent(council="bedford"), sent(council=None)
    with app.app_context():
        references = [one(each).reference for each in (views, another, elsewhere, nowhere)]
        for typed in (*references, "2222-2222", "", "x" * 100_000, "K7MD\0-29QX", "🙂"):
            with pytest.raises(Refused) as refused:
                links.find_other(one(views), typed)
            assert str(refused.value) == NOT_FOUND
        for each in (views, another, elsewhere, nowhere):
            with pytest.raises(Refused):
                links.link(one(views), one(each), SAIRA, NOW)
        assert not list(db.session.scalars(select(Link)))


def test_words_of_no_known_council_are_linked_to_nothing(app: Flask, sent: Made) -> None:
    views, other = sent(Kind.VIEWS, council=None, safe="yes"), sent(council=None)
    with app.app_context():
        with pytest.raises(Refused) as refused:
            links.find_other(one(views), one(other).reference)
        assert str(refused.value) == NO_COUNCIL
        assert links.links_of(one(views)) == []


@given(typed=st.text(max_size=60))
def test_nothing_typed_breaks_it(app: Flask, sent: Made, typed: str) -> None:
    with app.app_context():
        views = db.session.scalars(select(Submission)).first() or one(sent(Kind.VIEWS, safe="yes"))
        with pytest.raises(Refused):
            links.find_other(views, typed)


def test_only_the_young_persons_side_keeps_a_trace(app: Flask, sent: Made) -> None:
    views, other = sent(Kind.VIEWS, safe="yes"), sent()
    with app.app_context():
        reference = one(other).reference
        links.link(one(views), one(other), SAIRA, NOW)
        links.link(one(views), one(other), SAIRA, NOW)
        (made,) = db.session.scalars(select(Link))
        links.unlink(one(views), made.id, SAIRA, NOW)
        links.unlink(one(views), made.id, SAIRA, NOW)
        db.session.commit()
        events = list(db.session.scalars(select(SubmissionEvent).order_by(SubmissionEvent.at)))
        assert {(event.submission_id, event.what) for event in events} == {(views, "linked"), (views, "unlinked")}
        assert len(events) == 2
        for event in events:
            assert event.detail == {"kind": "notification", "reference": reference}
            assert reference.encode() not in (event.detail_sealed or b"")
        about = list(db.session.scalars(select(AuditLine).where(AuditLine.by == SAIRA)))
        assert [(line.event, line.subject_id, line.facts) for line in about] == [
            ("submission:linked", views, {}),
            ("submission:unlinked", views, {}),
        ], "an auditor learns that there is a link, and not to what"


def test_a_link_of_others_is_left_alone(app: Flask, sent: Made) -> None:
    views, another, other = sent(Kind.VIEWS, safe="yes"), sent(Kind.VIEWS, safe="yes"), sent()
    with app.app_context():
        links.link(one(views), one(other), SAIRA, NOW)
        (made,) = db.session.scalars(select(Link))
        links.unlink(one(another), made.id, SAIRA, NOW)
        assert [found.id for _, found in links.links_of(one(views))] == [other]
        assert [found.id for found in links.views_of(one(other))] == [views]


def test_what_was_passed_to_another_council_shows_nothing_of_this_one(app: Flask, sent: Made) -> None:
    views, other = sent(Kind.VIEWS, safe="yes"), sent()
    with app.app_context():
        links.link(one(views), one(other), SAIRA, NOW)
        one(views).council = "bedford"
        db.session.flush()
        assert links.links_of(one(views)) == []
        assert links.views_of(one(other)) == []
