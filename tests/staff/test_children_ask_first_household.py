"""Ask first holds for a whole household, whoever it was set for: the same parents are reached through each child."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.accounts import Role, Staff
from portal.audit import AuditLine
from portal.casework import ask_first
from portal.casework.models import AskFirst
from portal.delivery.models import OutboxMessage, Purpose
from portal.register import households, merging
from portal.register.models import ChildViews
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import LUTON_DOOR, Person
from tests.staff.test_children_ask_first import NUMBER, REASON, STREET, agrees, first, looks, plain
from tests.staff.test_children_contacts import CALLS, at, main_of, posts
from tests.support.answers import TEXT_ONLY
from tests.support.children import BY, acting, asks, begun, found, joins_views, lives_at
from tests.support.forms import errors_of
from tests.support.pages import parsed
from tests.support.statements import asked

Made = Callable[..., Any]
WHY = "Marker: they told us of something at home."


def at_home(app: Flask, *children: uuid.UUID) -> None:
    with acting(app):
        households.hold(children)
        households.live_together([found(one) for one in children], BY, datetime.now(UTC))


def leaves(who: Person, child_id: uuid.UUID) -> Any:
    """Say that the child lives somewhere else."""
    return who.client.post(f"/staff/register/{child_id}/household/leave", data={"csrf_token": who.token()})


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


@pytest.fixture
def robin(app: Flask) -> uuid.UUID:
    made = begun(app, given="Robin")
    lives_at(app, made, STREET, NUMBER)
    return made


@pytest.fixture
def wren(app: Flask, robin: uuid.UUID) -> uuid.UUID:
    """Who lives with Robin."""
    made = begun(app, given="Wren")
    lives_at(app, made, STREET, NUMBER)
    at_home(app, robin, made)
    return made


@pytest.fixture
def views(sent: Made) -> uuid.UUID:
    made: uuid.UUID = sent(Kind.VIEWS, **TEXT_ONLY)
    return made


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_whoever_may_not_know_cannot_tell_which_cause_it_has_nor_for_which_of_the_children(
    app: Flask, person: Made, saira: Person, robin: uuid.UUID, wren: uuid.UUID, views: uuid.UUID, role: Role
) -> None:
    """Page by page and byte by byte, for both records: set by hand or by a plan, on the one or on the other."""
    one: Person = person(role=role, name="May Not")
    with app.app_context():
        lines = set(db.session.scalars(select(AuditLine.id)))

    def seen() -> dict[str, tuple[int, str]]:
        pages = {}
        for child in (robin, wren):
            pages |= {f"{child} {name}": page for name, page in looks(one, child).items()}
            for page in ("/household", "/in-danger"):
                pages[f"{child} {page}"] = plain(one.get(f"/staff/register/{child}{page}"))
        with acting(app):
            for gone in (AskFirst, ChildViews):
                db.session.execute(delete(gone))
            db.session.execute(delete(AuditLine).where(AuditLine.id.not_in(lines)))
        return pages

    nothing = seen()
    causes = []
    for child in (robin, wren):
        asks(app, child, saira.id, WHY)
        causes.append(seen())
        joins_views(app, child, views, saira.id)
        causes.append(seen())
    by_hand, *others = causes
    for other in others:
        assert [name for name in by_hand if by_hand[name] != other[name]] == []
    assert not [name for name, (_, text) in by_hand.items() if "Marker" in text]
    if role != Role.AUDITOR:
        for child in (robin, wren):
            assert nothing[f"{child} call"][0] == 302
            assert {by_hand[f"{child} {what}"][0] for what in ("call", "text the child", "doorstep", "begin")} == {409}
            assert NUMBER in nothing[f"{child} /details"][1]
            assert NUMBER not in by_hand[f"{child} /details"][1]


def test_who_safeguards_reads_the_reason_and_on_whose_record_it_was_set(
    app: Flask, saira: Person, robin: uuid.UUID, wren: uuid.UUID
) -> None:
    asks(app, robin, saira.id, WHY)
    page = saira.get(first(wren))
    assert WHY in main_of(page)
    assert "It was set on the record of Robin Invented, who lives in the same household." in main_of(page)
    assert first(robin) in [link.get("href") for link in parsed(page.data).iter("a")]
    assert "Take it away" not in main_of(page)
    with app.app_context():
        reference = found(robin).reference
    stopped = main_of(posts(saira, wren, "/begin", how="phone", who="others"))
    assert f"Those who safeguard set “Ask first” on {reference}, same household: {WHY}" in stopped
    typed = {"csrf_token": saira.token(), "why_ask": REASON}
    assert saira.client.post(first(wren), data=typed).location.endswith("done=set"), "for this child as well"
    saira.client.post(first(robin, "/end"), data={"csrf_token": saira.token()})
    page = main_of(saira.get(first(wren)))
    assert REASON in page
    assert WHY not in page


def test_once_it_is_taken_away_or_somebody_lives_elsewhere_nothing_holds_the_others(
    app: Flask, saira: Person, olu: Person, robin: uuid.UUID, wren: uuid.UUID
) -> None:
    asks(app, robin, saira.id)
    assert "Ask first" in olu.get(at(wren)).text
    with acting(app):
        ask_first.ask_no_more(found(wren), saira.id, datetime.now(UTC))
    assert "Ask first" in olu.get(at(wren)).text, "it is taken away where it was set"
    with acting(app):
        households.take_out(found(wren), BY, datetime.now(UTC))
    assert "Ask first" not in olu.get(at(wren)).text
    assert "Ask first" in olu.get(at(robin)).text
    at_home(app, robin, wren)
    for child in (wren, robin):
        refused = leaves(olu, child)
        assert refused.status_code == 409
        says = ["“Ask first” stands here. Talk to Saira Safeguarding before you change who lives together."]
        assert errors_of(refused.data) == says
    assert leaves(saira, wren).status_code == 302
    at_home(app, robin, wren)
    with acting(app):
        ask_first.ask_no_more(found(robin), saira.id, datetime.now(UTC))
    assert posts(olu, wren, "/new", **CALLS).status_code == 302


def test_an_agreement_opens_one_way_once_for_the_child_it_is_for(
    app: Flask, saira: Person, olu: Person, robin: uuid.UUID, wren: uuid.UUID
) -> None:
    asks(app, robin, saira.id)
    assert posts(olu, wren, "/new", **CALLS).status_code == 409
    assert agrees(saira, wren, "phone").location.endswith("done=agreed")
    assert posts(olu, robin, "/new", **CALLS).status_code == 409
    shown = posts(olu, wren, "/begin", how="phone", who="others")
    assert NUMBER in main_of(shown)
    assert posts(olu, wren, "/new", **CALLS).status_code == 302
    assert posts(olu, wren, "/new", **CALLS).status_code == 409
    assert posts(olu, wren, "/new", **CALLS, happened="yes").location.endswith("done=told")


def test_in_danger_the_address_of_a_sibling_is_shown_and_those_who_safeguard_are_told(
    app: Flask, saira: Person, olu: Person, robin: uuid.UUID, wren: uuid.UUID
) -> None:
    asks(app, robin, saira.id)
    assert STREET not in main_of(olu.get(f"/staff/register/{wren}"))
    typed = {"csrf_token": olu.token(), "what_now": "The father is shouting at the door."}
    assert STREET in main_of(olu.client.post(f"/staff/register/{wren}/in-danger", data=typed))
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED)).one()
        assert (mail.to, mail.template) == (db.session.get_one(Staff, saira.id).email, "in_danger")
        assert mail.context["reference"] == found(wren).reference


def test_a_plan_is_about_that_young_person_alone_for_who_may_read_it(
    app: Flask, saira: Person, robin: uuid.UUID, wren: uuid.UUID, views: uuid.UUID
) -> None:
    joins_views(app, robin, views, saira.id)
    page = main_of(saira.get(first(wren)))
    assert "That is about them alone: Robin Invented." in page
    assert "Reach them only by text message." not in page
    for who in ("child", "others"):
        assert posts(saira, wren, "/begin", how="phone", who=who).status_code == 200
    assert posts(saira, robin, "/begin", how="phone", who="child").status_code == 409
    assert agrees(saira, wren).location.endswith("done=agreed"), "for a colleague, who is stopped"


def test_who_safeguards_for_one_of_two_teams_reads_no_reason_of_the_other(
    app: Flask, person: Made, saira: Person, robin: uuid.UUID
) -> None:
    elsewhere = begun(app, team=LUTON_DOOR, given="Wren")
    at_home(app, robin, elsewhere)
    asks(app, elsewhere, reason=WHY)
    page = saira.get(at(robin)).text
    assert "Talk to those who safeguard for the council before you get in touch about this child." in page
    assert "Marker" not in page
    assert "Wren" not in page
    assert "Marker" in person(LUTON_DOOR, Role.SAFEGUARDING).get(at(elsewhere)).text


def test_what_was_set_for_one_that_is_part_of_another_record_holds_for_who_lives_with_that(
    app: Flask, saira: Person, olu: Person, robin: uuid.UUID, wren: uuid.UUID
) -> None:
    again = begun(app, given="Robyn")
    asks(app, again, saira.id, WHY)
    with acting(app):
        merging.merge(found(again), found(robin), "The same child, twice", BY, datetime.now(UTC))
    assert posts(olu, wren, "/new", **CALLS).status_code == 409
    assert "It was set on the record of Robin Invented" in main_of(saira.get(at(wren)))


def test_however_many_live_together_the_database_is_asked_as_often(app: Flask, robin: uuid.UUID) -> None:
    def questions() -> int:
        with app.app_context(), asked("SELECT") as statements:
            ask_first.stops(found(robin))
        return len(statements)

    at_home(app, robin, begun(app))
    two = questions()
    at_home(app, robin, *(begun(app, given=f"Child {number}") for number in range(4)))
    assert questions() == two
