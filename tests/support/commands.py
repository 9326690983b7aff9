"""The ``portal`` command as a person runs it, in a process of its own, many times over: Python and the program are read
once, and each run begins as a copy of the process that has read them. (To read them anew took most of a run's time.)"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tests.support.live import ROOT, plain_environment

PATIENCE = 240
"""Seconds until a command that does not end is given up."""


class Commands:
    """Runs ``python -m portal`` with words and an environment of its own each time."""

    def __init__(self, reader: subprocess.Popen[bytes], folder: Path) -> None:
        self._reader = reader
        self._said = {"out": str(folder / "out"), "err": str(folder / "err")}

    def run(self, *arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """The command, ended: its exit code, and all that it said. Raises TimeoutError when it does not end."""
        asked = {"arguments": arguments, "environment": dict(environment), **self._said}
        assert self._reader.stdin
        assert self._reader.stdout
        self._reader.stdin.write(json.dumps(asked).encode() + b"\n")
        if not select.select([self._reader.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError(f"portal {' '.join(arguments)} did not end in {PATIENCE} s")
        code = int(self._reader.stdout.readline())
        out, err = (Path(file).read_text(encoding="utf-8") for file in self._said.values())
        return subprocess.CompletedProcess(arguments, code, out, err)


@contextmanager
def reading(folder: Path) -> Iterator[Commands]:
    """A process that has read the program, with what each command says in files in ``folder``."""
    reader = subprocess.Popen(
        [sys.executable, "-m", "tests.support.commands"],
        cwd=ROOT,
        env=plain_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    )
    try:
        yield Commands(reader, folder)
    finally:
        os.killpg(reader.pid, signal.SIGKILL)  # and with it a command that did not end
        reader.communicate()


def _serve() -> None:
    import_module("portal.cli")
    for line in sys.stdin:
        if not (pid := os.fork()):
            _be(json.loads(line))
        _, status = os.waitpid(pid, 0)
        click.echo(os.waitstatus_to_exitcode(status))


def _be(asked: dict[str, Any]) -> None:
    """In the copy: become ``python -m portal``. Never returns."""
    for number, file in enumerate((os.devnull, asked["out"], asked["err"])):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["portal", *asked["arguments"]]
    runpy.run_module("portal", run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    _serve()
