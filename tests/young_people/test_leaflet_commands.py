"""``portal leaflets build``, run as a person runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from portal.directory import DATA
from tests.support.live import ROOT, plain_environment


def test_leaflets_are_made_once_and_a_council_that_there_is_not_is_one_sentence(
    tmp_path: Path, baked_postcodes: Path
) -> None:
    shutil.copy2(baked_postcodes, tmp_path / "postcodes.sqlite")
    environment = plain_environment(
        PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="s" * 40, PORTAL_LANGUAGES="en_GB,ur"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "portal", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )

    assert run("prepare").returncode == 0
    assert run("councils", "load", str(DATA)).returncode == 0
    assert run("leaflets", "build", "--council", "torbay").stdout == "12 made, 0 kept, 0 swept.\n"
    assert run("leaflets", "build", "--council", "torbay").stdout == "0 made, 12 kept, 0 swept.\n"
    assert len(list((tmp_path / "leaflets").glob("*.pdf"))) == 12
    unknown = run("leaflets", "build", "--council", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr == "There is no council nowhere that is served.\n"
