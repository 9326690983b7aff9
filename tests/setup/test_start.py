"""Starting and stopping: what stands in the way is one plain sentence, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portal.config import Config
from portal.serving import obstacles
from tests.support.commands import Commands
from tests.support.live import Site, answers, plain_environment, running

SaidBy = Callable[..., str]


@pytest.fixture
def said_by(commands: Commands) -> SaidBy:
    """``said_by(folder, command="demo", **settings)``: what the command says when it cannot start. Fails when it does
    start, or when it shows its insides."""

    def said(folder: Path, command: str = "demo", **settings: str) -> str:
        run = commands.run(command, environment=plain_environment(PORTAL_DATA_DIR=str(folder), **settings))
        assert run.returncode != 0
        assert "Traceback" not in run.stderr + run.stdout
        return run.stderr.strip()

    return said


def test_a_port_in_use_is_named_before_anything_is_prepared(said_by: SaidBy, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = said_by(tmp_path, PORTAL_PORT=str(port))
    assert not list(tmp_path.iterdir())
    assert said == f"Port {port} is in use by another program. Stop it, or choose another: PORTAL_PORT={port + 1}"


def test_a_folder_that_cannot_be_written_is_named(said_by: SaidBy, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = said_by(tmp_path / "file" / "var")
    assert said.startswith("PORTAL_DATA_DIR: nothing can be written in ")
    assert len(said.splitlines()) == 1


def test_every_bad_setting_is_named_at_once_a_sentence_each(said_by: SaidBy, tmp_path: Path) -> None:
    said = said_by(tmp_path, PORTAL_PORT="eighty", PORTAL_DATABASE_URL="mysql://x", PORTAL_WORKERS="0")
    assert sorted(said.splitlines()) == [
        "PORTAL_DATABASE_URL: it must start with sqlite:/// or postgresql://.",
        "PORTAL_PORT: 'eighty' is not a port number from 1 to 65535.",
        "PORTAL_WORKERS: '0' is not a whole number above 0.",
    ]


def test_the_demonstration_refuses_strangers_and_real_mail(said_by: SaidBy, tmp_path: Path) -> None:
    said = said_by(tmp_path, PORTAL_BIND="0.0.0.0", PORTAL_SMTP_URL="smtp://mail.example")
    assert said.splitlines() == [
        "PORTAL_BIND: the demonstration only listens on this machine. Use 127.0.0.1",
        "PORTAL_SMTP_URL: the demonstration never sends real mail. Leave it empty",
    ]


def test_serving_without_a_secret_says_so(said_by: SaidBy, tmp_path: Path) -> None:
    assert said_by(tmp_path, "serve") == "PORTAL_SECRET_KEY is not set. It is needed."


def test_serving_before_preparing_names_what_is_missing(said_by: SaidBy, tmp_path: Path) -> None:
    said = said_by(tmp_path, "serve", PORTAL_SECRET_KEY="k" * 40)
    assert str(tmp_path / "keys.json") in said
    assert len(said.splitlines()) == 1


def test_an_address_of_another_machine_is_an_obstacle(tmp_path: Path) -> None:
    config = Config("k" * 40, tmp_path, "sqlite://", "https://portal.example", bind="192.0.2.1")
    (said,) = obstacles(config)
    assert said.startswith("PORTAL_BIND: this machine cannot listen on 192.0.2.1 (")


def test_ctrl_c_stops_everything_and_says_nothing_alarming(own_site: Site) -> None:
    children = _children(own_site.process.pid)
    assert len(children) == 2, "a web server and a worker"
    os.killpg(own_site.process.pid, signal.SIGINT)
    assert own_site.process.wait(30) == 0
    assert not [pid for pid in children if _alive(pid)]


def test_a_page_on_its_way_arrives_although_the_portal_is_stopping(own_site: Site) -> None:
    host, port = own_site.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=15) as slow:
        slow.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        time.sleep(0.3)
        own_site.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        slow.sendall(b"Connection: close\r\n\r\n")
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
    assert own_site.process.wait(30) == 0


def test_nothing_outlives_a_parent_that_was_killed(own_site: Site) -> None:
    children = _children(own_site.process.pid)
    own_site.process.kill()
    until = time.monotonic() + 30
    while any(_alive(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in children if _alive(pid)]
    assert not answers(f"{own_site.url}/health")


def test_a_worker_that_dies_is_started_again(own_site: Site) -> None:
    children = _children(own_site.process.pid)
    (worker,) = (pid for pid in children if not _children(pid))  # the web server has children of its own
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + 30
    while not (new := set(_children(own_site.process.pid)) - set(children)) and time.monotonic() < until:
        time.sleep(0.1)
    assert new
    assert "The worker stopped by itself. It starts again in 2 s." in own_site.said()


@pytest.fixture
def own_site(baked_postcodes: Path, tmp_path: Path) -> Iterator[Site]:
    data_dir = tmp_path / "var"
    data_dir.mkdir()
    os.link(baked_postcodes, data_dir / "postcodes.sqlite")
    with running(data_dir) as site:
        yield site


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
