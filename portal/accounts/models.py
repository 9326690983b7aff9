"""The people who work here: who they are, what they are in which team, and which of their sign-ins still stand."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.storage import Key, Model, Sealed


class Role(StrEnum):
    """What a person is in one team. The same person may be an officer here and a manager there."""

    OFFICER = "officer"
    MANAGER = "manager"
    SAFEGUARDING = "safeguarding"
    """May also read restricted records: what young people wrote."""
    AUDITOR = "auditor"
    """Sees that things happened, never the words."""


class Staff(Model, UserMixin):  # type: ignore[misc]  # the mixin declares an integer id
    """One member of council staff. The ``tf_``, ``mf_`` and ``fs_`` names are the ones Flask-Security reads."""

    __tablename__ = "staff"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Always in lower case."""
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Runs the whole site: people and directory. Holds no role in a team and so reads no submission."""
    last_sign_in_at: Mapped[datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """What a signed-in browser is known by. A new one ends every sign-in of this person."""
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    """Sealed by :class:`portal.accounts.second_factor.Wallet`."""
    tf_phone_number: Mapped[str | None] = mapped_column(String(1))
    """Never filled: Flask-Security asks for the column."""
    totp_counter: Mapped[int | None]
    """The last code that was used, so that none is used twice."""
    recovery_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    mf_recovery_codes = Sealed("recovery_sealed", Key.RECORDS)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="staff", cascade="all, delete-orphan", lazy="selectin"
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"fs_uniquifier": secrets.token_hex(16), **values})

    @property
    def has_second_factor(self) -> bool:
        """True once the authenticator app was set up and proved."""
        return bool(self.tf_totp_secret and self.tf_primary_method)


class Membership(Model):
    """One role of one person in one team. The team is known by its code in the directory."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("staff_id", "team_code", "role"),)

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    team_code: Mapped[str] = mapped_column(String(120), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    staff: Mapped[Staff] = relationship(back_populates="memberships")


class SignIn(Model):
    """A sign-in that still stands. Signing out removes the row, so a copied cookie opens nothing afterwards."""

    __tablename__ = "sign_in"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)


class SignInWait(Model):
    """Failed tries for one account, or for the whole site. The row's id is made from the address typed, so it says
    nothing about who has an account, and no address of anybody's computer is kept."""

    __tablename__ = "sign_in_wait"

    failures: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime]
    """Nothing is tried before this moment."""
    failed_at: Mapped[datetime]
