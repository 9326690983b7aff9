"""Guessing gets slower and slower, and nobody can lock a whole council out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.accounts import set_password, throttle
from portal.accounts.forms import in_words
from portal.accounts.models import SignInWait
from portal.audit import verify
from portal.storage import db
from tests.accounts.conftest import EMAIL, PASSWORD, Person, stored
from tests.accounts.test_sign_in import events, main_words
from tests.support.pages import parsed

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def in_app(app: Flask):
    with app.app_context():
        yield


def fail(email: str, times: int, at: datetime = NOW) -> None:
    for _ in range(times):
        throttle.failed(email, at)


@pytest.mark.usefixtures("in_app")
def test_the_wait_doubles_from_the_fifth_try_and_stops_at_a_quarter_of_an_hour() -> None:
    waits = []
    for _ in range(14):
        throttle.failed(EMAIL, NOW)
        waits.append(int(throttle.wait(EMAIL, NOW).total_seconds()))
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900, 900]


@pytest.mark.usefixtures("in_app")
def test_one_account_does_not_slow_another() -> None:
    fail(EMAIL, 20)
    assert throttle.wait("someone.else@luton.example", NOW) == timedelta(0)


@pytest.mark.usefixtures("in_app")
def test_capitals_and_spaces_are_the_same_account() -> None:
    fail(EMAIL, 5)
    assert throttle.wait(f" {EMAIL.upper()} ", NOW) > timedelta(0)


@pytest.mark.usefixtures("in_app")
def test_the_wait_ends_and_a_day_later_all_is_forgotten() -> None:
    fail(EMAIL, 5)
    assert throttle.wait(EMAIL, NOW + timedelta(seconds=15)) == timedelta(0)
    throttle.failed(EMAIL, NOW + timedelta(days=1, seconds=1))
    assert throttle.wait(EMAIL, NOW + timedelta(days=1, seconds=1)) == timedelta(0)


@pytest.mark.usefixtures("in_app")
def test_guesses_over_many_accounts_slow_the_whole_site_a_little_and_no_more() -> None:
    for number in range(300):
        throttle.failed(f"person{number}@luton.example", NOW)
    assert throttle.wait(EMAIL, NOW) == throttle.SITE_WAIT


@pytest.mark.usefixtures("in_app")
def test_no_address_is_kept_readable() -> None:
    fail("nobody@luton.example", 3)
    rows = db.session.execute(SignInWait.__table__.select()).all()
    assert "nobody" not in str(rows)
    assert "luton" not in str(rows)


@pytest.mark.parametrize("email", [EMAIL, "nobody@luton.example"])
def test_known_and_unknown_accounts_are_told_to_wait_alike(officer: Person, email: str) -> None:
    officer.email = email
    for _ in range(5):
        assert "is not right" in main_words(officer.gives_password("wrong-wrong-wrong"))
    refused = officer.gives_password(PASSWORD)
    assert refused.status_code == 200
    assert "There were too many wrong tries. Wait" in main_words(refused)
    assert len([1 for event, _ in events(officer.app) if event == "staff:sign-in-failed"]) == 5


def test_the_right_password_does_not_free_the_guessing_of_codes(officer: Person) -> None:
    officer.signs_in()
    officer.signs_out()
    officer.gives_password()
    for _ in range(4):
        officer.gives_code("000000")
    officer.gives_password()
    officer.gives_code("000000")
    assert "too many wrong tries" in main_words(officer.gives_password())


def test_codes_and_recovery_codes_share_the_count(officer: Person) -> None:
    officer.signs_in()
    officer.signs_out()
    officer.gives_password()
    for _ in range(3):
        officer.gives_code("000000")
    for _ in range(2):
        officer.gives_code("aaaa-bbbb-cccc", "/staff/two-factor/recovery")
    assert "too many wrong tries" in main_words(officer.gives_code())
    assert "too many wrong tries" in main_words(officer.gives_code("aaaa", "/staff/two-factor/recovery"))


def test_a_whole_sign_in_starts_the_count_afresh(officer: Person) -> None:
    officer.signs_in()
    officer.signs_out()
    for _ in range(4):
        officer.gives_password("wrong-wrong-wrong")
    officer.signs_in()
    officer.signs_out()
    for _ in range(4):
        assert "is not right" in main_words(officer.gives_password("wrong-wrong-wrong"))


def test_a_new_password_from_the_administrator_ends_the_wait(officer: Person) -> None:
    for _ in range(6):
        officer.gives_password("wrong-wrong-wrong")
    with officer.app.app_context():
        new = set_password(stored(officer.app))
        db.session.commit()
    assert officer.gives_password(new).status_code == 302


def test_the_password_cannot_be_guessed_from_a_browser_left_open(officer: Person) -> None:
    officer.signs_in()
    for _ in range(5):
        officer.client.submit(
            "/staff/change-password", password="guess", new_password="guess", new_password_confirm="guess"
        )
    answer = officer.client.submit("/staff/password-again", password=PASSWORD)
    assert "too many wrong tries" in main_words(answer)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "a second"), (14.5, "15 seconds"), (61, "2 minutes"), (59.5, "a minute"), (900, "16 minutes")],
)
def test_a_wait_is_said_in_words(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


def test_fifty_guesses_at_once_are_five_guesses(officer: Person) -> None:
    page = parsed(officer.client.get("/staff/sign-in").data)
    hidden = {x.get("name"): x.get("value") for x in page.iter("input") if x.get("type") == "hidden"}
    cookie = officer.client.get_cookie("session").value

    def guess(number: int) -> bool:
        client = officer.app.test_client()
        client.set_cookie("session", cookie)
        answer = client.post("/staff/sign-in", data={**hidden, "email": EMAIL, "password": f"guess-number-{number}"})
        return "is not right" in main_words(answer)

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(guess, range(50))) == 5
    with officer.app.app_context():
        assert verify() == []
