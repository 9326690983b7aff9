"""Who reads and who changes the contacts: the council's own people, its managers, and whoever runs the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import Role
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.support.contacts import DOOR, NEW, NUMBER, PUBLIC, contacts, saves, typed

pytestmark = pytest.mark.usefixtures("directory_anew")
Made = Callable[..., Any]

READS = {
    "an officer of the team": (LUTON_DOOR, Role.OFFICER),
    "an officer of another team of the council": (LUTON, Role.OFFICER),
    "safeguarding": (LUTON_DOOR, Role.SAFEGUARDING),
    "an auditor": (LUTON_DOOR, Role.AUDITOR),
}


@pytest.mark.parametrize("who", READS)
def test_others_in_the_council_read_and_change_nothing(person: Made, app: Flask, manager: Person, who: str) -> None:
    one = person(*READS[who])
    listed = one.get("/staff/contacts")
    assert "Luton MASH" in listed.text
    assert "Bedford" not in listed.text
    assert f'href="{DOOR}"' not in listed.text
    assert one.get(f"{DOOR}/history").status_code == 200
    assert "Put this version back" not in one.get(f"{DOOR}/history").text
    assert one.get(DOOR).status_code == 403
    sent = {**typed(manager), "contact_1_value": NEW, "what_changed": "x", "do": "save", "csrf_token": one.token()}
    assert one.client.post(DOOR, data=sent).status_code == 403
    assert one.client.post(f"{DOOR}/history/1", data=sent).status_code == 403
    assert contacts(app) == [NUMBER]


@pytest.mark.parametrize("role", list(Role))
def test_for_another_council_they_are_not_there(person: Made, app: Flask, manager: Person, role: Role) -> None:
    stranger = person(BEDFORD, role)
    assert "Luton" not in stranger.get("/staff/contacts").text
    assert stranger.get(f"{DOOR}/history").status_code == 404
    hidden = 404 if role is Role.MANAGER else 403
    assert stranger.get(DOOR).status_code == hidden
    assert stranger.get("/staff/contacts/luton/no-such-team").status_code == hidden
    sent = {**typed(manager), "contact_1_value": NEW, "do": "save", "csrf_token": stranger.token()}
    assert stranger.client.post(DOOR, data=sent).status_code == hidden
    assert stranger.client.post(f"{DOOR}/history/1", data=sent).status_code == hidden
    assert contacts(app) == [NUMBER]


def test_an_administrator_changes_the_contacts_of_every_council(person: Made, client: FlaskClient) -> None:
    admin = person(is_admin=True)
    listed = admin.get("/staff/contacts").text
    for council in ("Bedford Borough Council", "Luton Council", "Torbay Council", "Teams of no council"):
        assert council in listed
    assert saves(admin, contact_1_value=NEW).status_code == 302
    assert NEW in client.get(PUBLIC).text


def test_nobody_who_is_not_signed_in_sees_or_changes_them(client: FlaskClient, app: Flask) -> None:
    for address in ("/staff/contacts", DOOR, f"{DOOR}/history"):
        assert client.get(address).status_code == 302
    assert client.post(DOOR, data={"do": "save"}).status_code == 401
    assert contacts(app) == [NUMBER]
