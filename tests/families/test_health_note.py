"""A child goes on the health list on a parent's clear yes, and on nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.families.journey import NOTIFY
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.models import HealthShare
from tests.support.answers import CHILD, NOTIFICATION, SHORT_NOTIFICATION
from tests.support.drafts import begin
from tests.support.pages import CheckedClient

FOUR = [{**CHILD, "first_name": name} for name in ("Robin", "Sam", "Kim", "Jo")]


def listed(app: Flask, client: CheckedClient, answers: dict[str, Any]) -> list[int]:
    draft = begin(app, NOTIFY, answers, "/families/notify")
    assert draft.send(client).status_code == 303
    with app.app_context():
        rows = db.session.scalars(select(HealthShare).order_by(HealthShare.child)).all()
        assert all(row.passed_at is None and row.passed_by is None for row in rows)
        sent = {one.id for one in db.session.scalars(select(Submission))}
        assert {row.submission_id for row in rows} <= sent
        return [row.child for row in rows]


def test_a_yes_puts_every_child_of_the_family_on_the_list(app: Flask, client: CheckedClient) -> None:
    assert listed(app, client, {**NOTIFICATION, "children": FOUR}) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [{"health_pass": "no"}, {"health_pass": None}, {"more": ["plans"]}, {"health_pass": None, "school_nurse": "yes"}],
    ids=["no", "left-out", "topic-taken-back", "nurse-alone"],
)
def test_nothing_but_a_yes_does(app: Flask, client: CheckedClient, change: dict[str, Any]) -> None:
    assert listed(app, client, {**NOTIFICATION, **change}) == []


def test_the_short_form_passes_nobody_on(app: Flask, client: CheckedClient) -> None:
    assert listed(app, client, SHORT_NOTIFICATION) == []


def test_a_second_press_of_send_lists_nobody_twice(app: Flask, client: CheckedClient) -> None:
    draft = begin(app, NOTIFY, NOTIFICATION, "/families/notify")
    draft.send(client)
    draft.send(client)
    with app.app_context():
        assert len(db.session.scalars(select(HealthShare)).all()) == 2
