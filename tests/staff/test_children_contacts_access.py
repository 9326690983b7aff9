"""Who reads and writes a child's contact log: every role on every page, restricted records, other children."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts import Role
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.staff.test_children_contacts import TAPPED, TYPED, at, entries, posts
from tests.support.children import begun, contacted

Made = Callable[..., Any]


@pytest.fixture
def child(app: Flask) -> uuid.UUID:
    return begun(app)


@pytest.fixture
def olu(person: Made) -> Person:
    made: Person = person()
    return made


WRITES = ("/new", "/doorstep", "/begin", "/{entry}/correct", "/{entry}/strike")
ROLES = {
    "an officer of its team": (LUTON, Role.OFFICER, 200, 200),
    "its manager": (LUTON, Role.MANAGER, 200, 200),
    "safeguarding of its team": (LUTON, Role.SAFEGUARDING, 200, 200),
    "its auditor": (LUTON, Role.AUDITOR, 403, 403),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING, 404, 404),
    "an officer of another council": (BEDFORD, Role.OFFICER, 404, 404),
    "the administrator": (None, None, 403, 403),
}


@pytest.mark.parametrize("who", ROLES)
def test_every_role_on_every_page(app: Flask, person: Made, child: uuid.UUID, who: str, marker: Made) -> None:
    team, role, reads, writes = ROLES[who]
    planted = marker("said")
    entry = contacted(app, child, said=planted)
    one: Person = person(team, role, is_admin=team is None)
    seen = one.get(at(child))
    assert seen.status_code == reads
    assert (planted in seen.text) is (reads == 200)
    for page in WRITES:
        address = page.format(entry=entry)
        if writes == 404 and role == Role.AUDITOR:
            continue
        assert one.get(at(child, address)).status_code == writes, page
        if writes != 200:
            assert posts(one, child, address, **TYPED, **TAPPED).status_code == writes, page
            assert posts(one, child, f"/{entry}/done").status_code == writes
    assert one.get(at(child, f"/{uuid.uuid4()}/strike")).status_code == (404 if writes == 200 else writes)
    if writes != 200:
        assert len(entries(app)) == 1


@pytest.mark.parametrize(
    ("role", "status"), [(Role.OFFICER, 403), (Role.MANAGER, 403), (Role.SAFEGUARDING, 200), (Role.AUDITOR, 403)]
)
def test_a_restricted_record_is_written_by_those_who_may_read_it(
    app: Flask, person: Made, role: Role, status: int, marker: Made
) -> None:
    child, planted = begun(app, restricted=True), marker("said")
    contacted(app, child, said=planted)
    one = person(role=role)
    page = one.get(at(child))
    assert page.status_code == status
    assert (planted in page.text) is (status == 200)
    assert one.get(at(child, "/new")).status_code == status


def test_an_entry_of_another_child_is_not_there(app: Flask, olu: Person, child: uuid.UUID) -> None:
    entry = contacted(app, begun(app))
    for page in ("correct", "strike"):
        assert olu.get(at(child, f"/{entry}/{page}")).status_code == 404
    assert posts(olu, child, f"/{entry}/done").status_code == 404
