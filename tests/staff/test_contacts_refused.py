"""What cannot be a contact is refused beside its field: nothing typed is lost, and no page ever breaks."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.staff.conftest import Person
from tests.support.contacts import DOOR, NUMBER, PUBLIC, contacts, saves, typed, versions
from tests.support.forms import errors_of, form_of, sent_by

pytestmark = pytest.mark.usefixtures("directory_anew")

BAD = [
    ({"contact_1_value": ""}, "Contact 1, number or address: it is needed"),
    ({"contact_1_value": "javascript:alert(1)"}, "'javascript:alert(1)' does not look like a phone number"),
    ({"contact_1_kind": "website", "contact_1_value": "javascript:alert(1)"}, "an address that starts with https://"),
    ({"contact_1_kind": "website", "contact_1_value": "http://luton.example"}, "an address that starts with https://"),
    ({"contact_1_kind": "email", "contact_1_value": "not an address"}, "does not look like an e-mail address"),
    ({"contact_1_kind": ""}, "Contact 1, what it is: choose one"),
    ({"contact_1_kind": "pigeon"}, "Choose from the answers shown"),
    ({"contact_1_label": ""}, "Contact 1, what it is for: it is needed"),
    ({"contact_1_label": "x" * 5000}, "Contact 1, what it is for must have 200 characters or fewer"),
    ({"contact_1_value": "9" * 50_000}, "must have 600 characters or fewer"),
    ({"about": "x" * 601}, "Who the team is must have 600 characters or fewer"),
    ({"contact_1_note": "call \u202e3210\u202c"}, "a hidden sign in it that turns the direction of writing"),
    ({"contact_1_value": "\u06f0\u06f1\u06f5\u06f8\u06f2"}, "does not look like a phone number"),
    ({"contact_1_value": "📞"}, "does not look like a phone number"),
    ({"contact_1_verified_on-day": "31", "contact_1_verified_on-month": "2"}, "must be a real date"),
    ({"contact_1_verified_on-year": "2999"}, "must be today or in the past"),
    ({"contact_1_verified_on-year": ""}, "must include a year"),
    ({"monday_1_from": "nine"}, "Monday, from must be a time, like 9:00 or 5:30 pm"),
    ({"monday_1_from": "9:00"}, "Monday, to: give a time, or leave both times empty"),
    ({"monday_1_from": "17:00", "monday_1_to": "9:00"}, "Monday, to: it must be later than from"),
    ({"monday_1_from": "25:00", "monday_1_to": "26:00"}, "Monday, from must be a time"),
    (
        {"monday_1_from": "9:00", "monday_1_to": "13:00", "monday_2_from": "12:00", "monday_2_to": "17:00"},
        "Monday, again, from: two of them overlap on monday",
    ),
    ({"what_changed": ""}, "Write what you changed, and why"),
    ({"what_changed": "x" * 201}, "What you changed must have 200 characters or fewer"),
    ({"bank_holidays": "sometimes"}, "Choose from the answers shown"),
    ({"csrf_token": "old"}, "This page was open for a long time. Your words are still here."),
]


@pytest.mark.parametrize(("changes", "says"), BAD, ids=[f"{says[:40]} {at}" for at, (_, says) in enumerate(BAD)])
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    manager: Person, app: Flask, changes: dict[str, str], says: str
) -> None:
    changes = {"about": "Words that must not be lost.", **changes}
    before = len(versions(app))
    answer = saves(manager, **changes)
    assert answer.status_code == 422
    assert [line for line in errors_of(answer.data) if says in line], errors_of(answer.data)
    left = sent_by(form_of(answer.data, DOOR))
    for name, value in changes.items():
        if value not in ("pigeon", "sometimes", "old"):
            assert left[name] == value, name
    assert contacts(app) == [NUMBER]
    assert len(versions(app)) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_1_label": "\x00Call\x00 us"},
        {"contact_1_label": "📞 Call us"},
        {"contact_1_label": "ہمیں فون کریں"},
        {"about": "ہم سنتے ہیں\r\nand we help"},
        {"version": "٣"},
        {"version": "9" * 400},
        {"version": ""},
        {"rows": "-5"},
        {"rows": "9" * 8},
        {"rows": "x"},
        {"stretches": "9" * 8},
        {"do": "remove-99999999999"},
        {"do": "remove-"},
        {"do": "fly"},
        {"do": ""},
    ],
    ids=str,
)
def test_whatever_is_sent_is_answered_with_a_page(
    manager: Person, client: FlaskClient, changes: dict[str, str]
) -> None:
    sent = {**typed(manager), "what_changed": "x", "do": "save", **changes}
    assert manager.client.post(DOOR, data=sent).status_code < 500
    assert client.get(PUBLIC).status_code == 200
    assert manager.get(DOOR).status_code == 200


def test_a_post_too_big_for_any_form_is_refused_as_such(manager: Person) -> None:
    sent = {**typed(manager), "about": "x" * 3_000_000, "do": "save"}
    assert manager.client.post(DOOR, data=sent).status_code in (413, 422)
