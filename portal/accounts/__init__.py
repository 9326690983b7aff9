"""Staff: who they are, how they sign in, and who may do what. Everything is closed until it is opened here."""

from portal.accounts.guard import (
    Undeclared,
    access,
    allowed,
    current_staff,
    guard,
    needs,
    public,
    signed_in,
    undeclared,
)
from portal.accounts.models import Membership, Role, Staff
from portal.accounts.permissions import MAY, Reach, Thing, may, reach
from portal.accounts.setup import init_accounts
from portal.accounts.staff import (
    BadAccount,
    add_staff,
    deactivate,
    find,
    find_staff,
    parse_roles,
    reset_two_factor,
    set_memberships,
    set_password,
)

__all__ = [
    "MAY",
    "BadAccount",
    "Membership",
    "Reach",
    "Role",
    "Staff",
    "Thing",
    "Undeclared",
    "access",
    "add_staff",
    "allowed",
    "current_staff",
    "deactivate",
    "find",
    "find_staff",
    "guard",
    "init_accounts",
    "may",
    "needs",
    "parse_roles",
    "public",
    "reach",
    "reset_two_factor",
    "set_memberships",
    "set_password",
    "signed_in",
    "undeclared",
]
