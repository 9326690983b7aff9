"""From TOML files to facts: the shape of a council's file, and all that can be wrong with one file by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.config import is_language
from portal.directory.facts import SHARED, ContactKind, Council, OutOfHours, Rule, Service, Team
from portal.directory.on_call import read_on_call
from portal.directory.public import MAIL, SHAPES, SITE, read_contact, read_public
from portal.directory.questions import ROUTING_FIELDS
from portal.directory.table import Table
from portal.words import Kind, Regime, TeamRole, Urgency

CODE = r"[a-z]+(-[a-z]+)*"
SERVICE_CODE = r"[a-z]+(-[a-z0-9]+)*"


@dataclass
class Contents:
    """What some files say, and in ``where`` the file and table that said it, by code."""

    councils: list[Council] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    where: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Contents:
    """Read one file, or every ``*.toml`` of a folder. What is wrong stands in ``problems`` of what comes back.

    With any problem the facts are not to be used: something stands in where a field could not be read.
    """
    contents = Contents()
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        contents.problems.append(f"{path}: there is no .toml file in this folder.")
    for file in files:
        _read_file(file, contents)
    return contents


def _read_file(file: Path, contents: Contents) -> None:
    try:
        parsed = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        contents.problems.append(f"{file.name}: it cannot be read: {error}.")
        return
    top = Table(parsed, file.name, contents.problems)
    here = set()
    for table in top.tables("council"):
        council = _council(table)
        here.add(council.code)
        contents.where.setdefault(council.code, table.where)
        contents.councils.append(council)
    for table in top.tables("team"):
        team = _team(table)
        contents.where.setdefault(team.code, table.where)
        contents.teams.append(team)
        if team.council_code and team.council_code not in here:
            table.wrong("code", f"the council {team.council_code} is not in this file")
    for table in top.tables("rule"):
        rule = _rule(table)
        contents.rules.append(rule)
        if rule.council and rule.council not in here:
            table.wrong("council", f"the council {rule.council} is not in this file")
    for table in top.tables("service"):
        service = _service(table)
        if any(service.code == other.code for other in contents.services):
            table.wrong("code", f"{service.code} is there twice")
        contents.services.append(service)
    top.done()


def _named(table: Table, code: str) -> None:
    """Let later messages say which council, team or service they mean."""
    table.where += f" ({code})" if code else ""


def _council(table: Table) -> Council:
    code = table.text("code", CODE, "a word such as central-bedfordshire")
    _named(table, code)
    if code == SHARED:
        table.wrong("code", f"{SHARED} is kept for teams that belong to no council")
    council = Council(
        code=code,
        name=table.text("name"),
        short_name=table.text("short_name"),
        website=table.text("website", SITE, "an address that starts with https://"),
        colour=table.text("colour", r"#[0-9a-f]{6}", "a colour such as #27704f, in small letters"),
        areas=tuple(sorted(table.texts("areas"))),
        out_of_hours=_out_of_hours(table.table("out_of_hours")),
        languages=table.texts("languages") or ("en_GB",),
        logo=table.text_or_none("logo", r"[\w-]+\.(svg|png)", "the name of a .svg or .png file"),
        regime=table.one_of("regime", Regime, Regime.PRE_CNIS) or Regime.PRE_CNIS,
        regime_from=table.day("regime_from"),
        served=table.flag("served", True),
    )
    if not council.areas:
        table.wrong("areas", 'it needs at least one GSS code such as ["E06000032"]')
    for language in council.languages:
        if not is_language(language):
            table.wrong("languages", f"{language!r} is no code of a language, such as en_GB or pl")
    if council.regime is not Regime.PRE_CNIS and council.regime_from is None:
        table.wrong("regime_from", "a new law needs the date it starts here")
    table.done()
    return council


def _out_of_hours(table: Table) -> OutOfHours:
    told = OutOfHours(
        text=table.text_or_none("text") or "",
        phone=table.text_or_none("phone", *SHAPES[ContactKind.PHONE]),
        source=table.text_or_none("source"),
        verified_on=table.day("verified_on"),
    )
    table.done()
    return told


def _team(table: Table) -> Team:
    code = table.text("code", f"{CODE}/{CODE}", "luton/home-education")
    _named(table, code)
    team = Team(
        code=code,
        role=table.needed("role", TeamRole) or TeamRole.DUTY,
        name=table.text("name"),
        inbox=table.text_or_none("inbox", MAIL, "an e-mail address"),
        first_look_days=table.count("first_look_days", 2),
        active=table.flag("active", True),
        on_call=read_on_call(table),
    ).saying(read_public(table))
    table.done()
    return team


def _service(table: Table) -> Service:
    code = table.text("code", SERVICE_CODE, "a word such as childline or nhs-111")
    _named(table, code)
    contacts = [read_contact(each) for each in table.tables("contact")]
    service = Service(
        code=code,
        name=table.text("name"),
        contacts=tuple(contact for contact in contacts if contact.checked),
        unchecked=tuple(contact for contact in contacts if not contact.checked),
    )
    if not contacts:
        table.wrong("contact", "it needs at least one")
    table.done()
    return service


def _rule(table: Table) -> Rule:
    kind, when = table.needed("kind", Kind), table.table("when")
    rule = Rule(
        kind=kind or Kind.NOTIFICATION,
        when=_when(when, ROUTING_FIELDS[kind]) if kind else {},
        to=table.needed("to", TeamRole) or TeamRole.DUTY,
        urgency=table.needed("urgency", Urgency) or Urgency.NOW,
        because=table.text("because"),
        also=table.one_of("also", TeamRole),
        council=table.text_or_none("council", CODE, "a council's code"),
        team=table.text_or_none("team", f"{CODE}/{CODE}", "luton/home-education"),
    )
    table.done()
    return rule


def _when(table: Table, known: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    when = {name: frozenset(table.texts(name)) for name in table.fields()}
    for name, codes in when.items():
        if name not in known:
            table.wrong(name, f"rules cannot ask about this. They can ask about {', '.join(known)}")
        elif not codes:
            table.wrong(name, "it needs at least one answer")
        elif unknown := sorted(codes - set(known[name])):
            table.wrong(name, f"{', '.join(unknown)}: no such answer. The answers are {', '.join(known[name])}")
    return when
