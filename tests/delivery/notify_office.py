"""As much of GOV.UK Notify as a text needs: a real server that does what the last three digits of a number say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"out_of_hours-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
GOOD = "07700 900001"
SILENT, DRIPS, DROPS, STRANGER, NO_ID = "900901", "900902", "900903", "900904", "900905"


@dataclass
class NotifyOffice:
    """What Notify has taken, and what it was asked."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def said(self) -> list[str]:
        return [one["personalisation"]["text"] for one in self.taken]


@contextmanager
def running() -> Iterator[NotifyOffice]:
    """Serve on a free port until the block ends."""
    office = NotifyOffice()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfHandler", (Handler,), {"office": office}))
    server.daemon_threads = True
    office.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield office
    finally:
        office.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """Answers as Notify does (https://docs.notifications.service.gov.uk/rest-api.html)."""

    office: NotifyOffice

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.office.asked.append(asked)
        number = asked["phone_number"]
        if self.path != "/v2/notifications/sms":
            self.answer(404, {"errors": [{"error": "NotFound", "message": "Not found"}]})
        elif wrong := self.wrong_key():
            self.answer(403, {"errors": [{"error": "AuthError", "message": wrong}]})
        elif number[-3:] in ("400", "403", "429", "500", "503"):
            self.answer(int(number[-3:]), {"errors": [{"error": "Some", "message": f"not {number}"}]})
        elif mood := self.moods().get(number[-6:]):
            mood()
        else:
            self.office.taken.append(asked)
            self.answer(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": asked.get("reference")})

    def moods(self) -> dict[str, Callable[[], object]]:
        return {
            SILENT: lambda: self.office.let_go.wait(20),
            DRIPS: self.drip,
            DROPS: self.connection.close,
            STRANGER: lambda: self.answer(200, "<h1>Sign in to this network</h1>"),
            NO_ID: lambda: self.answer(200, {"hello": "you"}),
        }

    def wrong_key(self) -> str | None:
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return "Invalid token: API key not found"
        fresh = claims.get("iss") == SERVICE and abs(time.time() - claims["iat"]) < 30
        return None if fresh else "Error: Your system clock must be accurate to within 30 seconds"

    def answer(self, status: int, said: dict[str, Any] | str) -> None:
        body = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        self.send_response(201)
        self.send_header("Content-Length", "10000")
        self.end_headers()
        try:
            while not self.office.let_go.wait(0.05):
                self.wfile.write(b" ")
        except OSError:
            return

    def log_message(self, *_args: object) -> None:
        """Nothing: the tests read what was said."""
