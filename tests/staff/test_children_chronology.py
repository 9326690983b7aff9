"""The chronology’s page: words for every entry, filters, paper, and no views for who may not read them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import AuditLine
from portal.casework.contact_log import Came, Way
from portal.register import facts, merging, statuses
from portal.register.facts import Address, Identifier, Support, Supported, System
from portal.reviews import ratings, schedule, suitability
from portal.reviews.suitability import Evidence
from portal.storage import db
from portal.words import ChildStatus, Kind, Rating, Suitability
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_children_contacts import main_of
from tests.support.children import BY, acting, begun, contacted, found, joins_views
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
NOW = datetime.now(UTC)


def at(child_id: uuid.UUID, narrowed: str = "") -> str:
    return f"/staff/register/{child_id}/chronology{narrowed}"


def items(page: Any) -> list[str]:
    return [text_of(x) for body in parsed(page.data).iter("ol") if body.get("class") == "timeline" for x in body]


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


@pytest.fixture
def full(app: Flask, child: uuid.UUID) -> uuid.UUID:
    """A child with a bit of everything."""
    other = begun(app)
    contacted(app, child, way=Way.VISIT_HOME, came=Came.NOBODY_IN, whom=(), said="The blinds were down.")
    contacted(app, child, way=Way.LETTER, came=Came.SENT, on=date(2025, 3, 4), said="A letter about the visit.")
    with acting(app):
        one = found(child)
        schedule.begin(one, BY, NOW)
        ratings.rate(one, Rating.AMBER, "I saw no plan yet", BY, NOW)
        found_on = date(2026, 4, 4)
        evidence = [Evidence.REPORT]
        suitability.find(
            one, Suitability.SUITABLE, found_on, "A full report", BY, NOW, evidence=evidence, seen="A diary"
        )
        statuses.change(one, ChildStatus.SCHOOL, date(2026, 6, 6), BY, NOW, said={"to": "Fiction Primary"})
        facts.record(one, Supported(kind=Support.IN_NEED, note="Told by phone"), BY, NOW, since=date(2026, 2, 1))
        facts.record(one, Identifier(system=System.MOSAIC, value="M-12345"), BY, NOW)
        row = facts.record(one, Address(lines="1 Fiction Road"), BY, NOW)
        db.session.flush()
        facts.strike(row, BY, NOW)
        merging.merge(found(other), one, "They share a birthday and a mother", BY, NOW)
    return child


def test_every_entry_is_said_in_words(olu: Person, full: uuid.UUID) -> None:
    page = olu.get(at(full))
    said = "\n".join(items(page))
    for words in (
        "3 March 2026 Contact Visit at home: nobody in, child not seen The blinds were down.",
        "4 March 2025 Letter Letter: sent, no answer yet, child not seen With: A parent or carer A letter",
        "Rating Amber I saw no plan yet",
        "4 April 2026 Suitability It appears suitable Seen: a report A diary A full report",
        "6 June 2026 Status At school Fiction Primary",
        "1 February 2026 Fact Child in need plan (CIN): from this day Told by phone",
        "Fact Number in another system: written down Mosaic: M-12345",
        "Fact Struck out: Address: written down 1 Fiction Road",
        "Fact Address: struck out 1 Fiction Road",
        "Record Laid together with another record They share a birthday and a mother",
        "Review Next review set for",
    ):
        assert words in said, words
    assert not [words for words in ("None", "Traceback", "{", "_") if words in said]


def test_it_is_narrowed_by_sort_and_by_year(olu: Person, full: uuid.UUID) -> None:
    (letter,) = items(olu.get(at(full, "?sort=letter")))
    assert letter.startswith("4 March 2025")
    assert items(olu.get(at(full, "?year=2025"))) == [letter]
    assert "Nothing fits what you chose." in main_of(olu.get(at(full, "?sort=letter&year=2026")))
    everything = items(olu.get(at(full)))
    for nonsense in ("?sort=x", "?year=x", "?year=1066", "?before=x", "?sort=&year=", "?sort=views"):
        assert items(olu.get(at(full, nonsense))) == everything, nonsense


def test_pages_lead_on_and_keep_what_was_chosen(app: Flask, olu: Person, child: uuid.UUID) -> None:
    for n in range(55):
        contacted(app, child, said=f"Call {n}.")
    first = olu.get(at(child, "?sort=contact&year=2026"))
    link = next(str(x.get("href")) for x in parsed(first.data).iter("a") if x.get("rel") == "next")
    assert "sort=contact" in link
    assert "Robin" not in link
    assert (len(items(first)), len(items(olu.get(link)))) == (50, 5)


def test_on_paper_stand_the_name_the_reference_who_printed_it_and_when(
    app: Flask, olu: Person, full: uuid.UUID, logged: Made
) -> None:
    page = olu.get(at(full, "?print=1"))
    said = main_of(page)
    with app.app_context():
        reference = found(full).reference
    for words in ("Chronology: Robin Invented", f"{reference} · Luton home education team · printed by Olu Officer, "):
        assert words in said
    assert items(page) == items(olu.get(at(full)))
    title = text_of(parsed(page.data).find(".//title"))
    assert "Robin" not in title
    assert logged(by=olu.id) == ["child:read", "child:printed", "child:read"]
    with app.app_context():
        facts_of = db.session.scalar(select(AuditLine.facts).where(AuditLine.event == "child:printed"))
        assert facts_of == {"page": "chronology", "number": len(items(page))}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
@pytest.mark.parametrize("narrowed", ["", "?print=1", "?sort=views", "?sort=views&print=1", "?year=2026"])
def test_a_young_persons_words_are_on_no_page_and_no_paper_for_who_may_not_read_them(
    app: Flask, person: Made, child: uuid.UUID, sent: Made, marker: Made, role: Role, narrowed: str
) -> None:
    planted = marker("words")
    views = sent(Kind.VIEWS, words=planted, safe="yes")
    one = person(role=role)
    before = items(one.get(at(child, narrowed)))
    joins_views(app, child, views)
    page = one.get(at(child, narrowed))
    assert items(page) == before
    assert "oung person" not in page.text
    assert planted not in page.text
    saira = person(role=Role.SAFEGUARDING)
    assert len(items(saira.get(at(child, narrowed)))) != len(before) or narrowed.startswith("?sort=views")
    assert "Young person’s views" in saira.get(at(child)).text
    assert planted not in saira.get(at(child)).text, "the words stand on their own page"


ROLES = {
    "an officer of its team": (LUTON, Role.OFFICER, 200),
    "its manager": (LUTON, Role.MANAGER, 200),
    "safeguarding of its team": (LUTON, Role.SAFEGUARDING, 200),
    "its auditor": (LUTON, Role.AUDITOR, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404),
    "the manager of another council": (BEDFORD, Role.MANAGER, 404),
    "the administrator": (None, None, 403),
}


@pytest.mark.parametrize("who", ROLES)
def test_every_role(app: Flask, person: Made, full: uuid.UUID, who: str, logged: Made) -> None:
    team, role, status = ROLES[who]
    one: Person = person(team, role, is_admin=team is None)
    for narrowed in ("", "?print=1"):
        page = one.get(at(full, narrowed))
        assert page.status_code == status
        assert ("Fiction Primary" in page.text) is (status == 200)
    assert ("child:printed" in logged(by=one.id)) is (status == 200)
