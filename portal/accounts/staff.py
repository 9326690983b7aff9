"""Adding, changing and closing staff accounts. Each change leaves an audit line; the caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_security.utils import hash_password
from passlib.pwd import genphrase  # type: ignore[import-untyped]
from sqlalchemy import select

from portal.accounts import throttle
from portal.accounts.models import Membership, Role, Staff
from portal.accounts.setup import PASSWORD_AT_LEAST
from portal.audit import Event, record
from portal.storage import db

when_changed: list[Callable[[Staff, uuid.UUID | None], None]] = []
"""What else has to happen, in the same act, when an account is closed or its roles change: rooms above add to it. Each
gets the account as it is now, and who changed it."""


class BadAccount(Exception):
    """An account is not there, or cannot be made or changed as asked; the message says why in plain words."""


def find_staff(email: str) -> Staff | None:
    """The account of ``email``, active or not."""
    return db.session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


def find(email: str) -> Staff:
    """The account of ``email``. Raises BadAccount when there is none."""
    staff = find_staff(email)
    if staff is None:
        raise BadAccount(f"There is no account for {email}.")
    return staff


def parse_roles(written: Iterable[str]) -> tuple[list[tuple[str, Role]], bool]:
    """Read ``officer@luton/home-education`` and ``admin``. Gives the team roles, and whether admin was among them.

    Raises BadAccount for anything else. Whether there is such a team is for the caller to check.
    """
    words = [word.strip() for word in written]
    roles = []
    for word in words:
        if word == "admin":
            continue
        role, _, team_code = word.partition("@")
        if role not in list(Role) or not team_code:
            raise BadAccount(f"{word!r} is not a role such as officer@luton/home-education, or admin.")
        roles.append((team_code, Role(role)))
    return roles, "admin" in words


def add_staff(
    email: str,
    name: str,
    memberships: Iterable[tuple[str, Role]] = (),
    password: str | None = None,
    *,
    is_admin: bool = False,
    by: uuid.UUID | None = None,
) -> tuple[Staff, str]:
    """Make an account with its roles, each ``(team code, role)``, and a made-up password when none is given.
    Gives both.

    Raises BadAccount for an address that is wrong or taken, a short password, or an administrator with a team role:
    who runs the site reads no submission, and needs a second account to work in a team.
    """
    roles = list(dict.fromkeys(memberships))
    if is_admin and roles:
        raise BadAccount("An administrator cannot hold a role in a team. Use a second account for that.")
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BadAccount(f"{email!r} is not an email address.") from error
    if find_staff(address):
        raise BadAccount(f"There is already an account for {address}.")
    password = _checked(password)
    staff = Staff(email=address, name=name, password=hash_password(password), active=True, is_admin=is_admin)
    staff.memberships = [Membership(team_code=team_code, role=Role(role)) for team_code, role in roles]
    db.session.add(staff)
    db.session.flush()
    record(Event.STAFF_CHANGED, staff, by=by, what="added")
    return staff, password


def set_memberships(staff: Staff, memberships: Iterable[tuple[str, Role]], by: uuid.UUID | None = None) -> None:
    """Give ``staff`` these roles and no others. Raises BadAccount for an administrator."""
    wanted = set(memberships)
    if staff.is_admin and wanted:
        raise BadAccount("An administrator cannot hold a role in a team. Use a second account for that.")
    staff.memberships = [m for m in staff.memberships if (m.team_code, m.role) in wanted]
    held = {(m.team_code, m.role) for m in staff.memberships}
    staff.memberships += [Membership(team_code=team, role=Role(role)) for team, role in sorted(wanted - held)]
    db.session.flush()
    record(Event.STAFF_CHANGED, staff, by=by, what="roles")
    _tell(staff, by)


def set_password(staff: Staff, password: str | None = None, by: uuid.UUID | None = None) -> str:
    """Give ``staff`` a new password, made up when none is given, and end all their sign-ins. Gives the password.

    Raises BadAccount for a short one.
    """
    password = _checked(password)
    staff.password = hash_password(password)
    throttle.forget(staff.email)
    _end_all(staff)
    record(Event.STAFF_CHANGED, staff, by=by, what="password-reset")
    return password


def deactivate(staff: Staff, by: uuid.UUID | None = None) -> None:
    """Close the account at once. What the person did stays in the records under their name."""
    staff.active = False
    _end_all(staff)
    record(Event.STAFF_CHANGED, staff, by=by, what="deactivated")
    _tell(staff, by)


def reset_two_factor(staff: Staff, by: uuid.UUID | None = None) -> None:
    """Forget the authenticator app and the recovery codes; the next sign-in sets up anew."""
    current_app.extensions["security"].datastore.tf_reset(staff)
    staff.mf_recovery_codes = None
    staff.totp_counter = None
    _end_all(staff)
    record(Event.STAFF_CHANGED, staff, by=by, what="two-factor-reset")


def _tell(staff: Staff, by: uuid.UUID | None) -> None:
    for each in when_changed:
        each(staff, by)


def _checked(password: str | None) -> str:
    if password is None:
        return str(genphrase(length=5, wordset="eff_long", sep="-"))
    password = str(current_app.extensions["security"].password_util.normalize(password))
    if not PASSWORD_AT_LEAST <= len(password) <= 128:
        raise BadAccount(f"The password must have between {PASSWORD_AT_LEAST} and 128 characters.")
    return password


def _end_all(staff: Staff) -> None:
    current_app.extensions["security"].datastore.set_uniquifier(staff)
    db.session.flush()
