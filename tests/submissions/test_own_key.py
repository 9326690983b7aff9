"""A young person's words lie in tables of their own, under a key that opens nothing of a parent's."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.config import Config
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.replies.models import Message
from portal.storage import CannotOpen, Key, Keys, Sealed, db
from portal.storage.keys import keys
from portal.submissions.models import ChildWords, RouteTaken, SubmissionEvent, Words
from portal.young_people.journey import VIEWS
from tests.support.answers import NOT_SAFE, NOTIFICATION
from tests.support.drafts import begin

OF_A_CHILD = {ChildWords: "said", Message: "words", RouteTaken: "why", SubmissionEvent: "detail"}


def send(app: Flask, journey: Journey, answers: dict[str, Any], start: str) -> None:
    begin(app, journey, answers, start).send(app.test_client())


def bound_to(row: Any, sealed: Sealed) -> str:
    return f"{row.__tablename__}.{sealed.column}.{row.id}"


def test_the_parents_key_does_not_open_a_young_persons_row_nor_the_other_way_round(app: Flask) -> None:
    send(app, VIEWS, NOT_SAFE, "/young-people/views")
    send(app, NOTIFY, NOTIFICATION, "/families/notify")
    with app.app_context():
        child, parent = db.session.scalars(select(ChildWords)).one(), db.session.scalars(select(Words)).one()
        where = bound_to(child, ChildWords.said)
        assert b"scared at night" in keys().open(Key.YOUNG_PEOPLE, child.said_sealed, where)
        for key in (Key.RECORDS, Key.DRAFTS, Key.DELIVERY):
            with pytest.raises(CannotOpen):
                keys().open(key, child.said_sealed, where)
        with pytest.raises(CannotOpen):
            keys().open(Key.YOUNG_PEOPLE, parent.said_sealed, bound_to(parent, Words.said))


def test_whoever_has_every_key_but_the_young_peoples_reads_nothing_of_theirs(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    send(app, VIEWS, NOT_SAFE, "/young-people/views")
    stolen = json.loads(config.keys_file.read_text())
    stolen[Key.YOUNG_PEOPLE] = stolen[Key.RECORDS]
    (tmp_path / "keys.json").write_text(json.dumps(stolen))
    theirs = Keys.load(tmp_path / "keys.json")
    with app.app_context():
        child = db.session.scalars(select(ChildWords)).one()
        with pytest.raises(CannotOpen):
            theirs.open(Key.YOUNG_PEOPLE, child.said_sealed, bound_to(child, ChildWords.said))


@pytest.mark.parametrize("model", OF_A_CHILD)
def test_all_that_repeats_their_words_is_sealed_under_their_key(model: type[Any]) -> None:
    assert model.__dict__[OF_A_CHILD[model]].key is Key.YOUNG_PEOPLE


def test_a_parents_form_makes_no_row_in_a_table_of_the_young_peoples(app: Flask) -> None:
    send(app, NOTIFY, NOTIFICATION, "/families/notify")
    with app.app_context():
        for model in (ChildWords, Message):
            assert db.session.scalars(select(func.count()).select_from(model)).one() == 0


def test_a_row_that_is_copied_to_another_child_does_not_open(app: Flask) -> None:
    send(app, VIEWS, NOT_SAFE, "/young-people/views")
    with app.app_context():
        child = db.session.scalars(select(ChildWords)).one()
        other = ChildWords(id=uuid.uuid4(), said_sealed=child.said_sealed)
        with pytest.raises(CannotOpen):
            _ = other.said
