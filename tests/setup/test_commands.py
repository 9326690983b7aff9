"""The ``portal`` command, run as a person runs it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.directory import DATA
from tests.support.commands import Commands
from tests.support.live import ROOT, plain_environment

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, baked_postcodes: Path, commands: Commands) -> Run:
    """Runs a command against a portal of these tests' own that is prepared and has the councils loaded."""
    data_dir = tmp_path_factory.mktemp("commands")
    shutil.copy2(baked_postcodes, data_dir / "postcodes.sqlite")
    environment = plain_environment(PORTAL_DATA_DIR=str(data_dir), PORTAL_SECRET_KEY="s" * 40)

    def run(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        done = commands.run(*map(str, arguments), environment={**environment, **settings})
        assert "Traceback" not in done.stderr, done.stderr
        return done

    assert run("prepare").returncode == 0
    assert run("councils", "load", DATA).returncode == 0
    return run


def test_a_council_is_found_by_postcode(portal: Run) -> None:
    assert portal("councils", "find", "LU1 2BQ").stdout == "Luton Council\n"
    assert portal("councils", "find", "mk93ej").stdout == "outside: Milton Keynes\n"
    assert portal("councils", "find", "nonsense").stdout == "unknown\n"


def test_what_is_exported_loads_back_and_changes_nothing(portal: Run, tmp_path: Path) -> None:
    exported = portal("councils", "export").stdout
    file = tmp_path / "all.toml"
    file.write_text(exported, encoding="utf-8")
    assert portal("councils", "load", file).returncode == 0
    assert portal("councils", "export").stdout == exported


def test_a_file_that_opens_a_hole_is_refused_and_nothing_of_it_kept(portal: Run, tmp_path: Path) -> None:
    before = portal("councils", "export").stdout
    file = tmp_path / "rules.toml"
    rules = (DATA / "rules.toml").read_text(encoding="utf-8")
    last = rules.rindex("[[rule]]")
    file.write_text(rules[:last], encoding="utf-8")
    refused = portal("councils", "load", file)
    assert refused.returncode == 1
    assert "no rule leads to a team of this council" in refused.stderr
    assert portal("councils", "export").stdout == before
    assert portal("routing", "prove").returncode == 0


def test_a_broken_file_is_said_plainly(portal: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('[[council]]\ncode = "x"\n', encoding="utf-8")
    refused = portal("councils", "load", file)
    assert refused.returncode == 1
    assert "broken.toml" in refused.stderr


def test_the_log_and_the_routes_can_be_checked(portal: Run) -> None:
    assert portal("audit", "verify").stdout == "The log is whole.\n"
    assert portal("routing", "prove").stdout == "Every answer reaches a team.\n"
    checked = portal("councils", "check")
    assert checked.returncode == 0
    assert "4 councils checked." in checked.stdout


def test_staff_are_added_reset_and_stopped(portal: Run) -> None:
    added = portal("staff", "add", "new@luton.example", "Nia New", "--role", "officer@luton/home-education")
    assert added.returncode == 0
    assert "new@luton.example can sign in with this password" in added.stdout
    assert portal("staff", "reset", "new@luton.example", "--two-factor").returncode == 0
    assert portal("staff", "deactivate", "new@luton.example").returncode == 0
    for wrong in ("boss@luton/home-education", "officer@nowhere/team"):
        assert portal("staff", "add", "other@luton.example", "Other", "--role", wrong).returncode == 1
    assert portal("staff", "reset", "nobody@luton.example").returncode == 1


def test_a_missing_setting_is_one_sentence(portal: Run) -> None:
    refused = portal("routing", "prove", PORTAL_SECRET_KEY="")
    assert refused.returncode == 1
    assert refused.stderr == "PORTAL_SECRET_KEY is not set. It is needed.\n"


def test_the_pages_of_words_have_nothing_to_mend(portal: Run) -> None:
    done = portal("pages", "check")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_page_that_lost_its_easy_version_is_named(portal: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "translations", tmp_path / "words")
    (tmp_path / "words/en_GB/pages/young-people/health.easy.md").unlink()
    done = portal("pages", "check", PORTAL_TRANSLATIONS_DIR=str(tmp_path / "words"))
    assert done.returncode == 1
    assert "missing level: en_GB/young-people/health.standard.md: there is no easy version" in done.stdout
