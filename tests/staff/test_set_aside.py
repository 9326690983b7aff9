"""What looks as if a machine had sent it: out of the way, never out of sight, and back with one press."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text

from portal.accounts import Role, reach
from portal.accounts.models import Membership, Staff
from portal.journeys import drafts
from portal.partners.journey import REFER
from portal.storage import db, reads_only
from portal.submissions import Status, Submission, receive
from portal.submissions.queue import COUNTED, PAGE, Filters, counts, queue, set_aside
from portal.submissions.suspicion import Sending
from portal.words import Kind, Urgency
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR
from tests.staff.test_queue import link, references, row
from tests.support.pages import parsed, text_of
from tests.support.statements import asked, looked_into_by, plans

Made = Callable[..., Any]
NOW = datetime.now(UTC)
LIST = "/staff/queue/set-aside"


@pytest.fixture
def doubted(app: Flask) -> Callable[..., uuid.UUID]:
    """``doubted(words=..., at=...)``: a referral to Luton that was sent with the trap filled in."""

    def made(words: str = "They moved here in May.", at: datetime | None = None) -> uuid.UUID:
        now = at or datetime.now(UTC)
        rows = [{"question": "What would you like to say?", "answer": [words]}]
        with app.test_request_context("/", method="POST"):
            reads_only(False)
            submission = receive(
                drafts.start(REFER, now),
                Kind.REFERRAL,
                "luton",
                {"worry_words": words},
                [{"title": None, "rows": rows}],
                "en_GB",
                now,
                how=Sending(trapped=True, pages=9, begun=None),
            )
            assert submission.suspect
            db.session.commit()
            return submission.id

    return made


@pytest.fixture
def fill(app: Flask) -> Callable[[list[dict[str, Any]]], None]:
    """Put envelopes into the queue."""

    def filled(rows: list[dict[str, Any]]) -> None:
        with app.app_context():
            reads_only(False)
            db.session.execute(insert(Submission), [{"suspect": False, **one} for one in rows])
            db.session.commit()

    return filled


def notes(page: Any) -> str:
    """The words of what stands out on a page."""
    return " ".join(text_of(x) for x in parsed(page.data).iter() if "note--sun" in (x.get("class") or ""))


def open_tab(page: Any) -> str:
    return next(text_of(x) for x in parsed(page.data).iter("a") if text_of(x).startswith("Open "))


def test_it_stands_in_no_list_of_the_queue_and_the_queue_says_how_many_there_are(
    person: Made, sent: Made, stored: Made, doubted: Made
) -> None:
    real, one = stored(sent()), stored(doubted())
    officer = person()
    page = officer.get("/staff/")
    assert references(page) == [real.reference]
    assert open_tab(page) == "Open 1"
    assert "1 is set aside, because it looks as if a machine had sent it. It came today." in notes(page)
    assert link(page, "Look at what is set aside") == LIST
    for narrowed in ("status=new", "kind=referral", "who=nobody", "urgency=routine"):
        assert one.reference not in references(officer.get(f"/staff/?{narrowed}"))
    assert references(officer.get(LIST)) == [one.reference]
    assert "set aside" not in person(BEDFORD).get("/staff/").text


def test_it_ages_and_is_late_like_all_others(person: Made, fill: Made) -> None:
    then = NOW - timedelta(days=9)
    fill(
        [
            row(1, suspect=True, received_at=then, look_by=NOW - timedelta(days=8)),
            row(2, suspect=True),
            row(3, suspect=True, urgency=Urgency.TODAY, look_by=NOW + timedelta(days=9)),
        ]
    )
    officer = person()
    said = notes(officer.get("/staff/"))
    assert "3 are set aside, because they look as if a machine had sent them. The oldest came " in said
    assert " days ago and is " in said
    assert "days late" in said
    assert "days late" in officer.get(LIST).text
    assert references(officer.get(LIST)) == ["Q0000003", "Q0000001", "Q0000002"]


def test_a_flood_is_paged_and_hides_nothing(person: Made, fill: Made) -> None:
    fill([row(number, suspect=True) for number in range(COUNTED + 1)])
    fill([row(COUNTED + 1)])
    officer = person()
    queued = officer.get("/staff/")
    assert references(queued) == [f"Q{COUNTED + 1:07d}"]
    assert f"{COUNTED}+ are set aside" in notes(queued)
    assert open_tab(queued) == "Open 1"
    seen, address = [], LIST
    while True:
        page = officer.get(address)
        seen += references(page)
        if "Next page" not in page.text:
            break
        address = link(page, "Next page")
    assert len(seen) == len(set(seen)) == COUNTED + 1
    assert seen[0] == f"Q{COUNTED:07d}"
    assert references(officer.get(link(page, "First page"))) == seen[:PAGE]
    assert references(officer.get(f"{LIST}?after=nonsense")) == seen[:PAGE]


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_sees_the_queue_sees_what_is_set_aside_of_their_own_teams(
    person: Made, fill: Made, role: Role
) -> None:
    fill(
        [
            row(1, suspect=True),
            row(2, suspect=True, team_code=LUTON_DOOR),
            row(3, suspect=True, team_code=BEDFORD, council="bedford"),
        ]
    )
    assert references(person(LUTON, role).get(LIST)) == ["Q0000001"]
    assert references(person(roles=[(LUTON, role), (LUTON_DOOR, role)]).get(LIST)) == ["Q0000002", "Q0000001"]
    assert person(is_admin=True).get(LIST).status_code == 403


def test_an_empty_list_says_so(person: Made) -> None:
    officer = person()
    assert "Nothing is set aside." in officer.get(LIST).text
    assert "set aside" not in officer.get("/staff/").text


def test_the_reasons_stand_with_it_and_one_press_puts_it_back_with_its_old_clock(
    person: Made, doubted: Made, stored: Made, logged: Made
) -> None:
    one = doubted(at=NOW - timedelta(days=6))
    before = stored(one)
    officer = person()
    page = officer.page(one)
    assert "A field was filled in that people do not see." in page.text
    assert "The portal set it aside" in page.text
    assert officer.does(one, "from-a-person").location.endswith("done=from-a-person")
    after = stored(one)
    assert not after.suspect
    assert (after.look_by, after.received_at, after.team_code) == (before.look_by, before.received_at, before.team_code)
    assert references(officer.get("/staff/")) == [before.reference]
    page = officer.get(f"/staff/submissions/{one}?done=from-a-person")
    assert "It is not set aside any more" in page.text
    assert "Olu Officer looked at it: a person sent it" in page.text
    assert "This is from a person" not in page.text
    assert "Take it" in page.text
    assert logged(about=one)[-2:] == ["submission:no-spam", "submission:read"]
    officer.does(one, "from-a-person")
    assert logged(about=one).count("submission:no-spam") == 1


def test_nothing_is_put_back_without_a_token_from_a_page_of_ours(person: Made, doubted: Made, stored: Made) -> None:
    one, officer = doubted(), person()
    officer.client.post(f"/staff/submissions/{one}/from-a-person", data={})
    assert stored(one).suspect


def test_it_is_closed_as_usual_after_somebody_read_it_and_then_stands_with_the_closed_ones(
    person: Made, doubted: Made, stored: Made
) -> None:
    one, officer = doubted(), person()
    assert officer.does(one, "close", outcome="mistake").status_code == 422
    assert stored(one).is_open
    officer.page(one)
    assert officer.does(one, "close", outcome="mistake").status_code == 302
    assert references(officer.get(LIST)) == []
    closed = officer.get("/staff/?status=closed")
    assert references(closed) == [stored(one).reference]
    assert "It was set aside" in closed.text
    assert "It was set aside" in officer.page(one).text


@pytest.mark.parametrize("outcome", ["done", "case", "known"])
def test_whoever_acted_on_it_says_that_a_person_sent_it_before_closing(
    person: Made, doubted: Made, stored: Made, outcome: str
) -> None:
    one, officer = doubted(), person()
    officer.page(one)
    refused = officer.does(one, "close", outcome=outcome)
    assert refused.status_code == 422
    assert "Say first that a person did." in refused.text
    assert stored(one).is_open
    officer.does(one, "from-a-person")
    assert officer.does(one, "close", outcome=outcome).status_code == 302
    assert not stored(one).suspect


def test_a_closed_one_can_still_be_said_to_be_from_a_person(person: Made, doubted: Made, stored: Made) -> None:
    one, officer = doubted(), person()
    officer.page(one)
    officer.does(one, "close", outcome="mistake")
    assert officer.does(one, "from-a-person").status_code == 302
    assert not stored(one).suspect
    assert not stored(one).is_open


@pytest.mark.parametrize("act", ["take", "assign", "pass"])
def test_whoever_would_work_on_it_says_first_that_a_person_sent_it(
    person: Made, manager: Any, doubted: Made, stored: Made, act: str
) -> None:
    one, officer = doubted(), person()
    page = manager.page(one)
    assert f"/{act}" not in page.text
    typed = {"give_to": str(officer.id), "to_team": LUTON_DOOR, "reason": "Theirs"}
    refused = manager.does(one, act, **typed)
    assert refused.status_code == 422
    assert "This is set aside" in refused.text
    assert stored(one).team_code == LUTON
    manager.does(one, "from-a-person")
    assert manager.does(one, act, **typed).status_code == 302


def test_only_who_may_work_on_it_can_put_it_back(person: Made, doubted: Made, stored: Made, client: Any) -> None:
    one = doubted()
    assert person(LUTON, Role.AUDITOR).does(one, "from-a-person").status_code == 403
    assert person(BEDFORD).does(one, "from-a-person").status_code == 404
    assert person(is_admin=True).does(one, "from-a-person").status_code == 403
    assert client.post(f"/staff/submissions/{one}/from-a-person").status_code in (302, 400, 401)
    assert stored(one).suspect
    auditor = person(LUTON, Role.AUDITOR)
    assert "A field was filled in" not in auditor.page(one).text
    assert auditor.page(one).status_code == 403


def test_it_is_found_by_its_reference(person: Made, doubted: Made, stored: Made) -> None:
    one, officer = doubted(), person()
    found = officer.client.post("/staff/", data={"csrf_token": officer.token(), "reference": stored(one).reference})
    assert found.location.endswith(str(one))


def test_neither_the_queue_nor_the_list_reads_the_whole_table(app: Flask, fill: Made) -> None:
    """With a flood of what is set aside among what is not, in one's own teams and in others."""
    teams = [LUTON, LUTON_DOOR, *[BEDFORD, "torbay/home-education"] * 3]
    fill(
        [
            row(n, team_code=teams[n % 8], status=list(Status)[n // 8 % 4], suspect=n % 3 == 0, urgency=Urgency.ROUTINE)
            for n in range(4000)
        ]
    )
    staff = Staff(email="a@council.example", name="A", password="none", active=True, is_admin=False)
    staff.memberships = [Membership(team_code=code, role=Role.OFFICER) for code in (LUTON, LUTON_DOOR)]
    with app.app_context():
        reads_only(False)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        mine = reach(staff, "queue:see")
        after = queue(mine, Filters(set_aside=True)).after
        for read in (
            lambda: queue(mine, Filters()),
            lambda: queue(mine, Filters(set_aside=True)),
            lambda: queue(mine, Filters(set_aside=True), after),
            lambda: counts(mine),
            lambda: set_aside(mine),
        ):
            with asked("FROM submission", "LIMIT") as statements:
                read()
            assert statements
            for plan in plans(statements):
                assert "ix_submission_" in plan, plan
                assert looked_into_by(plan, "team_code"), plan
                assert "Seq Scan" not in plan, plan
                assert "SCAN submission" not in plan, plan
