"""The phone and the codes for the day it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts import reset_two_factor
from portal.accounts.second_factor import picture
from portal.storage import db
from tests.accounts.conftest import Person, stored
from tests.accounts.test_sign_in import events, main_words
from tests.support.pages import parsed, text_of


def recovery_codes(person: Person) -> list[str]:
    """Ask for new codes, as one does right after setting up the phone."""
    shown = person.client.submit("/staff/recovery-codes", generate_new_codes="1")
    return [text_of(code) for code in parsed(shown.data).iter("code")]


def test_a_wrong_code_lets_nobody_in_and_is_counted(officer: Person) -> None:
    officer.gives_password()
    shown = officer.client.submit("/staff/two-factor/set-up")
    assert shown.status_code == 200
    for code in ("000000", "12", "letters", "", "9" * 300, "١٢٣٤٥٦"):
        answer = officer.gives_code(code or " ")
        assert answer.status_code == 200
        assert "There is a problem" in main_words(answer)
    assert not officer.is_in
    assert ("staff:sign-in-failed", "code") in events(officer.app)


def test_a_code_works_once(officer: Person) -> None:
    officer.signs_in()
    used = str(officer.phone.generate_otp(officer._used))
    officer.signs_out()
    officer.gives_password()
    assert "The code is not right, or it was used already" in main_words(officer.gives_code(used))
    assert officer.gives_code().status_code == 302


def test_a_code_may_be_typed_in_two_halves(officer: Person) -> None:
    officer.signs_in()
    officer.signs_out()
    officer.gives_password()
    code = officer.code()
    assert officer.gives_code(f"{code[:3]} {code[3:]}").status_code == 302


def test_nothing_in_the_database_or_the_cookie_makes_codes(officer: Person) -> None:
    officer.gives_password()
    shown = officer.client.submit("/staff/two-factor/set-up")
    key = text_of(next(parsed(shown.data).iter("code"))).replace("-", "")
    with officer.client.session_transaction() as session:
        assert key not in str(dict(session))
    officer.signs_in()
    codes = recovery_codes(officer)
    with officer.app.app_context():
        table = db.metadata.tables["staff"]
        row = str(db.session.execute(table.select()).one())
    assert officer.phone.secret not in row
    assert not any(code in row for code in codes)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}".upper(), "without"])
def test_a_recovery_code_lets_one_in_once(officer: Person, typed: str) -> None:
    officer.signs_in()
    first, second, *_ = recovery_codes(officer)
    officer.signs_out()
    code = first.replace("-", "").upper() if typed == "without" else typed.format(first)
    officer.gives_password()
    assert officer.gives_code(code, "/staff/two-factor/recovery").location == "/staff/today"
    assert officer.is_in
    officer.signs_out()
    officer.gives_password()
    again = officer.gives_code(code, "/staff/two-factor/recovery")
    assert "The recovery code is not right, or it was used already" in main_words(again)
    assert ("staff:sign-in-failed", "recovery-code") in events(officer.app)
    assert officer.gives_code(second, "/staff/two-factor/recovery").location == "/staff/today"


def test_new_recovery_codes_replace_the_old(officer: Person) -> None:
    officer.signs_in()
    old = recovery_codes(officer)
    new = recovery_codes(officer)
    assert len(set(old + new)) == 16
    officer.signs_out()
    officer.gives_password()
    assert officer.gives_code(old[0], "/staff/two-factor/recovery").status_code == 200
    assert officer.gives_code(new[0], "/staff/two-factor/recovery").status_code == 302


def test_what_could_let_someone_in_asks_for_the_password_again_after_a_while(officer: Person) -> None:
    officer.signs_in()
    for path in ("/staff/recovery-codes", "/staff/two-factor/set-up"):
        with officer.client.session_transaction() as session:
            session["fs_paa"] -= timedelta(minutes=16).total_seconds()
            session.pop("fs_gexp", None)
        asked = officer.client.get(path).location
        assert asked == f"/staff/password-again?next={path}"
        assert "The password is not right" in main_words(officer.client.submit(asked, password="wrong"))
        assert officer.client.submit(asked, password="kettle-orbit-velvet-ladder").location == path
        assert officer.client.get(path).status_code == 200


def test_a_new_phone_replaces_the_old(officer: Person) -> None:
    officer.signs_in()
    old, used = officer.phone, officer._used
    answer = officer.sets_up_phone()
    assert answer.location == "/staff/account?done=app"
    assert "Your authenticator app is set up" in main_words(officer.client.get(answer.location))
    assert events(officer.app)[-1] == ("staff:changed", "authenticator-app")
    officer.signs_out()
    officer.gives_password()
    assert officer.gives_code(str(old.generate_otp(used + 1))).status_code == 200
    assert officer.gives_code().status_code == 302


def test_after_a_reset_the_next_sign_in_sets_up_anew(officer: Person, app: Flask) -> None:
    officer.signs_in()
    recovery_codes(officer)
    with app.app_context():
        reset_two_factor(stored(app))
        db.session.commit()
    assert not officer.is_in
    assert officer.gives_password().location == "/staff/two-factor/set-up"
    assert officer.sets_up_phone().location == "/staff/recovery-codes"


def test_the_picture_is_one_path_that_needs_no_style_and_escapes_its_name() -> None:
    drawn = picture("otpauth://totp/x?secret=ABC", 'a "name"')
    assert "style" not in drawn
    assert "a &#34;name&#34;" in drawn
    assert drawn.count("<path") == 1
