"""A record that was made from a young person's words, and an officer who is named for it but may not read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.register import children
from portal.register.facts import Identity
from portal.register.models import ChildViews
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import Person
from tests.support.answers import TEXT_ONLY
from tests.support.children import acting, found
from tests.support.one_child import day
from tests.support.pages import parsed, text_of

PAGES = ("", "/details", "/rating", "/chronology", "/chronology?print=1", "/contacts")


def test_neither_its_facts_nor_its_rating_say_that_the_child_wrote(
    app: Flask, person: Callable[..., Any], sent: Callable[..., Any], saira: Person
) -> None:
    views = sent(Kind.VIEWS, **{**TEXT_ONLY, "called": "Robin", "area": "Near the park", "born": "2011-02-03"})
    named, now = person(name="Nadia Named"), datetime.now(UTC)
    typed = {"given": "Robyn", "family": "Named", "status": "ehe", **day("from_on", 2026, 11, 3), "takes": ["0"]}
    made = saira.client.post(f"/staff/submissions/{views}/record/0", data={"csrf_token": saira.token(), **typed})
    assert made.status_code == 302
    with acting(app):
        child = db.session.scalars(select(ChildViews.child_id)).one()
        children.assign(found(child), named.id, saira.id, now)
        children.set_identity(found(child), Identity(given="Robin", family="Named", born="2011-02-03"), saira.id, now)

    def seen(who: Person) -> dict[str, str]:
        return {page: text_of(parsed(who.get(f"/staff/register/{child}{page}").data)) for page in PAGES}

    theirs, leads = seen(named), seen(saira)
    assert "The child, " in leads["/details"], "there is something that must not be told"
    for page, text in theirs.items():
        assert "Robin" in text, page
        for words in ("The child, ", "The child. Written", "own words", "oung person"):
            assert words not in text, (page, words)
    assert theirs["/details"].count("Somebody else, ") == leads["/details"].count("The child, ")
