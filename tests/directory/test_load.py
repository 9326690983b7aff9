"""Files in, files out: all or nothing, twice is once, and nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal.directory import DATA, BadDirectory, export, load, snapshot
from portal.directory.models import AreaRow, CouncilRow, TeamRow
from portal.words import Regime, TeamRole

Write = Callable[..., Path]


def test_the_shipped_files_load_and_say_what_they_added(session: scoped_session[Session]) -> None:
    report = load(DATA, session)
    assert report.version == 1
    assert {"bedford", "central-bedfordshire", "luton", "torbay", "shared/duty"} <= set(report.added)
    assert str(report).startswith("Added: bedford, central-bedfordshire, luton, torbay, ")


def test_loading_the_same_again_changes_nothing(session: scoped_session[Session]) -> None:
    load(DATA, session)
    again = load(DATA, session)
    assert again.nothing_new
    assert again.version == 1
    assert str(again) == "Nothing changed. The directory is at version 1."


def test_loading_file_by_file_in_any_order_comes_to_the_same(session: scoped_session[Session]) -> None:
    for file in sorted(DATA.glob("*.toml"), reverse=True):
        load(file, session)
    assert load(DATA, session).nothing_new


def test_what_is_exported_loads_back_to_the_same(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    before, text = snapshot(), export(session)
    assert load(write(text), session).nothing_new
    for row in [*session.scalars(select(CouncilRow)), *session.scalars(select(TeamRow))]:
        row.name = "Changed"
    session.flush()
    load(write(text), session)
    assert snapshot() == before
    assert export(session) == text


def test_an_export_keeps_every_letter(session: scoped_session[Session], write: Write, small: str) -> None:
    tricky = 'It\'s "quoted" \\ one\nline, ü, اردو, \x7f'
    escaped = tricky.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\x7f", "\\u007f")
    load(write(small.replace("Luton duty desk", escaped)), session)
    load(write(export(session)), session)
    assert snapshot().team("luton/duty").name == tricky


def test_an_export_keeps_what_is_rare(session: scoped_session[Session], write: Write, small: str) -> None:
    text = small.replace(
        'areas = ["E06000032"]',
        'areas = ["E06000032"]\nregime = "cnis"\nregime_from = 2027-09-01\nserved = false\nlogo = "luton.svg"',
    ).replace("verified_on = 2026-11-03", "")
    load(write(text), session)
    before = snapshot()
    load(write(export(session)), session)
    assert snapshot() == before
    council = before.council("luton")
    assert before.councils == ()
    assert council.regime_on(date(2027, 8, 31)) is Regime.PRE_CNIS
    assert council.regime_on(date(2027, 9, 1)) is Regime.CNIS
    team = before.team("luton/home-education")
    assert team.contacts == ()
    assert [contact.value for contact in team.unchecked] == ["01632 960001"]


def test_a_team_that_left_the_file_is_inactive_but_still_there(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(write(small), session)
    duty = '[[team]]\ncode = "luton/duty"\nrole = "duty"\nname = "Luton duty desk"\ninbox = "duty@luton.example"\n'
    report = load(write(small.replace(duty, "")), session)
    assert report.retired == ("luton/duty",)
    assert "No longer active: luton/duty." in str(report)
    directory = snapshot()
    assert not directory.team("luton/duty").active
    assert directory.team_for("luton", TeamRole.DUTY) is None
    assert directory.duty_for("luton").code == "shared/duty"
    assert load(write(small), session).changed == ("luton/duty",)
    assert snapshot().team("luton/duty").active


def test_one_council_s_file_leaves_the_others_alone(session: scoped_session[Session], write: Write, small: str) -> None:
    load(DATA, session)
    luton_only = small[: small.index('[[team]]\ncode = "shared/duty"')]
    report = load(write(luton_only), session)
    assert report.retired == ("luton/admissions", "luton/front-door", "luton/send")
    assert not report.rules
    assert snapshot().team_for("bedford", TeamRole.SEND) is not None


def test_a_council_s_own_rules_are_tried_first_and_go_with_its_file(
    session: scoped_session[Session], write: Write
) -> None:
    load(DATA, session)
    for_all = snapshot().rules
    luton = (DATA / "luton.toml").read_text(encoding="utf-8")
    own = """
[[rule]]
council = "luton"
kind = "views"
to = "home-education"
team = "luton/duty"
urgency = "today"
because = "Luton looks at all views at once."
"""
    load(write(luton + own), session)
    first, *rest = snapshot().rules
    assert first.because == "Luton looks at all views at once."
    assert tuple(rest) == for_all
    assert first not in snapshot().rules_for(first.kind, "bedford")
    assert first in snapshot().rules_for(first.kind, "luton")
    assert load(write(luton), session).rules
    assert snapshot().rules == for_all


def test_an_area_can_move_from_one_council_to_another(session: scoped_session[Session], tmp_path: Path) -> None:
    load(DATA, session)
    for name, area in (("bedford", "E06000056"), ("central-bedfordshire", "E06000055")):
        text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
        swapped = text.replace('["E06000055"]' if name == "bedford" else '["E06000056"]', f'["{area}"]')
        (tmp_path / f"{name}.toml").write_text(swapped, encoding="utf-8")
    load(tmp_path, session)
    assert snapshot().council_for_area("E06000055").code == "central-bedfordshire"
    assert session.scalar(select(func.count()).select_from(AreaRow)) == 4


BROKEN = [
    ('website = "https://luton.example"', 'website = "http://luton.example"', "website: 'http://luton.example' does"),
    ('colour = "#27704f"', 'colour = "green"', "colour: 'green' does not look like a colour such as #27704f"),
    ('colour = "#27704f"', "colour = 27704", "colour: 27704 is not a text in quotes"),
    ('colour = "#27704f"', "", "luton.toml, council 1 (luton): colour: it is needed."),
    ('["E06000032"]', '["E06999999"]', "areas: E06999999 is not an area of the postcode data."),
    ('["E06000032"]', "[]", "areas: it needs at least one GSS code"),
    ('["E06000032"]', "[32]", "areas: this must be a list of texts."),
    ('["E06000032"]', '["E06000032"]\nlanguages = ["welsh"]', "languages: 'welsh' is no code"),
    ('["E06000032"]', '["E06000032"]\nregime = "cnis"', "regime_from: a new law needs the date it starts here."),
    ('["E06000032"]', '["E06000032"]\nserved = "yes"', "served: 'yes' is not true or false."),
    ('code = "luton"', 'code = "shared"', "code: shared is kept for teams that belong to no council."),
    ('code = "luton/duty"', 'code = "leeds/duty"', "team 2 (leeds/duty): code: the council leeds is not in this file."),
    (
        'code = "luton/duty"',
        'code = "Luton duty"',
        "team 2: code: 'Luton duty' does not look like luton/home-education",
    ),
    ('code = "luton/duty"', 'code = "luton/home-education"', "code: luton/home-education is there twice."),
    ('role = "home-education"', 'role = "hom-education"', "role: 'hom-education' is not one of home-education, front-"),
    ('role = "home-education"', 'role = "duty"', "cannot both be the duty team."),
    ('"home-education@luton.example"', '"home-education"', "inbox: 'home-education' does not look like an e-mail"),
    ('inbox = "duty@luton.example"', "first_look_days = 0", "first_look_days: 0 is not a number from 1 to 99."),
    ('inbox = "duty@luton.example"', "first_look_days = true", "first_look_days: True is not a whole number."),
    ('inbox = "duty@luton.example"', 'in_box = "duty@luton.example"', "in_box: this field is not known here. Known"),
    ("2026-11-03", '"3 November"', "contact 1: verified_on: '3 November' is not a date such as 2026-11-03"),
    ("2026-11-03", "2026-11-03T10:00:00", "is not a date such as 2026-11-03, without quotes."),
    ('"01632 960001"', '"javascript:alert(1)"', "value: 'javascript:alert(1)' does not look like a phone number"),
    ('"Call us"', '"' + "x" * 601 + '"', "label: it has 601 characters. 600 are allowed."),
    ('"Call us"', '"Call\\u0000us"', "label: it has a control character in it."),
    ('day = "monday"', 'day = "Mon"', "team 1 (luton/home-education), hours 1: day: 'Mon' does not look like a day"),
    ("to = 17:00:00", "to = 08:00:00", "hours 1: to: it must be later than from."),
    ("to = 17:00:00", 'to = "5pm"', "hours 1: to: '5pm' is not a time such as 09:00:00"),
    ('"no", "not_sure"', '"noo"', "rule 1, when: safe: noo: no such answer. The answers are yes, mostly, no, not_sure"),
    ("safe = [", "save = [", "rule 1, when: save: rules cannot ask about this. They can ask about safe, "),
    ('safe = ["no", "not_sure"]', "safe = []", "rule 1, when: safe: it needs at least one answer."),
    ('urgency = "today"', 'urgency = "soon"', "rule 1: urgency: 'soon' is not one of now, today, routine."),
    ('urgency = "today"', "", "rule 1: urgency: it is needed: one of now, today, routine."),
    ('also = "duty"', 'team = "luton/send"', "team: there is no team luton/send."),
    ('also = "duty"', 'council = "bedford"', "rule 1: council: the council bedford is not in this file."),
    ("[[council]]", "[council]", "is not a list in square brackets."),
    (
        "[[rule]]",
        "[[rules]]",
        "luton.toml: rules: this field is not known here. Known are council, rule, service, team.",
    ),
    ("[[council]]", "[[council", "luton.toml: it cannot be read: "),
]


@pytest.mark.parametrize(("right", "wrong", "message"), BROKEN, ids=[message for _, _, message in BROKEN])
def test_a_broken_file_is_refused_whole_with_a_plain_message(
    session: scoped_session[Session], write: Write, small: str, right: str, wrong: str, message: str
) -> None:
    assert right in small
    text = small.replace(right, wrong) if "[[" in right else small.replace(right, wrong, 1)
    with pytest.raises(BadDirectory) as refused:
        load(write(text), session)
    assert any(message in problem for problem in refused.value.problems), refused.value.problems
    assert all(problem.startswith(("luton.toml", "rule 1")) for problem in refused.value.problems)
    assert session.scalar(select(func.count()).select_from(CouncilRow)) == 0


def test_every_problem_is_told_at_once(session: scoped_session[Session], write: Write, small: str) -> None:
    text = small.replace('"Luton"', "5").replace("#27704f", "green").replace('"views"', '"thoughts"')
    with pytest.raises(BadDirectory) as refused:
        load(write(text), session)
    assert len(refused.value.problems) == 4


def test_overlapping_hours_are_refused(session: scoped_session[Session], write: Write, small: str) -> None:
    second = '\n[[team.hours]]\nday = "monday"\nfrom = 16:00:00\nto = 18:00:00\n'
    with pytest.raises(BadDirectory, match="two of them overlap on monday"):
        load(write(small.replace("to = 17:00:00\n", f"to = 17:00:00\n{second}")), session)


def test_an_area_that_another_council_has_is_refused(
    session: scoped_session[Session], write: Write, small: str
) -> None:
    load(DATA, session)
    with pytest.raises(BadDirectory, match=r"luton\.toml, council 1 \(luton\): areas: E06000055 already belongs to"):
        load(write(small.replace("E06000032", "E06000055")), session)
    assert snapshot().council_for_area("E06000055").code == "bedford"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"\x00", b"= 1", b"[[team]]"])
def test_a_file_of_rubbish_is_refused_or_empty(
    session: scoped_session[Session], tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "rubbish.toml"
    file.write_bytes(content)
    if content:
        with pytest.raises(BadDirectory, match=r"rubbish\.toml"):
            load(file, session)
    else:
        assert load(file, session).nothing_new


def test_an_empty_folder_is_refused(session: scoped_session[Session], tmp_path: Path) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    with pytest.raises(BadDirectory, match=r"there is no \.toml file in this folder"):
        load(folder, session)
