"""People in teams who are signed in, and things that were sent to them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts import Membership, Role, Staff
from portal.accounts.models import SignIn
from portal.audit import AuditLine
from portal.directory import snapshot
from portal.journeys import drafts
from portal.storage import db, reads_only
from portal.submissions import Submission, receive
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.support.answers import TEXT_ONLY
from tests.support.pages import CheckedClient
from tests.support.talks import Talk

LUTON = "luton/home-education"
LUTON_DOOR = "luton/front-door"
BEDFORD = "bedford/home-education"
DUTY = "shared/duty"
CSRF = "what the session and the forms of a signed-in person share"


class Person:
    """A member of staff, signed in at a browser of their own."""

    def __init__(self, app: Flask, name: str, roles: list[tuple[str, Role]], is_admin: bool = False) -> None:
        self.app, self.name = app, name
        self.client: CheckedClient = app.test_client()  # type: ignore[assignment]
        with app.app_context():
            reads_only(False)
            staff = Staff(
                email=f"{uuid.uuid4().hex}@council.example",
                name=name,
                password="none",
                active=True,
                is_admin=is_admin,
                tf_totp_secret="set up",
                tf_primary_method="authenticator",
            )
            staff.memberships = [Membership(team_code=team, role=role) for team, role in roles]
            sign_in = SignIn(staff_id=staff.id, started_at=datetime.now(UTC))
            db.session.add(staff)
            db.session.flush()
            db.session.add(sign_in)
            db.session.commit()
            self.id = staff.id
            known_by, stands = staff.fs_uniquifier, sign_in.id.hex
        with self.client.session_transaction() as session:
            session.update(_user_id=known_by, _fresh=True, sign_in=stands, seen=int(time.time()), csrf_token=CSRF)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def page(self, submission_id: uuid.UUID) -> TestResponse:
        return self.client.get(f"/staff/submissions/{submission_id}")

    def does(self, submission_id: uuid.UUID, act: str, **typed: str) -> TestResponse:
        """Fill in one of the forms of a submission and press its button, with a token from a page of their own."""
        return self.client.post(f"/staff/submissions/{submission_id}/{act}", data={"csrf_token": self.token(), **typed})

    def token(self) -> str:
        """What proves that a form came from one of this person's pages."""
        secret = self.app.config["SECRET_KEY"]
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(CSRF))


@pytest.fixture
def person(app: Flask) -> Callable[..., Person]:
    """``person(team, role, name=...)``: somebody in one team; ``roles=[...]`` for several."""

    def made(
        team: str = LUTON,
        role: Role = Role.OFFICER,
        name: str = "Olu Officer",
        roles: list[tuple[str, Role]] | None = None,
        is_admin: bool = False,
    ) -> Person:
        return Person(app, name, [] if is_admin else roles or [(team, role)], is_admin)

    return made


@pytest.fixture
def manager(person: Callable[..., Person]) -> Person:
    """The manager of Luton's home education team."""
    return person(LUTON, Role.MANAGER, name="Marek Manager")


@pytest.fixture
def sent(app: Flask) -> Callable[..., uuid.UUID]:
    """``sent(kind, council, answers..., words="...")``: a submission as its journey would have made it."""

    def made(
        kind: Kind = Kind.NOTIFICATION,
        council: str | None = "luton",
        words: str = "We will learn at the library.",
        at: datetime | None = None,
        **answers: Any,
    ) -> uuid.UUID:
        now = at or datetime.now(UTC)
        sections = [
            {"title": None, "rows": [{"question": "What would you like to say?", "answer": [words]}]},
            {"title": None, "rows": [{"question": "Anything else?", "answer": []}]},
        ]
        with app.test_request_context("/", method="POST"):
            reads_only(False)
            submission = receive(
                drafts.start(VIEWS, now), kind, council, {"words": words, **answers}, sections, "en_GB", now
            )
            db.session.commit()
            return submission.id

    return made


@pytest.fixture
def stored(app: Flask) -> Callable[[uuid.UUID], Submission]:
    """The submission as it is in the database now."""

    def found(submission_id: uuid.UUID) -> Submission:
        with app.app_context():
            submission = db.session.get(Submission, submission_id)
            assert submission is not None
            return submission

    return found


@pytest.fixture
def logged(app: Flask) -> Callable[..., list[str]]:
    """The events of the audit log in order: all, or those ``by`` one person, or ``about`` one thing."""

    def events(by: uuid.UUID | None = None, about: uuid.UUID | None = None) -> list[str]:
        lines = select(AuditLine.event).order_by(AuditLine.number)
        if by:
            lines = lines.where(AuditLine.by == by)
        if about:
            lines = lines.where(AuditLine.subject_id == about)
        with app.app_context():
            return list(db.session.scalars(lines))

    return events


@pytest.fixture
def team_name(app: Flask) -> Callable[[str], str]:
    """What a team is called."""

    def name(code: str) -> str:
        with app.app_context():
            team = snapshot().team(code)
            assert team is not None
            return team.name

    return name


@pytest.fixture
def saira(person: Callable[..., Person]) -> Person:
    """She safeguards in Luton's home education team."""
    return person(LUTON, Role.SAFEGUARDING, name="Saira Safeguarding")


@pytest.fixture
def talk(app: Flask, sent: Callable[..., uuid.UUID]) -> Callable[..., Talk]:
    """``talk(language="ur", words="...", safe="yes")``: a young person sent their views and holds a code."""

    def made(language: str = "en_GB", level: str = "easy", at: datetime | None = None, **answers: Any) -> Talk:
        return Talk(app, sent(Kind.VIEWS, at=at, **{"safe": "yes", **answers}), language, level, at)

    return made


@pytest.fixture
def one(sent: Callable[..., uuid.UUID]) -> uuid.UUID:
    """A young person of Luton who asked for text messages only."""
    return sent(Kind.VIEWS, **TEXT_ONLY)


@pytest.fixture
def named(person: Callable[..., Person], saira: Person, one: uuid.UUID) -> Person:
    """An officer whom safeguarding gave it to by name."""
    made = person(name="Nadia Named")
    assert saira.does(one, "assign", give_to=str(made.id)).status_code == 302
    return made
