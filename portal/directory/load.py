"""Putting files into the directory: all of what they say, or nothing and every reason why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import delete, select

from portal.directory import regimes
from portal.directory.facts import Council, Rule, Team
from portal.directory.models import AreaRow, CouncilRow, DirectoryVersion, RuleRow
from portal.directory.postcodes import AREAS
from portal.directory.public import as_json
from portal.directory.read import Contents, read
from portal.directory.snapshot import AnySession, stored_councils, stored_rules, stored_services, stored_teams
from portal.directory.write import last_from_file, next_version, on_call_from_file, write_services, write_teams


class BadDirectory(Exception):
    """The files cannot be loaded; ``problems`` has one plain sentence for each reason. Nothing was changed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Report:
    """What a load did. The codes of councils and teams; ``rules`` and ``services`` (the national ones) are true when
    they changed; ``kept`` are teams whose contacts stay as their council last changed them on a page."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    rules: bool
    services: bool
    kept: tuple[str, ...]
    version: int

    @property
    def nothing_new(self) -> bool:
        """True when the directory already said all that."""
        return not (self.added or self.changed or self.retired or self.rules or self.services)

    def __str__(self) -> str:
        kept = [f"Contacts that staff changed stay as they are: {', '.join(self.kept)}."] if self.kept else []
        if self.nothing_new:
            return " ".join(["Nothing changed.", *kept, f"The directory is at version {self.version}."])
        done = {"Added": self.added, "Changed": self.changed, "No longer active": self.retired}
        told = [f"{word}: {', '.join(codes)}." for word, codes in done.items() if codes]
        told += ["The rules changed."] if self.rules else []
        told += ["The national services changed."] if self.services else []
        return " ".join([*told, *kept, f"The directory is now at version {self.version}."])


def load(path: Path, session: AnySession) -> Report:
    """Make the directory say what the file, or every ``*.toml`` in the folder, at ``path`` says.

    A file speaks for the councils in it: their teams that it leaves out become inactive (never deleted, old records
    name them) and their rules are replaced; likewise the shared teams, the rules for every council and the national
    services when it has any. What a council changed on a page stands until its file says something new.
    Loading the same again changes nothing. Flushes; the caller commits. Raises BadDirectory.
    """
    new = read(path)
    councils = {each.code: each for each in stored_councils(session)}
    teams = {each.code: each for each in stored_teams(session)}
    rules = stored_rules(session)
    kept = _keep_changes(new, teams, session)
    regimes.keep_changes(new.councils, councils, session)

    gone = _gone(new, teams)
    councils_after = councils | {each.code: each for each in new.councils}
    teams_after = teams | {each.code: each for each in (*gone, *new.teams)}
    problems = new.problems or _clashes(new, councils_after, teams_after)
    if problems:
        raise BadDirectory(problems)

    changed_councils = [each for each in new.councils if councils.get(each.code) != each]
    changed_teams = [each for each in (*new.teams, *gone) if teams.get(each.code) != each]
    services_changed = bool(new.services) and stored_services(session) != tuple(new.services)
    rule_scopes = {*(council.code for council in new.councils), *(rule.council for rule in new.rules)}
    rules_changed = _in(rule_scopes, rules) != _in(rule_scopes, new.rules)
    _write_councils(changed_councils, session)
    regimes.note_changes(changed_councils, councils, session)
    write_teams(changed_teams, session)
    if rules_changed:
        _write_rules(rule_scopes, new.rules, session)
    if services_changed:
        write_services(new.services, session)

    codes = [council.code for council in changed_councils] + [team.code for team in changed_teams]
    retired = {team.code for team in gone}
    report = Report(
        added=tuple(code for code in codes if code not in councils and code not in teams),
        changed=tuple(code for code in codes if (code in councils or code in teams) and code not in retired),
        retired=tuple(sorted(retired)),
        rules=rules_changed,
        services=services_changed,
        kept=tuple(sorted(kept)),
        version=0,
    )
    if report.nothing_new:
        return replace(report, version=session.scalar(select(DirectoryVersion.number)) or 0)
    return replace(report, version=next_version(session))


def _keep_changes(new: Contents, teams: dict[str, Team], session: AnySession) -> set[str]:
    """Leave the public facts and the on-call line of a team alone that its council changed on a page after the file
    last said the same as now: an older number must not come back because somebody loads a file for another reason.
    Gives their codes."""
    kept = set()
    for at, team in enumerate(new.teams):
        now = teams.get(team.code)
        if now and now.public != team.public and last_from_file(session, team.code) == as_json(team.public):
            new.teams[at] = team = team.saying(now.public)
            kept.add(team.code)
        if now and now.on_call != team.on_call and on_call_from_file(session, team.code) == team.on_call:
            new.teams[at] = replace(team, on_call=now.on_call)
            kept.add(team.code)
    return kept


def _gone(new: Contents, teams: dict[str, Team]) -> list[Team]:
    """The teams that the files leave out, made inactive."""
    scopes = {*(council.code for council in new.councils), *(team.council_code for team in new.teams)}
    told = {team.code for team in new.teams}
    left_out = (team for team in teams.values() if team.active and team.council_code in scopes)
    return [replace(team, active=False) for team in left_out if team.code not in told]


def _in(scopes: set[str | None], rules: tuple[Rule, ...] | list[Rule]) -> dict[str | None, list[Rule]]:
    return {scope: [rule for rule in rules if rule.council == scope] for scope in scopes}


def _clashes(new: Contents, councils: dict[str, Council], teams: dict[str, Team]) -> list[str]:
    """What is wrong between tables, and between the files and what the directory already says."""
    problems = []
    codes = [council.code for council in new.councils] + [team.code for team in new.teams]
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        problems.append(f"{new.where[code]}: code: {code} is there twice.")

    holder: dict[str, str] = {}
    for council in councils.values():
        where = new.where.get(council.code, council.code)
        for area in council.areas:
            if area not in AREAS:
                problems.append(f"{where}: areas: {area} is not an area of the postcode data.")
            elif area in holder:
                problems.append(f"{where}: areas: {area} already belongs to {holder[area]}.")
            holder.setdefault(area, council.code)

    roles: dict[tuple[str | None, str], str] = {}
    for team in sorted(teams.values(), key=lambda team: team.code):
        other = roles.setdefault((team.council_code, team.role), team.code) if team.active else team.code
        if other != team.code:
            where = new.where.get(team.code, team.code)
            problems.append(f"{where}: role: {other} and {team.code} cannot both be the {team.role} team.")

    for n, rule in enumerate(new.rules, 1):
        if rule.team and rule.team not in teams:
            problems.append(f"rule {n} ({rule.kind}: {rule.because}): team: there is no team {rule.team}.")
    return problems


def _write_councils(councils: list[Council], session: AnySession) -> None:
    rows = {row.code: row for row in session.scalars(select(CouncilRow))}
    changing = [rows[council.code] for council in councils if council.code in rows]
    for row in changing:
        row.areas.clear()
    session.flush()  # an area may move from one council to another
    for council in councils:
        row = rows.get(council.code) or CouncilRow(code=council.code)
        for name in ("name", "short_name", "website", "colour", "logo", "regime", "regime_from", "served"):
            setattr(row, name, getattr(council, name))
        row.languages = list(council.languages)
        row.out_of_hours_text = council.out_of_hours.text
        row.out_of_hours_phone = council.out_of_hours.phone
        row.out_of_hours_source = council.out_of_hours.source
        row.out_of_hours_verified_on = council.out_of_hours.verified_on
        row.areas = [AreaRow(code=area) for area in council.areas]
        session.add(row)
    session.flush()


def _write_rules(scopes: set[str | None], rules: list[Rule], session: AnySession) -> None:
    for scope in scopes:
        session.execute(delete(RuleRow).where(RuleRow.council_code.is_not_distinct_from(scope)))
    for position, rule in enumerate(rules):
        session.add(
            RuleRow(
                council_code=rule.council,
                position=position,
                kind=rule.kind,
                conditions={name: sorted(codes) for name, codes in rule.when.items()},
                to_role=rule.to,
                also_role=rule.also,
                team_code=rule.team,
                urgency=rule.urgency,
                because=rule.because,
            )
        )
    session.flush()
