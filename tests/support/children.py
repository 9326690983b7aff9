"""Records of children for tests of pages: made by the services, kept in the database, asked for by their id."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from flask import Flask

from portal.casework import ask_first, contact_log
from portal.casework.contact_log import Came, Contact, Way, Whom
from portal.register import Child, children, own_words
from portal.register.facts import Address, Adult, Fact, Identity
from portal.storage import db, reads_only
from portal.submissions import Submission
from portal.words import ChildStatus

LUTON = "luton/home-education"
BY = uuid.UUID(int=7)
Result = TypeVar("Result")


@contextmanager
def acting(app: Flask) -> Iterator[None]:
    """A request that may write, and keeps what it wrote."""
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        yield
        db.session.commit()


def begun(
    app: Flask,
    team: str = LUTON,
    restricted: bool = False,
    given: str = "Robin",
    by: uuid.UUID = BY,
    from_on: date = date(2026, 1, 12),
) -> uuid.UUID:
    """A record made by hand, of a child who is home educated from that day on."""
    with acting(app):
        identity = Identity(given=given, family="Invented", born="2015-05-04")
        council = team.split("/")[0]
        now = datetime.now(UTC)
        made = children.make(identity, (), ChildStatus.EHE, from_on, council, team, by, now, restricted=restricted)
        return made.id


def found(child_id: uuid.UUID) -> Child:
    return db.session.get_one(Child, child_id)


def contacted(app: Flask, child_id: uuid.UUID, by: uuid.UUID = BY, **said: Any) -> uuid.UUID:
    """A contact that was written down; a call to a parent unless ``said`` has it otherwise."""
    given = {"way": Way.PHONE, "on": date(2026, 3, 3), "came": Came.REACHED, "whom": (Whom.PARENT,), **said}
    with acting(app):
        return contact_log.record(found(child_id), Contact(**given), by, datetime.now(UTC)).id


def lives_at(app: Flask, child_id: uuid.UUID, lines: str, phone: str) -> list[uuid.UUID]:
    """Where the child lives, and a parent with a number: the ids of both facts."""
    told: tuple[Fact, ...] = (Address(lines=lines), Adult(name="Alex Invented", relation="parent", phone=phone))
    with acting(app):
        return [children.add(found(child_id), one, BY, datetime.now(UTC)).id for one in told]


def joins_views(app: Flask, child_id: uuid.UUID, views_id: uuid.UUID, by: uuid.UUID = BY) -> None:
    """A young person's words are said to be this child's."""
    with acting(app):
        own_words.join_views(found(child_id), db.session.get_one(Submission, views_id), by, datetime.now(UTC))


def asks(
    app: Flask, child_id: uuid.UUID, by: uuid.UUID = BY, reason: str = "They told us of something at home."
) -> None:
    """“Ask first”, set by hand."""
    with acting(app):
        ask_first.ask_first(found(child_id), reason, by, datetime.now(UTC))


def acts(app: Flask, act: Callable[[], Result]) -> Result:
    """The result of something that is done in a request and kept."""
    with acting(app):
        return act()
