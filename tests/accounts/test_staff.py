"""Accounts are made, changed and closed by the administrator, each act with its line in the log."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.accounts import (
    BadAccount,
    Role,
    add_staff,
    deactivate,
    find,
    find_staff,
    parse_roles,
    set_memberships,
    set_password,
)
from portal.storage import db
from tests.accounts.conftest import EMAIL, TEAM, Person
from tests.accounts.test_sign_in import events


@pytest.fixture
def in_app(app: Flask):
    with app.app_context():
        yield


@pytest.mark.usefixtures("in_app")
def test_an_account_is_found_by_its_address_however_typed() -> None:
    staff, password = add_staff("Ayesha.Khan@LUTON.example", "Ayesha Khan", [(TEAM, Role.OFFICER)])
    assert staff.email == EMAIL
    assert find_staff(f" {EMAIL.upper()}") is staff
    assert len(password) >= 20
    assert password not in staff.password
    assert staff.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(
    ("email", "memberships", "more", "says"),
    [
        ("not an address", [], {}, "not an email address"),
        ("taken@luton.example", [], {}, "already an account"),
        ("TAKEN@luton.example", [], {}, "already an account"),
        (EMAIL, [], {"password": "short"}, "between 12 and 128"),
        (EMAIL, [(TEAM, Role.OFFICER)], {"is_admin": True}, "second account"),
    ],
)
def test_what_cannot_be_made_says_why(email: str, memberships: list, more: dict, says: str) -> None:
    add_staff("taken@luton.example", "Someone")
    with pytest.raises(BadAccount, match=says):
        add_staff(email, "Ayesha Khan", memberships, **more)


@pytest.mark.usefixtures("in_app")
def test_roles_are_replaced_and_an_administrator_gets_none() -> None:
    staff, _ = add_staff(EMAIL, "Ayesha Khan", [(TEAM, Role.OFFICER), (TEAM, Role.MANAGER)])
    set_memberships(staff, [(TEAM, Role.MANAGER), ("bedford/home-education", Role.AUDITOR)])
    db.session.expire_all()
    assert {(m.team_code, m.role) for m in staff.memberships} == {
        (TEAM, Role.MANAGER),
        ("bedford/home-education", Role.AUDITOR),
    }
    admin, _ = add_staff("admin@luton.example", "Admin", is_admin=True)
    with pytest.raises(BadAccount):
        set_memberships(admin, [(TEAM, Role.OFFICER)])


def test_every_change_leaves_one_line(app: Flask) -> None:
    with app.app_context():
        staff, _ = add_staff(EMAIL, "Ayesha Khan")
        set_memberships(staff, [(TEAM, Role.OFFICER)])
        set_password(staff)
        deactivate(staff)
        db.session.commit()
    assert events(app) == [("staff:changed", what) for what in ("roles", "password-reset", "deactivated")]


def test_a_password_is_the_same_however_its_accents_are_written(app: Flask) -> None:
    with app.app_context():
        add_staff(EMAIL, "Zoë", password="caf\u00e9-orbit-velvet")
        db.session.commit()
    assert Person(app, EMAIL).gives_password("cafe\u0301-orbit-velvet").status_code == 302


def test_roles_are_read_as_they_are_written_on_the_command_line() -> None:
    written = ["officer@luton/home-education", " auditor@bedford/home-education"]
    assert parse_roles(written) == ([(TEAM, Role.OFFICER), ("bedford/home-education", Role.AUDITOR)], False)
    assert parse_roles(["admin"]) == ([], True)
    for wrong in ("officer", "boss@luton/home-education", "officer@", "", "@luton/home-education"):
        with pytest.raises(BadAccount, match="is not a role"):
            parse_roles([wrong])


@pytest.mark.usefixtures("in_app")
def test_an_account_that_is_not_there_is_named() -> None:
    with pytest.raises(BadAccount, match=r"no account for nobody@luton\.example"):
        find("nobody@luton.example")
