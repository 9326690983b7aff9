"""The portal as a person starts it: a real web server and a real worker, on a free port, in a folder of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


@dataclass(frozen=True)
class Site:
    """A running portal: where it answers, where it keeps its data, and what it has said so far."""

    url: str
    data_dir: Path
    log: Path
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        return self.log.read_text(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(url: str) -> bool:
    """True when ``url`` gives 200."""
    with suppress(OSError, urllib.error.HTTPError), urllib.request.urlopen(url, timeout=5) as response:
        return bool(response.status == 200)
    return False


def plain_environment(**more: str) -> dict[str, str]:
    """The environment without the settings of whoever runs the tests."""
    theirs = ("PORTAL_", "PYTEST_", "COV_", "PYTHON")
    mine = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return {**mine, **more}


@contextmanager
def running(
    data_dir: Path,
    *,
    command: list[str] | None = None,
    cwd: Path = ROOT,
    environment: dict[str, str] | None = None,
    patience: int = PATIENCE,
) -> Iterator[Site]:
    """The demonstration, given once /health/ready answers 200. Stopped as Ctrl-C does, with no traceback behind it."""
    port = free_port()
    log = data_dir.with_suffix(".log")
    settings = {"PORTAL_PORT": str(port), "PORTAL_DATA_DIR": str(data_dir)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command or [sys.executable, "-m", "portal", "demo"],
            cwd=cwd,
            env={**(plain_environment() if environment is None else environment), **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    site = Site(f"http://127.0.0.1:{port}", data_dir, log, process)
    try:
        _await(site, patience)
        yield site
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(40)
    assert "Traceback" not in site.said(), site.said()


def _await(site: Site, patience: int) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if site.process.poll() is not None:
            raise AssertionError(f"The portal stopped (exit code {site.process.returncode}):\n{site.said()}")
        if answers(f"{site.url}/health/ready"):
            return
        time.sleep(0.1)
    raise AssertionError(f"The portal was not ready after {patience} s:\n{site.said()}")
