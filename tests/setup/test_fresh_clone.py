"""The two commands of the README, on a machine that has python3, make and a network, and nothing else of ours."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.live import ROOT, running

pytestmark = pytest.mark.setup

PATH = "/usr/local/bin:/usr/bin:/bin"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Every file that git holds or would add, in an empty folder: what a clone of this work would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    target = tmp_path / "clone"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def test_make_run_is_all_it_takes(clone: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    bare = {"HOME": str(home), "PATH": PATH, "LANG": "C.UTF-8"}
    for which in ("first", "second"):
        started = time.monotonic()
        with running(clone / "var", command=["make", "run"], cwd=clone, environment=bare, patience=300) as site:
            record_property(f"make run, {which} start", f"{time.monotonic() - started:.1f} s")
            said = site.said()
            assert site.url in said
            os.killpg(site.process.pid, signal.SIGINT)
            site.process.wait(40)
        if which == "first":
            assert "Python packages: done" in said
            assert "Postcodes" in said


def test_a_python_that_is_too_old_is_told_so(clone: Path, tmp_path: Path) -> None:
    assert _with_python(clone, tmp_path, "exit 1") == (
        "This is Python 3.9.2. The portal needs Python 3.11 or newer. "
        "If you have one, name it: make PYTHON=python3.12 run"
    )


def test_a_python_without_venv_is_told_what_to_install(clone: Path, tmp_path: Path) -> None:
    no_venv = 'case "$2" in *version*) exit 0;; *) echo "No module named ensurepip" >&2; exit 1;; esac'
    assert _with_python(clone, tmp_path, no_venv) == (
        "This Python cannot make virtual environments. Install python3-venv, then try again."
    )


def _with_python(clone: Path, tmp_path: Path, answer: str) -> str:
    """The first thing `make run` says when python3 is this script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    python = folder / "python3"
    python.write_text(f'#!/bin/sh\n[ "$1" = -V ] && {{ echo "Python 3.9.2"; exit 0; }}\n{answer}\n')
    python.chmod(0o755)
    environment = {"HOME": str(tmp_path), "PATH": f"{folder}:{PATH}"}
    run = subprocess.run(["make", "run"], cwd=clone, env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode != 0
    return run.stderr.splitlines()[0]
