"""A closed envelope opened with a reason: an hour's reading for one person, known to all who should know, no more."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff, reach
from portal.accounts.permissions import MAY
from portal.audit import AuditLine, verify
from portal.casework.models import Opening
from portal.delivery.models import OutboxMessage, Purpose
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR, Person
from tests.support.forms import errors_of
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
REASON = "A teacher rang: he may be in danger now."
DAY_TEAM = "luton/duty"
READS = {"safe": "yes", "wants_contact": "yes", "contact_how": "text_me", "text_number": "07700 900111"}


def opens(who: Person, submission_id: uuid.UUID, reason: str = REASON) -> Any:
    return who.does(submission_id, "open", why_now=reason)


def without_tokens(page: str) -> str:
    """A page without what differs from one look to the next."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


@pytest.fixture
def words(marker: Made) -> str:
    made: str = marker("words")
    return made


@pytest.fixture
def one(sent: Made, words: str) -> uuid.UUID:
    made: uuid.UUID = sent(Kind.VIEWS, words=words, **READS)
    return made


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person(name="Olu Officer")
    return made


def main_of(page: Any) -> str:
    return text_of(parsed(page.data).find(".//main"))


def test_the_envelope_says_what_will_happen_before_it_is_opened(person: Made, olu: Person, one: uuid.UUID) -> None:
    person(role=Role.MANAGER, name="Marek Manager")
    page = olu.page(one)
    assert page.status_code == 403
    said = main_of(page)
    for sentence in (
        "Your name, your reason and each look are in the log.",
        "Marek Manager is told by email.",
        "You can read it and add a note.",
        "It closes by itself after one hour.",
    ):
        assert sentence in said


def test_it_names_who_is_told_when_there_is_no_manager(
    person: Made, olu: Person, one: uuid.UUID, team_name: Made
) -> None:
    assert f"{team_name(DAY_TEAM)} is told by email." in main_of(olu.page(one))
    for name in ("Saira", "Sara"):
        person(LUTON, Role.SAFEGUARDING, name=name)
    assert "Saira, Sara are told by email." in main_of(olu.page(one))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
def test_a_reason_opens_it_for_reading_and_each_look_is_logged_as_opened(
    app: Flask, person: Made, one: uuid.UUID, words: str, stored: Made, logged: Made, role: Role
) -> None:
    saira, who = person(LUTON, Role.SAFEGUARDING), person(role=role, name="Opener")
    assert words not in who.page(one).text
    assert opens(who, one).location == f"/staff/submissions/{one}"
    for look in (1, 2):
        page = who.page(one)
        assert page.status_code == 200
        assert words in page.text
        assert "You opened this with a reason." in page.text
        assert logged(by=who.id) == ["submission:opened-restricted", *["submission:read"] * look]
    with app.app_context():
        looks = db.session.scalars(select(AuditLine.facts).where(AuditLine.event == "submission:read"))
        assert list(looks) == [{"opened": True}] * 2
        assert verify() == []
    assert stored(one).status == "new", "the first look is still owed by those whose task it is"
    assert saira.page(one).status_code == 200


def test_the_one_who_opened_it_reads_and_does_nothing_else(
    person: Made, olu: Person, one: uuid.UUID, stored: Made, sent: Made
) -> None:
    opens(olu, one)
    page = olu.page(one)
    forms = {(x.get("action") or "").rpartition("/")[2] for x in parsed(page.data).iter("form")}
    assert forms <= {"note", "sign-out", "logout"}, "one form about it: a note"
    assert "07700 900111" not in page.text
    assert "Reach them only by text message." in page.text
    assert "Text them" not in page.text
    other = sent()
    typed = {
        "give_to": str(olu.id),
        "to_team": BEDFORD,
        "reason": "r",
        "outcome": "done",
        "answer": "Hello",
        "do": "send",
        "why_none": "None is needed.",
        "why_against": REASON,
        "came": "reached",
        "linked_reference": stored(other).reference,
        "sure": "yes",
    }
    acts = ["take", "assign", "pass", "close", "answer", "no-answer", "link", "unlink"]
    for way in ("text", "phone"):
        acts += [f"contact/{way}", f"contact/{way}/done", f"contact/{way}/against"]
    for act in acts:
        assert olu.does(one, act, **typed).status_code == 403, act
    assert olu.get(f"/staff/submissions/{one}/contact/text").status_code == 403
    assert (stored(one).status, stored(one).assignee_id, stored(one).team_code) == ("new", None, LUTON)


def test_a_note_by_the_one_who_opened_it_is_kept(person: Made, olu: Person, one: uuid.UUID) -> None:
    assert olu.does(one, "note", note="Before opening it.").status_code == 403
    opens(olu, one)
    noted = olu.does(one, "note", note="I rang the police: reference 12.")
    assert noted.location == f"/staff/submissions/{one}?done=noted"
    assert olu.does(one, "note", note=" ").status_code == 422
    assert "I rang the police: reference 12." in person(LUTON, Role.SAFEGUARDING).page(one).text


def test_after_an_hour_it_is_closed_again(app: Flask, olu: Person, one: uuid.UUID, words: str) -> None:
    opens(olu, one)
    assert olu.page(one).status_code == 200
    with app.app_context():
        opening = db.session.scalars(select(Opening)).one()
        assert opening.until - opening.at == timedelta(hours=1)
        opening.at -= timedelta(hours=1, seconds=1)
        opening.until -= timedelta(hours=1, seconds=1)
        db.session.commit()
    page = olu.page(one)
    assert page.status_code == 403
    assert words not in page.text
    assert olu.does(one, "note", note="Too late.").status_code == 403


def test_it_ends_when_the_record_or_the_person_leaves_the_team(
    app: Flask, person: Made, olu: Person, one: uuid.UUID, words: str
) -> None:
    opens(olu, one)
    person(LUTON, Role.SAFEGUARDING).does(one, "pass", to_team=LUTON_DOOR, reason="Theirs, I think.")
    left = olu.page(one)
    assert "This is with" in left.text
    assert words not in left.text
    assert olu.does(one, "note", note="Still here?").status_code == 404


def test_the_managers_get_a_mail_with_no_name_no_reason_and_no_word(
    app: Flask, person: Made, olu: Person, one: uuid.UUID, words: str, stored: Made
) -> None:
    marek = person(role=Role.MANAGER, name="Marek Manager")
    opens(olu, one)
    reference = stored(one).reference
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.OPENED)).one()
        assert mail.to == db.session.get_one(Staff, marek.id).email
        assert set(mail.context) == {"reference", "link", "by"}, "by whom is sealed, and said nowhere (delivery.mail)"
        assert mail.context["reference"] == reference
        assert mail.context["link"].endswith(f"/staff/submissions/{one}")


def test_those_who_were_told_see_who_when_and_why(person: Made, olu: Person, one: uuid.UUID, words: str) -> None:
    marek, saira = person(role=Role.MANAGER, name="Marek"), person(LUTON, Role.SAFEGUARDING, name="Saira")
    colleague, auditor = person(name="Colleague"), person(role=Role.AUDITOR, name="Ada")
    opens(olu, one)
    seen = marek.page(one)
    assert seen.status_code == 403
    assert "Olu Officer opened it" in seen.text
    assert REASON in seen.text
    assert words not in seen.text
    page = saira.page(one)
    panel = next(x for x in parsed(page.data).iter("section") if x.get("aria-labelledby") == "opened")
    assert "Olu Officer opened it" in text_of(panel)
    assert REASON in text_of(panel)
    history = next(x for x in parsed(page.data).iter("section") if x.get("aria-labelledby") == "history")
    assert "Olu Officer, who may not read this otherwise, opened it for an hour" in text_of(history)
    assert REASON in text_of(history)
    for other in (colleague, auditor):
        assert REASON not in other.page(one).text
        assert "Olu Officer" not in other.page(one).text


def test_reading_why_others_opened_it_is_in_the_log(
    person: Made, olu: Person, one: uuid.UUID, logged: Made, manager: Person
) -> None:
    manager.page(one)
    assert "submission:openings-read" not in logged(by=manager.id), "there was nothing to read"
    opens(olu, one)
    assert manager.page(one).status_code == 403
    assert logged(by=manager.id)[-1] == "submission:openings-read"


def test_a_duty_team_that_was_told_sees_it_and_no_word(person: Made, olu: Person, one: uuid.UUID, words: str) -> None:
    duty = person(DAY_TEAM, Role.OFFICER, name="Dana Duty")
    assert duty.page(one).status_code == 404
    opens(olu, one)
    seen = duty.page(one)
    assert seen.status_code == 200
    assert "Olu Officer opened it" in seen.text
    assert REASON in seen.text
    assert words not in seen.text
    for elsewhere in ("bedford/duty", DUTY):
        assert person(elsewhere, Role.OFFICER).page(one).status_code == 404
    person(role=Role.MANAGER, name="New Manager")
    assert duty.page(one).status_code == 404, "now there is somebody nearer to ask"


def test_an_auditor_reads_in_the_log_that_it_was_opened(person: Made, olu: Person, one: uuid.UUID) -> None:
    opens(olu, one)
    page = person(role=Role.AUDITOR).get("/staff/audit")
    assert "Opened a restricted submission with a reason" in page.text
    assert REASON not in page.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write why you need to read it now"),
        ("  \n\t ", "Write why you need to read it now"),
        ("\0" * 20, "Write why you need to read it now"),
        ("urgent", "Write why, in at least 10 letters."),
        ("🙂" * 20, "Write why, in at least 10 letters."),
        ("1234567890", "Write why, in at least 10 letters."),
        ("x" * 1001, "Your reason must have 1000 characters or fewer"),
        ("x" * 200_000, "Your reason must have 1000 characters or fewer"),
    ],
    ids=lambda value: value[:24],
)
def test_without_a_reason_it_stays_closed(
    app: Flask, olu: Person, one: uuid.UUID, logged: Made, typed: str, says: str
) -> None:
    answer = opens(olu, one, typed)
    assert answer.status_code == 422
    assert errors_of(answer.data) == [says]
    assert "is told by email" in answer.text or "Tell your manager" in answer.text
    assert olu.page(one).status_code == 403
    assert logged(by=olu.id) == []


def test_a_reason_survives_a_page_that_was_open_too_long(olu: Person, one: uuid.UUID) -> None:
    answer = olu.client.post(f"/staff/submissions/{one}/open", data={"csrf_token": "old", "why_now": REASON})
    assert answer.status_code == 422
    assert REASON in answer.text
    assert olu.page(one).status_code == 403


@pytest.mark.parametrize("reason", ["He is in danger 🙂 today", "اس کو آج رات خطرہ ہو سکتا ہے", "a\0b He is in danger"])
def test_a_reason_in_any_script_is_kept(person: Made, olu: Person, one: uuid.UUID, reason: str) -> None:
    marek = person(role=Role.MANAGER)
    assert opens(olu, one, reason).status_code == 302
    assert reason.replace("\0", "") in marek.page(one).text


def test_who_may_read_it_anyway_opens_nothing(person: Made, one: uuid.UUID, logged: Made, app: Flask) -> None:
    saira = person(LUTON, Role.SAFEGUARDING)
    assert opens(saira, one).status_code == 302
    assert logged(by=saira.id) == []
    with app.app_context():
        assert not list(db.session.scalars(select(Opening)))


KEPT_OUT = {
    "the auditor of its team": (LUTON, Role.AUDITOR, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404),
    "an officer of another team": (LUTON_DOOR, Role.OFFICER, 404),
    "the manager of another council": (BEDFORD, Role.MANAGER, 404),
    "the site's duty team": (DUTY, Role.SAFEGUARDING, 404),
    "the administrator": (None, None, 403),
}


@pytest.mark.parametrize("who", KEPT_OUT)
def test_nobody_else_opens_it(person: Made, one: uuid.UUID, words: str, logged: Made, who: str) -> None:
    team, role, status = KEPT_OUT[who]
    snooper: Person = person(team, role, name="Kept Out", is_admin=team is None)
    assert opens(snooper, one).status_code == status
    assert "Open it with a reason" not in snooper.page(one).text
    assert words not in snooper.page(one).text
    assert logged(by=snooper.id) == []


def test_nobody_opens_what_is_not_restricted_or_not_there(person: Made, olu: Person, sent: Made, logged: Made) -> None:
    assert opens(olu, sent()).status_code == 403
    assert opens(olu, uuid.uuid4()).status_code == 404
    assert logged(by=olu.id) == []


def test_an_opening_widens_no_list_no_search_no_count_and_no_export(
    app: Flask, person: Made, olu: Person, one: uuid.UUID, sent: Made, stored: Made, words: str
) -> None:
    """Every page that is not about this one record is, byte for byte, what it was before."""
    hidden = words.replace("words", "others")
    other = sent(Kind.VIEWS, words=hidden, **READS)
    reference = stored(one).reference
    pages = ["/staff/", f"/staff/submissions/{other}", *(f"/staff/?{narrowed}" for narrowed in NARROWED)]
    with app.test_request_context():
        values = {"council_code": "luton", "team": "home-education", "number": 1}
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ()) and rule.arguments <= values.keys():
                pages.append((rule.build(values, append_unknown=False) or ("", ""))[1])

    def looks() -> dict[str, tuple[int, str]]:
        seen = {}
        for page in pages:
            answer = olu.get(page)
            seen[page] = answer.status_code, without_tokens(answer.text)
        typed = {"csrf_token": olu.token(), "reference": reference}
        found = olu.client.post("/staff/", data=typed)
        seen["search"] = found.status_code, found.location
        return seen

    with app.app_context():
        me = db.session.get_one(Staff, olu.id)
        reaches = {permission: reach(me, permission) for permission in MAY}
    before = looks()
    assert opens(olu, one).status_code == 302
    assert words in olu.page(one).text
    after = looks()
    assert after == before
    assert len(pages) > 8
    assert not [page for page, (_, text) in after.items() if words in text or hidden in text]
    with app.app_context():
        me = db.session.get_one(Staff, olu.id)
        assert {permission: reach(me, permission) for permission in MAY} == reaches


NARROWED = ("status=new", "status=closed", "kind=views", "who=nobody", "urgency=today", "team=luton/home-education")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_the_queue_counts_and_ages_what_one_may_not_read_and_shows_no_more(
    person: Made, sent: Made, stored: Made, marker: Made, role: Role
) -> None:
    """Kind, age, urgency and team, with the envelope's reference and state; nothing that was written or said."""
    planted = {name: marker(name) for name in ("words", "hard", "called", "area", "safe_when", "must_not_know")}
    one, who = sent(Kind.VIEWS, safe="yes", **planted), person(role=role)
    page = who.get("/staff/")
    counts = [text_of(x) for x in parsed(page.data).iter("span") if x.get("class") == "count"]
    assert counts[0] == "1", "it is counted"
    row = next(x for body in parsed(page.data).iter("tbody") for x in body.iter("tr"))
    cells = {x.get("data-label") or "Submission": text_of(x) for x in row}
    assert cells == {
        "Submission": f"{stored(one).reference} Young person’s views Restricted",
        "Team": "Luton home education team",
        "Urgency": "In turn",
        "Age": "today",
        "Status": "New",
        "With": "Nobody yet",
    }
    assert not [name for name, value in planted.items() if value in page.text]
