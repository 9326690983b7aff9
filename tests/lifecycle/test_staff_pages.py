"""The council decides on periods and holds: who may, what they see, and that no slip or wrong word gets through."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts import Role
from portal.delivery.models import OutboxMessage, State
from portal.lifecycle.models import Hold
from portal.lifecycle.retention import RetentionKind
from portal.staff.wording import spoken_day
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.lifecycle.conftest import Person, acting, close, decide, purge, there
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR
from tests.support.forms import errors_of
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
NOTICES = "/staff/retention/luton/family_notification"
REASON = "Somebody has made a complaint about it."
TYPED = {"keep": "months", "months": "24", "why": "Schedule 3.2", "version": "0"}


def saves(who: Person, address: str = NOTICES, **typed: Any) -> Any:
    return who.client.post(address, data={"csrf_token": who.token(), **TYPED, **typed})


def main_of(page: Any) -> str:
    return text_of(parsed(page.data).find(".//main"))


def test_the_page_says_which_kinds_have_no_period_and_invents_none(manager: Person, over: Made, app: Flask) -> None:
    said = main_of(manager.get("/staff/retention"))
    assert "Luton Council: no period yet." in said
    for kind in ("Young people’s views", "Parents’ notices", "Parents’ changes", "Professionals’ referrals", "machine"):
        assert kind in said
    assert said.count("No period: nothing is deleted") == len(RetentionKind)
    assert "Bedford" not in said
    over()
    decide(app, RetentionKind.FAMILY_NOTIFICATION, 24)
    said = main_of(manager.get("/staff/retention"))
    assert "24 months (2 years) after closing" in said
    assert said.count("No period: nothing is deleted") == len(RetentionKind) - 1


def test_a_period_is_set_counts_in_a_week_and_stands_in_the_history(
    manager: Person, periods: Made, logged: Made, over: Made, app: Flask
) -> None:
    one = over()
    assert "Nothing was decided yet" in manager.get(NOTICES).text
    assert saves(manager).location == "/staff/retention?done=saved"
    (period,) = periods()
    assert (period.council_code, period.kind, period.months, period.by) == (
        "luton",
        "family_notification",
        24,
        manager.id,
    )
    assert logged(by=manager.id) == ["retention:changed"]
    said = main_of(manager.get("/staff/retention?done=saved"))
    assert f"From {spoken_day(period.at + timedelta(days=7))}: 24 months (2 years) after closing" in said
    assert logged(by=manager.id)[-1] == "retention:read"
    purge(app)
    assert there(app, one), "it does not count yet"
    assert "Schedule 3.2" in manager.get(NOTICES).text
    assert saves(manager, version="1").location == "/staff/retention?done=same"
    assert saves(manager, version="1", keep="on", months="").location == "/staff/retention?done=saved"
    assert [one.months for one in periods()] == [24, None]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"keep": ""}, "Choose how long they are kept"),
        ({"keep": "forever"}, ""),
        ({"months": ""}, "Enter how many months"),
        ({"months": "0"}, "Months must be a whole number"),
        ({"months": "1201"}, "Months must be a whole number"),
        ({"months": "-3"}, "Months must be a whole number"),
        ({"months": "2.5"}, "Months must be a whole number"),
        ({"months": "two years"}, "Months must be a whole number"),
        ({"months": "9" * 5000}, "Months must be a whole number"),
        ({"months": "٢٤\u202e🙂"}, "Months must be a whole number"),
        ({"months": ["12", "24"]}, "Months was sent more than once"),
        ({"why": ""}, "Write why"),
        ({"why": "x" * 501}, "Why must have 500 characters or fewer"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_nothing_is_decided(
    manager: Person, periods: Made, typed: dict[str, Any], message: str
) -> None:
    answer = saves(manager, **typed)
    assert answer.status_code == 422
    assert any(message in error for error in errors_of(answer.data))
    if "why" not in typed:
        assert "Schedule 3.2" in answer.text, "what was typed stays"
    assert periods() == []


def test_digits_of_another_script_and_formulas_are_what_they_are(manager: Person, periods: Made) -> None:
    saves(manager, months="٢٤", why='=HYPERLINK("x") 🙂 \u202eabc')
    assert [one.months for one in periods()] == [24]
    page = manager.get(NOTICES)
    assert "=HYPERLINK(&#34;x&#34;) 🙂" in page.text


def test_who_was_slower_is_told_what_the_other_decided(manager: Person, person: Made, periods: Made) -> None:
    saves(manager)
    second = saves(person(LUTON_DOOR, Role.MANAGER, name="Mo Manager"), months="6")
    assert second.status_code == 409
    assert "Marek Manager changed this on" in second.text
    assert "24 months (2 years) after closing" in second.text
    assert 'value="6"' in second.text
    assert [one.months for one in periods()] == [24]


def test_an_old_page_decides_nothing(manager: Person, periods: Made) -> None:
    answer = manager.client.post(NOTICES, data={**TYPED, "csrf_token": "old"})
    assert answer.status_code == 422
    assert "This page was open for a long time." in answer.text
    assert periods() == []


def test_each_decides_for_their_own_council(person: Made, manager: Person, periods: Made) -> None:
    stranger, officer = person(BEDFORD, Role.MANAGER), person()
    auditor, admin = person(LUTON, Role.AUDITOR), person(is_admin=True)
    for act in (lambda who: who.get(NOTICES), saves):
        assert act(stranger).status_code == 404
        assert act(officer).status_code == 403
        assert act(auditor).status_code == 403
    assert officer.get("/staff/retention").status_code == 403
    said = main_of(auditor.get("/staff/retention"))
    assert "Luton" in said
    assert "Council not known" not in said
    assert f'href="{NOTICES}"' not in auditor.get("/staff/retention").text
    unknown = "/staff/retention/unknown/referral"
    assert saves(manager, unknown).status_code == 404
    assert periods() == []
    everything = main_of(admin.get("/staff/retention"))
    for name in ("Luton", "Bedford", "Torbay", "Council not known"):
        assert name in everything
    assert saves(admin, unknown).status_code == 302
    assert [(one.council_code, one.kind) for one in periods()] == [("", "referral")]
    for nowhere in ("/staff/retention/luton/everything", "/staff/retention/nowhere/referral"):
        assert admin.get(nowhere).status_code == 404
        assert saves(admin, nowhere).status_code == 404


def test_the_numbers_open_no_word(manager: Person, over: Made, app: Flask, marker: Made) -> None:
    words = marker("words")
    over(Kind.VIEWS, words=words)
    decide(app, RetentionKind.YOUNG_PERSON_VIEWS)
    page = manager.get("/staff/retention")
    assert words not in page.text
    row = next(row for row in parsed(page.data).iter("tr") if "Young people’s views" in text_of(row))
    assert [text_of(cell) for cell in row.iter("td")][1:] == ["1", "1", "None"]


def test_a_hold_keeps_it_until_it_is_lifted_each_with_a_reason(
    app: Flask, over: Made, person: Made, manager: Person, logged: Made
) -> None:
    one, officer = over(), person()
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    assert "can be deleted from" in officer.page(one).text
    assert officer.does(one, "hold", why_held=REASON).location == f"/staff/submissions/{one}?done=held"
    purge(app)
    assert there(app, one)
    page = officer.page(one)
    assert REASON in page.text
    assert "Olu Officer decided that it must not be deleted" in page.text
    assert "/lift-hold" not in page.text
    assert officer.does(one, "lift-hold", why_lifted=REASON).status_code == 403
    assert officer.does(one, "hold", why_held=REASON).status_code == 422
    assert "/lift-hold" in manager.page(one).text
    assert manager.does(one, "lift-hold", why_lifted="ok").status_code == 422
    again = manager.does(one, "lift-hold", why_lifted="The complaint has been answered.")
    assert again.location == f"/staff/submissions/{one}?done=hold-lifted"
    assert manager.does(one, "lift-hold", why_lifted="The complaint has been answered.").status_code == 422
    assert "The complaint has been answered." in manager.page(one).text
    assert [event for event in logged(about=one) if "hold" in event or "held" in event] == [
        "submission:held",
        "submission:hold-lifted",
    ]
    purge(app)
    assert not there(app, one)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "no no no", "🙂" * 20, "\x00"])
def test_a_hold_without_a_real_reason_is_not_made_and_the_reason_is_kept(
    app: Flask, sent: Made, person: Made, reason: str
) -> None:
    answer = person().does(sent(), "hold", why_held=reason)
    assert answer.status_code == 422
    assert errors_of(answer.data)
    if reason.strip("\x00 "):
        assert reason in answer.text
    with app.app_context():
        assert db.session.scalars(select(Hold)).all() == []


def test_a_young_persons_words_are_held_by_those_who_may_read_them(
    app: Flask, sent: Made, person: Made, manager: Person, saira: Person, stored: Made
) -> None:
    one, stranger = sent(Kind.VIEWS), person(BEDFORD, Role.SAFEGUARDING)
    assert stranger.does(one, "hold", why_held=REASON).status_code == 404
    assert manager.does(one, "hold", why_held=REASON).status_code == 403
    assert saira.does(one, "hold", why_held=REASON).status_code == 302
    assert manager.does(one, "lift-hold", why_lifted=REASON).status_code == 403
    with app.app_context():
        sealed = db.session.scalars(select(Hold.reason_sealed)).one()
        assert REASON.encode() not in sealed
    assert saira.does(one, "lift-hold", why_lifted=REASON).status_code == 302


def test_a_message_that_failed_is_put_to_rest_by_who_may_send_it_again(
    app: Flask, sent: Made, person: Made, manager: Person
) -> None:
    one, other = sent(), sent()
    with acting(app):
        db.session.execute(update(OutboxMessage).values(state=State.FAILED, next_at=None, error="No such address."))
        message = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.submission_id == one)).one()
    assert "Nobody needs it any more" in manager.page(one).text
    assert person().does(one, "settle", message=str(message)).status_code == 403
    for wrong in ("", "x", str(uuid.uuid4())):
        assert manager.does(one, "settle", message=wrong).status_code == 404
    assert manager.does(other, "settle", message=str(message)).status_code == 404
    assert manager.does(one, "settle", message=str(message)).location == f"/staff/submissions/{one}?done=settled"
    page = manager.page(one).text
    assert "somebody decided that it need not be" in page
    assert "Nobody needs it any more" not in page
    with app.app_context():
        reference, still = (db.session.get_one(Submission, each).reference for each in (one, other))
    delivery = manager.get("/staff/delivery").text
    assert reference not in delivery
    assert still in delivery
    resent = manager.client.post(f"/staff/delivery/{message}/resend", data={"csrf_token": manager.token()})
    assert resent.location == "/staff/delivery?done=resent"
    assert manager.does(one, "settle", message=str(message)).location.endswith("?done=moved")


def test_the_page_says_what_keeps_it_when_its_time_is_over(app: Flask, sent: Made, manager: Person) -> None:
    one = sent()
    assert "It is open. How long it is kept counts from the day when it is closed." in manager.page(one).text
    close(app, one)
    assert "No period counts for such submissions yet, so it is not deleted." in manager.page(one).text
    decide(app, RetentionKind.FAMILY_NOTIFICATION)
    assert "It stays longer than that: an email or text about it did not go out." in manager.page(one).text
