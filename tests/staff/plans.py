"""A young person who may only be reached by text, and what tests of that plan do again and again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.casework.contact_plan import Way
from portal.storage import db
from portal.submissions import SubmissionEvent
from tests.staff.conftest import Person
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]

REASON = "She may be hurt tonight, and answers no text."
STOPPED = [way for way in Way if way not in (Way.TEXT, Way.CODE)]


def address(submission_id: uuid.UUID, way: str = "phone", act: str = "") -> str:
    return f"/staff/submissions/{submission_id}/contact/{way}{act}"


def posts(who: Person, submission_id: uuid.UUID, way: str = "phone", act: str = "", **typed: str) -> TestResponse:
    return who.client.post(address(submission_id, way, act), data={"csrf_token": who.token(), **typed})


def goes_against(who: Person, submission_id: uuid.UUID, way: str = "phone", reason: str = REASON) -> TestResponse:
    return posts(who, submission_id, way, "/against", why_against=reason)


def contacts(app: Flask, submission_id: uuid.UUID) -> list[str]:
    """The contacts that the history holds, as codes."""
    lines = select(SubmissionEvent.what).where(SubmissionEvent.submission_id == submission_id)
    with app.app_context():
        return [what for what in db.session.scalars(lines.order_by(SubmissionEvent.at)) if what.startswith("contact_")]


def box(page: TestResponse) -> str:
    """All the words of the plan and of the ways to reach them."""
    return " ".join(map(text_of, parts(page)))


def buttons(page: TestResponse) -> list[str]:
    return [text_of(button) for part in parts(page) for button in part.iter("button")]


def parts(page: TestResponse) -> list[Element]:
    return [one for one in parsed(page.data).iter("section") if one.get("aria-labelledby") in ("contact", "ways")]
