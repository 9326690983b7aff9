"""From facts back to TOML, so that what staff changed on a page can be kept in a file and loaded again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, time

from portal.directory.facts import Council, Rule, Service, Team
from portal.directory.on_call import on_call_fields
from portal.directory.public import as_fields, contact_fields
from portal.directory.snapshot import AnySession, stored_councils, stored_rules, stored_services, stored_teams

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
    for service in stored_services(session):
        lines += _service(service)
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
    public = as_fields(team.public)
    yield from _table(
        "[[team]]",
        {
            "code": team.code,
            "role": team.role,
            "name": team.name,
            "about": public["about"],
            "inbox": team.inbox,
            "first_look_days": team.first_look_days,
            "active": team.active,
            "closed_on_bank_holidays": public["closed_on_bank_holidays"],
        },
    )
    for contact in public["contact"]:
        yield from _table("[[team.contact]]", contact)
    for hours in public["hours"]:
        yield from _table("[[team.hours]]", hours)
    if team.on_call and team.on_call.phone:
        told = on_call_fields(team.on_call)
        yield from _table("[team.on_call]", {"phone": told["phone"], "when": told["when"]})
        for hours in told["hours"]:
            yield from _table("[[team.on_call.hours]]", hours)


def _service(service: Service) -> Iterator[str]:
    yield from _table("[[service]]", {"code": service.code, "name": service.name})
    for contact in (*service.contacts, *service.unchecked):
        yield from _table("[[service.contact]]", contact_fields(contact))


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
