"""The directory's tables. Other rooms read :func:`portal.directory.snapshot`, not these."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.storage import Key, Model, Sealed


class CouncilRow(Model):
    __tablename__ = "council"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    website: Mapped[str]
    colour: Mapped[str]
    logo: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(JSON)
    regime: Mapped[str]
    regime_from: Mapped[date | None]
    served: Mapped[bool]
    out_of_hours_text: Mapped[str]
    out_of_hours_phone: Mapped[str | None]
    out_of_hours_source: Mapped[str | None]
    out_of_hours_verified_on: Mapped[date | None]
    areas: Mapped[list[AreaRow]] = relationship(cascade="all, delete-orphan", order_by="AreaRow.code", lazy="selectin")


class AreaRow(Model):
    """A GSS area belongs to one council only, which the database holds."""

    __tablename__ = "council_area"

    council_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("council.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(unique=True)


class TeamRow(Model):
    __tablename__ = "team"

    code: Mapped[str] = mapped_column(unique=True)
    council_code: Mapped[str | None] = mapped_column(ForeignKey("council.code"), index=True)
    role: Mapped[str]
    name: Mapped[str]
    about: Mapped[str]
    inbox: Mapped[str | None]
    first_look_days: Mapped[int] = mapped_column(CheckConstraint("first_look_days > 0", name="first_look_days"))
    active: Mapped[bool]
    closed_on_bank_holidays: Mapped[bool]
    contacts: Mapped[list[ContactRow]] = relationship(
        cascade="all, delete-orphan", order_by="ContactRow.position", lazy="selectin"
    )
    hours: Mapped[list[HoursRow]] = relationship(
        cascade="all, delete-orphan", order_by="(HoursRow.weekday, HoursRow.opens)", lazy="selectin"
    )


class ContactRow(Model):
    __tablename__ = "team_contact"

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    value: Mapped[str]
    label: Mapped[str]
    source: Mapped[str | None]
    verified_on: Mapped[date | None]
    note: Mapped[str | None]


class HoursRow(Model):
    __tablename__ = "team_hours"
    __table_args__ = (CheckConstraint("opens < closes", name="opens_first"),)

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class ServiceRow(Model):
    """A national service, such as Childline."""

    __tablename__ = "service"

    code: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    name: Mapped[str]
    contacts: Mapped[list[ServiceContactRow]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceContactRow.position", lazy="selectin"
    )


class ServiceContactRow(Model):
    __tablename__ = "service_contact"

    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    value: Mapped[str]
    label: Mapped[str]
    source: Mapped[str | None]
    verified_on: Mapped[date | None]
    note: Mapped[str | None]


class TeamVersion(Model):
    """What the public saw of a team before and after one change. Numbers of a team begin with 1 and have no gap.

    Rows are only added. ``by`` is None where a file said it.
    """

    __tablename__ = "team_version"
    __table_args__ = (UniqueConstraint("team_code", "number"),)

    team_code: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """None for the first."""
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    what_changed: Mapped[str] = mapped_column(String(200))


class OnCallVersion(Model):
    """The on-call line of a team from one moment to the next; the newest counts. Rows are only added.

    ``by`` is None where a file said it.
    """

    __tablename__ = "on_call_version"
    __table_args__ = (UniqueConstraint("team_code", "number"),)

    team_code: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    line_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None: from here on the team has none."""
    line = Sealed("line_sealed", Key.DELIVERY)
    by: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    what_changed: Mapped[str] = mapped_column(String(200))


class RegimeVersion(Model):
    """Which law was said to be in force at a council, from one moment to the next; the newest counts.

    Rows are only added. ``by`` is None where its file said it.
    """

    __tablename__ = "regime_version"
    __table_args__ = (UniqueConstraint("council_code", "number"),)

    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    number: Mapped[int]
    regime: Mapped[str]
    regime_from: Mapped[date | None]
    by: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(500))


class ClocksVersion(Model):
    """How quickly a council means to work, and its school terms, from one moment to the next; the newest counts.

    Rows are only added. ``by`` is None where they came with the portal.
    """

    __tablename__ = "clocks_version"
    __table_args__ = (UniqueConstraint("council_code", "number"),)

    council_code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As directory.clocks reads it: days for each clock, and the terms as pairs of days."""
    by: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(500))


class RuleRow(Model):
    __tablename__ = "routing_rule"

    council_code: Mapped[str | None] = mapped_column(ForeignKey("council.code"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    conditions: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    to_role: Mapped[str]
    also_role: Mapped[str | None]
    team_code: Mapped[str | None] = mapped_column(ForeignKey("team.code"))
    urgency: Mapped[str]
    because: Mapped[str]


class DirectoryVersion(Model):
    """One row. ``stamp`` is new at every change, so that no two states ever look alike, not even after a rollback."""

    __tablename__ = "directory_version"
    __table_args__ = (UniqueConstraint("slot"), CheckConstraint("slot = 1", name="only_one"))

    slot: Mapped[int] = mapped_column(default=1)
    number: Mapped[int]
    stamp: Mapped[uuid.UUID]
