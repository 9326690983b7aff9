"""The invented staff of the demonstration, and how they sign in."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts import Role

READS_VIEWS = "safeguarding@luton.example"
PASSWORD = "demo-demo-demo"  # noqa: S105 - printed for everybody who starts the demonstration


@dataclass(frozen=True)
class SignIn:
    """An invented member of staff who can sign in."""

    email: str
    name: str
    roles: tuple[tuple[str, Role], ...] = ()
    is_admin: bool = False
    password: str = PASSWORD


SIGN_INS = (
    SignIn("officer@luton.example", "Olu Demo", (("luton/home-education", Role.OFFICER),)),
    SignIn(
        READS_VIEWS,
        "Saira Demo",
        (("luton/home-education", Role.SAFEGUARDING), ("luton/front-door", Role.SAFEGUARDING)),
    ),
    SignIn("manager@luton.example", "Marek Demo", (("luton/home-education", Role.MANAGER),)),
    SignIn("officer@bedford.example", "Bea Demo", (("bedford/home-education", Role.OFFICER),)),
    SignIn("duty@portal.example", "Dana Demo", (("shared/duty", Role.SAFEGUARDING),)),
    SignIn("auditor@luton.example", "Ada Demo", (("luton/home-education", Role.AUDITOR),)),
    SignIn("admin@portal.example", "Ari Demo", is_admin=True),
)
