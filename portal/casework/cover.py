"""Who looks after a colleague's work while they are away. A cover ends by itself, and opens nothing: whoever covers
sees of that work what they may read anyhow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from portal import audit
from portal.accounts import Membership, Staff
from portal.audit import Event
from portal.casework.models import Cover
from portal.casework.refusals import Refused
from portal.directory import hours
from portal.storage import db

LONGEST = timedelta(days=366)


def set_cover(staff: Staff, covered_by: Staff, from_on: date, until_on: date, by: UUID, now: datetime) -> Cover:
    """Let ``covered_by`` look after the work of ``staff`` from one day to another, both included.

    The caller has asked whether ``by`` may say so. Raises Refused, with the reason, for oneself, for somebody who is in
    no team with them, for days that cannot be, and where the same two have a cover in those days already.
    """
    if staff.id == covered_by.id:
        raise Refused("Choose a colleague. Nobody covers for themselves.")
    if not covered_by.active or not teams_of(staff) & teams_of(covered_by):
        raise Refused(f"{covered_by.name} is in no team with {staff.name}, and could see nothing of that work.")
    if until_on < from_on:
        raise Refused("The last day cannot be before the first day.")
    if until_on < hours.local(now).date():
        raise Refused("The last day is over already.")
    if until_on - from_on > LONGEST:
        raise Refused("A cover lasts a year at most. If they are gone for longer, give their work to somebody.")
    db.session.scalars(select(Staff.id).where(Staff.id == staff.id).with_for_update()).one()  # one after the other
    same = select(Cover).where(
        Cover.staff_id == staff.id,
        Cover.covered_by == covered_by.id,
        Cover.ended_at.is_(None),
        Cover.from_on <= until_on,
        Cover.until_on >= from_on,
    )
    if (there := db.session.scalars(same.limit(1)).first()) is not None:
        if (there.from_on, there.until_on) == (from_on, until_on):
            return there
        raise Refused(f"{covered_by.name} covers for {staff.name} in some of these days already. End that first.")
    cover = Cover(
        staff_id=staff.id, covered_by=covered_by.id, from_on=from_on, until_on=until_on, made_at=now, made_by=by
    )
    db.session.add(cover)
    audit.record(Event.COVER_CHANGED, staff, by=by, what="begun", days=(until_on - from_on).days + 1)
    return cover


def end(cover: Cover, by: UUID, now: datetime) -> None:
    """End it now, before its last day. A second time does nothing."""
    if cover.ended_at is None:
        cover.ended_at = now
        audit.record(Event.COVER_CHANGED, db.session.get(Staff, cover.staff_id), by=by, what="ended")


def covered_by(staff_id: UUID, today: date) -> list[UUID]:
    """Whom this person covers today."""
    wanted = select(Cover.staff_id).distinct().where(Cover.covered_by == staff_id, *_stands(today))
    return list(db.session.scalars(wanted.order_by(Cover.staff_id)))


def who_covers(staff_id: UUID, today: date) -> list[UUID]:
    """Who covers this person today."""
    wanted = select(Cover.covered_by).distinct().where(Cover.staff_id == staff_id, *_stands(today))
    return list(db.session.scalars(wanted.order_by(Cover.covered_by)))


def standing(staff_ids: Collection[UUID], today: date) -> list[Cover]:
    """The covers of and by these people that stand today or are still to come, soonest first."""
    wanted = select(Cover).where(
        Cover.staff_id.in_(staff_ids) | Cover.covered_by.in_(staff_ids),
        Cover.ended_at.is_(None),
        Cover.until_on >= today,
    )
    return list(db.session.scalars(wanted.order_by(Cover.from_on, Cover.until_on, Cover.id)))


def teams_of(staff: Staff) -> set[str]:
    """The teams that somebody is in; none of who runs the site."""
    return set() if staff.is_admin else {one.team_code for one in staff.memberships}


def colleagues(staff: Staff) -> list[Staff]:
    """Everybody else with an open account in a team of this person, by name."""
    in_them = select(Membership.staff_id).where(Membership.team_code.in_(teams_of(staff)))
    found = select(Staff).where(Staff.active.is_(True), Staff.id.in_(in_them), Staff.id != staff.id)
    return list(db.session.scalars(found.order_by(Staff.name, Staff.id)))


def _stands(today: date) -> tuple[ColumnElement[bool], ...]:
    return Cover.ended_at.is_(None), Cover.from_on <= today, Cover.until_on >= today
