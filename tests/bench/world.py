"""A portal and a bare Flask beside it, each served by gunicorn on a free port, and a client that counts time."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Self
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from portal import create_app, demo
from portal.journeys import Journey, drafts
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.storage import db

ROUNDS = 15
REQUESTS = 40
"""One round asks each page this often in a row; the rounds of all pages take turns."""


class World:
    """Everything a measurement needs: ``app`` in this process, ``portal`` and ``hello`` ports over HTTP. The data is on
    SQLite in ``folder``, or in the ``database`` given. ``fill`` puts more into it, before anybody is served."""

    def __init__(self, folder: Path, database: str | None = None, fill: Callable[[Flask], None] | None = None) -> None:
        self.folder, self.database, self.fill = folder, database, fill
        self.port, self.hello_port = free_port(), free_port()
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        environment = {"PORTAL_DATA_DIR": str(self.folder), "PORTAL_PORT": str(self.port)}
        if self.database:
            environment["PORTAL_DATABASE_URL"] = self.database
        self.config = demo.prepare(environment, quiet=True)
        self.environment = {**os.environ, **environment}
        self.app: Flask = create_app(self.config)
        if self.fill:
            self.fill(self.app)
        self._serve("portal:create_app()", self.port)
        self._serve("tests.bench.hello:app", self.hello_port)
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(30)

    def _serve(self, app: str, port: int) -> None:
        command = [sys.executable, "-m", "gunicorn", "--workers=1", "--worker-class=gthread", "--threads=8"]
        command += [f"--bind=127.0.0.1:{port}", "--log-level=error", "--no-control-socket", app]
        self._processes.append(subprocess.Popen(command, env=self.environment))
        wait_for(port)

    def client(self) -> Client:
        """A new keep-alive connection to the portal."""
        return Client(self.port)

    def signed_in(self, email: str) -> Client:
        """A connection on which an invented member of staff has signed in."""
        client = self.client()
        token = client.token("/staff/sign-in")
        body = urlencode({"csrf_token": token, "email": email, "password": demo.PASSWORD})
        status, _ = client.post("/staff/sign-in", body)
        assert status in (302, 303), status
        return client

    def draft(self, journey: Journey, values: dict[str, Any], done: list[str]) -> tuple[str, str, str]:
        """A draft with these answers, as a browser would have made it: its cookie, its CSRF token and its id."""
        with self.app.test_request_context("/", method="POST"):
            draft = drafts.start(journey, datetime.now(UTC))
            progress = Progress(journey, values)
            progress.done = done or [place.address for place in progress.path.places]
            drafts.save(draft, progress, datetime.now(UTC))
            token = generate_csrf()
            db.session.commit()
            serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # only cookie sessions have it
            cookie = f"{self.app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
            draft_id = draft.id.hex
        return cookie, token, draft_id

    def drop_all(self) -> None:
        """Forget every draft."""
        with self.app.app_context():
            db.session.query(Draft).delete()
            db.session.commit()


class Client:
    """One keep-alive connection, by bare socket: what is measured is the server, not the client's parsing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and the body."""
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._cookie()}\r\n".encode())

    def post(self, path: str, body: str) -> tuple[int, bytes]:
        """The status and the body of a form sent."""
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        return self._ask(f"{head}Content-Length: {len(body)}\r\n{self._cookie()}\r\n{body}".encode())

    def _cookie(self) -> str:
        return f"Cookie: {self.cookie}\r\n" if self.cookie else ""

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        try:
            self.socket.sendall(request)
            got = self.socket.recv(65536)
        except ConnectionError:
            got = b""
        if not got:  # it had been idle for longer than the server keeps it
            self._connect()
            self.socket.sendall(request)
            got = self.socket.recv(65536)
        while b"\r\n\r\n" not in got:
            got += self.socket.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\ncontent-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += self.socket.recv(65536)
        if cookie := re.search(rb"(?i)\nset-cookie: ([^;\r]+)", head):
            self.cookie = cookie[1].decode()
        return int(head[9:12]), body

    def token(self, path: str) -> str:
        """The CSRF token on a page."""
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', self.get(path)[1])
        assert found, path
        return found[1].decode()


def medians(
    asks: dict[str, tuple[Client, str] | tuple[Client, str, str]], rounds: int = ROUNDS, requests: int = REQUESTS
) -> dict[str, float]:
    """The median time in seconds of each named page, measured in turns: got, or sent with a body where there is one.
    Every answer must be a 200."""
    times: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(rounds + 1):
        for name, (client, path, *body) in asks.items():
            for _ in range(requests):
                start = time.perf_counter()
                status, _ = client.post(path, body[0]) if body else client.get(path)
                taken = time.perf_counter() - start
                assert status == 200, (name, path, status)
                if turn:  # the first round warms up
                    times[name].append(taken)
    return {name: median(taken) for name, taken in times.items()}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int, seconds: float = 30) -> None:
    """Wait until something listens on the port. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")
