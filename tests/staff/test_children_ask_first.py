"""Ask first: a young person's plan is held to on the child's record, and whoever may not know of it learns nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.accounts import Role, Staff
from portal.audit import AuditLine
from portal.casework import ask_first
from portal.casework.models import AskedFirst, AskFirst, ContactEntry
from portal.delivery.mail import compose
from portal.delivery.models import OutboxMessage, Purpose
from portal.register.models import ChildViews
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.models import ChildWords
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_children_contacts import CALLS, TAPPED, at, main_of, posts
from tests.support.answers import TEXT_ONLY
from tests.support.children import acting, asks, begun, found, joins_views, lives_at
from tests.support.forms import errors_of
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
REASON = "Their aunt will be with them on that day."
STREET, NUMBER = "1 Marker Street", "07700 900111"
CALL = CALLS
TO_CHILD = {**CALL, "whom": ["child"]}
UNDER = (
    "",
    "/contacts",
    "/contacts/new",
    "/contacts/doorstep",
    "/contacts/begin",
    "/details",
    "/rating",
    "/chronology",
)
READS = (*UNDER, "/chronology?print=1", "/chronology?sort=views", "/looks", "/ask-first")


def plain(page: Any) -> tuple[int, str]:
    """A page without what differs from one look to the next: tokens, the key of a form, and times of day."""
    text = re.sub(r'(csrf_token|name="key)" value="[^"]*"', "", page.text)
    return page.status_code, re.sub(r"<time.*?</time>", "", text, flags=re.S)


def first(child_id: uuid.UUID, page: str = "") -> str:
    return f"/staff/register/{child_id}/ask-first{page}"


def agrees(who: Person, child_id: uuid.UUID, way: str = "phone", why: str = REASON) -> Any:
    typed = {"csrf_token": who.token(), "agreed_way": way, "why_agreed": why}
    return who.client.post(first(child_id, "/agree"), data=typed)


@pytest.fixture
def planted(marker: Made) -> dict[str, str]:
    return {name: marker(name) for name in ("words", "safe_when", "must_not_know", "safe_word")}


@pytest.fixture
def views(sent: Made, planted: dict[str, str]) -> uuid.UUID:
    made: uuid.UUID = sent(Kind.VIEWS, **{**TEXT_ONLY, **planted})
    return made


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    made = begun(app)
    lives_at(app, made, STREET, NUMBER)
    return made


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


def looks(who: Person, child_id: uuid.UUID) -> dict[str, tuple[int, str]]:
    """Everything that somebody sees of the child, and gets for each thing that they try."""
    seen = {page: plain(who.get(f"/staff/register/{child_id}{page}")) for page in READS}
    seen["register"] = plain(who.get("/staff/register"))
    for name, page, typed in (
        ("call", "/new", CALL),
        ("call the child", "/new", TO_CHILD),
        ("text the child", "/new", {**TO_CHILD, "way": "text"}),
        ("doorstep", "/doorstep", TAPPED),
        ("begin", "/begin", {"how": "text", "who": "child"}),
        ("begin with others", "/begin", {"how": "letter", "who": "others"}),
    ):
        seen[name] = plain(posts(who, child_id, page, **typed))
    typed = {"csrf_token": who.token(), "why_ask": REASON}
    seen["set"] = plain(who.client.post(first(child_id), data=typed))
    return seen


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_whoever_may_not_know_cannot_tell_a_plan_from_a_stop_set_by_hand(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, views: uuid.UUID, planted: dict[str, str], role: Role
) -> None:
    """Page by page and byte by byte, for the same record: once with words joined to it, once with a stop by hand."""
    one: Person = person(role=role, name="May Not")
    with app.app_context():
        lines = {line.id for line in db.session.scalars(select(AuditLine).where(AuditLine.subject_id == child))}
    before = looks(one, child)
    forget(app, child, lines)
    joins_views(app, child, views, saira.id)
    derived = looks(one, child)
    forget(app, child, lines)
    with acting(app):
        db.session.execute(delete(ChildViews))
    asks(app, child, saira.id, "Marker: they told us of something at home.")
    by_hand = looks(one, child)
    assert derived == by_hand
    assert not [page for page, (_, text) in derived.items() if any(words in text for words in planted.values())]
    assert not [page for page, (_, text) in by_hand.items() if "Marker" in text]
    assert not [page for page, (_, text) in derived.items() if STREET in text or NUMBER in text]
    if role != Role.AUDITOR:
        assert before != derived
        assert STREET in before["/details"][1]
        assert NUMBER in before["/details"][1]
        assert "Talk to Saira Safeguarding before you get in touch about this child." in derived["/contacts"][1]
        assert (
            derived["text the child"][0] == derived["call"][0] == derived["doorstep"][0] == derived["begin"][0] == 409
        )


def forget(app: Flask, child: uuid.UUID, but: set[uuid.UUID]) -> None:
    """Who looked is a page as well: it begins anew, so that the same looks are the same page."""
    with acting(app):
        db.session.execute(delete(AuditLine).where(AuditLine.subject_id == child, AuditLine.id.not_in(but)))


def test_what_somebody_else_is_told_by_the_log_names_no_child(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, logged: Made
) -> None:
    asks(app, child, saira.id)
    assert "child:ask-first" in logged(by=saira.id)
    assert "child:ask-first" not in logged(about=child)
    with acting(app):
        ask_first.ask_no_more(found(child), saira.id, datetime.now(UTC))
    assert "child:ask-first" not in logged(about=child)
    assert logged(by=saira.id).count("child:ask-first") == 2


def test_who_may_read_the_words_is_told_what_the_plan_says_and_stopped_by_it_alone(
    app: Flask, saira: Person, child: uuid.UUID, views: uuid.UUID, planted: dict[str, str]
) -> None:
    joins_views(app, child, views, saira.id)
    page = main_of(saira.get(at(child)))
    for words in ("Reach them only by text message.", planted["safe_when"], planted["must_not_know"]):
        assert words in page
    stopped = posts(saira, child, "/begin", how="phone", who="child")
    assert stopped.status_code == 409
    assert "They asked to be reached only by text. A call may be heard by somebody at home." in main_of(stopped)
    assert posts(saira, child, "/begin", how="text", who="child").status_code == 200
    assert posts(saira, child, "/begin", how="phone", who="others").status_code == 200
    for way in ("phone", "video", "visit_home", "visit_elsewhere", "meeting", "email", "letter", "school", "service"):
        assert posts(saira, child, "/begin", how=way, who="child").status_code == 409, way


def test_an_officer_named_for_the_words_and_the_record_reads_the_reason_and_another_does_not(
    app: Flask, person: Made, saira: Person, olu: Person, child: uuid.UUID, views: uuid.UUID
) -> None:
    named = person(name="Nadia Named")
    saira.does(views, "assign", give_to=str(named.id))
    joins_views(app, child, views, saira.id)
    assert "only by text" in main_of(posts(named, child, "/begin", how="phone", who="child"))
    assert "only by text" not in posts(olu, child, "/begin", how="phone", who="child").text


def test_words_whose_plan_stops_nothing_or_that_are_taken_away_stop_nothing(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID, views: uuid.UUID
) -> None:
    joins_views(app, child, views, saira.id)
    assert "Ask first" in olu.get(at(child)).text
    with acting(app):
        db.session.scalars(select(ChildViews)).one().ended_at = datetime.now(UTC)
    assert "Ask first" not in olu.get(at(child)).text
    assert posts(olu, child, "/new", **CALL).status_code == 302


def test_a_stop_by_hand_is_set_and_taken_away_by_those_who_safeguard(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID
) -> None:
    def sets(why: str) -> Any:
        return saira.client.post(first(child), data={"csrf_token": saira.token(), "why_ask": why})

    assert errors_of(sets(" ").data) == ["Write why you must be asked first"]
    assert errors_of(sets("because").data) == ["Write why, in at least 10 letters."]
    assert sets(REASON).location == f"{first(child)}?done=set"
    assert errors_of(sets(REASON).data) == ["“Ask first” is set already."]
    assert REASON in main_of(saira.get(first(child)))
    assert REASON in main_of(saira.get(at(child)))
    assert REASON not in olu.get(at(child)).text
    assert main_of(posts(saira, child, "/new", **CALL)).count(REASON) == 1, "it stops her as well, with the reason"
    end = saira.client.post(first(child, "/end"), data={"csrf_token": saira.token()})
    assert end.location == f"{first(child)}?done=ended"
    assert "Ask first" not in olu.get(at(child)).text
    assert "taken away by Saira Safeguarding" in main_of(saira.get(first(child)))


def test_an_agreement_opens_one_way_once(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID, views: uuid.UUID, logged: Made
) -> None:
    joins_views(app, child, views, saira.id)
    assert posts(olu, child, "/new", **CALL).status_code == 409
    assert agrees(saira, child, "phone").location == f"{first(child)}?done=agreed"
    agrees(saira, child, "phone")
    with app.app_context():
        assert len(db.session.scalars(select(AskedFirst)).all()) == 1
    assert "Agreed to, once: Phone call." in main_of(olu.get(at(child)))
    assert posts(olu, child, "/new", **{**CALL, "way": "letter", "came": "sent"}).status_code == 409
    assert posts(olu, child, "/begin", how="phone", who="others").status_code == 200
    assert posts(olu, child, "/begin", how="phone", who="others").status_code == 200, "to begin uses nothing up"
    assert posts(olu, child, "/new", **CALL).location == f"{at(child)}?done=written"
    assert posts(olu, child, "/new", **CALL).status_code == 409
    assert "child:ask-first" in logged(about=child)
    chronology = main_of(olu.get(f"/staff/register/{child}/chronology"))
    assert "Somebody who safeguards agreed to a contact" in chronology
    assert REASON not in chronology


def test_an_agreement_ends_after_a_week(app: Flask, saira: Person, olu: Person, child: uuid.UUID) -> None:
    asks(app, child, saira.id)
    agrees(saira, child, "phone")
    with acting(app):
        db.session.scalars(select(AskedFirst)).one().at -= timedelta(days=7, seconds=1)
    assert posts(olu, child, "/new", **CALL).status_code == 409


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"way": ""}, "Choose which way is open"),
        ({"way": "pigeon"}, "Choose from the answers shown under “Which way is open?”"),
        ({"why": ""}, "Write why you agree"),
        ({"why": "fine"}, "Write why, in at least 10 letters."),
        ({"why": "x" * 1001}, "Your reason must have 1000 characters or fewer"),
    ],
)
def test_an_agreement_needs_a_way_and_a_reason(
    app: Flask, saira: Person, child: uuid.UUID, typed: dict[str, str], says: str
) -> None:
    asks(app, child, saira.id)
    answer = agrees(saira, child, **typed)
    assert answer.status_code == 422
    assert errors_of(answer.data) == [says]


def test_where_nothing_is_asked_there_is_nothing_to_agree_to(saira: Person, child: uuid.UUID) -> None:
    assert errors_of(agrees(saira, child).data) == ["Nothing has to be asked first. There is nothing to agree to."]


@pytest.mark.parametrize(
    ("page", "typed", "kept"), [("/new", CALL, "library books"), ("/doorstep", TAPPED, "All well.")]
)
def test_what_has_happened_is_written_down_all_the_same_and_those_who_safeguard_are_told(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID, page: str, typed: dict[str, Any], kept: str, logged: Made
) -> None:
    asks(app, child, saira.id)
    stopped = posts(olu, child, page, **typed)
    assert stopped.status_code == 409
    assert kept in stopped.text
    assert "Has it happened already?" in main_of(stopped)
    assert "This is not saved yet." in main_of(stopped)
    assert parsed(stopped.data).find(".//*[@id='happened']") is not None, "where the link to it leads"
    assert logged(by=olu.id) == ["child:read", "child:read"], "that somebody tried is kept, and that it was shown"
    written = posts(olu, child, page, **typed, happened="yes")
    assert written.location == f"{at(child)}?done=told"
    assert "Nobody was asked first" in main_of(olu.get(at(child)))
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED)).one()
        assert (mail.to, mail.template) == (db.session.get_one(Staff, saira.id).email, "unasked")
        assert set(mail.context) == {"reference", "link", "by"}, "by whom is sealed, and said nowhere (delivery.mail)"
        assert mail.context["reference"] == found(child).reference
        written = compose(mail, app.extensions["portal.config"], datetime.now(UTC))
        assert written["Subject"] == f"Somebody got in touch without asking first: {found(child).reference}"
        assert "Robin" not in written.get_content()
        assert f"/staff/register/{child}" in written.get_content()


def test_a_form_sent_twice_tells_once_and_needs_no_second_agreement(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID
) -> None:
    asks(app, child, saira.id)
    key = str(uuid.uuid4())
    for _ in range(2):
        assert posts(olu, child, "/new", key=key, **CALL, happened="yes").status_code == 302
    agrees(saira, child, "phone")
    key = str(uuid.uuid4())
    for _ in range(2):
        assert posts(olu, child, "/new", key=key, **CALL).status_code == 302
    with app.app_context():
        assert len(db.session.scalars(select(OutboxMessage)).all()) == 1
        assert len(db.session.scalars(select(ContactEntry)).all()) == 2


def test_without_anybody_who_safeguards_it_says_so(app: Flask, olu: Person, child: uuid.UUID) -> None:
    asks(app, child)
    assert "Nobody in this team can agree to it: tell your manager today." in main_of(olu.get(at(child)))
    assert "tell your manager today" in main_of(posts(olu, child, "/begin", how="phone", who="child"))


def test_words_that_do_not_open_stop_everything(
    app: Flask, saira: Person, olu: Person, child: uuid.UUID, views: uuid.UUID
) -> None:
    joins_views(app, child, views, saira.id)
    with acting(app):
        db.session.scalars(select(ChildWords)).one().said_sealed = b"broken"
    assert posts(olu, child, "/begin", how="text", who="child").status_code == 409
    assert "does not open" in main_of(posts(saira, child, "/begin", how="text", who="child"))
    assert saira.get(at(child)).status_code == 200


KEPT_OUT = {
    "an officer": (LUTON, Role.OFFICER, 403),
    "the manager": (LUTON, Role.MANAGER, 403),
    "the auditor": (LUTON, Role.AUDITOR, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING, 404),
    "the administrator": (None, None, 403),
}


@pytest.mark.parametrize("who", KEPT_OUT)
def test_nobody_else_sets_ends_or_agrees(app: Flask, person: Made, saira: Person, child: uuid.UUID, who: str) -> None:
    team, role, status = KEPT_OUT[who]
    one: Person = person(team, role, name="Kept Out", is_admin=team is None)
    asks(app, child, saira.id, REASON)
    assert one.get(first(child)).status_code == status
    assert agrees(one, child).status_code == status
    for page in ("", "/end"):
        answer = one.client.post(first(child, page), data={"csrf_token": one.token(), "why_ask": REASON})
        assert answer.status_code == status
        assert REASON not in answer.text
    with app.app_context():
        assert db.session.scalars(select(AskFirst)).one().ended_at is None
        assert not db.session.scalars(select(AskedFirst)).all()


def test_the_reason_is_sealed(app: Flask, saira: Person, child: uuid.UUID) -> None:
    asks(app, child, saira.id, REASON)
    with app.app_context():
        row = db.session.scalars(select(AskFirst)).one()
        assert REASON.encode() not in row.reason_sealed
        assert row.reason == REASON


def test_the_words_stand_in_no_page_but_for_those_who_may_read_them(
    app: Flask, person: Made, saira: Person, child: uuid.UUID, views: uuid.UUID, planted: dict[str, str]
) -> None:
    joins_views(app, child, views, saira.id)
    with app.app_context():
        reference = db.session.get_one(Submission, views).reference
    for role in (Role.OFFICER, Role.MANAGER, Role.AUDITOR):
        seen = looks(person(role=role), child)
        for words in (*planted.values(), reference):
            assert not [page for page, (_, text) in seen.items() if words in text], role
        assert not [page for page, (_, text) in seen.items() if "oung person" in text], role
    page = saira.get(f"/staff/register/{child}/chronology")
    links = [text_of(x) for x in parsed(page.data).iter("a") if str(views) in str(x.get("href"))]
    assert links == [f"Young person’s views came in, {reference}"]
