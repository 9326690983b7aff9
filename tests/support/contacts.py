"""A manager's hands on the contacts of a team, and a look at what came of it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.directory import snapshot
from portal.directory.models import TeamVersion
from portal.storage import db
from tests.support.forms import form_of, sent_by

TEAM = "luton/front-door"
DOOR = "/staff/contacts/luton/front-door"
PUBLIC = "/professionals"
"""A public page with the front doors' cards, which is kept once it is drawn."""
NUMBER, NEW = "01582 547653", "01632 960123"


def typed(who: Any, address: str = DOOR, **changes: str) -> dict[str, str]:
    """The form as it stands, with some fields typed over."""
    page = who.get(address)
    assert page.status_code == 200
    return {**sent_by(form_of(page.data, address)), **changes}


def saves(who: Any, address: str = DOOR, do: str = "save", **changes: str) -> Any:
    """Type some fields over and press a button."""
    why = {"what_changed": "A new number"} if do == "save" else {}
    return who.client.post(address, data={**typed(who, address), **why, **changes, "do": do})


def versions(app: Flask, code: str = TEAM) -> list[TeamVersion]:
    with app.app_context():
        rows = select(TeamVersion).where(TeamVersion.team_code == code).order_by(TeamVersion.number)
        return list(db.session.scalars(rows))


def contacts(app: Flask, code: str = TEAM) -> list[str]:
    with app.app_context():
        team = snapshot(fresh=True).team(code)
        assert team is not None
        return [contact.value for contact in (*team.contacts, *team.unchecked)]
