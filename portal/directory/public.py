"""What the public sees of a team, read and written: one set of rules for files, for staff pages and for what is kept
of earlier versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from typing import Any

from portal.directory.facts import ContactKind, Hours, PublicContact, PublicFacts
from portal.directory.table import Table

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAIL = r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+"
PHONE = r"\+?[0-9][0-9 ]{2,}"
SITE = r"https://[^\s<>\"']+"

SHAPES = {
    ContactKind.PHONE: (PHONE, "a phone number such as 01632 960001"),
    ContactKind.TEXT: (PHONE, "a number for text messages such as 07700 900001"),
    ContactKind.EMAIL: (MAIL, "an e-mail address"),
    ContactKind.WEBSITE: (SITE, "an address that starts with https://"),
}


def read_public(table: Table) -> PublicFacts:
    """The public facts in a team's table. What is wrong with them is added to the table's problems."""
    stretches = [(read_hours(each), each) for each in table.tables("hours")]
    stretches.sort(key=lambda pair: (pair[0].weekday, pair[0].opens))
    for (earlier, _), (later, inner) in pairwise(stretches):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            inner.wrong("from", f"two of them overlap on {WEEKDAYS[later.weekday]}")
    return PublicFacts(
        about=table.text_or_none("about") or "",
        contacts=tuple(read_contact(each) for each in table.tables("contact")),
        hours=tuple(hours for hours, _ in stretches),
        closed_on_bank_holidays=table.flag("closed_on_bank_holidays", True),
    )


def read_contact(table: Table) -> PublicContact:
    """One way to reach a team or a national service."""
    kind = table.needed("kind", ContactKind)
    contact = PublicContact(
        kind=kind or ContactKind.WEBSITE,
        value=table.text("value", *(SHAPES[kind] if kind else ())),
        label=table.text("label"),
        source=table.text_or_none("source"),
        verified_on=table.day("verified_on"),
        note=table.text_or_none("note"),
    )
    table.done()
    return contact


def read_hours(table: Table, overnight: bool = False) -> Hours:
    """One stretch of hours, London time. ``overnight``: it may go on into the next day."""
    weekday = table.text("day", "|".join(WEEKDAYS), "a day such as monday")
    hours = Hours(WEEKDAYS.index(weekday) if weekday else 0, table.moment("from"), table.moment("to"))
    if hours.opens >= hours.closes and not overnight:
        table.wrong("to", "it must be later than from")
    if hours.opens.tzinfo or hours.closes.tzinfo:
        table.wrong("from", "times are London times, without a zone")
    table.done()
    return hours


def as_fields(facts: PublicFacts) -> dict[str, Any]:
    """The facts as the fields of a team's table, in the order of a file."""
    return {
        "about": facts.about,
        "closed_on_bank_holidays": facts.closed_on_bank_holidays,
        "contact": [contact_fields(contact) for contact in facts.contacts],
        "hours": [{"day": WEEKDAYS[one.weekday], "from": one.opens, "to": one.closes} for one in facts.hours],
    }


def contact_fields(contact: PublicContact) -> dict[str, Any]:
    """A contact as the fields of its table; what it lacks is None."""
    return {
        "kind": str(contact.kind),
        "value": contact.value,
        "label": contact.label,
        "source": contact.source,
        "verified_on": contact.verified_on,
        "note": contact.note,
    }


def as_json(facts: PublicFacts) -> dict[str, Any]:
    """The facts as JSON can hold them; :func:`from_json` reads them back."""
    plain: dict[str, Any] = _each_value(as_fields(facts), lambda one: one.isoformat() if _is_moment(one) else one)
    return plain


def from_json(stored: Mapping[str, Any]) -> tuple[PublicFacts, list[str]]:
    """The facts that :func:`as_json` made, and what is wrong with them: rules may have changed since."""
    problems: list[str] = []
    contacts = [{**each, "verified_on": _day(each["verified_on"])} for each in stored["contact"]]
    hours = [
        {**each, "from": time.fromisoformat(each["from"]), "to": time.fromisoformat(each["to"])}
        for each in stored["hours"]
    ]
    return read_public(Table({**stored, "contact": contacts, "hours": hours}, "", problems)), problems


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _is_moment(value: Any) -> bool:
    return isinstance(value, date | time)


def _each_value(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {name: _each_value(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_each_value(inner, change) for inner in value]
    return change(value)
