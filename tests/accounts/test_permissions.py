"""Who may do what: the whole table, written out, against the code."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.accounts import MAY, Membership, Role, Staff, may, needs, reach
from portal.accounts.permissions import Probe

OURS, THEIRS = "luton/home-education", "bedford/home-education"

# "all": ordinary and restricted things of one's own team; "named": ordinary ones, and the restricted ones one is named
# for. Nothing in the table reaches into another council, and only contacts into another team. "site": no thing is
# needed.
TABLE = """
permission                  officer   manager   safeguarding  auditor  admin
queue:see                   all       all       all           all      -
submission:read             named     named     all           -        -
submission:read-restricted  -named    -named    -all          -        -
submission:take             ordinary  ordinary  all           -        -
submission:assign           -         ordinary  -all          -        -
submission:note             named     named     all           -        -
submission:pass             named     named     all           -        -
submission:close            named     named     all           -        -
submission:open-restricted  -all      -all      -all          -        -
submission:see-openings     -         -all      -all          -        -
contact:override            -         -named    -all          -        -
submission:answer           -named    -named    -all          -        -
submission:resend           -         ordinary  -all          -        -
submission:hold             named     named     all           -        -
submission:lift-hold        -         ordinary  -all          -        -
work:bulk                   -         ordinary  -all          -        -
cover:set                   all       all       all           -        -
cover:set-others            -         all       -             -        -
clocks:read                 all       all       all           all      site
clocks:edit                 -         all       -             -        site
child:see                   all       all       all           all      -
child:read                  named     named     all           -        -
child:change                named     named     all           -        -
child:make                  ordinary  ordinary  all           -        -
child:take                  ordinary  ordinary  all           -        -
child:assign                -         ordinary  all           -        -
child:restrict              -         ordinary  all           -        -
child:open-restricted       -all      -all      -all          -        -
child:see-openings          -         -all      -all          -        -
child:ask-first             -         -         all           -        -
matrix:read                 all       all       all           all      -
matrix:edit                 -         all       -             -        -
matrix:what-if              -         all       -             -        -
replies:edit                -         all       all           -        -
contacts:read               all       all       all           all      site
contacts:edit               -         all       -             -        site
law:read                    all       all       all           all      site
law:edit                    -         all       -             -        site
health-list:see             ordinary  ordinary  ordinary      -        -
retention:read              -         all       -             all      site
retention:set               -         all       -             -        site
audit:read                  -         -         -             all      -
figures:read                all       all       all           all      -
directory:read              all       all       all           all      site
staff:manage                -         -         -             -        site
"""
# What a cell opens: (ordinary, restricted, restricted and named for it). A leading dash: restricted things only.
CELLS = {
    "-": (False, False, False),
    "ordinary": (True, False, False),
    "named": (True, False, True),
    "all": (True, True, True),
    "-named": (False, False, True),
    "-all": (False, True, True),
    "site": (True, True, True),
}
WHOLE_COUNCIL = ("contacts:", "law:", "retention:", "clocks:", "matrix:read", "matrix:edit")
"""What is a council's as a whole: a role in one of its teams opens it for all."""
HEADS, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {(row[0], who): cell for row in ROWS for who, cell in zip(HEADS[1:], row[1:], strict=True)}


def person(*roles: tuple[str, Role], is_admin: bool = False, active: bool = True) -> Staff:
    memberships = [Membership(team_code=team, role=role) for team, role in roles]
    return Staff(email="a@b.example", name="A", password="", active=active, is_admin=is_admin, memberships=memberships)


def someone(who: str, team: str = OURS) -> Staff:
    return person(is_admin=True) if who == "admin" else person((team, Role(who)))


def test_the_table_above_has_every_permission_and_every_role() -> None:
    assert {row[0] for row in ROWS} == set(MAY)
    assert set(HEADS[1:]) == {*Role, "admin"}


@pytest.mark.parametrize(("permission", "who"), EXPECTED)
def test_each_role_may_do_what_the_table_says_in_its_own_team(permission: str, who: str) -> None:
    staff, cell = someone(who), EXPECTED[permission, who]
    things = Probe(OURS, False), Probe(OURS, True), Probe(OURS, True, staff.id)
    assert tuple(may(staff, permission, thing) for thing in things) == CELLS[cell]
    assert may(staff, permission) is any(CELLS[cell])


@pytest.mark.parametrize(("permission", "who"), EXPECTED)
def test_no_role_may_do_anything_to_another_councils_things(permission: str, who: str) -> None:
    staff = someone(who)
    things = Probe(THEIRS, False), Probe(THEIRS, True), Probe(THEIRS, True, staff.id)
    assert any(may(staff, permission, thing) for thing in things) is (EXPECTED[permission, who] == "site")


@pytest.mark.parametrize(("permission", "who"), EXPECTED)
def test_in_another_team_only_what_is_the_whole_council_s_is_in_reach(permission: str, who: str) -> None:
    staff, cell = someone(who), EXPECTED[permission, who]
    opens = any(CELLS[cell]) if permission.startswith(WHOLE_COUNCIL) else cell == "site"
    assert may(staff, permission, Probe("luton/front-door", False)) is opens


def test_a_council_whose_name_begins_like_ours_is_another() -> None:
    manager = person(("bedford/home-education", Role.MANAGER))
    assert not may(manager, "contacts:edit", Probe("bedfordshire/home-education", False))
    assert not reach(manager, "contacts:edit").covers(Probe("bedfordshire/home-education", False))


@pytest.mark.parametrize("permission", MAY)
def test_a_role_in_one_team_is_worth_nothing_in_another(permission: str) -> None:
    staff = person((OURS, Role.SAFEGUARDING), (THEIRS, Role.OFFICER))
    assert may(staff, permission, Probe(THEIRS, True)) is may(
        someone("officer", THEIRS), permission, Probe(THEIRS, True)
    )


def test_who_left_the_team_no_longer_reads_what_they_were_named_for() -> None:
    staff = person((THEIRS, Role.OFFICER))
    assert not may(staff, "submission:read", Probe(OURS, True, staff.id))


def test_an_auditor_named_for_a_record_still_reads_no_word_of_it() -> None:
    staff = someone("auditor")
    assert not may(staff, "submission:read", Probe(OURS, True, staff.id))
    assert not may(staff, "submission:read", Probe(OURS, False, staff.id))


@pytest.mark.parametrize("permission", MAY)
def test_a_deactivated_person_may_nothing(permission: str) -> None:
    everything = [(OURS, role) for role in Role]
    assert not may(person(*everything, active=False), permission)
    assert not reach(person(*everything, active=False), permission)
    assert not may(person(is_admin=True, active=False), permission)


def test_an_administrator_reads_no_submission_even_with_a_role_in_a_team() -> None:
    staff = person((OURS, Role.SAFEGUARDING), is_admin=True)
    assert {permission for permission in MAY if may(staff, permission)} == {
        "clocks:read",
        "clocks:edit",
        "contacts:read",
        "contacts:edit",
        "law:read",
        "law:edit",
        "retention:read",
        "retention:set",
        "directory:read",
        "staff:manage",
    }
    assert not any(reach(staff, permission) for permission in MAY)


def test_a_misspelt_permission_is_found_when_the_module_is_imported() -> None:
    with pytest.raises(KeyError):
        needs("submission:raed")
    with pytest.raises(KeyError):
        may(person(), "submission:raed")


class Base(DeclarativeBase):
    pass


class Record(Base):
    __tablename__ = "record"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_code: Mapped[str]
    restricted: Mapped[bool]
    assignee_id: Mapped[uuid.UUID | None]


TEAMS = st.sampled_from(["luton/a", "luton/b", "bedford/a", "shared/duty"])
ROLES = st.lists(st.tuples(TEAMS, st.sampled_from(Role)), max_size=6, unique=True)


@given(
    roles=ROLES,
    is_admin=st.booleans(),
    active=st.booleans(),
    permission=st.sampled_from(sorted(MAY)),
    things=st.lists(st.tuples(TEAMS, st.booleans(), st.sampled_from(["me", "other", None])), max_size=12),
)
def test_a_list_shows_exactly_what_may_be_opened_one_by_one(
    roles: list[tuple[str, Role]],
    is_admin: bool,
    active: bool,
    permission: str,
    things: list[tuple[str, bool, str | None]],
) -> None:
    staff = person(*roles, is_admin=is_admin, active=active)
    who = {"me": staff.id, "other": uuid.uuid4(), None: None}
    probes = [Probe(team, restricted, who[assignee]) for team, restricted, assignee in things]
    opened = reach(staff, permission)
    if not is_admin:
        assert [opened.covers(probe) for probe in probes] == [may(staff, permission, probe) for probe in probes]
        assert bool(opened) is may(staff, permission)
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(
            Record(id=at, team_code=probe.team_code, restricted=probe.restricted, assignee_id=probe.assignee_id)
            for at, probe in enumerate(probes)
        )
        shown = set(session.scalars(select(Record.id).where(opened.where(Record))))
    engine.dispose()
    assert shown == {at for at, probe in enumerate(probes) if opened.covers(probe)}
