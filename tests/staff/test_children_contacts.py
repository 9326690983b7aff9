"""The contact log's pages: at a desk, on a doorstep, put right, and never losing what somebody typed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.casework.contact_log import Came, Contact, Health, Views, Way, Whom
from portal.casework.models import ContactEntry
from portal.directory import hours
from portal.register import facts, merging
from portal.register.facts import Address, Adult
from portal.storage import db
from tests.staff.conftest import BEDFORD, Person
from tests.support.children import BY, acting, begun, contacted, found
from tests.support.forms import errors_of
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
TODAY = hours.local(datetime.now(UTC)).date()
TYPED = {
    "way": "visit_home",
    "on-day": "3",
    "on-month": "3",
    "on-year": "2026",
    "came": "reached",
    "whom": ["child", "parent"],
    "there": "Her aunt Kim",
    "child_seen": "yes",
    "seen_alone": "no",
    "views": "not_asked",
    "views_why": "She was asleep",
    "health": "not_this_time",
    "said": "They showed me the library books.",
    "next_step": "Send the leaflet",
    "next_on-day": "10",
    "next_on-month": "3",
    "next_on-year": "2026",
}
CALLS = {**TYPED, "way": "phone", "whom": ["parent"], "child_seen": "", "seen_alone": ""}
TAPPED = {"was_in": "reached", "saw_child": "yes", "saw_alone": "yes", "what_next": "call", "line": "All well."}


def at(child_id: uuid.UUID, page: str = "") -> str:
    return f"/staff/register/{child_id}/contacts{page}"


def posts(who: Person, child_id: uuid.UUID, page: str, /, **typed: Any) -> Any:
    return who.client.post(at(child_id, page), data={"csrf_token": who.token(), **typed})


def entries(app: Flask) -> list[tuple[ContactEntry, Contact]]:
    with app.app_context():
        return [(one, Contact.of(one)) for one in db.session.scalars(select(ContactEntry).order_by(ContactEntry.at))]


def main_of(page: Any) -> str:
    return text_of(parsed(page.data).find(".//main"))


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


def test_a_contact_is_written_in_full_and_shown(app: Flask, olu: Person, child: uuid.UUID) -> None:
    assert "has not been reached or seen" in main_of(olu.get(at(child)))
    answer = posts(olu, child, "/new", **TYPED)
    assert answer.location == f"{at(child)}?done=written"
    ((entry, contact),) = entries(app)
    assert entry.by == olu.id
    assert contact == Contact(
        way=Way.VISIT_HOME,
        on=date(2026, 3, 3),
        whom=(Whom.CHILD, Whom.PARENT),
        there="Her aunt Kim",
        child_seen=True,
        views=Views.NOT_ASKED,
        views_why="She was asleep",
        health=Health.NOT_THIS_TIME,
        said="They showed me the library books.",
        next_step="Send the leaflet",
        next_on=date(2026, 3, 10),
        next_by=olu.id,
    )
    shown = main_of(olu.get(answer.location))
    for words in (
        "It is in the contact log.",
        "Visit at home, 3 March 2026: reached",
        "Child seen, not alone",
        "With: The child, A parent or carer. Her aunt Kim",
        "Asked what the child thinks: no, because: She was asleep",
        "Asked about health appointments and vaccinations: not this time",
        "They showed me the library books.",
        "Send the leaflet By 10 March 2026 (overdue). Olu Officer.",
        "Last reached: 3 March 2026. Child last seen: 3 March 2026.",
    ):
        assert words in shown, words


def test_five_taps_on_the_doorstep_are_a_visit_of_today(app: Flask, olu: Person, child: uuid.UUID) -> None:
    page = olu.get(at(child, "/doorstep"))
    fields = {x.get("name") for x in parsed(page.data).iter("input") if x.get("type") != "hidden"}
    assert fields == {"was_in", "saw_child", "saw_alone", "health", "what_next", "line"}
    assert posts(olu, child, "/doorstep", **TAPPED, health="yes").location == f"{at(child)}?done=written"
    ((_, contact),) = entries(app)
    assert contact == Contact(
        way=Way.VISIT_HOME,
        on=TODAY,
        whom=(Whom.CHILD, Whom.FAMILY),
        child_seen=True,
        seen_alone=True,
        health=Health.YES,
        said="All well.",
        next_step="Call them",
        next_on=hours.working_days_after(TODAY, 2),
        next_by=olu.id,
    )


@pytest.mark.parametrize("was_in", ["nobody_in", "moved"])
def test_nobody_in_is_two_taps_and_what_was_tapped_before_counts_for_nothing(
    app: Flask, olu: Person, child: uuid.UUID, was_in: str
) -> None:
    assert posts(olu, child, "/doorstep", **{**TAPPED, "was_in": was_in, "what_next": "none"}).status_code == 302
    ((entry, contact),) = entries(app)
    assert (contact.came, contact.whom, entry.reached) == (Came(was_in), (), False)
    assert not contact.child_seen
    assert not contact.seen_alone
    assert contact.next_on is None


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ({"was_in": ""}, "Say whether anybody was in"),
        ({"saw_child": ""}, "Say whether you saw the child"),
        ({"saw_alone": ""}, "Say whether you saw the child alone"),
        ({"what_next": ""}, "Choose what comes next"),
        ({"line": "x" * 301}, "Your line must have 300 characters or fewer"),
        ({"was_in": "burnt down"}, "Choose from the answers shown under “Was anybody in?”"),
    ],
)
def test_a_tap_that_is_missing_is_asked_for_and_nothing_else_is_lost(
    app: Flask, olu: Person, child: uuid.UUID, left_out: dict[str, str], says: str
) -> None:
    answer = posts(olu, child, "/doorstep", **{**TAPPED, **left_out})
    assert answer.status_code == 422
    assert says in errors_of(answer.data)
    assert (left_out.get("line") or "All well.") in answer.text
    assert not entries(app)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"way": ""}, "Choose how it was"),
        ({"way": "pigeon"}, "Choose from the answers shown under “How was it?”"),
        ({"on-day": ""}, "The day must include a day"),
        ({"on-year": str(TODAY.year + 1)}, "The day must be today or in the past"),
        ({"on-year": "1989"}, "The day must be 1 January 1990 or later"),
        ({"on-day": "=HYPERLINK(1)"}, "The day must be a real date"),
        ({"came": ""}, "Choose what came of it"),
        ({"whom": []}, "Choose with whom it was"),
        ({"child_seen": ""}, "Say whether you saw the child"),
        ({"seen_alone": ""}, "Say whether you saw the child alone"),
        ({"way": "phone"}, "A child is seen in person only. Say in words how you talked"),
        ({"came": "nobody_in"}, "You say that nobody was reached. Check both answers"),
        ({"views_why": ""}, "Say why the child was not asked"),
        ({"said": "x" * 8001}, "What was said must have 8000 characters or fewer"),
        ({"next_step": ""}, "Say what the next step is"),
        ({"next_on-day": "", "next_on-month": "", "next_on-year": ""}, "Say by which day the next step is due"),
        ({"next_on-year": "2025"}, "The next step cannot be due before this contact"),
        ({"next_by": str(uuid.uuid4())}, "Choose from the answers shown under “Whose is it?”"),
        ({"there": ["a", "b"]}, "Who was there was sent more than once. Give one answer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_all_words_stay(
    app: Flask, olu: Person, child: uuid.UUID, typed: dict[str, Any], says: str
) -> None:
    answer = posts(olu, child, "/new", **{**TYPED, **typed})
    assert answer.status_code == 422
    assert errors_of(answer.data) == [says]
    for name in ("said", "views_why", "next_step", "there"):
        words = typed.get(name, TYPED[name])
        assert (words if isinstance(words, str) else words[0]) in answer.text, name
    assert not entries(app)


@pytest.mark.parametrize(
    "words", ["Seen 🙂", "وہ ٹھیک ہے", "a\0b", "=HYPERLINK(1)", "<script>alert(1)</script>", "x" * 8000]
)
def test_words_of_any_kind_are_kept_as_words(app: Flask, olu: Person, child: uuid.UUID, words: str) -> None:
    assert posts(olu, child, "/new", **{**TYPED, "said": words}).status_code == 302
    assert entries(app)[0][1].said == words.replace("\0", "")
    assert "<script>alert" not in olu.get(at(child)).text


@pytest.mark.parametrize(
    ("page", "typed", "kept"), [("/new", TYPED, "library books"), ("/doorstep", TAPPED, "All well.")]
)
def test_typed_words_survive_a_page_that_was_open_too_long_and_a_session_that_ended(
    app: Flask, olu: Person, child: uuid.UUID, page: str, typed: dict[str, Any], kept: str
) -> None:
    answer = olu.client.post(at(child, page), data={"csrf_token": "old", **typed})
    assert answer.status_code == 422
    assert kept in answer.text
    with olu.client.session_transaction() as session:
        session.clear()
    answer = olu.client.post(at(child, page), data={"csrf_token": "old", **typed})
    assert answer.status_code == 401
    assert kept in answer.text
    assert not entries(app)


@pytest.mark.parametrize(("page", "typed"), [("/new", TYPED), ("/doorstep", TAPPED)])
def test_one_form_sent_three_times_is_one_contact(
    app: Flask, olu: Person, child: uuid.UUID, page: str, typed: dict[str, Any]
) -> None:
    drawn = re.search(r'name="key" value="([^"]+)"', olu.get(at(child, page)).text)
    assert drawn
    for _ in range(3):
        assert posts(olu, child, page, key=drawn[1], **typed).status_code == 302
    assert posts(olu, child, page, key="no key", **typed).status_code == 302
    assert len(entries(app)) == 2


def test_a_contact_is_written_anew_and_the_old_one_stays_struck_out(app: Flask, olu: Person, child: uuid.UUID) -> None:
    posts(olu, child, "/new", **TYPED)
    address = f"/{entries(app)[0][0].id}/correct"
    form = olu.get(at(child, address))
    for words in ("They showed me the library books.", "She was asleep", "Her aunt Kim", "Send the leaflet"):
        assert words in form.text
    unsaid = posts(olu, child, address, **TYPED)
    assert errors_of(unsaid.data) == ["Say why it is written anew"]
    anew = {**TYPED, "said": "They showed me nothing.", "why_anew": "I mixed up two visits"}
    key = str(uuid.uuid4())
    for _ in range(2):
        assert posts(olu, child, address, key=key, **anew).location == f"{at(child)}?done=anew"
    assert posts(olu, child, address, **anew).status_code == 422, "a second one finds it struck"
    (old, _), (new, _) = entries(app)
    assert (old.struck_by, new.struck_at) == (olu.id, None)
    shown = main_of(olu.get(at(child)))
    for words in ("I mixed up two visits", "They showed me the library books.", "They showed me nothing."):
        assert words in shown
    assert olu.get(at(child, address)).status_code == 302


def test_a_contact_is_struck_out_with_a_reason(app: Flask, olu: Person, child: uuid.UUID) -> None:
    entry_id = contacted(app, child)
    assert "Phone call, 3 March 2026" in main_of(olu.get(at(child, f"/{entry_id}/strike")))
    assert errors_of(posts(olu, child, f"/{entry_id}/strike", why_struck=" ").data) == ["Say why it is wrong"]
    assert posts(olu, child, f"/{entry_id}/strike", why_struck="Another child").status_code == 302
    shown = main_of(olu.get(at(child)))
    assert "Struck out: Phone call, 3 March 2026" in shown
    assert "Last reached: never" in shown


def test_a_next_step_is_given_to_a_colleague_or_the_team_and_ticked(
    app: Flask, olu: Person, person: Made, child: uuid.UUID
) -> None:
    cara, bo = person(name="Cara Colleague"), person(BEDFORD, name="Bo Bedford")
    options = olu.get(at(child, "/new")).text
    assert "Cara Colleague" in options
    assert "Bo Bedford" not in options
    posts(olu, child, "/new", **TYPED, next_by=str(cara.id))
    posts(olu, child, "/new", **TYPED, next_by="team")
    assert [entry.next_by for entry, _ in entries(app)] == [cara.id, None]
    shown = main_of(olu.get(at(child)))
    assert "Cara Colleague." in shown
    assert "Nobody yet." in shown
    done = posts(cara, child, f"/{entries(app)[0][0].id}/done")
    assert done.location == f"{at(child)}?done=step"
    assert main_of(cara.get(at(child))).count("overdue") == 1
    assert bo.get(at(child)).status_code == 404


def test_getting_in_touch_shows_where_the_way_leads(app: Flask, olu: Person, child: uuid.UUID) -> None:
    with acting(app):
        now = datetime.now(UTC)
        mum = Adult(name="Ada Invented", relation="mother", phone="01632 960111", email="ada@a.example")
        facts.record(found(child), mum, BY, now)
        facts.record(found(child), Adult(name="Bob Invented", writing_only=True, phone="01632 960222"), BY, now)
        facts.record(found(child), Address(lines="1 Fiction Road", postcode="LU1 1AA"), BY, now)
        facts.record(found(child), Address(lines="2 Old Road"), BY, now, until=date(2026, 2, 1))
    page = main_of(posts(olu, child, "/begin", how="phone", who="others"))
    assert "01632 960111" in page
    assert "They asked to be written to, and not rung or visited." in page
    assert "ada@a.example" not in page
    page = posts(olu, child, "/begin", how="letter", who="others")
    assert "1 Fiction Road" in page.text
    assert "2 Old Road" not in page.text
    assert "way=letter" in page.text
    assert errors_of(posts(olu, child, "/begin").data) == ["Choose how", "Choose with whom"]


def test_pages_of_many_contacts_hold_each_once(app: Flask, olu: Person, child: uuid.UUID) -> None:
    for n in range(23):
        contacted(app, child, on=date(2026, 3, 1 + n), said=f"Number {n}.")
    first = olu.get(at(child))
    link = next(x.get("href") for x in parsed(first.data).iter("a") if x.get("rel") == "next")
    assert "Robin" not in str(link)
    second = olu.get(str(link))
    on = [set(re.findall(r"Number (\d+)\.", main_of(page))) for page in (first, second)]
    assert (len(on[0]), len(on[1]), on[0] & on[1]) == (20, 3, set())
    for broken in (
        "x",
        "_____",
        "2026-03-03_2026-03-03_1_1",
        "9999-12-31_2026-03-03T00:00:00+00:00_" + "0" * 32 + "_1",
    ):
        assert olu.get(f"{at(child)}?before={broken}").status_code == 200


def test_what_is_typed_for_a_record_that_was_merged_meanwhile_goes_to_the_one_that_stands_for_it(
    app: Flask, olu: Person, child: uuid.UUID
) -> None:
    other = begun(app)
    with acting(app):
        merging.merge(found(child), found(other), "The same child", BY, datetime.now(UTC))
    assert posts(olu, child, "/new", **TYPED).location == f"{at(other)}?done=written"
    assert entries(app)[0][0].child_id == other
    with app.app_context():
        assert found(other).last_contact_on == date(2026, 3, 3)
    assert olu.get(at(child)).location == at(other)


def test_reading_and_writing_leave_a_line_in_the_log(app: Flask, olu: Person, child: uuid.UUID, logged: Made) -> None:
    olu.get(at(child))
    posts(olu, child, "/doorstep", **TAPPED)
    assert logged(by=olu.id) == ["child:read", "child:contacted"]


def test_a_contact_that_was_tampered_with_says_so(app: Flask, olu: Person, child: uuid.UUID) -> None:
    entry_id = contacted(app, child, next_step="Call", next_on=TODAY + timedelta(3), next_by=BY)
    with acting(app):
        db.session.get_one(ContactEntry, entry_id).said_sealed = b"broken"
    for page in (at(child), f"/staff/register/{child}/chronology"):
        shown = olu.get(page)
        assert shown.status_code == 200
        assert "do not open" in shown.text
    assert olu.get(at(child, f"/{entry_id}/correct")).status_code == 302
    assert posts(olu, child, f"/{entry_id}/strike", why_struck="It is broken").status_code == 302
    assert olu.get(at(child)).status_code == 200
