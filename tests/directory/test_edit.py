"""What a council changes on a page: checked by the rules of the files, kept, and not undone by the next load."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, scoped_session

from portal.audit import AuditLine
from portal.directory import DATA, edit, load, snapshot
from portal.directory.models import TeamVersion
from portal.directory.public import as_fields, as_json, from_json
from portal.storage import reads_only

Write = Callable[..., Path]

DOOR = "luton/front-door"
NUMBER, NEW = "01582 547653", "01632 960123"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SOMEBODY = uuid.uuid4()


def fields(**changes: Any) -> dict[str, Any]:
    team = snapshot(fresh=True).team(DOOR)
    assert team
    return {**as_fields(team.public), **changes}


def change(version: int | None = None, **changes: Any) -> int:
    at = edit.version_of(DOOR) if version is None else version
    return edit.change(DOOR, fields(**changes), at, "Changed", SOMEBODY, NOW)


def new_number() -> dict[str, Any]:
    contact, *_ = fields()["contact"]
    return {"contact": [{**contact, "value": NEW}]}


def shown() -> str:
    team = snapshot(fresh=True).team(DOOR)
    assert team
    return team.contacts[0].value


def test_a_change_is_seen_kept_and_logged(session: scoped_session[Session]) -> None:
    load(DATA, session)
    before = snapshot().version
    assert change(**new_number()) == 2
    assert shown() == NEW
    assert snapshot().version == before + 1
    newest, first = edit.history(DOOR)
    assert (newest.number, newest.by, newest.what_changed) == (2, SOMEBODY, "Changed")
    assert newest.before == first.after
    assert (first.before, first.by, first.what_changed) == (None, None, "Loaded from a file")
    line = session.scalars(select(AuditLine)).one()
    assert (line.event, line.by, line.subject_kind) == ("contacts:changed", SOMEBODY, "team")
    assert edit.codes_of([line.subject_id]) == {line.subject_id: DOOR}


def test_a_change_that_is_rolled_back_leaves_no_trace(session: scoped_session[Session]) -> None:
    load(DATA, session)
    session.commit()
    change(**new_number())
    assert shown() == NEW
    session.rollback()
    assert shown() == NUMBER
    assert edit.version_of(DOOR) == 1


def test_who_looks_just_before_it_is_saved_does_not_hold_the_old_number_for_others(
    session: scoped_session[Session],
) -> None:
    load(DATA, session)
    session.commit()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy hides it
    change(**new_number())

    def look() -> str:
        with app.app_context():
            reads_only(True)
            team = snapshot().team(DOOR)
            assert team
            return team.contacts[0].value

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(look).result() == NUMBER, "it is not saved yet"
    session.commit()
    assert look() == NEW
    reads_only(False)


def test_the_second_of_two_is_told_what_the_first_did(session: scoped_session[Session]) -> None:
    load(DATA, session)
    change(**new_number())
    with pytest.raises(edit.Meanwhile) as meanwhile:
        change(version=1, about="Ours")
    assert meanwhile.value.latest.after.contacts[0].value == NEW


def test_the_same_again_is_no_version(session: scoped_session[Session]) -> None:
    load(DATA, session)
    with pytest.raises(edit.NothingChanged):
        change()
    assert edit.version_of(DOOR) == 1


@pytest.mark.parametrize("code", ["luton/nobody", "leeds/duty", ""])
def test_a_team_that_is_not_there_is_not_changed(session: scoped_session[Session], code: str) -> None:
    load(DATA, session)
    with pytest.raises(edit.NotThere):
        edit.change(code, fields(), 0, "Changed", SOMEBODY, NOW)


def test_the_rules_are_those_of_the_files(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    contact, *_ = fields()["contact"]
    wrong = [{**contact, "kind": "website", "value": "javascript:alert(1)"}, {"kind": "phone", "label": "Call"}]
    hours = [{"day": "monday", "from": time(9), "to": time(8)}, {"day": "monday", "from": time(10)}]
    with pytest.raises(edit.BadFacts) as refused:
        change(contact=wrong, hours=hours)
    assert [(slip.path, slip.message) for slip in refused.value.slips] == [
        (("hours", 1, "to"), "it must be later than from"),
        (("hours", 2, "to"), "it is needed"),
        (("hours", 2, "to"), "it must be later than from"),
        (("contact", 1, "value"), "'javascript:alert(1)' does not look like an address that starts with https://"),
        (("contact", 2, "value"), "it is needed"),
    ]


def test_a_version_is_put_back_with_the_days_of_its_checks(session: scoped_session[Session]) -> None:
    load(DATA, session)
    original = snapshot().team(DOOR)
    assert original
    contact, *_ = fields()["contact"]
    change(
        about="Now with hours.",
        contact=[{**contact, "verified_on": date(2026, 11, 23)}, {**contact, "kind": "text", "value": "07700 900001"}],
        hours=[{"day": "friday", "from": time(9, 30), "to": time(12)}],
        closed_on_bank_holidays=False,
    )
    assert edit.put_back(DOOR, 1, 2, SOMEBODY, NOW) == 3
    assert snapshot().team(DOOR) == original
    assert edit.put_back(DOOR, 2, 3, SOMEBODY, NOW) == 4
    with pytest.raises(edit.NotThere):
        edit.put_back(DOOR, 9, 4, SOMEBODY, NOW)
    with pytest.raises(edit.NothingChanged):
        edit.put_back(DOOR, 2, 4, SOMEBODY, NOW)


def test_what_is_kept_of_a_version_reads_back_to_the_same(session: scoped_session[Session]) -> None:
    load(DATA, session)
    for team in snapshot().teams:
        assert from_json(as_json(team.public)) == (team.public, [])


def test_loading_the_same_file_leaves_what_a_council_changed_on_a_page(session: scoped_session[Session]) -> None:
    load(DATA, session)
    change(**new_number())
    again = load(DATA, session)
    assert again.nothing_new
    assert again.kept == (DOOR,)
    assert "Contacts that staff changed stay as they are: luton/front-door." in str(again)
    assert shown() == NEW


def test_a_file_changed_for_another_reason_leaves_them_too(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    change(**new_number())
    text = (DATA / "luton.toml").read_text(encoding="utf-8")
    report = load(write(text.replace("front-door@luton.example", "door@real.luton.example")), session)
    assert report.changed == (DOOR,)
    assert shown() == NEW
    team = snapshot().team(DOOR)
    assert team
    assert team.inbox == "door@real.luton.example"


def test_a_file_with_newer_contacts_is_heard_and_the_change_stays_in_the_history(
    session: scoped_session[Session], write: Write
) -> None:
    load(DATA, session)
    change(**new_number())
    text = (DATA / "luton.toml").read_text(encoding="utf-8")
    load(write(text.replace(NUMBER, "01632 960777")), session)
    assert shown() == "01632 960777"
    assert [one.after.contacts[0].value for one in edit.history(DOOR)] == ["01632 960777", NEW, NUMBER]


def test_a_team_without_a_history_gets_what_stood_before_as_its_first_version(
    session: scoped_session[Session],
) -> None:
    load(DATA, session)
    session.execute(delete(TeamVersion))
    assert change(version=0, **new_number()) == 2
    newest, first = edit.history(DOOR)
    assert (first.after.contacts[0].value, newest.after.contacts[0].value) == (NUMBER, NEW)
    assert load(DATA, session).kept == (DOOR,)
