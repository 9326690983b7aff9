"""A council keeps its own contacts: what a manager saves is what the public sees, and nothing is ever lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, time
from time import sleep
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import create_app
from portal.accounts import Role
from portal.audit import AuditLine, verify
from portal.config import Config
from portal.directory import DATA, load, snapshot
from portal.directory.models import HoursRow, TeamRow
from portal.directory.snapshot import TRUSTED
from portal.directory.write import next_version
from portal.storage import db
from portal.web.fields import today
from tests.staff.conftest import BEDFORD, LUTON_DOOR, Person
from tests.support.contacts import DOOR, NEW, NUMBER, PUBLIC, contacts, saves, typed, versions
from tests.support.forms import errors_of, form_of, sent_by
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("directory_anew")


def test_what_a_manager_saves_is_on_the_public_card_at_once(client: FlaskClient, manager: Person) -> None:
    assert NUMBER in client.get(PUBLIC).text
    assert client.get(PUBLIC).text.count(NUMBER) == 1, "the page is kept by now"
    answer = saves(manager, contact_1_value=NEW)
    assert answer.status_code == 302
    page = client.get(PUBLIC).text
    assert NEW in page
    assert NUMBER not in page
    assert "Saved. The public sees it now." in manager.get(answer.location).text


def test_a_page_that_another_process_keeps_shows_it_a_second_later(app: Flask, config: Config, manager: Person) -> None:
    """Two workers serve the site: whoever asks the other one gets the new number, too."""
    elsewhere = create_app(config)
    other = elsewhere.test_client()
    assert NUMBER in other.get(PUBLIC).text
    assert saves(manager, contact_1_value=NEW).status_code == 302
    sleep(TRUSTED)
    assert NEW in other.get(PUBLIC).text
    with elsewhere.app_context():
        db.engine.dispose()


def test_every_field_reaches_the_card(client: FlaskClient, manager: Person, app: Flask) -> None:
    day = today()
    hours = {f"{name}_1_from": "9" for name in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    closes = {name.replace("_from", "_to"): "5.30 pm" for name in hours}
    assert (
        saves(
            manager,
            about="We listen to you, and we work out together what helps.",
            contact_1_value="01632 960001",
            contact_1_label="Call us",
            contact_1_note="Press 2",
            contact_1_source="https://safe.luton.example/contact",
            **{"contact_1_verified_on-day": str(day.day), "contact_1_verified_on-month": str(day.month)},
            **{"contact_1_verified_on-year": str(day.year)},
            **hours,
            **closes,
            saturday_1_from="10:00",
            saturday_1_to="12 pm",
            bank_holidays="no",
        ).status_code
        == 302
    )
    page = client.get(PUBLIC)
    card = next(text_of(one) for one in parsed(page.data).iter("section") if "01632 960001" in text_of(one))
    for shown in (
        "We listen to you, and we work out together what helps.",
        "Press 2",
        "Monday to Friday, 9:00 am to 5:30 pm",
        "Saturday, 10:00 am to 12:00 pm",
        "safe.luton.example",
        f"We checked this on {day.day} {day:%B %Y}.",
    ):
        assert shown in card
    assert "Closed on bank holidays" not in card


def test_a_contact_is_added_and_taken_away_without_a_script(manager: Person, app: Flask) -> None:
    wide = saves(manager, do="add")
    assert wide.status_code == 200
    assert contacts(app) == [NUMBER], "adding a row saves nothing"
    sent = sent_by(form_of(wide.data, DOOR))
    assert sent["contact_1_value"] == NUMBER
    sent |= {
        "contact_2_kind": "email",
        "contact_2_value": "door@luton.example",
        "contact_2_label": "Email us",
        "contact_2_source": "https://luton.example",
        "contact_2_verified_on-day": "3",
        "contact_2_verified_on-month": "November",
        "contact_2_verified_on-year": "2026",
        "what_changed": "They read email now",
    }
    assert manager.client.post(DOOR, data={**sent, "do": "save"}).status_code == 302
    assert contacts(app) == [NUMBER, "door@luton.example"]
    less = manager.client.post(DOOR, data={**typed(manager), "contact_2_note": "Typed just now", "do": "remove-1"})
    left = sent_by(form_of(less.data, DOOR))
    assert (left["rows"], left["contact_1_value"], left["contact_1_note"]) == (
        "1",
        "door@luton.example",
        "Typed just now",
    )
    assert contacts(app) == [NUMBER, "door@luton.example"], "taking a row away saves nothing"
    assert manager.client.post(DOOR, data={**left, "what_changed": "No phone", "do": "save"}).status_code == 302
    assert contacts(app) == ["door@luton.example"]


def test_the_card_can_be_looked_at_before_it_is_saved(client: FlaskClient, manager: Person, app: Flask) -> None:
    page = saves(manager, do="show", contact_1_value=NEW)
    assert page.status_code == 200
    cards = [text_of(one) for one in parsed(page.data).iter("section") if "team" in (one.get("class") or "").split()]
    assert [NEW in card for card in cards] == [True, False]
    assert contacts(app) == [NUMBER]
    assert NEW not in client.get(PUBLIC).text


def test_the_enter_key_saves_and_removes_nothing(manager: Person) -> None:
    form = form_of(manager.get(DOOR).data, DOOR)
    first = next(one for one in form.iter("button"))
    assert (first.get("name"), first.get("value")) == ("do", "show")


def test_one_button_says_that_all_of_them_were_checked_today(manager: Person, app: Flask) -> None:
    assert saves(manager, do="checked").status_code == 302
    with app.app_context():
        team = snapshot(fresh=True).team(LUTON_DOOR)
        assert [contact.verified_on for contact in team.contacts] == [today()]
    assert versions(app)[-1].what_changed == "Checked every contact"


def test_checking_twice_on_a_day_is_one_version(manager: Person, app: Flask) -> None:
    saves(manager, do="checked")
    before = len(versions(app))
    again = saves(manager, do="checked")
    assert "nothing was changed" in manager.get(again.location).text
    assert len(versions(app)) == before


def test_without_a_source_the_public_does_not_see_it_and_the_manager_is_told(
    client: FlaskClient, manager: Person
) -> None:
    answer = saves(manager, contact_1_source="")
    assert answer.status_code == 302
    assert f"{NUMBER} has no source or no date, so it is not shown." in manager.get(answer.location).text
    assert NUMBER not in client.get(PUBLIC).text


def test_each_change_is_a_version_with_who_when_and_why_and_a_line_in_the_log(
    manager: Person, app: Flask, logged: Made
) -> None:
    first = versions(app)
    saves(manager, contact_1_value=NEW, what_changed="They moved")
    *_, last = versions(app)
    assert last.number == len(first) + 1
    assert (last.by, last.what_changed) == (manager.id, "They moved")
    assert [last.before["contact"][0]["value"], last.after["contact"][0]["value"]] == [NUMBER, NEW]
    assert logged(by=manager.id) == ["contacts:changed"]
    with app.app_context():
        line = db.session.scalars(select(AuditLine).where(AuditLine.by == manager.id)).one()
        assert line.facts == {"how": "edited", "version": last.number, "contacts": 1}
        assert verify() == []
    page = manager.get(f"{DOOR}/history").text
    for shown in ("They moved", "Marek Manager", NUMBER, NEW, "Loaded from a file"):
        assert shown in page


def test_an_auditor_reads_who_changed_the_contacts_of_which_team(person: Made, manager: Person) -> None:
    admin = person(is_admin=True, name="Ari Admin")
    saves(manager, contact_1_value=NEW)
    saves(admin, contact_1_value=NUMBER)
    page = person(LUTON_DOOR, Role.AUDITOR, name="Ada").get("/staff/audit").text
    assert page.count("Changed contacts") == 2
    assert page.count("Luton MASH") == 2
    assert "Ari Admin" in page
    assert "Changed contacts" not in person(BEDFORD, Role.AUDITOR).get("/staff/audit").text


def test_a_version_is_put_back_as_a_new_one(client: FlaskClient, manager: Person, app: Flask, logged: Made) -> None:
    original = versions(app)[-1].number
    saves(manager, contact_1_value=NEW)
    page = manager.get(f"{DOOR}/history")
    back = form_of(page.data, f"/history/{original}")
    answer = manager.client.post(f"{DOOR}/history/{original}", data=sent_by(back))
    assert "It is put back." in manager.get(answer.location).text
    assert NUMBER in client.get(PUBLIC).text
    assert NEW not in client.get(PUBLIC).text
    assert [one.what_changed for one in versions(app)][-2:] == ["A new number", f"Put version {original} back"]
    assert logged(by=manager.id) == ["contacts:changed", "contacts:changed"]
    again = manager.client.post(f"{DOOR}/history/{original}", data=sent_by(back))
    assert "Somebody else has changed these contacts just now." in manager.get(again.location).text
    assert manager.client.post(f"{DOOR}/history/999", data=sent_by(back)).status_code == 302
    fresh = {**sent_by(back), "version": str(versions(app)[-1].number)}
    assert manager.client.post(f"{DOOR}/history/999", data=fresh).status_code == 404


def test_of_two_people_the_second_is_told_and_keeps_what_they_typed(
    client: FlaskClient, person: Made, manager: Person, app: Flask
) -> None:
    other = person(LUTON_DOOR, Role.MANAGER, name="Mina Manager")
    mine = typed(manager, contact_1_note="Only mine", what_changed="A note")
    saves(other, contact_1_value=NEW, what_changed="They moved")
    refused = manager.client.post(DOOR, data={**mine, "do": "save"})
    assert refused.status_code == 409
    told = errors_of(refused.data)
    assert len(told) == 1
    assert "Mina Manager changed these contacts on" in told[0]
    assert "They moved" in told[0]
    left = sent_by(form_of(refused.data, DOOR))
    assert {left[name] for name in ("contact_1_note", "contact_1_value", "what_changed")} == {
        "Only mine",
        NUMBER,
        "A note",
    }
    assert NEW in refused.text, "what the public sees now stands beside it"
    assert contacts(app) == [NEW]
    knowing = manager.client.post(DOOR, data={**left, "contact_1_value": NEW, "do": "save"})
    assert knowing.status_code == 302
    assert "Only mine" in client.get(PUBLIC).text


def test_of_two_who_press_save_in_the_same_moment_one_is_told(person: Made, manager: Person, app: Flask) -> None:
    people = [manager, person(LUTON_DOOR, Role.MANAGER, name="Mina Manager")]
    forms = [typed(one, contact_1_value=f"01632 96000{at}", what_changed="x") for at, one in enumerate(people)]
    before, ready, answers = len(versions(app)), threading.Barrier(2), {}

    def save(at: int) -> None:
        ready.wait()
        answers[at] = people[at].client.post(DOOR, data={**forms[at], "do": "save"}).status_code

    threads = [threading.Thread(target=save, args=(at,)) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [302, 409]
    winner = next(at for at, status in answers.items() if status == 302)
    assert contacts(app) == [f"01632 96000{winner}"]
    assert len(versions(app)) == before + 1


def test_a_file_that_is_loaded_meanwhile_counts_as_somebody(manager: Person, app: Flask) -> None:
    mine = typed(manager, contact_1_note="Only mine", what_changed="A note")
    with app.app_context():
        text = (DATA / "luton.toml").read_text(encoding="utf-8").replace(NUMBER, NEW)
        file = app.extensions["portal.config"].data_dir / "luton.toml"
        file.write_text(text, encoding="utf-8")
        load(file, db.session)
        db.session.commit()
        file.unlink()
    refused = manager.client.post(DOOR, data={**mine, "do": "save"})
    assert refused.status_code == 409
    assert "A file that was loaded changed these contacts" in errors_of(refused.data)[0]


def test_what_needs_a_look_comes_first_with_the_day_it_was_last_checked(
    person: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.staff.council.contacts.today", lambda: date(2027, 5, 6))
    rows = [text_of(row) for row in parsed(person().get("/staff/contacts").data).iter("tr")][1:]
    looks = ["last checked on" in row or "sees only a website" in row for row in rows]
    assert looks == sorted(looks, reverse=True)
    door = next(row for row in rows if "Luton MASH" in row)
    assert "01582 547653 was last checked on 2026-11-03, over six months ago." in door
    assert "3 November 2026" in door
    assert "Not given" in door


def test_a_team_that_a_file_gave_three_stretches_a_day_keeps_them(manager: Person, app: Flask) -> None:
    with app.app_context():
        row = db.session.scalars(select(TeamRow).where(TeamRow.code == LUTON_DOOR)).one()
        for opens in (8, 12, 16):
            row.hours.append(HoursRow(weekday=0, opens=time(opens), closes=time(opens + 2)))
        next_version(db.session)
        db.session.commit()
    assert saves(manager, contact_1_value=NEW).status_code == 302
    with app.app_context():
        assert len(snapshot(fresh=True).team(LUTON_DOOR).hours) == 3
