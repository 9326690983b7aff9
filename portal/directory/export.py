"""From facts back to TOML, so that what staff changed on a page can be kept in a file and loaded again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, time

from portal.directory.facts import Council, PublicContact, Rule, Team
from portal.directory.read import WEEKDAYS
from portal.directory.snapshot import AnySession, stored_councils, stored_rules, stored_teams

Value = str | int | bool | date | time | list[str] | None


def export(session: AnySession) -> str:
    """All that is loaded as one TOML text; loading it makes the same directory."""
    lines: list[str] = []
    for council in stored_councils(session):
        lines += _council(council)
    for team in stored_teams(session):
        lines += _team(team)
    for rule in stored_rules(session):
        lines += _rule(rule)
    return "\n".join(lines).lstrip("\n") + "\n"


def _council(council: Council) -> Iterator[str]:
    told = council.out_of_hours
    yield from _table(
        "[[council]]",
        {
            "code": council.code,
            "name": council.name,
            "short_name": council.short_name,
            "website": council.website,
            "colour": council.colour,
            "logo": council.logo,
            "areas": list(council.areas),
            "languages": list(council.languages),
            "regime": council.regime,
            "regime_from": council.regime_from,
            "served": council.served,
        },
    )
    yield from _table(
        "[council.out_of_hours]",
        {"text": told.text, "phone": told.phone, "source": told.source, "verified_on": told.verified_on},
    )


def _team(team: Team) -> Iterator[str]:
    yield from _table(
        "[[team]]",
        {
            "code": team.code,
            "role": team.role,
            "name": team.name,
            "about": team.about,
            "inbox": team.inbox,
            "first_look_days": team.first_look_days,
            "active": team.active,
            "closed_on_bank_holidays": team.closed_on_bank_holidays,
        },
    )
    for contact in (*team.contacts, *team.unchecked):
        yield from _table("[[team.contact]]", _contact(contact))
    for hours in team.hours:
        yield from _table("[[team.hours]]", {"day": WEEKDAYS[hours.weekday], "from": hours.opens, "to": hours.closes})


def _contact(contact: PublicContact) -> dict[str, Value]:
    return {
        "kind": contact.kind,
        "value": contact.value,
        "label": contact.label,
        "source": contact.source,
        "verified_on": contact.verified_on,
        "note": contact.note,
    }


def _rule(rule: Rule) -> Iterator[str]:
    yield from _table("[[rule]]", {"council": rule.council, "kind": rule.kind})
    when = ", ".join(f"{name} = {_value(sorted(codes))}" for name, codes in rule.when.items())
    if when:
        yield f"when = {{ {when} }}"
    yield from _fields(
        {"to": rule.to, "also": rule.also, "team": rule.team, "urgency": rule.urgency, "because": rule.because}
    )


def _table(head: str, fields: Mapping[str, Value]) -> Iterator[str]:
    yield ""
    yield head
    yield from _fields(fields)


def _fields(fields: Mapping[str, Value]) -> Iterator[str]:
    for name, value in fields.items():
        if value not in (None, ""):
            yield f"{name} = {_value(value)}"


def _value(value: Value) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    # JSON writes texts, lists of texts, whole numbers and true or false as TOML does; only DEL needs an escape more
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
