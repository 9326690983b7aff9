"""What tests of the pages of one child's record share: forms with a token, and every kind of person at each address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from portal.accounts import Role

LUTON = "luton/home-education"
BEDFORD = "bedford/home-education"
LUTON_DOOR = "luton/front-door"
PEOPLE: dict[str, tuple[str, Role] | None] = {
    "officer": (LUTON, Role.OFFICER),
    "manager": (LUTON, Role.MANAGER),
    "safeguarding": (LUTON, Role.SAFEGUARDING),
    "auditor": (LUTON, Role.AUDITOR),
    "other team": (LUTON_DOOR, Role.OFFICER),
    "other council": (BEDFORD, Role.SAFEGUARDING),
    "admin": None,
}
"""Everybody who may come to an address; None is an administrator."""
NASTY: tuple[str, ...] = (
    "",
    " ",
    "\0",
    "x" * 5_000,
    "=HYPERLINK(1)",
    "\U0001f9d2\U0001f3fd",
    "محمد",
    "C-0000-0000",
    "';--",
    "1",
)
"""What nobody means to type."""


def whoever(person: Callable[..., Any], who: str) -> Any:
    """One of :data:`PEOPLE`, signed in."""
    role = PEOPLE[who]
    return person(is_admin=True) if role is None else person(*role, name=f"Some {who}")


def posts(who: Any, address: str, **typed: Any) -> TestResponse:
    """Press the button of a form at an address, with a token from a page of theirs."""
    answer: TestResponse = who.client.post(address, data={"csrf_token": who.token(), **typed})
    return answer


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    """A date as its three inputs send it."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def child_of(answer: TestResponse) -> uuid.UUID:
    """The record that an answer leads to."""
    return uuid.UUID((answer.location or "").partition("/register/")[2].partition("?")[0].partition("/")[0])
