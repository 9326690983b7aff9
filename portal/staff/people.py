"""Who is meant: names for ids, and who in a team may work on something."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from portal.accounts import Membership, Staff, Thing, may, reach
from portal.accounts.permissions import Probe
from portal.storage import db


def names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of these people, for one query. People who have left keep theirs."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))}


def members(team_codes: Iterable[str]) -> list[Staff]:
    """Everyone with an open account and a role in one of these teams, by name."""
    in_them = select(Membership.staff_id).where(Membership.team_code.in_(set(team_codes)))
    found = select(Staff).where(Staff.active.is_(True), Staff.id.in_(in_them)).order_by(Staff.name, Staff.id)
    return list(db.session.scalars(found))


def workers(team_codes: Iterable[str]) -> list[Staff]:
    """Those of them to whom a child or a submission of these teams could be given: not who only audits."""
    codes = set(team_codes)
    return [one for one in members(codes) if reach(one, "child:read").named & codes]


def readers(thing: Thing) -> list[Staff]:
    """Who may read ``thing`` as it is now."""
    return [one for one in members([thing.team_code]) if may(one, "submission:read", thing)]


def could_have(thing: Thing) -> list[Staff]:
    """Whom ``thing`` can be given to: everyone of its team who may read it once it is theirs."""
    return [
        one
        for one in members([thing.team_code])
        if may(one, "submission:read", Probe(thing.team_code, thing.restricted, one.id))
    ]


def teams_without_reader(team_codes: Iterable[str]) -> set[str]:
    """Those of these teams in which nobody may read a restricted thing that is not theirs by name."""
    codes = set(team_codes)
    people = members(codes)
    return {code for code in codes if not any(may(one, "submission:read", Probe(code, True)) for one in people)}
