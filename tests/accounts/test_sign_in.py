"""Signing in: the right way, every wrong way, and how long it lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import deactivate, set_password
from portal.accounts.models import SignIn
from portal.accounts.sign_in import IDLE, LONGEST
from portal.audit import AuditLine
from portal.storage import db
from tests.accounts.conftest import EMAIL, PASSWORD, Person, stored
from tests.support.pages import parsed, text_of


def events(app: Flask) -> list[tuple[str, str | None]]:
    """Everything in the audit log since the account was made, as (event, what)."""
    with app.app_context():
        lines = db.session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
        return [(line.event, line.facts.get("what")) for line in lines][1:]


def main_words(answer) -> str:
    return text_of(next(parsed(answer.data).iter("main")))


def test_password_then_phone_opens_the_staff_pages(officer: Person) -> None:
    assert officer.client.get("/staff/").location == "/staff/sign-in?next=/staff/today"
    assert officer.gives_password().location == "/staff/two-factor/set-up"
    assert officer.sets_up_phone().location == "/staff/recovery-codes"
    assert officer.client.get("/staff/").text == "the queue"
    assert events(officer.app) == [("staff:changed", "authenticator-app"), ("staff:signed-in", None)]
    with officer.app.app_context():
        assert stored(officer.app).last_sign_in_at is not None


def test_the_second_time_the_phone_is_asked_and_one_lands_where_one_wanted_to_go(officer: Person) -> None:
    officer.signs_in()
    officer.client.submit("/staff/recovery-codes", generate_new_codes="1")
    officer.signs_out()
    assert officer.gives_password().location == "/staff/two-factor/code?next=/staff/today"
    wanted = officer.client.get("/staff/note?page=2").location
    asked = officer.gives_password(path=wanted)
    assert asked.location.startswith("/staff/two-factor/code")
    assert not officer.is_in
    assert officer.gives_code(path=asked.location).location == "/staff/note?page=2"
    assert officer.is_in


def test_signing_in_begins_a_new_cookie_and_keeps_nothing_of_the_old(officer: Person) -> None:
    with officer.client.session_transaction() as session:
        session["planted"] = "by someone else"
        session["csrf_token"] = "known to someone else"
    officer.signs_in()
    with officer.client.session_transaction() as session:
        assert set(session) <= {"_user_id", "_fresh", "fs_paa", "sign_in", "seen", "csrf_token"}
        assert session.get("csrf_token") != "known to someone else"


def test_one_cookie_is_set_and_none_that_outlives_the_browser(officer: Person) -> None:
    officer.gives_password()
    answer = officer.sets_up_phone()
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_the_content_policy_is_as_on_every_other_page(officer: Person) -> None:
    officer.gives_password()
    shown = officer.client.submit("/staff/two-factor/set-up")
    assert "img-src 'self'" in shown.headers["Content-Security-Policy"]
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    assert "data:" not in shown.text
    assert any("QR code" in part.get("aria-label", "") for part in parsed(shown.data).iter())


@pytest.mark.parametrize("email", ["nobody@luton.example", EMAIL, "closed@luton.example"])
def test_unknown_address_wrong_password_and_closed_account_look_the_same(
    new_staff: Callable[..., Person], email: str
) -> None:
    new_staff()
    closed = new_staff("closed@luton.example")
    with closed.app.app_context():
        deactivate(stored(closed.app, "closed@luton.example"))
        db.session.commit()
    person = Person(closed.app, email)
    password = PASSWORD if email.startswith("closed") else "wrong-wrong-wrong"
    answer = person.gives_password(password)
    assert answer.status_code == 200
    assert main_words(answer) == (
        "There is a problem The email address or the password is not right. Check both and try again. "
        "Sign in For council staff. Email address Password Sign in "
        "Forgotten your password? Ask the person who looks after this site for a new one."
    )
    assert f'value="{email}"' in answer.text
    assert password not in answer.text
    assert events(person.app)[-1][0] == "staff:sign-in-failed"


def test_unknown_address_and_wrong_password_cost_one_hash_each(
    officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    context = officer.app.extensions["security"].pwd_context
    for name in ("hash", "verify"):
        real = getattr(context, name)
        monkeypatch.setattr(
            context, name, lambda *a, _real=real, _name=name, **k: (hashes.append(_name), _real(*a, **k))[1]
        )
    officer.gives_password("wrong-wrong-wrong")
    known = len(hashes)
    Person(officer.app, "nobody@luton.example").gives_password("wrong-wrong-wrong")
    assert (known, len(hashes)) == (1, 2)


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("", "", "Enter your email address"),
        ("", "x", "Enter your email address"),
        (EMAIL, "", "Enter your password"),
        ("not an address", "x", "Enter an email address like name@council.example"),
        (EMAIL, "x" * 100_000, "The email address or the password is not right"),
        ("x" * 50_000, "x", "Enter an email address like name@council.example"),
        (EMAIL, "\u2028\udcff\ufffe🙂", "The email address or the password is not right"),
    ],
)
def test_bad_input_gets_a_plain_message(officer: Person, email: str, password: str, says: str) -> None:
    officer.email = email
    data = password.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    answer = officer.gives_password(data)
    assert answer.status_code == 200
    assert says in main_words(answer)


def test_the_address_may_be_typed_in_capitals_with_a_space(officer: Person) -> None:
    officer.email = f" {EMAIL.upper()} "
    assert officer.gives_password().status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        " //evil.example",
        "/staff//../..//evil.example",
        "javascript:alert(1)",
        "/families/",
        "security.logout",
        "http:///evil.example",
        "/staff@evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(demo_app: Flask, elsewhere: str) -> None:
    from portal.accounts import add_staff

    with demo_app.app_context():
        add_staff(EMAIL, "Ayesha Khan", [], PASSWORD)
        db.session.commit()
    for path in (f"/staff/sign-in?next={quote(elsewhere)}", "/staff/sign-in"):
        person = Person(demo_app, EMAIL)
        answer = person.client.submit(path, email=EMAIL, password=PASSWORD, next=elsewhere)
        assert answer.status_code == 302
        assert "\\" not in answer.location
        assert urlsplit(urljoin("http://here.example/staff/sign-in", answer.location)).netloc == "here.example"


def test_half_an_hour_of_nothing_ends_it(officer: Person) -> None:
    officer.signs_in()
    for past, stays in ((IDLE - timedelta(minutes=1), True), (IDLE + timedelta(seconds=2), False)):
        with officer.client.session_transaction() as session:
            session["seen"] = int((datetime.now(UTC) - past).timestamp())
        assert officer.is_in is stays
    again = officer.client.get("/staff/", follow_redirects=True)
    assert "You were signed out" in main_words(again)


def test_using_it_keeps_it_alive(officer: Person) -> None:
    officer.signs_in()
    with officer.client.session_transaction() as session:
        session["seen"] = before = int((datetime.now(UTC) - timedelta(minutes=20)).timestamp())
    assert officer.is_in
    with officer.client.session_transaction() as session:
        assert session["seen"] > before + 60


def test_ten_hours_end_it_however_busy_one_was(officer: Person) -> None:
    officer.signs_in()
    for past, stays in ((LONGEST - timedelta(minutes=1), True), (LONGEST, False)):
        with officer.app.app_context():
            db.session.execute(db.update(SignIn).values(started_at=datetime.now(UTC) - past))
            db.session.commit()
        assert officer.is_in is stays


def test_signing_out_ends_it_on_the_server_and_leaves_no_cookie(officer: Person) -> None:
    officer.signs_in()
    kept = officer.client.get_cookie("session").value
    answer = officer.signs_out()
    assert answer.location == "/staff/signed-out"
    assert officer.client.get_cookie("session") is None
    assert not officer.is_in
    officer.client.set_cookie("session", kept)
    assert not officer.is_in
    assert events(officer.app)[-1] == ("staff:signed-out", None)


def test_signing_out_here_does_not_sign_out_there(officer: Person) -> None:
    officer.signs_in()
    there = Person(officer.app, EMAIL)
    there.phone, there._used = officer.phone, officer._used
    there.signs_in()
    officer.signs_out()
    assert there.is_in


def test_a_link_or_another_site_cannot_sign_anyone_out(officer: Person) -> None:
    officer.signs_in()
    assert officer.client.get("/staff/sign-out").status_code == 405
    answer = officer.client.post("/staff/sign-out")
    assert "You are still signed in" in main_words(answer)
    assert officer.is_in


@pytest.mark.parametrize("way", ["password", "deactivated"])
def test_a_new_password_or_a_closed_account_ends_every_sign_in(officer: Person, way: str) -> None:
    officer.signs_in()
    with officer.app.app_context():
        staff = stored(officer.app)
        set_password(staff) if way == "password" else deactivate(staff)
        db.session.commit()
    assert not officer.is_in


def test_changing_ones_password_ends_the_other_sign_ins_and_keeps_this_one(officer: Person) -> None:
    officer.signs_in()
    there = Person(officer.app, EMAIL)
    there.phone, there._used = officer.phone, officer._used
    there.signs_in()
    new = "paper-lantern-thirty-two"
    answer = officer.client.submit(
        "/staff/change-password", password=PASSWORD, new_password=new, new_password_confirm=new
    )
    assert answer.location == "/staff/account?done=password"
    assert "Your password is changed" in main_words(officer.client.get(answer.location))
    assert officer.is_in
    assert not there.is_in
    assert there.gives_password().status_code == 200
    assert there.gives_password(new).status_code == 302
    assert ("staff:changed", "password") in events(officer.app)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("", "", "", "Enter your present password"),
        ("wrong-wrong", "a-new-password-here", "a-new-password-here", "The password is not right"),
        (PASSWORD, "short", "short", "between 12 and 128 characters"),
        (PASSWORD, "x" * 500, "x" * 500, "between 12 and 128 characters"),
        (PASSWORD, "a-new-password-here", "another-password", "are not the same"),
        (PASSWORD, PASSWORD, PASSWORD, "must be another one"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_a_reason(
    officer: Person, old: str, new: str, again: str, says: str
) -> None:
    officer.signs_in()
    answer = officer.client.submit("/staff/change-password", password=old, new_password=new, new_password_confirm=again)
    assert answer.status_code == 200
    assert says in main_words(answer)


@pytest.mark.parametrize(
    "path",
    ["/staff/sign-in", "/staff/change-password", "/staff/password-again", "/staff/recovery-codes", "/staff/sign-out"],
)
def test_a_page_that_is_too_old_comes_back_as_a_form(officer: Person, path: str) -> None:
    if path != "/staff/sign-in":
        officer.signs_in()
    answer = officer.client.post(
        path, data={"email": EMAIL, "password": PASSWORD, "generate_new_codes": "1", "csrf_token": "old"}
    )
    assert answer.status_code == 200
    assert "This page was open for a long time" in main_words(answer)
    assert next(parsed(answer.data).iter("form")).get("method") == "post"


@pytest.mark.parametrize("path", ["/staff/two-factor/code", "/staff/two-factor/recovery", "/staff/two-factor/set-up"])
def test_a_page_of_the_second_factor_that_is_too_old_comes_back_as_a_form(officer: Person, path: str) -> None:
    if "set-up" not in path:
        officer.signs_in()
        officer.signs_out()
    officer.gives_password()
    answer = officer.client.post(path, data={"code": "123456", "setup": "authenticator", "csrf_token": "old"})
    assert answer.status_code == 200
    assert "This page was open for a long time" in main_words(answer)


@pytest.mark.parametrize("path", ["/staff/two-factor/code", "/staff/two-factor/recovery", "/staff/two-factor/set-up"])
def test_the_second_factor_without_the_first_leads_back_to_the_start(officer: Person, path: str) -> None:
    for method in ("GET", "POST"):
        assert officer.client.open(path, method=method).location == "/staff/sign-in"
